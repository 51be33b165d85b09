//! Who asks: what a bearer token says, whether it may be believed, and what its claims mean here.
//!
//! A request without a token is the public's. A token that is not believed is refused, all alike: why is in the log
//! alone, so that whoever tries tokens learns nothing.

mod authenticated;
mod bearer;
mod configuration;
mod jwt;
mod local;
mod mapping;
mod membership;
mod provider;
mod refusal;

pub use authenticated::{Authenticated, Method};
pub use bearer::{MAX_TOKEN, SignIn};
pub use configuration::{CodeFlow, Configuration, ConfigurationError, Secret, is_loopback};
pub use jwt::Claims;
pub use local::{KeyError, LocalKey, LocalToken};
pub use mapping::Mapping;
pub use membership::{Membership, Person};
pub use provider::{Http, Provider, Published, Unanswered};
pub use refusal::{NotSignedIn, Reason, named};

/// The header that names the organisation for which somebody acts, by KBO number. Who may act for several has to send
/// it.
pub const ORGANISATION: &str = "loopbrug-organisation";
