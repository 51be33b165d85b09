//! The keys of clients: one for each client and region, made when it is first needed, wrapped in the database.

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use sqlx::PgPool;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::VaultError;
use super::bound::Bound;
use super::cipher::{self, Key, random_id};
use super::key_file::MasterKeys;
use super::notices::DESTROYED;
use crate::database::begin;

/// The key of a client in a region, unwrapped. It is erased from memory when it is dropped.
#[derive(Debug, Clone)]
pub struct ClientKey {
    id: Uuid,
    key: Key,
}

impl ClientKey {
    /// Seals a text about the client, bound to its place.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn seal(&self, bound: &Bound<'_>, text: &str) -> Result<Vec<u8>, VaultError> {
        Ok(self.key.seal(&bound.place(self.id), text.as_bytes())?)
    }

    /// Opens what was sealed under this key in this place.
    ///
    /// # Errors
    /// [`VaultError::NotSealedHere`].
    pub fn open(&self, bound: &Bound<'_>, sealed: &[u8]) -> Result<Zeroizing<String>, VaultError> {
        let plain = self.key.open(&bound.place(self.id), sealed)?;
        let text = str::from_utf8(&plain).map_err(|_| VaultError::NotSealedHere)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

/// A key as the database has it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) region: String,
    pub(super) trajectory: Uuid,
    key_id: Uuid,
    wrapped_by: Option<Uuid>,
    wrapped_key: Option<Vec<u8>>,
}

type Columns = (String, Uuid, Uuid, Option<Uuid>, Option<Vec<u8>>);

impl Row {
    fn of((region, trajectory, key_id, wrapped_by, wrapped_key): Columns) -> Self {
        Self { region, trajectory, key_id, wrapped_by, wrapped_key }
    }

    /// The key itself; none where the wrapping key is not among these.
    pub(super) fn unwrap(&self, master: &MasterKeys) -> Result<Option<ClientKey>, VaultError> {
        let (Some(by), Some(wrapped)) = (self.wrapped_by, &self.wrapped_key) else {
            return Err(VaultError::Destroyed);
        };
        let Some(wrapping) = master.wrapping(by) else { return Ok(None) };
        let (region, trajectory) = (self.region.as_str(), self.trajectory);
        let bytes = wrapping.open(&wrapped_in(self.key_id, by, region, trajectory), wrapped)?;
        let key = Key::of(&bytes).ok_or(VaultError::NotSealedHere)?;
        Ok(Some(ClientKey { id: self.key_id, key }))
    }
}

/// What a wrapped key is bound to.
fn wrapped_in(key: Uuid, by: Uuid, region: &str, trajectory: Uuid) -> Vec<u8> {
    cipher::place([
        b"client key".as_slice(),
        key.as_bytes(),
        by.as_bytes(),
        region.as_bytes(),
        trajectory.as_bytes(),
    ])
}

/// The rows of these trajectories, in no order.
pub(super) async fn find(
    pool: &PgPool,
    region: &Code,
    trajectories: &[TrajectoryId],
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query_as(
        "SELECT region, trajectory, key_id, wrapped_by, wrapped_key FROM client_keys
         WHERE region = $1 AND trajectory = ANY($2)",
    )
    .bind(region.as_str())
    .bind(trajectories.iter().map(|id| id.0).collect::<Vec<_>>())
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Row::of).collect())
}

/// Makes the key of each where there is none and none was destroyed, by the wrapping key that the database names. It
/// makes none where these do not have that one, or where it is exchanged just now.
pub(super) async fn make(
    pool: &PgPool,
    region: &Code,
    trajectories: &[TrajectoryId],
    master: &MasterKeys,
) -> Result<(), VaultError> {
    let by: Uuid = sqlx::query_scalar("SELECT key_id FROM secrets WHERE name = 'wrapping'")
        .fetch_one(pool)
        .await?;
    let Some(wrapping) = master.wrapping(by) else { return Ok(()) };
    let (mut ids, mut wrapped) = (vec![], vec![]);
    for trajectory in trajectories {
        let (id, key) = (random_id()?, Key::draw()?);
        let place = wrapped_in(id, by, region.as_str(), trajectory.0);
        ids.push(id);
        wrapped.push(wrapping.seal(&place, key.bytes())?);
    }
    sqlx::query(
        "WITH current AS (SELECT FROM secrets WHERE name = 'wrapping' AND key_id = $4 FOR SHARE)
         INSERT INTO client_keys (region, trajectory, key_id, wrapped_by, wrapped_key)
         SELECT $1, made.trajectory, made.key_id, $4, made.wrapped_key
         FROM current, unnest($2::uuid[], $3::uuid[], $5::bytea[])
                           AS made (trajectory, key_id, wrapped_key)
         ON CONFLICT (region, trajectory) DO NOTHING",
    )
    .bind(region.as_str())
    .bind(trajectories.iter().map(|trajectory| trajectory.0).collect::<Vec<_>>())
    .bind(ids)
    .bind(by)
    .bind(wrapped)
    .execute(pool)
    .await?;
    Ok(())
}

