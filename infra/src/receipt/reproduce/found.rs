//! What is found where a figure is counted again.

use std::fmt;

use chrono::NaiveDate;

use super::super::text::NoReceipt;
use crate::export::fault::ExportFault;
use crate::projection::in_memory::NotFolded;
use crate::publications::Difference;

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// The export is not what the checkpoint of the receipt covers.
    OtherLog {
        /// The region.
        region: String,
        /// How many events the checkpoint covers.
        size: u64,
        /// The first position at which the tree of the export has another hash; none where that tree was made anew.
        first: Option<u64>,
    },
    /// The reference data of the export are not those that the receipt names.
    OtherCatalogue {
        /// The region.
        region: String,
        /// The version.
        version: NaiveDate,
    },
    /// A figure is another one.
    Differs(Difference),
    /// A rounded figure is further off than rounding moves it.
    TooFar {
        /// The figure that is said, and the exact one that was counted.
        of: Difference,
        /// How far it may be off.
        spread: u32,
    },
    /// The receipt says otherwise how far its figures may be off than they are for its audience: if it could say that
    /// itself, anything would be near enough.
    OtherPrecision {
        /// How far off they are said to be at most.
        said: u32,
        /// How far off they are at most, by the limits of the reference data.
        is: u32,
    },
    /// The secret half is not the one that the receipt commits to.
    OtherCommitment,
    /// The exact table of the secret half has another figure than was counted.
    SecretDiffers(Difference),
}

/// Nothing can be counted.
#[derive(Debug, thiserror::Error)]
pub enum NotReproduced {
    /// It is no receipt.
    #[error("{0}")]
    Receipt(#[source] NoReceipt),
    /// It is no secret half.
    #[error("the secret half: {0}")]
    Secret(#[source] NoReceipt),
    /// The receipt has no secret half.
    #[error("the receipt is of exact figures: it has no secret half")]
    NothingSecret,
    /// No key that is believed signed it.
    #[error(
        "the receipt is not signed by a key of the log of '{0}' that is believed: it was changed, or another key signed it"
    )]
    NotSigned(String),
    /// No key that is believed signed its checkpoint.
    #[error(
        "the checkpoint in the receipt is not signed by a key of the log of '{0}' that is believed"
    )]
    CheckpointNotSigned(String),
    /// The checkpoint is of something else.
    #[error("the checkpoint in the receipt does not cover the position in the log of '{0}'")]
    NotCovered(String),
    /// The export is of a region that the receipt is not about.
    #[error("the receipt is not about '{0}', which the export is of")]
    OtherRegion(String),
    /// There is no export of a region.
    #[error("the receipt is about '{0}' too, and no export of it is given")]
    NoExport(String),
    /// The export leaves out events that are needed.
    #[error(
        "the export has the events after position {after} up to {through}, and all from the first one up to {needed} are \
         needed: export all of the region, today"
    )]
    NotWhole {
        /// After which position it has events.
        after: u64,
        /// Up to which one.
        through: u64,
        /// Up to which one they are needed.
        needed: u64,
    },
    /// The export is of one stream.
    #[error("the export is of one stream: figures are about all of a region")]
    OfOneStream,
    /// The export cannot be read.
    #[error(transparent)]
    Export(#[from] ExportFault),
    /// A line of the export is no event of the log, in its place.
    #[error("line {line} of the events: {why}")]
    Line {
        /// Which one, from 1 on.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The reference data are not there.
    #[error("the export has no catalogue of {0}, which the receipt names")]
    NoCatalogue(NaiveDate),
    /// The reference data cannot be read by this program.
    #[error("a catalogue of the export cannot be read: {0}")]
    Catalogue(String),
    /// They cannot be folded.
    #[error(transparent)]
    Folded(#[from] NotFolded),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherLog { region, size, first: Some(first) } => write!(
                f,
                "{region}: the event at position {first} is not the one that was sealed; the checkpoint of the receipt \
                 covers {size}"
            ),
            Self::OtherLog { region, size, first: None } => write!(
                f,
                "{region}: the first {size} events are not those that the checkpoint of the receipt covers, and the tree of \
                 the export was made anew to fit them"
            ),
            Self::OtherCatalogue { region, version } => {
                write!(
                    f,
                    "{region}: the catalogue of {version} is not the one that the receipt names"
                )
            }
            Self::Differs(Difference { row, column, said, found }) => {
                write!(
                    f,
                    "row '{row}', column '{column}': the receipt says {said}, the export {found}"
                )
            }
            Self::TooFar { of: Difference { row, column, said, found }, spread } => write!(
                f,
                "row '{row}', column '{column}': the receipt says {said}, the export {found}, and rounding moves it by \
                 {spread} at most"
            ),
            Self::OtherPrecision { said, is } => write!(
                f,
                "the receipt says that rounding moves figures by {said} at most, and for its audience it moves them by {is}"
            ),
            Self::OtherCommitment => f.write_str(
                "the secret half is not the one of this receipt: its hash is another one",
            ),
            Self::SecretDiffers(Difference { row, column, said, found }) => write!(
                f,
                "row '{row}', column '{column}': the exact table says {said}, the export {found}"
            ),
        }
    }
}

impl Finding {
    /// Its name and number, which never change: the number is what a program ends with that found it first. docs/AUDIT.md
    /// lists them.
    fn named(&self) -> (&'static str, u8) {
        match self {
            Self::OtherLog { .. } => ("OTHER_LOG", 60),
            Self::OtherCatalogue { .. } => ("OTHER_CATALOGUE", 61),
            Self::Differs(_) => ("FIGURE_DIFFERS", 62),
            Self::TooFar { .. } => ("FIGURE_TOO_FAR", 63),
            Self::OtherPrecision { .. } => ("OTHER_PRECISION", 66),
            Self::OtherCommitment => ("OTHER_COMMITMENT", 64),
            Self::SecretDiffers(_) => ("EXACT_FIGURE_DIFFERS", 65),
        }
    }

    /// Its name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.named().0
    }

    /// What a program ends with that found it first.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.named().1
    }
}

impl NotReproduced {
    /// Its name and number, as those of a [`Finding`].
    fn named(&self) -> (&'static str, u8) {
        match self {
            Self::Receipt(_) => ("NOT_A_RECEIPT", 70),
            Self::Secret(_) => ("NOT_A_SECRET_HALF", 71),
            Self::NothingSecret => ("NOTHING_SECRET", 72),
            Self::NotSigned(_) => ("RECEIPT_NOT_SIGNED", 73),
            Self::CheckpointNotSigned(_) => ("RECEIPT_CHECKPOINT_NOT_SIGNED", 74),
            Self::NotCovered(_) => ("RECEIPT_NOT_COVERED", 75),
            Self::OtherRegion(_) => ("RECEIPT_OF_ANOTHER_REGION", 76),
            Self::NoExport(_) => ("NO_EXPORT_OF_REGION", 77),
            Self::NotWhole { .. } => ("EXPORT_NOT_WHOLE", 78),
            Self::OfOneStream => ("EXPORT_OF_ONE_STREAM", 79),
            Self::Line { .. } => ("LINE_NOT_READ", 80),
            Self::NoCatalogue(_) => ("NO_CATALOGUE", 81),
            Self::Catalogue(_) => ("CATALOGUE_NOT_READ", 82),
            Self::Folded(_) => ("NOT_FOLDED", 83),
            Self::Export(fault) => (fault.code(), fault.exit_code()),
        }
    }

    /// Its name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.named().0
    }

    /// What a program ends with because of it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.named().1
    }
}
