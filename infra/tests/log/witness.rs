//! A witness: somebody else who signs a head of the log. It is written here by the standard (C2SP tlog-cosignature), and
//! not by what verifies it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

/// What the standard calls a key that cosigns.
const COSIGNATURE: u8 = 4;

/// A witness with a key of its own.
#[derive(Debug)]
pub(crate) struct Witness(SigningKey);

impl Witness {
    /// Another seed is another witness.
    pub(crate) fn of_seed(seed: u8) -> Self {
        Self(SigningKey::from_bytes(&[seed; 32]))
    }

    /// The key by which its cosignatures are verified, as it hands it out under a name.
    pub(crate) fn key(&self, name: &str) -> String {
        let id = u32::from_be_bytes(self.key_id(name));
        format!("{name}+{id:08x}+{}", BASE64.encode(self.typed()))
    }

    /// The line with its cosignature of a checkpoint, made at a moment (in seconds since 1970).
    pub(crate) fn cosigns(&self, name: &str, moment: u64, checkpoint: &str) -> String {
        let signed = self.0.sign(format!("cosignature/v1\ntime {moment}\n{checkpoint}").as_bytes());
        let bytes =
            [&self.key_id(name)[..], &moment.to_be_bytes()[..], &signed.to_bytes()[..]].concat();
        format!("\u{2014} {name} {}", BASE64.encode(bytes))
    }

    fn key_id(&self, name: &str) -> [u8; 4] {
        let named = [name.as_bytes(), b"\n", &self.typed()[..]].concat();
        let hash: [u8; 32] = Sha256::digest(named).into();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    fn typed(&self) -> Vec<u8> {
        [&[COSIGNATURE][..], &self.0.verifying_key().to_bytes()[..]].concat()
    }
}
