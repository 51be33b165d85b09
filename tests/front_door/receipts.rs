//! Receipts of figures: asked for, and counted again out of an export by whoever has nothing else.

mod changed;
mod erased;
mod foreign;
mod rounded;
mod several;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{
    Asker, COORDINATOR, Database, OCMW, REGION, Said, Server, loopbrug, run, wait_until,
};
use crate::simulation::says;

const ANALYST: Asker = Asker { roles: "analyst", organisation: OCMW };
const AUDITOR: Asker = Asker { roles: "auditor", organisation: OCMW };
const YEAR: &str = r#"period: { from: "2024-01-01", to: "2024-12-31" }"#;

/// The reports that are tables, as fields.
const REPORTS: [&str; 14] = [
    "outcomes",
    "esf",
    "funnel",
    "lasting",
    "needsAgainstSupply",
    "referrals",
    "caseload",
    "reach",
    "guidance",
    "change",
    "findings",
    "homelessness",
    "profile",
    "quality",
];

/// A partnership, a server, and a folder for what an auditor keeps.
struct Partnership {
    server: Server,
    folder: TempDir,
}

impl Partnership {
    /// A simulated one, of which everything is visible.
    async fn simulated() -> Self {
        let database = Database::create().await;
        says(&database, "simulate --clients 60 --from 2024-01-01 --to 2025-12-31").await;
        Self::of(Server::on(database).await).await
    }

    async fn of(server: Server) -> Self {
        let at_the_head = async || server.database.views_are_at_the_head().await;
        wait_until("the views are at the head", at_the_head).await;
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    /// The receipts of tables that are asked for so, once all is covered by heads: whoever asks waits for seconds only,
    /// and this machine may be busy.
    async fn receipts(&self, who: Asker, query: &str) -> Value {
        let uncovered = "SELECT count(*)::text FROM log_head AS log WHERE position > coalesce(
                             (SELECT max(size) FROM seal_heads WHERE region = log.region), 0)";
        let is_covered = async || self.server.database.text(uncovered).await == "0";
        wait_until("heads cover the logs", is_covered).await;
        self.server.ask_as(who, query).await
    }

    /// The receipt of a report of 2024.
    async fn receipt(&self, who: Asker, report: &str) -> String {
        let query =
            format!("{{ reports(region: \"{REGION}\", {YEAR}) {{ {report} {{ receipt }} }} }}");
        let answer = self.receipts(who, &query).await;
        answer["reports"][report]["receipt"].as_str().unwrap().to_owned()
    }

    /// Puts something into the folder.
    fn keep(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// An export of all of a region, as every machine can read it.
    async fn export(&self, region: &str) -> PathBuf {
        let folder = self.folder.path().join(format!("export of {region}"));
        let mut command = loopbrug();
        command.arg("export").arg(&folder).args(["--region", region, "--compression", "gzip"]);
        command.env("DATABASE_URL", &self.server.database.url);
        let said = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
        assert_eq!(said.code, Some(0), "{said:?}");
        folder
    }
}

/// What the program says of a receipt. There is no database for it.
async fn reproduce(receipt: &Path, exports: &[&Path], more: &[&str]) -> Said {
    let mut command = loopbrug();
    command.args(["audit", "reproduce"]).arg(receipt).args(exports).args(more);
    command.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    // Connections to a server are looked after meanwhile.
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
}

fn is_equal(said: &Said) {
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.ends_with("equal\n") && !said.stdout.contains("not equal"), "{said:?}");
}

/// The text is refused, by this name and number.
fn is_refused(said: &Said, code: &str, number: i32) {
    assert_eq!(said.code, Some(number), "{said:?}");
    assert!(said.stdout.contains(&format!("{code}: ")), "{said:?}");
}

#[tokio::test]
async fn every_report_is_counted_again_out_of_an_export_and_is_equal() {
    let partnership = Partnership::simulated().await;
    let key = partnership.receipts(AUDITOR, &keys()).await;
    let key = key["seal"]["keys"][0]["verifierKey"].as_str().unwrap().to_owned();
    let mut receipts = vec![];
    for report in REPORTS {
        let receipt = partnership.receipt(COORDINATOR, report).await;
        receipts.push(partnership.keep(report, &receipt));
    }
    let filtered = format!(
        "{{ reports(region: \"{REGION}\", {YEAR}, codes: COMMON, filter: {{ gender: \"woman\" }}, asOf: {{ moment: \"2025-01-31T12:00:00Z\" }}) {{
             needsAgainstSupply {{ receipt }} series(report: ESF, by: QUARTER) {{ receipt }} }} }}"
    );
    let filtered = partnership.receipts(COORDINATOR, &filtered).await["reports"].clone();
    let series = filtered["series"].as_array().unwrap().iter();
    let steps = series.chain([&filtered["needsAgainstSupply"]]).enumerate();
    for (n, step) in steps {
        let receipt = step["receipt"].as_str().unwrap();
        receipts.push(partnership.keep(&format!("step {n}"), receipt));
    }
    let export = partnership.export(REGION).await;
    for receipt in &receipts {
        let said = reproduce(receipt, &[&export], &["--key", &key]).await;
        is_equal(&said);
        assert!(!said.stdout.contains("names itself"), "{said:?}");
    }
    // Without a key that was kept it says whose word it takes.
    let said = reproduce(&receipts[0], &[&export], &[]).await;
    is_equal(&said);
    assert!(said.stdout.contains("signed by a key that the export names itself"), "{said:?}");
    let about = format!("outcomes of {REGION} from 2024-01-01 to 2024-12-31");
    assert!(said.stdout.starts_with(&about), "{said:?}");
}

fn keys() -> String {
    format!("{{ seal(region: \"{REGION}\") {{ keys {{ verifierKey }} }} }}")
}
