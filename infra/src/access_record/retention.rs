//! How long it is kept who looked: so many years, by the catalogue of the region, in whole months. What is older is
//! removed from the beginning of the record, up to a floor above which nobody can remove anything.

use std::time::Duration;

use chrono::{DateTime, Datelike, Months, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::time::{day_in_brussels, start_of_day};
use sqlx::{Error, PgConnection};

use super::{AccessRecord, NO_REGION};
use crate::clock::Clock;
use crate::database::begin;

/// How often a process looks for what is too old.
const EVERY: Duration = Duration::from_hours(1);
/// So many are removed in a transaction at most.
const AT_ONCE: i64 = 2_000;

/// Under which two that would remove meet; drawn once.
const LOCK: i64 = 0x6c6f_6f70_6163_6365;

impl AccessRecord {
    /// Removes, from time to time and for ever, what is older than it is to be kept.
    pub async fn remove_expired(self, clock: Clock) {
        loop {
            for (region, years) in self.years() {
                match self.remove_before(&region, kept_from(clock.now(), years)).await {
                    Ok(0) => {}
                    Ok(removed) => {
                        tracing::info!(%region, removed, "accesses were removed: their years are over");
                    }
                    Err(error) => {
                        tracing::warn!(%error, %region, "accesses whose years are over are removed later");
                    }
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// For how many years each record is kept. That of no region in particular is kept longest.
    fn years(&self) -> Vec<(Code, u32)> {
        let regions = self.catalogues.regions().filter_map(|region| {
            let latest = self.catalogues.latest(region.as_str())?;
            Some((region.clone(), latest.limits().access_record_years))
        });
        let mut all: Vec<_> = regions.collect();
        let longest = all.iter().map(|(_, years)| *years).max();
        all.extend(longest.map(|years| (Code::new(NO_REGION), years)));
        all
    }

    /// Removes what was recorded of a region before a moment; gives how many accesses that were.
    ///
    /// # Errors
    /// When the database does not answer, or refuses: it removes nothing that is not a year old.
    pub async fn remove_before(&self, region: &Code, before: DateTime<Utc>) -> Result<u64, Error> {
        // Nearly always the first one is to be kept.
        let floor: Option<i64> = sqlx::query_scalar(
            "SELECT coalesce((SELECT min(position) - 1 FROM access_record
                              WHERE region = $1 AND recorded_at >= $2),
                             (SELECT max(position) FROM access_record WHERE region = $1))
             FROM (SELECT recorded_at FROM access_record
                   WHERE region = $1 ORDER BY position LIMIT 1) AS first
             WHERE first.recorded_at < $2",
        )
        .bind(region.as_str())
        .bind(before)
        .fetch_optional(&self.pool)
        .await?;
        let Some(floor) = floor else { return Ok(0) };
        sqlx::query("UPDATE access_head SET floor = $2 WHERE region = $1 AND floor < $2")
            .bind(region.as_str())
            .bind(floor)
            .execute(&self.pool)
            .await?;
        let mut removed = 0;
        loop {
            let mut transaction = begin(&self.pool).await?;
            let some = remove(&mut transaction, region, floor).await?;
            transaction.commit().await?;
            removed += some;
            if some == 0 {
                return Ok(removed);
            }
        }
    }
}

/// Removes some of what lies up to the floor. The right to do so is there within this transaction alone.
async fn remove(transaction: &mut PgConnection, region: &Code, floor: i64) -> Result<u64, Error> {
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
    sqlx::query("GRANT DELETE ON access_record TO CURRENT_USER").execute(&mut *transaction).await?;
    let removed = sqlx::query(
        "DELETE FROM access_record
         WHERE region = $1 AND position IN (SELECT position FROM access_record
                                            WHERE region = $1 AND position <= $2
                                            ORDER BY position LIMIT $3)",
    )
    .bind(region.as_str())
    .bind(floor)
    .bind(AT_ONCE)
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    sqlx::query("REVOKE DELETE ON access_record FROM CURRENT_USER")
        .execute(&mut *transaction)
        .await?;
    Ok(removed)
}

/// The moment from which on all is kept: the beginning of this month, so many years ago.
fn kept_from(now: DateTime<Utc>, years: u32) -> DateTime<Utc> {
    let today = day_in_brussels(now);
    let month = today.with_day(1).unwrap_or(today);
    start_of_day(month - Months::new(years.clamp(1, 200) * 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_begins_with_a_month_and_is_of_so_many_years_at_least() {
        let at = |moment: &str| moment.parse::<DateTime<Utc>>().unwrap();
        let expected = at("2024-02-29T23:00:00Z");
        for now in ["2034-02-28T23:00:00Z", "2034-03-15T12:00:00Z", "2034-03-31T21:59:59Z"] {
            assert_eq!(kept_from(at(now), 10), expected, "{now}");
        }
        assert_eq!(kept_from(at("2034-03-31T22:00:00Z"), 10), at("2024-03-31T22:00:00Z"));
        assert_eq!(kept_from(at("2034-03-15T12:00:00Z"), 0), at("2033-02-28T23:00:00Z"));
    }
}
