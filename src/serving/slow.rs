//! Deadlines for those who send and read slowly.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures::StreamExt;
use futures::stream::try_unfold;
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};
use tokio_io_timeout::TimeoutStream;

/// How long the whole body of a request may take. A body is at most a few hundred kB.
const BODY_WITHIN: Duration = Duration::from_secs(15);
/// How long whoever is answered may take nothing of the answer.
const TAKEN_WITHIN: Duration = Duration::from_secs(15);

/// So much of a body that nobody asked for is read, in bytes: as much as one may have.
const UNREAD: usize = 256 * 1024;

/// What has not been read yet of the body of a request.
#[derive(Clone)]
pub(super) struct Unread {
    chunks: Arc<Mutex<BodyDataStream>>,
    deadline: Instant,
}

/// The body, which fails when it is not there in time, however it trickles in; and what will be left of it.
pub(super) fn body_in_time(body: Incoming) -> (Body, Unread) {
    let chunks = Arc::new(Mutex::new(Body::new(body).into_data_stream()));
    let unread = Unread { chunks, deadline: Instant::now() + BODY_WITHIN };
    let body = try_unfold(unread.clone(), async |unread| {
        Ok::<_, axum::Error>(unread.next().await?.map(|chunk| (chunk, unread)))
    });
    (Body::from_stream(body), unread)
}

impl Unread {
    async fn next(&self) -> Result<Option<Bytes>, axum::Error> {
        let late = |_| axum::Error::new(Late);
        let mut chunks = self.chunks.lock().await;
        timeout_at(self.deadline, chunks.next()).await.map_err(late)?.transpose()
    }

    /// Reads what is left, if it is not too much; gives whether all of it was there. Where it was not, the next request
    /// cannot be told from it, and the connection ends.
    pub(super) async fn read(self) -> bool {
        let mut read = 0;
        loop {
            match self.next().await {
                Ok(None) => return true,
                Ok(Some(chunk)) if read + chunk.len() <= UNREAD => read += chunk.len(),
                Ok(Some(_)) | Err(_) => return false,
            }
        }
    }
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
