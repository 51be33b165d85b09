use uuid::Uuid;

use super::*;
use crate::actor::Held;
use crate::ids::WorkerId;

fn actor(organisation: u32, roles: &[Role]) -> Actor {
    let worker = WorkerId(Uuid::nil());
    let organisation = KboNumber::of_stem(organisation);
    Actor { worker, organisation, roles: roles.to_vec().into() }
}

fn here() -> Code {
    Code::new("vlaamse-ardennen")
}

/// What somebody may do in the region of the tests.
fn may_here(actor: &Actor, action: Action, subject: Subject) -> Result<(), Denial> {
    may(actor, &here(), action, subject)
}

/// For whom figures of that region are made ready.
fn audience_here(actor: &Actor, about: Option<KboNumber>) -> Audience {
    audience(actor, [&here()], about)
}

fn own_part_here(actor: &Actor, about: Option<KboNumber>) -> Option<KboNumber> {
    own_part(actor, &[here()], about)
}

fn others(mut but: impl FnMut(&Role) -> bool) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| !but(role)).collect()
}

#[test]
fn an_organisation_sees_its_own_proposal_and_no_other_one() {
    let of = KboNumber::of_stem(2);
    for role in others(|role| PROCEDURE.contains(role)) {
        assert_eq!(sight(&actor(2, &[role]), &here(), of), Sight::Own);
        assert_eq!(sight(&actor(3, &[role]), &here(), of), Sight::Nothing);
        assert!(!VisibleProposals::to(&actor(3, &[role]), &here()).others);
    }
    for role in PROCEDURE {
        assert_eq!(sight(&actor(1, &[*role]), &here(), of), Sight::Procedure);
        assert_eq!(sight(&actor(2, &[*role]), &here(), of), Sight::Own);
        assert!(VisibleProposals::to(&actor(2, &[*role]), &here()).others);
    }
}

#[test]
fn each_step_of_the_procedure_is_of_one_role_and_whoever_reads_or_checks_takes_none() {
    let steps: [(Action, Subject, &[Role], Denial); 6] = [
        (Record, Round, &[Coordinator], Denial::NotCoordinator),
        (Record, Proposal(KboNumber::of_stem(2)), &[Coordinator], Denial::NotCoordinator),
        (Apply, Proposal(KboNumber::of_stem(1)), &[Applicant], Denial::NotApplicant),
        (Assess, Proposal(KboNumber::of_stem(2)), &[Assessor], Denial::NotAssessor),
        (Deliberate, Proposal(KboNumber::of_stem(2)), &[Jury], Denial::NotJury),
        (DeclareConflict, Proposal(KboNumber::of_stem(2)), JUDGES, Denial::NoJudge),
    ];
    for (action, subject, of, denial) in steps {
        for role in Role::ALL {
            let expected = if of.contains(role) { Ok(()) } else { Err(denial) };
            assert_eq!(
                may_here(&actor(1, &[*role]), action, subject),
                expected,
                "{action:?} {role}"
            );
        }
        assert_eq!(may_here(&actor(1, &[]), action, subject), Err(denial));
    }
}

#[test]
fn nobody_decides_on_the_proposal_of_the_own_organisation_whatever_roles_the_person_has() {
    let everything = actor(2, Role::ALL);
    let own = Proposal(KboNumber::of_stem(2));
    for action in [Record, Deliberate] {
        assert_eq!(may_here(&everything, action, own), Err(Denial::OwnProposal));
        assert_eq!(may_here(&everything, action, Proposal(KboNumber::of_stem(3))), Ok(()));
    }
    for action in [Apply, DeclareConflict] {
        assert_eq!(may_here(&everything, action, own), Ok(()));
    }
}

