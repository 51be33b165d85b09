//! Who the client of a trajectory is, as far as it is compared with others: opened in memory for that, and shown to
//! nobody.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::identity::IdentityPart;
use zeroize::Zeroizing;

use crate::log::LogReader;
use crate::vault::{Vault, VaultError, WhoIs};

/// Who the client of a trajectory is, as it was read. Nobody, where nothing is known or all was erased.
pub(crate) async fn who_is<E>(
    log: &LogReader,
    vault: &Vault,
    region: &Code,
    trajectory: TrajectoryId,
    read: &Trajectory,
) -> Result<WhoIs, E>
where
    E: From<PersistenceError> + From<VaultError>,
{
    let identity = read.personal().identity;
    if identity.is_empty() {
        return Ok(WhoIs::default());
    }
    let places = log.sealed_texts(region, trajectory).await?;
    let keys = vault.keys_to_open(region, &[trajectory]).await?;
    let Some(key) = keys.get(&trajectory) else { return Ok(WhoIs::default()) };
    let open = |part: IdentityPart| -> Result<Option<Zeroizing<String>>, VaultError> {
        let Some(text) = identity.get(&part) else { return Ok(None) };
        let sealed = text.as_sealed().unwrap_or_default();
        let place = places.get(sealed).ok_or(VaultError::NotSealedHere)?;
        key.open(&place.bound(region, trajectory), sealed).map(Some)
    };
    let mut name = Zeroizing::new(String::new());
    for part in [IdentityPart::GivenName, IdentityPart::FamilyName] {
        if let Some(words) = open(part)? {
            name.push_str(&words);
            name.push(' ');
        }
    }
    Ok(WhoIs {
        insz: open(IdentityPart::Insz)?.and_then(|insz| insz.parse().ok()),
        name: Some(name).filter(|name| !name.is_empty()),
        birth_date: open(IdentityPart::BirthDate)?.and_then(|born| born.parse().ok()),
    })
}
