//! Whether somebody is known already: keyed hashes of the INSZ, and of name and birth date.
//!
//! A keyed hash tells nothing to whoever has the database alone. But who has the key file as well can try numbers,
//! as there are not many: so rows are erased with the client's key. Name and birth date only suggest: two people
//! may share them.

mod alike;
pub(crate) mod names;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::insz::Insz;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::cipher::{Key, place};
use super::{Vault, VaultError, in_time};
use names::words;

/// Who somebody is, as far as it is compared.
#[derive(Debug, Clone, Default)]
pub struct WhoIs {
    /// The number in the national register, or a bis number.
    pub insz: Option<Insz>,
    /// All names, in any order.
    pub name: Option<Zeroizing<String>>,
    /// The day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// By what two are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The INSZ: it is the same person.
    Insz,
    /// Name and birth date: it may be.
    Name,
}

/// A trajectory of somebody who is alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its region.
    pub region: Code,
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// By what.
    pub likeness: Likeness,
}

impl Likeness {
    const fn kind(self) -> &'static str {
        match self {
            Self::Insz => "insz",
            Self::Name => "name",
        }
    }

    /// By its kind, as it is stored.
    fn of(kind: &str) -> Self {
        if kind == Self::Insz.kind() { Self::Insz } else { Self::Name }
    }
}

impl WhoIs {
    /// What is compared, hashed under the index key.
    fn hashes(&self, key: &Key) -> Vec<(Likeness, [u8; 32])> {
        let mut hashes = vec![];
        if let Some(insz) = &self.insz {
            let of = place([b"insz".as_slice(), insz.digits().as_bytes()]);
            hashes.push((Likeness::Insz, key.mac(&Zeroizing::new(of))));
        }
        let words = self.name.as_deref().map(|name| words(name)).unwrap_or_default();
        if let Some(birth_date) = self.birth_date.filter(|_| !words.is_empty()) {
            let born = birth_date.to_string();
            let parts = [b"name".as_slice(), born.as_bytes()];
            let of = place(parts.into_iter().chain(words.iter().map(|word| word.as_bytes())));
            hashes.push((Likeness::Name, key.mac(&Zeroizing::new(of))));
        }
        hashes
    }
}

