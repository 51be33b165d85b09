# Publicaties, en uitleg bij cijfers, kleine aantallen en toegankelijkheid.

## Around every page
menu-publications = Publicaties

## What is published
publications = Publicaties
publications-lead = Zes weken na elk kwartaal publiceren we de cijfers van de regio zoals ze dan bekend zijn. Wat gepubliceerd is, verandert niet meer. Wordt er later iets verbeterd, dan komt er een nieuwe editie naast de vorige.
nothing-published = Er is nog niets gepubliceerd. Een kwartaal verschijnt zes weken nadat het voorbij is.
published-next = Het { $quarter } verschijnt op { $day }.
all-quarters = Alle kwartalen
quarter-column = Kwartaal
published-on = Verschenen op
editions = Edities
last-edition-knows = Laatste editie, zoals bekend op
editions-how = De eerste editie zegt wat zes weken na het kwartaal bekend was. Elke volgende zegt wat later verbeterd of nog genoteerd is. Alle edities blijven staan.
published-edition = Editie
edition-n = Editie { $n }
made-at = Gemaakt op
knows-until = Zoals bekend op
by-catalogue = Lokaal addendum van
edition-changed = Wat verschilt
difference-with = tegenover editie { $n }
first-edition = eerste editie
shown-here = staat hier
published-fixed = Vaste publicatie van { $day }.
published-as = Vaste publicatie, editie { $n }, zoals bekend op { $day }. Ze verandert niet meer.
later-edition = Er is een latere editie.
published-overlap = Rijen overlappen: tel ze niet op.
what-figures-mean = Wat elk cijfer betekent
read-how = Lees hoe dat werkt
difference-of = Wat editie { $n } anders zegt dan editie { $other }
no-difference = In dit rapport is geen enkel cijfer anders.
difference-many = { $n } cijfers zijn anders.
difference-more = En nog { $n } andere. Alle cijfers staan in het CSV-bestand van elke editie.
published-figure = Cijfer
ask-otherwise = Wil je een andere vraag stellen?
ask-otherwise-how = In het regiobeeld kies je zelf filters en periodes. Dezelfde mensen geven altijd hetzelfde cijfer, dus nog eens vragen levert niets op.
to-the-region = Naar het regiobeeld
published-for-all = De gepubliceerde cijfers zijn voor iedereen:

## What each figure means
explain-figures = Wat elk cijfer betekent
explain-small-numbers = Hoe we kleine aantallen beschermen
explain-accessibility = Toegankelijkheid
figures-lead = Hier staat van elk cijfer wat het telt. Een getal uit het lokaal addendum staat erbij zoals het nu geldt.
figures-words = Woorden die overal terugkomen
word-participant = Deelnemer
word-participant-means = Wie een intake had. De eerste dag is de instapdag van de eerste intake. Wie terugkomt, telt één keer.
word-in-period = In de periode
word-in-period-means = Iets gebeurde op een dag van de periode, de eerste en de laatste dag inbegrepen. De dag waarop het gebeurde telt, niet de dag waarop het genoteerd werd.
word-at-end = Op het einde
word-at-end-means = Iets begon ten laatste op de laatste dag van de periode en was toen niet voorbij. Op de dag waarop het voorbij is, geldt het niet meer.
word-once = Mensen, keren, dagen
word-once-means = Mensen tellen elk één keer per cijfer. Keren tellen elke doorverwijzing, poging of sessie apart. Rijen overlappen: een cliënt kan bij verschillende persona's horen. Daarom wordt het totaal apart geteld.
word-contact = Contact
word-contact-means = Een contactpoging waarbij de cliënt bereikt is, een afspraak waarop de cliënt er was (ook te laat), of een sessie waarop de cliënt aanwezig was.
word-current = Wat verbeterd of ingetrokken is
word-current-means = Een verbeterde registratie telt zoals ze verbeterd is, op haar nieuwe dag. Een ingetrokken registratie telt niet. Een samengevoegd traject telt niet meer mee; wat erin stond, telt waar het overgenomen is.
word-moved = Wie verhuist
word-moved-means = Wat gebeurde, telt bij het lokaal bestuur waar de cliënt op die dag verbleef. Wat op het einde geldt, bij het lokaal bestuur van dat einde. Wie buiten de regio verblijft, staat bij geen enkel lokaal bestuur.
word-unknown = Niet bekend
word-unknown-means = Wat niet gevraagd of niet geweten is, is niet hetzelfde als nee. Het staat apart, in een kolom met niet bekend.
word-median = Mediaan en p90
word-median-means = De mediaan is de middelste waarde: de helft is kleiner, de helft groter. Bij p90 zijn negen op de tien waarden kleiner of gelijk.

