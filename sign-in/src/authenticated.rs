//! Who a request is from, and how that is known.

use loopbrug_domain::actor::{Actor, Roles};
use loopbrug_domain::ids::{KboNumber, WorkerId};

/// Who a request is from.
///
/// It is put into the extensions of the request: by whoever knows its session, or by the door of the API from its
/// bearer token. A token counts where there are both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// In whose name it is carried out.
    pub actor: Actor,
    /// How that is known.
    pub method: Method,
}

/// How it is known who a request is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By a token that came with the request.
    Bearer,
    /// By a session that began when the person signed in.
    Session,
    /// Not at all: it is the public's.
    Nobody,
}

impl Authenticated {
    /// The public: nobody signed in.
    #[must_use]
    pub fn public() -> Self {
        let actor = Actor {
            worker: WorkerId::default(),
            organisation: KboNumber::default(),
            roles: Roles::default(),
        };
        Self { actor, method: Method::Nobody }
    }
}
