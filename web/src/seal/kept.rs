//! What an auditor takes along: a checkpoint, and the proof of an event, as files that standard tools read.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use loopbrug_domain::ids::Position;
use loopbrug_infra::seal::Which;
use loopbrug_infra::views::ViewError;
use serde::Deserialize;

use crate::address::{Question, asked};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    nummer: Option<i64>,
    positie: Option<u32>,
}

/// A text to be kept, under a name.
pub(crate) fn text_file(name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, text).into_response()
}

/// A text that was kept, out of what was pasted: a browser sends other ends of lines, and whoever pastes may lose the
/// last one.
pub(crate) fn as_kept(pasted: &str) -> String {
    format!("{}\n", pasted.replace("\r\n", "\n").trim())
}

/// The head of a number; the last one where none is named.
pub(super) fn which(number: Option<i64>) -> Which {
    number.map_or(Which::Last, Which::Number)
}

/// The checkpoint of a head, with all who signed it.
pub(crate) async fn checkpoint(
    visit: Visit,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let region = visit.region(asked.regio.as_ref())?;
    let seal = visit.pages.0.views.seal(visit.actor()?, &region)?;
    let head = seal.head(which(asked.nummer)).await.map_err(ViewError::from)?;
    let text = seal.checkpoint(&head).await.map_err(ViewError::from)?;
    Ok(text_file(&format!("{region}-{}.checkpoint.txt", head.size), text))
}

/// The proof of an event.
pub(crate) async fn proof_file(
    visit: Visit,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let region = visit.region(asked.regio.as_ref())?;
    let position = asked.positie.ok_or_else(|| Trouble::refused("OF_ANOTHER_FORM"))?;
    let of = (Position(position), which(asked.nummer));
    let found = visit.pages.0.views.proved(visit.actor()?, &region, of.0, of.1).await?;
    let proof = found.proved.proof.ok_or_else(|| Trouble::refused("HISTORIES_NOT_VISIBLE"))?;
    Ok(text_file(&format!("{region}-{position}.tlog-proof.txt"), proof.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_does_to_the_ends_of_lines_is_undone() {
        assert_eq!(as_kept("a\r\n7\r\n\r\n\u{2014} b c"), "a\n7\n\n\u{2014} b c\n");
        assert_eq!(as_kept("a\n7\n\n\u{2014} b c\n\n"), "a\n7\n\n\u{2014} b c\n");
    }
}
