//! `/seal`: the seal of each region, as C2SP `tlog-tiles` has it. Any client, monitor or witness of that standard reads it
//! without signing in: hashes and signed heads say nothing about anybody. The events themselves are in no tile: who may
//! read them exports them.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::note::VerifierKey;
use loopbrug_infra::seal::tile::TileId;
use loopbrug_infra::views::{ViewError, Views};

use crate::error::BadRequest;
use crate::limits::{self, Door, Peer};

/// A checkpoint with many cosignatures may be this long.
const LONGEST_NOTE: usize = 16 * 1024;
/// What is full is never another one.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What is served.
#[derive(Clone)]
struct Served {
    views: Views,
    door: Door,
    witnesses: std::sync::Arc<[VerifierKey]>,
}

/// The routes below `/seal`. Cosignatures are taken of these witnesses.
pub(crate) fn routes(views: Views, door: Door, witnesses: Vec<VerifierKey>) -> Router {
    let served = Served { views, door: door.clone(), witnesses: witnesses.into() };
    Router::new()
        .route("/seal/{region}/checkpoint", get(checkpoint))
        .route("/seal/{region}/tile/{*path}", get(tile))
        .route(
            "/seal/{region}/cosignatures",
            post(cosign).layer(DefaultBodyLimit::max(LONGEST_NOTE)),
        )
        .with_state(served)
        .layer(from_fn_with_state(door, limits::know_the_peer))
}

impl Served {
    /// Lets in a request, which nobody signs in for.
    fn admit(&self, peer: Peer) -> Result<limits::Place, BadRequest> {
        self.door.admit_peer(peer, 1)
    }
}

async fn checkpoint(
    State(served): State<Served>,
    Extension(peer): Extension<Peer>,
    Path(region): Path<String>,
) -> Result<Response, BadRequest> {
    let _place = served.admit(peer)?;
    let note = served.views.checkpoint(&Code::new(region)).await.map_err(refused)?;
    let headers =
        [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=1")];
    Ok((headers, note).into_response())
}

async fn tile(
    State(served): State<Served>,
    Extension(peer): Extension<Peer>,
    Path((region, path)): Path<(String, String)>,
) -> Result<Response, BadRequest> {
    let _place = served.admit(peer)?;
    let none = || BadRequest::new(StatusCode::NOT_FOUND, "NO_SUCH_TILE", "there is no such tile");
    let (id, width) = TileId::at(&format!("tile/{path}")).ok_or_else(none)?;
    let found = served.views.tile(&Code::new(region), id, width).await.map_err(refused)?;
    let headers = [(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, found.ok_or_else(none)?).into_response())
}

async fn cosign(
    State(served): State<Served>,
    Extension(peer): Extension<Peer>,
    Path(region): Path<String>,
    note: String,
) -> Result<String, BadRequest> {
    let _place = served.admit(peer)?;
    let taken = served.views.cosign(&Code::new(region), &note, &served.witnesses).await;
    taken.map(|taken| format!("{taken} taken\n")).map_err(refused)
}

fn refused(error: ViewError) -> BadRequest {
    let Some(code) = error.code() else {
        tracing::error!(%error, "the seal was not read or written");
        let message = "something went wrong on our side";
        return BadRequest::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message);
    };
    let status = match code {
        "REGION_NOT_FOUND" | "NOT_SEALED_YET" => StatusCode::NOT_FOUND,
        "NO_WITNESS" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    BadRequest::new(status, code, error)
}
