//! Who can sign in at the pages of a server whose clock is set: one of each role that its tests need, chosen as in the
//! demo.

use std::sync::LazyLock;
use std::time::Duration;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::WorkerId;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::sessions::Sessions;
use loopbrug_infra::views::Views;
use loopbrug_web::{DemoPerson, Listeners, Lives, Origin, Pages, SignInBy};
use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Browser, CAW, Clocked, OCMW, Person};

/// Nobody asks these servers to stop.
static RUNS: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// Those who can sign in.
pub(crate) struct Cast;

impl Cast {
    pub(crate) const STEWARD: Person = Person { worker: 60, organisation: OCMW, roles: "steward" };
    pub(crate) const AUDITOR: Person = Person { worker: 61, organisation: OCMW, roles: "auditor" };
    pub(crate) const COORDINATOR: Person =
        Person { worker: 62, organisation: OCMW, roles: "coordinator" };
    pub(crate) const CASEWORKER: Person =
        Person { worker: 63, organisation: OCMW, roles: "caseworker" };
    pub(crate) const OF_CAW: Person = Person { worker: 64, organisation: CAW, roles: "caseworker" };
    pub(crate) const ANALYST: Person = Person { worker: 65, organisation: CAW, roles: "analyst" };
    pub(crate) const APPLICANT: Person =
        Person { worker: 66, organisation: "0000000394", roles: "applicant" };
    /// Of the same organisation.
    pub(crate) const COLLEAGUE: Person =
        Person { worker: 67, organisation: "0000000394", roles: "applicant" };
    pub(crate) const OTHER_APPLICANT: Person =
        Person { worker: 68, organisation: "0000000493", roles: "applicant" };
    pub(crate) const ASSESSOR: Person = Person { worker: 69, organisation: CAW, roles: "assessor" };
    pub(crate) const JURY: Person = Person { worker: 70, organisation: OCMW, roles: "jury" };

    const ALL: [Person; 11] = [
        Self::STEWARD,
        Self::AUDITOR,
        Self::COORDINATOR,
        Self::CASEWORKER,
        Self::OF_CAW,
        Self::ANALYST,
        Self::APPLICANT,
        Self::COLLEAGUE,
        Self::OTHER_APPLICANT,
        Self::ASSESSOR,
        Self::JURY,
    ];
}

/// The pages of a server.
pub(super) fn pages(address: &str, pool: &PgPool, records: (Views, Commands)) -> Pages {
    let people = Cast::ALL.map(|person| DemoPerson {
        name: format!("{} {}", person.roles, person.worker),
        organisation: person.organisation.to_owned(),
        actor: Actor {
            worker: WorkerId(Uuid::from_u128(person.worker)),
            organisation: person.organisation.parse().unwrap(),
            roles: std::iter::once(person.roles.parse().unwrap()).collect(),
        },
    });
    let lives = Lives { idle: Duration::from_hours(1), whole: Duration::from_hours(8) };
    let origin = Origin::try_new(address).unwrap();
    let sessions = (Sessions::new(pool.clone()), lives);
    let listeners = Listeners::new(16, RUNS.subscribe());
    Pages::new(SignInBy::Choice(people.into()), records, sessions, origin, listeners)
}

impl Clocked {
    /// The address of a page.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// A browser in which somebody has signed in.
    pub(crate) async fn browser(&self, who: Person) -> Browser {
        let place = Cast::ALL.iter().position(|one| *one == who);
        let who = place.expect("the person is of the cast").to_string();
        let browser = Browser::new();
        let token = browser.get(&self.page("/sign-in")).await.hidden("token");
        let fields = [("token", token.as_str()), ("who", &who), ("next", "/wie")];
        let page = browser.post(&self.page("/sign-in/choose"), &fields).await;
        assert!(page.has("Dag "), "{page:?}");
        browser
    }
}
