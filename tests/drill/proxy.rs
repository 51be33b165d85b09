//! A proxy between the program and PostgreSQL, which fails as networks do.
//!
//! The program knows one address of it for ever; what is behind that can be another server, nobody,
//! or somebody who does not answer any more.

mod frontend;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream, UnixStream, unix};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use self::frontend::{Frontend, Meaning};

/// What is done when somebody holds the head of a log between two exchanges.
type Hook = Box<dyn Fn() + Send + Sync>;

/// The proxy. Connections go with it.
#[derive(Debug)]
pub(crate) struct Proxy {
    shared: Arc<Shared>,
    port: u16,
    task: JoinHandle<()>,
}

struct Shared {
    /// The socket of the server behind it; none: nobody answers at this address.
    server: Mutex<Option<PathBuf>>,
    connections: Mutex<Vec<Weak<Line>>>,
    /// The answer of the next commit is to be lost.
    to_lose: Mutex<Option<Loses>>,
    lost: AtomicU32,
    when_head_is_held: Mutex<Option<Hook>>,
}

/// A connection of the program.
#[derive(Debug, Default)]
struct Line {
    /// It has written to a log.
    appends: AtomicBool,
    /// What is sent on it disappears, either way, and nobody is told.
    swallowed: AtomicBool,
    /// The answer that comes next is not let through: the connection ends instead.
    lose_next: AtomicBool,
    /// And nobody answers at this address from then on.
    stay_away: AtomicBool,
    /// It holds the head of a log, for as long as its transaction is open.
    locks_head: AtomicBool,
    ended: Notify,
}

/// Which connections are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those that have written to a log.
    Appending,
    All,
}

/// When the connection of a lost answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loses {
    /// When the server has been asked: it may have committed, or not yet.
    AtOnce,
    /// When the server has answered: it has committed.
    OnceAnswered,
    /// The same, and all other connections end with it; nobody answers until
    /// [`switch_to`](Proxy::switch_to).
    AndStaysAway,
}

impl Proxy {
    pub(crate) async fn start(server: PathBuf) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            server: Mutex::new(Some(server)),
            connections: Mutex::default(),
            to_lose: Mutex::default(),
            lost: AtomicU32::new(0),
            when_head_is_held: Mutex::default(),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { shared, port, task })
    }

    /// Its address, for the program.
    pub(crate) fn url(&self) -> String {
        format!("postgres://loopbrug@127.0.0.1:{}/loopbrug?sslmode=disable", self.port)
    }

    /// Ends all connections, and has another server behind it, or nobody.
    pub(crate) fn switch_to(&self, server: Option<PathBuf>) {
        self.shared.switch_to(server);
    }

    /// Swallows what is sent on connections that are open now, without closing them; gives how many.
    pub(crate) fn swallow(&self, which: Which) -> usize {
        let lines = self.shared.lines();
        let meant = lines.iter().filter(|line| {
            let open = !line.swallowed.load(Ordering::Relaxed);
            open && (which == Which::All || line.appends.load(Ordering::Relaxed))
        });
        meant.map(|line| line.swallowed.store(true, Ordering::Relaxed)).count()
    }

    /// The answer of the next commit of an append is lost, with its connection.
    pub(crate) fn lose_an_answer(&self, loses: Loses) {
        *self.shared.to_lose.lock().unwrap_or_else(PoisonError::into_inner) = Some(loses);
    }

    /// How many answers were lost so far.
    pub(crate) fn lost(&self) -> u32 {
        self.shared.lost.load(Ordering::Relaxed)
    }

    /// Does this, once, when an appender holds the head of its log between two exchanges.
    pub(crate) fn when_head_is_held(&self, hook: impl Fn() + Send + Sync + 'static) {
        *self.shared.hook() = Some(Box::new(hook));
    }

    /// Does it no more, where that has not come about yet.
    pub(crate) fn no_more_when_head_is_held(&self) {
        self.shared.hook().take();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.switch_to(None);
    }
}

