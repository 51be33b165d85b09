//! What an export is of.

use std::fmt;

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;

use super::error::ExportError;
use super::manifest::{Compression, FORMAT, Manifest};
use crate::views::StreamId;

/// What an export is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The region.
    pub region: Code,
    /// The stream whose events alone are exported.
    pub stream: Option<StreamId>,
    /// Events up to this position are left out.
    pub after: u64,
    /// How files are compressed.
    pub compression: Compression,
}

impl Extent {
    /// That of one stream, in whatever region it is.
    ///
    /// # Errors
    /// Where there is no such stream.
    pub async fn of_stream(
        pool: &PgPool,
        stream: StreamId,
        after: u64,
        compression: Compression,
    ) -> Result<Self, ExportError> {
        let (aggregate_type, aggregate_id) = stream.in_log();
        let region: Option<String> = sqlx::query_scalar(
            "SELECT region FROM events WHERE aggregate_type = $1 AND aggregate_id = $2 LIMIT 1",
        )
        .bind(aggregate_type)
        .bind(&aggregate_id)
        .fetch_optional(pool)
        .await?;
        let region = region.ok_or(ExportError::NoSuchStream(aggregate_id))?;
        Ok(Self { region: Code::new(region), stream: Some(stream), after, compression })
    }

    /// What a manifest says before there is anything.
    pub(super) fn begun(&self) -> Manifest {
        Manifest {
            format: FORMAT.to_owned(),
            region: self.region.to_string(),
            stream: self.stream.map(|stream| stream.in_log().1),
            after: self.after,
            through: 0,
            events: 0,
            compression: self.compression,
            trees: vec![],
            files: [].into(),
        }
    }
}

/// Whether both are of the same.
pub(super) fn is_of_the_same(one: &Manifest, other: &Manifest) -> bool {
    let of = |of: &Manifest| {
        (of.format.clone(), of.region.clone(), of.stream.clone(), of.after, of.compression)
    };
    of(one) == of(other)
}

/// In words.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stream {
            Some(stream) => write!(f, "the stream {stream} of '{}'", self.region)?,
            None => write!(f, "all of '{}'", self.region)?,
        }
        write!(f, " from position {} on, in .{}", self.after + 1, self.compression.ending())
    }
}
