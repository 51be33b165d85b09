//! Of some things both trajectories have an account: what that of the duplicate says beyond is carried, or stands in
//! the way.

use super::{listed, merged, refused, taking_part};
use crate::catalogue::Code;
use crate::stream::Stream;
use crate::trajectory::barriers::{Barrier, BarrierIdentified, BarrierReassessed, Span};
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::profile::{FindingLinked, FindingUnlinked, PersonaUnlinked};
use crate::trajectory::story::{Story, barrier, day, intake, legal_basis, opened, persona, story};
use crate::trajectory::{Payload, Refusal, Trajectory};

/// Client 1, who takes part as client 2 does.
fn duplicate() -> Story {
    let client = super::super::client(1);
    let opened = TrajectoryOpened { client, ..opened() };
    story().given(day(2), opened).given(day(3), legal_basis()).given(day(4), intake())
}

fn moved(municipality: Option<&str>, from: i64) -> ResidenceChanged {
    ResidenceChanged { municipality: municipality.map(Code::new), from: day(from) }
}

fn speaks(language: &str) -> ContactLanguageChanged {
    ContactLanguageChanged { language: Code::new(language), interpreter: false }
}

fn found(finding: &str) -> FindingLinked {
    FindingLinked { finding: Code::new(finding), rationale: None }
}

fn no_longer(finding: &str) -> FindingUnlinked {
    FindingUnlinked { finding: Code::new(finding) }
}

/// Each of these is listed where nothing is taken over, and the joined trajectory where it is.
#[track_caller]
fn joined(one: &Story, two: &Story, lacking: &[&str]) -> Trajectory {
    assert_eq!(listed(refused(one, two, false)), lacking);
    merged(one, two).expect("all of it fits").1
}

/// Why what was listed cannot be taken over.
#[track_caller]
fn contradicted(one: &Story, two: &Story) -> &'static str {
    match refused(one, two, true) {
        Refusal::Merge(MergeRefusal::MergeContradicts { why, .. }) => why.code(),
        other => panic!("{other}"),
    }
}

#[test]
fn rule_14_the_moves_of_both_hold_each_from_its_day() {
    let two = taking_part().given(day(10), moved(Some("45059"), 10));
    for last in [Some("45035"), None] {
        let one = duplicate().given(day(20), moved(last, 20));
        let both = joined(&one, &two, &["ResidenceChanged"]);
        let on = |n| both.state().municipality_on(day(n)).map(Code::as_str);
        assert_eq!([on(9), on(10), on(20)], [Some("45041"), Some("45059"), last]);
    }
    let before = duplicate().given(day(6), moved(Some("45035"), 6));
    let both = joined(&before, &two, &["ResidenceChanged"]);
    assert_eq!(both.state().municipality(), Some(&Code::new("45059")));
}

#[test]
fn rule_14_a_client_came_to_stay_in_one_place_on_a_day() {
    let two = taking_part().given(day(10), moved(Some("45059"), 10));
    let same = duplicate().given(day(11), moved(Some("45059"), 10));
    merged(&same, &two).expect("the survivor says as much");
    let other = duplicate().given(day(11), moved(Some("45035"), 10));
    assert_eq!(contradicted(&other, &two), "RESIDENCE_CONTRADICTED");
    let put_right = other.given(day(12), moved(Some("45059"), 10));
    merged(&put_right, &two).expect("what was said last of a day holds");
}

#[test]
fn rule_14_the_client_is_spoken_with_as_was_said_last() {
    let two = taking_part().given(day(10), speaks("en"));
    let both = joined(&duplicate().given(day(20), speaks("fr")), &two, &["ContactLanguageChanged"]);
    assert_eq!(both.state().contact_language(), Some((&Code::new("fr"), false)));
    let both = joined(&duplicate().given(day(6), speaks("fr")), &two, &["ContactLanguageChanged"]);
    assert_eq!(both.state().contact_language(), Some((&Code::new("en"), false)));
    let other = duplicate().given(day(10), speaks("fr"));
    assert_eq!(contradicted(&other, &two), "CONTACT_LANGUAGE_CONTRADICTED");
}

fn held_back(trajectory: &Trajectory, area: &str) -> Barrier {
    let mut barriers = trajectory.state().barriers.iter();
    barriers.find(|(of, _)| of.as_str() == area).expect("a barrier").1.clone()
}

fn drugs(severity: u32) -> BarrierIdentified {
    BarrierIdentified { detail: Some(Code::new("drugs")), ..barrier("dependency", severity) }
}

