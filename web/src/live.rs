//! What moves while a page is open: positions as server-sent events, and what is new on a work list.
//!
//! An event says how far figures are, and nothing of anybody. The page then asks for itself again, as whoever looks.

mod listeners;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_infra::views::Moves;
use serde::Deserialize;

use self::listeners::Listener;
pub use self::listeners::Listeners;
use crate::Pages;
use crate::address::{Question, asked, given};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A connection on which nothing is said is kept so by a word now and then.
const KEPT_ALIVE: Duration = Duration::from_secs(15);
/// Whoever listens hears no more often than this, however much is recorded.
const CALM: Duration = Duration::from_secs(1);
/// So long a browser waits before it listens again after a connection was lost.
const AGAIN: Duration = Duration::from_secs(3);
/// Proxies pass on what is said when it is said.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Of whose figures, or of which region.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    organisatie: Option<String>,
    regio: Option<String>,
}

/// How far the figures of a region are, as that moves.
pub(crate) async fn figures(
    visit: Visit,
    State(pages): State<Pages>,
    Path(region): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let about = given(asked.organisatie.as_ref()).map(str::parse::<KboNumber>).transpose();
    let about = about.map_err(|_| Trouble::refused("MALFORMED_ORGANISATION"))?;
    let region = Code::new(region);
    let moves = pages.0.views.moves_of_figures(visit.actor()?, &region, about).await?;
    Ok(told(pages.0.listeners.admit(&visit.session)?, moves))
}

/// How far a work list is, as that moves.
pub(crate) async fn work(
    visit: Visit,
    State(pages): State<Pages>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let region = visit.region(asked(question)?.regio.as_ref())?;
    let moves = pages.0.views.moves_of_work(visit.actor()?, &region).await?;
    Ok(told(pages.0.listeners.admit(&visit.session)?, moves))
}

fn told(listener: Listener, moves: Moves) -> Response {
    let events = unfold((listener, moves, false), |(mut listener, mut moves, before)| async move {
        if before {
            tokio::time::sleep(CALM).await;
        }
        let position = listener.hears(&mut moves).await?;
        let event = Event::default().data(position.to_string()).retry(AGAIN);
        Some((Ok::<_, Infallible>(event), (listener, moves, true)))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEPT_ALIVE));
    ([(CACHE_CONTROL, "no-store"), (UNBUFFERED, "no")], events).into_response()
}
