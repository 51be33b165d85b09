//! What goes wrong: refusals are data, faults are GraphQL errors with a trace id, and a request
//! that cannot be read never reaches the schema.

use std::fmt::Display;

use async_graphql::{ContextBase, Error, ErrorExtensions, SimpleObject, Value, value};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::field::FieldFault;
use loopbrug_domain::ids::MalformedId;
use loopbrug_domain::trajectory::together::PartRefused;
use loopbrug_infra::commands::CommandError;
use loopbrug_infra::views::ViewError;
use loopbrug_reporting::disclosure::grid::{OffTheGrid, OnTheGrid};
use serde_json::json;
use uuid::Uuid;

use crate::cost::TooCostly;

/// Why something was not recorded. Nothing was; only with the code `OUTCOME_UNKNOWN` nobody knows, and the
/// same command, sent again, finds out.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct UserError {
    /// A name that never changes, for programs.
    pub code: String,
    /// In words, for people.
    pub message: String,
    /// The input field at fault, where one is. Of several things that are recorded together, the part, and the field
    /// of it: `records.3.recordHousingFound.from`.
    pub path: Option<String>,
}

impl UserError {
    pub(crate) fn malformed(error: &MalformedId, path: &str) -> Self {
        Self {
            code: "MALFORMED_ID".to_owned(),
            message: error.to_string(),
            path: Some(path.to_owned()),
        }
    }

    /// It is sent as a part of something: its path leads there.
    pub(crate) fn put_below(&mut self, path: &str) {
        let own = self.path.take();
        let steps = [path].into_iter().chain(own.as_deref()).filter(|step| !step.is_empty());
        self.path = Some(steps.collect::<Vec<_>>().join(".")).filter(|path| !path.is_empty());
    }

    pub(crate) fn region_not_found(region: &str) -> Self {
        Self {
            code: "REGION_NOT_FOUND".to_owned(),
            message: format!("there is no region '{region}'"),
            path: Some("region".to_owned()),
        }
    }

    pub(crate) fn given_twice(what: &str, path: &str) -> Self {
        Self {
            code: "GIVEN_TWICE".to_owned(),
            message: format!("{path}: '{what}' is given twice"),
            path: Some(path.to_owned()),
        }
    }
}

impl From<&FieldFault> for UserError {
    fn from(fault: &FieldFault) -> Self {
        Self {
            code: fault.code().to_owned(),
            message: fault.to_string(),
            path: Some(fault.path().to_owned()),
        }
    }
}

/// The id of this request in the server's own log, for whoever has to look into a fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TraceId(pub(crate) Uuid);

/// A refusal as data, or a fault. Where fields are to blame each of them is named.
pub(crate) fn refusals(error: &CommandError, trace: TraceId) -> Result<Vec<UserError>, Error> {
    if let CommandError::RefusedTogether(refused) = error {
        return Ok(refused.iter().flat_map(of_part).collect());
    }
    let faults = error.field_faults();
    if !faults.is_empty() {
        return Ok(faults.into_iter().map(UserError::from).collect());
    }
    match error.code() {
        Some(code) => Ok(vec![UserError {
            code: code.to_owned(),
            message: error.to_string(),
            path: error.path().map(str::to_owned),
        }]),
        None => Err(fault(
            trace,
            "something went wrong on our side; nothing was recorded by this request",
        )),
    }
}

/// Why one of several things is not recorded.
fn of_part(PartRefused { path, refusal }: &PartRefused) -> Vec<UserError> {
    let mut errors: Vec<_> = refusal.field_faults().map(UserError::from).collect();
    if errors.is_empty() {
        let (code, message) = (refusal.code().to_owned(), refusal.to_string());
        errors.push(UserError { code, message, path: refusal.path().map(str::to_owned) });
    }
    for error in &mut errors {
        error.put_below(path);
    }
    errors
}

/// Makes an error of a question that was refused, or of a fault.
pub(crate) fn unanswered<T>(ctx: &ContextBase<'_, T>) -> impl Fn(ViewError) -> Error + use<T> {
    let trace = *ctx.data_unchecked::<TraceId>();
    move |error| match (error.code(), &error) {
        (Some(code), ViewError::OffTheGrid(nearest)) => off_the_grid(code, nearest),
        (Some(code), _) => coded(code, error),
        (None, _) => {
            tracing::error!(%error, trace = %trace.0, "question failed");
            fault(trace, "something went wrong on our side while this was read")
        }
    }
}

/// A refusal with the questions that are near.
fn off_the_grid(code: &str, nearest: &OffTheGrid) -> Error {
    let question = |OnTheGrid { period, moment, most_filters, .. }: &OnTheGrid| {
        value!({
            "from": period.from().to_string(),
            "to": period.to().to_string(),
            "asOf": moment.to_rfc3339(),
            "mostFilters": *most_filters,
        })
    };
    let named = Value::List(nearest.nearest.iter().map(question).collect());
    coded(code, nearest).extend_with(|_, extensions| extensions.set("nearest", named.clone()))
}

/// An error with a stable code.
pub(crate) fn coded(code: &str, message: impl Display) -> Error {
    Error::new(message.to_string()).extend_with(|_, extensions| extensions.set("code", code))
}

/// A fault of ours: nothing of it is shown but where to look.
fn fault(trace: TraceId, message: &str) -> Error {
    coded("INTERNAL", message)
        .extend_with(|_, extensions| extensions.set("traceId", trace.0.to_string()))
}

/// A request that is none.
#[derive(Debug)]
pub(crate) struct BadRequest {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// In how many seconds it may be asked again, where that helps.
    again_after: Option<u64>,
}

impl BadRequest {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Display) -> Self {
        Self { status, code, message: message.to_string(), again_after: None }
    }

    /// It may be asked again in so many seconds.
    pub(crate) fn again_after(self, seconds: u64) -> Self {
        Self { again_after: Some(seconds), ..self }
    }
}

impl From<TooCostly> for BadRequest {
    fn from(TooCostly { code, message }: TooCostly) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

impl IntoResponse for BadRequest {
    fn into_response(self) -> Response {
        let error = json!({ "message": self.message, "extensions": { "code": self.code } });
        let body = axum::Json(json!({ "data": null, "errors": [error] }));
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = self.again_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
