//! Companions: what is no event comes to the other system as it was, under the same key file alone.

use std::path::{Path, PathBuf};

use loopbrug_infra::companion::{Companion, CompanionError, tables, write_companion};
use loopbrug_infra::export::reading::Export;
use loopbrug_infra::import::{ImportError, Imported, Stage};
use loopbrug_infra::vault::sealed_file::FileKey;
use sqlx::PgPool;

use super::{exported, imports, is_cut_off, rows_of};
use crate::export::whole;
use crate::seal::Sealing;
use crate::server::{Vaulted, database, vaulted};
use crate::story::{commands, open, region};

/// Rows of every table that a companion has, with whatever a text may hold; more commands than are written at once.
const ROWS: &str = r#"
    INSERT INTO commands (region, command_id, digest, first_position, last_position, answer, recorded_at)
    SELECT 'vlaamse-ardennen', gen_random_uuid(), sha256(n::text::bytea), 1, 1, '{"a": "b\\n\t"}', now()
    FROM generate_series(1, 12000) AS n;
    INSERT INTO disclosure_secrets VALUES ('vlaamse-ardennen', sha256('a')), ('zandstreek', sha256('b'));
    INSERT INTO publications (region, year, quarter, edition, report, position, day, catalogue, disclosure_k, public_k,
                              method, analysts, public, made_at)
    VALUES ('vlaamse-ardennen', 2024, 1, 1, 'profile', 3, '2024-03-31', '2023-08-11', 5, 10, 'm',
            '{"rows": [1.50, null, "\u00e9 \\\\ \" "]}', '{}', '2024-05-13T00:00:00.123456Z');
    INSERT INTO question_days VALUES ('vlaamse-ardennen', '2024-01-01', gen_random_uuid(), '0000000196', 3, 1);
    INSERT INTO questions VALUES ('vlaamse-ardennen', '2024-01-01', gen_random_uuid(), '0000000196', sha256('q'));
    INSERT INTO directory_heads VALUES ('vlaamse-ardennen', 2);
    INSERT INTO directory_changes
    VALUES ('vlaamse-ardennen', 1, gen_random_uuid(), sha256('c'), 'a', 1, gen_random_uuid(), '0000000196', now()),
           ('vlaamse-ardennen', 2, gen_random_uuid(), NULL, 'b', 1, gen_random_uuid(), '0000000196', '-infinity');
    INSERT INTO directory_organisations
    VALUES ('vlaamse-ardennen', '0000000196', 1, 1, E'OCMW\t\\N\n\\.\n', '{a,"b c"}', '{}', NULL, '', '\N', '2024-01-01', NULL);
    INSERT INTO directory_workers
    VALUES ('vlaamse-ardennen', gen_random_uuid(), 1, 2, NULL, '0000000196', '2024-01-01', '2024-02-01');
    INSERT INTO caseload_handovers
    VALUES ('vlaamse-ardennen', gen_random_uuid(), sha256('h'), '2024-01-01', ARRAY[gen_random_uuid()], true);
    INSERT INTO seal_faults (region, tree, fault, place) VALUES ('vlaamse-ardennen', 1, 'changed', 3);
    INSERT INTO access_record
    SELECT region, n, now(), gen_random_uuid(), '0000000196', 'caseworker', 'trajectory', NULL, 'answered', '{}'
    FROM unnest(ARRAY['vlaamse-ardennen', '-', 'zandstreek']) AS region, generate_series(2, 4) AS n;
    INSERT INTO access_head
    SELECT region, 4, now(), 1 FROM unnest(ARRAY['vlaamse-ardennen', '-', 'zandstreek']) AS region;"#;

/// What a companion has of a table, as text.
async fn rows(pool: &PgPool, table: &str) -> Vec<String> {
    let of = "WHERE region IN ('vlaamse-ardennen', '-')";
    rows_of(pool, &format!("(SELECT * FROM {table} {of})")).await
}

fn key(keys: &Vaulted) -> FileKey {
    FileKey::of(keys.key_file.clone()).unwrap()
}

/// The log of a system with a vault, exported with its companion.
struct Moving {
    sealing: Sealing,
    keys: Vaulted,
    companion: PathBuf,
    /// Where to.
    target: PgPool,
}

impl Moving {
    async fn begin() -> Self {
        let keys = vaulted().await;
        keys.vault.init().await.unwrap();
        let (sealing, target) = exported(9).await;
        sqlx::raw_sql(ROWS).execute(sealing.pool()).await.unwrap();
        let companion = sealing.place("companion");
        let moving = Self { sealing, keys, companion, target };
        moving.writes(&moving.companion).await.unwrap();
        moving
    }

    async fn writes(&self, to: &Path) -> Result<(), CompanionError> {
        let export = Export::open(&self.sealing.place("out")).unwrap();
        write_companion(self.sealing.pool(), export.manifest(), key(&self.keys), to).await.map(drop)
    }

    fn opens(&self, key: FileKey) -> Result<Companion, CompanionError> {
        let export = Export::open(&self.sealing.place("out")).unwrap();
        Companion::open(&self.companion, key, export.manifest())
    }
}

