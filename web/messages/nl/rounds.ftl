# De selectieprocedure: rondes en kandidaturen.

## Rounds
menu-rounds = Kandidaturen
rounds-under = Rondes van { $region }.
round-launch = gelanceerd { $day }
round-deadline = kandidaturen tot en met { $until }
round-not-launched = nog niet gelanceerd
round-launched = loopt
round-ranked = matchingsverslag opgemaakt
round-ratified = bekrachtigd
round-under = { $n ->
    [one] { $region } · 1 kandidatuur, { $submitted } ingediend
   *[other] { $region } · { $n } kandidaturen, { $submitted } ingediend
}
round-dates = Datums van de ronde
round-story = De ronde loopt van { $from } tot en met { $until }. De datums staan in de lijst.
round-story-during = De ronde loopt van { $from } tot en met { $until }. Vandaag is het { $today }. De datums staan in de lijst.
date-launch = Lancering
date-submission_deadline = Deadline kandidaturen
date-assessment = Beoordeling
date-pitches = Pitches en jury
date-ratification = Bekrachtiging
date-end_date = Beslissing (einddatum)
date-rebuttal = Weerwoord tot en met
date-not-known = nog niet bekend
date-at-latest = uiterlijk { $day }
date-several = { $days } en { $last }
dates-moved = Verzette datums ({ $n })
subject-to-change = (onder voorbehoud)

## The clock
clock-days = { $n ->
    [one] { $n } dag
   *[other] { $n } dagen
}
clock-hours = { $n } uur
clock-minutes = { $n ->
    [one] { $n } minuut
   *[other] { $n } minuten
}
clock-a-moment = minder dan een minuut
clock-until = nog, tot en met
clock-was-until = Dit kon tot en met { $until }.
still-left = nog { $left }
until-on-our-clock = tot en met { $until }, op onze klok
deadline-passed = de deadline is voorbij
rebuttal-counted = Einddatum { $end } + 14 dagen, Belgische tijd.
clocks-back = In die termijn gaat het uur terug ({ $day }).
clocks-forward = In die termijn gaat het uur vooruit ({ $day }).
rebuttal-after = Een laat weerwoord nemen we aan en merken we als laat. Daarna wordt de kandidatuur afgesloten.

## The board
where-each-is = Waar staat elke kandidatuur?
as-list = Als lijst
as-board = Als bord
no-proposals = Er zijn nog geen kandidaturen.
column-draft = Ontwerp
column-submitted = Ingediend
column-assessment = In beoordeling
column-pitch = Pitch
column-judged = Door de jury beoordeeld
column-ratified = Bekrachtigd
column-inadmissible = Niet ontvankelijk
column-not_invited = Niet uitgenodigd
column-approved = Goedgekeurd
column-reserve = Reserve
column-rejected = Afgewezen
column-withdrawn = Ingetrokken
n-places = { $n ->
    [one] 1 plaats
   *[other] { $n } plaatsen
}
badge-not-submitted = niet ingediend
badge-assessed = alle beoordelingen binnen
badge-pitched = gepitcht
badge-rebutted = weerwoord ontvangen
badge-answered = weerwoord beantwoord
proposal-stage = Stand
places-head = Plaatsen
proposal-budget = Budget
proposal-received = Ontvangen
proposal-decision = Beslissing
stage-draft = ontwerp
stage-withdrawn = ingetrokken
stage-submitted = ingediend
stage-inadmissible = niet ontvankelijk
stage-admissible = ontvankelijk
stage-assessed = schriftelijk beoordeeld
stage-not_invited = niet uitgenodigd
stage-invited = uitgenodigd om te pitchen
stage-pitched = gepitcht
stage-judged = door de jury beoordeeld
stage-ratified = bekrachtigd
stage-communicated = beslissing meegedeeld
stage-rebutted = weerwoord ontvangen
stage-answered = weerwoord beantwoord
stage-final = afgesloten
outcome-approved = goedgekeurd
outcome-reserve = reserve
outcome-rejected = afgewezen

