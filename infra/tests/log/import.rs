//! Imports: what was exported from one database is the log of another one, all of it or nothing that anybody sees.

mod companion;
mod killed;
mod refused;
mod unfinished;

use std::path::Path;

use loopbrug_infra::companion::Companion;
use loopbrug_infra::export::reading::Export;
use loopbrug_infra::export::verify::Against;
use loopbrug_infra::export::{Exported, export};
use loopbrug_infra::import::{ImportError, Imported, Progress, Stage, import};
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::{Seal, Sealed, Which};
use sqlx::PgPool;
use tokio::sync::watch;

use crate::export::{files, whole};
use crate::seal::{Sealing, heads_hold, key_file, sealer};
use crate::story::{commands, open, open_many, region};
use crate::witness::Witness;

/// More events than are imported at once.
const MANY: u32 = 4_200;

/// Imports an export into a database.
pub(super) async fn imports(
    pool: &PgPool,
    folder: &Path,
    companion: Option<&Companion>,
) -> Result<Imported, ImportError> {
    let export = Export::open(folder)?;
    import(pool, &export, &Against::default(), companion, &|_| ()).await
}

/// The same, which is cut off once something was done at a stage.
pub(super) async fn is_cut_off(
    pool: &PgPool,
    folder: &Path,
    companion: Option<&Companion>,
    stage: Stage,
) {
    let (export, against) = (Export::open(folder).unwrap(), Against::default());
    let (say, mut heard) = watch::channel(false);
    let report = move |at: Progress| {
        if at.stage == stage {
            say.send_replace(true);
        }
    };
    tokio::select! {
        biased;
        _ = heard.wait_for(|heard| *heard) => {}
        done = import(pool, &export, &against, companion, &report) => panic!("{done:?}"),
    }
}

/// Exports all of a database's region up to its last head.
async fn exports(pool: &PgPool, folder: &Path) -> Exported {
    let head = Seal::new(pool.clone(), region()).head(Which::Last).await.unwrap();
    export(pool, &whole(), &head, folder, |_, _| ()).await.unwrap()
}

/// A database whose log of so many events is exported, and an empty one.
pub(super) async fn exported(events: u32) -> (Sealing, PgPool) {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    open_many(sealing.pool(), 1_000..=996 + events).await;
    sealing.exports(&whole(), "out").await.unwrap();
    let target = sealing.database.another().await;
    (sealing, target)
}

/// What is in a table, as text.
pub(super) async fn rows_of(pool: &PgPool, table: &str) -> Vec<String> {
    sqlx::query_scalar(&format!("SELECT to_jsonb(v)::text FROM {table} AS v ORDER BY 1"))
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_is_exported_and_imported_exports_to_the_same_bytes_and_goes_on_in_the_same_tree() {
    let (mut sealing, target) = exported(MANY).await;
    // A head that a witness cosigned, and one after it.
    let head = sealing.grow(1).await;
    let note: Note = head.note.parse().unwrap();
    let witness = Witness::of_seed(1);
    let signature = witness.cosigns("witness.example/1", 7, &note.text);
    let key: VerifierKey = witness.key("witness.example/1").parse().unwrap();
    let cosigned = format!("{note}{signature}\n");
    sealing.seal().cosign(&cosigned, &[key]).await.unwrap();
    sealing.grow(2).await;
    sealing.exports(&whole(), "source").await.unwrap();
    let source = sealing.place("source");

    let imported = imports(&target, &source, None).await.unwrap();
    let events = u64::from(MANY + 9);
    assert_eq!(imported, Imported { events, before: 0, rows: 0 });
    let again = sealing.place("again");
    exports(&target, &again).await;
    assert_eq!(files(&again), files(&source));
    for table in ["seal_tiles", "seal_heads", "seal_cosignatures"] {
        assert_eq!(rows_of(&target, table).await, rows_of(sealing.pool(), table).await, "{table}");
    }
    let head = "(SELECT region, position, recorded_at, importing FROM log_head)";
    assert_eq!(rows_of(&target, head).await, rows_of(sealing.pool(), head).await);
    assert!(loopbrug_infra::import::unfinished(&target).await.unwrap().is_empty());

    // What is recorded from now on is sealed by the same key, in the same tree.
    open(&commands(&target), 900).await;
    let mut sealer = sealer(&target, key_file(&sealing.folder));
    let step = sealer.step(&region()).await.unwrap();
    assert_eq!(step, Sealed::Signed { size: events + 1, more: false });
    assert_eq!(heads_hold(&target).await.len(), 5);
    let checked = Seal::new(target.clone(), region()).check(|_, _| ()).await.unwrap();
    assert!(checked.faults.is_empty(), "{checked:?}");
}

#[tokio::test]
async fn versions_of_the_reference_data_that_this_program_lacks_come_with_the_export() {
    let mut sealing = Sealing::begin().await;
    let target = sealing.database.another().await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../reference/regions/vlaamse-ardennen/2023-08-11.toml"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let newer = loopbrug_domain::catalogue::Source {
        path: "2024-02-01.toml".to_owned(),
        text: text.replacen("2023-08-11", "2024-02-01", 1),
    };
    let region_code = region();
    let today = "2024-01-15".parse().unwrap();
    loopbrug_infra::catalogues::publish(sealing.pool(), newer, Some(region_code.as_str()), today)
        .await
        .unwrap();
    sealing.grow(1).await;
    sealing.exports(&whole(), "out").await.unwrap();
    imports(&target, &sealing.place("out"), None).await.unwrap();
    let published = "(SELECT region, version, hash, text FROM published_catalogues)";
    let there = rows_of(&target, published).await;
    assert_eq!((there.len(), &there), (1, &rows_of(sealing.pool(), published).await));
    exports(&target, &sealing.place("again")).await;
    assert_eq!(files(&sealing.place("again")), files(&sealing.place("out")));
}
