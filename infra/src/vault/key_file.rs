//! The key file: what is in no database. Whoever has it and the database of the keys can read everything.
//!
//! It holds the *index key*, under which it is found again whether somebody is known, and the *wrapping key*,
//! which wraps the keys of clients. While wrapping keys are exchanged it holds two, the newer one last.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::{Key, random_id};
use super::error::VaultError;
use crate::secret_file::{SecretFile, SecretFileError};

const EXPLAINED: &str = "# The keys of Loopbrug's vault. Keep this file secret, and apart from every backup of the\n\
                         # databases: without it nobody reads a personal text again.\n";

/// The file.
#[derive(Debug, Clone)]
pub(super) struct KeyFile(SecretFile);

/// What the file holds.
#[derive(Debug, Clone)]
pub(super) struct MasterKeys {
    pub(super) index: Key,
    /// Each with its id; the last one wraps what is new.
    pub(super) wrapping: Vec<(Uuid, Key)>,
}

impl MasterKeys {
    fn draw() -> Result<Self, VaultError> {
        Ok(Self { index: Key::draw()?, wrapping: vec![(random_id()?, Key::draw()?)] })
    }

    pub(super) fn wrapping(&self, id: Uuid) -> Option<&Key> {
        self.wrapping.iter().find(|(of, _)| *of == id).map(|(_, key)| key)
    }

    /// Adds a wrapping key, the newest from now on.
    pub(super) fn add(&mut self) -> Result<(), VaultError> {
        self.wrapping.push((random_id()?, Key::draw()?));
        Ok(())
    }

    fn read(held: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(held).ok()?;
        let key = |text: &str| Key::of(&Zeroizing::new(BASE64.decode(text).ok()?));
        let (mut index, mut wrapping) = (None, vec![]);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match *line.split_whitespace().collect::<Vec<_>>() {
                [] => {}
                ["index", of] if index.is_none() => index = Some(key(of)?),
                ["wrapping", id, of] => wrapping.push((Uuid::parse_str(id).ok()?, key(of)?)),
                _ => return None,
            }
        }
        if wrapping.is_empty() { None } else { Some(Self { index: index?, wrapping }) }
    }

    fn written(&self) -> Zeroizing<String> {
        // Reserved at once: a text that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(4_096));
        let base64 = |key: &Key| Zeroizing::new(BASE64.encode(key.bytes()));
        text.push_str(EXPLAINED);
        for part in ["index ", &base64(&self.index), "\n"] {
            text.push_str(part);
        }
        for (id, key) in &self.wrapping {
            for part in ["wrapping ", &id.to_string(), " ", &base64(key), "\n"] {
                text.push_str(part);
            }
        }
        text
    }
}

impl KeyFile {
    pub(super) fn at(path: PathBuf) -> Self {
        Self(SecretFile::at("the key file of the vault", path))
    }

    /// What it holds; none where there is no such file.
    pub(super) fn read(&self) -> Result<Option<MasterKeys>, VaultError> {
        let Some(held) = self.0.read().map_err(logged)? else { return Ok(None) };
        let keys = MasterKeys::read(&held);
        keys.map(Some).ok_or_else(|| self.refused("it is no key file of a vault".to_owned()))
    }

    /// Makes it, with new keys, where there is none.
    pub(super) fn make(&self) -> Result<MasterKeys, VaultError> {
        let keys = MasterKeys::draw()?;
        self.0.make(&keys.written()).map_err(logged)?;
        Ok(keys)
    }

    /// Puts other keys in it, all or nothing, and writes over what was there.
    pub(super) fn replace(&self, keys: &MasterKeys) -> Result<(), VaultError> {
        self.0.replace(&keys.written()).map_err(logged)
    }

    pub(super) fn refused(&self, why: String) -> VaultError {
        logged(self.0.refused(why))
    }
}

/// Whoever asks over the network is told nothing of the file, so the log is.
fn logged(error: SecretFileError) -> VaultError {
    tracing::error!("{error}");
    VaultError::KeyFile(error)
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fs::File;
    use std::io::Read;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::PathBuf;

    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf, KeyFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        (folder, path.clone(), KeyFile::at(path))
    }

    fn why(error: &VaultError) -> String {
        error.source().map(ToString::to_string).unwrap_or_default()
    }

    fn bytes(keys: &MasterKeys) -> Vec<[u8; 32]> {
        let wrapping = keys.wrapping.iter().map(|(_, key)| key);
        [&keys.index].into_iter().chain(wrapping).map(|key| *key.bytes()).collect()
    }

    #[test]
    fn a_key_file_is_made_once_for_its_owner_alone_and_read_again() {
        let (_folder, path, file) = file();
        assert!(file.read().unwrap().is_none());
        let made = file.make().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(bytes(&file.read().unwrap().unwrap()), bytes(&made));
        assert!(file.make().is_err(), "what is there is not written over");
        assert_eq!(bytes(&file.read().unwrap().unwrap()), bytes(&made));
    }

    #[test]
    fn a_replaced_key_file_holds_nothing_of_what_it_held() {
        let (_folder, path, file) = file();
        let mut keys = file.make().unwrap();
        keys.add().unwrap();
        file.replace(&keys).unwrap();
        assert_eq!(bytes(&file.read().unwrap().unwrap()), bytes(&keys));
        let gone = std::fs::read_to_string(&path).unwrap();
        let mut before = File::open(&path).unwrap();
        keys.wrapping.remove(0);
        file.replace(&keys).unwrap();
        let mut left = vec![];
        before.read_to_end(&mut left).unwrap();
        assert_eq!(left, vec![0; gone.len()], "the bytes of the file before");
        assert_eq!(file.read().unwrap().unwrap().wrapping.len(), 1);
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let (_folder, path, file) = file();
        file.make().unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(why(&file.read().unwrap_err()).contains("chmod 600"));
    }

    #[test]
    fn what_is_no_key_file_is_refused_without_quoting_it() {
        let (_folder, path, file) = file();
        for text in
            ["", "index geheim\nwrapping", "wrapping 00000000-0000-0000-0000-000000000001 AAAA"]
        {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            let refused = why(&file.read().unwrap_err());
            assert!(!refused.contains("geheim") && !refused.contains("AAAA"), "{refused}");
        }
    }
}
