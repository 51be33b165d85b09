//! Who asks: from the request's headers.
//!
//! Until there is sign-in, whoever reaches the server is believed, and the server listens on the
//! loopback address alone.

use axum::http::HeaderMap;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use uuid::Uuid;

use crate::error::BadRequest;

const WORKER: &str = "loopbrug-worker";
const ORGANISATION: &str = "loopbrug-organisation";
const ROLES: &str = "loopbrug-roles";

/// Who acts when the headers name nobody: the person at this machine, for an organisation whose
/// number the register never hands out.
#[must_use]
pub fn local_actor() -> Actor {
    Actor {
        worker: WorkerId(Uuid::nil()),
        organisation: KboNumber::of_stem(0),
        roles: vec![Role::Caseworker, Role::Coordinator, Role::Analyst, Role::Auditor],
    }
}

/// Reads `Loopbrug-Worker` (a UUID), `Loopbrug-Organisation` (a KBO number) and `Loopbrug-Roles`
/// (names with commas between them); what is absent is that of [`local_actor`].
pub(crate) fn actor_of(headers: &HeaderMap) -> Result<Actor, BadRequest> {
    let mut actor = local_actor();
    if let Some(text) = header(headers, WORKER)? {
        actor.worker = text.parse().map_err(|error| BadRequest::actor(&error))?;
    }
    if let Some(text) = header(headers, ORGANISATION)? {
        actor.organisation = text.parse().map_err(|error| BadRequest::actor(&error))?;
    }
    if let Some(text) = header(headers, ROLES)? {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let roles = names.map(|name| {
            name.parse().map_err(|_| BadRequest::actor(&format!("'{name}' is not a role")))
        });
        actor.roles = roles.collect::<Result<_, _>>()?;
    }
    Ok(actor)
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, BadRequest> {
    headers
        .get(name)
        .map(|value| value.to_str().map_err(|_| BadRequest::actor(&format!("{name} is not text"))))
        .transpose()
}
