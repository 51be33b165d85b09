//! Writing heads.

use super::error::ImportError;
use super::{Import, Stage};
use crate::database;
use crate::export::heads::ExportedHead;
use crate::export::reading::Lines;
use crate::log::imported::is_time;
use crate::seal::hash::Hash;
use crate::seal::imported as seal;

/// So many are written at once.
const AT_ONCE: usize = 1_000;

impl Import<'_> {
    /// Writes the heads that are not there yet. They are numbered, so how many were written needs no note.
    pub(super) async fn write_heads(&self) -> Result<(), ImportError> {
        let mut lines = self.export.heads()?;
        let mut last = seal::last_head(self.pool, &self.region).await?;
        let mut done = 0;
        loop {
            let (read, heads) = next(&mut lines)?;
            if read == 0 {
                return Ok(());
            }
            let new = |head: &ExportedHead| {
                last.is_none_or(|(tree, number, _)| (head.tree, head.number) > (tree, number))
            };
            let heads: Vec<_> = heads.into_iter().filter(new).collect();
            if !heads.is_empty() {
                let mut transaction = database::begin(self.pool).await?;
                last = seal::write_heads(&mut transaction, &self.region, last, &heads).await?;
                transaction.commit().await?;
            }
            done += read;
            self.report(Stage::Heads, done, done);
        }
    }

    /// Whether the last head of the export has this size and root.
    pub(super) async fn ends_at(&self, size: u64, root: Hash) -> Result<bool, ImportError> {
        let (mut lines, mut last) = (self.export.heads()?, None);
        loop {
            let (read, heads) = next(&mut lines)?;
            if read == 0 {
                return Ok(last == Some((size, root)));
            }
            last = heads.last().map(|head| (head.size, head.root)).or(last);
        }
    }
}

/// The next heads, and how many lines were read.
fn next(lines: &mut Lines) -> Result<(u64, Vec<ExportedHead>), ImportError> {
    let mut heads = vec![];
    while heads.len() < AT_ONCE {
        let Some(line) = lines.read()? else { break };
        let head: Option<ExportedHead> = serde_json::from_slice(line.bytes).ok();
        let head = head.filter(|head| {
            let taken = head.cosignatures.iter().map(|by| &by.takenat);
            [&head.recordedat, &head.signedat].into_iter().chain(taken).all(|time| is_time(time))
        });
        let wrong = || ImportError::Line {
            of: "heads",
            line: line.number,
            why: "it is no head".to_owned(),
        };
        heads.push(head.ok_or_else(wrong)?);
    }
    Ok((heads.len() as u64, heads))
}
