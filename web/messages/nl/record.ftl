# Formulieren waarmee begeleiders iets noteren.

## Elk formulier
record = Noteren
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