/// So many keys that a wrapping key has yet to wrap.
pub(super) async fn wrapped_by_others(
    pool: &PgPool,
    newest: Uuid,
    most: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query_as(
        "SELECT region, trajectory, key_id, wrapped_by, wrapped_key FROM client_keys
         WHERE wrapped_by <> $1 LIMIT $2",
    )
    .bind(newest)
    .bind(most)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Row::of).collect())
}

/// Wraps keys anew. One that was destroyed meanwhile stays so.
pub(super) async fn wrap_anew(
    pool: &PgPool,
    rows: &[Row],
    master: &MasterKeys,
) -> Result<(), VaultError> {
    let Some((by, wrapping)) = master.wrapping.last() else { return Ok(()) };
    let (mut ids, mut wrapped) = (vec![], vec![]);
    for row in rows {
        let ClientKey { id, key } = row.unwrap(master)?.ok_or(VaultError::NotSealedHere)?;
        let place = wrapped_in(id, *by, &row.region, row.trajectory);
        wrapped.push(wrapping.seal(&place, key.bytes())?);
        ids.push(id);
    }
    sqlx::query(
        "UPDATE client_keys SET wrapped_by = $1, wrapped_key = anew.wrapped
         FROM unnest($2::uuid[], $3::bytea[]) AS anew (id, wrapped)
         WHERE key_id = anew.id AND wrapped_by IS NOT NULL",
    )
    .bind(by)
    .bind(ids)
    .bind(wrapped)
    .execute(pool)
    .await?;
    Ok(())
}

/// Those of whom there is something again, of trajectories whose keys were destroyed: the database came back older.
pub(super) async fn came_back(
    pool: &PgPool,
    destroyed: &[(Code, TrajectoryId)],
) -> Result<Vec<(Code, TrajectoryId)>, sqlx::Error> {
    let (regions, ids): (Vec<_>, Vec<_>) =
        destroyed.iter().map(|(region, id)| (region.as_str(), id.0)).unzip();
    let rows: Vec<(String, Uuid)> = sqlx::query_as(
        "SELECT region, trajectory FROM unnest($1::text[], $2::uuid[]) AS gone (region, trajectory)
         WHERE NOT EXISTS (SELECT FROM client_keys AS key
                           WHERE (key.region, key.trajectory) = (gone.region, gone.trajectory)
                             AND destroyed_at IS NOT NULL)
            OR EXISTS (SELECT FROM known_clients AS known
                       WHERE (known.region, known.trajectory) = (gone.region, gone.trajectory))",
    )
    .bind(regions)
    .bind(ids)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(region, id)| (Code::new(region), TrajectoryId(id))).collect())
}

/// Writes the tables anew, so that their files have nothing of rows that are gone. Whoever has a table locked for
/// longer is not waited for. Gives whether it was done: where somebody still sees the rows as they were, they would be
/// written again.
pub(super) async fn write_anew(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let seen = "SELECT EXISTS (SELECT FROM pg_stat_activity
                               WHERE datname = current_database() AND pid <> pg_backend_pid()
                                     AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL))";
    if sqlx::query_scalar(seen).fetch_one(&mut *connection).await? {
        return Ok(false);
    }
    sqlx::query("SET lock_timeout = '1s'").execute(&mut *connection).await?;
    let written =
        sqlx::query("VACUUM (FULL) client_keys, known_clients, to_index, not_same_person")
            .execute(&mut *connection)
            .await;
    sqlx::query("RESET lock_timeout").execute(&mut *connection).await?;
    written.map(|_| true)
}

/// A key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destroyed {
    /// Since when, by the clock of the key database.
    pub at: DateTime<Utc>,
    /// Whether there was one: where nothing was ever sealed, there was none.
    pub had_key: bool,
}

/// Destroys the key of a trajectory and what is known of the client beside it, and notifies all processes. Where there
/// was no key there never will be one. What is left of the row on the disk is wrapped by a key that the next exchange
/// destroys.
pub(super) async fn destroy(
    pool: &PgPool,
    region: &Code,
    trajectory: TrajectoryId,
) -> Result<Destroyed, VaultError> {
    let mut transaction = begin(pool).await?;
    // First the key: whoever writes into the index at this moment has it locked, and is waited for.
    let (at, had_key, ()) = sqlx::query_as(
        "INSERT INTO client_keys (region, trajectory, key_id, made_at, destroyed_at)
         VALUES ($1, $2, $3, NULL, clock_timestamp())
         ON CONFLICT (region, trajectory) DO UPDATE
             SET wrapped_by = NULL, wrapped_key = NULL,
                 destroyed_at = coalesce(client_keys.destroyed_at, clock_timestamp())
         RETURNING destroyed_at, made_at IS NOT NULL, pg_notify($4, $1 || ' ' || $2)",
    )
    .bind(region.as_str())
    .bind(trajectory.0)
    .bind(random_id()?)
    .bind(DESTROYED)
    .fetch_one(&mut *transaction)
    .await?;
    sqlx::query(
        "WITH known AS (DELETE FROM known_clients WHERE region = $1 AND trajectory = $2),
              indexed AS (DELETE FROM to_index WHERE region = $1 AND trajectory = $2)
         DELETE FROM not_same_person WHERE $2 IN (one, other)",
    )
    .bind(region.as_str())
    .bind(trajectory.0)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Destroyed { at, had_key })
}
