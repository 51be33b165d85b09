# The selection procedure: rounds and proposals.

## Rounds
menu-rounds = Proposals
rounds-under = Rounds of { $region }.
round-launch = launched { $day }
round-deadline = proposals until { $until }
round-not-launched = not launched yet
round-launched = under way
round-ranked = matching report drawn up
round-ratified = ratified
round-under = { $n ->
    [one] { $region } · 1 proposal, { $submitted } submitted
   *[other] { $region } · { $n } proposals, { $submitted } submitted
}
round-dates = Dates of the round
round-story = The round runs from { $from } to { $until }. The dates are in the list.
round-story-during = The round runs from { $from } to { $until }. Today is { $today }. The dates are in the list.
date-launch = Launch
date-submission_deadline = Deadline for proposals
date-assessment = Assessment
date-pitches = Pitches and jury
date-ratification = Ratification
date-end_date = Decision (end date)
date-rebuttal = Rebuttals until
date-not-known = not known yet
date-at-latest = { $day } at the latest
date-several = { $days } and { $last }
dates-moved = Dates that were moved ({ $n })
subject-to-change = (subject to change)

## The clock
clock-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
clock-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
clock-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
clock-a-moment = less than a minute
clock-until = left, until
clock-was-until = This was possible until { $until }.
still-left = { $left } left
until-on-our-clock = until { $until }, by our clock
deadline-passed = the deadline has passed
rebuttal-counted = End date { $end } + 14 days, Belgian time.
clocks-back = Within it the clocks go back ({ $day }).
clocks-forward = Within it the clocks go forward ({ $day }).
rebuttal-after = A late rebuttal is accepted and marked as late. After that the proposal is closed.

## The board
where-each-is = Where is each proposal?
as-list = As a list
as-board = As a board
no-proposals = There are no proposals yet.
column-draft = Draft
column-submitted = Submitted
column-assessment = Being assessed
column-pitch = Pitch
column-judged = Judged
column-ratified = Ratified
column-inadmissible = Not admissible
column-not_invited = Not invited
column-approved = Approved
column-reserve = Reserve
column-rejected = Rejected
column-withdrawn = Withdrawn
n-places = { $n ->
    [one] 1 place
   *[other] { $n } places
}
badge-not-submitted = not submitted
badge-assessed = all assessments are in
badge-pitched = pitched
badge-rebutted = rebuttal received
badge-answered = rebuttal answered
proposal-stage = Stage
places-head = Places
proposal-budget = Budget
proposal-received = Received
proposal-decision = Decision
stage-draft = draft
stage-withdrawn = withdrawn
stage-submitted = submitted
stage-inadmissible = not admissible
stage-admissible = admissible
stage-assessed = assessed in writing
stage-not_invited = not invited
stage-invited = invited to pitch
stage-pitched = pitched
stage-judged = judged by the jury
stage-ratified = ratified
stage-communicated = decision communicated
stage-rebutted = rebuttal received
stage-answered = rebuttal answered
stage-final = closed
outcome-approved = approved
outcome-reserve = reserve
outcome-rejected = rejected

## Ranking, report, rebuttals
ranking = Ranking by the jury
ranking-under = Weighted total out of 100. Equal totals share a rank.
proposal-score = Score
score-as-bar = Score as a bar
jury-advice = Advice
proposal-remark = Remark
tied = tied; who comes first is not decided yet
tied-broken = tied; place { $place } by { $reason }
exit-inadmissible = not admissible
exit-not_invited = not invited
matching-report = Matching report
report-drawn-up = drawn up
report-ratified = ratified
proposal-not-yet = not yet
proposal-fingerprint = fingerprint
warning-assessments = assessments outside the window
warning-pitches = pitches on another day
warning-juries = jury on another day
warning-decisions = decisions after the end date
warning-end-date = end date later than planned
warning-conflicts = conflicts of interest declared
rebuttal = Rebuttal
rebuttals-in-time = received
rebuttals-answered = answered
rebuttals-late = late
your-proposal = Your proposal
open-proposal = See the proposal of your organisation
no-proposal-yet = Your organisation has no proposal for this round yet. One organisation submits one proposal; there are no consortia.
begin-proposal = Begin your proposal

