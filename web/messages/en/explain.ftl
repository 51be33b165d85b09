# Publications, and explanations of figures, small numbers and accessibility.

## Around every page
menu-publications = Publications

## What is published
publications = Publications
publications-lead = Six weeks after each quarter we publish the figures of the region as they are known then. What is published does not change. If something is corrected later, there is a new edition beside the one before.
nothing-published = Nothing is published yet. A quarter comes out six weeks after it is over.
published-next = { $quarter } comes out on { $day }.
all-quarters = All quarters
quarter-column = Quarter
published-on = Out on
editions = Editions
last-edition-knows = Last edition, as known on
editions-how = The first edition says what was known six weeks after the quarter. Each later one says what was corrected or recorded since. All editions stay.
published-edition = Edition
edition-n = Edition { $n }
made-at = Made at
knows-until = As known on
by-catalogue = Local addendum of
edition-changed = What differs
difference-with = from edition { $n }
first-edition = first edition
shown-here = shown here
published-fixed = Fixed publication of { $day }.
published-as = Fixed publication, edition { $n }, as known on { $day }. It does not change.
later-edition = There is a later edition.
published-overlap = Rows overlap: do not add them up.
what-figures-mean = What each figure means
read-how = Read how that works
difference-of = What edition { $n } says otherwise than edition { $other }
no-difference = No figure of this report differs.
difference-many = { $n } figures differ.
difference-more = And { $n } others. All figures are in the CSV file of each edition.
published-figure = Figure
ask-otherwise = Do you have another question?
ask-otherwise-how = On the page of the region you choose filters and periods yourself. The same people always give the same figure, so asking again gains nothing.
to-the-region = To the page of the region
published-for-all = The published figures are for everybody:

## What each figure means
explain-figures = What each figure means
explain-small-numbers = How we protect small numbers
explain-accessibility = Accessibility
figures-lead = This says of each figure what it counts. A number of the local addendum stands there as it holds now.
figures-words = Words that come back everywhere
word-participant = Participant
word-participant-means = Who had an intake. The first day is the entry day of the first intake. Who comes back counts once.
word-in-period = In the period
word-in-period-means = Something happened on a day of the period, its first and last day included. The day on which it happened counts, not the day on which it was recorded.
word-at-end = At the end
word-at-end-means = Something began by the last day of the period and was not over then. On the day on which it is over it holds no more.
word-once = People, times, days
word-once-means = People count once in each figure. Times count each referral, attempt or session by itself. Rows overlap: a client can belong to several personas. So the total is counted on its own.
word-contact = Contact
word-contact-means = A contact attempt by which the client was reached, an appointment to which the client came (late, too), or a session at which the client was.
word-current = What is corrected or voided
word-current-means = A corrected record counts as it was corrected, on its new day. A voided record does not count. A trajectory that was merged counts no more; what was in it counts where it was taken over.
word-moved = Who moves
word-moved-means = What happened counts with the local authority where the client stayed on that day. What holds at the end, with that of the end. Who stays outside the region is with no local authority.
word-unknown = Not known
word-unknown-means = What was not asked or is not known is not the same as no. It stands apart, in a column with not known.
word-median = Median and p90
word-median-means = The median is the middle value: half are smaller, half are larger. At p90 nine in ten values are smaller or the same.

rows-of-outcomes = Rows: the total, each challenge of the region, each persona under it, and who has none. Participants are counted.
means-participants = People whose entry day is in the period.
means-reached = People who were reached for the first time in the period: the first day of contact, or the entry day.
means-bridge_assigned = People who got their first bridge figure in the period.
means-referred = People who were referred somewhere in the period.
means-housed = People who found a home in the period, on the day from which they could live there. What was planned and called off counts nowhere.
means-still_housed = People who still have a home at the end that was found: until it is lost, until the next home begins, or until somebody saw that the client is homeless or badly housed.
means-started_work = People who started in a job in the period, on the first day of work. A job of before the trajectory does not count.
means-in_work = People who have a job at the end: until it ended, or until it turned out, when they left or were followed up, that they have no work.
means-in_training = People who are in a training at the end.
means-qualified = People who gained a qualification in the period, by itself or at the end of a training. The same qualification counts once.
means-milestones = People who reached a milestone in the period.
means-closed = People whose trajectory was closed in the period and not reopened since. Each reason has a column of its own.

