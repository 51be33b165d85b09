//! The images of a region out of its log, without a database: for whoever has an export and nothing else.
//!
//! The log mixes all streams, and a stream that is being folded takes far more room than the facts that come of it. So
//! events are first put down by stream, in files without a name, and then folded a few streams at a time. How they are
//! folded, and what images have of it, is what projections do: [`StreamFold`] and its rows. So is what becomes of a
//! stream that cannot be projected: it counts as it was before the event that is to blame.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::sync::{Mutex, PoisonError};

use chrono::DateTime;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_reporting::facts::image::{Image, ImageError};
use loopbrug_reporting::facts::procedure::ProcedureImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Projection;
use super::follow::for_type;
use super::stream_fold::{ImageFacts, Moved, RowError, RowSink, StreamFold};
use super::table_row::{Table, TableRow};
use crate::log::{EventText, RecordedText};

/// Among so many files the streams are shared out: of a million events each has some thousand.
const FILES: u64 = 128;

/// An event as it waits to be folded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Waiting<'a> {
    /// Its aggregate type, by its place in [`types`].
    kind: u8,
    stream: &'a str,
    position: u32,
    /// When it was recorded, in microseconds since 1970.
    recorded_at: i64,
    sequence: Version,
    event_type: &'a str,
    event_version: &'a str,
    payload: &'a str,
}

/// The images of a region.
#[derive(Debug, Default)]
pub(crate) struct Images {
    pub(crate) trajectories: Image,
    pub(crate) procedure: ProcedureImage,
    /// Streams that could not be projected to their end, as their dead letters would say it.
    pub(crate) quarantined: Vec<String>,
}

/// Events of a region that wait to be folded.
#[derive(Debug)]
pub(crate) struct Unfolded {
    files: Vec<BufWriter<File>>,
    bytes: Vec<u8>,
    reached: Position,
}

