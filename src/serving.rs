//! Connections of those who ask: how many there may be, and how long each may take over what it sends.
//!
//! Whoever opens connections and sends nothing, or as slowly as can be, takes them away from others. So
//! each has deadlines, and there are fewer than the process may have open files. Some are kept for
//! `/health`: when all others are taken, whoever looks after the process is still answered.

mod limits;
mod slow;

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use loopbrug_graphql::Connected;

use crate::stop::Stop;
pub(crate) use limits::Limits;
use slow::{body_in_time, written_in_time};

/// How long a connection may take until the headers of its next request are there in full, and so how
/// long it may be idle too.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// The same for the connections that are kept for `/health`.
const HEALTH_WITHIN: Duration = Duration::from_secs(1);
/// How long to wait after the machine let us have no further connection.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// A place for a connection, given back when it is dropped.
#[derive(Debug)]
struct Place {
    may: May,
    _permit: OwnedSemaphorePermit,
}

/// What a connection may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    AskAnything,
    /// Whether all is well, once.
    AskForHealth,
}

impl Place {
    fn new(may: May, permit: OwnedSemaphorePermit) -> Self {
        Self { may, _permit: permit }
    }

    /// The place for a connection that has come: another may have been given up meanwhile.
    fn or_better(self, any: &Arc<Semaphore>) -> Self {
        match Arc::clone(any).try_acquire_owned() {
            Ok(permit) if self.may == May::AskForHealth => Self::new(May::AskAnything, permit),
            _ => self,
        }
    }
}

/// Serves until it is asked to stop, and then until all that was asked before is answered.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: Stop) {
    let (any, health) =
        (Arc::new(Semaphore::new(limits.any)), Arc::new(Semaphore::new(limits.health)));
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop.asked());
    loop {
        // The place comes first: one that is given up harms nobody, a connection that is would.
        let next = async {
            let place = place(&any, &health).await;
            let stream = accept(&listener).await;
            (stream, place.or_better(&any))
        };
        tokio::select! {
            (stream, place) = next => {
                connections.spawn(converse(stream, place, router.clone(), stopped.clone()));
            }
            // Those that have ended are forgotten.
            Some(_) = connections.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    stopping.send_replace(true);
    while connections.join_next().await.is_some() {}
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no further connection can be taken; trying again");
                tokio::time::sleep(OUT_OF_FILES).await;
            }
        }
    }
}

/// Whoever connected is gone again.
fn is_of_the_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// A place for the next connection: one of those for anything while there are any, else one of those that are
/// kept for `/health`. It waits where both are taken.
async fn place(any: &Arc<Semaphore>, health: &Arc<Semaphore>) -> Place {
    if let Ok(permit) = Arc::clone(any).try_acquire_owned() {
        return Place::new(May::AskAnything, permit);
    }
    tokio::select! {
        Ok(permit) = Arc::clone(any).acquire_owned() => Place::new(May::AskAnything, permit),
        Ok(permit) = Arc::clone(health).acquire_owned() => Place::new(May::AskForHealth, permit),
        // They are never closed.
        else => std::future::pending().await,
    }
}

/// Answers what comes over a connection.
async fn converse(stream: TcpStream, place: Place, router: Router, stop: watch::Receiver<bool>) {
    let connected = stream.peer_addr().map(|address| Connected(address.ip())).ok();
    // An answer is sent when it is written; without it there is one that is slower, and no other harm.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new());
    match place.may {
        May::AskAnything => {
            http.header_read_timeout(HEADERS_WITHIN);
            let service = service_fn(move |mut request: Request<Incoming>| {
                if let Some(connected) = connected {
                    request.extensions_mut().insert(connected);
                }
                answered(router.clone(), request)
            });
            until_it_ends(&http, stream, service, stop).await;
        }
        May::AskForHealth => {
            http.header_read_timeout(HEALTH_WITHIN).keep_alive(false);
            let service = service_fn(move |request: Request<Incoming>| {
                let router = router.clone();
                async move {
                    if request.uri().path().starts_with("/health/") {
                        answered(router, request).await
                    } else {
                        Ok(full())
                    }
                }
            });
            until_it_ends(&http, stream, service, stop).await;
        }
    }
    drop(place);
}

/// Answers a request. Who is refused before the body was read may still be sending it: what is left is read, so that
/// the answer arrives and the next request finds the connection as it was; where it is too much, the answer says that
/// the connection ends.
async fn answered(
    router: TowerToHyperService<Router>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let (body, unread) = body_in_time(body);
    let mut response = router.call(Request::from_parts(parts, body)).await?;
    if !unread.read().await {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

async fn until_it_ends<S>(
    http: &http1::Builder,
    stream: TcpStream,
    service: S,
    mut stop: watch::Receiver<bool>,
) where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
{
    let stream = TokioIo::new(written_in_time(stream));
    let mut connection = pin!(http.serve_connection(stream, service));
    // How a connection ends is the business of whoever opened it.
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = async { drop(stop.wait_for(|stop| *stop).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended before its time");
    }
}

/// The answer to whoever asks something else by a connection that is kept for `/health`.
fn full() -> Response<Body> {
    let said = r#"{"errors":[{"message":"too many connections are open: try again in a moment","extensions":{"code":"TOO_MANY_CONNECTIONS"}}]}"#;
    let mut response = Response::new(Body::from(said));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    for (name, value) in
        [(CONTENT_TYPE, "application/json"), (RETRY_AFTER, "1"), (CONNECTION, "close")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