#[test]
fn a_caseworker_records_about_employers_and_who_looks_after_the_region_reads_of_them_too() {
    for role in Role::ALL {
        let one = actor(1, &[*role]);
        assert_eq!(may_here(&one, Record, Employers).is_ok(), *role == Caseworker, "{role}");
        assert_eq!(may_here(&one, Merge, Employers).is_ok(), *role == Steward, "{role}");
        let reads = *role == Caseworker || REGION.contains(role);
        assert_eq!(may_here(&one, Read, Employers).is_ok(), reads, "{role}");
    }
    assert_eq!(may_here(&actor(1, &[]), Read, Employers), Err(Denial::Employers));
}

#[test]
fn the_ranking_and_the_report_with_it_are_for_those_who_work_on_the_procedure_or_read_reports() {
    for role in Role::ALL {
        let sees = PROCEDURE.contains(role) || REPORTS.contains(role);
        for (subject, denial) in
            [(Ranking, Denial::Ranking), (SelectionReport, Denial::SelectionReport)]
        {
            let expected = if sees { Ok(()) } else { Err(denial) };
            assert_eq!(may_here(&actor(1, &[*role]), Read, subject), expected, "{role}");
        }
        assert_eq!(
            may_here(&actor(1, &[*role]), Read, Proposals).is_ok(),
            PROCEDURE.contains(role)
        );
    }
}

#[test]
fn those_who_look_after_the_region_or_account_for_it_see_every_figure_as_it_is() {
    for role in REGION {
        for about in [None, Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2))] {
            assert_eq!(audience_here(&actor(1, &[*role]), about), Audience::Accountable);
            assert_eq!(audience_here(&actor(1, &[Analyst, *role]), about), Audience::Accountable);
            assert_eq!(may_here(&actor(1, &[*role]), Read, Lineage(about)), Ok(()));
        }
    }
}

#[test]
fn a_caseworker_sees_figures_as_they_are_of_the_own_organisation_and_no_others() {
    let caseworker = actor(1, &[Caseworker]);
    let (own, other) = (Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2)));
    assert_eq!(audience_here(&caseworker, own), Audience::Accountable);
    assert_eq!(may_here(&caseworker, Read, Lineage(own)), Ok(()));
    assert_eq!(own_part_here(&caseworker, None), own);
    assert_eq!([own, other].map(|about| own_part_here(&caseworker, about)), [None, None]);
    for about in [other, None] {
        assert_eq!(audience_here(&caseworker, about), Audience::Analysts);
        assert_eq!(may_here(&caseworker, Read, Lineage(about)), Err(Denial::Lineage));
    }
}

#[test]
fn a_monitor_sees_figures_as_they_are_and_nothing_of_any_trajectory() {
    let monitor = actor(1, &[Monitor]);
    for about in [None, Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2))] {
        assert_eq!(audience_here(&monitor, about), Audience::Accountable);
        assert_eq!(may_here(&monitor, Read, Lineage(about)), Err(Denial::Lineage));
    }
    for action in OF_TRAJECTORIES {
        let refused = Err(Denial::Trajectory);
        assert_eq!(may_here(&monitor, action, Trajectory(OPEN)), refused, "{action:?}");
    }
    // Somebody who is also something else has to do with clients as that.
    assert_eq!(may_here(&actor(1, &[Monitor, Caseworker]), Read, Trajectory(OPEN)), Ok(()));
}

#[test]
fn the_steward_keeps_the_directory_whose_names_of_people_are_for_who_works_with_them() {
    for role in Role::ALL {
        let one = actor(1, &[*role]);
        for subject in [Organisations, Workers] {
            let kept = if *role == Steward { Ok(()) } else { Err(Denial::NotSteward) };
            assert_eq!(may_here(&one, Record, subject), kept, "{role}");
        }
        assert_eq!(may_here(&one, Read, Organisations), Ok(()));
        let sees = *role == Caseworker || PROCEDURE.contains(role);
        assert_eq!(may_here(&one, Read, Workers).is_ok(), sees, "{role}");
    }
    assert_eq!(may_here(&actor(1, &[]), Read, Organisations), Ok(()));
    assert_eq!(may_here(&actor(1, &[]), Read, Workers), Err(Denial::Workers));
}

