//! The keys that a provider publishes (RFC 7517). What we do not understand is no key for us.

use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// So many keys are looked at. Providers publish a handful.
const MOST: usize = 64;

/// What is published.
#[derive(Debug, Deserialize)]
pub(super) struct Published {
    keys: Vec<Value>,
}

/// A key that checks signatures.
#[derive(Clone)]
pub(super) struct Key {
    name: Option<String>,
    /// What it is for.
    algorithms: Vec<Algorithm>,
    checks: DecodingKey,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:?})", self.name)
    }
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    usage: Option<String>,
    kid: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Published {
    pub(super) fn keys(self) -> Vec<Key> {
        let read = |key| serde_json::from_value(key).ok().and_then(Jwk::understood);
        self.keys.into_iter().take(MOST).filter_map(read).collect()
    }
}

impl Jwk {
    fn understood(self) -> Option<Key> {
        if self.usage.is_some_and(|usage| usage != "sig") {
            return None;
        }
        let curve = self.crv.as_deref();
        let (mut algorithms, key) = match self.kty.as_str() {
            "RSA" => {
                let key = DecodingKey::from_rsa_components(&self.n?, &self.e?);
                (vec![Algorithm::RS256, Algorithm::PS256], key)
            }
            "EC" if curve == Some("P-256") => {
                (vec![Algorithm::ES256], DecodingKey::from_ec_components(&self.x?, &self.y?))
            }
            "OKP" if curve == Some("Ed25519") => {
                (vec![Algorithm::EdDSA], DecodingKey::from_ed_components(&self.x?))
            }
            _ => return None,
        };
        if let Some(alg) = self.alg {
            algorithms.retain(|algorithm| alg.parse() == Ok(*algorithm));
        }
        Some(Key { name: self.kid, algorithms, checks: key.ok()? })
    }
}

/// The key of a name for an algorithm. A token that names none is checked by the only one that there is for it.
pub(super) fn find(keys: &[Key], name: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
    let mut fit = keys.iter().filter(|key| {
        key.algorithms.contains(&algorithm) && (name.is_none() || key.name.as_deref() == name)
    });
    match (fit.next(), fit.next()) {
        (Some(key), None) => Some(key.checks.clone()),
        (Some(key), Some(_)) if name.is_some() => Some(key.checks.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_a_key_for_encryption_and_a_curve_that_we_do_not_know_are_no_keys() {
        let published: Published = serde_json::from_value(json!({ "keys": [
            { "kty": "oct", "kid": "a", "k": "AAAA" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "b", "use": "enc", "x": "AAAA" },
            { "kty": "EC", "crv": "P-521", "kid": "c", "x": "AAAA", "y": "AAAA" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "d", "alg": "RS256", "x": "AAAA" },
            { "kty": "OKP", "crv": "Ed25519", "kid": "e", "x": "AAAA" },
            { "kty": 1 }, "nonsense",
        ] }))
        .unwrap();
        let keys = published.keys();
        let found = |name| find(&keys, name, Algorithm::EdDSA).is_some();
        let names = ["a", "b", "c", "d", "e"].map(|name| found(Some(name)));
        assert_eq!(names, [false, false, false, false, true]);
        assert!(found(None), "there is one alone");
        for other in [Algorithm::HS256, Algorithm::ES256, Algorithm::RS256] {
            assert!(find(&keys, Some("e"), other).is_none());
        }
    }
}