rows-of-outcomes = Rijen: het totaal, elke regio-uitdaging, elke persona daaronder, en wie er geen heeft. Geteld worden deelnemers.
means-participants = Mensen van wie de instapdag in de periode valt.
means-reached = Mensen die in de periode voor het eerst bereikt werden: de eerste dag met contact, of de instapdag.
means-bridge_assigned = Mensen die in de periode hun eerste brugfiguur kregen.
means-referred = Mensen die in de periode ergens naar doorverwezen werden.
means-housed = Mensen die in de periode een woning vonden, op de dag waarop ze erin konden. Wat gepland was en niet doorging, telt nergens.
means-still_housed = Mensen die op het einde nog in een gevonden woning zitten: tot ze verloren is, tot de volgende woning begint, of tot iemand zag dat de cliënt dakloos of slecht gehuisvest is.
means-started_work = Mensen die in de periode met een job begonnen, op de eerste werkdag. Een job van voor het traject telt niet.
means-in_work = Mensen die op het einde een job hebben: tot ze stopte, of tot bij het vertrek of een opvolging bleek dat de cliënt geen werk heeft.
means-in_training = Mensen die op het einde in opleiding zijn.
means-qualified = Mensen die in de periode een kwalificatie behaalden, los of op het einde van een opleiding. Dezelfde kwalificatie telt één keer.
means-milestones = Mensen die in de periode een mijlpaal bereikten.
means-closed = Mensen van wie het traject in de periode afgesloten is en sindsdien niet heropend. Per reden staat er een eigen kolom.

rows-of-esf = Rijen: het totaal, elk geslacht, en geslacht onbekend. De indicatoren komen uit bijlage I van Verordening (EU) 2021/1057. EECO telt wie in de periode instapte. EECR telt wie vertrok en van wie de termijn in de periode verstreek: { $exit } dagen na het afsluiten, of zes maanden en { $tolerance } dagen. De kolom niet bekend zegt van hoeveel mensen het gegeven ontbreekt; buiten de termijn zegt hoeveel van hen wel opgevolgd zijn, maar te vroeg of te laat.
means-EECO01 = Iedereen die in de periode instapte. Daarnaast staat van hoeveel van hen geslacht, statuut, leeftijd en opleiding alle vier bekend zijn.
means-EECO-labour = Het statuut bij de instap: werkloos, niet-beroepsactief of aan het werk.
means-EECO03 = Wie werkloos instapte en het al langer dan { $unemployed } maanden was. Wie jonger is dan { $young }: langer dan { $unemployed_young } maanden.
means-EECO-age = De leeftijd op de instapdag.
means-EECO-isced = Het hoogste opleidingsniveau bij de instap: ISCED 0 tot en met 2, 3 en 4, 5 tot en met 8.
means-EECO-recorded = Wat de cliënt daarover bij de intake zei.
means-EECO13 = Wie een nationaliteit van buiten de Europese Unie heeft, staatloos is, of van wie de nationaliteit niet vaststaat.
means-EECO16 = Wie bij de instap dakloos of slecht gehuisvest was: ETHOS Light 1 tot en met 7.
means-EECO17 = Wie bij de instap in een landelijke gemeente verbleef (klasse 3 van DEGURBA).
means-EECR-exit = De situatie bij het vertrek, van wie ze iets nieuws is: zoekt werk (van wie niet-beroepsactief was), volgt onderwijs of opleiding (van wie dat niet deed), behaalde een kwalificatie (van iedereen), heeft werk (van wie er geen had).
means-EECR-six = De situatie zes maanden na het vertrek, binnen { $tolerance } dagen ervoor of erna opgevolgd: heeft werk (van wie er bij de instap geen had), of een betere job (van wie er een had).

rows-of-funnel = Rijen: het totaal, elke regio-uitdaging, en wie er geen heeft. Geteld worden trajecten die in de periode begonnen.
means-opened = Alle trajecten die in de periode begonnen.
means-steps = Mensen die van daaruit tot aan deze stap kwamen, ten laatste op het einde. Een eerste resultaat is een woning, een job of een kwalificatie.
means-days_to = Dagen van de start tot die stap, mediaan en p90.

