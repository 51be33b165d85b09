//! Which site this is: under which names it may be reached, from which pages it may be asked, and what
//! a browser may do with its answers.
//!
//! A browser may hold somebody's session, so no page elsewhere may have it ask here. Such a page can also have its own
//! name point at this machine; its requests then carry that name.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue,
    ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use loopbrug_sign_in::is_loopback;

use crate::error::BadRequest;

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// What every answer says to a browser, unless it says something else itself. Answers are data: they
/// are not kept, load nothing, run nothing and are shown within no page.
const HEADERS: [(HeaderName, &str); 8] = [
    (CACHE_CONTROL, "no-store"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// What a browser is answered too when a page of an allowed origin asks: never to send cookies along, so that such a
/// page asks with a token of its own.
const TO_ALLOWED_ORIGINS: [(HeaderName, &str); 4] = [
    (
        ACCESS_CONTROL_ALLOW_HEADERS,
        "authorization, content-type, loopbrug-organisation, loopbrug-purpose",
    ),
    (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (ACCESS_CONTROL_MAX_AGE, "600"),
    (VARY, "Origin"),
];

/// The names under which this server may be reached: those of this machine for itself, and others that
/// were allowed.
#[derive(Debug, Clone, Default)]
pub struct Hosts(Arc<[String]>);

/// Pages elsewhere that may ask here, by their origins: none unless they are named.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<[String]>);

/// A text that is no origin.
#[derive(Debug, thiserror::Error)]
#[error(
    "'{0}' is no origin: give scheme and host, and the port if there is one, such as https://app.example"
)]
pub struct NoOrigin(String);

/// Under which names this server is reached, and which pages elsewhere may ask it.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The names.
    pub hosts: Hosts,
    /// The pages.
    pub origins: Origins,
}

impl Origins {
    /// These.
    ///
    /// # Errors
    /// Where one is not an origin as browsers send it.
    pub fn try_new(allowed: &[String]) -> Result<Self, NoOrigin> {
        let read = |text: &String| {
            let origin = text.trim().to_ascii_lowercase();
            let (scheme, authority) = origin.split_once("://").unwrap_or_default();
            let is_one = ["http", "https"].contains(&scheme)
                && authority.parse::<Authority>().is_ok_and(|name| !name.as_str().contains('@'));
            if is_one { Ok(origin) } else { Err(NoOrigin(text.clone())) }
        };
        Ok(Self(allowed.iter().map(read).collect::<Result<_, _>>()?))
    }

    fn allow(&self, origin: &HeaderValue) -> bool {
        self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }
}

/// A text that is no name of a host.
#[derive(Debug, thiserror::Error)]
#[error(
    "'{0}' is no name of a host: give a name such as loopbrug.example, without scheme and port"
)]
pub struct NoHost(String);

impl Hosts {
    /// Those of this machine for itself and these.
    ///
    /// # Errors
    /// Where one is not the name of a host alone.
    pub fn try_new(allowed: &[String]) -> Result<Self, NoHost> {
        let names = allowed.iter().map(|name| {
            let name = name.trim();
            let authority = name.parse::<Authority>().map_err(|_| NoHost(name.to_owned()))?;
            let is_name = |letter: char| letter.is_alphanumeric() || "-._[]:".contains(letter);
            let named = name.chars().all(is_name) && name.contains(char::is_alphanumeric);
            if named && authority.as_str() == authority.host() {
                Ok(name.to_ascii_lowercase())
            } else {
                Err(NoHost(name.to_owned()))
            }
        });
        Ok(Self(names.collect::<Result<_, _>>()?))
    }

    /// Whether this server may be reached under a name, which may come with a port. It may be another
    /// port than ours: whoever forwards one to us reaches us by it.
    fn allow(&self, authority: &Authority) -> bool {
        let host = authority.host().to_ascii_lowercase();
        is_loopback(&host) || self.0.contains(&host)
    }

    /// Whether a request names this server as its host.
    fn are_asked(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let mut named = headers.get_all(HOST).iter();
        let host = match (named.next(), named.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| host.parse().ok()),
            (None, _) => uri.authority().cloned(),
            (Some(_), Some(_)) => None,
        };
        host.is_some_and(|host: Authority| self.allow(&host))
    }

    /// Whether a page of this origin is one of ours. A page that names no origin is none.
    fn own(&self, origin: &HeaderValue) -> bool {
        let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
        origin
            .is_some_and(|origin| origin.authority().is_some_and(|authority| self.allow(authority)))
    }
}

