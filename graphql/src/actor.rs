//! Who asks: from the session or the bearer token of the request.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use loopbrug_sign_in::{Authenticated, NotSignedIn, Reason, SignIn};

use crate::error::BadRequest;
use crate::limits::{Door, too_many};

/// What a caller who has to sign in is answered (RFC 6750).
const CHALLENGE: &str = r#"Bearer realm="loopbrug", error="invalid_token""#;

/// Puts who asks into the request, and where it comes from: of its token, else what a session put there, else the
/// public. Failed sign-ins count for where they come from; beyond the limit the provider is asked about none. One about
/// which it is asked counts before, so that of many at the same time no more are asked about, and is given back where
/// it did not fail.
pub(crate) async fn known_actor(
    State((sign_in, door)): State<(SignIn, Door)>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = door.peer(&request);
    request.extensions_mut().insert(peer);
    let mut is_counted = false;
    let may_ask = || {
        is_counted = door.failed(peer).is_ok();
        is_counted
    };
    let sent = sign_in.bearer(request.headers(), may_ask).await;
    let counted = match (is_counted, sent.as_ref().is_err_and(is_failure)) {
        (false, true) => door.failed(peer),
        (true, false) => {
            door.did_not_fail(peer);
            Ok(())
        }
        _ => Ok(()),
    };
    match sent {
        Ok(Some(authenticated)) => {
            request.extensions_mut().insert(authenticated);
        }
        Ok(None) => {
            request.extensions_mut().get_or_insert_with(Authenticated::public);
        }
        Err(why) => {
            tracing::info!(%why, "not signed in");
            return counted.map_or_else(IntoResponse::into_response, |()| refused(&why));
        }
    }
    next.run(request).await
}

/// Whether a request that is not believed counts: not where only the organisation is missing.
fn is_failure(why: &NotSignedIn) -> bool {
    !matches!(
        why,
        NotSignedIn::Refused(Reason::OrganisationNotNamed | Reason::OrganisationUnreadable)
    )
}

/// The answer to a request that is not believed. Those that are refused are all answered alike: the reason is in the
/// log.
fn refused(why: &NotSignedIn) -> Response {
    let refused = |status, code, message: &str| BadRequest::new(status, code, message);
    match why {
        NotSignedIn::Refused(Reason::OrganisationNotNamed) => {
            let message = "you may act for several organisations: name one by its KBO number in the header \
                           Loopbrug-Organisation";
            refused(StatusCode::BAD_REQUEST, "ORGANISATION_NOT_NAMED", message).into_response()
        }
        NotSignedIn::Refused(Reason::OrganisationUnreadable) => {
            let message = "the header Loopbrug-Organisation is not one KBO number of ten digits";
            refused(StatusCode::BAD_REQUEST, "MALFORMED_ORGANISATION", message).into_response()
        }
        NotSignedIn::Refused(_) => {
            let message = "this token does not sign you in here: get a new one, and send it as \
                           Authorization: Bearer <token>";
            let refused = refused(StatusCode::UNAUTHORIZED, "NOT_SIGNED_IN", message);
            ([(WWW_AUTHENTICATE, CHALLENGE)], refused).into_response()
        }
        // By now there is room again.
        NotSignedIn::TooManyRefused => too_many(1).into_response(),
        NotSignedIn::Unavailable => {
            let message = "the sign-in provider does not answer, so nobody can say who you are: try again in a \
                           moment";
            refused(StatusCode::SERVICE_UNAVAILABLE, "SIGN_IN_UNAVAILABLE", message).into_response()
        }
    }
}
