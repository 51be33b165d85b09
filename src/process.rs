//! The composition root: which parts a process has, and how they start and stop.

mod database;

use std::future::{Future, pending};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail};
use loopbrug_graphql::{Api, router};
use loopbrug_infra::catalogues;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::cluster::{ClusterState, Supervised};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::health::Health;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::seal::Sealer;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::sessions::Sessions;
use loopbrug_infra::views::Views;
use loopbrug_sign_in::SignIn;
use loopbrug_web::{DemoPerson, Listeners, Pages, Provider, SignInBy};
use tokio::net::TcpListener;
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;
use tokio::time::timeout_at;

use self::database::nothing_half_imported;
pub(crate) use self::database::{CLUSTER_STOPS_WITHIN, Database, in_use, start_private};
use crate::keys::Keys;
use crate::serving::{self, Limits};
use crate::settings::{BrowserSettings, Settings};
use crate::stop::{Deadlines, Stop};

/// A process at work: it takes commands, follows the log and answers questions.
pub(crate) struct Process {
    pub(crate) database: Database,
    keys: Keys,
    pub(crate) commands: Commands,
    pub(crate) views: Views,
    api: Api,
    pub(crate) sign_in: SignIn,
    browser: BrowserSettings,
    sessions: Sessions,
    clock: Clock,
    limits: Limits,
    pub(crate) log: LogWriter,
    live: Live,
    chores: Chores,
}

/// What a process does beside serving: it carries out erasures that were decided, looks for people who were left behind
/// in the index of those who are known, drops the names of who was erased, and removes from the access record what is
/// older than it is kept; and it says so when the keys are gone for good. They end when it is dropped.
#[derive(Debug)]
struct Chores {
    _tasks: JoinSet<()>,
}

impl Chores {
    fn begin(
        commands: &Commands,
        views: &Views,
        clock: Clock,
        keys: Option<Receiver<ClusterState>>,
    ) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let why = given_up(keys).await;
            tracing::error!(%why, "there are no keys of clients any more, until this program is started anew");
        });
        tasks.spawn(commands.clone().complete_erasures());
        tasks.spawn(commands.clone().complete_index());
        tasks.spawn(views.clone().forget_erased());
        tasks.spawn(views.access_record().clone().remove_expired(clock));
        Self { _tasks: tasks }
    }
}

impl Process {
    /// Starts everything; none where the process is asked to stop before that is done.
    pub(crate) async fn start(settings: &Settings, stop: &Stop) -> anyhow::Result<Option<Self>> {
        tokio::select! {
            started = Self::start_all(settings, stop) => started.map(Some),
            () = stop.asked() => Ok(None),
        }
    }

    async fn start_all(settings: &Settings, stop: &Stop) -> anyhow::Result<Self> {
        let (site, asking, deadline) = (settings.site()?, settings.asking()?, settings.deadline());
        let witnesses = settings.witnesses()?;
        let provider = settings.provider()?;
        let database = Database::open(settings).await?;
        if let Some(cluster) = &database.cluster {
            stop.stop_by_force_with(cluster.forced_stop());
        }
        let keys = Keys::open(settings, &database.pool, stop).await?;
        let catalogues = Arc::new(catalogues::load(&database.pool).await?);
        let log = LogWriter::new(database.pool.clone());
        let clock = Clock::of(&database.pool).await?;
        let vault = keys.vault.clone();
        let sign_in = settings.sign_in(provider, clock.clone())?;
        if let Some(provider) = sign_in.provider().cloned() {
            // One that does not answer keeps nothing from starting; whoever reads the log knows.
            tokio::spawn(async move { provider.published().await.is_ok() });
        }
        let pools = database.pools.clone();
        let (mut live, mut views) =
            Live::start(pools.clone(), Arc::clone(&catalogues), clock.clone()).await?;
        // Once more: an import that began since has seen nobody who serves.
        nothing_half_imported(&database.pool).await?;
        match settings.seal_key() {
            Ok(key) => {
                live.seal(Sealer::new(pools.projections, catalogues.regions(), key.clone()));
                views = views.with_seal_key(SealKeyFile::at(key));
            }
            Err(error) => tracing::warn!("starting without sealing the log: {error:#}"),
        }
        let views = views.with_vault(vault.clone());
        let access = views.access_record().clone();
        let commands = Commands::new(log.clone(), catalogues, clock.clone(), vault, access);
        let sessions = Sessions::new(database.pools.reads.clone());
        let browser = settings.browser.clone();
        let cluster = database.cluster.as_ref().map(Supervised::state);
        let health = Health::new(&database.pool, &views, settings.ready_lag, cluster);
        let health = health.with_keys(keys.state());
        let limits = Limits::of_process(settings.database_connections);
        let chores = Chores::begin(&commands, &views, clock.clone(), keys.state());
        let api = Api {
            site,
            limits: asking,
            deadline,
            witnesses,
            ..Api::new(commands.clone(), views.clone(), health, sign_in.clone())
        };
        Ok(Self {
            database,
            keys,
            commands,
            views,
            api,
            sign_in,
            browser,
            sessions,
            clock,
            limits,
            log,
            live,
            chores,
        })
    }

