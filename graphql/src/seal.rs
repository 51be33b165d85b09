//! `/seal`: the seal of each region, as C2SP `tlog-tiles` has it. Any client, monitor or witness of that standard reads it
//! without signing in: hashes and signed heads say nothing about anybody. The events themselves are in no tile: who may
//! read them exports them. The tree that grows is below `/seal/<region>`; each, also one that a log that came back older
//! left behind, is below `/seal/<region>/<id>` for ever, as its origin says.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::SealError;
use loopbrug_infra::seal::note::VerifierKey;
use loopbrug_infra::seal::tile::TileId;
use loopbrug_infra::views::{ViewError, Views};
use serde::Deserialize;
use tokio::time::timeout;
use uuid::Uuid;

use crate::error::BadRequest;
use crate::limits::{Door, Guard};
use crate::server::out_of_time;

/// A checkpoint with many cosignatures may be this long.
const LONGEST_NOTE: usize = 16 * 1024;
/// In a tree that is named by its id nothing is ever another one.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What belongs to the tree that grows: another tree takes its place where a log came back older.
const FOR_A_MOMENT: &str = "public, max-age=1";

/// What is served.
#[derive(Clone)]
pub(crate) struct Sealed {
    pub(crate) views: Views,
    pub(crate) door: Door,
    /// How long an answer may take.
    pub(crate) deadline: Duration,
    /// Whose cosignatures are taken.
    pub(crate) witnesses: Arc<[VerifierKey]>,
}

/// The routes below `/seal`.
pub(crate) fn routes(sealed: Sealed) -> Router {
    let guard = Guard(sealed.door.clone());
    let routes = Router::new()
        .route("/seal/{region}/checkpoint", get(checkpoint))
        .route("/seal/{region}/tile/{*path}", get(tile))
        .route("/seal/{region}/{tree}/checkpoint", get(checkpoint))
        .route("/seal/{region}/{tree}/tile/{*path}", get(tile))
        .route(
            "/seal/{region}/cosignatures",
            post(cosign).layer(DefaultBodyLimit::max(LONGEST_NOTE)),
        )
        .with_state(sealed);
    guard.before(routes)
}

impl Sealed {
    /// Answers a request, which nobody signs in for.
    async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, ViewError>>,
    ) -> Result<T, BadRequest> {
        match timeout(self.deadline, answer).await {
            Ok(answer) => answer.map_err(refused),
            Err(_) => Err(out_of_time(self.deadline, false)),
        }
    }
}

/// A tree of a region: the one that is named by its id, else the one that grows.
#[derive(Deserialize)]
struct Of {
    region: String,
    tree: Option<String>,
}

impl Of {
    fn read(&self) -> Result<(Code, Option<Uuid>), BadRequest> {
        let tree = self.tree.as_deref().map(str::parse).transpose();
        let tree = tree.map_err(|_| refused(SealError::NoSuchTree.into()))?;
        Ok((Code::new(self.region.as_str()), tree))
    }
}

/// A tile of such a tree.
#[derive(Deserialize)]
struct OfTile {
    path: String,
}

async fn checkpoint(
    State(sealed): State<Sealed>,
    Path(of): Path<Of>,
) -> Result<Response, BadRequest> {
    let (region, tree) = of.read()?;
    let note = sealed.answer(sealed.views.checkpoint(&region, tree)).await?;
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, FOR_A_MOMENT)];
    Ok((headers, note).into_response())
}

async fn tile(
    State(sealed): State<Sealed>,
    Path(of): Path<Of>,
    Path(OfTile { path }): Path<OfTile>,
) -> Result<Response, BadRequest> {
    let none = || BadRequest::new(StatusCode::NOT_FOUND, "NO_SUCH_TILE", "there is no such tile");
    let (id, width) = TileId::at(&format!("tile/{path}")).ok_or_else(none)?;
    let (region, tree) = of.read()?;
    let found = sealed.answer(sealed.views.tile(&region, tree, id, width)).await?;
    let kept = if tree.is_some() { FOR_EVER } else { FOR_A_MOMENT };
    let headers = [(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, kept)];
    Ok((headers, found.ok_or_else(none)?).into_response())
}

async fn cosign(
    State(sealed): State<Sealed>,
    Path(region): Path<String>,
    note: String,
) -> Result<String, BadRequest> {
    let region = Code::new(region);
    let taken = sealed.views.cosign(&region, &note, &sealed.witnesses);
    Ok(format!("{} taken\n", sealed.answer(taken).await?))
}

fn refused(error: ViewError) -> BadRequest {
    let Some(code) = error.code() else {
        tracing::error!(%error, "the seal was not read or written");
        let message = "something went wrong on our side";
        return BadRequest::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message);
    };
    let status = match code {
        "REGION_NOT_FOUND" | "NOT_SEALED_YET" | "NO_SUCH_TREE" => StatusCode::NOT_FOUND,
        "NO_WITNESS" => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    BadRequest::new(status, code, error)
}
