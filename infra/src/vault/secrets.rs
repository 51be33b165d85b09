//! The key file and the database of the keys belong together: proofs in the database say which file is meant.

use sqlx::PgPool;
use uuid::Uuid;

use super::VaultError;
use super::cipher::Key;
use super::key_file::{KeyFile, MasterKeys};

/// What a proof is a keyed hash of.
const PROVED: &[u8] = b"loopbrug vault proof";

/// The keys of the file, which are those of the database. Where neither has any, both begin.
pub(super) async fn matching(pool: &PgPool, file: &KeyFile) -> Result<MasterKeys, VaultError> {
    let begun: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM secrets)").fetch_one(pool).await?;
    let keys = match file.read()? {
        Some(keys) => keys,
        None if begun => {
            let why = "it is not there, and the keys in the database cannot be used without it: put it back";
            return Err(file.refused(why.to_owned()));
        }
        None => file.make()?,
    };
    if !begun && let [.., newest] = keys.wrapping.as_slice() {
        begin(pool, &keys.index, newest).await?;
    }
    let proofs: Vec<(String, Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT name, key_id, proof FROM secrets").fetch_all(pool).await?;
    for (name, id, proof) in proofs {
        let key = if name == "index" { Some(&keys.index) } else { keys.wrapping(id) };
        if key.is_none_or(|key| key.mac(PROVED).as_slice() != proof) {
            let why = "it is the key file of another vault, or of before its keys were rotated: put the right \
                       one there, or name it in LOOPBRUG_VAULT_KEY_FILE";
            return Err(file.refused(why.to_owned()));
        }
    }
    Ok(keys)
}

/// Writes down which file belongs to a database that has no keys yet. Of two at once the first one does.
async fn begin(pool: &PgPool, index: &Key, (id, wrapping): &(Uuid, Key)) -> Result<(), VaultError> {
    sqlx::query(
        "INSERT INTO secrets (name, key_id, proof) VALUES ('index', $1, $2), ('wrapping', $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(Uuid::nil())
    .bind(index.mac(PROVED).as_slice())
    .bind(id)
    .bind(wrapping.mac(PROVED).as_slice())
    .execute(pool)
    .await?;
    Ok(())
}

/// Has a wrapping key wrap what is new. Whoever makes a key meanwhile is waited for.
pub(super) async fn begin_to_wrap_by(
    pool: &PgPool,
    (id, key): &(Uuid, Key),
) -> Result<(), VaultError> {
    sqlx::query("UPDATE secrets SET key_id = $1, proof = $2 WHERE name = 'wrapping'")
        .bind(id)
        .bind(key.mac(PROVED).as_slice())
        .execute(pool)
        .await?;
    Ok(())
}