impl Shared {
    fn switch_to(&self, server: Option<PathBuf>) {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = server;
        for line in self.lines() {
            line.ended.notify_one();
        }
    }

    fn lines(&self) -> Vec<Arc<Line>> {
        let mut lines = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|line| line.strong_count() > 0);
        lines.iter().filter_map(Weak::upgrade).collect()
    }

    fn enter(&self, line: &Arc<Line>) {
        let mut lines = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(Arc::downgrade(line));
    }

    fn hook(&self) -> std::sync::MutexGuard<'_, Option<Hook>> {
        self.when_head_is_held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("server", &self.server).finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((program, _)) = listener.accept().await {
        let server = shared.server.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Without a server the connection is closed again at once.
        let Some(server) = server else { continue };
        tokio::spawn(connect(program, server, Arc::clone(&shared)));
    }
}

async fn connect(program: TcpStream, server: PathBuf, shared: Arc<Shared>) {
    let Ok(server) = UnixStream::connect(server).await else { return };
    // What delays an answer is a fault that is struck, and nothing else.
    let _ = program.set_nodelay(true);
    let line = Arc::new(Line::default());
    shared.enter(&line);
    let ((from_program, to_program), (from_server, to_server)) =
        (program.into_split(), server.into_split());
    let there = forward(from_program, to_server, Arc::clone(&line), Arc::clone(&shared));
    let back = answer(from_server, to_program, Arc::clone(&line), Arc::clone(&shared));
    // A swallowed connection stays open until the program gives it up.
    tokio::select! {
        () = there => {}
        () = back => {}
        () = line.ended.notified() => {}
    }
}

/// From the program to the server.
async fn forward(
    mut program: OwnedReadHalf,
    mut server: unix::OwnedWriteHalf,
    line: Arc<Line>,
    shared: Arc<Shared>,
) {
    let (mut bytes, mut frontend) = (vec![0; 64 * 1024], Frontend::default());
    while let Ok(read @ 1..) = program.read(&mut bytes).await {
        if line.swallowed.load(Ordering::Relaxed) {
            continue;
        }
        let mut loses = None;
        for meaning in frontend.read(&bytes[..read]) {
            match meaning {
                Meaning::LocksHead => line.locks_head.store(true, Ordering::Relaxed),
                Meaning::Commits => {
                    line.appends.store(true, Ordering::Relaxed);
                    loses = shared.to_lose.lock().unwrap_or_else(PoisonError::into_inner).take();
                }
            }
        }
        let once_answered = matches!(loses, Some(Loses::OnceAnswered | Loses::AndStaysAway));
        line.stay_away.store(loses == Some(Loses::AndStaysAway), Ordering::Relaxed);
        line.lose_next.store(once_answered, Ordering::Relaxed);
        if server.write_all(&bytes[..read]).await.is_err() {
            return;
        }
        if loses == Some(Loses::AtOnce) {
            shared.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
    }
}

/// From the server to the program.
async fn answer(
    mut server: unix::OwnedReadHalf,
    mut program: OwnedWriteHalf,
    line: Arc<Line>,
    shared: Arc<Shared>,
) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = server.read(&mut bytes).await.unwrap_or(0);
        if line.swallowed.load(Ordering::Relaxed) {
            // The server may hang up: the program is not to learn of it.
            if read == 0 {
                std::future::pending::<()>().await;
            }
            continue;
        }
        if read == 0 {
            return;
        }
        // The server has answered, so it has committed.
        if line.lose_next.swap(false, Ordering::Relaxed) {
            if line.stay_away.load(Ordering::Relaxed) {
                shared.switch_to(None);
            }
            shared.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        if line.locks_head.load(Ordering::Relaxed) {
            match bytes[..read].last_chunk::<6>() {
                Some([b'Z', 0, 0, 0, 5, b'T']) => {
                    if let Some(hook) = shared.hook().take() {
                        hook();
                    }
                }
                Some([b'Z', 0, 0, 0, 5, b'I' | b'E']) => {
                    line.locks_head.store(false, Ordering::Relaxed);
                }
                _ => {}
            }
        }
        if program.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
