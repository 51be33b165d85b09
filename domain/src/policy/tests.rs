use uuid::Uuid;

use super::*;
use crate::ids::WorkerId;

fn actor(organisation: u32, roles: &[Role]) -> Actor {
    let worker = WorkerId(Uuid::nil());
    let organisation = KboNumber::of_stem(organisation);
    Actor { worker, organisation, roles: roles.to_vec().into() }
}

fn others(mut but: impl FnMut(&Role) -> bool) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| !but(role)).collect()
}

#[test]
fn an_organisation_sees_its_own_proposal_and_no_other_one() {
    let of = KboNumber::of_stem(2);
    for role in others(|role| PROCEDURE.contains(role)) {
        assert_eq!(sight(&actor(2, &[role]), of), Sight::Own);
        assert_eq!(sight(&actor(3, &[role]), of), Sight::Nothing);
        assert!(!VisibleProposals::to(&actor(3, &[role])).others);
    }
    for role in PROCEDURE {
        assert_eq!(sight(&actor(1, &[*role]), of), Sight::Procedure);
        assert_eq!(sight(&actor(2, &[*role]), of), Sight::Own);
        assert!(VisibleProposals::to(&actor(2, &[*role])).others);
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
            assert_eq!(may(&actor(1, &[*role]), action, subject), expected, "{action:?} {role}");
        }
        assert_eq!(may(&actor(1, &[]), action, subject), Err(denial));
    }
}

#[test]
fn nobody_decides_on_the_proposal_of_the_own_organisation_whatever_roles_the_person_has() {
    let everything = actor(2, Role::ALL);
    let own = Proposal(KboNumber::of_stem(2));
    for action in [Record, Deliberate] {
        assert_eq!(may(&everything, action, own), Err(Denial::OwnProposal));
        assert_eq!(may(&everything, action, Proposal(KboNumber::of_stem(3))), Ok(()));
    }
    for action in [Apply, DeclareConflict] {
        assert_eq!(may(&everything, action, own), Ok(()));
    }
}

#[test]
fn a_caseworker_records_about_employers_and_every_role_but_a_monitor_reads_of_them() {
    for role in Role::ALL {
        let one = actor(1, &[*role]);
        assert_eq!(may(&one, Record, Employers).is_ok(), *role == Caseworker, "{role}");
        assert_eq!(may(&one, Read, Employers).is_ok(), *role != Monitor, "{role}");
    }
    assert_eq!(may(&actor(1, &[]), Read, Employers), Err(Denial::Employers));
    assert_eq!(may(&actor(1, &[Monitor, Analyst]), Read, Employers), Ok(()));
}

#[test]
fn the_ranking_and_the_report_with_it_are_for_those_who_work_on_the_procedure_or_read_reports() {
    for role in Role::ALL {
        let sees = PROCEDURE.contains(role) || REPORTS.contains(role);
        for (subject, denial) in
            [(Ranking, Denial::Ranking), (SelectionReport, Denial::SelectionReport)]
        {
            let expected = if sees { Ok(()) } else { Err(denial) };
            assert_eq!(may(&actor(1, &[*role]), Read, subject), expected, "{role}");
        }
        assert_eq!(may(&actor(1, &[*role]), Read, Proposals).is_ok(), PROCEDURE.contains(role));
    }
}

#[test]
fn those_who_look_after_the_region_or_account_for_it_see_every_figure_as_it_is() {
    for role in REGION {
        for about in [None, Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2))] {
            assert_eq!(audience(&actor(1, &[*role]), about), Audience::Accountable);
            assert_eq!(audience(&actor(1, &[Analyst, *role]), about), Audience::Accountable);
            assert_eq!(may(&actor(1, &[*role]), Read, Lineage(about)), Ok(()));
        }
    }
}

#[test]
fn a_caseworker_sees_figures_as_they_are_of_the_own_organisation_and_no_others() {
    let caseworker = actor(1, &[Caseworker]);
    let (own, other) = (Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2)));
    assert_eq!(audience(&caseworker, own), Audience::Accountable);
    assert_eq!(may(&caseworker, Read, Lineage(own)), Ok(()));
    assert_eq!(own_part(&caseworker, None), own);
    assert_eq!([own, other].map(|about| own_part(&caseworker, about)), [None, None]);
    for about in [other, None] {
        assert_eq!(audience(&caseworker, about), Audience::Analysts);
        assert_eq!(may(&caseworker, Read, Lineage(about)), Err(Denial::Lineage));
    }
}

#[test]
fn a_monitor_sees_figures_as_they_are_and_nothing_of_any_trajectory() {
    let monitor = actor(1, &[Monitor]);
    for about in [None, Some(KboNumber::of_stem(1)), Some(KboNumber::of_stem(2))] {
        assert_eq!(audience(&monitor, about), Audience::Accountable);
        assert_eq!(may(&monitor, Read, Lineage(about)), Err(Denial::Lineage));
    }
    for action in [Record, Read] {
        assert_eq!(may(&monitor, action, Trajectory), Err(Denial::Trajectory));
        // Somebody who is also something else has to do with clients as that.
        assert_eq!(may(&actor(1, &[Monitor, Caseworker]), action, Trajectory), Ok(()));
        assert_eq!(may(&actor(1, &[]), action, Trajectory), Ok(()));
    }
}

#[test]
fn the_steward_keeps_the_directory_whose_names_of_people_are_for_who_has_a_role_with_clients() {
    for role in Role::ALL {
        let one = actor(1, &[*role]);
        for subject in [Organisations, Workers] {
            let kept = if *role == Steward { Ok(()) } else { Err(Denial::NotSteward) };
            assert_eq!(may(&one, Record, subject), kept, "{role}");
        }
        assert_eq!(may(&one, Read, Organisations), Ok(()));
        assert_eq!(may(&one, Read, Workers).is_ok(), *role != Monitor, "{role}");
    }
    assert_eq!(may(&actor(1, &[]), Read, Organisations), Ok(()));
    assert_eq!(may(&actor(1, &[]), Read, Workers), Err(Denial::Workers));
}

#[test]
fn everybody_else_with_a_role_is_an_analyst_and_who_has_none_is_the_public() {
    let own = Some(KboNumber::of_stem(1));
    for role in others(|role| REGION.contains(role) || [Caseworker, Monitor].contains(role)) {
        assert_eq!(audience(&actor(1, &[role]), own), Audience::Analysts);
        assert_eq!(own_part(&actor(1, &[role]), None), None);
        assert_eq!(may(&actor(1, &[role]), Read, Lineage(own)), Err(Denial::Lineage));
    }
    assert_eq!(audience(&actor(1, &[]), own), Audience::Public);
}
