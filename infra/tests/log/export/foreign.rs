//! An export as other people's code sees it: Python's `cloudevents`, `aics-tlog` and `rfc8785`. `make tools` installs
//! them.

use std::path::Path;
use std::process::Command;

use loopbrug_infra::export::Extent;
use loopbrug_infra::export::manifest::Compression;

use super::{Sealing, whole};

#[tokio::test]
async fn every_line_is_a_cloud_event_and_the_folder_is_a_tile_log_to_foreign_code() {
    let mut sealing = Sealing::begin().await;
    // A row of a plain writer of postgres-es, whose payload has no form of its own.
    let odd = format!(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
         VALUES ('other', 'a', 1, 'Odd', 'x', '{{\"a\":1,\"a\":2}}', '{{\"region\":\"{}\"}}')",
        crate::story::region()
    );
    sqlx::query(&odd).execute(sealing.pool()).await.unwrap();
    sealing.grow(60).await;
    sealing.grow(40).await;
    let extent = Extent { compression: Compression::Gzip, ..whole() };
    let exported = sealing.exports(&extent, "out").await.unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = root.join("target/tools/bin/python");
    assert!(python.exists(), "{} is not there: run `make tools`", python.display());
    let script = root.join("infra/tests/log/export/foreign.py");
    let key = &exported.manifest.trees[0].keys[0].verifier;
    let said =
        Command::new(python).arg(script).arg(sealing.place("out")).arg(key).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(String::from_utf8_lossy(&said.stdout), "301 events\n");
}