## Ranking, report, rebuttals
ranking = Rangschikking van de jury
ranking-under = Gewogen totaal op 100. Gelijke totalen delen een rang.
proposal-score = Score
score-as-bar = Score als balk
jury-advice = Advies
proposal-remark = Opmerking
tied = gelijk; nog niet beslist wie eerst komt
tied-broken = gelijk; plaats { $place } door { $reason }
exit-inadmissible = niet ontvankelijk
exit-not_invited = niet uitgenodigd
matching-report = Matchingsverslag
report-drawn-up = opgemaakt
report-ratified = bekrachtigd
proposal-not-yet = nog niet
proposal-fingerprint = vingerafdruk
warning-assessments = beoordelingen buiten de termijn
warning-pitches = pitches op een andere dag
warning-juries = jury op een andere dag
warning-decisions = beslissingen na de einddatum
warning-end-date = einddatum later dan gepland
warning-conflicts = belangenconflicten gemeld
rebuttal = Weerwoord
rebuttals-in-time = ontvangen
rebuttals-answered = beantwoord
rebuttals-late = laat
your-proposal = Je kandidatuur
open-proposal = Bekijk de kandidatuur van je organisatie
no-proposal-yet = Je organisatie heeft nog geen kandidatuur voor deze ronde. Eén organisatie dient één kandidatuur in; samen indienen kan niet.
begin-proposal = Begin je kandidatuur

## One proposal
proposal-of = Kandidatuur van { $organisation }
aims-at = Waarvoor en waar
proposal-challenges = regio-uitdagingen
proposal-services = types dienstverlening
proposal-municipalities = lokale besturen
proposal-offers = Aanbod
no-offers = Nog geen aanbod. Zonder aanbod kun je niet indienen.
offers-in-all = { $n ->
    [one] 1 interventie: { $places } plaatsen en { $budget }.
   *[other] { $n } interventies, samen { $places } plaatsen en { $budget }.
}
for-challenge = voor
proposal-approach = aanpak
proposal-receipt = Ontvangstbewijs
receipt-how = De vingerafdruk volgt uit de inhoud. Verandert er één teken, dan is het een andere.
own-dates = Eigen datums
submitted-at = Ingediend
pitch-slot = Uitgenodigd om te pitchen
pitch-held = Gepitcht
admissibility = Ontvankelijkheid
admitted = Ontvankelijk.
not-admitted = Niet ontvankelijk:
not-invited = Niet uitgenodigd om te pitchen
scores = Scores per criterium
scores-hidden = Zolang niet elke beoordeling binnen is, zie je alleen wat je zelf schreef.
criterion = Criterium
criterion-weight = Gewicht
weighted-total = Gewogen totaal
the-jury = De jury
dissent = Wat een minderheid ertegen had
judged-by = Oordeelden: { $names }
outside-window = buiten de voorziene dagen
of-rival = de eigen organisatie dient ook in
assessors = Beoordelaars
assessor-done = beoordeeld
assessor-conflict = belangenconflict
ratified-at-rank = Het bekrachtigde verslag zet deze kandidatuur op rang { $rank }.
ratified-without-rank = Het bekrachtigde verslag geeft deze kandidatuur geen rang.
to-be-communicated = De organisatie weet het nog niet.
communicated-by = Meegedeeld: { $channel }.
decision-overdue = na de einddatum
letter-salutation = Geachte medewerkers van { $organisation },
letter-approved = Uw kandidatuur is goedgekeurd. U wordt partner in het lokaal partnerschap.
letter-reserve = Uw kandidatuur staat in reserve. U kunt partner worden als een andere partner stopt.
letter-rejected = Uw kandidatuur is niet weerhouden. U wordt in deze ronde geen partner.
letter-rebuttal = Bent u het niet eens met deze beslissing, dan kunt u een weerwoord indienen tot en met veertien dagen na de einddatum, om 23.59 uur.
rebuttals = Weerwoord van de organisatie
came-late = kwam te laat
rebuttal-answered = beantwoord
waits-for-answer = wacht op antwoord
the-answer = Antwoord

