//! The faults of a file, for the person who edits it.

use super::fault::Fault;
use super::lists::Lists;
use super::reading::Page;
use super::region_file::read_region;
use super::source::Source;

/// All faults of a region's file, in the order of their places. `path` ends with `regions/<region>/<version>.toml`.
#[must_use]
pub fn check(path: &str, text: &str, lists: &Lists) -> Vec<Fault> {
    let page = Page::new(path, text);
    read_region(&page, path, lists);
    page.into_faults()
}

/// All faults of the common files together.
#[must_use]
pub fn check_lists(sources: &[Source]) -> Vec<Fault> {
    Lists::load(sources).err().unwrap_or_default()
}
