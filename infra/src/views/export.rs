//! Everything that is kept of a client, for the client: as data, and as a text that can be read (GDPR, articles 15
//! and 20).

mod events;

use std::fmt::Write;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::directory::Directory as Entries;
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId};
use loopbrug_domain::policy::Action;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::{clock_in_brussels, day_in_brussels};
use loopbrug_domain::trajectory::Trajectory;
use serde_json::{Value, json};

use self::events::{data_of, lines_of, seen};
use super::{Page, ViewError, Views};
use crate::access_record::Noted;
use crate::directory::Directory;
use crate::log::{At, Span};

/// How many steps are read at once.
const AT_ONCE: u32 = 100;

/// What is kept of a client.
#[derive(Debug)]
pub struct Exported {
    /// As data.
    pub json: Value,
    /// As a text in Dutch.
    pub text: String,
}

impl Views {
    /// Everything that is kept of the client of a trajectory, with what was sealed in clear. For the steward of the
    /// region, who gives it to the client. None where there is no such trajectory.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn exported(
        &self,
        actor: &Actor,
        id: TrajectoryId,
        purpose: &Code<AccessPurpose>,
        directory: &Directory,
    ) -> Result<Option<Exported>, ViewError> {
        let opened = self.opened_to(actor, Action::Export, id, Some(purpose)).await?;
        let Some(opened) = opened else { return Ok(None) };
        let loaded = self.log.load::<Trajectory>(&id.to_string()).await?;
        let Some(opening) = &loaded.aggregate.state().opening else { return Ok(None) };
        let (region, now) = (&opening.region, self.clock.now());
        let (catalogue, names) = (self.catalogue(region)?, directory.entries(region).await?);
        let (mut events, mut text) = (vec![], String::new());
        let mut after = None;
        loop {
            let see = |At { event, after, .. }: &At<'_, Trajectory>| {
                // What is about another person is not for this one.
                let is_of_client = !opened.is_of_another(after.version());
                is_of_client.then(|| seen(event, &opened, catalogue))
            };
            let page = Page::first(AT_ONCE, after);
            let span = Span::default();
            let history = self.log.history(&id.to_string(), &span, &page, see).await?;
            for step in &history.steps.items {
                events.push(data_of(step));
                lines_of(step, catalogue, &names, &mut text);
            }
            after = history.steps.items.last().map(|step| step.sequence);
            if !history.steps.next {
                break;
            }
        }
        let (mut looked, mut refused) = (String::new(), String::new());
        let (mut accesses, mut after) = (vec![], Position::START);
        loop {
            let page = self.access.of_trajectory(region, id, after).await?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for access in &page {
                accesses.push(data_of_access(access));
                let to = if access.is_refused() { &mut refused } else { &mut looked };
                lines_of_access(access, catalogue, &names, to);
            }
        }
        let json = json!({
            "region": region,
            "trajectory": id,
            "client": opening.client,
            "owner": opening.owner,
            "exportedAt": now,
            "erased": opened.is_erased(),
            "unreadable": opened.unreadable(),
            "events": events,
            "looked": accesses,
        });
        let on = day_in_brussels(now).format("%d-%m-%Y");
        let text = format!(
            "Alles wat over deze persoon bewaard wordt in {region} (traject {id}), {on}\n\n{text}\nWie keek\n\n\
             {looked}\nWie wou kijken en mocht niet\n\n{refused}",
        );
        Ok(Some(Exported { json, text }))
    }
}

fn data_of_access(access: &Noted) -> Value {
    json!({
        "at": access.recorded_at,
        "worker": access.worker,
        "organisation": access.organisation,
        "roles": access.roles,
        "what": access.what,
        "purpose": access.purpose,
        "outcome": access.outcome,
    })
}

/// Whoever looked is named by the organisation. The id of the worker is there to ask it about.
fn lines_of_access(access: &Noted, catalogue: &Catalogue, names: &Entries, text: &mut String) {
    let purpose = access.purpose.as_ref().map(|purpose| {
        let entry = catalogue.entry(CodeKind::AccessPurpose, purpose.as_str());
        entry.map_or(purpose.as_str(), |entry| &entry.label.nl)
    });
    // Writing to a text does not fail.
    let _ = writeln!(
        text,
        "{}  {}  door {}, medewerker {}{}",
        clock_in_brussels(access.recorded_at),
        access.what,
        named(names, access.organisation),
        access.worker,
        purpose.map_or_else(String::new, |purpose| format!(", voor: {purpose}")),
    );
}

/// An organisation, by name where the directory has one.
fn named(names: &Entries, organisation: KboNumber) -> String {
    match names.organisation_name(organisation) {
        Some(name) => format!("{name} ({organisation})"),
        None => organisation.to_string(),
    }
}
