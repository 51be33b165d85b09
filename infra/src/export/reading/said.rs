//! What a manifest says: read, and held against itself.

use loopbrug_domain::catalogue::Code;

use super::super::fault::ExportFault;
use super::super::manifest::{ExportedFile, ExportedKey, ExportedTree, FORMAT, Manifest};
use super::super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS};
use crate::seal::note::{Signs, VerifierKey};
use crate::seal::{SealedTree, TreeKey, canonical};

/// A tree with its keys.
pub(super) type KeyedTree = (SealedTree, Vec<TreeKey>);

fn malformed<T>(why: impl Into<String>) -> Result<T, ExportFault> {
    Err(ExportFault::ManifestMalformed(why.into()))
}

/// The manifest that is written so.
pub(super) fn manifest(bytes: &[u8]) -> Result<Manifest, ExportFault> {
    let manifest: Manifest = match serde_json::from_slice(bytes) {
        Ok(manifest) => manifest,
        Err(error) => return malformed(error.to_string()),
    };
    let Manifest { format, region, after, through, events, files, .. } = &manifest;
    if format != FORMAT {
        return malformed(format!("its format is '{format}', and what is read here is '{FORMAT}'"));
    }
    // Another form could say something twice, and be read in two ways.
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if canonical::bytes(&manifest).ok().as_deref() != Some(bytes) {
        return malformed("it is not in the form of RFC 8785");
    }
    if *through == 0 || i64::try_from(*through).is_err() {
        return malformed(format!("no export ends at position {through}"));
    }
    // One may have fewer: that its log lacks an event is found out by its lines.
    if through.checked_sub(*after).is_none_or(|positions| *events > positions) {
        return malformed(format!("it has {events} events after {after} and up to {through}"));
    }
    if region.is_empty() || region.contains(['/', '+']) || region.contains(char::is_whitespace) {
        return malformed(format!("'{region}' is no name of a region"));
    }
    let always = [manifest.compressed(EVENTS), manifest.compressed(HEADS), CHECKPOINT.to_owned()];
    for name in &always {
        if !files.contains_key(name) {
            return malformed(format!("it does not have {name}"));
        }
    }
    for (name, file) in files {
        // No other path is ever opened, whatever a manifest says.
        if !always.contains(name) && catalogue(name).is_none() {
            return malformed(format!("'{name}' is no file of an export"));
        }
        if !is_hash(file) {
            return malformed(format!("what it says of {name} is no hash"));
        }
    }
    Ok(manifest)
}

/// The file of a version of the reference data below its folder; none where a name is not of one.
pub(super) fn catalogue(name: &str) -> Option<&str> {
    let file = name.strip_prefix(CATALOGUES)?.strip_prefix('/')?;
    let version = file.strip_suffix(".toml")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    (!version.is_empty() && version.chars().all(plain)).then_some(file)
}

fn is_hash(file: &ExportedFile) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    file.sha256.len() == 64 && file.sha256.chars().all(digit)
}

/// The trees that a manifest names, with their keys; and the last one of them.
pub(super) fn trees(manifest: &Manifest) -> Result<(Vec<KeyedTree>, SealedTree), ExportFault> {
    let numbers = manifest.trees.iter().map(|tree| tree.tree);
    let all_follow = manifest.trees.iter().skip(1).all(|tree| tree.follows.is_some());
    if !are_numbered(numbers) || !all_follow {
        return malformed("its trees are not numbered from 1 on, each following the one before");
    }
    let of_region = |tree| tree_of(&manifest.region, tree);
    let trees: Vec<_> = manifest.trees.iter().map(of_region).collect::<Result<_, _>>()?;
    match trees.last().map(|(last, _)| last.clone()) {
        Some(last) => Ok((trees, last)),
        None => malformed("it has no tree"),
    }
}

fn tree_of(region: &str, tree: &ExportedTree) -> Result<KeyedTree, ExportFault> {
    let follows = tree.follows.as_deref().map(str::parse).transpose();
    let Ok(follows) = follows else {
        return malformed(format!("what tree {} follows is no head", tree.tree));
    };
    let sealed = SealedTree { region: Code::new(region), tree: tree.tree, id: tree.id, follows };
    let keys: Option<Vec<_>> = tree.keys.iter().map(|key| key_of(&sealed, key)).collect();
    let sizes = tree.keys.iter().map(|key| key.after_size);
    let from_the_first = tree.keys.first().is_some_and(|first| first.after_size == 0);
    let in_order = are_numbered(tree.keys.iter().map(|key| key.key)) && sizes.is_sorted();
    match keys {
        Some(keys) if from_the_first && in_order => Ok((sealed, keys)),
        _ => malformed(format!("the keys of tree {} are not those of a tree", tree.tree)),
    }
}

/// A key that signs in the name of the tree.
fn key_of(tree: &SealedTree, key: &ExportedKey) -> Option<TreeKey> {
    let verifier: VerifierKey = key.verifier.parse().ok()?;
    let of_tree = verifier.name() == tree.origin() && verifier.signs() == Signs::Text;
    let (after_size, endorsement) = (key.after_size, key.endorsement.clone());
    of_tree.then_some(TreeKey { key: key.key, verifier, after_size, endorsement })
}

/// Whether these are 1, 2, 3, and at least one.
fn are_numbered(numbers: impl Iterator<Item = i32> + Clone) -> bool {
    numbers.clone().next().is_some() && numbers.zip(1..).all(|(number, place)| number == place)
}