#[test]
fn proofs_by_the_seal_and_the_access_record_are_for_the_steward_and_the_auditor() {
    for role in Role::ALL {
        let accounts = [Auditor, Steward].contains(role);
        for (subject, denial) in [(Seal, Denial::Seal), (AccessRecord, Denial::AccessRecord)] {
            let expected = if accounts { Ok(()) } else { Err(denial) };
            assert_eq!(may_here(&actor(1, &[*role]), Read, subject), expected, "{role}");
        }
    }
    assert_eq!(may_here(&actor(1, &[]), Read, Seal), Err(Denial::Seal));
}

#[test]
fn everybody_else_with_a_role_is_an_analyst_and_who_has_none_is_the_public() {
    let own = Some(KboNumber::of_stem(1));
    for role in others(|role| REGION.contains(role) || [Caseworker, Monitor].contains(role)) {
        assert_eq!(audience_here(&actor(1, &[role]), own), Audience::Analysts);
        assert_eq!(own_part_here(&actor(1, &[role]), None), None);
        assert_eq!(may_here(&actor(1, &[role]), Read, Lineage(own)), Err(Denial::Lineage));
    }
    assert_eq!(audience_here(&actor(1, &[]), own), Audience::Public);
}

/// Whatever is done about a trajectory.
const OF_TRAJECTORIES: [Action; 7] = [Read, Record, Enter, Answer, Merge, Erase, Export];
const OPEN: Access = Access::Open { personal: true };
const WITHOUT_NAMES: Access = Access::Open { personal: false };

/// Who may do something about a trajectory to which the own organisation has this access; and everybody else is
/// answered as if it were not there, but who sees it.
#[test]
fn a_trajectory_is_for_who_has_access_and_in_codes_for_who_looks_after_the_region() {
    let is_there = |access: Access, role: Role| {
        REGION.contains(&role) || (role == Caseworker && access.is_open())
    };
    for access in [Access::None, Access::Asked, WITHOUT_NAMES, OPEN] {
        for role in Role::ALL.iter().copied() {
            for action in OF_TRAJECTORIES {
                let allowed = match action {
                    Read => is_there(access, role),
                    Merge | Erase | Export => role == Steward,
                    Enter => role == Caseworker,
                    Answer => role == Caseworker && access != Access::None,
                    _ => role == Caseworker && access.is_open(),
                };
                let denial = match action {
                    _ if !is_there(access, role) => Denial::Trajectory,
                    Merge | Erase | Export => Denial::NotSteward,
                    _ => Denial::NotCaseworker,
                };
                let expected = if allowed { Ok(()) } else { Err(denial) };
                let found = may_here(&actor(1, &[role]), action, Trajectory(access));
                assert_eq!(found, expected, "{action:?} {access:?} {role}");
            }
        }
        for action in OF_TRAJECTORIES {
            let found = may_here(&actor(1, &[]), action, Trajectory(access));
            assert_eq!(found, Err(Denial::Trajectory));
        }
    }
}

#[test]
fn personal_data_are_read_by_caseworkers_alone_and_handed_out_or_erased_by_the_steward() {
    for role in Role::ALL.iter().copied() {
        for access in [Access::None, Access::Asked, WITHOUT_NAMES, OPEN] {
            let may = |action| may_here(&actor(1, &[role]), action, Personal(access)).is_ok();
            assert_eq!(may(Read), role == Caseworker && access == OPEN, "{role} {access:?}");
            assert_eq!([may(Erase), may(Export)], [role == Steward; 2], "{role} {access:?}");
            assert!(!may(Record) && !may(Enter), "{role}");
        }
    }
}

