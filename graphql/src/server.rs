//! The HTTP server: GraphQL, its browser, and whether all is well.

use std::fmt::Display;
use std::time::Duration;

use async_graphql::{EmptySubscription, Name, PathSegment, Request, Response, Schema, Value};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Extension, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::health::Health;
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::seal::note::VerifierKey;
use loopbrug_infra::views::Views;
use loopbrug_sign_in::{Authenticated, SignIn};
use tracing::Instrument;

use crate::actor::known_actor;
use crate::builder;
use crate::cost::Share;
use crate::documents::{Asked, Documents};
use crate::error::{BadRequest, TraceId};
use crate::limits::{Door, Guard, Limits, Peer};
use crate::mutation::Mutation;
use crate::purpose::purpose_of;
use crate::query::Query;
use crate::seal::Sealed;
use crate::site::{self, Site};
use crate::{graphiql, health, seal, text};

/// A request may be this large, in bytes.
const MAX_BODY: usize = 256 * 1024;
/// How many errors an answer has, and how long each is. A text that is wrong in ten thousand places
/// needs no ten thousand words.
const MAX_ERRORS: usize = 50;
const MAX_MESSAGE: usize = 1_000;
/// How long an answer may take, unless something else is said.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// What the server serves.
#[derive(Debug, Clone)]
pub struct Api {
    /// The way in.
    pub commands: Commands,
    /// The way out.
    pub views: Views,
    /// Whether all is well.
    pub health: Health,
    /// Whose tokens are believed.
    pub sign_in: SignIn,
    /// Under which names it is reached, and which pages elsewhere may ask.
    pub site: Site,
    /// How much may be asked.
    pub limits: Limits,
    /// How long an answer may take.
    pub deadline: Duration,
    /// Whose cosignatures are taken.
    pub witnesses: Vec<VerifierKey>,
}

impl Api {
    /// One for this machine alone.
    #[must_use]
    pub fn new(commands: Commands, views: Views, health: Health, sign_in: SignIn) -> Self {
        let (site, limits) = (Site::default(), Limits::default());
        let (deadline, witnesses) = (DEADLINE, vec![]);
        Self { commands, views, health, sign_in, site, limits, deadline, witnesses }
    }
}

/// What answers questions.
#[derive(Clone)]
struct Served {
    schema: Schema<Query, Mutation, EmptySubscription>,
    views: Views,
    documents: Documents,
    door: Door,
    deadline: Duration,
}

/// The routes of the server, with others around them: for those there is a guard. They may say by an
/// [`Authenticated`] among the extensions of a request who it is from.
pub fn router(api: Api, around: impl FnOnce(Router, Guard) -> Router) -> Router {
    let Api { commands, views, health, sign_in, site, limits, deadline, witnesses } = api;
    let door = Door::new(limits);
    let directory = commands.directory().clone();
    let schema = builder().data(commands).data(directory).finish();
    let documents = Documents::default();
    let witnesses = witnesses.into();
    let sealed = Sealed { views: views.clone(), door: door.clone(), deadline, witnesses };
    let served = Served { schema, views, documents, door: door.clone(), deadline };
    let asked = get(asked_by_get).post(asked_by_post).with_state(served);
    let asked = asked.layer(from_fn_with_state((sign_in, door.clone()), known_actor));
    let asked = asked.layer(from_fn_with_state(site.clone(), site::same_site));
    let routes = around(Router::new().route("/graphql", asked), Guard(door))
        .merge(graphiql::routes())
        .merge(seal::routes(sealed))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(site, site::known_host));
    // Whoever looks after the process asks by any name, its address too. It is answered about nobody.
    health::routes(health).merge(routes).layer(from_fn(site::for_browsers))
}

