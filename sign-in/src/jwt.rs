//! The form of a JSON Web Token (RFC 7519), its signature, and the times between which it is valid.
//!
//! The library checks the signature alone. All else is checked here, by our clock, and nothing that is absent or of
//! another type is taken for valid.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use crate::Reason;
use crate::refusal::named;

/// What a token says, by name.
pub type Claims = serde_json::Map<String, Value>;

/// What the header of an access token says it is (RFC 7519, RFC 9068), with or without `application/`.
const KINDS: [&str; 2] = ["jwt", "at+jwt"];

/// What a token says about how it is signed.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    alg: String,
    /// The name of the key.
    pub(crate) kid: Option<String>,
    /// What kind of token it is.
    typ: Option<String>,
    /// What has to be understood beyond the standard: nothing is.
    crit: Option<Value>,
}

/// Whether a text has the form of a signed token, with three parts.
pub(crate) fn is_one(token: &str) -> bool {
    token.split('.').count() == 3
}

impl Header {
    /// Whether it is signed as local tokens are.
    pub(crate) fn is_local(&self) -> bool {
        self.alg.parse() == Ok(crate::local::ALGORITHM)
    }

    /// Reads the header of a token.
    pub(crate) fn of(token: &str) -> Result<Self, Reason> {
        let (header, _) = token.split_once('.').ok_or(Reason::Unreadable("it has no header"))?;
        let header = URL_SAFE_NO_PAD.decode(header);
        let header = header.map_err(|_| Reason::Unreadable("its header is not base64url"))?;
        let header: Self = serde_json::from_slice(&header)
            .map_err(|_| Reason::Unreadable("its header is not that of a JWT"))?;
        if header.crit.is_some() {
            return Err(Reason::Unreadable("it asks for an extension"));
        }
        if let Some(typ) = &header.typ {
            let kind = typ.to_ascii_lowercase();
            if !KINDS.contains(&kind.strip_prefix("application/").unwrap_or(&kind)) {
                return Err(Reason::OfAnotherKind("typ", named(typ)));
            }
        }
        Ok(header)
    }

    /// The algorithm, where it is one of those that are allowed.
    pub(crate) fn algorithm(&self, allowed: &[Algorithm]) -> Result<Algorithm, Reason> {
        if self.alg.eq_ignore_ascii_case("none") {
            return Err(Reason::Unsigned);
        }
        let algorithm = self.alg.parse().ok().filter(|algorithm| allowed.contains(algorithm));
        algorithm.ok_or_else(|| Reason::Algorithm(named(&self.alg)))
    }
}

/// What the token says, where its signature is that of the key.
pub(crate) fn verified(
    token: &str,
    key: &DecodingKey,
    algorithm: Algorithm,
) -> Result<Claims, Reason> {
    let mut signature_alone = Validation::new(algorithm);
    signature_alone.required_spec_claims.clear();
    signature_alone.validate_exp = false;
    signature_alone.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, key, &signature_alone);
    decoded.map(|decoded| decoded.claims).map_err(|error| match error.into_kind() {
        jsonwebtoken::errors::ErrorKind::InvalidSignature => {
            let unsigned = token.ends_with('.');
            if unsigned { Reason::Unsigned } else { Reason::Signature }
        }
        jsonwebtoken::errors::ErrorKind::Json(_) => Reason::Unreadable("its claims are no object"),
        _ => Reason::Signature,
    })
}

/// Refuses what a provider gives out for something else: an ID token is in every browser's hands, a logout token is
/// sent to other programs, and a token that is bound to a key is not shown by whoever has it alone.
pub(crate) fn is_for_access(claims: &Claims) -> Result<(), Reason> {
    // As Keycloak names the kinds of its tokens, and RFC 7662.
    for name in ["typ", "token_type"] {
        match claims.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
            Some(kind) => {
                return Err(Reason::OfAnotherKind(name, named(kind.as_str().unwrap_or_default())));
            }
        }
    }
    // What only an ID token has (OpenID Connect Core, 3.1.3.6 and 3.3.2.11), and only a logout token (Back-Channel
    // Logout, 2.4).
    for name in ["at_hash", "c_hash", "events"] {
        if claims.contains_key(name) {
            return Err(Reason::OfAnotherKind(name, "there".to_owned()));
        }
    }
    Ok(())
}

/// Checks that it is valid at a moment; gives when it ends.
pub(crate) fn valid_until(
    claims: &Claims,
    now: DateTime<Utc>,
    skew: TimeDelta,
) -> Result<DateTime<Utc>, Reason> {
    let until = moment(claims, "exp")?.ok_or(Reason::Expired)?;
    if now - skew >= until {
        return Err(Reason::Expired);
    }
    match moment(claims, "nbf")? {
        Some(from) if now + skew < from => Err(Reason::NotYetValid),
        _ => Ok(until),
    }
}

/// A moment in seconds since 1970, which may have a fraction.
fn moment(claims: &Claims, name: &str) -> Result<Option<DateTime<Utc>>, Reason> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let wrong = || Reason::Claim(name.to_owned());
    let seconds = value.as_i64().or_else(|| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what is too large is cut off at the largest"
        )]
        value.as_f64().map(|seconds| seconds.floor() as i64)
    });
    let moment = DateTime::from_timestamp(seconds.ok_or_else(wrong)?, 0);
    moment.ok_or_else(wrong).map(Some)
}

/// A claim that is a text.
pub(crate) fn text<'a>(claims: &'a Claims, name: &str) -> Result<&'a str, Reason> {
    let text = claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| Reason::Claim(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_token_is_valid_from_its_beginning_to_its_end_with_some_seconds_for_wrong_clocks() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let valid = |value| valid_until(&claims(value), now, TimeDelta::seconds(60));
        assert!(valid(json!({ "exp": 1_001 })).is_ok());
        assert!(valid(json!({ "exp": 941 })).is_ok());
        assert_eq!(valid(json!({ "exp": 940 })), Err(Reason::Expired));
        assert_eq!(valid(json!({})), Err(Reason::Expired));
        assert!(valid(json!({ "exp": 1_001.5, "nbf": 1_060 })).is_ok());
        assert_eq!(valid(json!({ "exp": 2_000, "nbf": 1_061 })), Err(Reason::NotYetValid));
    }

    #[test]
    fn a_time_of_another_type_is_not_taken_for_absent() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        for (claim, value) in [("exp", json!("2000")), ("exp", json!(null)), ("exp", json!(1e300))]
        {
            let read = valid_until(&claims(json!({ claim: value })), now, TimeDelta::zero());
            assert_eq!(read, Err(Reason::Claim(claim.to_owned())), "{value}");
        }
        let read =
            valid_until(&claims(json!({ "exp": 2_000, "nbf": "0" })), now, TimeDelta::zero());
        assert_eq!(read, Err(Reason::Claim("nbf".to_owned())));
    }
}
