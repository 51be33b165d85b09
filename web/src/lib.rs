//! Pages for people, made on the server: they read and work without script.
//!
//! These are the first, plain ones: who somebody is, sign-in and sign-out. A page decides nothing and runs no SQL.

mod chooser;
mod home;
mod lang;
mod layout;
mod origin;
mod session;
mod sign_in;
mod sign_out;
mod trouble;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use loopbrug_infra::directory::Directory;
use loopbrug_infra::sessions::Sessions;

pub use chooser::DemoPerson;
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
    directory: Directory,
    sessions: Sessions,
    lives: Lives,
    origin: Origin,
}

impl Pages {
    /// The pages of a server that people reach at an origin.
    #[must_use]
    pub fn new(
        sign_in: SignInBy,
        directory: Directory,
        (sessions, lives): (Sessions, Lives),
        origin: Origin,
    ) -> Self {
        Self(Arc::new(Site { sign_in, directory, sessions, lives, origin }))
    }

    /// These routes with the pages beside them, which have a guard. Requests of somebody who is signed in by a session
    /// carry, from here on, who it is. What is the same for everybody waits for no session.
    pub fn around(self, routes: Router, guarded: impl FnOnce(Router) -> Router) -> Router {
        let sessions = session::layer(&self.0);
        let mut pages = Router::new()
            .route("/", get(home::page))
            .route("/organisation", post(home::choose_organisation))
            .route("/sign-in", get(sign_in::start))
            .route("/sign-in/callback", get(sign_in::finish))
            .route("/sign-out", post(sign_out::sign_out));
        if let SignInBy::Choice(_) = self.0.sign_in {
            pages = pages.route("/sign-in/choose", post(chooser::choose));
        }
        let pages = guarded(pages.with_state(self.clone()))
            .route_layer(from_fn_with_state(self, trouble::words_of_trouble));
        let asked = routes.merge(pages).layer(from_fn(session::session_actor)).layer(sessions);
        asked.merge(layout::assets())
    }
}
