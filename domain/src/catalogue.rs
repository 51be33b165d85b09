//! The catalogue (*lokaal addendum*): a region's published reference data, joined with the code lists that all
//! regions share.
//!
//! The data is in `reference/`: one file per theme of common lists, and one file per region and version. This
//! module reads those files, names every fault in them with its place, and answers questions about codes. It does no
//! I/O: texts come in, catalogues go out. Loading another region is data, not code.

mod admission;
mod catalogues;
mod code;
mod embedded;
mod entry;
mod entry_row;
mod fault;
mod limits_file;
pub mod list;
mod lists;
mod meaning;
mod reading;
mod region;
mod region_file;
mod round;
mod round_file;
mod source;
mod succession;
mod toml_value;
mod version;

pub use admission::Admission;
pub use catalogues::Catalogues;
pub use code::Code;
pub use entry::{
    Attributes, EducationBand, Entry, EsfClass, Housing, IndicatorMoment, Label, LabourStatus,
};
pub use fault::{Fault, FaultCode};
pub use list::{CodeKind, List};
pub use lists::Lists;
pub use region::{
    Challenge, Finding, Limits, LocalInput, Municipality, Passage, Persona, ProblemArea,
    ServiceType,
};
pub use round::{Criterion, FixedDays, Round, RoundItem, Timeline, When};
pub use source::Source;
pub use version::Catalogue;
