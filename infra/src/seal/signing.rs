//! What else is signed by the key of a log: texts in the name of its tree, which rest on a head.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::error::SealError;
use super::key::SealKeyFile;
use super::note::Note;
use super::reader::Seal;
use super::rows::{self, SealedTree, TreeHead, Which};
use super::step::signer;

/// How often to look for a head.
const LOOK: Duration = Duration::from_millis(200);

impl Seal {
    /// The smallest head that covers a position, with its tree: where it is not signed yet, as soon as it is.
    ///
    /// # Errors
    /// Where it is not signed within `patience`; see [`SealError`].
    pub async fn covering(
        &self,
        position: u64,
        patience: Duration,
    ) -> Result<(SealedTree, TreeHead), SealError> {
        let until = Instant::now() + patience;
        loop {
            match self.head(Which::Covering(position)).await {
                Err(SealError::NoSuchHead) if Instant::now() < until => sleep(LOOK).await,
                Err(SealError::NoSuchHead) => return Err(SealError::NotCoveredYet(position)),
                found => {
                    let head = found?;
                    return Ok((self.tree(head.tree).await?, head));
                }
            }
        }
    }

    /// Signs a text by the key that signs the heads of a tree, under another name than heads have.
    ///
    /// # Errors
    /// Where the file has another key; see [`SealError`].
    pub async fn sign(
        &self,
        tree: &SealedTree,
        file: &SealKeyFile,
        name: &str,
        text: String,
    ) -> Result<Note, SealError> {
        let key = rows::keys(&self.pool, tree).await?.pop().ok_or(SealError::NoKeyHere)?;
        Ok(signer(&file.keys()?, &key)?.sign(name, text)?)
    }
}