    /// The pages of a server that listens here.
    fn pages(
        &self,
        address: SocketAddr,
        people: Option<Vec<DemoPerson>>,
        stop: &Stop,
    ) -> anyhow::Result<Pages> {
        let code_flow = self.sign_in.provider().and_then(|provider| {
            Some((provider.clone(), provider.configuration().code_flow.clone()?))
        });
        let origin = self.browser.origin(address, code_flow.is_some())?;
        let sign_in = match (people, code_flow) {
            // Whoever reaches the server may be any of them.
            (Some(people), _) if address.ip().is_loopback() => SignInBy::Choice(people),
            (_, Some((provider, code_flow))) => {
                let clock = self.clock.clone();
                SignInBy::Provider(Box::new(Provider::new(provider, code_flow, &origin, clock)))
            }
            (_, None) => SignInBy::Nothing,
        };
        let sessions = (self.sessions.clone(), self.browser.lives());
        let records = (self.views.clone(), self.commands.clone());
        // Whoever listens has a connection for as long as that: most of them are for those who ask.
        let listeners = Listeners::new((self.limits.any / 4).max(1), stop.receiver());
        Ok(Pages::new(sign_in, records, sessions, origin, listeners))
    }

    /// Serves until it is asked to stop, then answers what was asked before and stops. Every part of
    /// that has a deadline: whoever has not finished asking by then is not waited for, nor is a database
    /// that does not answer. In a browser one is one of these people of the demo, if there are any.
    pub(crate) async fn serve(
        self,
        listener: TcpListener,
        people: Option<Vec<DemoPerson>>,
        stop: &Stop,
    ) -> anyhow::Result<()> {
        let pages = self.pages(listener.local_addr()?, people, stop)?;
        let Self { database, keys, api, limits, log, live, chores, .. } = self;
        let router = router(api, |routes, guard| pages.around(routes, |pages| guard.before(pages)));
        let given_up = given_up(database.cluster.as_ref().map(Supervised::state));
        let serving = tokio::spawn(serving::serve(listener, router, limits, stop.clone()));
        tokio::select! {
            why = given_up => {
                // Its end says why once more, with all there is to say.
                tracing::error!(%why, "stopping: there is no database any more");
                return close(database, keys, Deadlines::from_now()).await;
            }
            () = stop.asked() => {}
        }
        drop(chores);
        let deadlines = Deadlines::from_now();
        let answered = async {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the server did not end well");
            }
        };
        in_time(deadlines.answered(), "answering what was asked", answered).await;
        // What was taken is written, also for those whose connection we did not wait for.
        if !in_time(deadlines.written(), "writing what waits to be recorded", log.close()).await {
            tracing::error!(
                "stopping before all that waited was written; nobody had an answer that it was"
            );
        }
        in_time(deadlines.at_rest(), "ending the projections", live.stop()).await;
        close(database, keys, deadlines).await
    }
}

/// Closes both databases, whatever comes of the other one.
async fn close(database: Database, keys: Keys, deadlines: Deadlines) -> anyhow::Result<()> {
    let (database, keys) =
        tokio::join!(database.close_in_time(deadlines), keys.close_in_time(deadlines));
    database.and(keys)
}

/// Does something until a deadline; gives whether it was done.
async fn in_time(deadline: Instant, what: &str, done: impl Future<Output = ()>) -> bool {
    let done = timeout_at(deadline.into(), done).await.is_ok();
    if !done {
        tracing::warn!("{what} takes too long; stopping all the same");
    }
    done
}

/// Completes when the private PostgreSQL is not started again.
async fn given_up(cluster: Option<Receiver<ClusterState>>) -> String {
    let Some(mut state) = cluster else { return pending().await };
    let given_up = state.wait_for(|state| matches!(state, ClusterState::GivenUp { .. })).await;
    match given_up {
        Ok(state) => state.problem().unwrap_or_default(),
        Err(_) => "nobody looks after the private PostgreSQL".to_owned(),
    }
}

/// Listens, on a loopback address only unless sign-in is configured.
pub(crate) async fn listen(settings: &Settings) -> anyhow::Result<TcpListener> {
    let addresses = settings.listen_on().await?;
    let listen = &settings.listen;
    match TcpListener::bind(&*addresses).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "cannot listen on {listen}: another program has that port; stop it, or name another by \
             --listen or LOOPBRUG_LISTEN"
        ),
        Err(error) => Err(error).with_context(|| {
            format!("cannot listen on {listen}; name another place by --listen or LOOPBRUG_LISTEN")
        }),
    }
}
