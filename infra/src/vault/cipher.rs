//! The cipher: XChaCha20-Poly1305 that commits to its key.
//!
//! An authenticated cipher of this kind does not bind what it seals to *one* key: whoever may choose keys can
//! make bytes that open under two of them, each to another text. So every value has a key of its own, derived
//! with HKDF from the client's key and the nonce, and a commitment from the same derivation stands before the
//! sealed bytes. Bytes open only under the key that was committed to.
//!
//! ```text
//! version (1) | nonce (24) | commitment (32) | sealed bytes | tag (16)
//! ```
//!
//! Before it is sealed, a text is padded to a power of two: how long a short text is says something about it.

use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::{Builder, Uuid};
use zeroize::Zeroizing;

/// The form of the bytes, as their first byte says it.
const VERSION: u8 = 1;
const NONCE: usize = 24;
const COMMITMENT: usize = 32;
const TAG: usize = 16;
/// What stands before the sealed bytes.
const HEAD: usize = 1 + NONCE + COMMITMENT;
/// How many bytes of the padded text say how long the text is.
const LENGTH: usize = 4;
/// No text is padded to less, in bytes.
const SHORTEST: usize = 64;
/// What the keys of values are derived for. It never changes: other bytes are another version.
const DERIVED_FOR: &[u8] = b"loopbrug sealed value 1";

/// A secret key of 32 bytes, erased from memory when it is dropped.
#[derive(Clone)]
pub(super) struct Key(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// Nothing came of sealing or opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum CipherError {
    /// Nothing says whether the key, the place or the bytes are others.
    #[error("the bytes are not what was sealed under this key in this place")]
    NotSealedHere,
    /// The operating system gives no random numbers, or there is more than 4 GB to seal.
    #[error("the cipher could not be used")]
    NotUsed,
}

use CipherError::{NotSealedHere, NotUsed};

impl From<getrandom::Error> for CipherError {
    fn from(_: getrandom::Error) -> Self {
        NotUsed
    }
}

impl Key {
    /// A new key, from the operating system.
    pub(super) fn draw() -> Result<Self, CipherError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// The key with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// Its bytes, to wrap it or to write it down.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The keyed hash of a message: the same message gives the same bytes under this key alone.
    pub(super) fn mac(&self, message: &[u8]) -> [u8; 32] {
        // A key that is shorter than a block is filled up with zeros.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&*self.0);
        let keyed = <Hmac<Sha256> as Mac>::new((&*block).into());
        keyed.chain_update(message).finalize().into_bytes().into()
    }

    /// Seals bytes, bound to their place. Sealed twice they give other bytes each time.
    pub(super) fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, CipherError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let derived = self.derived(&nonce)?;
        let (key, commitment) = derived.split_at(32);
        let mut padded = padded(plain)?;
        let sealed = XChaCha20Poly1305::new(key.into()).encrypt_in_place_detached(
            XNonce::from_slice(&nonce),
            place,
            &mut padded,
        );
        let tag = sealed.map_err(|_| NotUsed)?;
        let mut bytes = Vec::with_capacity(HEAD + padded.len() + TAG);
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(commitment);
        bytes.extend_from_slice(&padded);
        bytes.extend_from_slice(&tag);
        Ok(bytes)
    }

    /// Opens what was sealed under this key and bound to this place.
    pub(super) fn open(
        &self,
        place: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CipherError> {
        let (head, rest) = sealed.split_at_checked(HEAD).ok_or(NotSealedHere)?;
        let body = rest.len().checked_sub(TAG).ok_or(NotSealedHere)?;
        let (nonce, committed) = head[1..].split_at(NONCE);
        let derived = self.derived(nonce)?;
        let (key, commitment) = derived.split_at(32);
        // Whoever has the bytes has the commitment: comparing it needs no constant time.
        if head[0] != VERSION || committed != commitment {
            return Err(NotSealedHere);
        }
        let (body, tag) = rest.split_at(body);
        let mut padded = Zeroizing::new(body.to_vec());
        XChaCha20Poly1305::new(key.into())
            .decrypt_in_place_detached(
                XNonce::from_slice(nonce),
                place,
                &mut padded,
                Tag::from_slice(tag),
            )
            .map_err(|_| NotSealedHere)?;
        without_padding(&padded).ok_or(NotSealedHere)
    }

    /// The key of one value, and the commitment to it.
    fn derived(&self, nonce: &[u8]) -> Result<Zeroizing<[u8; 32 + COMMITMENT]>, CipherError> {
        let mut derived = Zeroizing::new([0; 32 + COMMITMENT]);
        let expanded =
            Hkdf::<Sha256>::new(Some(nonce), &*self.0).expand(DERIVED_FOR, &mut *derived);
        expanded.map_err(|_| NotUsed)?;
        Ok(derived)
    }
}

/// A new random id.
pub(super) fn random_id() -> Result<Uuid, CipherError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}

/// Where something is sealed: parts of any length, so written that no two lists of parts give the same bytes.
pub(super) fn place<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let parts = Vec::from_iter(parts);
    // Reserved at once: a vector that grows leaves copies behind.
    let length = parts.iter().map(|part| size_of::<u64>() + part.len()).sum::<usize>();
    let mut place = Vec::with_capacity(1 + length);
    place.push(VERSION);
    for part in parts {
        place.extend_from_slice(&(part.len() as u64).to_be_bytes());
        place.extend_from_slice(part);
    }
    place
}

fn padded(plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, CipherError> {
    let size = (LENGTH + plain.len()).next_power_of_two().max(SHORTEST);
    // Reserved at once: a vector that grows leaves copies behind.
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    let length = u32::try_from(plain.len()).map_err(|_| NotUsed)?;
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(plain);
    padded.resize(size, 0);
    Ok(padded)
}

fn without_padding(padded: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (length, rest) = padded.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    Some(Zeroizing::new(rest.get(..length)?.to_vec()))
}

#[cfg(test)]
mod tests;