rows-of-esf = Rows: the total, each gender, and gender unknown. The indicators are those of Regulation (EU) 2021/1057, Annex I. EECO counts who entered in the period. EECR counts who left and whose window passed in the period: { $exit } days after the closing, or six months and { $tolerance } days. The column not known says of how many people it is missing; outside the window says how many of them were followed up, but too early or too late.
means-EECO01 = Everybody who entered in the period. Beside it: of how many of them gender, labour status, age and education are all known.
means-EECO-labour = The labour status at entry: unemployed, inactive or in work.
means-EECO03 = Who entered unemployed and had been so for longer than { $unemployed } months. Who is younger than { $young }: longer than { $unemployed_young } months.
means-EECO-age = The age on the entry day.
means-EECO-isced = The highest level of education at entry: ISCED 0 to 2, 3 and 4, 5 to 8.
means-EECO-recorded = What the client said of it at the intake.
means-EECO13 = Who has a nationality from outside the European Union, is stateless, or whose nationality is undetermined.
means-EECO16 = Who was homeless or badly housed at entry: ETHOS Light 1 to 7.
means-EECO17 = Who stayed in a rural municipality at entry (class 3 of DEGURBA).
means-EECR-exit = The situation on leaving, of those for whom it is new: looks for work (of who was inactive), is in education or training (of who was not), gained a qualification (of everybody), has work (of who had none).
means-EECR-six = The situation six months after leaving, followed up within { $tolerance } days before or after: has work (of who had none at entry), or a better job (of who had one).

rows-of-funnel = Rows: the total, each challenge of the region, and who has none. Trajectories that began in the period are counted.
means-opened = All trajectories that began in the period.
means-steps = People of them who came as far as this step by the end. A first outcome is a home, a job or a qualification.
means-days_to = Days from the start to that step, median and p90.

rows-of-lasting = Rows: work and housing, with the reasons of losing it below.
means-due = People whose 91st (182nd) day after the beginning of a job or a home is in the period.
means-lasting = People of them who still had it on that day. Who moved to a next home did not lose the one before.
means-lasting-unknown = People of whom nobody knows: nothing says that it was over, and nothing was heard of the client in the { $silence } days before or later.
means-lasting-share = The share that still had it. Silence is no success.
means-lost = People who lost a job or a home in the period.

rows-of-needs = Rows: the total, each problem area in order of importance, with each challenge, each detail and each service below.
means-in_need = People who are guided at the end and have that barrier then.
means-severe = People of them whom the barrier holds back severely: 4 or 5 of 5.
means-without_help = People of them without a running service for that area. In the total: without one for at least one of their barriers.
means-services = Times: interventions that started in the period, and that are running at the end.
means-needs-attended = Times: referrals that the client attended for the first time in the period.
means-waiting = Days between planning and starting, or between referring and the first attendance: the median.
means-offers = What proposals offer that were approved by the end: how many offers, places and budget.
means-free = The places less all running interventions, never less than nought.
means-uncovered = People without help less the free places, never less than nought.

rows-of-referrals = Rows: the total, each service asked for, and each reason of declining. Referrals that were sent in the period are counted.
means-sent = All referrals that were sent in the period.
means-answered = Times that there was an answer by the end: on the waiting list, accepted or declined.
means-referral-steps = Times that a referral came as far as this by the end.
means-referral-days = Days from the sending to the answer, and to the first attendance.
means-open_long = All referrals that have been open for more than { $open } days at the end, whenever they were sent.

rows-of-caseload = Rows: the total, each organisation that has trajectories, and each bridge figure. All of it holds at the end.
means-guided = People who are guided: from the entry day until the trajectory is closed.
means-no_bridge_figure = People who are guided and have no bridge figure.
means-no_contact = People with whom nobody was in contact for more than { $contact } days. Who is on hold or closed does not count.
means-follow_ups = People who are to be followed up 3, 6 or 12 months after leaving, and whose window is open or has passed.
means-exit_overdue = People who left and whose situation on leaving is not recorded after { $exit } days.

rows-of-reach = Rows: the total, each way of contact, and each contact language.
means-attempts = Contact attempts in the period, and those by which the client was reached.
means-appointments = Appointments in the period whose outcome is known, and those to which the client did not come.
means-attempts_until = How many attempts it took up to and including the day of the first contact.

rows-of-guidance = Rows: the total and, with their own columns alone, milestones, strengths, levels of language, skills, sectors, adaptations, supports, services and organisations.
means-guidance-milestones = People who reached a milestone in the period, participant or not.
means-strengths = People of whom a strength was seen in the period, or who reached a level of a language.
means-floors = Practice floors that started or ended in the period, and that are running at the end.
means-skills = People who, on a practice floor that ended in the period, showed a skill or came to like a kind of work.
means-adaptations = People who started in the period in a job with an adapted workplace or with support.
means-sessions = Sessions in the period at which the client was, and how long they took together.
means-coachings = How often and how long employers were coached for a client in the period.
means-without-client = How often and how long employers were coached for no client in particular, and how many employers those were. There is no client in it, so this is not rounded.
means-accompanied = Appointments in the period to which somebody was to go along, and those to which the client came.
means-before-intake = Contact attempts before the intake, and how long they took together.

rows-of-change = Rows: the total of barriers, each problem area, and each domain of goals.
means-better = People whose barrier or goal was better, the same or worse than the first time, when it was last looked at in the period.
means-change = How many points from the first time: the median. Of barriers less is better, of goals more.
means-relapsed = People who fell back in the period.

rows-of-findings = Rows: each finding of the enrichment day that a client can be linked to, by challenge. A past in detention or youth care is sealed and is in no row.
means-with_finding = People who are guided at the end and for whom the finding holds then.
means-finding_linked = People to whom the finding was linked in the period.

