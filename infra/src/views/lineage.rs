//! Lineage: who is behind a figure, by random ids, with the facts and the events that make it.

use std::sync::Arc;

use cqrs_es::Aggregate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{
    EmployerId, EventId, KboNumber, Position, ProposalId, TrajectoryId, Version,
};
use loopbrug_domain::policy::{Action, Sight, Subject, VisibleTrajectories, may, sight};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use loopbrug_reporting::facts::{Dated, Recorded};
use loopbrug_reporting::reports::{
    Period, Question, ReportKind, Traced, answer, employers, made_of, members, proposals,
};

use super::reports::{ReportRequest, question};
use super::{ViewError, Views, trajectories};
use crate::access_record::{Access, What};
use crate::database::read;
use crate::log::{StoredEvent, streams};

/// Of each trajectory every event is tried, so the work grows with the square of their number. This much, added up, takes
/// seconds; what comes after it on a page is named by its id alone.
const MOST_SQUARES: usize = 1_000_000;

/// Who is behind a figure.
#[derive(Debug)]
pub struct Lineage {
    /// How many there are.
    pub count: usize,
    /// The position of the log that it is true for.
    pub position: Position,
    /// The catalogue that has the words.
    pub catalogue: Arc<Catalogue>,
    /// Some of them, in the order of their ids: those that the actor may see.
    pub members: Vec<Member>,
    /// The approved proposals that offer the places in the figure, as far as the actor sees them.
    pub proposals: Vec<ProposalId>,
    /// The employers of which the coaching in the figure was recorded, where it is for no client.
    pub employers: Vec<EmployerId>,
}

/// One of those behind a figure.
#[derive(Debug)]
pub struct Member {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// What makes that it is counted; none where there was too much to look through.
    pub made_of: Option<MadeOf>,
}

/// The facts and the events that make that a trajectory is counted for a figure.
#[derive(Debug)]
pub struct MadeOf {
    /// The facts, by day.
    pub facts: Vec<FactBehind>,
    /// The events, by sequence.
    pub events: Vec<EventBehind>,
}

/// A fact that makes a figure.
#[derive(Debug)]
pub struct FactBehind {
    /// What.
    pub what: Dated,
    /// The position of the event since which it is known.
    pub since: Position,
    /// That event.
    pub event: Option<EventId>,
    /// The events without which it would not be so, by sequence.
    pub made_by: Vec<Version>,
}

/// An event that makes a figure.
#[derive(Debug)]
pub struct EventBehind {
    /// What is stored of it.
    pub stored: StoredEvent,
    /// What it says, as first recorded.
    pub event: TrajectoryEvent,
    /// The last event that corrects it.
    pub corrected_by: Option<Version>,
}

/// The events of one stream, as far as they can be read.
type Stream = Vec<(StoredEvent, TrajectoryEvent)>;

impl Views {
    /// Whether somebody may see who is behind the figures of a region, about the cases of one organisation or about those
    /// of all.
    #[must_use]
    pub fn may_trace(&self, actor: &Actor, region: &Code, about: Option<KboNumber>) -> bool {
        may(actor, region, Action::Read, Subject::Lineage(about)).is_ok()
    }

    /// Who is behind the figure of a row and a column: at most `first` of them, after so many.
    ///
    /// # Errors
    /// See [`ViewError`]; for those alone who see the figure exactly.
    pub async fn lineage(
        &self,
        actor: &Actor,
        report: ReportKind,
        request: &ReportRequest,
        period: Period,
        (row, column): (&str, &str),
        (first, after): (usize, usize),
    ) -> Result<Lineage, ViewError> {
        for region in &request.regions {
            let access = Access { region: Some(region), ..self.by(actor, What::Lineage) };
            let of = Subject::Lineage(request.filter.organisation);
            let decided = may(actor, region, Action::Read, of);
            self.access.decided::<ViewError>(access, decided).await?;
        }
        let as_of = self.as_of(report, request).await?;
        let [(region, as_of)] = as_of.as_slice() else {
            return Err(ViewError::LineageOfSeveralRegions);
        };
        let asked = question(request, period, *as_of);
        let (this, name, question) = (self.clone(), region.clone(), asked.clone());
        let (row, column) = (row.to_owned(), column.to_owned());
        let pass = move || {
            this.with_sources(&name, |sources| {
                let table = answer(report, sources, &question);
                let missing =
                    |what: &str, name: &str| ViewError::NoSuchFigure(format!("{what} '{name}'"));
                let place = table.row(&row).ok_or_else(|| missing("row", &row))?;
                let column = table.column(&column).ok_or_else(|| missing("column", &column))?;
                let cell = (place, column);
                let all = members(&table, cell, sources, &question);
                let proposals = proposals(&table, cell, sources, &question);
                let employers = employers(&table, cell, sources, &question);
                Ok::<_, ViewError>((Traced::of(&table, cell), all, (proposals, employers)))
            })
        };
        let (traced, all, (proposals, mut employers)) = self.scans.run(pass).await???;
        let count = all.len();
        let shown = self.members_seen(actor, region, all).await?;
        let page: Vec<_> = shown.into_iter().skip(after).take(first).collect();
        let sees = |of: KboNumber| sight(actor, region, of) != Sight::Nothing;
        let visible = proposals.into_iter().filter(|(_, of)| sees(*of));
        let proposals = visible.map(|(id, _)| id).collect();
        if may(actor, region, Action::Read, Subject::Employers).is_err() {
            employers.clear();
        }
        self.looked_through(actor, What::Lineage, region, page.iter().copied()).await?;
        let members = match traced {
            Some(traced) => self.members(region, traced, asked, page).await?,
            None => vec![],
        };
        let (position, catalogue) = (as_of.position, Arc::clone(self.catalogue(region)?));
        Ok(Lineage { count, position, catalogue, members, proposals, employers })
    }

