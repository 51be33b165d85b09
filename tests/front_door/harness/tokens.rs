//! Who asks: tokens that the program believes, signed with the key that it is given.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::DateTime;
use loopbrug_domain::actor::{Held, Role, Roles};
use loopbrug_domain::ids::WorkerId;
use loopbrug_sign_in::{LocalKey, LocalToken};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use uuid::Uuid;

/// Somewhere in the year 9000: after every day to which a test sets a clock.
const NEVER: i64 = 221_876_928_000;

/// The file with the key that signs the tokens of the tests.
pub(crate) fn token_key() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("token.key")
}

/// The key itself.
pub(crate) fn key() -> &'static LocalKey {
    static KEY: OnceLock<LocalKey> = OnceLock::new();
    KEY.get_or_init(|| LocalKey::kept_in(&token_key()).unwrap())
}

/// The token of a worker of an organisation with these roles, with commas between.
pub(crate) fn token(worker: Uuid, organisation: &str, roles: &str) -> String {
    let roles = roles.split(',').map(|role| role.parse::<Held>().unwrap());
    signed(worker, organisation, roles.collect())
}

/// That of somebody with every role in an organisation.
pub(crate) fn everybody_of(organisation: &str) -> String {
    signed(Uuid::nil(), organisation, Role::ALL.to_vec().into())
}

fn signed(worker: Uuid, organisation: &str, roles: Roles) -> String {
    let (worker, organisation) = (WorkerId(worker), organisation.parse().unwrap());
    let until = DateTime::from_timestamp(NEVER, 0).unwrap();
    key().sign(&LocalToken { worker, organisation, roles, until }).unwrap()
}

/// An organisation that nobody else is of: the register does not hand it out.
pub(crate) const NOBODYS: &str = "0000001978";

/// A client that is signed in with every role, in an organisation of nobody, unless a request says otherwise.
pub(crate) fn http() -> reqwest::Client {
    let token = everybody_of(NOBODYS);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    reqwest::Client::builder().default_headers(headers).build().unwrap()
}
