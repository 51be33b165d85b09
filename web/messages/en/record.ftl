# Forms by which those who guide record something.

## Every form
do-record = Record
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
number-from-to = A number from { $min } to { $max }.
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

## More forms
record-what = Record …
is-this-right = Is this right?
is-this-right-advice = Nothing is recorded yet. Press the button below, or choose something else.
record-afspraak = Plan an appointment
again-afspraak = Another appointment
record-uitkomst = Appointment: what came of it
record-sessie = Session
record-notitie = Note
record-doorverwijzing = Refer
again-doorverwijzing = Another referral
record-antwoord = What comes of a referral
again-antwoord = Another answer
record-drempel = Barrier
again-drempel = Another barrier
record-drempel-herbekijken = Look at a barrier again
again-drempel-herbekijken = Look at another barrier again
record-sterkte = Strength
record-doel = Goal
again-doel = Another goal
record-doel-cijfer = Goal: how far?
again-doel-cijfer = Another rating
record-mijlpaal = Milestone
again-mijlpaal = Another milestone

## Appointments
what-for = What for?
what-time = At what time?
what-time-help = For example 14:30
with-whom = With whom?
somebody-goes-along = Somebody goes along
what-came-of-it = What came of it?
which-appointment = Which appointment?
touch-attended = Attended
touch-late = Late
touch-no_show = Absent

## Sessions
of-which-help = Of which help?
was-the-client-there = Was the client there?
was-there = yes
was-not-there = no
how-long = How long?
how-long-help = If the client was not there, the duration does not count.
minutes = { $n } minutes
no-help-runs = no help runs now: plan and start it first

## Referrals
to-whom = To whom?
for-which-help = For which help?
how-soon = How soon?
what-is-it-about = What is it about?
one-at-least = Choose one at least.
which-referral = Which referral?
what-comes-of-it = What comes of it?
answer-accepted = we will help
answer-waitlisted = on the waiting list
answer-declined = we will not help
answer-seen = seen, an answer follows
answer-first_attended = the client was there for the first time
answer-done = the help was given
answer-declined_by_client = the client does not want it
answer-withdrawn = we take it back
answer-expired = no answer came
place-expected = When do you expect a place?
why-not = Why not?
why-does-client-not = Why does the client not want it?

## Barriers
what-is-in-the-way = What stands in the way?
how-heavy = How heavy is it?
how-heavy-now = How heavy is it now?
severity-1 = 1: slight
severity-2 = 2
severity-3 = 3: it hinders
severity-4 = 4: heavy
severity-5 = 5: nothing else works
only-suspected = It is suspected
more-of-barrier = Say more exactly what it is
what-exactly = What exactly?
which-barrier = Which barrier?
barrier-resolved = resolved

## Strengths, goals and milestones
good-at = What is the client good at?
in-own-words = What does the client want, in own words?
own-words-sealed = Write it as it was said. Sealed: only those who may see this trajectory can read it.
which-goal = Which goal?
how-far = How far is it reached?
how-far-help = The client's rating: 0 is not at all, 10 is wholly.
which-milestone = Which step forward?
more-of-milestone = Add proof
what-proves-it = What shows it?
what-proves-it-help = Empty: what you saw or what the client said, where that is enough.
