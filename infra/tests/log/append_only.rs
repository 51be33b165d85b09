//! What was appended stays, whoever asks.

use loopbrug_infra::access_record::{Access, AccessRecord, What};

use crate::server::database;
use crate::story::{actor, catalogues, commands, open};

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_what_was_recorded() {
    let database = database().await;
    let pool = &database.pool;
    open(&commands(pool), 1).await;
    let record = AccessRecord::new(pool.clone(), catalogues());
    record.note(Access::by(&actor(), What::Trajectory)).await.unwrap();
    let recorded = everything(&database.pool).await;

    for statement in [
        "UPDATE events SET payload = '{}'",
        "UPDATE events SET position = position WHERE false",
        "DELETE FROM events",
        "TRUNCATE events",
        "INSERT INTO events SELECT * FROM events
         ON CONFLICT (region, position) DO UPDATE SET payload = '{}'",
        "UPDATE publications SET public = analysts",
        "DELETE FROM publications",
        "TRUNCATE publications",
        "INSERT INTO publications SELECT * FROM publications
         ON CONFLICT (region, year, quarter, edition, report) DO UPDATE SET public = '{}'",
        "UPDATE access_record SET worker = worker",
        "DELETE FROM access_record",
        "TRUNCATE access_record",
        "INSERT INTO access_record SELECT * FROM access_record
         ON CONFLICT (region, position) DO UPDATE SET outcome = 'nothing'",
        "UPDATE commands SET answer = 'null'",
        "DELETE FROM commands",
        "TRUNCATE commands",
        "TRUNCATE events, commands, log_head CASCADE",
        "INSERT INTO commands SELECT * FROM commands
         ON CONFLICT (region, command_id) DO UPDATE SET answer = 'null'",
    ] {
        let error = sqlx::query(statement).execute(pool).await.expect_err(statement);
        let refusal = error.as_database_error().expect("a refusal of the database");
        assert_eq!(refusal.code().as_deref(), Some("42501"), "{statement}: {refusal}");
    }
    assert_eq!(everything(pool).await, recorded);
}

/// A second guard, where triggers are switched off.
#[tokio::test]
async fn not_even_their_owner_has_the_right_to_change_publications_and_the_access_record() {
    let database = database().await;
    for table in ["publications", "access_record"] {
        let rights: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT privilege_type::text
             FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) AS granted
             WHERE oid = $1::regclass ORDER BY 1",
        )
        .bind(table)
        .fetch_all(&database.pool)
        .await
        .unwrap();
        assert_eq!(rights, ["INSERT", "REFERENCES", "SELECT", "TRIGGER"], "{table}");
    }
}

async fn everything(pool: &sqlx::PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT to_jsonb(e)::text FROM events AS e UNION ALL
         SELECT to_jsonb(c)::text FROM commands AS c UNION ALL
         SELECT to_jsonb(a)::text FROM access_record AS a",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}
