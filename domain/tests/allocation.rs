//! What a decision of the policy costs: no memory is asked for. It is made for every field that is shown and for every
//! row of a list, so what it costs is paid thousands of times for one answer.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::hint::black_box;
use std::path::Path;

use allocation_counter::measure;
use loopbrug_domain::actor::{Actor, Held, Role, Roles};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::policy::Access::{self, Asked, Open};
use loopbrug_domain::policy::{
    Action, Subject, VisibleProposals, VisibleTasks, VisibleTrajectories, audience, may, may_ask,
    own_part, sight,
};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::permission::Asked as AskedFor;
use uuid::Uuid;

const ACTIONS: [Action; 13] = [
    Action::Record,
    Action::Enter,
    Action::Answer,
    Action::Merge,
    Action::AskErasure,
    Action::Erase,
    Action::Export,
    Action::Apply,
    Action::Assess,
    Action::Deliberate,
    Action::DeclareConflict,
    Action::Read,
    Action::ReadInFull,
];

const ACCESSES: [Access; 4] =
    [Access::None, Asked, Open { personal: false }, Open { personal: true }];

fn subjects() -> Vec<Subject> {
    let of_access = |of: fn(Access) -> Subject| ACCESSES.map(of);
    let [own, other] = [1, 2].map(KboNumber::of_stem);
    let organisations = [None, Some(own), Some(other)];
    [
        of_access(Subject::Trajectory).as_slice(),
        &of_access(Subject::Arriving),
        &of_access(Subject::Personal),
        &organisations.map(Subject::Task),
        &organisations.map(Subject::Figures),
        &organisations.map(Subject::Lineage),
        &[own, other].map(Subject::Proposal),
        &[Subject::Cases, Subject::Tasks, Subject::Round, Subject::Ranking, Subject::Proposals],
        &[Subject::SelectionReport, Subject::Employers, Subject::Organisations],
        &[Subject::Workers, Subject::AccessRecord],
    ]
    .concat()
}

/// What is measured: the one decision about everything that may be asked, and what follows from it.
const MEASURED: [&str; 9] = [
    "may: every action on every subject",
    "may, by the state of a trajectory",
    "may, what is personal in it",
    "sight",
    "audience",
    "may_ask",
    "own_part",
    "tasks of a list",
    "proposals of a list",
];

fn here() -> Code {
    Code::new("vlaamse-ardennen")
}

/// Nobody, somebody with each role, with each in another region, and with all of them in both.
fn actors() -> Vec<Actor> {
    let held = |region: &Code| {
        let region = region.clone();
        Role::ALL.iter().map(move |role| Held { role: *role, region: Some(region.clone()) })
    };
    let elsewhere = Code::new("meetjesland");
    let everywhere = Role::ALL.iter().map(|role| Held { role: *role, region: None });
    let one_each = everywhere.chain(held(&here())).chain(held(&elsewhere)).map(|held| vec![held]);
    let several = [vec![], held(&here()).chain(held(&elsewhere)).collect::<Vec<_>>()];
    let of = |held: Vec<Held>| Actor {
        worker: WorkerId(Uuid::nil()),
        organisation: KboNumber::of_stem(1),
        roles: held.into_iter().collect::<Roles>(),
    };
    one_each.chain(several).map(of).collect()
}

/// How often memory is asked for meanwhile. What comes of the work is kept until then.
fn asked_for_memory<T>(work: impl FnOnce() -> T) -> u64 {
    let mut kept = None;
    measure(|| kept = Some(black_box(work()))).count_total
}

/// A client of organisation 1, by the golden payloads.
fn guided() -> Trajectory {
    let mut trajectory = Trajectory::default();
    for name in ["TrajectoryOpened.v1.minimal", "LegalBasisRecorded.v2.minimal", "AccessGranted.v1"]
    {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        trajectory.apply(serde_json::from_str(&text).unwrap());
    }
    trajectory
}

#[test]
fn a_decision_of_the_policy_asks_for_no_memory_whoever_asks_for_whatever() {
    let (here, subjects, actors) = (here(), subjects(), actors());
    let (trajectory, catalogues) = (guided(), Catalogues::embedded());
    let now = start_of_day("2024-02-01".parse().unwrap());
    let [own, other] = [1, 2].map(KboNumber::of_stem);
    let regions = [here.clone()];
    for actor in &actors {
        let asked = AskedFor { actor, now, catalogues: &catalogues };
        let state = trajectory.state();
        let measured = [
            asked_for_memory(|| {
                let asked =
                    ACTIONS.iter().flat_map(|action| subjects.iter().map(move |of| (action, of)));
                asked.filter(|(action, of)| may(actor, &here, **action, **of).is_ok()).count()
            }),
            asked_for_memory(|| ACTIONS.map(|action| asked.may(action, state))),
            asked_for_memory(|| ACTIONS.map(|action| asked.may_have_personal(action, state))),
            asked_for_memory(|| [own, other].map(|of| sight(actor, &here, of))),
            asked_for_memory(|| audience(actor, &regions, Some(own))),
            asked_for_memory(|| may_ask(actor, &regions, None)),
            asked_for_memory(|| own_part(actor, &regions, None)),
            asked_for_memory(|| VisibleTasks::to(actor, &here)),
            asked_for_memory(|| VisibleProposals::to(actor, &here)),
        ];
        assert_eq!(measured, [0; MEASURED.len()], "{MEASURED:?} of {:?}", actor.roles);
    }
}

#[test]
fn what_a_list_shows_is_decided_once_and_names_the_regions_in_which_somebody_has_roles() {
    // The one decision that may: once for a list, and where somebody has a role elsewhere alone.
    let elsewhere = Held { role: Role::Caseworker, region: Some(Code::new("meetjesland")) };
    let asks = |roles: Roles| {
        let (worker, organisation) = (WorkerId(Uuid::nil()), KboNumber::of_stem(1));
        let actor = Actor { worker, organisation, roles };
        asked_for_memory(|| VisibleTrajectories::to(&actor, &here()))
    };
    let region = asked_for_memory(here);
    for role in [Role::Caseworker, Role::Coordinator, Role::Auditor, Role::Steward] {
        assert_eq!(asks(vec![role].into()), region, "{role}");
    }
    assert!(asks([elsewhere].into_iter().collect()) > region);
}

#[test]
fn memory_that_is_asked_for_is_counted() {
    assert_eq!(asked_for_memory(|| Box::new(0)), 1);
}
