//! An auditor at work: keeps every checkpoint, and has events proved as soon as a head covers them. At the end each is
//! proved against every kept head that covers it, and every kept head against every later one, by the tiles alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::proof::{consistency, includes, inclusion, is_consistent};
use loopbrug_infra::seal::tile::{Tile, Tiles};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::REGION;
use crate::door::Door;

/// So many events are proved in all.
const EVENTS: usize = 2_000;
/// So many of those that a head covers first, in one request.
const OF_A_HEAD: u64 = 20;
/// How often the auditor looks for a new checkpoint.
const LOOK: Duration = Duration::from_millis(200);
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take in all to record so many.
const RECORDED_WITHIN: Duration = Duration::from_mins(5);
/// So many complaints are enough.
const ENOUGH: usize = 20;

/// What an auditor has in the end.
#[derive(Debug, Default)]
struct Kept {
    /// The roots of heads, by their sizes.
    heads: BTreeMap<u64, Hash>,
    /// The leaves of events that were proved, by their positions.
    proved: BTreeMap<u64, Hash>,
    complaints: Vec<String>,
}

/// An auditor, who does both at once. It stops where it is dropped.
#[derive(Debug)]
pub(crate) struct Auditor {
    kept: Arc<Mutex<Kept>>,
    door: Door,
    stop: watch::Sender<bool>,
    work: JoinSet<()>,
}

impl Auditor {
    /// One that asks this program.
    pub(crate) fn begin(door: Door) -> Self {
        let (kept, stop, mut work) =
            (Arc::<Mutex<Kept>>::default(), watch::Sender::new(false), JoinSet::new());
        let (stopped, asks, into) = (stop.subscribe(), door.clone(), Arc::clone(&kept));
        work.spawn(async move {
            while !*stopped.borrow() {
                // Before the first head there is none, and a program that is busy answers later.
                if let Err(error) = keep(&asks, &into).await {
                    println!("  the auditor asks for the checkpoint again: {error:#}");
                }
                sleep(LOOK).await;
            }
        });
        let (stopped, asks, into) = (stop.subscribe(), door.clone(), Arc::clone(&kept));
        work.spawn(async move {
            let mut proved = 0;
            while !*stopped.borrow() {
                if let Err(error) = prove_new(&asks, &into, &mut proved).await {
                    println!("  the auditor asks for proofs again: {error:#}");
                }
                sleep(LOOK).await;
            }
        });
        Self { kept, door, stop, work }
    }

    /// How many heads it keeps.
    pub(crate) fn kept(&self) -> usize {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.heads.len()
    }

    /// Waits until the heads cover enough events to prove, however slow this machine is.
    pub(crate) async fn has_enough(&self) -> anyhow::Result<()> {
        let enough = async {
            while self.last() < EVENTS as u64 {
                sleep(LOOK).await;
            }
        };
        timeout(RECORDED_WITHIN, enough).await.context("too few events were recorded")
    }

    /// How many events the last kept head covers.
    fn last(&self) -> u64 {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.heads.keys().next_back().copied().unwrap_or_default()
    }

    /// Has more events proved until there are enough, and everything by what another program serves. Gives what does not
    /// hold.
    pub(crate) async fn end(mut self, other: &Door) -> anyhow::Result<Vec<String>> {
        self.stop.send_replace(true);
        while let Some(done) = self.work.join_next().await {
            done?;
        }
        keep(&self.door, &self.kept).await?;
        let mut kept =
            std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        let last = *kept.heads.keys().next_back().context("no head was kept")?;
        let apart = u64::try_from(EVENTS)?.max(1);
        let more: Vec<_> = (0..apart).map(|n| 1 + n * last / apart).collect();
        for some in more.chunks(usize::try_from(OF_A_HEAD)?) {
            if kept.proved.len() < EVENTS {
                let wanted: Vec<_> =
                    some.iter().copied().filter(|at| !kept.proved.contains_key(at)).collect();
                prove(other, &wanted, &mut kept).await?;
            }
        }
        ensure!(kept.proved.len() >= EVENTS, "{} events of {last} were proved", kept.proved.len());
        let tiles = tiles(other, last).await?;
        let pairs = tokio::task::spawn_blocking(move || hold_together(&mut kept, &tiles));
        let (events, heads, proofs, complaints) = pairs.await?;
        println!("  {events} events proved by {proofs} proofs, and {heads} heads by each other");
        Ok(complaints)
    }
}

/// Keeps the last checkpoint.
async fn keep(door: &Door, kept: &Mutex<Kept>) -> anyhow::Result<()> {
    let note: Note = String::from_utf8(door.sealed("checkpoint").await?)?.parse()?;
    let Checkpoint { size, root, .. } = note.text.parse()?;
    let key = ask(door, "keys { verifierKey }").await?;
    let key: VerifierKey = key["keys"][0]["verifierKey"].as_str().context("a key")?.parse()?;
    ensure!(note.signature(&key).is_some(), "the checkpoint at {size} is not signed");
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.heads.range(size + 1..).next().is_some() {
        kept.complaints.push(format!("a head of size {size} after a larger one"));
    }
    if kept.heads.insert(size, root).is_some_and(|known| known != root) {
        kept.complaints.push(format!("two roots at size {size}"));
    }
    Ok(())
}

