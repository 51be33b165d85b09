//! Whether all is well, for whoever looks after the process: a machine reads the status, a person the words.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use loopbrug_infra::health::Health;
use loopbrug_infra::projection::Status;
use serde::Serialize;

/// The routes below `/health`.
pub(crate) fn routes(health: Health) -> Router {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/health/projections", get(projections))
        .with_state(health)
}

/// Live: there is no reason to start the process anew. That is so also while its private PostgreSQL is
/// being started again, which the answer says: another start of the program would only do the same.
async fn live(State(health): State<Health>) -> String {
    match health.problem().or_else(|| health.problem_of_keys()) {
        Some(problem) => format!("live, but {problem}\n"),
        None => "live\n".to_owned(),
    }
}

/// Ready: what is recorded is written, what is asked is answered, and the answers are not old.
async fn ready(State(health): State<Health>) -> (StatusCode, String) {
    let reasons = health.reasons().await;
    if reasons.is_empty() {
        let Some(impairment) = health.impairment().await else {
            return (StatusCode::OK, "ready\n".to_owned());
        };
        tracing::warn!(impairment, "ready, but for what is sealed");
        return (StatusCode::OK, format!("ready, but for what is sealed:\n{impairment}\n"));
    }
    tracing::warn!(?reasons, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, format!("not ready:\n{}\n", reasons.join("\n")))
}

/// How the projections are: well, all of them, or what is wrong with which.
#[derive(Serialize)]
struct ProjectionsHealth {
    status: &'static str,
    reasons: Vec<String>,
    projections: Vec<Status>,
}

async fn projections(State(health): State<Health>) -> impl IntoResponse {
    let health = match health.projections().await {
        Ok(projections) => {
            let reasons: Vec<_> = projections.iter().filter_map(Status::reason).collect();
            let status = if reasons.is_empty() { "ok" } else { "not_ok" };
            ProjectionsHealth { status, reasons, projections }
        }
        Err(silent) => {
            let reasons = vec![silent.to_string()];
            ProjectionsHealth { status: "not_ok", reasons, projections: vec![] }
        }
    };
    let code = if health.status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, axum::Json(health))
}
