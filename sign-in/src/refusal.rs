//! Why somebody is not signed in. The caller learns that, and not why.

use loopbrug_domain::ids::KboNumber;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSignedIn {
    /// It is not believed.
    #[error("{0}")]
    Refused(#[from] Reason),
    /// From where it comes so many were refused that the provider is not asked about this one.
    #[error("too many tokens from there were refused to ask about another one")]
    TooManyRefused,
    /// Whoever could say whether it may be believed does not answer; what was asked of it is in the log.
    #[error("the sign-in provider does not answer")]
    Unavailable,
}

/// Why a token is not believed, for the log. Nothing of the token stands in it but what whoever made it cannot have
/// made secret: names of keys, issuers, audiences, algorithms and organisations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The header is not one bearer token.
    #[error("the Authorization header is not one bearer token")]
    NoBearerToken,
    /// The token is longer than any that we give or know.
    #[error("the token is too long")]
    TooLong,
    /// It is no token in the form of its kind.
    #[error("the token cannot be read: {0}")]
    Unreadable(&'static str),
    /// It is not signed.
    #[error("the token is not signed")]
    Unsigned,
    /// It is signed in a way that is not allowed here.
    #[error("the algorithm {0:?} is not allowed")]
    Algorithm(String),
    /// Tokens of this kind are not accepted here.
    #[error("local tokens are not accepted here")]
    LocalNotAccepted,
    /// Tokens that are no JWT are not accepted here.
    #[error("opaque tokens are not accepted here")]
    OpaqueNotAccepted,
    /// The provider publishes no key of that name.
    #[error("the key {0:?} is unknown")]
    UnknownKey(String),
    /// The signature is not that of the key.
    #[error("the signature is wrong")]
    Signature,
    /// It was given out for something else than to ask here.
    #[error("it is no access token: {0} is {1:?}")]
    OfAnotherKind(&'static str, String),
    /// Another issuer made it.
    #[error("the issuer {0:?} is not the configured one")]
    Issuer(String),
    /// It is meant for others.
    #[error("the audience {0:?} is not ours")]
    Audience(Vec<String>),
    /// It is no answer to what was asked.
    #[error("the token answers another question")]
    Nonce,
    /// It has no end, or its end has passed.
    #[error("the token has expired, or says no end")]
    Expired,
    /// It is not valid yet.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// The provider says that it is not valid, or no longer.
    #[error("the provider says that the token is not active")]
    NotActive,
    /// Something that is needed is absent or of another form.
    #[error("the claim {0:?} is absent, or not of the form that is configured")]
    Claim(String),
    /// The person is not of those for whom this server is.
    #[error("the claim {0:?} has the value {1:?}, which is not configured")]
    NotOfThose(String, String),
    /// The code of an organisation leads to no KBO number.
    #[error(
        "the organisation code {0:?} is unknown: it is no KBO number and not in the table of organisation codes"
    )]
    UnknownOrganisation(String),
    /// The person holds no role of this program.
    #[error("the token holds no role of this program")]
    NoRole,
    /// The organisation that the request names is not one of the person's.
    #[error("the token is not of the organisation {0} that the request names")]
    OrganisationOfOthers(KboNumber),
    /// The person may act for several organisations and the request names none.
    #[error("the token is of several organisations and the request names none")]
    OrganisationNotNamed,
    /// The header that names an organisation cannot be read.
    #[error("the header Loopbrug-Organisation is not one KBO number")]
    OrganisationUnreadable,
}

/// A name that somebody sent, for the log: whoever made it may have written a novel.
#[must_use]
pub fn named(name: &str) -> String {
    name.chars().take(100).collect()
}