#[test]
fn rule_14_a_barrier_that_both_identified_was_seen_twice() {
    let two = || taking_part().given(day(10), barrier("dependency", 2));
    let both = joined(&duplicate().given(day(12), drugs(5)), &two(), &["BarrierIdentified"]);
    let later = held_back(&both, "dependency");
    assert_eq!((later.identified_on, later.severities.last().unwrap().severity), (day(10), 5));
    assert_eq!(details(&later), [("drugs", day(12))]);
    assert_eq!(later.severe, [Span { from: day(12), until: None }]);
    let both = joined(&duplicate().given(day(8), drugs(5)), &two(), &["BarrierIdentified"]);
    let earlier = held_back(&both, "dependency");
    assert_eq!((earlier.identified_on, earlier.severities.last().unwrap().severity), (day(8), 2));
    assert_eq!(earlier.recurrences(), 0);
}

fn details(barrier: &Barrier) -> Vec<(&str, chrono::NaiveDate)> {
    barrier.details_now().into_iter().map(|(detail, since)| (detail.as_str(), since)).collect()
}

#[test]
fn rule_14_a_barrier_is_all_that_the_two_trajectories_say_it_is() {
    let alcohol = || BarrierIdentified { detail: Some(Code::new("alcohol")), ..drugs(2) };
    let drugs_no_longer = BarrierReassessed {
        area: Code::new("dependency"),
        severity: 2,
        suspected: true,
        details: vec![],
        resolved_details: vec![Code::new("drugs")],
    };
    let two = taking_part().given(day(10), alcohol());
    let one = || duplicate().given(day(12), drugs(2));
    let both = joined(&one(), &two, &["BarrierIdentified"]);
    assert_eq!(
        details(&held_back(&both, "dependency")),
        [("alcohol", day(10)), ("drugs", day(12))]
    );
    let over = one().given(day(15), drugs_no_longer.clone());
    let both = joined(&over, &two, &["BarrierIdentified", "BarrierReassessed"]);
    assert_eq!(details(&held_back(&both, "dependency")), [("alcohol", day(10))]);
    let two = taking_part().given(day(11), drugs(2)).given(day(13), drugs_no_longer);
    let both = joined(&over, &two, &["BarrierReassessed"]);
    assert_eq!(details(&held_back(&both, "dependency")), []);
}

#[test]
fn rule_14_barriers_that_were_identified_in_crossed_order_are_joined() {
    let one =
        duplicate().given(day(10), barrier("dependency", 3)).given(day(15), barrier("housing", 2));
    let two = taking_part()
        .given(day(12), barrier("housing", 4))
        .given(day(13), barrier("dependency", 3));
    let both = joined(&one, &two, &["BarrierIdentified", "BarrierIdentified"]);
    let first = |area| held_back(&both, area).identified_on;
    assert_eq!([first("dependency"), first("housing")], [day(10), day(12)]);
    let open = held_back(&both, "housing");
    assert_eq!((open.severities.last().unwrap().severity, open.resolved_on()), (2, None));
}

fn holds(trajectory: &Trajectory, finding: &str) -> Vec<Span> {
    trajectory.state().profile.findings[&Code::new(finding)].clone()
}

#[test]
fn rule_14_a_finding_that_has_ended_in_the_duplicate_has_ended() {
    let finding = "low_self_esteem";
    let one = || duplicate().given(day(10), found(finding)).given(day(20), no_longer(finding));
    let lacking = ["FindingLinked", "FindingUnlinked"];
    let both = joined(&one(), &taking_part().given(day(15), found(finding)), &lacking);
    assert_eq!(holds(&both, finding), [Span { from: day(10), until: Some(day(20)) }]);
    let both = joined(&one(), &taking_part().given(day(25), found(finding)), &lacking);
    assert_eq!(holds(&both, finding).len(), 2, "it came back");
    let two = taking_part().given(day(10), found(finding)).given(day(18), no_longer(finding));
    merged(&one(), &two).expect("the survivor has its own end of it");
}

#[test]
fn rule_14_a_persona_that_is_no_longer_linked_in_the_duplicate_is_linked_no_longer() {
    let unlinked = PersonaUnlinked { persona: Code::new("mo") };
    let one = duplicate().given(day(10), persona("mo")).given(day(20), unlinked);
    let lacking = ["PersonaLinked", "PersonaUnlinked"];
    let both = joined(&one, &taking_part().given(day(15), persona("mo")), &lacking);
    assert!(both.state().profile.personas.is_empty());
    let links = |it: &Payload| matches!(it, Payload::PersonaLinked(_));
    let linked = both.entries().iter().filter(|entry| links(&entry.event.what));
    assert_eq!(linked.count(), 2, "both have said so");
}