async fn asked_by_post(
    State(served): State<Served>,
    Extension(who): Extension<Authenticated>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer, BadRequest> {
    says_json(&headers)?;
    let body = body.map_err(|rejection| {
        let (code, message) = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("BODY_TOO_LARGE", format!("a request has {} kB at most", MAX_BODY / 1024))
            }
            _ => ("BODY_UNREADABLE", rejection.body_text()),
        };
        BadRequest::new(rejection.status(), code, message)
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
    let asked = served.documents.provide(&mut request, Share::of(&who))?;
    answer(&served, (who, peer), &headers, request, asked).await
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
    Extension(who): Extension<Authenticated>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Answer, BadRequest> {
    let bad = |error: &dyn Display| {
        BadRequest::new(StatusCode::BAD_REQUEST, "QUERY_STRING_UNREADABLE", error)
    };
    let mut request = async_graphql::http::parse_query_string(query.as_deref().unwrap_or(""))
        .map(text::readable)
        .map_err(|error| bad(&error))?;
    let asked = served.documents.provide(&mut request, Share::of(&who))?;
    // What a link or an image can fetch may not change anything.
    if asked.is_some_and(|asked| asked.changes) {
        let message = "a mutation is sent by POST";
        return Err(BadRequest::new(StatusCode::METHOD_NOT_ALLOWED, "MUTATION_BY_GET", message));
    }
    // Addresses are kept by browsers, proxies and their logs.
    if asked.is_some_and(|asked| asked.is_personal) {
        let message = "what is typed about a client stands in no address: send it by POST";
        return Err(BadRequest::new(StatusCode::METHOD_NOT_ALLOWED, "PERSONAL_BY_GET", message));
    }
    answer(&served, (who, peer), &headers, request, asked).await
}

type Answer = (StatusCode, axum::Json<Response>);

async fn answer(
    served: &Served,
    (who, peer): (Authenticated, Peer),
    headers: &HeaderMap,
    request: Request,
    asked: Option<Asked>,
) -> Result<Answer, BadRequest> {
    let _place = served.door.admit(&who, peer, asked.map_or(1, |asked| asked.weight))?;
    let actor = who.actor;
    let purpose = purpose_of(headers, served.views.catalogues().lists())?;
    let views = served.views.for_purpose(purpose);
    let trace = TraceId(new_trace_id());
    let span = tracing::info_span!("graphql", trace = %trace.0, worker = %actor.worker);
    let mut request = request.data(actor).data(views).data(trace);
    let answered = async {
        match text::compose(&mut request) {
            Ok(()) => served.schema.execute(request).instrument(span).await,
            Err(faults) => Response::from_errors(faults),
        }
    };
    let Ok(mut response) = tokio::time::timeout(served.deadline, answered).await else {
        tracing::warn!(trace = %trace.0, "no answer within the deadline");
        return Err(out_of_time(served.deadline, asked.is_some_and(|asked| asked.changes)));
    };
    // Errors of execution say where in the answer they are; those of a document that was not executed
    // have nowhere to be.
    let executed = response.errors.iter().any(|error| !error.path.is_empty());
    let refused = !executed && !response.errors.is_empty();
    let status = if refused { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    for error in &response.errors {
        show_failed(&mut response.data, &error.path);
    }
    response.errors.truncate(MAX_ERRORS);
    for error in &mut response.errors {
        give_code(error);
        without_text(&mut error.message);
        shorten(&mut error.message);
    }
    Ok((status, axum::Json(response)))
}

/// Shows a field that failed as null: the library leaves it out, and a client would take it for one that it did not
/// ask for.
fn show_failed(data: &mut Value, path: &[PathSegment]) {
    let (Value::Object(_) | Value::List(_), [step, rest @ ..]) = (&*data, path) else { return };
    let within = match (data, step) {
        (Value::Object(fields), PathSegment::Field(name)) => {
            Some(fields.entry(Name::new(name)).or_insert(Value::Null))
        }
        (Value::List(items), PathSegment::Index(place)) => items.get_mut(*place),
        _ => None,
    };
    if let Some(within) = within {
        show_failed(within, rest);
    }
}

/// A question that ran out of time was not answered. Of a mutation nobody knows here: it may have
/// been recorded, or be about to be.
pub(crate) fn out_of_time(deadline: Duration, changes: bool) -> BadRequest {
    let (code, advice) = if changes {
        let again = "send the same mutation with the same commandId again to learn whether it was \
                     recorded: it is recorded once";
        ("OUTCOME_UNKNOWN", again)
    } else {
        ("DEADLINE_EXCEEDED", "ask for less, or later")
    };
    let message = format!("there is no answer after {} s; {advice}", deadline.as_secs());
    BadRequest::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
}

/// Takes the line of the document out of the message of a parser: it may hold what is said of a client, and the error
/// says its place. What is wrong is the last line.
fn without_text(message: &mut String) {
    if message.starts_with(" --> ") {
        let wrong = message.lines().next_back().unwrap_or_default();
        *message = wrong.trim_start_matches([' ', '=']).to_owned();
    }
}

/// Cuts a message that quotes what was sent at length.
fn shorten(message: &mut String) {
    if let Some((cut, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(cut);
        message.push('…');
    }
}

/// The library's own errors have no code yet.
fn give_code(error: &mut async_graphql::ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        let is_too_complex = error.message == "Query is too complex.";
        let code = if is_too_complex { "QUERY_TOO_COMPLEX" } else { "INVALID_QUERY" };
        extensions.set("code", code);
        if is_too_complex {
            let message =
                "the request asks too much together: ask for fewer items, or in two requests";
            message.clone_into(&mut error.message);
        }
    }
}
