//! Lineage: who is behind a figure, by random ids, with the facts and the events that they follow from.

use std::collections::HashMap;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{EventId, Position, ProposalId, TrajectoryId};
use loopbrug_domain::policy::{Action, Sight, Subject, may, sight};
use loopbrug_reporting::facts::Dated;
use loopbrug_reporting::reports::{
    Evidence, Period, ReportKind, answer, evidence, members, proposals,
};

use super::reports::{ReportRequest, question};
use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::database::read;
use crate::log::event_ids;

/// Who is behind a figure.
#[derive(Debug)]
pub struct Lineage {
    /// How many there are.
    pub count: usize,
    /// The position of the log that it is true for.
    pub position: Position,
    /// Some of them, in the order of their ids.
    pub members: Vec<Member>,
    /// The approved proposals that offer the places in the figure, as far as the actor sees them.
    pub proposals: Vec<ProposalId>,
}

/// One of those behind a figure.
#[derive(Debug)]
pub struct Member {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Its facts that the report reads, by day: each with the event since which it is known.
    pub facts: Vec<(Dated, Position, Option<EventId>)>,
}

impl Views {
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
        let access = Access { region: request.regions.first(), ..self.by(actor, What::Lineage) };
        let decided = may(actor, Action::Read, Subject::Lineage(request.filter.organisation));
        self.access.decided::<ViewError>(access, decided).await?;
        let as_of = self.as_of(report, request).await?;
        let [(region, as_of)] = as_of.as_slice() else {
            return Err(ViewError::LineageOfSeveralRegions);
        };
        let question = question(request, period, *as_of);
        let (this, name) = (self.clone(), region.clone());
        let (row, column) = (row.to_owned(), column.to_owned());
        let pass = move || {
            this.with_sources(&name, |sources| {
                let table = answer(report, sources, &question);
                let missing =
                    |what: &str, name: &str| ViewError::NoSuchFigure(format!("{what} '{name}'"));
                let place = table.row(&row).ok_or_else(|| missing("row", &row))?;
                let column = table.column(&column).ok_or_else(|| missing("column", &column))?;
                let all = members(&table, (place, column), sources, &question);
                let count = all.len();
                let page = all.into_iter().skip(after).take(first).map(|trajectory| {
                    (trajectory, evidence(report, trajectory, sources.image, &question))
                });
                let proposals = proposals(&table, (place, column), sources, &question);
                Ok::<_, ViewError>((count, page.collect::<Vec<_>>(), proposals))
            })
        };
        let (count, found, proposals) = self.scans.run(pass).await???;
        let visible = proposals.into_iter().filter(|(_, of)| sight(actor, *of) != Sight::Nothing);
        let proposals = visible.map(|(id, _)| id).collect();
        let named = found.iter().map(|(trajectory, _)| *trajectory);
        self.looked_through(actor, What::Lineage, region, named).await?;
        let positions = found.iter().flat_map(|(_, facts)| facts.iter().map(|fact| fact.since));
        let ids = {
            let positions: Vec<_> = positions.collect();
            read(|| event_ids(&self.pool, region, positions.clone())).await?
        };
        let members = found.into_iter().map(|(trajectory, facts)| member(trajectory, facts, &ids));
        Ok(Lineage { count, position: as_of.position, members: members.collect(), proposals })
    }
}

fn member(
    trajectory: TrajectoryId,
    facts: Vec<Evidence>,
    ids: &HashMap<Position, EventId>,
) -> Member {
    let fact = |Evidence { since, what }| (what, since, ids.get(&since).copied());
    Member { trajectory, facts: facts.into_iter().map(fact).collect() }
}
