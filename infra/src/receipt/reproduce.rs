//! A figure counted again out of an export, by whoever has that and a receipt: no database, no settings, and no trust in
//! whoever runs the program.
//!
//! All events up to the position are folded by what projections fold them by, into the images that reports are counted
//! from, and the question of the receipt is asked again.

mod compare;
mod found;
mod log;

use std::path::PathBuf;

use loopbrug_domain::catalogue::{Catalogues, Limits};
use loopbrug_reporting::reports::{Sources, Table};

pub use self::compare::Held;
pub use self::found::{Finding, NotReproduced};

use self::compare::{compare, hold_precision, hold_secret};
use self::log::folded;
use super::commitment::SecretHalf;
use super::text::{NoReceipt, OfRegion, Receipt, SignedReceipt};
use crate::export::reading::Export;
use crate::export::verify::believed;
use crate::seal::checkpoint::Checkpoint;
use crate::seal::note::VerifierKey;

/// What there is to reproduce a figure by.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The receipt.
    pub receipt: &'a str,
    /// Its secret half.
    pub secret: Option<&'a str>,
    /// The folders of exports: one of each region that the receipt is about.
    pub exports: &'a [PathBuf],
    /// The keys that are trusted, as `audit keys` prints them. None: those that the exports name, which somebody who makes
    /// up an export makes up too.
    pub keys: &'a [VerifierKey],
}

/// What came of it.
#[derive(Debug)]
pub struct Reproduced {
    /// What the receipt says.
    pub receipt: Receipt,
    /// Whether it is signed by keys that were given, and not by those that the export names itself.
    pub keys_given: bool,
    /// How many events were folded.
    pub events: u64,
    /// Streams that could not be folded to their end, and count as they were before.
    pub quarantined: Vec<String>,
    /// How the figures were held against what was counted.
    pub held: Held,
    /// What does not hold; nothing where all is equal.
    pub findings: Vec<Finding>,
}

/// Counts the figures of a receipt again. `report` is called with how many events were read, and of how many.
///
/// # Errors
/// Where nothing can be counted; see [`NotReproduced`].
pub fn reproduce(
    given: Given<'_>,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<Reproduced, NotReproduced> {
    let signed: SignedReceipt = given.receipt.parse().map_err(NotReproduced::Receipt)?;
    let secret = given.secret.map(str::parse::<SecretHalf>).transpose();
    let secret = secret.map_err(NotReproduced::Secret)?;
    let receipt = signed.receipt.clone();
    if secret.is_some() && receipt.exact.is_none() {
        return Err(NotReproduced::NothingSecret);
    }
    let logs =
        given.exports.iter().map(|folder| Export::open(folder)).collect::<Result<Vec<_>, _>>()?;
    let about = logs_of(&receipt, &logs)?;
    let covered = about.iter().map(|(of, log)| signed_by(&signed, of, log, given.keys));
    let covered = covered.collect::<Result<Vec<_>, _>>()?;
    let mut findings = vec![];
    let catalogues = log::catalogues(&logs, &mut findings)?;
    let (mut events, mut quarantined, mut tables) = (0, vec![], vec![]);
    for ((of, log), checkpoint) in about.iter().zip(&covered) {
        let table = counted(&receipt, of, (log, checkpoint), &catalogues, &mut findings, report)?;
        events += u64::from(of.position);
        quarantined.extend(table.1);
        tables.push(table.0);
    }
    let table = Table::joined(tables).ok_or(NotReproduced::Receipt(no_regions()))?;
    let limits = about.iter().filter_map(|(of, _)| limits_of(of, &catalogues));
    let precision = hold_precision(&receipt, limits, &mut findings);
    let held = compare(&receipt, &table, precision, &mut findings);
    if let Some(secret) = &secret {
        hold_secret(&receipt, secret, &table, &mut findings);
    }
    let keys_given = !given.keys.is_empty();
    Ok(Reproduced { receipt, keys_given, events, quarantined, held, findings })
}

fn no_regions() -> NoReceipt {
    NoReceipt::Form("it is about no region".to_owned())
}

/// By what figures about a region are rounded.
fn limits_of<'a>(of: &OfRegion, catalogues: &'a Catalogues) -> Option<&'a Limits> {
    catalogues.get(of.region.as_str(), of.catalogue).map(|catalogue| catalogue.limits())
}

/// The export of each region of a receipt.
fn logs_of<'a>(
    receipt: &'a Receipt,
    logs: &'a [Export],
) -> Result<Vec<(&'a OfRegion, &'a Export)>, NotReproduced> {
    let regions = &receipt.regions;
    if let Some(other) =
        logs.iter().find(|log| regions.iter().all(|of| of.region != log.manifest().region.as_str()))
    {
        return Err(NotReproduced::OtherRegion(other.manifest().region.clone()));
    }
    let of_each = regions.iter().map(|of| {
        let log = logs.iter().find(|log| of.region == log.manifest().region.as_str());
        Ok((of, log.ok_or_else(|| NotReproduced::NoExport(of.region.to_string()))?))
    });
    of_each.collect()
}

/// The checkpoint of a region, where a key that is believed signed it and the receipt.
fn signed_by(
    signed: &SignedReceipt,
    of: &OfRegion,
    log: &Export,
    trusted: &[VerifierKey],
) -> Result<Checkpoint, NotReproduced> {
    let (checkpoint, note) = of.signed_checkpoint().map_err(NotReproduced::Receipt)?;
    let keys = believed(log, trusted);
    let of_tree = || keys.iter().filter(|key| key.name() == checkpoint.origin);
    let region = || of.region.to_string();
    if !of_tree().any(|key| signed.is_signed_by(key)) {
        return Err(NotReproduced::NotSigned(region()));
    }
    if !of_tree().any(|key| note.signature(key).is_some()) {
        return Err(NotReproduced::CheckpointNotSigned(region()));
    }
    let covers = checkpoint.size >= u64::from(of.position);
    let is_of_region = checkpoint.origin.starts_with(&format!("loopbrug/{}/", of.region));
    if covers && is_of_region { Ok(checkpoint) } else { Err(NotReproduced::NotCovered(region())) }
}

/// The exact table about a region, and the streams that could not be folded to their end.
fn counted(
    receipt: &Receipt,
    of: &OfRegion,
    (log, checkpoint): (&Export, &Checkpoint),
    catalogues: &Catalogues,
    findings: &mut Vec<Finding>,
    report: &(dyn Fn(u64, u64) + Sync),
) -> Result<(Table, Vec<String>), NotReproduced> {
    let region = of.region.to_string();
    let catalogue = catalogues.get(&region, of.catalogue);
    let catalogue = catalogue.ok_or(NotReproduced::NoCatalogue(of.catalogue))?;
    if catalogue.hash() != of.catalogue_sha256 {
        findings.push(Finding::OtherCatalogue { region, version: of.catalogue });
    }
    let images = folded(log, of, checkpoint, catalogues, findings, report)?;
    let (image, procedure) = (&images.trajectories, &images.procedure);
    let table = receipt.question.answer(of, Sources { image, procedure, catalogue });
    let table = table.ok_or_else(|| NotReproduced::Receipt(no_regions()))?;
    Ok((table, images.quarantined))
}
