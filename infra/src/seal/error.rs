//! Why nothing is sealed, or proved.

use super::key::SealKeyError;
use super::note::NoteError;

/// Something was not sealed, or not proved.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The database does not answer.
    #[error("the seal cannot be read or written: {0}")]
    Database(#[from] sqlx::Error),
    /// There is no key to sign with.
    #[error(transparent)]
    Key(#[from] SealKeyError),
    /// The key in the file is not the one that signed before.
    #[error(
        "the key file of the seal has another key than the one that signs this log: put the right one there; where that is \
         lost, have this one follow by `loopbrug audit rotate-key --lost`"
    )]
    OtherKey,
    /// The name of a region cannot be part of the name of a key.
    #[error(transparent)]
    Name(#[from] NoteError),
    /// The log lacks a position.
    #[error("the log lacks position {0}, so what follows is not sealed")]
    Hole(u64),
    /// The tiles are not those of the last head.
    #[error(
        "the tree in the database does not have the root that was signed at size {0}: somebody changed it, so nothing \
         more is signed"
    )]
    NotTheTreeThatWasSigned(u64),
    /// A tile that is needed is not there.
    #[error("a tile of the tree is not there")]
    TileMissing,
    /// What is stored is not what we store.
    #[error("what is stored of the seal cannot be read")]
    Unreadable,
    /// An event has no form in JSON.
    #[error("an event has no form of its own: {0}")]
    Form(#[from] serde_json::Error),
    /// Nothing of the region was sealed yet.
    #[error("nothing of '{0}' was sealed yet: ask again in a moment")]
    NotSealedYet(String),
    /// No head covers a position yet.
    #[error("the log is not sealed up to position {0} yet: ask again in a moment")]
    NotCoveredYet(u64),
    /// This program has no key to sign with.
    #[error("this program does not sign: it has no key file of the seal")]
    NoKeyHere,
    /// Nothing of the region was recorded yet.
    #[error("nothing is recorded in '{0}' yet, so there is nothing to seal")]
    NothingRecorded(String),
    /// There is no such head.
    #[error("there is no such head")]
    NoSuchHead,
    /// There is no such tree.
    #[error("no tree of this log goes by that name")]
    NoSuchTree,
    /// The position is beyond the head.
    #[error("position {position} is not among the {size} that the head covers")]
    NotCovered {
        /// What was asked for.
        position: u64,
        /// How many the head covers.
        size: u64,
    },
    /// A tree does not shrink.
    #[error("size {from} is larger than size {to}: a tree only grows")]
    Shrinking {
        /// From which size.
        from: u64,
        /// To which.
        to: u64,
    },
    /// What was handed in is no signed checkpoint.
    #[error(
        "this is no signed checkpoint of this log as it was issued: hand in the whole note with the cosignature"
    )]
    NotACheckpoint,
    /// Nobody who is known as a witness cosigned it.
    #[error("no witness that is configured here cosigned it")]
    NoWitness,
}

impl SealError {
    /// A name that never changes, for programs; none for a fault of ours.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::NotSealedYet(_) | Self::NotCoveredYet(_) => Some("NOT_SEALED_YET"),
            Self::NoKeyHere => Some("DOES_NOT_SIGN"),
            Self::NothingRecorded(_) => Some("NOTHING_RECORDED"),
            Self::NoSuchHead => Some("NO_SUCH_HEAD"),
            Self::NoSuchTree => Some("NO_SUCH_TREE"),
            Self::NotCovered { .. } => Some("NOT_COVERED"),
            Self::Shrinking { .. } => Some("TREE_ONLY_GROWS"),
            Self::NotACheckpoint => Some("NOT_A_CHECKPOINT"),
            Self::NoWitness => Some("NO_WITNESS"),
            _ => None,
        }
    }
}
