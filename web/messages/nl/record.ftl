# Formulieren waarmee begeleiders iets noteren.

## Elk formulier
do-record = Noteren
not-recorded = Nog niet genoteerd
meanwhile = Intussen genoteerd:
fault-number = Noem dit nummer als het blijft duren: { $trace }.
session-over = Je bent afgemeld
session-over-kept = Er is nog niets genoteerd. Wat je invulde, staat er weer zodra je aangemeld bent.
back-again = Je bent weer aangemeld.
back-again-kept = Wat je invulde, staat er nog. Het is nog niet genoteerd: kijk het na en verstuur het.
choose = Kies …
something-else = iets anders
another-day = Een andere dag
which-day = Welke dag?
day-today = vandaag
day-yesterday = gisteren
number-from-to = Een getal van { $min } tot en met { $max }.
may-be-left-out = (mag leeg blijven)
when = Wanneer?
for-whom-it-is = voor
recorded-at = Genoteerd om { $time }.
put-right = Verbeteren
and-now = En nu?
back-to-work-list = Terug naar de werklijst

## Contactpoging
record-contactpoging = Contactpoging
again-contactpoging = Nog een poging
did-it-work = Is het gelukt?
how = Hoe?
where = Waar?
last-time = de vorige keer: { $what }
more-of-contact = Plaats, duur of een notitie toevoegen
how-many-minutes = Hoeveel minuten?
note = Notitie
note-sealed = Verzegeld: alleen wie dit traject mag zien, kan dit lezen.

## Nog formulieren
record-what = Noteren …
is-this-right = Klopt dit?
is-this-right-advice = Er is nog niets genoteerd. Druk op de knop onderaan, of kies iets anders.
record-afspraak = Afspraak maken
again-afspraak = Nog een afspraak
record-uitkomst = Afspraak: wat ervan kwam
record-sessie = Sessie
record-notitie = Notitie
record-doorverwijzing = Doorverwijzen
again-doorverwijzing = Nog een doorverwijzing
record-antwoord = Wat er van een doorverwijzing komt
again-antwoord = Nog een antwoord
record-drempel = Drempel
again-drempel = Nog een drempel
record-drempel-herbekijken = Drempel herbekijken
again-drempel-herbekijken = Nog een drempel herbekijken
record-sterkte = Sterkte
record-doel = Doel
again-doel = Nog een doel
record-doel-cijfer = Doel: hoe ver?
again-doel-cijfer = Nog een cijfer
record-mijlpaal = Mijlpaal
again-mijlpaal = Nog een mijlpaal

## Afspraken
what-for = Waarvoor?
what-time = Hoe laat?
what-time-help = Bijvoorbeeld 14:30
with-whom = Bij wie?
somebody-goes-along = Er gaat iemand mee
what-came-of-it = Wat kwam ervan?
which-appointment = Welke afspraak?
touch-attended = Aanwezig
touch-late = Te laat
touch-no_show = Afwezig

## Sessies
of-which-help = Van welke hulp?
was-the-client-there = Was de cliënt er?
was-there = ja
was-not-there = nee
how-long = Hoe lang?
how-long-help = Was de cliënt er niet, dan telt de duur niet.
minutes = { $n } minuten
no-help-runs = er loopt nu geen hulp: plan en start die eerst

## Doorverwijzingen
to-whom = Naar wie?
for-which-help = Voor welke hulp?
how-soon = Hoe snel?
what-is-it-about = Waarover gaat het?
one-at-least = Kies er minstens één.
which-referral = Welke doorverwijzing?
what-comes-of-it = Wat komt ervan?
answer-accepted = wij helpen
answer-waitlisted = op de wachtlijst
answer-declined = wij helpen niet
answer-seen = gezien, antwoord volgt
answer-first_attended = de cliënt was er voor het eerst
answer-done = de hulp is gegeven
answer-declined_by_client = de cliënt wil niet
answer-withdrawn = wij trekken ze in
answer-expired = er kwam geen antwoord
place-expected = Wanneer is er plaats, denk je?
why-not = Waarom niet?
why-does-client-not = Waarom wil de cliënt niet?

## Drempels
what-is-in-the-way = Wat staat in de weg?
how-heavy = Hoe zwaar weegt het?
how-heavy-now = Hoe zwaar weegt het nu?
severity-1 = 1: licht
severity-2 = 2
severity-3 = 3: het hindert
severity-4 = 4: zwaar
severity-5 = 5: niets anders lukt
only-suspected = Het is een vermoeden
more-of-barrier = Precieser zeggen wat het is
what-exactly = Wat precies?
which-barrier = Welke drempel?
barrier-resolved = opgelost

## Sterktes, doelen en mijlpalen
good-at = Wat kan de cliënt goed?
in-own-words = Wat wil de cliënt, in eigen woorden?
own-words-sealed = Schrijf het zoals het gezegd is. Verzegeld: alleen wie dit traject mag zien, kan dit lezen.
which-goal = Welk doel?
how-far = Hoe ver is dit bereikt?
how-far-help = Het cijfer van de cliënt: 0 is helemaal niet, 10 is helemaal.
which-milestone = Welke stap vooruit?
more-of-milestone = Bewijs toevoegen
what-proves-it = Waaruit blijkt het?
what-proves-it-help = Leeg: wat jij zag of wat de cliënt zei, waar dat volstaat.
