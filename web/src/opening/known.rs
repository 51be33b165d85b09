//! Known clients who may be the one who is about to be opened: that there is a trajectory and with which organisation,
//! and no more. Whoever goes on says that it is not the same person.

use axum::http::StatusCode;
use axum::response::Response;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::insz::Insz;
use loopbrug_infra::vault::{Likeness, WhoIs};
use loopbrug_infra::views::{KnownClient, ViewError};
use maud::{Markup, html};

use super::Place;
use crate::form::{Begun, Fault, Field, NotRecorded, Posted, Typed};
use crate::record::asking;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The field that names the trajectories of those who are other persons.
pub(super) const APART: &str = "apart";

/// Those who may be the same person, without those whom the form names as others.
pub(super) struct KnownClients(Vec<KnownClient>);

/// Who the client is, as far as it is typed; or what of it cannot be read.
fn who(posted: &Posted, place: &Place<'_>) -> Result<WhoIs, NotRecorded> {
    let mut reading = posted.reading(Some(&place.catalogue), place.today);
    let birth_date = reading.date_if_given("identity.birthDate");
    let insz = posted.typed.one("identity.insz").map(str::parse::<Insz>).transpose();
    if insz.is_err() {
        reading.fault("identity.insz", "MALFORMED_INSZ");
    }
    let names = ["identity.givenName", "identity.familyName"];
    let names: Vec<_> = names.into_iter().filter_map(|name| posted.typed.one(name)).collect();
    let name = (!names.is_empty()).then(|| names.join(" ").into());
    let faults = reading.into_faults();
    match insz {
        Ok(insz) if faults.is_empty() => Ok(WhoIs { insz, name, birth_date }),
        _ => Err(NotRecorded::unreadable(faults)),
    }
}

impl KnownClients {
    /// Those who are like the client, as far as it is typed who that is. That somebody asks is recorded.
    pub(super) async fn of(posted: &Posted, place: &Place<'_>) -> Result<Self, NotRecorded> {
        let Posted { visit, typed, .. } = posted;
        let who = who(posted, place)?;
        let can_be_known = who.name.is_some() && who.birth_date.is_some();
        if who.insz.is_none() && !can_be_known {
            return Ok(Self(vec![]));
        }
        let not = |error: ViewError| {
            let code = error.code().unwrap_or("INTERNAL");
            let fault = Fault::of(visit.lang, None, "", (code, vec![]));
            tracing::warn!(%error, "whether a client is known cannot be looked up");
            NotRecorded::new(StatusCode::SERVICE_UNAVAILABLE, fault)
        };
        let views = &visit.pages.0.views;
        let found = views.known_client(place.actor, &place.region, &who, None).await;
        let mut found = found.map_err(not)?;
        found.retain(|known| !typed.says(APART, &known.trajectory.to_string()));
        // One who is found by INSZ and by name is shown once, as found by INSZ.
        found.sort_by_key(|known| (known.trajectory, known.likeness));
        found.dedup_by_key(|known| known.trajectory);
        Ok(Self(found))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows them, with what to do: ask for access, have it transferred, or go on because it is somebody else.
    pub(super) async fn page(
        &self,
        visit: &Visit,
        place: &Place<'_>,
        typed: &Typed,
    ) -> Result<Response, Trouble> {
        let lang = visit.lang;
        let found: Vec<_> = self.0.iter().map(|known| Self::found(visit, place, known)).collect();
        let count = match self.0.len() {
            1 => lang.say("open-known-one").into_owned(),
            n => lang.with("open-known", [("n", n.into())]),
        };
        let mut typed = typed.clone();
        for known in &self.0 {
            typed = typed.and(APART, known.trajectory.to_string());
        }
        let mut sheet = super::sheet(
            visit,
            lang.say("open-known-title").into_owned(),
            &count,
            typed.names().into_iter().map(Field::hidden).collect(),
            "open-not-same",
        );
        sheet.lead = html! {
            (sheet.lead)
            @for one in &found { (one) }
            p.small { (lang.say("open-not-same-help")) }
        };
        sheet.page(visit, Begun { typed, is_back: false }).await
    }

    fn found(visit: &Visit, place: &Place<'_>, known: &KnownClient) -> Markup {
        let lang = visit.lang;
        let likeness = match known.likeness {
            Likeness::Insz => "open-known-insz",
            Likeness::Name => "open-known-name",
        };
        let owner = place.organisation(known.owner);
        let is_here = known.region == place.region;
        let is_own = known.owner == place.actor.organisation;
        let further = if is_here { "open-known-transfer" } else { "open-known-elsewhere" };
        html! {
            section.panel {
                p { b { (lang.say(likeness)) } " · " (lang.with("at", [("organisation", owner.as_str().into())])) }
                @if is_own && is_here {
                    p { a.button.outlined href={ "/trajecten/" (known.trajectory) } { (lang.say("open-known-go")) } }
                } @else {
                    @if is_here {
                        p { a.button.outlined href=(asking::address_of(known.trajectory)) { (lang.say("file-access-ask")) } }
                    }
                    p.small { (lang.with(further, [("organisation", owner.into())])) }
                }
            }
        }
    }
}

/// Remembers that the client who was opened is none of those whom the form named. What cannot be remembered is asked
/// again another time, and undoes nothing.
pub(super) async fn remember_apart(
    visit: &Visit,
    opened: TrajectoryId,
    typed: &Typed,
) -> Result<(), Trouble> {
    let (commands, views, actor) = (&visit.pages.0.commands, &visit.pages.0.views, visit.actor()?);
    for other in typed.all(APART).filter_map(|id| id.parse::<TrajectoryId>().ok()) {
        if let Err(error) = commands.not_the_same_person(views, actor, opened, other, false).await {
            tracing::warn!(%error, "it is not remembered that two clients are not the same");
        }
    }
    Ok(())
}
