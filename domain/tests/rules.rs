//! The rules of a trajectory, by number, from outside: for each what it stands against and what
//! it lets through. The themes have them in full.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "rules/of_several.rs"]
mod of_several;
#[path = "rules/story.rs"]
mod story;

use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, LegalBasisRecorded,
};
use loopbrug_domain::trajectory::corrections::CorrectionConfirmed;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded};
use loopbrug_domain::trajectory::erasure::{ErasureDecided, ErasureRequested, KeyDestroyed};
use loopbrug_domain::trajectory::follow_up::FollowedUp;
use loopbrug_domain::trajectory::housing::HousingLost;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::profile::PersonaLinked;
use loopbrug_domain::trajectory::record_keeping::EventVoided;
use loopbrug_domain::trajectory::referrals::ReferralDeclined;
use loopbrug_domain::trajectory::work::{EmploymentEnded, EmploymentStarted};
use loopbrug_domain::trajectory::{Intent, Payload, Phase};
use story::{code, day, met, organisation, participant, payload};

/// The rules there are.
const RULES: std::ops::RangeInclusive<u32> = 1..=16;

#[test]
fn rule_1_before_the_intake_a_client_is_met_and_nothing_more() {
    let met = met().given("LegalBasisRecorded.v2.minimal");
    for intent in [
        Intent::AssignBridgeFigure(payload("BridgeFigureAssigned.v1")),
        Intent::SetGoal(payload("GoalSet.v1")),
        Intent::IdentifyBarrier(payload("BarrierIdentified.v1")),
        Intent::PlanIntervention(payload("InterventionPlanned.v1.minimal")),
        Intent::SendReferral(payload("ReferralSent.v1")),
        Intent::RecordHousingFound(payload("HousingFound.v1")),
        Intent::StartEmployment(payload("EmploymentStarted.v1")),
    ] {
        met.refuses(day(45), intent, "INTAKE_NOT_COMPLETED");
    }
    met.permits(day(3), Intent::RecordContactAttempt(payload("ContactAttempted.v1")))
        .permits(day(3), Intent::LinkPersona(payload("PersonaLinked.v1")))
        .permits(day(3), Intent::GrantAccess(payload("AccessGranted.v1")))
        .permits(day(3), Intent::VoidEvent(payload("EventVoided.v1")));
}

#[test]
fn rule_2_an_intake_needs_a_legal_basis_and_no_full_time_job() {
    let intake = || payload::<IntakeCompleted>("IntakeCompleted.v1");
    met().refuses(day(3), Intent::CompleteIntake(intake()), "LEGAL_BASIS_MISSING");
    let based = met().given("LegalBasisRecorded.v2.minimal");
    for full_time in [
        IntakeCompleted { full_time_worker: Some(true), ..intake() },
        IntakeCompleted { labour_status: Some(code("employed_full_time")), ..intake() },
    ] {
        let intent = Intent::CompleteIntake(full_time);
        based.refuses(day(3), intent, "FULL_TIME_WORKER_AT_ENTRY");
    }
    let ending = |until| LegalBasisRecorded {
        until: Some(day(until)),
        ..payload("LegalBasisRecorded.v2.minimal")
    };
    let attempt = || Intent::RecordContactAttempt(payload("ContactAttempted.v1"));
    let ended = participant().and(day(4), ending(10)).permits(day(10), attempt());
    ended.refuses(day(11), attempt(), "LEGAL_BASIS_ENDED");
    ended.permits(day(11), Intent::CloseTrajectory(payload("Closed.v1")));
    let part_time = IntakeCompleted { labour_status: Some(code("employed_part_time")), ..intake() };
    let participant = based.permits(day(3), Intent::CompleteIntake(part_time));
    assert_eq!(participant.state().phase(), Some(Phase::Active));
}

#[test]
fn rule_3_a_client_has_one_bridge_figure_and_without_one_the_work_goes_on() {
    let assign = || Intent::AssignBridgeFigure(payload("BridgeFigureAssigned.v1"));
    let guided = participant().permits(day(4), assign());
    guided.refuses(day(5), assign(), "BRIDGE_FIGURE_STILL_OPEN");
    let assigned = BridgeFigureAssigned {
        organisation: organisation(2),
        ..payload("BridgeFigureAssigned.v1")
    };
    let of_another = || Intent::AssignBridgeFigure(assigned.clone());
    participant().refuses(day(4), of_another(), "BRIDGE_FIGURE_WITHOUT_ACCESS");
    let named = participant()
        .given("LegalBasisRecorded.v2")
        .and(day(3), AccessExpired { organisation: organisation(2) })
        .permits(day(4), of_another());
    assert!(named.state().consent.grants.contains_key(&organisation(2)));
    let ended = BridgeFigureEnded { reason: code("worker_left") };
    guided
        .permits(day(5), Intent::EndBridgeFigure(ended))
        .permits(day(200), Intent::IdentifyBarrier(payload("BarrierIdentified.v1")))
        .permits(day(201), assign());
}

