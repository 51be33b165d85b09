//! What stands between a program and its database, and fails it: it swallows what is sent without
//! closing anything, or takes away an answer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::time::sleep;

/// What happens to a connection once its client has sent certain bytes, which still get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing more gets through, in either direction, and nobody is told.
    Swallowed,
    /// It is closed, before there is an answer; and nobody gets in any more.
    CutOff,
}

#[derive(Debug, Default)]
struct State {
    /// Connections with a lower number are swallowed.
    swallowed_below: AtomicU64,
    next: AtomicU64,
    closed: AtomicBool,
    trap: Mutex<Option<(&'static str, Fate)>>,
}

/// A proxy in front of a database.
#[derive(Debug, Clone)]
pub(crate) struct Proxy {
    state: Arc<State>,
    port: u16,
}

impl Proxy {
    /// A proxy in front of the database of this pool, which is reached by a socket.
    pub(crate) async fn before(pool: &PgPool) -> Self {
        let options = pool.connect_options();
        let socket = options
            .get_socket()
            .expect("a socket")
            .join(format!(".s.PGSQL.{}", options.get_port()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let accepting = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if accepting.closed.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = UnixStream::connect(&socket).await else { continue };
                tokio::spawn(relay(client, server, Arc::clone(&accepting)));
            }
        });
        Self { state, port }
    }

    /// How the database of this pool is reached through here.
    pub(crate) fn options(&self, pool: &PgPool) -> PgConnectOptions {
        let options = (*pool.connect_options()).clone();
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username(options.get_username())
            .database(options.get_database().unwrap())
            .ssl_mode(sqlx::postgres::PgSslMode::Disable)
    }

    /// Swallows every connection that there is; later ones get through.
    pub(crate) fn swallow(&self) {
        let all = self.state.next.load(Ordering::SeqCst);
        self.state.swallowed_below.store(all, Ordering::SeqCst);
    }

    /// What happens to the next connection whose client sends this.
    pub(crate) fn trap(&self, sent: &'static str, fate: Fate) {
        *self.state.trap.lock().unwrap() = Some((sent, fate));
    }

    /// Whether a trap has still to be met.
    pub(crate) fn is_set(&self) -> bool {
        self.state.trap.lock().unwrap().is_some()
    }

    /// Lets everybody in again.
    pub(crate) fn open(&self) {
        self.state.closed.store(false, Ordering::SeqCst);
    }
}

async fn relay(client: TcpStream, server: UnixStream, state: Arc<State>) {
    let number = state.next.fetch_add(1, Ordering::SeqCst);
    let swallowed = Arc::new(AtomicBool::new(false));
    let (from_client, to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let lost = {
        let (state, swallowed) = (Arc::clone(&state), Arc::clone(&swallowed));
        move || {
            swallowed.load(Ordering::SeqCst)
                || number < state.swallowed_below.load(Ordering::SeqCst)
        }
    };
    let answers = tokio::spawn(answers(
        to_client,
        async move |chunk: &mut [u8]| from_server.read(chunk).await,
        lost.clone(),
    ));
    questions(from_client, &mut to_server, &state, &swallowed, lost).await;
    answers.abort();
}

/// From the server to the client.
async fn answers(
    mut client: OwnedWriteHalf,
    mut read: impl AsyncFnMut(&mut [u8]) -> std::io::Result<usize>,
    lost: impl Fn() -> bool,
) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = read(&mut chunk).await {
        if !lost() && client.write_all(&chunk[..read]).await.is_err() {
            return;
        }
    }
    // A client whose words are swallowed does not learn that the server is gone either.
    while lost() {
        sleep(Duration::from_millis(50)).await;
    }
}

/// From the client to the server.
async fn questions(
    mut client: OwnedReadHalf,
    server: &mut tokio::net::unix::OwnedWriteHalf,
    state: &State,
    swallowed: &AtomicBool,
    lost: impl Fn() -> bool,
) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = client.read(&mut chunk).await {
        if lost() {
            continue;
        }
        let sent = &chunk[..read];
        let fate = {
            let mut trap = state.trap.lock().unwrap();
            let met = trap.filter(|(words, _)| contains(sent, words.as_bytes()));
            if met.is_some() {
                *trap = None;
            }
            met.map(|(_, fate)| fate)
        };
        if fate == Some(Fate::CutOff) {
            state.closed.store(true, Ordering::SeqCst);
        }
        if fate.is_some() {
            swallowed.store(true, Ordering::SeqCst);
        }
        if server.write_all(sent).await.is_err() || fate == Some(Fate::CutOff) {
            // Until what got through is done.
            sleep(Duration::from_millis(200)).await;
            return;
        }
    }
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}