    /// What makes the figure of each of these, from their streams.
    async fn members(
        &self,
        region: &Code,
        traced: Traced,
        question: Question,
        page: Vec<TrajectoryId>,
    ) -> Result<Vec<Member>, ViewError> {
        let ids: Vec<String> = page.iter().map(ToString::to_string).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let up_to = question.as_of.position;
        let ask = async || {
            let mut connection = self.pool.acquire().await?;
            streams(&mut connection, region, Trajectory::TYPE, &ids, up_to).await
        };
        let events = read(ask).await?;
        let catalogues = Arc::clone(&self.catalogues);
        let catalogue = Arc::clone(self.catalogue(region)?);
        let pass = move || {
            let mut squares = 0;
            let mut events = events.into_iter().peekable();
            let members = page.into_iter().map(|trajectory| {
                let id = trajectory.to_string();
                let own = std::iter::from_fn(|| events.next_if(|one| one.aggregate_id == id));
                let own: Vec<_> = own.collect();
                squares += own.len().pow(2);
                let within = squares <= MOST_SQUARES;
                let made_of = within
                    .then(|| behind(&traced, &catalogue, &question, readable(own), &catalogues));
                Member { trajectory, made_of }
            });
            members.collect()
        };
        self.scans.run(pass).await
    }

    /// Those behind a figure that an actor may see, in their order.
    async fn members_seen(
        &self,
        actor: &Actor,
        region: &Code,
        mut all: Vec<TrajectoryId>,
    ) -> Result<Vec<TrajectoryId>, ViewError> {
        let seen = self.seen_by(actor, region);
        if seen.visible == VisibleTrajectories::All {
            return Ok(all);
        }
        let visible = read(|| trajectories::seen_of(&self.pool, region, &seen, &all)).await?;
        all.retain(|id| visible.contains(id));
        Ok(all)
    }
}

/// The events of a stream up to one that cannot be read, where its projection stops too.
fn readable(stored: Vec<StoredEvent>) -> Stream {
    let read = stored.into_iter().map_while(|stored| {
        let StoredEvent { event_type, event_version, payload, .. } = &stored;
        let event = TrajectoryEvent::read(event_type, event_version, payload).ok()?;
        Some((stored, event))
    });
    read.collect()
}

fn behind(
    traced: &Traced,
    catalogue: &Catalogue,
    question: &Question,
    stream: Stream,
    catalogues: &Catalogues,
) -> MadeOf {
    let recorded = |(stored, event): &(StoredEvent, TrajectoryEvent)| {
        let on = day_in_brussels(stored.recorded_at);
        (event.clone(), Recorded { at: stored.position, on })
    };
    let events: Vec<_> = stream.iter().map(recorded).collect();
    let made_of = made_of(traced, catalogue, question, &events, catalogues);
    let id = |at: Position| {
        let found = stream.iter().find(|(stored, _)| stored.position == at);
        found.map(|(stored, _)| stored.event_id)
    };
    let facts = made_of.facts.into_iter().map(|fact| FactBehind {
        event: id(fact.since),
        what: fact.what,
        since: fact.since,
        made_by: fact.made_by,
    });
    let facts = facts.collect();
    let corrected_by = |sequence: Version| {
        let mut corrections = stream.iter().rev();
        let by = corrections.find(|(_, event)| event.supersedes() == Some(sequence));
        by.map(|(stored, _)| stored.sequence)
    };
    let corrected: Vec<_> = made_of.events.iter().map(|sequence| corrected_by(*sequence)).collect();
    let named = stream.into_iter().filter(|(stored, _)| made_of.events.contains(&stored.sequence));
    let events = named.zip(corrected).map(|((stored, event), corrected_by)| EventBehind {
        stored,
        event,
        corrected_by,
    });
    MadeOf { facts, events: events.collect() }
}