rows-of-lasting = Rijen: werk en wonen, met daaronder de redenen waarom iets verloren ging.
means-due = Mensen van wie de 91ste (182ste) dag na het begin van een job of woning in de periode valt.
means-lasting = Mensen van hen die er op die dag nog waren. Wie naar een volgende woning verhuisde, verloor de vorige niet.
means-lasting-unknown = Mensen van wie niemand het weet: niets zegt dat het voorbij was, en in de { $silence } dagen ervoor of erna is niets van de cliënt gehoord.
means-lasting-share = Het aandeel dat er nog was. Stilte telt niet als gelukt.
means-lost = Mensen die in de periode een job of een woning verloren.

rows-of-needs = Rijen: het totaal, elke problematiek in volgorde van belangrijkheid, met daaronder elke uitdaging, elk detail en elke dienst.
means-in_need = Mensen die op het einde begeleid worden en die drempel dan hebben.
means-severe = Mensen van hen voor wie de drempel zwaar weegt: 4 of 5 op 5.
means-without_help = Mensen van hen zonder lopende dienst voor die problematiek. In het totaal: zonder dienst voor minstens een van hun drempels.
means-services = Keren: interventies die in de periode startten, en die op het einde lopen.
means-needs-attended = Keren: doorverwijzingen waarbij de cliënt in de periode voor het eerst aanwezig was.
means-waiting = Dagen tussen plannen en starten, of tussen doorverwijzen en de eerste aanwezigheid: de mediaan.
means-offers = Het aanbod, de plaatsen en het budget van kandidaturen die ten laatste op het einde goedgekeurd zijn.
means-free = De plaatsen min alle lopende interventies, nooit minder dan nul.
means-uncovered = Mensen zonder hulp min de vrije plaatsen, nooit minder dan nul.

rows-of-referrals = Rijen: het totaal, elke gevraagde dienst, en elke reden van weigering. Geteld worden doorverwijzingen die in de periode verstuurd zijn.
means-sent = Alle doorverwijzingen die in de periode verstuurd zijn.
means-answered = Keren dat er ten laatste op het einde een antwoord was: op de wachtlijst, aanvaard of geweigerd.
means-referral-steps = Keren dat een doorverwijzing ten laatste op het einde zo ver kwam.
means-referral-days = Dagen van het versturen tot het antwoord, en tot de eerste aanwezigheid.
means-open_long = Alle doorverwijzingen die op het einde al langer dan { $open } dagen openstaan, wanneer ze ook verstuurd zijn.

rows-of-caseload = Rijen: het totaal, elke organisatie die trajecten heeft, en elke brugfiguur. Alles geldt op het einde.
means-guided = Mensen in begeleiding: van de instapdag tot het traject afgesloten is.
means-no_bridge_figure = Mensen in begeleiding die geen brugfiguur hebben.
means-no_contact = Mensen met wie al langer dan { $contact } dagen niemand contact had. Wie gepauzeerd of afgesloten is, telt niet.
means-follow_ups = Mensen die 3, 6 of 12 maanden na het vertrek op te volgen zijn, en van wie de termijn loopt of voorbij is.
means-exit_overdue = Mensen die vertrokken en van wie na { $exit } dagen de situatie bij het vertrek nog niet genoteerd is.

rows-of-reach = Rijen: het totaal, elke manier van contact, en elke contacttaal.
means-attempts = Contactpogingen in de periode, en die waarbij de cliënt bereikt is.
means-appointments = Afspraken in de periode waarvan de uitkomst bekend is, en die waarop de cliënt niet kwam.
means-attempts_until = Hoeveel pogingen nodig waren tot en met de dag van het eerste contact.

rows-of-guidance = Rijen: het totaal en, met alleen hun eigen kolommen, mijlpalen, sterktes, taalniveaus, vaardigheden, sectoren, aanpassingen, ondersteuningen, diensten en organisaties.
means-guidance-milestones = Mensen die in de periode een mijlpaal bereikten, deelnemer of niet.
means-strengths = Mensen bij wie in de periode een sterkte gezien is, of die een taalniveau bereikten.
means-floors = Oefenvloeren die in de periode begonnen of stopten, en die op het einde lopen.
means-skills = Mensen die op een oefenvloer die in de periode stopte een vaardigheid toonden of een soort werk graag gingen doen.
means-adaptations = Mensen die in de periode begonnen in een job met een aangepaste werkplek of met ondersteuning.
means-sessions = Sessies in de periode waarop de cliënt er was, en hoelang ze samen duurden.
means-coachings = Hoe vaak en hoelang werkgevers in de periode gecoacht zijn voor een cliënt.
means-without-client = Hoe vaak en hoelang werkgevers gecoacht zijn zonder een bepaalde cliënt, en hoeveel werkgevers dat waren. Er is geen cliënt in het spel, dus dit wordt niet afgerond.
means-accompanied = Afspraken in de periode waarnaar iemand mee zou gaan, en die waarop de cliënt er was.
means-before-intake = Contactpogingen voor de intake, en hoelang ze samen duurden.

