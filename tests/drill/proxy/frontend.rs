//! What a client of PostgreSQL asks, as far as faults are aimed at it: read from the bytes of the
//! protocol by a simple search.

use std::collections::HashMap;

/// What of the client's messages matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Takes the head of a log.
    LocksHead,
    /// Writes to a log for good, once the server has answered.
    Commits,
}

/// What a prepared statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statement {
    Lock,
    Insert,
}

/// Reads messages as their bytes come in.
#[derive(Debug, Default)]
pub(super) struct Frontend {
    waiting: Vec<u8>,
    /// The first message has no type.
    started: bool,
    statements: HashMap<Vec<u8>, Statement>,
    /// It has said BEGIN.
    in_transaction: bool,
    /// It has written to a log in this transaction.
    inserted: bool,
}

impl Frontend {
    /// What the next bytes complete.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Vec<Meaning> {
        self.waiting.extend_from_slice(bytes);
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some((kind, body, next)) = self.message(from) {
            let body = self.waiting[body..next].to_vec();
            from = next;
            found.extend(self.meaning(kind, &body));
        }
        self.waiting.drain(..from);
        found
    }

    /// The type of the message that begins at a place, where its body begins, and where it ends.
    fn message(&mut self, from: usize) -> Option<(u8, usize, usize)> {
        let typed = usize::from(self.started);
        let length = self.waiting.get(from + typed..)?.first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let next = from + typed + length;
        if self.waiting.len() < next {
            return None;
        }
        let kind = if self.started { self.waiting[from] } else { 0 };
        self.started = true;
        Some((kind, from + typed + 4, next))
    }

    fn meaning(&mut self, kind: u8, body: &[u8]) -> Option<Meaning> {
        match kind {
            b'P' => {
                let (name, rest) = split(body)?;
                let (text, _) = split(rest)?;
                if let Some(statement) = statement(text) {
                    self.statements.insert(name.to_vec(), statement);
                } else {
                    self.statements.remove(name);
                }
                None
            }
            b'B' => {
                let (_portal, rest) = split(body)?;
                let (name, _) = split(rest)?;
                match self.statements.get(name)? {
                    Statement::Lock => Some(Meaning::LocksHead),
                    Statement::Insert if self.in_transaction => {
                        self.inserted = true;
                        Some(Meaning::LocksHead)
                    }
                    Statement::Insert => Some(Meaning::Commits),
                }
            }
            b'Q' => self.simple(split(body)?.0),
            _ => None,
        }
    }

    fn simple(&mut self, text: &[u8]) -> Option<Meaning> {
        let text = text.to_ascii_uppercase();
        if text.starts_with(b"BEGIN") {
            self.in_transaction = true;
        }
        if text.starts_with(b"COMMIT") || text.starts_with(b"ROLLBACK") {
            let committed = text.starts_with(b"COMMIT") && self.inserted;
            (self.in_transaction, self.inserted) = (false, false);
            return committed.then_some(Meaning::Commits);
        }
        None
    }
}

fn statement(text: &[u8]) -> Option<Statement> {
    let has = |word: &[u8]| text.windows(word.len()).any(|found| found.eq_ignore_ascii_case(word));
    if has(b"INTO events") {
        return Some(Statement::Insert);
    }
    (has(b"log_head") && has(b"FOR UPDATE")).then_some(Statement::Lock)
}

/// Text up to the zero that ends it, and what follows.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