/// Says to browsers what they may do with an answer.
pub(crate) async fn for_browsers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers whoever names us as the host.
pub(crate) async fn known_host(
    State(Site { hosts, .. }): State<Site>,
    request: Request,
    next: Next,
) -> Response {
    if hosts.are_asked(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    let message = "this server is not known under that name; it can be allowed with the setting --allowed-host";
    BadRequest::new(StatusCode::MISDIRECTED_REQUEST, "HOST_NOT_ALLOWED", message).into_response()
}

/// Answers what is not asked by a page elsewhere, unless that page is allowed to. A browser says from where a page
/// asks, and no page can keep it from saying so.
pub(crate) async fn same_site(
    State(Site { hosts, origins }): State<Site>,
    request: Request,
    next: Next,
) -> Result<Response, BadRequest> {
    let headers = request.headers();
    let mut named = headers.get_all(ORIGIN).iter();
    if let (Some(origin), None) = (named.next().cloned(), named.next())
        && origins.allow(&origin)
    {
        let mut response = match *request.method() {
            Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
            _ => next.run(request).await,
        };
        let said = response.headers_mut();
        said.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        for (name, value) in TO_ALLOWED_ORIGINS {
            said.insert(name, HeaderValue::from_static(value));
        }
        return Ok(response);
    }
    let forbidden =
        |code, message: &str| Err(BadRequest::new(StatusCode::FORBIDDEN, code, message));
    if headers.get_all(ORIGIN).iter().any(|origin| !hosts.own(origin)) {
        let message = "a page of another origin may not ask here";
        return forbidden("ORIGIN_NOT_ALLOWED", message);
    }
    if headers.get_all(SEC_FETCH_SITE).iter().any(|site| site == "cross-site") {
        return forbidden("CROSS_SITE_REQUEST", "a page of another site may not ask here");
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        Hosts::try_new(&["Loopbrug.example".to_owned(), " [2001:db8::1] ".to_owned()]).unwrap()
    }

    #[test]
    fn a_host_is_known_by_its_name_whatever_the_port() {
        for (host, known) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:1", true),
            ("127.9.9.9", true),
            ("[::1]:8080", true),
            ("loopbrug.example:443", true),
            ("LOOPBRUG.EXAMPLE", true),
            ("[2001:db8::1]", true),
            ("elsewhere.example:8080", false),
            ("localhost.elsewhere.example", false),
            ("elsewhere.localhost", false),
            ("127.0.0.1.elsewhere.example", false),
            ("10.0.0.1", false),
            ("[2001:db8::2]", false),
            ("0.0.0.0", false),
        ] {
            assert_eq!(hosts().allow(&host.parse().unwrap()), known, "{host}");
        }
    }

    #[test]
    fn an_origin_is_ours_by_the_same_names() {
        for (origin, own) in [
            ("http://localhost:8080", true),
            ("https://loopbrug.example", true),
            ("https://elsewhere.example", false),
            ("http://127.0.0.1.elsewhere.example", false),
            ("null", false),
            ("", false),
            ("file://", false),
        ] {
            assert_eq!(hosts().own(&HeaderValue::from_static(origin)), own, "{origin}");
        }
    }

    #[test]
    fn a_page_elsewhere_may_ask_if_its_origin_was_named_and_no_other() {
        let origins = Origins::try_new(&["https://App.example:8443".to_owned()]).unwrap();
        for (origin, allowed) in [
            ("https://app.example:8443", true),
            ("https://app.example", false),
            ("http://app.example:8443", false),
            ("https://app.example:8443.elsewhere.example", false),
            ("null", false),
        ] {
            assert_eq!(origins.allow(&HeaderValue::from_static(origin)), allowed, "{origin}");
        }
        for none in
            ["", "*", "null", "app.example", "https://app.example/", "https://me@a", "ftp://a"]
        {
            assert!(Origins::try_new(&[none.to_owned()]).is_err(), "{none}");
        }
    }

    #[test]
    fn only_a_name_alone_can_be_allowed() {
        for name in ["", "https://loopbrug.example", "loopbrug.example:80", "a b", "me@here", "a/b"]
        {
            assert!(Hosts::try_new(&[name.to_owned()]).is_err(), "{name}");
        }
    }
}
