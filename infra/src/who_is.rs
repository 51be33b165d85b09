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

/// Who the client of a trajectory is now. Nobody, where nothing is known or all was erased, whatever keys there are.
pub(crate) async fn who_is<E>(
    log: &LogReader,
    vault: &Vault,
    region: &Code,
    trajectory: TrajectoryId,
) -> Result<WhoIs, E>
where
    E: From<PersistenceError> + From<VaultError>,
{
    let loaded = log.load_in::<Trajectory>(region, &trajectory.to_string()).await?;
    let identity = loaded.aggregate.personal().identity;
    if identity.is_empty() || loaded.aggregate.state().rights.erased_on().is_some() {
        return Ok(WhoIs::default());
    }
    let texts = log.sealed_texts(region, trajectory).await?;
    let keys = texts.keys(vault).await?;
    let open = |part: IdentityPart| -> Result<Option<Zeroizing<String>>, VaultError> {
        let sealed = identity.get(&part).and_then(|text| text.as_sealed());
        sealed.map_or(Ok(None), |sealed| texts.open(sealed, &keys))
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
