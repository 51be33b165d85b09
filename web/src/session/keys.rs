//! What follows from the id of a session. The id itself is in the browser alone.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use loopbrug_infra::sessions::SessionName;
use sha2::Sha256;
use tower_sessions::session::Id;

const NONCE: usize = 24;

/// What keys are for.
const SEAL: &str = "seal";
const HANDLE: &str = "handle";

/// What follows from the id of a session, and from which nobody gets back to it.
pub(super) struct Keys {
    id: [u8; 16],
}

/// What is stored cannot be opened: it was changed, or is another session's.
#[derive(Debug, thiserror::Error)]
#[error("what a session holds cannot be opened")]
pub(super) struct NotOpened;

impl Keys {
    pub(super) fn of(id: Id) -> Self {
        Self { id: id.0.to_le_bytes() }
    }

    /// What the session is called in the store.
    pub(super) fn name(&self) -> SessionName {
        self.derived("name").finalize().into_bytes().into()
    }

    /// Seals what the session holds.
    pub(super) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        self.seal_as(SEAL, plain)
    }

    /// Opens what was sealed.
    pub(super) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        self.open_as(SEAL, sealed)
    }

    /// Seals what a browser keeps, and cannot read. What the session holds is never opened by it.
    pub(super) fn seal_handle(&self, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        self.seal_as(HANDLE, plain)
    }

    /// Opens what a browser kept.
    pub(super) fn open_handle(&self, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        self.open_as(HANDLE, sealed)
    }

    fn seal_as(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| NotOpened)?;
        let payload = Payload { msg: plain, aad: &self.name() };
        let sealed = self.cipher(what).encrypt(XNonce::from_slice(&nonce), payload);
        Ok([nonce.as_slice(), &sealed.map_err(|_| NotOpened)?].concat())
    }

    fn open_as(&self, what: &str, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(NotOpened)?;
        let payload = Payload { msg: sealed, aad: &self.name() };
        self.cipher(what).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| NotOpened)
    }

    /// What a form of the session holds, which nobody else can know.
    pub(super) fn form(&self) -> Hmac<Sha256> {
        self.derived("form")
    }

    fn cipher(&self, what: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derived(what).finalize().into_bytes())
    }

    fn derived(&self, what: &str) -> Hmac<Sha256> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.id);
        let mut mac = mac.expect("HMAC takes a key of any length");
        mac.update(b"loopbrug session ");
        mac.update(what.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_session_holds_opens_with_its_id_alone() {
        let (one, other) = (Keys::of(Id(1)), Keys::of(Id(2)));
        let sealed = one.seal(b"somebody").unwrap();
        assert_eq!(one.open(&sealed).unwrap(), b"somebody");
        assert!(other.open(&sealed).is_err());
        assert_ne!(one.seal(b"somebody").unwrap(), sealed, "no two are the same");
        for byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte] ^= 1;
            assert!(one.open(&changed).is_err(), "byte {byte}");
            assert!(one.open(&sealed[..byte]).is_err(), "cut at {byte}");
        }
    }

    #[test]
    fn what_a_browser_keeps_is_no_session_and_the_other_way_round() {
        let keys = Keys::of(Id(1));
        let handle = keys.seal_handle(b"a form").unwrap();
        assert_eq!(keys.open_handle(&handle).unwrap(), b"a form");
        assert!(keys.open(&handle).is_err());
        assert!(keys.open_handle(&keys.seal(b"somebody").unwrap()).is_err());
        assert!(Keys::of(Id(2)).open_handle(&handle).is_err());
    }

    #[test]
    fn what_follows_from_an_id_does_not_show_it() {
        let keys = Keys::of(Id(i128::from_le_bytes(*b"sixteen letters!")));
        let derived = [keys.name(), keys.form().finalize().into_bytes().into()];
        assert_ne!(derived[0], derived[1]);
        for derived in derived {
            assert!(
                !derived.windows(4).any(|four| b"sixteen letters!".windows(4).any(|id| id == four))
            );
        }
    }
}