rows-of-change = Rijen: het totaal van de drempels, elke problematiek, en elk domein van doelen.
means-better = Mensen van wie een drempel of doel, de laatste keer dat er in de periode naar gekeken is, beter, gelijk of slechter was dan de eerste keer.
means-change = Hoeveel punten verschil met de eerste keer: de mediaan. Bij drempels is minder beter, bij doelen meer.
means-relapsed = Mensen die in de periode hervielen.

rows-of-findings = Rijen: elke bevinding van de verrijkingsdag die aan een cliënt te koppelen is, per uitdaging. Een verleden in detentie of jeugdzorg is verzegeld en staat in geen enkele rij.
means-with_finding = Mensen die op het einde begeleid worden en voor wie de bevinding dan geldt.
means-finding_linked = Mensen bij wie de bevinding in de periode gekoppeld is.

rows-of-homelessness = Rijen: het totaal en elk lokaal bestuur.
means-hidden = Mensen die op het einde leven in ETHOS Light 5 (een ruimte die geen woning is), 6 (bij familie of vrienden) of 7 (met uithuiszetting bedreigd).
means-addresses = Mensen voor wie in de periode een referentieadres gevraagd, toegekend of geweigerd is.
means-lost_within = Mensen die in de periode een woning verloren, minder dan 6 (12) maanden nadat ze begon.

rows-of-profile = Rijen: het totaal, elk lokaal bestuur, en daaronder elk geslacht. Geteld wordt wie in de periode instapte.
means-ages = De leeftijd op de instapdag.
means-inactive = Wie bij de instap niet-beroepsactief was; van hen wie een buitenlandse achtergrond heeft, en van wie dat niet bekend is.
means-children = Het gezin zoals het tot en met het einde laatst genoteerd is: er zijn kinderen, de cliënt zorgt er alleen voor, een van hen heeft (misschien) een beperking, of er is opvang nodig die er niet is.

rows-of-quality = Rijen: het totaal en elke organisatie. Het gaat over hoe volledig en hoe vlot er genoteerd wordt.
means-incomplete = Mensen van wie bij de instap een gegeven ontbreekt, en welk.
means-overdue = Opvolgingen en situaties bij vertrek waarvan de termijn voorbij is.
means-records = Alle registraties van dagen in de periode, zoals ze eerst genoteerd zijn, maar geen verbeteringen en intrekkingen.
means-late = Registraties die meer dan { $late } dagen na de dag zelf genoteerd zijn, en hoeveel dagen er meestal tussen zitten.