#[tokio::test]
async fn what_is_no_event_comes_with_the_companion_as_it_was_also_after_a_kill() {
    let moving = Moving::begin().await;
    let (pool, source) = (&moving.target, moving.sealing.place("out"));
    let companion = moving.opens(key(&moving.keys)).unwrap();
    is_cut_off(pool, &source, Some(&companion), Stage::Companion).await;
    let written: i64 =
        sqlx::query_scalar("SELECT companion_rows FROM imports").fetch_one(pool).await.unwrap();
    assert!(written > 0);
    // Another companion of the same export is another one, and so is none.
    let other = moving.sealing.place("other");
    moving.writes(&other).await.unwrap();
    let export = Export::open(&source).unwrap();
    let other = Companion::open(&other, key(&moving.keys), export.manifest()).unwrap();
    for other in [Some(&other), None] {
        let refused = imports(pool, &source, other).await.unwrap_err();
        assert_eq!(refused.code(), Some("OTHER_IMPORT_BEGUN"), "{refused}");
    }
    let imported = imports(pool, &source, Some(&companion)).await.unwrap();
    let mut all = 0;
    for table in tables() {
        let there = rows(pool, table).await;
        assert!(!there.is_empty(), "{table}");
        assert!(there == rows(moving.sealing.pool(), table).await, "{table}");
        all += there.len() as u64;
    }
    assert_eq!(imported, Imported { events: 9, before: 9, rows: all });
    let elsewhere = "SELECT count(*) FROM disclosure_secrets WHERE region = 'zandstreek'";
    let elsewhere: i64 = sqlx::query_scalar(elsewhere).fetch_one(pool).await.unwrap();
    assert_eq!(elsewhere, 0, "of other regions nothing comes");
    // It is known whose keys are those of the log.
    moving.keys.another().of_log(pool.clone()).init().await.unwrap();
    let strange = vaulted().await;
    strange.another().of_log(pool.clone()).init().await.unwrap_err();
}

#[tokio::test]
async fn a_companion_is_opened_by_the_key_file_it_was_sealed_under_and_goes_with_its_export() {
    let mut moving = Moving::begin().await;
    // To exchange the wrapping key changes nothing.
    moving.keys.vault.rotate().await.unwrap();
    moving.opens(key(&moving.keys)).unwrap();
    let strange = vaulted().await;
    strange.vault.init().await.unwrap();
    let refused = moving.opens(key(&strange)).unwrap_err();
    assert_eq!(refused.code(), Some("COMPANION_NOT_OPENED"), "{refused}");
    assert!(refused.to_string().contains("another key file"), "{refused}");
    let missing = FileKey::of(moving.sealing.place("nowhere.key")).unwrap_err();
    assert_eq!(missing.code(), Some("VAULT_UNAVAILABLE"));

    // A log that belongs to another vault is left alone.
    let target = moving.target.clone();
    strange.another().of_log(target.clone()).init().await.unwrap();
    let companion = moving.opens(key(&moving.keys)).unwrap();
    let refused =
        imports(&target, &moving.sealing.place("out"), Some(&companion)).await.unwrap_err();
    assert!(matches!(refused, ImportError::OtherVault), "{refused}");

    let whole_file = std::fs::read(&moving.companion).unwrap();
    for cut in [whole_file.len() - 1, whole_file.len() / 2, 200, 30, 0] {
        std::fs::write(&moving.companion, &whole_file[..cut]).unwrap();
        let refused = moving.opens(key(&moving.keys)).unwrap_err();
        assert_eq!(refused.code(), Some("COMPANION_NOT_OPENED"), "{cut}: {refused}");
    }
    std::fs::write(&moving.companion, whole_file).unwrap();

    // What was exported later is another export; and while more is recorded there is no companion.
    moving.sealing.record(1).await;
    let refused = moving.writes(&moving.sealing.place("later")).await.unwrap_err();
    assert_eq!(refused.code(), Some("LOG_HAS_GROWN"), "{refused}");
    assert!(!moving.sealing.place("later").exists());
    moving.sealing.exports(&whole(), "newer").await.unwrap();
    let newer = Export::open(&moving.sealing.place("newer")).unwrap();
    let refused =
        Companion::open(&moving.companion, key(&moving.keys), newer.manifest()).unwrap_err();
    assert_eq!(refused.code(), Some("COMPANION_OF_ANOTHER_EXPORT"), "{refused}");
}

#[tokio::test]
async fn who_has_rows_of_the_region_beside_the_log_is_not_overwritten() {
    let moving = Moving::begin().await;
    let pool = &moving.target;
    sqlx::query("INSERT INTO disclosure_secrets VALUES ($1, sha256('mine'))")
        .bind(region().as_str())
        .execute(pool)
        .await
        .unwrap();
    let companion = moving.opens(key(&moving.keys)).unwrap();
    let source = moving.sealing.place("out");
    let refused = imports(pool, &source, Some(&companion)).await.unwrap_err();
    assert!(refused.to_string().contains("disclosure_secrets"), "{refused}");
    // Without the companion they are no matter.
    imports(pool, &source, None).await.unwrap();
    open(&commands(pool), 100).await;
}

/// What docs/moving.md says of each table, by the first word of where its rows go.
fn documented() -> Vec<(String, String)> {
    let text = include_str!("../../../../docs/moving.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let cells = rows.filter_map(|row| row.split_once(" | "));
    let tables = cells.flat_map(|(tables, goes)| {
        let goes = goes.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let names = tables.split('`').filter(|name| !name.trim_matches([',', ' ']).is_empty());
        names.map(move |name| (name.to_owned(), goes.to_owned()))
    });
    let mut tables: Vec<_> = tables.collect();
    tables.sort();
    tables
}

#[tokio::test]
async fn it_is_documented_of_every_table_where_its_rows_go() {
    let database = database().await;
    let mut tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    )
    .fetch_all(&database.pool)
    .await
    .unwrap();
    tables.sort();
    let documented = documented();
    let names: Vec<_> = documented.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, tables);
    let mut of_companion: Vec<_> = self::tables().map(str::to_owned).collect();
    of_companion.sort();
    let said =
        documented.iter().filter(|(_, goes)| goes == "companion").map(|(name, _)| name.clone());
    assert_eq!(said.collect::<Vec<_>>(), of_companion);
}
