//! Random histories: what a region's log holds of some clients over two years, as `decide` lets it in.

mod chance;
mod correction;
mod dice;
mod later;
mod others;
mod personal;
mod services;
mod work;

use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code, Source};
use loopbrug_domain::ids::{ClientId, KboNumber, Position, TrajectoryId, WorkerId};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::links::links;
use loopbrug_domain::trajectory::{Intent, Trajectory, TrajectoryCommand, TrajectoryEvent, decide};
use uuid::Uuid;

use crate::naive::Recorded;
pub(crate) use dice::Dice;

pub(crate) const REGION: &str = "vlaamse-ardennen";
/// Where clients go on, and come back from.
const ELSEWHERE: &str = "meetjesland";
/// What that region has in the place of the other's.
const OF_ELSEWHERE: [(&str, &str); 8] = [
    (REGION, ELSEWHERE),
    ("RU1", "MJ1"),
    ("RU2", "MJ2"),
    ("\"nora\"", "\"noor\""),
    ("\"bart\"", "\"bert\""),
    ("\"41081\"", "\"99081\""),
    ("\"44052\"", "\"99052\""),
    ("\"450", "\"990"),
];

/// The committed catalogues, and a newer version of Vlaamse-Ardennen: without its last problem
/// area, with another rural municipality, and with other limits.
pub(crate) static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(|| {
    let mut sources = Catalogues::embedded_sources();
    let of_the_region = |source: &&Source| source.path.contains(REGION);
    let mut text = sources.iter().find(of_the_region).unwrap().text.clone();
    let elsewhere =
        OF_ELSEWHERE.iter().fold(text.clone(), |text, (from, to)| text.replace(from, to));
    let path = format!("regions/{ELSEWHERE}/2023-08-11.toml");
    sources.push(Source { path, text: elsewhere });
    for (before, after) in [
        ("version = 2023-08-11", "version = 2024-02-01"),
        ("en = \"Ronse\"\nrural = false", "en = \"Ronse\"\ndegurba = 3"),
        ("no_contact_days = 14", "no_contact_days = 21"),
        ("exit_window_days = 28", "exit_window_days = 35"),
        ("follow_up_tolerance_days = 14", "follow_up_tolerance_days = 10"),
        (
            "referral_open_days = 30",
            "referral_open_days = 20\nsilence_days = 80\nyoung_until_age = 30",
        ),
    ] {
        assert!(text.contains(before), "{before}");
        text = text.replace(before, after);
    }
    let last = text.rfind("[[problem_area]]").unwrap();
    let length = text[last..].find("[[finding]]").unwrap();
    text.replace_range(last..last + length, "");
    let path = format!("regions/{REGION}/2024-02-01.toml");
    sources.push(Source { path, text });
    Catalogues::load(sources).unwrap()
});

/// The versions of the region's catalogue, the oldest first.
pub(crate) fn versions() -> [NaiveDate; 2] {
    ["2023-08-11", "2024-02-01"].map(|day| day.parse().unwrap())
}

/// What somebody asks to be recorded of a client.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) client: u32,
    pub(crate) today: NaiveDate,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) organisation: KboNumber,
    pub(crate) intent: Intent,
}

/// A region's log, and the trajectories that it folds to for `decide` to look at.
pub(crate) struct Region {
    trajectories: Vec<Trajectory>,
    pub(crate) log: Vec<Recorded>,
    /// What was asked and let in.
    pub(crate) asked: Vec<Asked>,
}

pub(crate) fn client(n: u32) -> ClientId {
    ClientId(Uuid::from_u128(u128::from(n) + 1))
}

pub(crate) fn trajectory(n: u32) -> TrajectoryId {
    TrajectoryId::of(&Code::new(REGION), client(n))
}

pub(crate) fn organisation(n: u32) -> KboNumber {
    KboNumber::of_stem(n)
}

impl Asked {
    pub(crate) fn command(&self) -> TrajectoryCommand {
        let worker = WorkerId(Uuid::from_u128(1));
        TrajectoryCommand {
            occurred_on: self.occurred_on,
            now: start_of_day(self.today),
            actor: Actor {
                worker,
                organisation: self.organisation,
                roles: vec![Role::Steward].into(),
            },
            intent: self.intent.clone(),
        }
    }
}

impl Region {
    pub(crate) fn empty(clients: u32) -> Self {
        let trajectories = (0..clients).map(|_| Trajectory::default()).collect();
        Self { trajectories, log: vec![], asked: vec![] }
    }

    /// Everything that becomes of some clients whom chance leads.
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let clients = dice.between(2, 8);
        let mut region = Self::empty(clients);
        let mut today: NaiveDate = "2023-09-01".parse().unwrap();
        for _ in 0..clients * 70 {
            let passed = if dice.percent(6) { dice.between(5, 30) } else { dice.between(0, 3) };
            today = today + Days::new(u64::from(if clients < 5 { 2 * passed } else { passed }));
            let client = dice.between(0, clients - 1);
            for asked in chance::scene(dice, region.trajectory(client), client, today) {
                region.ask(asked);
            }
        }
        region
    }

    /// What is let in of these.
    pub(crate) fn of(asked: impl IntoIterator<Item = Asked>) -> Self {
        let mut region = Self::empty(8);
        for one in asked {
            region.ask(one);
        }
        region
    }

    fn trajectory(&self, client: u32) -> &Trajectory {
        &self.trajectories[client as usize]
    }

    /// Records what was asked, unless a rule stands against it.
    pub(crate) fn ask(&mut self, asked: Asked) -> bool {
        let trajectory = self.trajectory(asked.client);
        let Ok(events) = decide(trajectory, &asked.command(), &CATALOGUES) else { return false };
        self.record(asked.client, asked.today, events);
        self.asked.push(asked);
        true
    }

    /// The client turns out to be the same as `other`: recorded in both.
    pub(crate) fn merge(&mut self, asked: Asked, other: u32) {
        let (command, client, today) = (asked.command(), asked.client, asked.today);
        assert!(self.ask(asked), "a merge");
        let this = self.trajectory(client);
        let merged = this.entries().last().unwrap().event.clone();
        let [link] = <[_; 1]>::try_from(links(None, this.state(), &[merged])).unwrap();
        let carried = link.lead_to(this, self.trajectory(other), &command, &CATALOGUES).unwrap();
        self.record(other, today, carried.there);
    }

    fn record(&mut self, client: u32, recorded_on: NaiveDate, events: Vec<TrajectoryEvent>) {
        let folded = &mut self.trajectories[client as usize];
        for event in events {
            folded.apply(event.clone());
            self.log.push(Recorded {
                position: Position(u32::try_from(self.log.len()).unwrap() + 1),
                trajectory: trajectory(client),
                sequence: folded.version(),
                recorded_on,
                event,
            });
        }
    }

    pub(crate) fn head(&self) -> Position {
        Position(u32::try_from(self.log.len()).unwrap())
    }
}
