//! Catalogues to publish, made from the committed one, and publishing them.

use std::path::Path;

use tempfile::TempDir;

use super::command_line::Said;
use super::{Database, REGION, loopbrug, run};

/// A region that there is not, beside the one of the tests.
pub(crate) const ELSEWHERE: &str = "verzonnen-streek";

/// What the second region has of its own, and what it has in the committed one's place.
const OWN: [(&str, &str); 8] = [
    ("vlaamse-ardennen", ELSEWHERE),
    ("Vlaamse-Ardennen", "Verzonnen Streek"),
    ("RU1", "VS1"),
    ("RU2", "VS2"),
    ("\"nora\"", "\"noor\""),
    ("\"bart\"", "\"bert\""),
    ("\"41081\"", "\"99081\""),
    ("\"44052\"", "\"99052\""),
];

/// A file that can be published.
pub(crate) struct CatalogueFile {
    folder: TempDir,
    region: &'static str,
    version: String,
}

/// The text of the committed catalogue.
pub(crate) fn committed() -> String {
    let path = format!("reference/regions/{REGION}/2023-08-11.toml");
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The committed catalogue as a later version, in which `cindy` is retired at the end of March
/// 2024, or on the day of the version where that is later, and `zoe` is new.
pub(crate) fn newer(version: &str) -> CatalogueFile {
    newer_with(version, "", "")
}

/// The same with something else in the place of something.
pub(crate) fn newer_with(version: &str, from: &str, to: &str) -> CatalogueFile {
    let retired = version.max("2024-03-31");
    let text = if from.is_empty() { committed() } else { committed().replace(from, to) };
    let text = text
        .replace("code = \"cindy\"", &format!("code = \"cindy\"\nvalid_to = {retired}"))
        .replace("\"roy\", \"cindy\"]", "\"roy\", \"cindy\", \"zoe\"]")
        .replace(
            "# The challenges, in the order",
            "[[persona]]\ncode = \"zoe\"\nnl = \"Zoë\"\nen = \"Zoë\"\n\n# The challenges, in the order",
        );
    CatalogueFile::new(REGION, version, &text)
}

/// A second region, with municipalities, challenges and personas of its own.
pub(crate) fn elsewhere() -> CatalogueFile {
    let text = OWN.iter().fold(committed(), |text, (from, to)| text.replace(from, to));
    let text = text.replace("\"450", "\"990");
    CatalogueFile::new(ELSEWHERE, "2023-08-11", &text)
}

impl CatalogueFile {
    /// This text, as this version of a region.
    pub(crate) fn new(region: &'static str, version: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Self { folder, region, version: version.to_owned() };
        std::fs::create_dir_all(file.path().parent().unwrap()).unwrap();
        let text = text.replace("version = 2023-08-11", &format!("version = {version}"));
        std::fs::write(file.path(), text).unwrap();
        file
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        let folder = self.folder.path().join("regions").join(self.region);
        folder.join(format!("{}.toml", self.version))
    }

    /// What comes of publishing it.
    pub(crate) async fn publish(&self, database: &Database) -> Said {
        let mut publish = loopbrug();
        publish.args(["catalogue", "publish"]).arg(self.path()).env("DATABASE_URL", &database.url);
        tokio::task::spawn_blocking(move || run(&mut publish)).await.unwrap()
    }

    /// Publishes it; it may not be refused.
    pub(crate) async fn is_published(&self, database: &Database) {
        let said = self.publish(database).await;
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.stdout.ends_with(": published\n"), "{said:?}");
    }
}
