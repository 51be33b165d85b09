//! Who asks: from the request's headers.
//!
//! Until there is sign-in, whoever reaches the server is believed, and the server listens on the
//! loopback address alone.

use std::borrow::Cow;

use axum::http::{HeaderMap, StatusCode};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Code, CodeKind, Lists};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::text;
use uuid::Uuid;

use crate::error::BadRequest;

const WORKER: &str = "loopbrug-worker";
const ORGANISATION: &str = "loopbrug-organisation";
const ROLES: &str = "loopbrug-roles";
const PURPOSE: &str = "loopbrug-purpose";

/// Who acts when the headers name nobody: the person at this machine, for an organisation whose
/// number the register never hands out. Until there is sign-in that person holds every role.
#[must_use]
pub fn local_actor() -> Actor {
    Actor {
        worker: WorkerId(Uuid::nil()),
        organisation: KboNumber::of_stem(0),
        roles: Role::ALL.to_vec().into(),
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
        let roles = names.map(|name| name.parse().map_err(|_| no_role(name)));
        actor.roles = roles.collect::<Result<_, _>>()?;
    }
    Ok(actor)
}

/// Reads `Loopbrug-Purpose`: what somebody looks for, by its code in the list `access_purpose`.
pub(crate) fn purpose_of(
    headers: &HeaderMap,
    lists: &Lists,
) -> Result<Option<Code<AccessPurpose>>, BadRequest> {
    let Some(code) = header(headers, PURPOSE)? else { return Ok(None) };
    if lists.entry(CodeKind::AccessPurpose, &code).is_none() {
        let message = format!("'{code}' is no purpose; they are in the list access_purpose");
        return Err(BadRequest::new(StatusCode::BAD_REQUEST, "UNKNOWN_CODE", message));
    }
    Ok(Some(Code::new(code)))
}

fn no_role(name: &str) -> BadRequest {
    let roles: Vec<_> = Role::ALL.iter().map(ToString::to_string).collect();
    BadRequest::actor(&format!("'{name}' is not a role; the roles are {}", roles.join(", ")))
}

fn header<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<Option<Cow<'a, str>>, BadRequest> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let text = str::from_utf8(value.as_bytes());
    let text = text.map_err(|_| BadRequest::actor(&format!("{name} is not text")))?;
    let text = text::composed(text).map_err(|not_allowed| {
        let message = format!("{name}: {not_allowed}");
        BadRequest::new(StatusCode::BAD_REQUEST, text::CODE, message)
    });
    text.map(Some)
}
