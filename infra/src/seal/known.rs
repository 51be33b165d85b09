//! The heads that this process knows of: in its memory, and in a file beside the key.
//!
//! A database that comes back older comes back with the heads that it had then. That there were later ones is known
//! outside of it alone. The file holds nothing secret, and whoever loses it loses this warning and nothing else.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::hash::Hash;

/// The last head of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownHead {
    /// The tree, by its id.
    pub(super) tree: Uuid,
    pub(super) size: u64,
    pub(super) root: Hash,
}

/// By the first tree of a region: several databases may share a key, and what one has lost another never had.
type Heads = HashMap<Uuid, Vec<KnownHead>>;

/// The last heads of trees, in order of the trees of a region.
#[derive(Debug)]
pub(super) struct Known {
    file: PathBuf,
    heads: Mutex<Heads>,
}

impl Known {
    /// Those in a file, if there is one.
    pub(super) fn kept_in(file: PathBuf) -> Self {
        let heads = Mutex::new(read(&file));
        Self { file, heads }
    }

    /// That of the newest tree of the region whose first tree this is.
    pub(super) fn newest(&self, first: Uuid) -> Option<KnownHead> {
        let heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        heads.get(&first)?.last().copied()
    }

    /// Remembers a head that was signed.
    pub(super) fn remember(&self, first: Uuid, head: KnownHead) {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        add(&mut heads, first, head);
        // Another process with the same file may have sealed other regions meanwhile.
        for (first, others) in read(&self.file) {
            for other in others {
                add(&mut heads, first, other);
            }
        }
        if let Err(error) = self.write(&heads) {
            tracing::debug!(%error, file = %self.file.display(), "the last heads are not kept beside the key");
        }
    }

    fn write(&self, heads: &Heads) -> std::io::Result<()> {
        let lines = heads.iter().flat_map(|(first, heads)| {
            let line = move |head: &KnownHead| {
                format!("{first} {} {} {}\n", head.tree, head.size, head.root)
            };
            heads.iter().map(line)
        });
        let next = self.file.with_extension(format!("heads-{}", std::process::id()));
        std::fs::write(&next, lines.collect::<String>())?;
        std::fs::rename(&next, &self.file)
    }
}

/// Adds a head, in the place of a smaller one of its tree.
fn add(heads: &mut Heads, first: Uuid, head: KnownHead) {
    let of_region = heads.entry(first).or_default();
    match of_region.iter_mut().find(|known| known.tree == head.tree) {
        Some(known) if known.size < head.size => *known = head,
        Some(_) => {}
        None => of_region.push(head),
    }
}

fn read(file: &PathBuf) -> Heads {
    let mut heads = Heads::new();
    for line in std::fs::read_to_string(file).unwrap_or_default().lines() {
        let [first, tree, size, root] = *line.split(' ').collect::<Vec<_>>() else { continue };
        if let (Ok(first), Ok(tree), Ok(size), Ok(root)) =
            (first.parse(), tree.parse(), size.parse(), root.parse())
        {
            add(&mut heads, first, KnownHead { tree, size, root });
        }
    }
    heads
}
