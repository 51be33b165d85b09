//! Rules about several trajectories, or several events at once.

use loopbrug_domain::ids::CommandId;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};
use loopbrug_domain::trajectory::profile::PersonaLinked;
use loopbrug_domain::trajectory::record_keeping::EventVoided;
use loopbrug_domain::trajectory::together::Part;
use loopbrug_domain::trajectory::{Intent, Phase};
use uuid::Uuid;

use super::story::{Story, code, day, participant, payload};

fn into(other: &Story, take_over: bool) -> Intent {
    let other = other.state().opening.unwrap().trajectory();
    Intent::MergeTrajectory(MergedInto { other, take_over })
}

fn void(target: u32) -> Intent {
    Intent::VoidEvent(EventVoided::new(target, code("wrong_client")))
}

fn nora() -> Intent {
    Intent::LinkPersona(PersonaLinked { persona: code("nora"), rationale: None })
}

#[test]
fn rule_14_a_merge_loses_nothing_leads_in_no_circle_and_is_undone_as_a_whole() {
    let survivor = participant();
    let duplicate = participant().of_client(2).permits(day(4), nora());
    let lost = duplicate.links(&survivor, day(9), into(&survivor, false)).unwrap_err();
    assert_eq!(lost.code(), "MERGE_LOSES_RECORDS");

    let merged = duplicate.links(&survivor, day(9), into(&survivor, true)).unwrap();
    let [duplicate, survivor] = merged;
    assert_eq!(duplicate.state().phase(), Some(Phase::Merged));
    assert!(survivor.state().profile.personas.contains(&code("nora")));
    let carried = survivor.events().iter().find(|event| event.origin.is_some()).unwrap();
    assert_eq!(carried.occurred_on, day(4));

    let circle = survivor.links(&duplicate, day(10), into(&duplicate, true)).unwrap_err();
    assert_eq!(circle.code(), "NOTHING_TO_MERGE_INTO");
    duplicate.refuses(day(10), nora(), "TRAJECTORY_MERGED");
    survivor.refuses(day(10), void(4), "MERGE_STAYS");

    let undone = duplicate.links(&survivor, day(11), Intent::UnmergeTrajectory(Unmerged {}));
    let [duplicate, survivor] = undone.unwrap();
    assert_eq!(duplicate.state().phase(), Some(Phase::Active));
    assert!(survivor.state().profile.personas.is_empty());
}

#[test]
fn rule_15_what_follows_goes_with_its_cause_and_parts_of_equal_rank_go_alone() {
    let linked = participant().permits(day(4), nora());
    assert!(!linked.state().profile.challenges.is_empty());
    let voided = linked.permits(day(5), void(4)).state();
    assert!(voided.profile.personas.is_empty() && voided.profile.challenges.is_empty());

    let part = |n: u128, intent| Part {
        command: CommandId(Uuid::from_u128(n)),
        path: format!("records.{n}"),
        occurred_on: day(4),
        intent,
    };
    let parts = [
        part(1, Intent::IdentifyBarrier(payload("BarrierIdentified.v1"))),
        part(2, Intent::IdentifyStrength(payload("StrengthIdentified.v1"))),
    ];
    let both = participant().permits_together(day(4), &parts);
    assert!(both.events()[3..].iter().all(|event| event.follows_from.is_none()));
    let one = both.permits(day(5), void(4)).state();
    assert!(one.barriers.iter().next().is_none());
    assert!(!one.direction.strengths.is_empty());
}
