//! The log of a region out of an export: held against the checkpoint of a receipt, and folded.

use std::collections::BTreeMap;

use loopbrug_domain::catalogue::{Catalogues, Source};

use super::super::text::OfRegion;
use super::found::{Finding, NotReproduced};
use crate::export::event::ExportedEvent;
use crate::export::reading::Export;
use crate::projection::in_memory::{Images, Unfolded};
use crate::seal::checkpoint::Checkpoint;
use crate::seal::hash::Hash;
use crate::seal::leaf::SOURCE;
use crate::seal::tile::TileId;
use crate::seal::tree::Frontier;

/// After so many events it is said how far we are.
const SAID_EVERY: u64 = 1_000;

/// The reference data by which events are folded: those of this program, with what was published since by the exports.
pub(super) fn catalogues(
    logs: &[Export],
    findings: &mut Vec<Finding>,
) -> Result<Catalogues, NotReproduced> {
    let sources = Catalogues::embedded_sources().into_iter();
    let mut sources: BTreeMap<_, _> = sources.map(|source| (source.path, source.text)).collect();
    for log in logs {
        let region = &log.manifest().region;
        for name in log.catalogues() {
            let (path, text) = (format!("reference/regions/{region}/{name}"), log.catalogue(name)?);
            let known = sources.entry(path).or_insert_with(|| text.clone());
            if let Some(version) = name.strip_suffix(".toml").and_then(|day| day.parse().ok())
                && *known != text
            {
                findings.push(Finding::OtherCatalogue { region: region.clone(), version });
            }
        }
    }
    let sources = sources.into_iter().map(|(path, text)| Source { path, text }).collect();
    Catalogues::load(sources).map_err(|faults| {
        let faults = faults.iter().map(|fault| format!("{}: {}", fault.path, fault.message));
        NotReproduced::Catalogue(faults.collect::<Vec<_>>().join("; "))
    })
}

/// The images of a region as of a position, out of an export. Whether the events are those that the checkpoint covers is
/// found out beside that, and what is not so is a finding.
pub(super) fn folded(
    log: &Export,
    of: &OfRegion,
    checkpoint: &Checkpoint,
    catalogues: &Catalogues,
    findings: &mut Vec<Finding>,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<Images, NotReproduced> {
    let (manifest, region) = (log.manifest(), of.region.to_string());
    let (after, through, needed) = (manifest.after, manifest.through, checkpoint.size);
    if manifest.stream.is_some() {
        return Err(NotReproduced::OfOneStream);
    }
    if after > 0 || through < needed {
        return Err(NotReproduced::NotWhole { after, through, needed });
    }
    let (source, position) = (format!("{SOURCE}{region}"), u64::from(of.position));
    let (mut unfolded, mut tree, mut tiles) = (Unfolded::begin()?, Frontier::default(), vec![]);
    let (mut lines, mut first) = (log.events()?, None);
    while tree.size() < needed {
        let line = tree.size() + 1;
        let refused = |why: String| NotReproduced::Line { line, why };
        let bytes = lines.read()?.ok_or_else(|| refused("it is not there".to_owned()))?.bytes;
        tree.push(Hash::of_leaf(bytes), &mut tiles);
        for tile in tiles.drain(..).filter(|tile| tile.id.level == 0) {
            first = first.or_else(|| first_other(log, tile.id, &tile.hashes));
        }
        if line <= position {
            let event = ExportedEvent::read(bytes).map_err(|error| refused(error.to_string()))?;
            if event.source != source {
                return Err(refused(format!("it is of {} and not of {source}", event.source)));
            }
            if u64::from(event.position) != line {
                return Err(refused(format!("it is the event at position {}", event.position)));
            }
            unfolded.add(&event.streamtype, &event.subject, event.recorded())?;
        }
        if line.is_multiple_of(SAID_EVERY) {
            report(line, needed);
        }
    }
    if tree.root() != checkpoint.root {
        let edge = tree.tiles().find(|tile| tile.id.level == 0);
        let first = first.or_else(|| edge.and_then(|edge| first_other(log, edge.id, &edge.hashes)));
        findings.push(Finding::OtherLog { region, size: needed, first });
    }
    Ok(unfolded.fold(catalogues)?)
}

/// The first position at which a tile of the export has another hash than the events.
fn first_other(log: &Export, id: TileId, hashes: &[Hash]) -> Option<u64> {
    let tile = log.tile(id).ok()?;
    let other = hashes.iter().zip(&tile.hashes).position(|(of, said)| of != said)?;
    Some(id.index * crate::seal::tile::TILE as u64 + other as u64 + 1)
}