## How small numbers are protected
small-lead = Een cijfer over enkele mensen kan verraden wat er met één van hen gebeurde. Daarom ziet niet iedereen dezelfde cijfers.
small-who = Wie ziet wat?
small-who-how = Exacte cijfers zijn voor wie de trajecten heeft of er verantwoording over aflegt. Alle anderen zien afgeronde cijfers: veelvouden van { $k }, en voor wie geen rol in de regio heeft veelvouden van { $public }.
small-who-column = Wie
small-sees-column = Ziet
small-who-accounts = Regiocoördinator, auditor, gegevensbeheerder, monitor
small-who-own = Trajectbegeleider, over de eigen organisatie
small-who-whole = Trajectbegeleider, over de hele regio
small-who-analyst = Analist
small-who-procedure = Kandidaat, beoordelaar, jurylid
small-who-public = Iedereen
small-sees-exact = exacte cijfers
small-sees-own = de eigen organisatie exact, de rest afgerond op { $k }
small-sees-rounded = afgerond op { $k }
small-sees-published = wat gepubliceerd is, afgerond op { $k }
small-sees-coarse = wat gepubliceerd is, afgerond op { $public }
small-how = Hoe wordt er afgerond?
small-how-draw = Elk cijfer wordt een veelvoud van de stap: het naaste eronder of erboven. Toeval beslist welk van de twee, en het dichtste heeft de meeste kans. Gemiddeld klopt het cijfer dus, en het is nooit een hele stap ernaast.
small-how-same = Het toeval hangt vast aan de mensen die geteld worden. Dezelfde mensen geven altijd hetzelfde cijfer, hoe je het ook vraagt. Nog eens vragen en het gemiddelde nemen levert niets op.
small-how-zero = Achter een 0 kunnen er nul mensen zijn, of enkele. Een klein aantal komt nooit als zichzelf op de pagina.
small-how-parts = Delen tellen niet altijd op tot het geheel, omdat elk cijfer apart afgerond is.
small-how-shares = Een percentage wordt gemaakt van twee afgeronde cijfers, en staat er niet als het geheel te klein is. Een mediaan ook niet; anders is ze van een waarde vlakbij.
small-how-things = Keren en minuten worden per bundel van vaste grootte afgerond.
small-grid = Welke vragen kunnen?
small-grid-why = Uit het verschil van twee bijna gelijke vragen zou je iets over één mens kunnen afleiden. Daarom kunnen er van afgeronde cijfers weinig verschillende vragen gesteld worden. Een andere vraag krijgt als antwoord welke vragen er het dichtst bij liggen.
small-filters-column = Filters
small-rows-column = Rijen
small-month = een kalendermaand
small-quarter = een kwartaal
small-year = een kalenderjaar
small-since = sinds het begin, tot het einde van een jaar
small-no-filter = geen
small-one-filter = één
small-row-of-all = alleen het totaal
small-all-rows = alle rijen
small-grid-many = Een periode kan gevraagd worden als ze voorbij is. Per dag worden { $n } verschillende vragen beantwoord. Dat beschermt niet, maar het valt op als iemand alles vraagt.
small-published = Wat gepubliceerd is
small-published-fixed = Een publicatie toont dezelfde afgeronde cijfers, één keer gemaakt en nooit meer veranderd.
small-published-editions = Wat later verbeterd wordt, komt samen één keer per kwartaal in een nieuwe editie, met dezelfde afronding. Alleen andere mensen geven een ander cijfer.
small-not = Wat we niet beloven
small-not-chance = Afronden maakt zekerheid onmogelijk, geen vermoeden. Wie alle rapporten legt naast alles wat hij over iemand weet, raadt vaker juist dan fout. Hoe vaak, hebben we gemeten en staat in de documentatie van het programma.
small-not-know = Wie alle anderen kent, weet ook wie overblijft. Daartegen helpt geen afronding.
small-not-compare = Twee cijfers die verschillen, gaan over verschillende mensen. Twee gelijke cijfers kunnen toch over andere mensen gaan.

## For whom the pages work
works-lead = Loopbrug moet werken voor iedereen die ermee werkt: op een telefoon in een gang, met een toetsenbord, met een schermlezer, zonder script.
works-for = Wat je mag verwachten
works-for-aim = De pagina's volgen WCAG 2.2, niveau AA. Dat is wat we nastreven; wat we niet nagekeken hebben, staat hieronder.
works-for-script = Alles leest en noteert zonder script. Een script voegt alleen gemak toe.
works-for-keyboard = Alles kan met het toetsenbord, in de volgorde van de pagina. Bovenaan staat een link naar de inhoud. Er zijn geen sneltoetsen die een schermlezer in de weg zitten.
works-for-sight = De pagina's werken van 320 beeldpunten breed tot een breed scherm, op donker en op licht, en op papier. Kleur zegt nooit iets alleen: bij elke grafiek staat de tabel.
works-for-words = We schrijven korte zinnen, in het Nederlands en het Engels. Als iets niet kan, zegt de pagina wat er scheelt en wat je nu kunt doen, en blijft staan wat je typte.
works-not = Wat we niet weten
works-not-looked-at = Geen enkele onafhankelijke partij heeft deze pagina's gekeurd, en mensen die dagelijks met een schermlezer werken hebben ze nog niet uitgeprobeerd.
works-not-lists = Brede tabellen schuif je op een telefoon opzij. Codes en nummers van trajecten zijn lang, omdat ze over niemand iets mogen zeggen.
works-tell = Lukt iets niet?
works-tell-whom = Zeg het aan de gegevensbeheerder van je regio, met het adres van de pagina. Staat er een nummer op de pagina, noem dat dan ook.
