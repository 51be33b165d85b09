//! Exchanging the key that signs. The older one signs that the newer one follows it, so that whoever believes the older one
//! has reason to believe the newer one; what it signed before is verified by it as before.

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use super::error::SealError;
use super::key::{SealKey, SealKeyFile, followed_by};
use super::rows::{self, Which};
use super::step::begin_key;
use crate::database::begin;

/// Has a new key sign the logs of these regions from now on; gives how many logs it signs. After a kill it goes on where it
/// was: the file has both keys until all is done.
///
/// Where the older key is lost the file is gone too, and the new one is in a file that was just made: then it follows
/// unsigned, if `lost` says that this is so.
///
/// # Errors
/// See [`SealError`].
pub async fn rotate_key(
    pool: &PgPool,
    regions: &[Code],
    file: &SealKeyFile,
    lost: bool,
) -> Result<usize, SealError> {
    let mut keys = file.keys()?;
    if keys.len() == 1 && !lost {
        keys.push(SealKey::draw()?);
        file.replace(&keys)?;
    }
    let Some(new) = keys.pop() else { return Ok(0) };
    let mut signed = 0;
    for region in regions {
        signed += usize::from(follow(pool, region, &keys, &new, lost).await?);
    }
    file.replace(&[new])?;
    Ok(signed)
}

/// Has a new key follow the one that signs the log of a region.
async fn follow(
    pool: &PgPool,
    region: &Code,
    keys: &[SealKey],
    new: &SealKey,
    lost: bool,
) -> Result<bool, SealError> {
    let mut transaction = begin(pool).await?;
    // Whoever seals at this moment is waited for.
    sqlx::query("SELECT FROM seal_turns WHERE region = $1 FOR UPDATE")
        .bind(region.as_str())
        .execute(&mut *transaction)
        .await?;
    let trees = rows::trees(&mut *transaction, region).await?;
    let Some(grows) = trees.first() else { return Ok(false) };
    let Some(current) = rows::keys(&mut *transaction, grows).await?.pop() else { return Ok(false) };
    if *current.verifier.bytes() == new.public() {
        return Ok(true);
    }
    let head = rows::head(&mut *transaction, region, Which::Last).await?;
    let size = head.map_or(0, |head| head.size);
    let endorsement = match keys.iter().find(|key| key.public() == *current.verifier.bytes()) {
        Some(old) => {
            let new = new.verifier(&grows.origin())?;
            Some(old.sign(&grows.origin(), followed_by(&new, size))?.to_string())
        }
        None if lost => None,
        None => return Err(SealError::OtherKey),
    };
    begin_key(&mut transaction, grows, new.public(), size, endorsement).await?;
    transaction.commit().await?;
    Ok(true)
}