## What can be done now
steps-now = Wat je nu kunt doen
step-lancering = Lanceer de ronde
step-datum = Verzet een datum
step-matchingsverslag = Maak het matchingsverslag op
step-bekrachtiging = Noteer de bekrachtiging
step-bewerk = Werk verder aan je kandidatuur
step-indienen = Nalezen en indienen
step-intrekken = Intrekken
step-weerwoord = Dien een weerwoord in
step-ontvankelijkheid = Beslis over de ontvankelijkheid
step-beoordelaar = Wijs een beoordelaar toe
step-uitnodiging = Nodig uit om te pitchen
step-geen-uitnodiging = Nodig niet uit
step-pitch = Noteer de pitch
step-beslissing = Deel de beslissing mee
step-antwoord = Beantwoord het weerwoord
step-afsluiten = Sluit de kandidatuur af
step-beoordeling = Beoordeel schriftelijk
step-jury = Noteer het oordeel van de jury
step-belangenconflict = Meld een belangenconflict

## The applicant's form
kept-part-by-part = elk deel wordt apart bewaard
parts = Delen van de kandidatuur
part-organisation = Organisatie
part-scope = Uitdagingen en gebied
part-offers = Interventies
part-submit = Nalezen en indienen
part-done = klaar
what-will-you-do = Wat ga je doen?
offers-one-by-one = Voeg elke interventie apart toe. De types dienstverlening staan in de volgorde van belangrijkheid van het addendum.
change-offer = Wijzig
drop-offer = Verwijder
go-on-to-reading = Verder naar nalezen
after-submitting = Na het indienen ligt je kandidatuur vast met een vingerafdruk. Tot de deadline kun je ze intrekken en opnieuw indienen.
step-begin = Begin je kandidatuur
lead-begin = Zeg eerst waarvoor en waar. Je kunt dit later nog wijzigen.
button-begin = Bewaren en verder
which-challenges = Op welke regio-uitdagingen antwoord je?
which-services = Welke types dienstverlening bied je aan?
services-in-order = In de volgorde van belangrijkheid van het lokaal addendum.
which-municipalities = In welke lokale besturen?
step-gebied = Wijzig uitdagingen en gebied
lead-gebied = Wat je hier kiest, vervangt wat er stond.
button-gebied = Bewaren
step-aanbod = Voeg een interventie toe
lead-aanbod = Eén type dienstverlening voor één regio-uitdaging.
button-aanbod = Interventie bewaren
step-wijzig = Wijzig een interventie
lead-wijzig = Pas aan wat anders wordt.
button-wijzig = Interventie bewaren
step-verwijder = Verwijder een interventie
lead-verwijder = Deze interventie gaat uit je kandidatuur.
button-verwijder = Verwijderen
which-challenge = Voor welke regio-uitdaging?
which-service = Type dienstverlening
services-of-proposal = Alleen wat bij je kandidatuur staat. Ontbreekt er een, voeg het eerst toe bij uitdagingen en gebied.
which-approach = Aanpak
approach-help = Hoe werk je aanklampend, outreachend en op maat? Hoogstens 4000 tekens, en niets over een cliënt.
how-many-places = Plaatsen
places-help = Mensen tegelijk.
which-budget = Budget
budget-help = Voor de hele looptijd, in hele euro's.
lead-indienen = Lees alles na. Na het indienen ligt je kandidatuur vast.
button-indienen = Indienen
fingerprint-now = Vingerafdruk van wat je nu indient:
lead-intrekken = Je kandidatuur doet dan niet meer mee. Tot de deadline kun je ze opnieuw indienen; wat erover genoteerd was, begint dan opnieuw.
button-intrekken = Intrekken

