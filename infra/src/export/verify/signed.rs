//! A head, and who signed it.

use super::super::fault::{ExportFault, Head};
use crate::seal::checkpoint::Checkpoint;
use crate::seal::note::{Note, VerifierKey};

/// A head as somebody has it.
#[derive(Debug, Clone)]
pub(super) struct SignedHead {
    /// Where it was found.
    pub(super) head: Head,
    /// What is signed, and by whom.
    pub(super) note: Note,
    /// What that says.
    pub(super) checkpoint: Checkpoint,
}

impl SignedHead {
    /// That of a note.
    pub(super) fn read(head: Head, text: &str) -> Result<Self, ExportFault> {
        let Ok(note) = text.parse::<Note>() else {
            let body = format!("{}\n", text.trim_end_matches('\n'));
            return Err(match body.parse::<Checkpoint>() {
                Ok(_) => ExportFault::Unsigned(head),
                Err(_) => ExportFault::NoCheckpoint(head),
            });
        };
        match note.text.parse() {
            Ok(checkpoint) => Ok(Self { head, note, checkpoint }),
            Err(_) => Err(ExportFault::NoCheckpoint(head)),
        }
    }

    /// It is signed by a key of its log.
    pub(super) fn is_by(&self, key: &VerifierKey) -> Result<(), ExportFault> {
        if self.note.signature(key).is_some() {
            return Ok(());
        }
        let head = self.head.clone();
        let signatures = &self.note.signatures;
        let in_its_name: Vec<_> = signatures.iter().filter(|by| by.name == key.name()).collect();
        if in_its_name.iter().any(|by| by.key_id == key.id()) {
            return Err(ExportFault::BadSignature(head));
        }
        if !in_its_name.is_empty() {
            let why = format!("it is not {key}");
            return Err(ExportFault::WrongKey { head, why });
        }
        // Witnesses sign beside the log, and say when.
        match signatures.iter().find(|by| by.witnessed_at().is_none()) {
            Some(other) => Err(ExportFault::OtherKeyName {
                head,
                signer: other.name.clone(),
                origin: key.name().to_owned(),
            }),
            None => Err(ExportFault::Unsigned(head)),
        }
    }
}
