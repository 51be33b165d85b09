//! Texts that are kept in clear: about an organisation and its proposal, never about a client.

use super::reading::Reading;

impl Reading<'_> {
    /// What is written. That something is, is a rule.
    pub(crate) fn written(&self, field: &str) -> String {
        self.typed.one(field).unwrap_or_default().to_owned()
    }
}
