//! The queue of a browser whose connection was lost: what it sends once it is back.
//!
//! A browser keeps nothing personal. For each form it has a [`Handle`], which only the session that gave it out can
//! read, and with it the id of the command, the day, and the numbers of what was chosen. What was typed is never there.
//! A handle holds for a day, for the same person and organisation. It knows what there was to choose, so that a number
//! means later what it meant on the page.

mod handle;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

pub(crate) use self::handle::Handle;
use crate::form::{COMMAND, OCCURRED_ON, Reading, Typed};
use crate::record;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// What the queue sends: for what, on which day, and the numbers of what was chosen. The id of the command is called as
/// in forms.
const HANDLE: &str = "handle";
const DAY: &str = "day";
const CHOSEN: &str = "chosen";

/// Records what a browser kept. The answer is for the script: nothing where it is recorded, else why not, in words. There
/// is no token in it, because a handle is one: no page elsewhere has it, and it is of no other session.
pub(crate) async fn record(visit: Visit, body: Bytes) -> Result<Response, Trouble> {
    if visit.who.is_none() {
        return Ok(refused(&visit, StatusCode::UNAUTHORIZED, "NOT_SIGNED_IN"));
    }
    let sent = Typed::read(&body);
    let handle = match Handle::open(&visit, sent.one(HANDLE).unwrap_or_default()) {
        Ok(handle) => handle,
        Err(code) => return Ok(refused(&visit, StatusCode::FORBIDDEN, code)),
    };
    let record = record::named(handle.form())?;
    let subject = record::subject(&visit, &handle.trajectory().to_string(), record).await;
    let subject = match subject {
        Ok(subject) => subject,
        Err(trouble) => return Ok(in_words(&visit, trouble)),
    };
    let Some(typed) = typed(&handle, &sent) else {
        return Ok(refused(&visit, StatusCode::CONFLICT, "NO_SUCH_CHOICE"));
    };
    let reading = Reading::new(&typed, visit.lang, Some(&subject.catalogue), subject.today);
    Ok(match record::carry_out(record, &subject, &visit, reading).await? {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(not) => {
            let words: Vec<_> = not.faults.into_iter().map(|fault| fault.words).collect();
            (not.status, words.join(" ")).into_response()
        }
    })
}

/// The form that was filled in by choosing these numbers; none where there is no such number.
fn typed(handle: &Handle, sent: &Typed) -> Option<Typed> {
    let mut typed = handle.known().set(COMMAND, sent.one(COMMAND).unwrap_or_default());
    typed = typed.set(OCCURRED_ON, sent.one(DAY).unwrap_or_default());
    for number in sent.all(CHOSEN) {
        let (field, value) = handle.chosen(number.parse().ok()?)?;
        typed = typed.and(field, value);
    }
    Some(typed)
}

fn refused(visit: &Visit, status: StatusCode, code: &str) -> Response {
    (status, visit.lang.refusal(code, vec![], None)).into_response()
}

/// The words of what would be a page.
fn in_words(visit: &Visit, trouble: Trouble) -> Response {
    refused(visit, trouble.status(), trouble.code().unwrap_or("INTERNAL"))
}