#[test]
fn rule_4_nothing_happens_in_the_future_or_before_the_opening_and_late_is_flagged() {
    let persona = || Intent::LinkPersona(PersonaLinked { persona: code("marc"), rationale: None });
    let recorded_on = |today| participant().today(day(today));
    recorded_on(10).refuses(day(11), persona(), "OCCURRED_IN_THE_FUTURE");
    recorded_on(10).refuses(day(0), persona(), "OCCURRED_BEFORE_OPENING");
    for (today, late) in [(10, false), (24, false), (25, true)] {
        let story = recorded_on(today).permits(day(10), persona());
        assert_eq!(story.events()[3].late, late, "recorded on day {today}");
    }
}

#[test]
fn rule_5_who_was_asked_answers_once_with_a_reason_for_a_no_and_then_the_client_comes() {
    let sent = || participant().given("ReferralSent.v1");
    let accept = || Intent::AcceptReferral(payload("ReferralAccepted.v1"));
    let attend = || Intent::RecordReferralFirstAttended(payload("ReferralFirstAttended.v1"));
    let decline = |reason: &str| {
        let declined: ReferralDeclined = payload("ReferralDeclined.v1");
        Intent::DeclineReferral(ReferralDeclined { reason: code(reason), ..declined })
    };
    sent().by(1).refuses(day(11), accept(), "REFERRAL_SENT_TO_ANOTHER");
    sent().by(2).refuses(day(11), decline(""), "UNKNOWN_CODE");
    sent().by(2).refuses(day(11), attend(), "REFERRAL_NOT_ACCEPTED");
    let accepted = sent().given("ReferralSeen.v1").given("ReferralWaitlisted.v1").by(2);
    let accepted = accepted.permits(day(30), accept());
    accepted.refuses(day(31), decline("no_capacity"), "REFERRAL_NOT_WAITING");
    accepted.permits(day(33), attend());
    sent().by(2).permits(day(11), decline("no_capacity"));
}

#[test]
fn rule_6_whoever_has_a_grant_records_and_taking_over_takes_nothing_away() {
    let attempt = || Intent::RecordContactAttempt(payload("ContactAttempted.v1"));
    participant().by(2).refuses(day(6), attempt(), "NO_OPEN_GRANT");
    let granted = participant().and(day(5), AccessGranted { organisation: organisation(2) });
    granted.by(2).permits(day(6), attempt());
    let taken_over =
        participant().given("TransferRequested.v1.minimal").given("TransferAccepted.v1.minimal");
    taken_over.by(1).permits(day(87), attempt()).by(3).permits(day(88), attempt());
}

#[test]
fn rule_6_who_voids_the_record_of_another_says_why_and_the_other_whether_that_was_right() {
    let attempt = Intent::RecordContactAttempt(payload("ContactAttempted.v1"));
    let void = |reason: &str| Intent::VoidEvent(EventVoided::new(5, code(reason)));
    let confirm = || Intent::ConfirmCorrection(CorrectionConfirmed { target: 6 });
    let granted = participant().and(day(5), AccessGranted { organisation: organisation(2) });
    let recorded = granted.by(2).permits(day(6), attempt).by(1);
    recorded.refuses(day(7), void(""), "UNKNOWN_CODE");
    let voided = recorded.permits(day(7), void("did_not_happen"));
    voided.refuses(day(8), confirm(), "CORRECTION_OF_ANOTHER");
    let confirmed = voided.by(2).permits(day(8), confirm());
    confirmed.refuses(day(9), confirm(), "CORRECTION_ANSWERED");
}

#[test]
fn rule_6_access_is_of_today_and_nobody_restores_the_own() {
    let grant = |n| Intent::GrantAccess(AccessGranted { organisation: organisation(n) });
    let over = || {
        participant()
            .and(day(5), AccessGranted { organisation: organisation(2) })
            .and(day(8), AccessExpired { organisation: organisation(2) })
            .today(day(20))
    };
    for intent in [grant(2), grant(4), Intent::VoidEvent(EventVoided::new(5, code("typing_error")))]
    {
        over().by(2).refuses(day(6), intent.clone(), "NO_OPEN_GRANT");
        let taken = over().by(2).permits(
            day(6),
            Intent::OverrideAccess(AccessOverridden {
                reason: code("crisis"),
                until: start_of_day(day(21)),
            }),
        );
        let refused = match intent {
            Intent::GrantAccess(ref grant) if grant.organisation == organisation(4) => {
                "NO_ACCESS_TO_GIVE"
            }
            _ => "OWN_ACCESS_NOT_RESTORED",
        };
        taken.refuses(day(20), intent, refused);
    }
    let asked = over().by(2).permits(day(20), Intent::RequestAccess(payload("AccessRequested.v1")));
    asked
        .clone()
        .by(1)
        .permits(day(20), grant(2))
        .by(2)
        .permits(day(20), Intent::RecordContactAttempt(payload("ContactAttempted.v1")));
}

