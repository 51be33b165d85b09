//! How much may be asked: by one actor, by one peer who is not signed in, and by all at once.
//!
//! What is asked counts by its work: a request is one, each table that it has counted one more, and a search for a name
//! or the question whether somebody is known ten. Who is signed in has a bucket of their own, wherever they are; whoever
//! is not shares that of their address, and so does every failed sign-in. Beyond a limit the answer is 429 with when to
//! come back; when all places are taken it is 503, because what waits would only grow.

mod buckets;
mod peer;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use loopbrug_sign_in::{Authenticated, Method};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::buckets::Buckets;
pub use self::peer::{Connected, NoNetwork, TrustedProxies};
use crate::error::BadRequest;

/// How much may be asked; what is absent has no limit.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// By whoever is signed in: requests in a minute, and as many at once after a while.
    pub of_an_actor: Option<NonZeroU32>,
    /// The same from one address by those who are not signed in.
    pub of_a_peer: Option<NonZeroU32>,
    /// How many requests are carried out at the same time.
    pub at_once: Option<NonZeroU32>,
    /// Whose word is taken for where a request comes from.
    pub proxies: TrustedProxies,
}

/// The limits at work, which every request passes.
#[derive(Debug, Clone)]
pub(crate) struct Door(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    actors: Option<Buckets>,
    peers: Option<Buckets>,
    places: Option<Arc<Semaphore>>,
    proxies: TrustedProxies,
}

/// A place among those that are carried out at the same time, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: Option<OwnedSemaphorePermit>,
}

/// Lets in requests for pages within the same limits as those of the API.
#[derive(Debug, Clone)]
pub struct Guard(pub(crate) Door);

impl Guard {
    /// These routes, for as much as may be asked. Who is signed in is among the extensions of a request.
    pub fn before(self, routes: Router) -> Router {
        routes.route_layer(from_fn_with_state(self.0, admitted))
    }
}

/// Where a request comes from: an IPv4 address, or a network of IPv6 that one customer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Peer(u128);

impl Door {
    pub(crate) fn new(limits: Limits) -> Self {
        let Limits { of_an_actor, of_a_peer, at_once, proxies } = limits;
        let places = at_once.map(|most| most.get().try_into().unwrap_or(Semaphore::MAX_PERMITS));
        Self(Arc::new(Inside {
            actors: of_an_actor.map(Buckets::new),
            peers: of_a_peer.map(Buckets::new),
            places: places.map(|places| Arc::new(Semaphore::new(places))),
            proxies,
        }))
    }

    /// Lets in what costs so much, if there is a place and the actor has not asked too much.
    pub(crate) fn admit(
        &self,
        Authenticated { actor, method }: &Authenticated,
        peer: Peer,
        cost: u64,
    ) -> Result<Place, BadRequest> {
        if *method == Method::Nobody {
            return self.admit_peer(peer, cost);
        }
        if let Some(actors) = &self.0.actors {
            actors.take((actor.worker, actor.organisation), cost).map_err(too_many)?;
        }
        self.place()
    }

    /// The same for whoever is not signed in.
    fn admit_peer(&self, peer: Peer, cost: u64) -> Result<Place, BadRequest> {
        self.of_peer(peer, cost)?;
        self.place()
    }

    fn place(&self) -> Result<Place, BadRequest> {
        let permit = self.0.places.as_ref().map(|places| Arc::clone(places).try_acquire_owned());
        let busy = |_| {
            let message = "as much is being answered as can be; ask again in a moment";
            let busy = BadRequest::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", message);
            busy.again_after(1)
        };
        Ok(Place { _permit: permit.transpose().map_err(busy)? })
    }

    /// Where a request comes from.
    pub(crate) fn peer(&self, request: &Request) -> Peer {
        self.0.proxies.peer(request.extensions().get(), request.headers())
    }

    /// Counts a sign-in that failed, or that may.
    pub(crate) fn failed(&self, peer: Peer) -> Result<(), BadRequest> {
        self.of_peer(peer, 1)
    }

    /// A sign-in that was counted did not fail.
    pub(crate) fn did_not_fail(&self, peer: Peer) {
        if let Some(peers) = &self.0.peers {
            peers.give_back(peer);
        }
    }

    fn of_peer(&self, peer: Peer, cost: u64) -> Result<(), BadRequest> {
        match &self.0.peers {
            Some(peers) => peers.take(peer, cost).map_err(too_many),
            None => Ok(()),
        }
    }
}

pub(crate) fn too_many(seconds: u64) -> BadRequest {
    let message = format!("too much is asked; ask again in {seconds} s, or for less");
    BadRequest::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", message)
        .again_after(seconds)
}

/// So many tables the page of a region counts: its reports, and two for each step of its trend.
const TABLES_OF_A_PAGE: u64 = 50;

/// Answers a request for a page, if it is let in.
async fn admitted(State(door): State<Door>, request: Request, next: Next) -> Response {
    let peer = door.peer(&request);
    let who = request.extensions().get().cloned().unwrap_or_else(Authenticated::public);
    let path = request.uri().path();
    // Whoever listens gets positions, and no table.
    let counts_tables = path.starts_with("/regio/") && !path.ends_with("/stand");
    let cost = if counts_tables { TABLES_OF_A_PAGE } else { 1 };
    match door.admit(&who, peer, cost) {
        Ok(_place) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}
