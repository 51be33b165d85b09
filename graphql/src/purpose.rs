//! What personal data are looked at for, as whoever asks says it.

use async_graphql::Error;
use axum::http::{HeaderMap, StatusCode};
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Code, CodeKind, Lists};

use crate::error::{BadRequest, coded};

const PURPOSE: &str = "loopbrug-purpose";
const UNKNOWN: &str = "UNKNOWN_CODE";

/// Reads `Loopbrug-Purpose`: a code of the list `access_purpose`.
pub(crate) fn purpose_of(
    headers: &HeaderMap,
    lists: &Lists,
) -> Result<Option<Code<AccessPurpose>>, BadRequest> {
    let Some(value) = headers.get(PURPOSE) else { return Ok(None) };
    let sent = value.to_str().unwrap_or_default();
    let unknown =
        || BadRequest::new(StatusCode::BAD_REQUEST, UNKNOWN, no("Loopbrug-Purpose", sent));
    known(lists, sent).map(Some).ok_or_else(unknown)
}

/// Reads the argument `purpose` of a field.
pub(crate) fn given_purpose(lists: &Lists, code: &str) -> Result<Code<AccessPurpose>, Error> {
    known(lists, code).ok_or_else(|| coded(UNKNOWN, no("purpose", code)))
}

fn known(lists: &Lists, code: &str) -> Option<Code<AccessPurpose>> {
    lists.entry(CodeKind::AccessPurpose, code).map(|_| Code::new(code))
}

fn no(named: &str, code: &str) -> String {
    format!(
        "{named}: '{code}' is no code of the list access_purpose; catalogue {{ codes(list: \"access_purpose\") }} \
         has them"
    )
}
