//! Deadlines for those who send and read slowly.

use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::StreamExt;
use futures::stream::try_unfold;
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_io_timeout::TimeoutStream;

/// How long the whole body of a request may take. A body is at most a few hundred kB.
const BODY_WITHIN: Duration = Duration::from_secs(15);
/// How long whoever is answered may take nothing of the answer.
const TAKEN_WITHIN: Duration = Duration::from_secs(15);

/// The body, which fails when it is not there in time, however it trickles in.
pub(super) fn body_in_time(body: Incoming) -> Body {
    let deadline = Instant::now() + BODY_WITHIN;
    let chunks = Body::new(body).into_data_stream();
    Body::from_stream(try_unfold(chunks, move |mut chunks| async move {
        let late = |_| axum::Error::new(Late);
        let next = timeout_at(deadline, chunks.next()).await.map_err(late)?;
        Ok::<_, axum::Error>(next.transpose()?.map(|chunk: Bytes| (chunk, chunks)))
    }))
}

/// A stream that fails when the other side takes nothing of what is written for too long.
pub(super) fn written_in_time(stream: TcpStream) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(TAKEN_WITHIN));
    Box::pin(stream)
}

#[derive(Debug)]
struct Late;

impl std::fmt::Display for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the body was not there within {} seconds", BODY_WITHIN.as_secs())
    }
}

impl std::error::Error for Late {}
