//! Scripts of ours, each for a page that also says all it has to say without.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A script of ours.
pub(crate) struct Script;

impl Script {
    /// Where the script is that checks a proof in the browser.
    pub(crate) const PROOF: &str = "/proof.js";
    /// Where the one is that goes through a history by keys.
    pub(crate) const STEPS: &str = "/steps.js";

    /// The page, which may load scripts of ours.
    pub(crate) fn allowed(mut page: Response) -> Response {
        let policy = page.headers().get(CONTENT_SECURITY_POLICY);
        let policy = policy.and_then(|policy| policy.to_str().ok()).unwrap_or_default();
        if policy.contains("script-src") {
            return page;
        }
        let policy = format!("{policy}; script-src 'self'; connect-src 'self'");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            page.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        page
    }
}

const PROOF: &str = include_str!("../../assets/proof.js");
const STEPS: &str = include_str!("../../assets/steps.js");

/// All of them.
pub(super) fn scripts<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(Script::PROOF, get(|| async { served(PROOF) }))
        .route(Script::STEPS, get(|| async { served(STEPS) }))
}

fn served(script: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")], script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_small_and_run_nothing_that_is_made_of_text() {
        for script in [PROOF, STEPS] {
            assert!(script.len() < 6_000, "{}", script.len());
            for forbidden in ["eval", "innerHTML", "Function(", "document.write"] {
                assert!(!script.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn a_page_that_loads_a_script_may_load_ours_alone() {
        let page = ([(CONTENT_SECURITY_POLICY, "default-src 'none'")], "").into_response();
        let page = Script::allowed(Script::allowed(page));
        let policy = &page.headers()[CONTENT_SECURITY_POLICY];
        assert_eq!(policy, "default-src 'none'; script-src 'self'; connect-src 'self'");
    }
}
