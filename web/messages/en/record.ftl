# Forms by which those who guide record something.

## Every form
record = Record
not-recorded = Not recorded yet
meanwhile = Recorded meanwhile:
fault-number = Give this number if it goes on: { $trace }.
session-over = You are signed out
session-over-kept = Nothing is recorded yet. What you filled in is there again as soon as you are signed in.
back-again = You are signed in again.
back-again-kept = What you filled in is still there. It is not recorded yet: look it over and send it.
choose = Choose …
something-else = something else
another-day = Another day
which-day = Which day?
day-today = today
day-yesterday = yesterday
may-be-left-out = (may be left empty)
when = When?
for-whom-it-is = for
recorded-at = Recorded at { $time }.
put-right = Put right
and-now = What next?
back-to-work-list = Back to the work list

## Contact attempt
record-contactpoging = Contact attempt
again-contactpoging = Another attempt
did-it-work = Did it work?
how = How?
where = Where?
last-time = last time: { $what }
more-of-contact = Add a place, a duration or a note
how-many-minutes = How many minutes?
note = Note
note-sealed = Sealed: only those who may see this trajectory can read it.