## Forms of the procedure
why = Waarom?
why-help = Hoogstens 4000 tekens, en niets over een cliënt.
lead-ontvankelijkheid = Beantwoordt de kandidatuur aan de oproep?
button-ontvankelijkheid = Noteren
is-it-admitted = Is de kandidatuur ontvankelijk?
is-admitted = ontvankelijk
is-not-admitted = niet ontvankelijk
which-grounds = Waarom niet?
grounds-help = Alleen als ze niet ontvankelijk is; dan minstens één.
lead-beoordelaar = Wie een belangenconflict heeft, geeft geen scores.
button-beoordelaar = Toewijzen
which-assessor = Wie beoordeelt?
has-conflict = Deze beoordelaar heeft een belangenconflict
lead-beoordeling = Je scores zijn voor anderen pas te zien als alle beoordelingen binnen zijn.
button-beoordeling = Beoordeling noteren
score-help = Van 0 tot en met 100. Telt voor { $weight } %.
lead-belangenconflict = Wie een belangenconflict heeft, beoordeelt deze kandidatuur niet en jureert er niet over. Dat blijft zo.
button-belangenconflict = Belangenconflict melden
whose-conflict = Wie heeft een belangenconflict?
lead-uitnodiging = De organisatie ziet dit moment bij haar kandidatuur.
button-uitnodiging = Uitnodigen
pitch-day = Dag
pitch-time = Uur
belgian-time = Belgische tijd, bijvoorbeeld 14:30.
lead-geen-uitnodiging = De kandidatuur blijft in het matchingsverslag staan, zonder rang.
button-geen-uitnodiging = Niet uitnodigen
lead-pitch = De organisatie kwam pitchen.
button-pitch = Noteren
lead-jury = Noteer wat de jury samen vond.
button-jury = Oordeel noteren
which-advice = Wat raadt de jury aan?
who-judged = Wie oordeelde mee?
who-judged-help = Kies je niemand, dan ben jij het. Wie een belangenconflict meldde, kan niet.
lead-beslissing = Zo staat de beslissing in de brief. De uitkomst is die van het bekrachtigde verslag.
button-beslissing = Beslissing meedelen
why-in-letter = Motivering in de brief
letter-why = … hier komt de motivering die u hieronder leest.
which-channel = Hoe deel je ze mee?
lead-weerwoord = Schrijf wat je organisatie tegen de beslissing inbrengt.
button-weerwoord = Weerwoord indienen
which-rebuttal = Weerwoord
lead-antwoord = Op dit weerwoord:
button-antwoord = Antwoord meedelen
decided-now = Wat is nu de beslissing?
lead-afsluiten = Er kan geen weerwoord meer komen en alles is beantwoord. Na het afsluiten verandert er niets meer.
button-afsluiten = Afsluiten
lead-lancering = Vanaf nu kunnen organisaties een kandidatuur beginnen. Dit zijn de datums.
button-lancering = Ronde lanceren
lead-datum = Een deadline die voorbij is, kan niet korter worden. Het uur van een deadline blijft.
button-datum = Datum verzetten
which-date = Welke datum?
new-day = Nieuwe dag
new-day-help = Van een termijn: de laatste dag.
which-reason = Om welke reden?
lead-matchingsverslag = Alle kandidaturen krijgen hun rang volgens het gewogen totaal van de jury. Tot de bekrachtiging kun je het verslag opnieuw opmaken.
button-matchingsverslag = Verslag opmaken
tied-at = Gelijk met { $total }: wie komt eerst?
place-help = 1 voor wie eerst komt, tot en met { $n }.
why-this-order = Waarom in deze volgorde?
lead-bekrachtiging = Met het verslag wordt elke kandidatuur die erin staat bekrachtigd. De einddatum is de dag erna.
button-bekrachtiging = Bekrachtiging noteren
ratified-by = Door

## What happened in the procedure
event-RoundLaunched = Ronde gelanceerd
event-TimelineAmended = Datum verzet
event-MatchingReportDrawnUp = Matchingsverslag opgemaakt
event-MatchingReportRatified = Matchingsverslag bekrachtigd
event-EndDateSet = Einddatum bepaald
event-ProposalDrafted = Kandidatuur begonnen
event-ProposalRevised = Uitdagingen en gebied gewijzigd
event-InterventionProposed = Interventie toegevoegd
event-InterventionDropped = Interventie verwijderd
event-ProposalSubmitted = Kandidatuur ingediend
event-ProposalWithdrawn = Kandidatuur ingetrokken
event-AdmissibilityDecided = Beslist over de ontvankelijkheid
event-AssessorAssigned = Beoordelaar toegewezen of belangenconflict gemeld
event-WrittenAssessmentRecorded = Schriftelijk beoordeeld
event-PitchInvited = Uitgenodigd om te pitchen
event-PitchInvitationWithheld = Niet uitgenodigd om te pitchen
event-PitchHeld = Gepitcht
event-JuryConflictDeclared = Belangenconflict gemeld
event-JuryDeliberated = Door de jury beoordeeld
event-ProposalRatified = Bekrachtigd met het matchingsverslag
event-DecisionCommunicated = Beslissing meegedeeld
event-RebuttalReceived = Weerwoord ontvangen
event-RebuttalAnswered = Weerwoord beantwoord
event-ProposalFinalised = Kandidatuur afgesloten
