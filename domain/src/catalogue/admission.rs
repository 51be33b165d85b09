//! Whether a region's file can be published beside what was published before. Who checks a file and who publishes it
//! ask the same, so that a file without a fault is one that can be published.

use chrono::{Months, NaiveDate};

use super::catalogues::Catalogues;
use super::fault::{Fault, FaultCode};
use super::reading::Page;
use super::region_file::{Belongs, read_region};
use super::source::Source;
use super::succession::check_succession;
use super::version::Catalogue;
use crate::content_hash::sha256_hex;
use crate::text;

/// How far ahead a version may be prepared: one with a year that was mistyped would be the last for ever, because each
/// is newer than the one before.
const MONTHS_AHEAD: Months = Months::new(12);

/// What becomes of a file without a fault.
#[derive(Debug)]
pub enum Admission {
    /// It can be published: a new version, or a new region.
    New(Box<Catalogue>),
    /// The very same file was published before.
    Before,
}

impl Catalogues {
    /// Looks on a day at a region's file as the successor of what was published. It lies in
    /// `regions/<region>/<version>.toml`, or anywhere where its `region` is named.
    ///
    /// # Errors
    /// All faults of the file, in the order of their places.
    pub fn admit(
        &self,
        source: &Source,
        region: Option<&str>,
        today: NaiveDate,
    ) -> Result<Admission, Vec<Fault>> {
        let page = Page::new(&source.path, &source.text);
        if ends_lines_by_carriage_returns(&page, &source.text) {
            return Err(page.into_faults());
        }
        let belongs = region.map_or(Belongs::ByPath(&source.path), Belongs::ToRegion);
        let former = |region: &str| self.latest(region).map(AsRef::as_ref);
        let newest = today.checked_add_months(MONTHS_AHEAD);
        let file = read_region(&page, belongs, self.lists(), former, newest);
        let hash = sha256_hex(source.text.as_bytes());
        let before = self.all().any(|published| published.hash() == hash);
        check_direction_marks(&page, &source.text);
        let Some(file) = file else { return Err(page.into_faults()) };
        let new = Catalogue::of(file, &source.text, self.shared());
        if let Some(former) = self.latest(new.region().as_str())
            && !before
        {
            check_succession(&page, &new, former);
        }
        let mut faults = page.into_faults();
        faults.retain(|fault| !(before && fault.code.is_of_new_files()));
        match faults.is_empty() {
            true if before => Ok(Admission::Before),
            true => Ok(Admission::New(Box::new(new))),
            false => Err(faults),
        }
    }
}

/// TOML would name each of its lines, all at the same place.
fn ends_lines_by_carriage_returns(page: &Page, text: &str) -> bool {
    let mut returns = text.match_indices('\r').map(|(at, _)| at);
    let first = returns.find(|at| !text[at + 1..].starts_with('\n'));
    if let Some(at) = first {
        let message = "a line ends by a carriage return alone, as on an old Macintosh: save the file \
                       with line ends of Unix (LF) or Windows (CRLF)";
        page.fault(at, FaultCode::LoneCarriageReturn, message);
    }
    first.is_some()
}

/// Within a remark too they make a file look other than it is. Those in a text are named with that.
fn check_direction_marks(page: &Page, text: &str) {
    if page.has(FaultCode::TextNotAllowed) {
        return;
    }
    for (at, mark) in text.char_indices().filter(|(_, c)| text::turns(*c)) {
        let message = format!(
            "the mark U+{:04X}, which cannot be seen, turns the direction of writing around: delete it",
            u32::from(mark)
        );
        page.fault(at, FaultCode::DirectionMark, message);
    }
}