impl Vault {
    /// The trajectories of whoever is alike, in one region or in all, but for `this` one and those that are not
    /// of the same person.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn known(
        &self,
        region: Option<&Code>,
        who: &WhoIs,
        this: Option<TrajectoryId>,
    ) -> Result<Vec<Known>, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            let master = inner.master().await?;
            let hashes = who.hashes(&master.index);
            if hashes.is_empty() {
                return Ok(vec![]);
            }
            let rows: Vec<(String, Uuid, String)> = sqlx::query_as(
                "SELECT region, trajectory, min(kind) FROM known_clients AS known
                 WHERE hash = ANY($1) AND region = coalesce($2, region)
                   AND trajectory IS DISTINCT FROM $3
                   AND NOT EXISTS (SELECT FROM not_same_person AS apart
                                   WHERE (apart.one, apart.other) = (least($3, known.trajectory),
                                                                     greatest($3, known.trajectory)))
                 GROUP BY region, trajectory ORDER BY min(kind), region, trajectory",
            )
            .bind(hashes.iter().map(|(_, hash)| hash.as_slice()).collect::<Vec<_>>())
            .bind(region.map(Code::as_str))
            .bind(this.map(|id| id.0))
            .fetch_all(&inner.pool)
            .await?;
            let known = rows.into_iter().map(|(region, trajectory, kind)| Known {
                region: Code::new(region),
                trajectory: TrajectoryId(trajectory),
                likeness: Likeness::of(&kind),
            });
            Ok(known.collect())
        })
        .await
    }

    /// Writes down who the client of a trajectory is, in the place of what was known before.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn index(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
        who: &WhoIs,
    ) -> Result<(), VaultError> {
        self.index_all(region, &[(trajectory, who)]).await
    }

    /// The same for many clients at once.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn index_all(
        &self,
        region: &Code,
        clients: &[(TrajectoryId, &WhoIs)],
    ) -> Result<(), VaultError> {
        let inner = self.inner()?;
        in_time(async {
            let master = inner.master().await?;
            let (mut of, mut kinds, mut hashes) = (vec![], vec![], vec![]);
            for (trajectory, who) in clients {
                for (by, hash) in who.hashes(&master.index) {
                    of.push(trajectory.0);
                    kinds.push(by.kind());
                    hashes.push(hash.to_vec());
                }
            }
            sqlx::query(
                // The keys stay locked until this is done, so that none is destroyed in between.
                "WITH key AS (SELECT trajectory, destroyed_at FROM client_keys
                              WHERE region = $1 AND trajectory = ANY($2)
                              ORDER BY trajectory FOR SHARE),
                      anew AS (SELECT * FROM unnest($3::uuid[], $4::text[], $5::bytea[])
                                                 AS anew (trajectory, kind, hash)
                               WHERE anew.trajectory NOT IN (SELECT trajectory FROM key
                                                             WHERE destroyed_at IS NOT NULL)),
                      done AS (DELETE FROM to_index WHERE region = $1 AND trajectory = ANY($2)),
                      gone AS (DELETE FROM known_clients
                               WHERE region = $1 AND trajectory = ANY($2)
                                 AND (trajectory, kind) NOT IN (SELECT trajectory, kind FROM anew))
                 INSERT INTO known_clients (region, trajectory, kind, hash)
                 SELECT $1, trajectory, kind, hash FROM anew
                 ON CONFLICT (region, trajectory, kind) DO UPDATE SET hash = excluded.hash",
            )
            .bind(region.as_str())
            .bind(clients.iter().map(|(trajectory, _)| trajectory.0).collect::<Vec<_>>())
            .bind(of)
            .bind(kinds)
            .bind(hashes)
            .execute(&inner.pool)
            .await?;
            Ok(())
        })
        .await
    }

    /// Notes, before it is recorded who a client is, that the index may be behind from now on.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn index_later(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<(), VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            sqlx::query(
                "INSERT INTO to_index (region, trajectory) VALUES ($1, $2)
                 ON CONFLICT (region, trajectory) DO UPDATE SET since = clock_timestamp()",
            )
            .bind(region.as_str())
            .bind(trajectory.0)
            .execute(&inner.pool)
            .await?;
            Ok(())
        })
        .await
    }

    /// Some of the trajectories whose index was left behind, by a program that was killed.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn left_behind(&self) -> Result<Vec<(Code, TrajectoryId)>, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            let rows: Vec<(String, Uuid)> = sqlx::query_as(
                "SELECT region, trajectory FROM to_index
                 WHERE since < clock_timestamp() - interval '20 seconds' ORDER BY since LIMIT 100",
            )
            .fetch_all(&inner.pool)
            .await?;
            let rows = rows.into_iter().map(|(region, id)| (Code::new(region), TrajectoryId(id)));
            Ok(rows.collect())
        })
        .await
    }

    /// Whether it was said that two trajectories are not of the same person: the region of the other one, then.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn said_apart(
        &self,
        one: TrajectoryId,
        other: TrajectoryId,
    ) -> Result<Option<Code>, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            let region: Option<String> = sqlx::query_scalar(
                "SELECT CASE WHEN one = $2 THEN one_region ELSE other_region END FROM not_same_person
                 WHERE (one, other) = (least($1, $2), greatest($1, $2))",
            )
            .bind(one.0)
            .bind(other.0)
            .fetch_optional(&inner.pool)
            .await?;
            Ok(region.map(Code::new))
        })
        .await
    }

    /// Forgets that it was said.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn may_be_same_person(
        &self,
        one: TrajectoryId,
        other: TrajectoryId,
    ) -> Result<(), VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            sqlx::query(
                "DELETE FROM not_same_person WHERE (one, other) = (least($1, $2), greatest($1, $2))",
            )
            .bind(one.0)
            .bind(other.0)
            .execute(&inner.pool)
            .await?;
            Ok(())
        })
        .await
    }

    /// Remembers that somebody says that two trajectories are not of the same person, however alike they are.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn not_same_person(
        &self,
        said_by: &Actor,
        one: (&Code, TrajectoryId),
        other: (&Code, TrajectoryId),
    ) -> Result<(), VaultError> {
        let inner = self.inner()?;
        let (one, other) = if one.1 < other.1 { (one, other) } else { (other, one) };
        in_time(async {
            inner.master().await?;
            sqlx::query(
                "INSERT INTO not_same_person
                     (one_region, one, other_region, other, said_by, said_for)
                 SELECT $1, $2, $3, $4, $5, $6 WHERE $2 <> $4 ON CONFLICT DO NOTHING",
            )
            .bind(one.0.as_str())
            .bind(one.1.0)
            .bind(other.0.as_str())
            .bind(other.1.0)
            .bind(said_by.worker.0)
            .bind(said_by.organisation.to_string())
            .execute(&inner.pool)
            .await?;
            Ok(())
        })
        .await
    }
}
