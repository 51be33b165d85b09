//! What pages load: a style and a script, each under an address that holds a hash of what it says. So a browser keeps
//! it for as long as it likes, and asks for another one as soon as it is another.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::trouble::Trouble;

const STYLE: [&str; 9] = [
    include_str!("../assets/style.css"),
    include_str!("../assets/figures.css"),
    include_str!("../assets/files.css"),
    include_str!("../assets/forms.css"),
    include_str!("../assets/rounds.css"),
    include_str!("../assets/replay.css"),
    include_str!("../assets/steward.css"),
    include_str!("../assets/live.css"),
    include_str!("../assets/print.css"),
];

/// So much of a hash tells one from another, in bytes.
const OF_A_HASH: usize = 9;

/// What is the same for everybody.
#[derive(Debug)]
pub(crate) struct Asset {
    /// What its address begins and ends with.
    name: [&'static str; 2],
    /// Where it is.
    pub(crate) address: String,
    kind: &'static str,
    text: String,
}

/// How all pages look.
pub(crate) static STYLES: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(["style-", ".css"], "text/css; charset=utf-8", STYLE.concat()));
/// What makes pages more than they are without it.
pub(crate) static SCRIPTS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        ["loopbrug-", ".js"],
        "text/javascript; charset=utf-8",
        include_str!("../assets/loopbrug.js").to_owned(),
    )
});

/// What checks a proof in the browser.
pub(crate) static PROOF: LazyLock<Asset> = LazyLock::new(|| {
    let script = include_str!("../assets/proof.js").to_owned();
    Asset::new(["proof-", ".js"], "text/javascript; charset=utf-8", script)
});
/// What goes through a history by keys.
pub(crate) static STEPS: LazyLock<Asset> = LazyLock::new(|| {
    let script = include_str!("../assets/steps.js").to_owned();
    Asset::new(["steps-", ".js"], "text/javascript; charset=utf-8", script)
});

impl Asset {
    fn new(name: [&'static str; 2], kind: &'static str, text: String) -> Self {
        let hash = &Sha256::digest(&text)[..OF_A_HASH];
        let [begins, ends] = name;
        let address = format!("/assets/{begins}{}{ends}", URL_SAFE_NO_PAD.encode(hash));
        Self { name, address, kind, text }
    }

    fn is_meant_by(&self, file: &str) -> bool {
        let [begins, ends] = self.name;
        file.starts_with(begins) && file.ends_with(ends)
    }
}

/// The routes to them.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(asset))
}

/// Whoever has a page of another version of this program gets what there is now, and does not keep it.
async fn asset(Path(file): Path<String>) -> Result<Response, Trouble> {
    let all: [&'static Asset; 4] = [&STYLES, &SCRIPTS, &PROOF, &STEPS];
    let found = all.into_iter().find(|asset| asset.is_meant_by(&file));
    let asset = found.ok_or_else(Trouble::not_found)?;
    let is_this = asset.address.ends_with(&file);
    let kept = if is_this { "public, max-age=31536000, immutable" } else { "no-store" };
    Ok(([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, kept)], asset.text.as_str()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a phone in a hallway has to load once, in bytes.
    const LARGEST_SCRIPT: usize = 20_000;

    #[test]
    fn an_address_changes_with_what_is_under_it() {
        let of = |text: &str| Asset::new(["a-", ".css"], "", text.to_owned()).address;
        assert_ne!(of("x"), of("y"));
        assert_eq!(of("x"), of("x"));
        assert!(
            of("x")
                .strip_prefix("/assets/a-")
                .is_some_and(|rest| rest.strip_suffix(".css").is_some())
        );
    }

    #[test]
    fn the_scripts_are_small_and_ask_nobody_else() {
        let scripts = [&SCRIPTS, &PROOF, &STEPS].map(|script| script.text.as_str());
        // A page has one beside the first at most.
        let [first, others @ ..] = &scripts;
        for other in others {
            let bytes = first.len() + other.len();
            assert!(bytes < LARGEST_SCRIPT, "they have {bytes} bytes");
        }
        for elsewhere in ["http://", "https://", "eval(", "Function(", "innerHTML", "import("] {
            assert!(!scripts.iter().any(|script| script.contains(elsewhere)), "{elsewhere}");
        }
    }
}