/// The images cannot be folded.
#[derive(Debug, thiserror::Error)]
pub enum NotFolded {
    /// There is no room for files.
    #[error("the events cannot be put down in the folder for temporary files: {0}")]
    File(#[from] io::Error),
    /// What was put down cannot be read.
    #[error("what was put down in the folder for temporary files is not there any more: {0}")]
    Damaged(#[from] postcard::Error),
    /// An image has no room.
    #[error(transparent)]
    Image(#[from] ImageError),
}

/// The aggregate types that figures are made of.
fn types() -> impl Iterator<Item = &'static str> {
    Projection::ALL.into_iter().flat_map(Projection::types).copied()
}

impl Unfolded {
    /// None yet.
    pub(crate) fn begin() -> Result<Self, NotFolded> {
        let files = (0..FILES).map(|_| Ok(BufWriter::new(tempfile::tempfile()?)));
        let files = files.collect::<Result<_, NotFolded>>()?;
        Ok(Self { files, bytes: vec![], reached: Position::START })
    }

    /// Adds the next event of the log.
    pub(crate) fn add(
        &mut self,
        aggregate_type: &str,
        stream: &str,
        event: RecordedText<'_>,
    ) -> Result<(), NotFolded> {
        self.reached = event.position;
        let Some(kind) = types().position(|known| known == aggregate_type) else { return Ok(()) };
        let RecordedText { position, recorded_at, event } = event;
        let EventText { sequence, event_type, event_version, payload } = event;
        let waiting = Waiting {
            kind: u8::try_from(kind).unwrap_or(u8::MAX),
            stream,
            position: position.0,
            recorded_at: recorded_at.timestamp_micros(),
            sequence,
            event_type,
            event_version,
            payload,
        };
        let mut hasher = DefaultHasher::new();
        stream.hash(&mut hasher);
        let file = usize::try_from(hasher.finish() % FILES).unwrap_or_default();
        self.bytes = postcard::to_extend(&waiting, std::mem::take(&mut self.bytes))?;
        self.files[file].write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }

    /// Folds them all.
    pub(crate) fn fold(self, catalogues: &Catalogues) -> Result<Images, NotFolded> {
        let Self { files, reached, .. } = self;
        let images = Mutex::new(Images::default());
        files.into_par_iter().try_for_each(|file| {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            let mut bytes = vec![];
            file.rewind()?;
            file.read_to_end(&mut bytes)?;
            fold_file(&bytes, catalogues, &images)
        })?;
        let mut images = images.into_inner().unwrap_or_else(PoisonError::into_inner);
        images.quarantined.sort();
        images.trajectories.reached(reached);
        images.trajectories.compact();
        images.procedure.reached(reached);
        Ok(images)
    }
}

/// Folds the streams of a file.
fn fold_file(
    mut bytes: &[u8],
    catalogues: &Catalogues,
    images: &Mutex<Images>,
) -> Result<(), NotFolded> {
    let mut streams = BTreeMap::<(u8, &str), Vec<RecordedText<'_>>>::new();
    while !bytes.is_empty() {
        let (waiting, rest) = postcard::take_from_bytes::<Waiting<'_>>(bytes)?;
        bytes = rest;
        let Waiting { sequence, event_type, event_version, payload, .. } = waiting;
        streams.entry((waiting.kind, waiting.stream)).or_default().push(RecordedText {
            position: Position(waiting.position),
            recorded_at: DateTime::from_timestamp_micros(waiting.recorded_at).unwrap_or_default(),
            event: EventText { sequence, event_type, event_version, payload },
        });
    }
    for ((kind, stream), events) in streams {
        let kind = types().nth(kind.into()).unwrap_or_default();
        let (facts, whole) = for_type!(kind, F => project::<F>(stream, &events, catalogues));
        let mut images = images.lock().unwrap_or_else(PoisonError::into_inner);
        facts.apply(&mut images)?;
        if !whole {
            images.quarantined.push(stream.to_owned());
        }
    }
    Ok(())
}

/// What images have of a stream, as far as it can be projected; and whether that is all of it.
fn project<F: StreamFold>(
    stream: &str,
    events: &[RecordedText<'_>],
    catalogues: &Catalogues,
) -> (FactsOfStream, bool) {
    let facts = |folded: &F| {
        let mut facts = FactsOfStream::default();
        let shown = folded.rows(stream, Position::START, catalogues, &mut facts);
        shown.is_ok().then_some(facts)
    };
    let (folded, readable, unread) = F::fold(events.iter().copied(), catalogues);
    if let Some(all) = facts(&folded) {
        return (all, unread.is_none());
    }
    // As `project_or_quarantine` finds the first event that is to blame.
    let (mut good, mut bad, mut shown) = (0, readable, FactsOfStream::default());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match facts(&F::fold(events[..middle].iter().copied(), catalogues).0) {
            Some(part) => (good, shown) = (middle, part),
            None => bad = middle,
        }
    }
    (shown, false)
}

/// What images have of a stream.
#[derive(Debug, Default)]
struct FactsOfStream(Vec<ImageFacts>);

impl FactsOfStream {
    fn apply(self, images: &mut Images) -> Result<(), NotFolded> {
        let Images { trajectories, procedure, .. } = images;
        for facts in self.0 {
            match facts {
                ImageFacts::Trajectory(id, facts) => trajectories.put(id, &facts)?,
                ImageFacts::Events(id, measures) => trajectories.add(id, &measures)?,
                ImageFacts::Round(id, history) => procedure.put_round(id, history),
                ImageFacts::Proposal(id, history) => procedure.put_proposal(id, history),
                ImageFacts::Employer(id, history) => procedure.put_employer(id, history),
            }
        }
        Ok(())
    }
}

/// Of rows it takes nothing else.
impl RowSink for FactsOfStream {
    fn row<R: TableRow>(&mut self, _row: &R) -> Result<(), RowError> {
        Ok(())
    }

    fn facts(&mut self, facts: impl FnOnce() -> ImageFacts) {
        self.0.push(facts());
    }

    fn replace(&mut self, _table: &'static Table, _id: Uuid) {}

    fn move_on(&mut self, _table: &'static Table, _moved: Moved) {}
}
