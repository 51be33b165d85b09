//! Why something is not sealed or opened.

use super::cipher::CipherError;
use crate::database::DatabaseError;
use crate::secret_file::SecretFileError;

/// Something was not sealed, or not opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database of the keys does not answer.
    #[error(
        "the keys of personal texts cannot be reached, so what is sealed can neither be recorded nor read; all \
         else goes on, so try again in a moment"
    )]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This process has no vault.
    #[error(
        "this server has no vault, so what is sealed can neither be recorded nor read: whoever runs it names a \
         database of the keys in VAULT_URL"
    )]
    None,
    /// Its database is that of the log, by whatever name.
    #[error(
        "VAULT_URL names the database of the log: a backup of the log would hold the keys, and undo every erasure; \
         name another database, best on another server"
    )]
    OfTheLog,
    /// It has the keys of another log.
    #[error(
        "the keys in VAULT_URL, or in the vault's folder, are not those of this log: with them every client would seem \
         to be erased; name the database of the keys, and the key file, that this log had before"
    )]
    OfAnotherLog,
    /// The key file cannot be used. Whoever asks over the network is not told where it is.
    #[error(
        "the key file of this server cannot be used, so what is sealed can neither be recorded nor read; its log \
         says why"
    )]
    KeyFile(#[source] SecretFileError),
    /// The client's key was destroyed.
    #[error("the personal texts about this client were erased, and none is recorded any more")]
    Destroyed,
    /// The bytes were not sealed under this key in this place: the log was tampered with, or what was sealed
    /// under a key that is lost.
    #[error("a sealed text is not what was sealed here, and cannot be opened")]
    NotSealedHere,
    /// The operating system did not give what a cipher takes.
    #[error("the cipher of the vault cannot be used")]
    Cipher,
}

impl VaultError {
    /// A name that never changes, for programs; none for a fault of ours.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Unavailable(_)
            | Self::None
            | Self::OfTheLog
            | Self::OfAnotherLog
            | Self::KeyFile(_) => Some("VAULT_UNAVAILABLE"),
            Self::Destroyed => Some("ERASED"),
            Self::NotSealedHere | Self::Cipher => None,
        }
    }
}

impl From<CipherError> for VaultError {
    fn from(error: CipherError) -> Self {
        match error {
            CipherError::NotSealedHere => Self::NotSealedHere,
            CipherError::NotUsed => Self::Cipher,
        }
    }
}

impl From<sqlx::Error> for VaultError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

impl From<DatabaseError> for VaultError {
    fn from(error: DatabaseError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}
