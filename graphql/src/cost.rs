//! What a request costs, counted before any of its work is done.
//!
//! A text of a kilobyte can ask for a day of work: fragments that spread others twice, each of which
//! does the same, or a hundred series of five years. So a request passes three counts, each of which
//! takes no longer than reading what it counts: of the text, before it is parsed; of the document,
//! fragments counted once and remembered; and of the work, with the variables. What depends on the
//! document alone is counted once for a document that is kept at hand.
//!
//! Whatever is beyond a limit is refused by a code, with the limit and by how much.

mod document;
mod introspection;
mod share;
mod text;
mod work;

pub(crate) use document::Measured;
pub(crate) use share::Share;
pub(crate) use text::measure_text;

/// Why a request is refused without being looked at further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TooCostly {
    /// A name that never changes, for programs.
    pub(crate) code: &'static str,
    /// In words.
    pub(crate) message: String,
}

/// So many of something at most.
struct Limit {
    code: &'static str,
    most: u64,
    /// What it is that there are too many of.
    of: &'static str,
}

impl Limit {
    /// As much of it as a share allows.
    fn within(&self, share: Share) -> Self {
        Self { most: share.of_most(self.most), ..*self }
    }

    fn hold(&self, count: u64) -> Result<(), TooCostly> {
        let Self { code, most, of } = self;
        if count <= *most {
            return Ok(());
        }
        let message = format!("the request has {count} {of}; there may be {most}");
        Err(TooCostly { code, message })
    }
}
