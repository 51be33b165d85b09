# Wat zichzelf bijwerkt, en wat wacht op verbinding.
live-up-to = Waar tot positie { $position }, { $time }
live-behind = Loopt { $n } seconden achter
live-moved = Cijfers bijgewerkt tot positie { $position }
live-lost = Niet meer live, laatste stand { $time }
slider-at = { $day }, positie { $position }
live-fresh = # nieuwe, toon de lijst opnieuw
offline-title = Geen verbinding.
offline-how = Je kunt gewoon voortdoen. We sturen dit door zodra je weer online bent. Laat dit scherm open staan: op je toestel bewaren we alleen nummers, geen namen en geen tekst.
only-here = Deze tekst staat alleen op dit scherm.
only-here-how = Sluit je het, dan is hij weg.
undo-waits = Wordt over enkele seconden genoteerd.
undo = Ongedaan maken
queue-title = Nog te versturen
queue-how = Op je toestel staan alleen nummers, geen namen, geen tekst en geen dossiernummer. Ze verdwijnen na het versturen, bij het afmelden en na 24 uur.
queue-of = Registratie van
queue-unsent = nog niet verstuurd
queue-refused = geweigerd
queue-seen = Gezien
queue-button = Bewaren tot er verbinding is
out-title = Je bent afgemeld
out-how = Meld je opnieuw aan in een ander venster en kom dan terug. Wat je invulde staat er nog.
out-again = Ik ben weer aangemeld

## Twee regio's naast elkaar
beside-title = { $one } naast { $other }
beside-lead = Dezelfde cijfers, over dezelfde dagen, telkens zo precies als je ze daar mag zien.
beside-another = Zet ernaast:
beside-under = Een regio met meer inwoners begeleidt meer mensen: vergelijk aandelen en termijnen eerder dan aantallen.
figure = Cijfer
panel-outcomes-of-all = Uitkomsten, elke deelnemer één keer
lasting-homes = Gevonden woningen na 182 dagen
lasting-work = Begonnen jobs na 182 dagen