## One proposal
proposal-of = Proposal of { $organisation }
aims-at = For what and where
proposal-challenges = regional challenges
proposal-services = types of service
proposal-municipalities = local authorities
proposal-offers = Offers
no-offers = Nothing is offered yet. Without an offer it cannot be submitted.
offers-in-all = { $n ->
    [one] 1 intervention: { $places } places and { $budget }.
   *[other] { $n } interventions, { $places } places and { $budget } in all.
}
for-challenge = for
proposal-approach = approach
proposal-receipt = Receipt
receipt-how = The fingerprint follows from the content. If one character changes, it is another one.
own-dates = Own dates
submitted-at = Submitted
pitch-slot = Invited to pitch
pitch-held = Pitched
admissibility = Admissibility
admitted = Admissible.
not-admitted = Not admissible:
not-invited = Not invited to pitch
scores = Scores by criterion
scores-hidden = Until every assessment is in, you see only what you wrote yourself.
criterion = Criterion
criterion-weight = Weight
weighted-total = Weighted total
the-jury = The jury
dissent = What a minority held against it
judged-by = Judged by: { $names }
outside-window = outside the days for it
of-rival = their own organisation has a proposal too
assessors = Assessors
assessor-done = assessed
assessor-conflict = conflict of interest
ratified-at-rank = The ratified report puts this proposal at rank { $rank }.
ratified-without-rank = The ratified report gives this proposal no rank.
to-be-communicated = The organisation does not know yet.
communicated-by = Communicated: { $channel }.
decision-overdue = after the end date
letter-salutation = To the staff of { $organisation },
letter-approved = Your proposal has been approved. You become a partner in the local partnership.
letter-reserve = Your proposal is in reserve. You may become a partner when another partner stops.
letter-rejected = Your proposal was not selected. You do not become a partner in this round.
letter-rebuttal = If you do not agree with this decision, you can send a rebuttal until fourteen days after the end date, at 23:59.
rebuttals = Rebuttal of the organisation
came-late = came too late
rebuttal-answered = answered
waits-for-answer = waits for an answer
the-answer = Answer

## What can be done now
steps-now = What you can do now
step-lancering = Launch the round
step-datum = Move a date
step-matchingsverslag = Draw up the matching report
step-bekrachtiging = Record the ratification
step-bewerk = Go on with your proposal
step-indienen = Read over and submit
step-intrekken = Withdraw
step-weerwoord = Send a rebuttal
step-ontvankelijkheid = Decide on admissibility
step-beoordelaar = Assign an assessor
step-uitnodiging = Invite to pitch
step-geen-uitnodiging = Do not invite
step-pitch = Record the pitch
step-beslissing = Communicate the decision
step-antwoord = Answer the rebuttal
step-afsluiten = Close the proposal
step-beoordeling = Assess in writing
step-jury = Record what the jury found
step-belangenconflict = Declare a conflict of interest

## The applicant's form
kept-part-by-part = each part is kept by itself
parts = Parts of the proposal
part-organisation = Organisation
part-scope = Challenges and area
part-offers = Interventions
part-submit = Read over and submit
part-done = done
what-will-you-do = What will you do?
offers-one-by-one = Add each intervention by itself. The types of service are in the order of importance of the addendum.
change-offer = Change
drop-offer = Remove
go-on-to-reading = On to reading it over
after-submitting = Once submitted, your proposal is frozen by a fingerprint. Until the deadline you can withdraw it and submit again.
step-begin = Begin your proposal
lead-begin = Say first what for and where. You can change this later.
button-begin = Keep and go on
which-challenges = Which regional challenges do you answer?
which-services = Which types of service do you offer?
services-in-order = In the order of importance of the local addendum.
which-municipalities = In which local authorities?
step-gebied = Change challenges and area
lead-gebied = What you choose here takes the place of what there was.
button-gebied = Keep
step-aanbod = Add an intervention
lead-aanbod = One type of service for one regional challenge.
button-aanbod = Keep the intervention
step-wijzig = Change an intervention
lead-wijzig = Adjust what is to be otherwise.
button-wijzig = Keep the intervention
step-verwijder = Remove an intervention
lead-verwijder = This intervention leaves your proposal.
button-verwijder = Remove
which-challenge = For which regional challenge?
which-service = Type of service
services-of-proposal = Only those of your proposal. If one is missing, add it under challenges and area first.
which-approach = Approach
approach-help = How do you reach out, hold on and tailor? At most 4000 characters, and nothing about a client.
how-many-places = Places
places-help = People at a time.
which-budget = Budget
budget-help = For the whole term, in whole euros.
lead-indienen = Read all of it over. Once submitted, your proposal is frozen.
button-indienen = Submit
fingerprint-now = Fingerprint of what you submit now:
lead-intrekken = Your proposal then no longer takes part. Until the deadline you can submit it again; what was recorded about it then begins anew.
button-intrekken = Withdraw