#[test]
fn rule_7_jobs_overlap_what_ends_has_begun_and_a_loss_reopens_nothing() {
    let end = || Intent::EndEmployment(payload::<EmploymentEnded>("EmploymentEnded.v1"));
    let lose = |n| Intent::RecordHousingLost(HousingLost { on: day(n), reason: code("eviction") });
    participant().refuses(day(75), end(), "EMPLOYMENT_NOT_STARTED");
    participant().refuses(day(80), lose(80), "NO_HOUSING_TO_LOSE");
    let mut second: EmploymentStarted = payload("EmploymentStarted.v1");
    second.employment.0 = uuid::Uuid::from_u128(2);
    let housed = participant()
        .given("HousingObserved.v1")
        .given("HousingFound.v1")
        .given("EmploymentStarted.v1")
        .permits(day(46), Intent::StartEmployment(second));
    assert_eq!(housed.state().housing.situation.unwrap().ethos, code("0"));
    let closed = housed.given("Closed.v1").permits(day(100), end()).permits(day(100), lose(95));
    assert_eq!(closed.state().phase(), Some(Phase::FollowUp));
    closed.refuses(day(101), lose(101), "NO_HOUSING_TO_LOSE");
}

#[test]
fn rule_8_closing_ends_what_is_open_and_losing_contact_takes_attempts() {
    let close = |reason| Intent::CloseTrajectory(Closed { reason: code(reason), rationale: None });
    let open = participant().given("InterventionPlanned.v1.minimal").given("ReferralSent.v1");
    let closed = open.permits(day(20), close("moved"));
    let [.., stopped, withdrawn, _] = closed.events() else { panic!("{:?}", closed.events()) };
    assert!(matches!(stopped.what, Payload::InterventionStopped(_)));
    assert!(matches!(withdrawn.what, Payload::ReferralWithdrawn(_)));

    let attempt = |mode| ContactAttempted {
        mode: code(mode),
        ..payload::<ContactAttempted>("ContactAttempted.v1")
    };
    let sought = ["phone"; 5]
        .into_iter()
        .fold(participant(), |story, mode| story.and(day(20), attempt(mode)));
    sought.refuses(day(21), close("lost_contact"), "CONTACT_ATTEMPTS_TOO_FEW");
    sought.and(day(21), attempt("home_visit")).permits(day(21), close("lost_contact"));
}

#[test]
fn rule_9_an_exit_is_of_four_weeks_and_a_follow_up_out_of_its_window_is_flagged() {
    let closed = participant().and(day(90), Closed { reason: code("goals_met"), rationale: None });
    let exit = |n| {
        let exit: ExitRecorded = payload("ExitRecorded.v1");
        Intent::RecordExit(ExitRecorded { as_of: day(n), ..exit })
    };
    participant().refuses(day(90), exit(90), "TRAJECTORY_STILL_OPEN");
    closed.refuses(day(130), exit(89), "EXIT_OUTSIDE_WINDOW");
    closed.refuses(day(130), exit(119), "EXIT_OUTSIDE_WINDOW");
    closed.clone().permits(day(130), exit(118));

    let follow_up = |month| {
        let recorded: FollowedUp = payload("FollowedUp.v1");
        Intent::RecordFollowUp(FollowedUp { month, ..recorded })
    };
    closed.refuses(day(181), follow_up(4), "FOLLOW_UP_NOT_ASKED_FOR");
    // Closed on 30 March, three months later is 30 June, day 182, and the tolerance 14 days.
    let catalogues = Catalogues::embedded();
    let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits();
    for (recorded_on, flagged) in [(167, true), (168, false), (196, false), (197, true)] {
        let state = closed.clone().permits(day(recorded_on), follow_up(3)).state();
        let closing = state.course.closed().unwrap();
        let outside = closing.follow_ups[0].outside_window(closing.on, limits);
        assert_eq!(outside, flagged, "recorded on day {recorded_on}");
    }
}

