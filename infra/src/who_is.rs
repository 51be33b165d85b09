//! Who the client of a trajectory is, as far as it is compared with others: opened in memory for that, and shown to
//! nobody.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::identity::IdentityPart;
use zeroize::Zeroizing;

use crate::log::LogReader;
use crate::vault::{Vault, VaultError, WhoIs};

/// Who the client of a trajectory is, as it was read. Nobody, where nothing is known or all was erased, whatever keys
/// there are.
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
    if identity.is_empty() || read.state().rights.erased_on().is_some() {
        return Ok(WhoIs::default());
    }
    let texts = log.sealed_texts(region, trajectory).await?;
    let keys = texts.keys(vault).await?;
    let open = |part: IdentityPart| -> Result<Option<Zeroizing<String>>, VaultError> {
        let sealed = identity.get(&part).and_then(|text| text.as_sealed());
        match sealed.map_or(Ok(None), |sealed| texts.open(sealed, &keys)) {
            // One that was sealed under a key that is lost is as unknown as one that was never recorded.
            Err(VaultError::NotSealedHere) => Ok(None),
            opened => opened,
        }
    };
    let names = [open(IdentityPart::GivenName)?, open(IdentityPart::FamilyName)?];
    // Reserved at once: a text that grows leaves copies behind.
    let length = names.iter().flatten().map(|words| words.len() + 1).sum();
    let mut name = Zeroizing::new(String::with_capacity(length));
    for words in names.iter().flatten() {
        name.push_str(words);
        name.push(' ');
    }
    Ok(WhoIs {
        insz: open(IdentityPart::Insz)?.and_then(|insz| insz.parse().ok()),
        name: Some(name).filter(|name| !name.is_empty()),
        birth_date: open(IdentityPart::BirthDate)?.and_then(|born| born.parse().ok()),
    })
}
