//! Who the client of a trajectory is: opened in memory to be compared with others, and what the client is called in a
//! list.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::identity::IdentityPart;
use zeroize::Zeroizing;

use crate::log::{Keys, LogReader, SealedTexts};
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
    let parts = [
        IdentityPart::GivenName,
        IdentityPart::FamilyName,
        IdentityPart::Insz,
        IdentityPart::BirthDate,
    ];
    let [given, family, insz, born] =
        opened::<E, _>(log, vault, region, trajectory, read, parts).await?;
    let names = [given, family];
    // Reserved at once: a text that grows leaves copies behind.
    let length = names.iter().flatten().map(|words| words.len() + 1).sum();
    let mut name = Zeroizing::new(String::with_capacity(length));
    for words in names.iter().flatten() {
        name.push_str(words);
        name.push(' ');
    }
    Ok(WhoIs {
        insz: insz.and_then(|insz| insz.parse().ok()),
        name: Some(name).filter(|name| !name.is_empty()),
        birth_date: born.and_then(|born| born.parse().ok()),
    })
}

/// What the client of a trajectory is called in a list: the given name, and the initial of the family name.
pub(crate) fn called(
    texts: &SealedTexts,
    keys: &Keys,
    read: &Trajectory,
) -> Result<Option<Zeroizing<String>>, VaultError> {
    let parts = [IdentityPart::GivenName, IdentityPart::FamilyName];
    let [given, family] = opened_by(texts, keys, read, parts)?;
    let initial = family.and_then(|family| family.chars().next());
    let mut name =
        Zeroizing::new(String::with_capacity(given.as_ref().map_or(0, |one| one.len()) + 8));
    name.push_str(given.as_ref().map_or("", |given| given));
    if let Some(initial) = initial {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push(initial);
        name.push('.');
    }
    Ok(Some(name).filter(|name| !name.is_empty()))
}

/// Whether there is anything to be opened: not where nothing is known or all was erased, whatever keys there are.
pub(crate) fn can_be_opened(read: &Trajectory) -> bool {
    !read.personal().identity.is_empty() && read.state().rights.erased_on().is_none()
}

/// Parts of an identity in clear; none of what nobody can read.
async fn opened<E, const N: usize>(
    log: &LogReader,
    vault: &Vault,
    region: &Code,
    trajectory: TrajectoryId,
    read: &Trajectory,
    parts: [IdentityPart; N],
) -> Result<[Option<Zeroizing<String>>; N], E>
where
    E: From<PersistenceError> + From<VaultError>,
{
    if !can_be_opened(read) {
        return Ok([const { None }; N]);
    }
    let texts = log.sealed_texts(region, trajectory).await?;
    let keys = texts.keys(vault).await?;
    Ok(opened_by(&texts, &keys, read, parts)?)
}

/// The same by keys that are at hand.
fn opened_by<const N: usize>(
    texts: &SealedTexts,
    keys: &Keys,
    read: &Trajectory,
    parts: [IdentityPart; N],
) -> Result<[Option<Zeroizing<String>>; N], VaultError> {
    let mut opened = [const { None }; N];
    if !can_be_opened(read) {
        return Ok(opened);
    }
    let identity = read.personal().identity;
    for (part, opened) in parts.iter().zip(&mut opened) {
        let sealed = identity.get(part).and_then(|text| text.as_sealed());
        *opened = match sealed.map_or(Ok(None), |sealed| texts.open(sealed, keys)) {
            // One that was sealed under a key that is lost is as unknown as one that was never recorded.
            Err(VaultError::NotSealedHere) => None,
            opened => opened?,
        };
    }
    Ok(opened)
}
