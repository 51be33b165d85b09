//! Who sees which trajectories and tasks: a list is exactly those for which the single decision says yes, for
//! anybody, at any moment.

mod histories;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use loopbrug_domain::actor::{Actor, Held, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId, WorkerId};
use loopbrug_domain::policy::Action;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::consent::{AccessExpired, AccessGranted};
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_domain::trajectory::tasks::{Task, tasks};
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::database::begin;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogReader;
use loopbrug_infra::views::{Known, ListOf, Page, TrajectoryFilter, Views, WorkFilter};
use uuid::Uuid;

use self::histories::{catalogues, record, regions};
use crate::dice::Dice;
use crate::projection::caught_up;
use crate::server::database;
use crate::story::{actor, commands, day, region, request, take_in, trajectory};

const ACTORS: u32 = 10_000;
/// One in so many of their questions about a list is also asked about each trajectory by itself.
const ONE_BY_ONE: u32 = 200;
/// More than there are.
const ALL: u32 = 1_000;

/// All trajectories, as their streams say.
struct Streams(Vec<Trajectory>);

impl Streams {
    async fn read(log: &LogReader) -> Self {
        let mut all = Vec::new();
        for region in regions() {
            let loaded = log.load_all::<Trajectory>(&region).await.expect("streams");
            all.extend(loaded.into_iter().map(|loaded| (*loaded.aggregate).clone()));
        }
        Self(all)
    }

    fn of_region<'a>(&'a self, region: &'a Code) -> impl Iterator<Item = &'a Trajectory> {
        self.0.iter().filter(move |one| home(one) == region)
    }

    /// Those of a region for which the single decision says yes.
    fn visible(&self, asked: Asked<'_>, region: &Code) -> BTreeSet<TrajectoryId> {
        let sees = |one: &&Trajectory| asked.may(Action::Read, one.state()).is_ok();
        self.of_region(region).filter(sees).map(id).collect()
    }

    /// The tasks of a work list for which the single decision says yes.
    fn to_do(&self, asked: Asked<'_>, region: &Code) -> BTreeSet<String> {
        let today = day_in_brussels(asked.now);
        let all = self.0.iter().flat_map(|one| {
            let opening = one.state().opening.as_ref().expect("an opening");
            let catalogue = asked.catalogues.named_or_latest(&opening.region, opening.catalogue);
            let tasks = tasks(one, catalogue.expect("a catalogue")).into_iter();
            let is_shown = |task: &Task| {
                task.is_visible_on(today) && asked.may_see_task(task, home(one), region).is_ok()
            };
            tasks.filter(is_shown).map(|task| shown(id(one), &task)).collect::<Vec<_>>()
        });
        all.collect()
    }
}

fn id(one: &Trajectory) -> TrajectoryId {
    one.state().opening.as_ref().expect("an opening").trajectory()
}

fn home(one: &Trajectory) -> &Code {
    &one.state().opening.as_ref().expect("an opening").region
}

fn shown(of: TrajectoryId, task: &Task) -> String {
    format!("{of} {} {} {:?} {}", task.kind, task.about, task.desk, task.from)
}

/// Somebody of one of five organisations, one of which has to do with nobody, with up to three roles, each in a region
/// or in all.
fn anybody(dice: &mut Dice) -> Actor {
    let [here, there] = regions();
    let roles = (0..dice.between(0, 3)).map(|_| {
        let number = dice.between(1, u32::try_from(Role::ALL.len()).unwrap());
        let region = [Some(here.clone()), Some(there.clone()), None];
        Held {
            role: if dice.percent(40) { Role::Caseworker } else { Role::ALL[number as usize - 1] },
            region: region[dice.between(0, 2) as usize].clone(),
        }
    });
    let roles = roles.collect();
    Actor {
        worker: WorkerId(Uuid::from_u128(dice.between(1, 9).into())),
        organisation: KboNumber::of_stem(dice.between(1, 5)),
        roles,
    }
}

async fn listed(views: &Views, actor: &Actor, region: &Code) -> BTreeSet<TrajectoryId> {
    let (filter, page) = (TrajectoryFilter::default(), Page::first(ALL, None));
    let found = views.trajectories(actor, region, &filter, &page, None).await.expect("a list");
    let list = ListOf::Trajectories(region.clone(), filter);
    assert_eq!(views.count(actor, &list).await.unwrap() as usize, found.items.len());
    found.items.iter().map(|item| item.trajectory).collect()
}

