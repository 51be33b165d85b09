//! The HTTP server: GraphQL, its browser, and whether all is well.

use std::fmt::Display;

use async_graphql::http::GraphiQLSource;
use async_graphql::parser::types::OperationType;
use async_graphql::{EmptySubscription, Request, Response, Schema};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Html;
use axum::routing::get;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::edge::new_trace_id;
use loopbrug_infra::health::Health;
use loopbrug_infra::views::Views;
use tracing::Instrument;

use crate::actor::actor_of;
use crate::builder;
use crate::documents::Documents;
use crate::error::{BadRequest, TraceId};
use crate::health;
use crate::mutation::Mutation;
use crate::query::Query;
use crate::text;

/// A request may be this large, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// What the door opens to.
#[derive(Debug, Clone)]
pub struct Door {
    /// The way in.
    pub commands: Commands,
    /// The way out.
    pub views: Views,
    /// Whether all is well.
    pub health: Health,
}

/// What answers questions.
#[derive(Clone)]
struct Served {
    schema: Schema<Query, Mutation, EmptySubscription>,
    documents: Documents,
}

/// The routes of the server.
pub fn router(door: Door) -> Router {
    let schema = builder().data(door.commands).data(door.views).finish();
    let served = Served { schema, documents: Documents::default() };
    Router::new()
        .route("/", get(graphiql))
        .route("/graphql", get(asked_by_get).post(asked_by_post).with_state(served))
        .merge(health::routes(door.health))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

async fn graphiql() -> Html<String> {
    Html(GraphiQLSource::build().endpoint("/graphql").title("Loopbrug").finish())
}

async fn asked_by_post(
    State(served): State<Served>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<axum::Json<Response>, BadRequest> {
    says_json(&headers)?;
    let body = body.map_err(|rejection| {
        let code = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => "BODY_TOO_LARGE",
            _ => "BODY_UNREADABLE",
        };
        BadRequest::new(rejection.status(), code, rejection.body_text())
    })?;
    let not_json = |error: &dyn Display| {
        let message = format!("no GraphQL request in JSON: {error}");
        BadRequest::new(StatusCode::BAD_REQUEST, "BODY_NOT_JSON", message)
    };
    // A list would be read as the fields of a request in their order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(not_json(&"it is no object"));
    }
    let mut request: Request = text::read(&body).map_err(|error| not_json(&error))?;
    served.documents.provide(&mut request);
    answer(&served, &headers, request).await
}

/// The form of a page elsewhere can be sent here by somebody's browser, but not as JSON: for that
/// the browser asks us first, and we do not agree.
fn says_json(headers: &HeaderMap) -> Result<(), BadRequest> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = said.split(';').next().unwrap_or("").trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let message = "a request is sent with content-type application/json";
    Err(BadRequest::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "CONTENT_TYPE_NOT_JSON", message))
}

async fn asked_by_get(
    State(served): State<Served>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<axum::Json<Response>, BadRequest> {
    let bad = |error: &dyn std::fmt::Display| {
        BadRequest::new(StatusCode::BAD_REQUEST, "QUERY_STRING_UNREADABLE", error)
    };
    let mut request = async_graphql::http::parse_query_string(query.as_deref().unwrap_or(""))
        .map(text::readable)
        .map_err(|error| bad(&error))?;
    // What a link or an image can fetch may not change anything.
    let changes = request.parsed_query().is_ok_and(|document| {
        document
            .operations
            .iter()
            .any(|(_, operation)| operation.node.ty == OperationType::Mutation)
    });
    if changes {
        let message = "a mutation is sent by POST";
        return Err(BadRequest::new(StatusCode::METHOD_NOT_ALLOWED, "MUTATION_BY_GET", message));
    }
    answer(&served, &headers, request).await
}

async fn answer(
    served: &Served,
    headers: &HeaderMap,
    request: Request,
) -> Result<axum::Json<Response>, BadRequest> {
    let actor = actor_of(headers)?;
    let trace = TraceId(new_trace_id());
    let span = tracing::info_span!("graphql", trace = %trace.0, worker = %actor.worker);
    let mut request = request.data(actor).data(trace);
    let mut response = match text::compose(&mut request) {
        Ok(()) => served.schema.execute(request).instrument(span).await,
        Err(faults) => Response::from_errors(faults),
    };
    for error in &mut response.errors {
        give_code(error);
    }
    Ok(axum::Json(response))
}

/// The library's own errors have no code yet.
fn give_code(error: &mut async_graphql::ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        let code = match error.message.as_str() {
            "Query is nested too deep." => "QUERY_TOO_DEEP",
            // The library gives up before it has counted the depth.
            said if said.starts_with("The recursion depth of the query") => "QUERY_TOO_DEEP",
            "Query is too complex." => "QUERY_TOO_COMPLEX",
            _ => "INVALID_QUERY",
        };
        extensions.set("code", code);
    }
}