rows-of-homelessness = Rows: the total and each local authority.
means-hidden = People who live at the end in ETHOS Light 5 (a place that is no home), 6 (with family or friends) or 7 (threatened with eviction).
means-addresses = People for whom a reference address was asked for, granted or refused in the period.
means-lost_within = People who lost a home in the period, less than 6 (12) months after it began.

rows-of-profile = Rows: the total, each local authority, and each gender below. Who entered in the period is counted.
means-ages = The age on the entry day.
means-inactive = Who was inactive at entry; of them, who has a foreign background, and of whom that is not known.
means-children = The household as it was recorded last up to the end: there are children, the client looks after them alone, one of them has or may have a disability, or some need care that there is not.

rows-of-quality = Rows: the total and each organisation. This is about how complete and how prompt records are.
means-incomplete = People of whom something is missing at entry, and what.
means-overdue = Follow-ups and situations on leaving whose window has passed.
means-records = All records of days in the period, as they were first recorded, but no corrections and voidings.
means-late = Records that were made more than { $late } days after the day itself, and how many days usually lie between.

## How small numbers are protected
small-lead = A figure about a few people can reveal what became of one of them. So not everybody sees the same figures.
small-who = Who sees what?
small-who-how = Exact figures are for those who have the trajectories or account for them. Everybody else sees rounded figures: multiples of { $k }, and for who has no role in the region multiples of { $public }.
small-who-column = Who
small-sees-column = Sees
small-who-accounts = Coordinator of the region, auditor, steward, monitor
small-who-own = Caseworker, about the own organisation
small-who-whole = Caseworker, about the whole region
small-who-analyst = Analyst
small-who-procedure = Applicant, assessor, member of the jury
small-who-public = Everybody
small-sees-exact = exact figures
small-sees-own = the own organisation exactly, the rest rounded to { $k }
small-sees-rounded = rounded to { $k }
small-sees-published = what is published, rounded to { $k }
small-sees-coarse = what is published, rounded to { $public }
small-how = How are figures rounded?
small-how-draw = Each figure becomes a multiple of the step: the nearest one below or above. Chance decides which of the two, and the nearer has the better chance. So the figure is right on average, and never a whole step off.
small-how-same = The chance is tied to the people who are counted. The same people always give the same figure, however you ask. To ask again and take the average gains nothing.
small-how-zero = Behind a 0 there may be nobody, or a few people. A small number is never on the page as itself.
small-how-parts = Parts need not add up to the whole, because each figure is rounded by itself.
small-how-shares = A percentage is made of two rounded figures, and is not there if the whole is too small. Neither is a median; else it is that of a value near it.
small-how-things = Times and minutes are rounded in bundles of a fixed size.
small-grid = Which questions can be asked?
small-grid-why = From the difference of two questions that are nearly the same something could be concluded of one person. So there are few different questions for rounded figures. Any other question is answered with the nearest ones.
small-filters-column = Filters
small-rows-column = Rows
small-month = a calendar month
small-quarter = a quarter
small-year = a calendar year
small-since = since the beginning, up to the end of a year
small-no-filter = none
small-one-filter = one
small-row-of-all = the total alone
small-all-rows = all rows
small-grid-many = A period can be asked when it is over. { $n } different questions a day are answered. That does not protect, but it is seen when somebody asks everything.
small-published = What is published
small-published-fixed = A publication shows the same rounded figures, made once and never changed.
small-published-editions = What is corrected later comes together, once a quarter, in a new edition, rounded in the same way. Only other people make another figure.
small-not = What we do not promise
small-not-chance = Rounding makes certainty impossible, and not a guess. Who lays all reports beside all that they know of somebody guesses right more often than wrong. How often was measured, and is in the documentation of the program.
small-not-know = Who knows everybody else also knows who is left. No rounding helps against that.
small-not-compare = Two figures that differ are about different people. Two figures that are the same may still be about different people.

## For whom the pages work
works-lead = Loopbrug has to work for everybody who works with it: on a phone in a hallway, with a keyboard, with a screen reader, without script.
works-for = What you may expect
works-for-aim = The pages follow WCAG 2.2, level AA. That is what we aim at; what was not looked at is below.
works-for-script = Everything can be read and recorded without script. A script only adds comfort.
works-for-keyboard = Everything can be done with the keyboard, in the order of the page. At the top is a link to the content. There are no shortcuts that get in the way of a screen reader.
works-for-sight = The pages work from 320 pixels wide to a wide screen, dark and light, and on paper. Colour never says something alone: with each chart is its table.
works-for-words = We write short sentences, in Dutch and English. If something cannot be done, the page says what is the matter and what you can do now, and what you typed stays.
works-not = What we do not know
works-not-looked-at = No independent party has audited these pages, and people who work with a screen reader every day have not tried them yet.
works-not-lists = Wide tables are scrolled sideways on a phone. Codes and numbers of trajectories are long, because they may say nothing of anybody.
works-tell = Does something not work?
works-tell-whom = Tell the steward of your region, with the address of the page. If there is a number on the page, name it too.
