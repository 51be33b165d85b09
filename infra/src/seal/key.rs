//! The key that signs, in a file for its owner alone. It is read when something is signed and wiped from memory after.
//!
//! While the key is exchanged the file holds two, the newer one last: the older one signs that the newer one follows it.

use std::fmt;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use zeroize::Zeroizing;

use super::note::{Note, NoteError, Signature, Signs, VerifierKey};
use crate::secret_file::{SecretFile, SecretFileError};

const EXPLAINED: &str = "# The key that signs the heads of Loopbrug's logs. Keep it secret: whoever has it can sign another\n\
                         # log in its name. Each line is a key, the last one signs.\n";

/// A key that signs.
pub struct SealKey(SigningKey);

/// The file with the key that signs.
#[derive(Debug, Clone)]
pub struct SealKeyFile(SecretFile);

/// Nothing is signed.
#[derive(Debug, thiserror::Error)]
pub enum SealKeyError {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] SecretFileError),
    /// The operating system gave no random bytes for a key.
    #[error("this machine has no random bytes for a key")]
    NoRandomness,
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// A new one.
    ///
    /// # Errors
    /// Where there is no randomness.
    pub fn draw() -> Result<Self, SealKeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|_| SealKeyError::NoRandomness)?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    fn read(text: &str) -> Option<Self> {
        let seed = Zeroizing::new(BASE64.decode(text).ok()?);
        Some(Self(SigningKey::from_bytes(seed.as_slice().try_into().ok()?)))
    }

    /// What its signatures are verified by, under a name.
    ///
    /// # Errors
    /// Where that may be the name of no key.
    pub fn verifier(&self, name: &str) -> Result<VerifierKey, NoteError> {
        VerifierKey::try_new(name, Signs::Text, self.0.verifying_key())
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a text in a name.
    ///
    /// # Errors
    /// Where that may be the name of no key.
    pub fn sign(&self, name: &str, text: String) -> Result<Note, NoteError> {
        let key_id = self.verifier(name)?.id();
        let bytes = self.0.sign(text.as_bytes()).to_bytes().to_vec();
        Ok(Note { text, signatures: vec![Signature { name: name.to_owned(), key_id, bytes }] })
    }
}

/// What a key signs of the one that follows it, for heads larger than a size.
#[must_use]
pub fn followed_by(next: &VerifierKey, after_size: u64) -> String {
    format!("loopbrug seal key\n{next}\nafter {after_size}\n")
}

fn written(keys: &[SealKey]) -> Zeroizing<String> {
    // Reserved at once: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(1_024));
    text.push_str(EXPLAINED);
    for key in keys {
        let seed = Zeroizing::new(key.0.to_bytes());
        text.push_str(&Zeroizing::new(BASE64.encode(*seed)));
        text.push('\n');
    }
    text
}

impl SealKeyFile {
    /// The file at a path.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self(SecretFile::at("the key file of the seal", path))
    }

    /// Whether there is such a file.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.0.is_there()
    }

    /// The keys in it, the one that signs last; a new one where there is no file. Whoever makes it at the same time has
    /// the same.
    ///
    /// # Errors
    /// Where it cannot be read or made, or is no such file.
    pub fn keys(&self) -> Result<Vec<SealKey>, SealKeyError> {
        let held = self.0.read_or_make(|| Ok::<_, SealKeyError>(written(&[SealKey::draw()?])))?;
        let text = std::str::from_utf8(&held).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let keys: Option<Vec<_>> = lines.map(|line| SealKey::read(line.trim())).collect();
        let keys = keys.filter(|keys| !keys.is_empty());
        keys.ok_or_else(|| self.0.refused("it is no key file of a seal".to_owned()).into())
    }

    /// Puts these keys in it, and overwrites those that were there.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn replace(&self, keys: &[SealKey]) -> Result<(), SealKeyError> {
        Ok(self.0.replace(&written(keys))?)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;
    use crate::seal::witness::Witness;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_whoever_makes_it_at_the_same_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let keys: std::collections::BTreeSet<_> = std::thread::scope(|scope| {
            let make = || SealKeyFile::at(path.clone()).keys().unwrap()[0].public();
            let makers: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert_eq!(keys.len(), 1, "all have the same key");
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_others_may_read_or_that_is_no_key_file_is_refused_without_quoting_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let file = SealKeyFile::at(path.clone());
        let key = file.keys().unwrap();
        assert!(!format!("{key:?}{file:?}").contains(&BASE64.encode(key[0].0.to_bytes())));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(file.keys().unwrap_err().to_string().contains("chmod 600"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        for text in ["", "geheim", "AAAA"] {
            std::fs::write(&path, text).unwrap();
            let refused = file.keys().unwrap_err().to_string();
            assert!(!refused.contains("geheim") && !refused.contains("AAAA"), "{refused}");
        }
    }

    #[test]
    fn what_a_key_signs_is_verified_by_its_public_half_under_the_same_name_alone() {
        let (key, other) = (SealKey::draw().unwrap(), SealKey::draw().unwrap());
        let note = key.sign("loopbrug/a/1", "a\n1\nb\n".to_owned()).unwrap();
        assert!(note.signature(&key.verifier("loopbrug/a/1").unwrap()).is_some());
        assert!(note.signature(&key.verifier("loopbrug/a/2").unwrap()).is_none());
        assert!(note.signature(&other.verifier("loopbrug/a/1").unwrap()).is_none());
        assert!(key.sign("a b", "a\n".to_owned()).is_err());
    }

    #[test]
    fn what_a_witness_signs_is_verified_with_the_moment_at_which_it_signed() {
        let (of_seed, text) = (Witness::of_seed(1), "a\n1\nb\n");
        let witness: VerifierKey = of_seed.key("witness").parse().unwrap();
        let cosignature: Signature = of_seed.cosigns("witness", 7, text).parse().unwrap();
        assert_eq!(cosignature.witnessed_at(), Some(7));
        assert!(witness.verifies(text, &cosignature));
        assert!(!witness.verifies("a\n2\nb\n", &cosignature));
        let later = Signature { bytes: [&[0; 8], &cosignature.bytes[8..]].concat(), ..cosignature };
        assert!(!witness.verifies(text, &later));
    }
}