#[test]
fn a_task_is_for_the_organisation_that_has_to_do_it_and_for_the_coordinator() {
    let (own, other) = (KboNumber::of_stem(1), KboNumber::of_stem(2));
    for role in Role::ALL.iter().copied() {
        let reads = |subject| may_here(&actor(1, &[role]), Read, subject).is_ok();
        let coordinates = role == Coordinator;
        assert_eq!(reads(Task(Some(own))), coordinates || role == Caseworker, "{role}");
        assert_eq!(reads(Task(Some(other))), coordinates, "{role}");
        assert_eq!(reads(Task(None)), coordinates || role == Steward, "{role}");
        let visible = VisibleTasks::to(&actor(1, &[role]), &here());
        assert_eq!(visible.of_all, coordinates, "{role}");
    }
}

/// Every question that there is.
fn all_questions() -> impl Iterator<Item = (Action, Subject)> {
    let (one, two) = (KboNumber::of_stem(1), KboNumber::of_stem(2));
    let subjects = [
        vec![Cases, Tasks, Task(None), Task(Some(one))],
        vec![Round, Ranking, Proposals, SelectionReport, Organisations, Workers],
        vec![Proposal(one), Proposal(two), Figures(None), Figures(Some(one)), Lineage(None)],
        [Access::None, Access::Asked, OPEN].map(Trajectory).to_vec(),
        [Access::None, Access::Asked, OPEN].map(Arriving).to_vec(),
        [Access::None, Access::Asked, OPEN].map(Personal).to_vec(),
    ];
    let procedure = [Apply, Assess, Deliberate, DeclareConflict, ReadInFull];
    let actions = OF_TRAJECTORIES.into_iter().chain(procedure);
    actions.flat_map(move |action| {
        let subjects = subjects.concat();
        subjects.into_iter().map(move |subject| (action, subject))
    })
}

#[test]
fn a_role_for_another_region_is_none() {
    let held = |role: Role, region: &str| Held { role, region: Some(Code::new(region)) };
    let of = |roles: Vec<Held>| Actor { roles: roles.into_iter().collect(), ..actor(1, &[]) };
    for role in Role::ALL.iter().copied() {
        let elsewhere = of(vec![held(role, "meetjesland")]);
        for (action, subject) in all_questions() {
            let asks = |actor: &Actor| may_here(actor, action, subject);
            assert_eq!(asks(&elsewhere), asks(&actor(1, &[])), "{role} {action:?} {subject:?}");
            let both = of(vec![held(role, "meetjesland"), held(role, here().as_str())]);
            assert_eq!(asks(&both), asks(&actor(1, &[role])), "{role} {action:?} {subject:?}");
        }
    }
}

#[test]
fn of_several_regions_figures_are_made_ready_for_the_one_who_is_shown_least() {
    let there = Code::new("meetjesland");
    let coordinator = |region: &Code| Held { role: Coordinator, region: Some(region.clone()) };
    let both = [here(), there.clone()];
    let of = |roles: Vec<Held>| Actor { roles: roles.into_iter().collect(), ..actor(1, &[]) };
    let one = of(vec![coordinator(&here())]);
    assert_eq!(audience_here(&one, None), Audience::Accountable);
    assert_eq!(audience(&one, &both, None), Audience::Public);
    assert_eq!(may_ask(&one, &both, None), Err(Denial::Figures));
    let analyst = Held { role: Analyst, region: Some(there.clone()) };
    let other = of(vec![coordinator(&here()), analyst]);
    assert_eq!(audience(&other, &both, None), Audience::Analysts);
    assert_eq!(may_ask(&other, &both, None), Ok(()));
    let all = of(vec![coordinator(&here()), coordinator(&there)]);
    assert_eq!(audience(&all, &both, None), Audience::Accountable);
}

#[test]
fn the_public_and_who_works_on_the_procedure_alone_read_what_is_published() {
    for role in Role::ALL.iter().copied() {
        let reads = role == Caseworker || REGION.contains(&role) || REPORTS.contains(&role);
        let found = may_here(&actor(1, &[role]), Read, Figures(None));
        assert_eq!(found.is_ok(), reads, "{role}");
    }
    assert_eq!(may_here(&actor(1, &[]), Read, Figures(None)), Err(Denial::Figures));
}
