//! What is personal: who a client is, what was written down, what past the client has.

use std::fmt;

use async_graphql::Enum;
use loopbrug_domain::trajectory::{background, identity};

/// An answer of a client about the past.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "background::Answer")]
pub(crate) enum BackgroundAnswer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Nobody knows, or the client does not say.
    Unknown,
}

impl fmt::Debug for BackgroundAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackgroundAnswer")
    }
}

/// A part of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Enum)]
#[graphql(remote = "identity::IdentityPart")]
pub(crate) enum IdentityPart {
    /// The names before the family name.
    GivenName,
    /// The family name.
    FamilyName,
    /// The number in the national register, or a bis number.
    Insz,
    /// The day of birth.
    BirthDate,
    /// A telephone number.
    Phone,
    /// An address of electronic mail.
    Email,
    /// Where post arrives.
    Address,
}
