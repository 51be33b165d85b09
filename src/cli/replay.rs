//! `loopbrug replay`.

mod printed;

use std::collections::BTreeMap;
use std::io::{BufRead, stdin};

use anyhow::bail;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueEnum};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::difference::{Change, between};
use loopbrug_domain::directory::Directory;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::ids::Position;
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::catalogues;
use loopbrug_infra::directory::read_beside;
use loopbrug_infra::log::{At, LogReader, Span};
use loopbrug_infra::views::{Page, StreamId};

use self::printed::{Seen, print_step};
use super::argument;
use crate::process::Database;
use crate::settings::Settings;

/// How many steps are held at once.
const PAGE: u32 = 500;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Its id, as the API writes it; of a trajectory also without `trajectory:`.
    #[arg(value_parser = argument::text)]
    id: String,
    /// What happened up to and with this day, and what it made of the state on that day.
    #[arg(long, value_name = "DAY", value_parser = argument::day)]
    as_of: Option<NaiveDate>,
    /// As it was known then: at a position of the log, or at a moment such as 2024-02-29T10:00:00Z.
    #[arg(long, value_name = "POSITION|MOMENT", value_parser = known)]
    known_at: Option<KnownAt>,
    /// One step at a time: the next one comes after Enter.
    #[arg(long)]
    step: bool,
    /// The language of the words beside codes.
    #[arg(long, value_enum, default_value = "nl")]
    lang: Language,
}

/// A language of labels.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Nl,
    En,
}

/// What was known when.
#[derive(Debug, Clone, Copy)]
enum KnownAt {
    Position(Position),
    Moment(DateTime<Utc>),
}

fn known(given: &str) -> Result<KnownAt, String> {
    if let Ok(position) = given.parse() {
        return Ok(KnownAt::Position(Position(position)));
    }
    let moment: Option<DateTime<Utc>> = given.parse().ok();
    let moment = moment.filter(|moment| argument::day(&moment.date_naive().to_string()).is_ok());
    moment.map(KnownAt::Moment).ok_or_else(|| {
        "a position is a number, and a moment is written as 2024-02-29T10:00:00Z".to_owned()
    })
}

/// Prints the steps of a trajectory, a round, a proposal or an employer in the order in which they were recorded.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<()> {
    let id = &arguments.id;
    let subject = argument::stream(id)?;
    let database = Database::open_beside(settings).await?;
    let log = LogReader::new(database.pool.clone());
    let catalogues = catalogues::load(&database.pool).await?;
    let mut directories = BTreeMap::new();
    for region in catalogues.regions() {
        directories.insert(region.clone(), read_beside(&database.pool, region).await?);
    }
    let replay = Replay { log, catalogues, directories, arguments };
    let printed = match subject {
        StreamId::Trajectory(id) => replay.print(id, |at| replay.trajectory(at)).await,
        StreamId::Round(id) => {
            replay.print(id, |at: &At<'_, SelectionRound>| replay.other(at, None)).await
        }
        StreamId::Employer(id) => {
            replay.print(id, |at: &At<'_, RegionEmployer>| replay.other(at, None)).await
        }
        StreamId::Proposal(id) => {
            let stage = |at: &At<'_, PartnershipProposal>| {
                replay.other(at, at.after.state().stage().map(Into::into))
            };
            replay.print(id, stage).await
        }
    };
    database.close().await?;
    if !printed? {
        bail!("nothing was recorded about {id}");
    }
    Ok(())
}

struct Replay<'a> {
    log: LogReader,
    catalogues: Catalogues,
    /// Of each region.
    directories: BTreeMap<Code, Directory>,
    arguments: &'a Arguments,
}

impl Replay<'_> {
    /// A step of a trajectory. With `--as-of` the state is that on a day, and a step of a later day is one that put
    /// something right of it.
    fn trajectory(&self, at: &At<'_, Trajectory>) -> Option<Seen> {
        let At { event, before, after, .. } = *at;
        let then = after.state().phase().map(Into::into);
        let Some(day) = self.arguments.as_of else {
            let changes = between(&before.state().with_phase(), &after.state().with_phase());
            return Seen::of(&event.what, changes, then);
        };
        let [before, after] = [before, after].map(|trajectory| trajectory.state_on(day));
        let changes = between(&before.with_phase(), &after.with_phase());
        let then = after.phase().map(Into::into);
        (event.day() <= day || !changes.is_empty())
            .then(|| Seen::of(&event.what, changes, then))
            .flatten()
    }

    /// A step of something whose events fold in the order in which they were recorded.
    fn other<A: Stream>(&self, at: &At<'_, A>, then: Option<&'static str>) -> Option<Seen> {
        if self.arguments.as_of.is_some_and(|day| at.event.occurred_on > day) {
            return None;
        }
        let changes: Vec<Change> = between(at.before.state(), at.after.state());
        Seen::of(&at.event.what, changes, then)
    }

    /// Prints a stream; whether there was anything to print.
    async fn print<A: Stream>(
        &self,
        id: A::Id,
        see: impl Fn(&At<'_, A>) -> Option<Seen>,
    ) -> anyhow::Result<bool> {
        let mut span = Span::default();
        match self.arguments.known_at {
            None => {}
            Some(KnownAt::Position(position)) => span.known_at = Some(position),
            Some(KnownAt::Moment(moment)) => span.known_by = Some(moment),
        }
        let mut printed = None;
        loop {
            let page = Page::first(PAGE, printed);
            let history = self.log.history(&id.to_string(), &span, &page, &see).await?;
            for step in &history.steps.items {
                if self.arguments.step && printed.is_some() && !next_is_asked_for()? {
                    return Ok(true);
                }
                let directory = self.directories.get(&step.region);
                print_step(step, &self.catalogues, directory, self.arguments.lang)?;
                printed = Some(step.sequence);
            }
            if !history.steps.next {
                return Ok(printed.is_some());
            }
        }
    }
}

/// Waits for Enter; false at the end of the input.
fn next_is_asked_for() -> anyhow::Result<bool> {
    Ok(stdin().lock().read_line(&mut String::new())? > 0)
}
