//! The committed reference files, compiled in. A test compares this list with the folder.

macro_rules! embed {
    ($($path:literal,)*) => {
        &[$(($path, include_str!(concat!("../../../", $path))),)*]
    };
}

/// Path from the root of the repository, and text.
pub(super) const EMBEDDED: &[(&str, &str)] = embed![
    "reference/common/barriers.toml",
    "reference/common/consent.toml",
    "reference/common/course.toml",
    "reference/common/degurba.toml",
    "reference/common/direction.toml",
    "reference/common/directory.toml",
    "reference/common/events.toml",
    "reference/common/findings.toml",
    "reference/common/housing.toml",
    "reference/common/indicators.toml",
    "reference/common/interventions.toml",
    "reference/common/learning.toml",
    "reference/common/limits.toml",
    "reference/common/needs.toml",
    "reference/common/outreach.toml",
    "reference/common/people.toml",
    "reference/common/procedure.toml",
    "reference/common/purposes.toml",
    "reference/common/record_keeping.toml",
    "reference/common/reports.toml",
    "reference/common/state.toml",
    "reference/common/work.toml",
    "reference/regions/vlaamse-ardennen/2023-08-11.toml",
];