async fn to_do(
    views: &Views,
    actor: &Actor,
    region: &Code,
    now: DateTime<Utc>,
) -> BTreeSet<String> {
    let (filter, page, today) =
        (WorkFilter::default(), Page::first(ALL, None), day_in_brussels(now));
    let found = views.work_list(actor, region, &filter, today, &page, None).await.expect("a list");
    let list = ListOf::Work(region.clone(), filter, today);
    assert_eq!(views.count(actor, &list).await.unwrap() as usize, found.items.len());
    found.items.iter().map(|item| shown(item.trajectory, &item.task)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_actors_are_listed_exactly_what_they_may_open() {
    let database = database().await;
    let pool = &database.pool;
    let (catalogues, clock) = (catalogues(), Clock::set_to(histories::begin_on()));
    let mut dice = Dice::of_seed(19);
    record(pool, &catalogues, &clock, &mut dice).await;
    let end = clock.now();
    let (live, views) = Live::start(pool.clone(), catalogues.clone(), clock.clone()).await.unwrap();
    caught_up(pool).await;
    let streams = Streams::read(&LogReader::new(pool.clone())).await;
    let (mut some, mut tasks, mut opened) = (0, 0, 0);
    for n in 0..ACTORS {
        let actor = anybody(&mut dice);
        let passed = [0, 20, 71, 24 * 40, 24 * 150, 24 * 400][dice.between(0, 5) as usize];
        let now = end + Duration::hours(passed);
        clock.set(now);
        let region = regions()[dice.between(0, 1) as usize].clone();
        let asked = Asked { actor: &actor, now, catalogues: &catalogues };
        let expected = streams.visible(asked, &region);
        let found = listed(&views, &actor, &region).await;
        assert_eq!(found, expected, "{actor:?} in {region} at {now}");
        some += usize::from(!found.is_empty() && found.len() < streams.of_region(&region).count());
        let expected = streams.to_do(asked, &region);
        let found_to_do = to_do(&views, &actor, &region, now).await;
        assert_eq!(found_to_do, expected, "{actor:?} in {region} at {now}");
        tasks += usize::from(!found_to_do.is_empty());
        if n % ONE_BY_ONE == 0 {
            for one in streams.of_region(&region).map(id) {
                let seen = views.trajectory(&actor, one, Known::Now).await.expect("an answer");
                assert_eq!(seen.is_some(), found.contains(&one), "{actor:?}: {one} at {now}");
                opened += usize::from(seen.is_some());
            }
        }
    }
    // There was something to be wrong about.
    assert!(some > 1_000 && tasks > 1_000 && opened > 100, "{some} {tasks} {opened}");
    live.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_access_binds_the_next_list_though_its_rows_are_behind() {
    let database = database().await;
    let pool = &database.pool;
    let catalogues = crate::story::catalogues();
    let (live, views) = Live::start(pool.clone(), catalogues, Clock::system()).await.unwrap();
    let commands = commands(pool);
    let organisation = KboNumber::of_stem(2);
    for client in 1..=3 {
        take_in(&commands, client).await;
        let grant = Intent::GrantAccess(AccessGranted { organisation });
        commands.execute(request(client, day(4), grant)).await.unwrap();
    }
    caught_up(pool).await;
    let roles = vec![Role::Caseworker].into();
    let caseworker = Actor { organisation, roles, ..actor() };
    let all: BTreeSet<_> = (1..=3).map(trajectory).collect();
    assert_eq!(listed(&views, &caseworker, &region()).await, all);
    let mut held = begin(pool).await.unwrap();
    let of_it = "SELECT 1 FROM projections WHERE projection = 'trajectories' FOR UPDATE";
    sqlx::query(of_it).execute(&mut *held).await.unwrap();
    let expired = Intent::ExpireAccess(AccessExpired { organisation });
    commands.execute(request(2, day(5), expired)).await.unwrap();
    let (filter, page) = (TrajectoryFilter::default(), Page::first(ALL, None));
    let region = region();
    let found = views.trajectories(&caseworker, &region, &filter, &page, None).await.unwrap();
    let found: BTreeSet<_> = found.items.iter().map(|item| item.trajectory).collect();
    assert_eq!(found, [1, 3].map(trajectory).into());
    held.rollback().await.unwrap();
    live.stop().await;
}
