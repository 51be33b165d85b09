//! Pages for people, made on the server: they read and work without script.
//!
//! A page runs no SQL and decides nothing of what is shown: it asks the views, which ask the policy. It turns away by
//! itself only who has no role for it. What it says is in `messages/`, by language, and how it looks in `assets/`.

mod account;
mod address;
mod assets;
mod chart;
mod chooser;
mod explain;
mod form;
mod home;
mod lang;
mod layout;
mod lineage;
mod live;
mod names;
mod opening;
mod origin;
mod publications;
mod queue;
mod receipt;
mod record;
mod region;
mod replay;
mod report;
mod rights;
mod rounds;
mod seal;
mod session;
mod sign_in;
mod sign_out;
mod steward;
mod trajectories;
mod trajectory;
mod trouble;
mod visit;
mod work_list;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::sessions::Sessions;
use loopbrug_infra::views::Views;

pub use chooser::DemoPerson;
pub use live::Listeners;
pub use origin::{NoOrigin, Origin};
pub use session::Lives;
pub use sign_in::Provider;

/// How somebody signs in.
#[derive(Debug)]
pub enum SignInBy {
    /// At a provider, which says who it is.
    Provider(Box<Provider>),
    /// By choosing one of these invented people. Whoever reaches the server is believed, so it is for a demo on
    /// loopback alone.
    Choice(Vec<DemoPerson>),
    /// Not at all: nothing is configured.
    Nothing,
}

/// The pages of a server.
#[derive(Debug, Clone)]
pub struct Pages(Arc<Site>);

/// What the pages stand on.
#[derive(Debug)]
struct Site {
    sign_in: SignInBy,
    views: Views,
    commands: Commands,
    sessions: Sessions,
    lives: Lives,
    origin: Origin,
    listeners: Listeners,
    kept: region::KeptPages,
}

impl Pages {
    /// The pages of a server that people reach at an origin.
    #[must_use]
    pub fn new(
        sign_in: SignInBy,
        (views, commands): (Views, Commands),
        (sessions, lives): (Sessions, Lives),
        origin: Origin,
        listeners: Listeners,
    ) -> Self {
        let kept = region::KeptPages::default();
        let site = Site { sign_in, views, commands, sessions, lives, origin, listeners, kept };
        Self(Arc::new(site))
    }

    /// These routes with the pages beside them, which have a guard. Requests of somebody who is signed in by a session
    /// carry, from here on, who it is. What is the same for everybody waits for no session.
    pub fn around(self, routes: Router, guarded: impl FnOnce(Router) -> Router) -> Router {
        let sessions = session::layer(&self.0);
        let mut pages = Router::new()
            .route("/", get(home::page))
            .route("/wie", get(account::page))
            .route("/organisation", post(account::choose_organisation))
            .route("/regio", get(region::choose))
            .route("/regio/{region}", get(region::page))
            .route("/regio/{region}/herkomst", get(lineage::page))
            .route("/regio/{region}/stand", get(live::figures))
            .route("/regio/{region}/{report}", get(report::page))
            .route("/regio/{region}/ontvangstbewijs/{report}", get(receipt::of_report))
            .route(
                "/regio/{region}/ontvangstbewijs/{quarter}/{report}",
                get(receipt::of_publication),
            )
            .route("/ontvangstbewijs", get(receipt::page).post(receipt::secret_half))
            .route("/historiek", get(replay::search))
            .route("/historiek/{kind}/{id}", get(replay::page))
            .route("/zegel", get(seal::page))
            .route("/zegel/bewijs", get(seal::proof))
            .route("/zegel/bewijs.txt", get(seal::proof_file))
            .route("/zegel/controlepunt", get(seal::checkpoint))
            .route("/werklijst", get(work_list::page))
            .route("/werklijst/stand", get(live::work))
            .route("/werklijst/nieuw", get(work_list::fresh))
            .route("/trajecten", get(trajectories::page))
            .route(opening::ADDRESS, get(opening::page).post(opening::step))
            .route("/trajecten/{trajectory}", get(trajectory::page))
            .route("/trajecten/{trajectory}/tijdlijn", get(trajectory::timeline))
            .route(
                "/trajecten/{trajectory}/verbeter/{event}",
                get(record::right::page).post(record::right::correct),
            )
            .route(
                "/trajecten/{trajectory}/intrekken/{event}",
                get(record::right::void_page).post(record::right::void),
            )
            .route(
                "/trajecten/{trajectory}/toegang-vragen",
                get(record::asking::page).post(record::asking::ask),
            )
            .route("/trajecten/{trajectory}/toegang-vragen/gevraagd", get(record::asking::done))
            .route(
                "/trajecten/{trajectory}/noteer/overdracht",
                get(record::taking_over::page).post(record::taking_over::answer),
            )
            .route(
                "/trajecten/{trajectory}/noteer/overdracht/genoteerd",
                get(record::taking_over::done),
            )
            .route("/trajecten/{trajectory}/noteer/{form}", get(record::page).post(record::record))
            .route("/trajecten/{trajectory}/noteer/{form}/genoteerd", get(record::done))
            .route("/wachtrij", post(queue::record))
            .route("/sign-in", get(sign_in::start))
            .route("/sign-in/callback", get(sign_in::finish))
            .route("/sign-out", post(sign_out::sign_out))
            .merge(rounds::routes())
            .merge(publications::routes())
            .merge(explain::routes())
            .merge(steward::routes())
            .merge(rights::routes());
        if let SignInBy::Choice(_) = self.0.sign_in {
            pages = pages.route("/sign-in/choose", post(chooser::choose));
        }
        let pages = guarded(pages.with_state(self.clone()))
            .fallback(trouble::not_found)
            .layer(from_fn(lang::remember))
            .layer(from_fn_with_state(self, trouble::words_of_trouble));
        let asked = routes.merge(pages).layer(from_fn(session::session_actor)).layer(sessions);
        asked.merge(assets::routes())
    }
}
