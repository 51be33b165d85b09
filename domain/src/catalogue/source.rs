//! A reference file, before it is read.

/// A reference file: its place, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path, with `/` between its parts: `…/common/<theme>.toml` or `…/regions/<region>/<version>.toml`.
    pub path: String,
    /// The whole text.
    pub text: String,
}
