//! Pages as somebody gets them who looks: over HTTP, up to the last byte, one after the other. The page of a region
//! while nothing is recorded, and each time after something was; a work list of very many tasks; and how large they are.

mod site;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::identity::{Identity, IdentityRecorded};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{Commands, Request};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::projection::{Projection, rebuild};
use loopbrug_infra::vault::Vault;
use loopbrug_infra::views::{ListOf, Page, TrajectoryFilter, Views, WorkFilter};

use self::site::{Site, Visitor};
use crate::cases::{REGION, caseworker};
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::{Ours, caught_up, record};
use crate::protocol::{count, millis, quantile};
use crate::rebuild::simulate;

/// How often each page is read, and how often before that counts.
const TIMES: usize = 200;
const WARM_UP: usize = 5;
/// How often something is recorded and the page read after it.
const MOVES: usize = 60;
/// With so many trajectories the goals are to be reached.
const MANY: u64 = 100_000;
/// Trajectories that somebody has something to do for, and how many are written at once.
const WORK: usize = 5_000;
const BATCH: usize = 1_000;
/// So many stand on a page, each with a name.
const NAMED: u32 = 60;

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    clients: u64,
) -> anyhow::Result<()> {
    region(ground, figures, clients).await?;
    work_list(ground, figures).await
}

/// The page of a region.
async fn region(ground: &Ground, figures: &mut Figures, clients: u64) -> anyhow::Result<()> {
    eprintln!("the page of a region with {clients} trajectories");
    let database = "paged";
    let ours = Ours::log_only(ground, database).await?;
    simulate(ground, database, clients).await?;
    for projection in Projection::ALL {
        rebuild(&ours.pool, ours.cases.region(), projection, ours.commands.catalogues(), &|_| {})
            .await?;
    }
    let trajectory = ours.cases.make(1, 1).await?[0];
    sqlx::query("VACUUM ANALYZE").execute(&ours.pool).await?;
    ground.settle().await?;
    let ours = ours.begin_to_follow().await?;
    caught_up(&ours.pool).await?;
    let views = ours.views().context("it follows")?.clone();
    let site = Site::start(&ours.pool, views.clone(), ours.commands.clone()).await?;
    let visitor = site.signs_in(Role::Coordinator).await?;
    let path = format!("/regio/{REGION}");
    let goal = |bound| (clients >= MANY).then_some(Goal::AtMost(bound));
    let stands = read(&visitor, &path, TIMES).await?;
    say(figures, "region_page", &stands, goal(50.0));
    let mut moved = Vec::with_capacity(MOVES);
    let mut bytes = 0;
    for n in 0..WARM_UP + MOVES {
        let position = record(&ours.commands, trajectory).await?;
        let (filter, page) = (TrajectoryFilter::default(), Page::first(1, None));
        let at_least = Some(position);
        views.trajectories(&caseworker(), &Code::new(REGION), &filter, &page, at_least).await?;
        let began = Instant::now();
        bytes = visitor.reads(&path).await?;
        if n >= WARM_UP {
            moved.push(began.elapsed());
        }
    }
    moved.sort_unstable();
    say(figures, "region_page_after_a_record", &moved, goal(400.0));
    figures.bound("region_page_size", count(bytes) / 1e3, "kB", Some(Goal::AtMost(150.0)));
    let script = visitor.size_of_script(&path).await?;
    figures.bound("script_size", count(script) / 1e3, "kB", Some(Goal::AtMost(20.0)));
    site.stop().await;
    ours.close().await;
    Ok(())
}

/// The work list of an organisation that has not reached anybody.
async fn work_list(ground: &Ground, figures: &mut Figures) -> anyhow::Result<()> {
    eprintln!("a work list of {WORK} clients");
    let folder = tempfile::tempdir()?;
    let vault = Vault::new(ground.database("paged_keys").await?, folder.path().join("master.key"));
    vault.init().await?;
    let ours = Ours::live(ground, "worked").await?;
    for _ in 0..WORK / BATCH {
        ours.cases.make(BATCH, 1).await?;
    }
    caught_up(&ours.pool).await?;
    let views = ours.views().context("it follows")?.clone().with_vault(vault.clone());
    let (log, catalogues) = (ours.log().clone(), Arc::clone(ours.commands.catalogues()));
    let access = views.access_record().clone();
    let commands = Commands::new(log, catalogues, Clock::system(), vault.clone(), access);
    name_the_first(&views, &commands).await?;
    sqlx::query("VACUUM ANALYZE").execute(&ours.pool).await?;
    caught_up(&ours.pool).await?;
    ground.settle().await?;
    let region = Code::new(REGION);
    let today = day_in_brussels(views.now());
    let all = ListOf::Work(region, of_organisation(), today);
    figures.say("work_list_tasks", count(views.count(&caseworker(), &all).await?), "tasks");
    let site = Site::start(&ours.pool, views, commands).await?;
    let visitor = site.signs_in(Role::Caseworker).await?;
    let took = read(&visitor, "/werklijst?wie=organisatie", TIMES).await?;
    say(figures, "work_list_page", &took, Some(Goal::AtMost(30.0)));
    site.stop().await;
    ours.close().await;
    vault.close().await;
    Ok(())
}

fn of_organisation() -> WorkFilter {
    WorkFilter { organisation: Some(caseworker().organisation), ..WorkFilter::default() }
}

/// Records what the clients are called who stand first in the list.
async fn name_the_first(views: &Views, commands: &Commands) -> anyhow::Result<()> {
    let (region, today) = (Code::new(REGION), day_in_brussels(views.now()));
    let page = Page::first(NAMED, None);
    let found =
        views.work_list(&caseworker(), &region, &of_organisation(), today, &page, None).await?;
    let mut first: Vec<TrajectoryId> = found.items.iter().map(|item| item.trajectory).collect();
    first.sort_unstable();
    first.dedup();
    for about in first {
        let text = |text: &str| Some(SealedText::typed(text.to_owned()));
        let identity = Identity {
            given_name: text("Dilara"),
            family_name: text("Yilmaz"),
            ..Identity::default()
        };
        let request: Request = Request {
            command: CommandId(new_trace_id()),
            about,
            expected_version: None,
            actor: caseworker(),
            occurred_on: commands.today(),
            intent: Intent::RecordIdentity(IdentityRecorded { identity }).into(),
            asked: None,
        };
        commands.execute(request).await?;
    }
    Ok(())
}

/// Reads a page so often, and says how long each took, in order of size.
async fn read(visitor: &Visitor, path: &str, times: usize) -> anyhow::Result<Vec<Duration>> {
    visitor.is_there(path).await?;
    for _ in 0..WARM_UP {
        visitor.reads(path).await?;
    }
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let began = Instant::now();
        visitor.reads(path).await?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took)
}

fn say(figures: &mut Figures, name: &str, took: &[Duration], goal: Option<Goal>) {
    figures.say(format!("{name}_median"), millis(quantile(took, 0.5)), "ms");
    figures.bound(format!("{name}_p99"), millis(quantile(took, 0.99)), "ms", goal);
}

/// Somebody of a role, of the organisation that records.
fn somebody(role: Role) -> Actor {
    Actor { roles: vec![role].into(), ..caseworker() }
}
