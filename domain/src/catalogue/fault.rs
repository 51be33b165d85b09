//! What can be wrong with a reference file, and where.

use std::fmt;

/// One fault in a reference file, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, as its [`Source`](super::Source) names it.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Which rule is broken.
    pub code: FaultCode,
    /// What is wrong, for the person who edits the file.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, code, message } = self;
        write!(f, "{path}:{line}:{column}: {message} [{}]", code.as_str())
    }
}

macro_rules! fault_codes {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// The rules that a reference file has to keep, each with a stable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultCode {
            $(#[doc = $doc] $variant,)*
        }

        impl FaultCode {
            /// The stable name of the rule.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

impl FaultCode {
    /// Whether only a file that is to be published is held to this rule: files that were published before the rule
    /// existed stay as they are.
    #[must_use]
    pub const fn is_of_new_files(self) -> bool {
        matches!(
            self,
            Self::DirectionMark
                | Self::RetiredInThePast
                | Self::KTooSmall
                | Self::PublicKTooSmall
                | Self::NoMonthSix
                | Self::DuplicateMonth
                | Self::ExitWindowTooLong
                | Self::DeadlineBeforeLaunch
                | Self::TooFarAhead
        )
    }
}

fault_codes! {
    TooLarge "too_large" "A file that is larger than a reference file can be.",
    NotUtf8 "not_utf_8" "Bytes that are no text in UTF-8.",
    LoneCarriageReturn "lone_carriage_return" "Lines that end as on an old Macintosh, which TOML does not know.",
    DirectionMark "direction_mark" "A mark that shows a text in another order than the one that is read.",
    Syntax "syntax" "The text is not TOML.",
    UnknownField "unknown_field" "A field that the schema does not know.",
    MissingField "missing_field" "A field that the schema requires is absent.",
    WrongType "wrong_type" "A field holds another type of value than the schema says.",
    TextNotAllowed "text_not_allowed" "A text with a character that cannot be seen.",
    DayOutOfRange "day_out_of_range" "A day before 1900 or after 2199.",
    UnknownValue "unknown_value" "A word that is none of those allowed here.",
    UnknownList "unknown_list" "A common file holds a list that does not exist.",
    MissingList "missing_list" "No common file holds this list.",
    DuplicateList "duplicate_list" "Two common files hold the same list.",
    EmptyLabel "empty_label" "A label without text.",
    MalformedCode "malformed_code" "A code of other characters than letters, digits, `_`, `-` and `.`.",
    MalformedNis "malformed_nis" "A NIS code that is not five digits.",
    DuplicateCode "duplicate_code" "A code that is twice in its list.",
    ReversedValidity "reversed_validity" "A validity that ends before it begins.",
    RetiredInThePast "retired_in_the_past" "A code that was retired before the version that retires it.",
    UnknownCommonCode "unknown_common_code" "A mapping to a common code that does not exist.",
    UnknownEvidence "unknown_evidence" "A milestone names evidence that does not exist.",
    PersonaWithoutChallenge "persona_without_challenge" "A persona that no challenge names.",
    UnknownPersona "unknown_persona" "A challenge names a persona that does not exist.",
    UnknownChallenge "unknown_challenge" "A finding names a challenge that does not exist.",
    UnknownMunicipality "unknown_municipality" "Local input names a municipality that does not exist.",
    RanksNotContiguous "ranks_not_contiguous" "Ranks that are not 1, 2, 3, … in the order of the file.",
    WeightsNotHundred "weights_not_hundred" "Weights of criteria that do not sum to 100.",
    NegativeLimit "negative_limit" "A number below zero.",
    LimitOutOfRange "limit_out_of_range" "A number beyond what the rule can use.",
    KTooSmall "k_too_small" "A threshold of disclosure by which a single person can be recognised.",
    PublicKTooSmall "public_k_too_small" "A threshold for the public that is below the one for analysts.",
    NoMonthSix "no_month_six" "A follow-up without the sixth month, in which EECR05 and EECR06 are recorded.",
    DuplicateMonth "duplicate_month" "A month of the follow-up that is twice in its list.",
    ExitWindowTooLong "exit_window_too_long" "More days for an exit than the ESF regulation has: four weeks.",
    UnclearTime "unclear_time" "An item of the round with no time, or with more than one.",
    ReversedWindow "reversed_window" "A window that ends before it begins.",
    DeadlineBeforeLaunch "deadline_before_launch" "A round that takes no proposals after the day of its launch.",
    UnknownItem "unknown_item" "An offset from an item that does not exist.",
    CyclicOffset "cyclic_offset" "An offset that leads back to itself.",
    NonexistentLocalTime "nonexistent_local_time" "A local time that the clock skips in spring.",
    AmbiguousLocalTime "ambiguous_local_time" "A local time that the clock shows twice in autumn.",
    MisplacedFile "misplaced_file" "A path that does not fit the file's region and version.",
    TooFarAhead "too_far_ahead" "A version of a day more than a year ahead, after which no other could be published.",
    NotNewer "not_newer" "A version that is not newer than the one before.",
    DeletedCode "deleted_code" "A code of the version before that is missing.",
    DuplicateVersion "duplicate_version" "Two files for the same region and version.",
}