/// Has some of the events proved that the last kept head covers, and that were not there before.
async fn prove_new(door: &Door, kept: &Mutex<Kept>, proved: &mut u64) -> anyhow::Result<()> {
    let last = {
        let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.heads.keys().next_back().copied().unwrap_or_default()
    };
    let apart = (last.saturating_sub(*proved) / OF_A_HEAD).max(1);
    let some: Vec<_> = (*proved + 1..=last).step_by(usize::try_from(apart)?).collect();
    let mut found = Kept::default();
    prove(door, &some, &mut found).await?;
    *proved = last;
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.proved.extend(found.proved);
    kept.complaints.extend(found.complaints);
    Ok(())
}

/// Has events proved, each by the first head that covers it.
async fn prove(door: &Door, positions: &[u64], kept: &mut Kept) -> anyhow::Result<()> {
    if positions.is_empty() {
        return Ok(());
    }
    let one = |at: &u64| {
        format!(
            "at{at}: inclusion(position: {at}, head: {{ covering: {at} }}) {{
                index leafHash hashes head {{ size root }} }} "
        )
    };
    let answer = ask(door, &positions.iter().map(one).collect::<String>()).await?;
    for at in positions {
        let proof = &answer[format!("at{at}")];
        let hash =
            |of: &Value| -> anyhow::Result<Hash> { Ok(of.as_str().context("a hash")?.parse()?) };
        let (root, leaf) = (hash(&proof["head"]["root"])?, hash(&proof["leafHash"])?);
        let size = proof["head"]["size"].as_u64().context("a size")?;
        let hashes = proof["hashes"].as_array().context("hashes")?.iter().map(hash);
        let hashes = hashes.collect::<anyhow::Result<Vec<_>>>()?;
        if proof["index"] != at - 1 || !includes(root, size, at - 1, leaf, &hashes) {
            kept.complaints.push(format!("position {at} is not proved by the head of {size}"));
        }
        kept.proved.insert(*at, leaf);
    }
    Ok(())
}

async fn ask(door: &Door, fields: &str) -> anyhow::Result<Value> {
    let query = format!("{{ seal(region: \"{REGION}\") {{ {fields} }} }}");
    Ok(door.ask(&query, PATIENCE).await?["seal"].clone())
}

/// All tiles of a tree of a size.
async fn tiles(door: &Door, size: u64) -> anyhow::Result<Tiles> {
    let whole = (0..size).map(|index| index..index + 1);
    let mut ids: BTreeSet<_> = Tiles::needed(&whole.collect::<Vec<_>>()).into_iter().collect();
    let mut wide = 1_u64;
    while wide < size {
        let subtrees: Vec<_> = (0..size / wide).map(|at| at * wide..(at + 1) * wide).collect();
        ids.extend(Tiles::needed(&subtrees));
        wide *= 256;
    }
    let mut tiles = vec![];
    for id in ids {
        let bytes = door.sealed(&id.path(id.width(size))).await?;
        tiles.push(Tile { id, hashes: Tile::read(&bytes).context("hashes")? });
    }
    Ok(tiles.into_iter().collect())
}

/// The hashes of subtrees, out of tiles: each is made once, since the same ones are in most proofs.
struct Subtrees<'a> {
    tiles: &'a Tiles,
    made: HashMap<Range<u64>, Option<Hash>>,
}

impl Subtrees<'_> {
    /// All of these; none where a tile is not there.
    fn hashes(&mut self, subtrees: Option<Vec<Range<u64>>>) -> Option<Vec<Hash>> {
        let (tiles, made) = (self.tiles, &mut self.made);
        let mut hash = |of: Range<u64>| *made.entry(of.clone()).or_insert_with(|| tiles.hash(of));
        subtrees?.into_iter().map(&mut hash).collect()
    }
}

/// Proves every event against every kept head that covers it, and every head against every later one.
fn hold_together(kept: &mut Kept, tiles: &Tiles) -> (usize, usize, usize, Vec<String>) {
    let complaints = &mut kept.complaints;
    let (mut proofs, mut subtrees) = (0, Subtrees { tiles, made: HashMap::new() });
    for (at, leaf) in &kept.proved {
        for (size, root) in kept.heads.range(*at..) {
            let hashes = subtrees.hashes(inclusion(at - 1, *size));
            let holds = hashes.is_some_and(|of| includes(*root, *size, at - 1, *leaf, &of));
            proofs += 1;
            if !holds && complaints.len() < ENOUGH {
                complaints.push(format!("position {at} is not in the kept head of {size}"));
            }
        }
    }
    for (from, old) in &kept.heads {
        for (to, new) in kept.heads.range(from + 1..) {
            let hashes = subtrees.hashes(consistency(*from, *to));
            let holds = hashes.is_some_and(|of| is_consistent((*from, *old), (*to, *new), &of));
            if !holds && complaints.len() < ENOUGH {
                complaints.push(format!("the head of {to} is not what that of {from} grew to"));
            }
        }
    }
    (kept.proved.len(), kept.heads.len(), proofs, std::mem::take(&mut kept.complaints))
}
