//! How long it is kept who looked: what is too old is removed from the beginning, and nothing else ever is.

use chrono::NaiveDate;
use loopbrug_domain::actor::Role;
use loopbrug_domain::time::start_of_day;
use loopbrug_infra::access_record::{Access, AccessRecord, What};
use sqlx::PgPool;

use super::{one, with};
use crate::server::database;
use crate::story::{catalogues, region};

/// Writes down that somebody looked on these days, long ago.
async fn looked_on(pool: &PgPool, days: &[&str]) {
    sqlx::raw_sql("INSERT INTO access_head (region) VALUES ('vlaamse-ardennen')")
        .execute(pool)
        .await
        .unwrap();
    for day in days {
        sqlx::query(
            "WITH head AS (UPDATE access_head SET position = position + 1,
                                  recorded_at = $1::timestamptz RETURNING region, position)
             INSERT INTO access_record (region, position, recorded_at, worker, organisation, roles,
                                        what, purpose, outcome, trajectories)
             SELECT region, position, $1::timestamptz, gen_random_uuid(), '0000000196', '',
                    'trajectory', 'guidance', 'answered', '{}' FROM head",
        )
        .bind(day.parse::<NaiveDate>().map(start_of_day).unwrap())
        .execute(pool)
        .await
        .unwrap();
    }
}

async fn positions(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT position FROM access_record ORDER BY position")
        .fetch_all(pool)
        .await
        .unwrap()
}

async fn is_refused(pool: &PgPool, statement: &str) {
    let error = sqlx::query(statement).execute(pool).await.expect_err(statement);
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
}

#[tokio::test]
async fn what_is_older_is_removed_from_the_beginning_and_positions_stay_dense_above() {
    let database = database().await;
    let pool = &database.pool;
    looked_on(pool, &["2010-01-01", "2010-01-31", "2010-02-01", "2010-03-01"]).await;
    let record = AccessRecord::new(pool.clone(), catalogues());
    let (who, here) = (with(Role::Caseworker), region());
    let access = || Access { region: Some(&here), ..Access::by(&who, What::Trajectory) };
    record.note(access()).await.unwrap();
    let before = |day: &str| start_of_day(day.parse().unwrap());
    assert_eq!(record.remove_before(&here, before("2010-01-01")).await.unwrap(), 0);
    assert_eq!(record.remove_before(&here, before("2010-02-01")).await.unwrap(), 2);
    assert_eq!(record.remove_before(&here, before("2010-02-01")).await.unwrap(), 0);
    assert_eq!(positions(pool).await, [3, 4, 5]);
    record.note(access()).await.unwrap();
    assert_eq!(positions(pool).await, [3, 4, 5, 6]);
    assert_eq!(one(pool, "SELECT floor FROM access_head").await, 2);

    // As old as that may be, it lies above the floor.
    is_refused(pool, "DELETE FROM access_record WHERE position = 3").await;
    // And wherever the floor is, what is younger than a year stays.
    sqlx::query("UPDATE access_head SET floor = position").execute(pool).await.unwrap();
    is_refused(pool, "DELETE FROM access_record WHERE position = 5").await;
    is_refused(pool, "DELETE FROM access_record").await;
    let all = record.remove_before(&here, before("2199-01-01")).await.unwrap_err();
    assert!(all.to_string().contains("kept for years"), "{all}");
    assert_eq!(positions(pool).await, [3, 4, 5, 6]);
    let floor = sqlx::query("UPDATE access_head SET floor = position + 1").execute(pool).await;
    assert!(floor.is_err(), "there is nothing to be removed yet");
}

#[tokio::test]
async fn of_two_who_remove_at_once_neither_fails_and_the_record_goes_on() {
    let database = database().await;
    let pool = &database.pool;
    looked_on(pool, &["2010-01-01"; 50]).await;
    let records = [(), ()].map(|()| AccessRecord::new(pool.clone(), catalogues()));
    let here = region();
    let before = start_of_day("2010-02-01".parse().unwrap());
    let who = with(Role::Caseworker);
    let access = Access { region: Some(&here), ..Access::by(&who, What::Trajectory) };
    let (one, other, noted) = tokio::join!(
        records[0].remove_before(&here, before),
        records[1].remove_before(&here, before),
        records[0].note(access),
    );
    noted.unwrap();
    assert_eq!(one.unwrap() + other.unwrap(), 50);
    assert_eq!(positions(pool).await, [51]);
}
