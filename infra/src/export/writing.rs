//! Writing an export: from the database into a folder.

use std::path::Path;

use sqlx::PgPool;

use super::error::ExportError;
use super::extent::Extent;
use super::folder::Folder;
use super::heads::{ExportedHead, heads};
use super::lines::write_events;
use super::manifest::{ExportedKey, ExportedTree, Manifest};
use super::tiles::write_tiles;
use super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS};
use crate::catalogues;
use crate::log::LogReader;
use crate::seal::{SealError, SealedTree, TreeHead, TreeKey, canonical, rows};

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// What the export says of itself.
    pub manifest: Manifest,
    /// How many events of the region are newer.
    pub newer: u64,
    /// The first position that the log lacks: somebody changed it. The export has what there is, and does not verify.
    pub missing: Option<u64>,
}

/// Exports what is recorded up to a head of the last tree of a region, into a folder: a new one, an empty one, or one in
/// which the same was begun. `report` is called with how many events were looked at, and of how many.
///
/// What is exported is never changed, so nothing is locked, and whoever records meanwhile is not held up.
///
/// # Errors
/// See [`ExportError`]; the folder has no manifest then.
pub async fn export(
    pool: &PgPool,
    extent: &Extent,
    head: &TreeHead,
    folder: &Path,
    report: impl Fn(u64, u64),
) -> Result<Exported, ExportError> {
    let (region, through) = (&extent.region, head.size);
    if extent.after >= through {
        return Err(ExportError::NothingFrom { from: extent.after + 1, last: through });
    }
    let mut trees = rows::trees(pool, region).await?;
    trees.reverse();
    let tree = trees.last().filter(|tree| tree.tree == head.tree);
    let tree = tree.ok_or(SealError::NoSuchHead)?;
    let mut into = Folder::begin(folder, &extent.begun())?;

    let (name, file) = into.create(EVENTS, extent.compression)?;
    let (written, file) = write_events(pool, extent, through, file, report).await?;
    into.finished(name, file);
    write_tiles(pool, tree, through, into.path()).await?;
    let last = write_heads(pool, extent, head, &mut into).await?;
    into.put(CHECKPOINT, last.checkpoint().as_bytes())?;
    for (name, text) in catalogues::texts_of(pool, region).await? {
        into.put(&format!("{CATALOGUES}/{name}"), text.as_bytes())?;
    }
    let mut described = vec![];
    for tree in &trees {
        described.push(described_tree(tree, rows::keys(pool, tree).await?));
    }
    let events = written.events;
    let manifest = Manifest { through, events, trees: described, ..extent.begun() };
    let manifest = into.finish(manifest)?;
    let recorded = LogReader::new(pool.clone()).head(region).await?;
    let newer = u64::from(recorded.0).saturating_sub(through);
    Ok(Exported { manifest, newer, missing: written.missing })
}

/// Writes all heads up to one, and gives that.
async fn write_heads(
    pool: &PgPool,
    extent: &Extent,
    head: &TreeHead,
    into: &mut Folder,
) -> Result<ExportedHead, ExportError> {
    let (name, mut file) = into.create(HEADS, extent.compression)?;
    let mut last: Option<ExportedHead> = None;
    loop {
        let after = last.as_ref().map_or((0, 0), |last| (last.tree, last.number));
        let found = heads(pool, &extent.region, after, head).await?;
        for head in &found {
            file.write(&canonical::bytes(head).map_err(SealError::from)?)?;
            file.write(b"\n")?;
        }
        let Some(found) = found.into_iter().next_back() else { break };
        last = Some(found);
    }
    into.finished(name, file.finish()?);
    Ok(last.ok_or(SealError::NoSuchHead)?)
}

fn described_tree(tree: &SealedTree, keys: Vec<TreeKey>) -> ExportedTree {
    let key = |key: TreeKey| ExportedKey {
        key: key.key,
        verifier: key.verifier.to_string(),
        after_size: key.after_size,
        endorsement: key.endorsement,
    };
    ExportedTree {
        tree: tree.tree,
        id: tree.id,
        follows: tree.follows.as_ref().map(ToString::to_string),
        keys: keys.into_iter().map(key).collect(),
    }
}