## Forms of the procedure
why = Why?
why-help = At most 4000 characters, and nothing about a client.
lead-ontvankelijkheid = Does the proposal answer the call?
button-ontvankelijkheid = Record
is-it-admitted = Is the proposal admissible?
is-admitted = admissible
is-not-admitted = not admissible
which-grounds = Why not?
grounds-help = Only where it is not admissible; then one at least.
lead-beoordelaar = Whoever has a conflict of interest does not score.
button-beoordelaar = Assign
which-assessor = Who assesses?
has-conflict = This assessor has a conflict of interest
lead-beoordeling = Others see your scores only when all assessments are in.
button-beoordeling = Record the assessment
score-help = From 0 to 100. Counts for { $weight }%.
lead-belangenconflict = Whoever has a conflict of interest neither assesses nor judges this proposal. That stays so.
button-belangenconflict = Declare the conflict of interest
whose-conflict = Who has a conflict of interest?
lead-uitnodiging = The organisation sees this moment with its proposal.
button-uitnodiging = Invite
pitch-day = Day
pitch-time = Time
belgian-time = Belgian time, for example 14:30.
lead-geen-uitnodiging = The proposal stays in the matching report, without a rank.
button-geen-uitnodiging = Do not invite
lead-pitch = The organisation came to pitch.
button-pitch = Record
lead-jury = Record what the jury found together.
button-jury = Record what it found
which-advice = What does the jury advise?
who-judged = Who judged?
who-judged-help = If you choose nobody, it is you. Whoever declared a conflict of interest cannot.
lead-beslissing = This is how the decision is in the letter. The outcome is that of the ratified report.
button-beslissing = Communicate the decision
why-in-letter = Reasons in the letter
letter-why = … the reasons that you write below go here.
which-channel = How is it communicated?
lead-weerwoord = Write what your organisation holds against the decision.
button-weerwoord = Send the rebuttal
which-rebuttal = Rebuttal
lead-antwoord = To this rebuttal:
button-antwoord = Communicate the answer
decided-now = What is the decision now?
lead-afsluiten = No rebuttal can come any more and all are answered. Once closed, nothing changes any more.
button-afsluiten = Close
lead-lancering = From now on organisations can begin a proposal. These are the dates.
button-lancering = Launch the round
lead-datum = A deadline that has passed cannot be shortened. The time of day of a deadline stays.
button-datum = Move the date
which-date = Which date?
new-day = New day
new-day-help = Of a window: the last day.
which-reason = For which reason?
lead-matchingsverslag = All proposals get their rank by the weighted total of the jury. Until the ratification you can draw the report up again.
button-matchingsverslag = Draw up the report
tied-at = Tied at { $total }: who comes first?
place-help = 1 for who comes first, up to { $n }.
why-this-order = Why in this order?
lead-bekrachtiging = With the report every proposal in it is ratified. The end date is the day after.
button-bekrachtiging = Record the ratification
ratified-by = By

## What happened in the procedure
event-RoundLaunched = Round launched
event-TimelineAmended = Date moved
event-MatchingReportDrawnUp = Matching report drawn up
event-MatchingReportRatified = Matching report ratified
event-EndDateSet = End date set
event-ProposalDrafted = Proposal begun
event-ProposalRevised = Challenges and area changed
event-InterventionProposed = Intervention added
event-InterventionDropped = Intervention removed
event-ProposalSubmitted = Proposal submitted
event-ProposalWithdrawn = Proposal withdrawn
event-AdmissibilityDecided = Admissibility decided
event-AssessorAssigned = Assessor assigned or conflict of interest declared
event-WrittenAssessmentRecorded = Assessed in writing
event-PitchInvited = Invited to pitch
event-PitchInvitationWithheld = Not invited to pitch
event-PitchHeld = Pitched
event-JuryConflictDeclared = Conflict of interest declared
event-JuryDeliberated = Judged by the jury
event-ProposalRatified = Ratified with the matching report
event-DecisionCommunicated = Decision communicated
event-RebuttalReceived = Rebuttal received
event-RebuttalAnswered = Rebuttal answered
event-ProposalFinalised = Proposal closed
