//! Local tokens: signed by a key of this program, for a person at this machine and for programs of one's own.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use loopbrug_domain::actor::Roles;
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::secret_file::{SecretFile, SecretFileError};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::jwt::{self, Header};
use crate::{Membership, Person, Reason};

/// The one algorithm of local tokens.
pub(crate) const ALGORITHM: Algorithm = Algorithm::HS256;
/// Who signs them.
const ISSUER: &str = "loopbrug";
/// How many random bytes a key has; they are written as hexadecimal digits.
const BYTES: usize = 32;

/// The key that signs local tokens.
#[derive(Clone)]
pub struct LocalKey {
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl std::fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalKey")
    }
}

/// What a local token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalToken {
    /// Who acts.
    #[serde(rename = "sub")]
    pub worker: WorkerId,
    /// For whom.
    pub organisation: KboNumber,
    /// As what.
    pub roles: Roles,
    /// Until when.
    #[serde(rename = "exp", with = "chrono::serde::ts_seconds")]
    pub until: DateTime<Utc>,
}

impl LocalToken {
    /// A person of an organisation whom nobody named.
    #[must_use]
    pub fn nameless(organisation: KboNumber) -> WorkerId {
        WorkerId(Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{ISSUER} {organisation}").as_bytes()))
    }
}

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'static str,
    #[serde(flatten)]
    token: &'a LocalToken,
}

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be used.
    #[error("{0}; or name another file by --token-key or LOOPBRUG_TOKEN_KEY")]
    File(#[from] SecretFileError),
    /// There is no randomness.
    #[error("this machine has no random bytes for a key")]
    NoRandomness,
}

impl LocalKey {
    /// The key in a file, which is made where there is none: at once, whoever else makes it at the same time.
    ///
    /// # Errors
    /// Where the file cannot be read or made, is open to others, or is no key.
    pub fn kept_in(path: &Path) -> Result<Self, KeyError> {
        let file = SecretFile::at("the key of local tokens", path.to_owned());
        let held = file.read_or_make(drawn)?;
        let secret = held.trim_ascii();
        if secret.len() < BYTES {
            let why = format!("it is too short: it has to have {BYTES} bytes at least");
            return Err(file.refused(why).into());
        }
        let (signing, verifying) =
            (EncodingKey::from_secret(secret), DecodingKey::from_secret(secret));
        Ok(Self { signing, verifying })
    }

    /// Signs a token.
    ///
    /// # Errors
    /// None that are known: the library promises nothing.
    pub fn sign(&self, token: &LocalToken) -> Result<String, jsonwebtoken::errors::Error> {
        let header = jsonwebtoken::Header::new(ALGORITHM);
        jsonwebtoken::encode(&header, &Signed { iss: ISSUER, token }, &self.signing)
    }

    /// Whom a token is about, where it is signed by this key and valid at a moment.
    pub(crate) fn read(
        &self,
        token: &str,
        header: &Header,
        now: DateTime<Utc>,
    ) -> Result<Person, Reason> {
        let algorithm = header.algorithm(&[ALGORITHM])?;
        let claims = jwt::verified(token, &self.verifying, algorithm)?;
        let issuer = jwt::text(&claims, "iss")?;
        if issuer != ISSUER {
            return Err(Reason::Issuer(issuer.to_owned()));
        }
        jwt::valid_until(&claims, now, TimeDelta::zero())?;
        let token = serde_json::from_value(claims.into());
        let token: LocalToken = token.map_err(|_| Reason::Unreadable("its claims are not ours"))?;
        let LocalToken { worker, organisation, roles, .. } = token;
        if organisation.is_nobody() {
            return Err(Reason::UnknownOrganisation(organisation.to_string()));
        }
        if roles.is_empty() {
            return Err(Reason::NoRole);
        }
        Ok(Person { worker, memberships: vec![Membership { organisation, roles }] })
    }
}

/// A new key, as its file has it.
fn drawn() -> Result<Zeroizing<String>, KeyError> {
    let mut secret = Zeroizing::new([0; BYTES]);
    SystemRandom::new().fill(&mut *secret).map_err(|_| KeyError::NoRandomness)?;
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    // Reserved at once: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(2 * BYTES + 1));
    text.extend(secret.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use loopbrug_domain::actor::Role;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn token(until: DateTime<Utc>) -> LocalToken {
        LocalToken {
            worker: WorkerId::default(),
            organisation: KboNumber::of_stem(1),
            roles: vec![Role::Caseworker].into(),
            until,
        }
    }

    fn read(key: &LocalKey, token: &str) -> Result<Person, Reason> {
        key.read(token, &Header::of(token)?, now())
    }

    #[test]
    fn a_token_is_believed_until_its_end_by_whoever_has_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let key = LocalKey::kept_in(&folder.path().join("key")).unwrap();
        let same = LocalKey::kept_in(&folder.path().join("key")).unwrap();
        let other = LocalKey::kept_in(&folder.path().join("other")).unwrap();
        let signed = key.sign(&token(now() + TimeDelta::seconds(1))).unwrap();
        let person = read(&same, &signed).unwrap();
        assert_eq!(person.actor(None).unwrap().organisation, KboNumber::of_stem(1));
        assert_eq!(read(&other, &signed), Err(Reason::Signature));
        let over = key.sign(&token(now())).unwrap();
        assert_eq!(read(&key, &over), Err(Reason::Expired));
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_whoever_makes_it_at_the_same_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.key");
        let signed: std::collections::BTreeSet<_> = std::thread::scope(|scope| {
            let make = || LocalKey::kept_in(&path).unwrap().sign(&token(now())).unwrap();
            let makers: Vec<_> = (0..16).map(|_| scope.spawn(make)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert_eq!(signed.len(), 1, "all have the same key");
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(path.parent().unwrap().read_dir().unwrap().count(), 1, "no drafts are left");
    }

    #[test]
    fn a_key_that_others_may_read_or_that_is_short_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        LocalKey::kept_in(&path).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let refused = || LocalKey::kept_in(&path).unwrap_err().to_string();
        assert!(refused().contains("chmod 600"), "{}", refused());
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "secret\n").unwrap();
        assert!(refused().contains("too short"), "{}", refused());
    }
}
