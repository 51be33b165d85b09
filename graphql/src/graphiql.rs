//! GraphiQL, the query editor in the browser, from the program itself.
//!
//! A page that loads it from a content network is blank behind a firewall, and runs the code of others
//! on our origin, where it may ask and record anything. So its files are part of the program, and the
//! page may load and reach nothing but this server. `assets/graphiql/README.md` says which they are.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

const PAGE: &str = include_str!("../assets/graphiql/index.html");

/// The page runs our files and no script of its own, and asks this server only. The editor puts its
/// fonts and cursors into its style sheet as data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; font-src 'self' data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// A file of the editor.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    /// How it is compressed; every browser can read it so.
    encoding: Option<&'static str>,
    bytes: &'static [u8],
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: [Asset; 5] = [
    Asset {
        name: "start.js",
        content_type: SCRIPT,
        encoding: None,
        bytes: include_bytes!("../assets/graphiql/start.js"),
    },
    Asset {
        name: "react.production.min.js",
        content_type: SCRIPT,
        encoding: Some("gzip"),
        bytes: include_bytes!("../assets/graphiql/react.production.min.js.gz"),
    },
    Asset {
        name: "react-dom.production.min.js",
        content_type: SCRIPT,
        encoding: Some("gzip"),
        bytes: include_bytes!("../assets/graphiql/react-dom.production.min.js.gz"),
    },
    Asset {
        name: "graphiql.min.js",
        content_type: SCRIPT,
        encoding: Some("gzip"),
        bytes: include_bytes!("../assets/graphiql/graphiql.min.js.gz"),
    },
    Asset {
        name: "graphiql.min.css",
        content_type: "text/css; charset=utf-8",
        encoding: Some("gzip"),
        bytes: include_bytes!("../assets/graphiql/graphiql.min.css.gz"),
    },
];

/// The page and its files.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/graphiql", get(page)).route("/graphiql/{file}", get(asset))
}

async fn page() -> Response {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

async fn asset(Path(file): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // They are the same for everybody, until there is another program.
    let mut headers: Vec<(HeaderName, &'static str)> =
        vec![(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, "max-age=3600")];
    headers.extend(asset.encoding.map(|encoding| (CONTENT_ENCODING, encoding)));
    let mut response = asset.bytes.into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
    }
    response
}
