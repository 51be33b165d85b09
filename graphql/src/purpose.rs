//! What personal data are looked at for, as whoever asks says it.

use axum::http::{HeaderMap, StatusCode};
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Code, CodeKind, Lists};

use crate::error::BadRequest;

const PURPOSE: &str = "loopbrug-purpose";

/// Reads `Loopbrug-Purpose`: a code of the list `access_purpose`.
pub(crate) fn purpose_of(
    headers: &HeaderMap,
    lists: &Lists,
) -> Result<Option<Code<AccessPurpose>>, BadRequest> {
    let Some(value) = headers.get(PURPOSE) else { return Ok(None) };
    let named = value.to_str().ok().filter(|code| {
        let entry = lists.entry(CodeKind::AccessPurpose, code);
        entry.is_some()
    });
    let unknown = || {
        let message = "Loopbrug-Purpose is a code of the list access_purpose, such as guidance";
        BadRequest::new(StatusCode::BAD_REQUEST, "UNKNOWN_CODE", message)
    };
    named.map(|code| Some(Code::new(code))).ok_or_else(unknown)
}
