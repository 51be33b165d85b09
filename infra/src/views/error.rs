//! Why a question is not answered.

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::policy::Denial;
use loopbrug_domain::time::clock_in_brussels;
use loopbrug_reporting::disclosure::grid::OffTheGrid;

use crate::access_record::AccessNotRecorded;
use crate::seal::SealError;
use crate::vault::VaultError;

/// A question could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// No catalogue of such a region was loaded.
    #[error("there is no region '{0}'")]
    RegionNotFound(Code),
    /// The log has not come that far.
    #[error("position {asked} is beyond the head of the log, {head}")]
    BeyondHead {
        /// What was asked for.
        asked: Position,
        /// The last event.
        head: Position,
    },
    /// The views did not get to the position in time.
    #[error("position {wanted} is not visible yet: the views are at {visible}")]
    NotYetVisible {
        /// What was asked for.
        wanted: Position,
        /// How far the views are.
        visible: Position,
    },
    /// The views of the region are read from the database for the first time.
    #[error("the views of '{0}' are being loaded: ask again in a moment")]
    Loading(Code),
    /// More names have to be opened for a search than one request opens.
    #[error("the names of your clients are being opened: ask again in a moment")]
    NamesLoading,
    /// Too little was typed to search for.
    #[error("search for a name by two letters of it or more")]
    SearchTooShort,
    /// The moment has yet to come.
    #[error("{} has yet to come", clock_in_brussels(*.0))]
    MomentNotYet(DateTime<Utc>),
    /// A position is one of one region's log.
    #[error("a position belongs to the log of one region: ask several as of a moment")]
    PositionOfSeveralRegions,
    /// A region is named twice; it would be counted twice.
    #[error("the region '{0}' is named twice")]
    RegionTwice(Code),
    /// The people behind a figure can be had of one region at a time.
    #[error("who is behind a figure is asked of one region")]
    LineageOfSeveralRegions,
    /// The answer would have more tables than one may have.
    #[error("{asked} tables are asked for; one answer holds {limit}")]
    ReportTooLarge {
        /// How many it would have.
        asked: usize,
        /// How many there may be.
        limit: usize,
    },
    /// There is no such row or column in the report.
    #[error("the report has no {0}")]
    NoSuchFigure(String),
    /// The figures are rounded for this reader, and there are few questions for rounded figures.
    #[error(transparent)]
    OffTheGrid(#[from] OffTheGrid),
    /// The report is not one of those that are published.
    #[error("this report is not published")]
    NotPublished,
    /// The quarter is published later.
    #[error("that quarter is published on {on}")]
    NotYetPublished {
        /// The first day that it can be had.
        on: NaiveDate,
    },
    /// The quarter is due, and its publication is being made.
    #[error("that quarter is being published: ask again in a moment")]
    BeingPublished,
    /// The quarter was over before anything was recorded of the region.
    #[error("{}", before_region(*.began))]
    QuarterBeforeRegion {
        /// The day on which the log of the region began.
        began: Option<NaiveDate>,
    },
    /// The quarter was published, but not in this edition.
    #[error("that quarter has no such edition")]
    NoSuchEdition,
    /// So many different questions were answered today that no other one is.
    #[error(
        "{most} different questions a day are answered; ask one of today's again, or this one tomorrow"
    )]
    TooManyQuestions {
        /// How many are answered.
        most: u32,
    },
    /// What was handed in is no receipt of ours.
    #[error("this is no receipt as it was issued here: hand in all of it, with its last line")]
    NotAReceipt,
    /// A catalogue was published after this program began, or by a newer one.
    #[error(
        "region '{region}': the catalogue of {version} is not loaded here, for it was published since this program started; \
         ask again once it was started anew"
    )]
    CatalogueNotLoaded {
        /// The region.
        region: Code,
        /// The version that figures were counted by.
        version: NaiveDate,
    },
    /// The exact table is another one than the receipt commits to.
    #[error(
        "what is counted now is not the table that the receipt commits to: another version of this program counted it, \
         or another log"
    )]
    CountedOtherwise,
    /// The program stops.
    #[error("the program stops; ask again")]
    Stopping,
    /// Personal texts are opened for who says what for.
    #[error(
        "personal texts of a history are shown to who says what for: name a code of the list `access_purpose` in the \
         header Loopbrug-Purpose"
    )]
    PurposeNotSaid,
    /// It is for others.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// What is sealed cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// It cannot be recorded that somebody reads it.
    #[error(transparent)]
    NotRecorded(#[from] AccessNotRecorded),
    /// The seal has no such thing.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The log could not be read.
    #[error("the log cannot be read: {0}")]
    Log(#[from] PersistenceError),
    /// The views could not be read.
    #[error("the views cannot be read: {0}")]
    Database(#[from] sqlx::Error),
}

impl ViewError {
    /// A name that never changes, for programs; none for a fault of ours.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::RegionNotFound(_) => Some("REGION_NOT_FOUND"),
            Self::BeyondHead { .. } => Some("POSITION_BEYOND_HEAD"),
            Self::NotYetVisible { .. } | Self::Loading(_) | Self::NamesLoading => {
                Some("NOT_YET_VISIBLE")
            }
            Self::SearchTooShort => Some("SEARCH_TOO_SHORT"),
            Self::MomentNotYet(_) => Some("MOMENT_NOT_YET"),
            Self::PositionOfSeveralRegions => Some("POSITION_OF_SEVERAL_REGIONS"),
            Self::RegionTwice(_) => Some("GIVEN_TWICE"),
            Self::LineageOfSeveralRegions => Some("LINEAGE_OF_SEVERAL_REGIONS"),
            Self::ReportTooLarge { .. } => Some("REPORT_TOO_LARGE"),
            Self::NoSuchFigure(_) => Some("NO_SUCH_FIGURE"),
            Self::OffTheGrid(_) => Some("OFF_THE_GRID"),
            Self::NotPublished => Some("NOT_PUBLISHED"),
            Self::NotYetPublished { .. } | Self::BeingPublished => Some("NOT_YET_PUBLISHED"),
            Self::QuarterBeforeRegion { .. } => Some("QUARTER_BEFORE_REGION"),
            Self::NoSuchEdition => Some("NO_SUCH_EDITION"),
            Self::TooManyQuestions { .. } => Some("TOO_MANY_QUESTIONS"),
            Self::NotAReceipt => Some("NOT_A_RECEIPT"),
            Self::CatalogueNotLoaded { .. } => Some("CATALOGUE_NOT_LOADED"),
            Self::CountedOtherwise => Some("COUNTED_OTHERWISE"),
            Self::PurposeNotSaid => Some("PURPOSE_NOT_SAID"),
            Self::Stopping => Some("BUSY"),
            Self::Denied(denial) => Some(denial.code()),
            Self::Vault(error) => error.code(),
            Self::NotRecorded(_) => Some(AccessNotRecorded::CODE),
            Self::Seal(error) => error.code(),
            Self::Log(_) | Self::Database(_) => None,
        }
    }
}

impl ViewError {
    /// Whether what is stored of one client cannot be read, and not the database.
    pub(super) fn is_of_one_record(&self) -> bool {
        match self {
            Self::Log(error) => !matches!(error, PersistenceError::ConnectionError(_)),
            Self::Vault(error) => matches!(error, VaultError::NotSealedHere),
            _ => false,
        }
    }
}

fn before_region(began: Option<NaiveDate>) -> String {
    match began {
        Some(began) => format!("that quarter was over before the region began, on {began}"),
        None => "nothing was recorded of the region yet".to_owned(),
    }
}