#[test]
fn rule_10_whoever_comes_back_keeps_the_first_entry_data() {
    let again = || Intent::CompleteIntake(payload("IntakeCompleted.v1.minimal"));
    let reopen = Intent::ReopenTrajectory(payload("Reopened.v1"));
    let back = participant().given("Closed.v1").permits(day(120), reopen);
    back.refuses(day(121), again(), "INTAKE_ALREADY_COMPLETED");
    let state = back.state();
    assert_eq!(state.intake.as_ref().unwrap().entry, payload("IntakeCompleted.v1"));
}

#[test]
fn rule_11_a_transfer_moves_ownership_when_accepted_and_a_grant_lasts_half_a_year() {
    let owner = |story: &story::Story| story.state().opening.unwrap().owner;
    let accept = || Intent::AcceptTransfer(payload("TransferAccepted.v1.minimal"));
    let requested = participant().given("TransferRequested.v1.minimal");
    assert_eq!(owner(&requested), organisation(1));
    requested.refuses(day(85), accept(), "TRANSFER_OF_ANOTHER");
    assert_eq!(owner(&requested.by(3).permits(day(85), accept())), organisation(3));

    let attempt = || Intent::RecordContactAttempt(payload("ContactAttempted.v1"));
    // Six months after 5 January are over on 5 July, day 187.
    let granted = participant().and(day(5), AccessGranted { organisation: organisation(2) }).by(2);
    granted.refuses(day(188), attempt(), "NO_OPEN_GRANT");
    granted.permits(day(187), attempt()).permits(day(188), attempt());
}

#[test]
fn rule_13_a_code_is_in_the_catalogue_of_the_trajectory_and_valid_on_the_day() {
    let persona =
        |name| Intent::LinkPersona(PersonaLinked { persona: code(name), rationale: None });
    participant().refuses(day(4), persona("ghost"), "UNKNOWN_CODE");
    let mut sources = Catalogues::embedded_sources();
    for source in &mut sources {
        let until = "code = \"cindy\"\nvalid_to = 2024-01-10\n";
        source.text = source.text.replace("code = \"cindy\"\n", until);
    }
    let retired = participant().under(Catalogues::load(sources).unwrap()).today(day(20));
    retired.refuses(day(12), persona("cindy"), "UNKNOWN_CODE");
    retired.permits(day(9), persona("cindy"));
    participant().today(day(20)).permits(day(12), persona("cindy"));
}

#[test]
fn rule_16_a_follow_up_outside_its_window_stands_in_the_way_of_none_within() {
    let closed = participant().and(day(90), Closed { reason: code("goals_met"), rationale: None });
    let follow_up = || Intent::RecordFollowUp(payload::<FollowedUp>("FollowedUp.v1"));
    // Month 3 is due on day 182, give or take 14 days.
    let early = closed.permits(day(150), follow_up());
    let counts = |story: &story::Story| {
        let catalogues = Catalogues::embedded();
        let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits();
        story.state().course.closed().unwrap().found_within(3, limits).is_some()
    };
    assert!(!counts(&early));
    let within = early.permits(day(182), follow_up());
    assert!(counts(&within));
    within.refuses(day(183), follow_up(), "FOLLOW_UP_ALREADY_DONE");
}

#[test]
fn rule_12_once_a_key_is_destroyed_only_technical_events_are_recorded() {
    let asked = participant()
        .and(day(90), Closed { reason: code("goals_met"), rationale: None })
        .and(day(100), payload::<ErasureRequested>("ErasureRequested.v1"));
    let note = || Intent::AddNote(payload("NoteAdded.v1"));
    let reopen = || Intent::ReopenTrajectory(payload("Reopened.v1"));
    asked.clone().permits(day(101), note());
    let destroyed = asked
        .and(day(102), payload::<ErasureDecided>("ErasureDecided.v1"))
        .and(day(102), payload::<KeyDestroyed>("KeyDestroyed.v1"));
    for intent in [note(), reopen(), Intent::RequestErasure(payload("ErasureRequested.v1"))] {
        destroyed.refuses(day(103), intent, "ERASED");
    }
    // That ends what would stay open, by its own rules.
    let end = Intent::EndFollowUp(payload("FollowUpEnded.v1"));
    destroyed.refuses(day(103), end, "FOLLOW_UP_NOT_DONE");
}

#[test]
fn every_rule_has_its_test() {
    let source = concat!(include_str!("rules.rs"), include_str!("rules/of_several.rs"));
    for rule in RULES {
        let tested = source.lines().any(|line| line.starts_with(&format!("fn rule_{rule}_")));
        assert!(tested, "rule {rule} has no test in domain/tests/rules.rs");
    }
}
