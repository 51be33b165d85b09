//! Signed notes of C2SP: a text, and who signed it. And cosignatures of witnesses, which say when.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature as Ed25519, VerifyingKey};
use sha2::{Digest, Sha256};

/// What the line of a signature begins with: a long dash.
const DASH: &str = "\u{2014} ";
/// So many signatures are read, at most.
const MOST: usize = 100;

/// A text with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with the end of its last line.
    pub text: String,
    /// By whom; whether they hold is another question.
    pub signatures: Vec<Signature>,
}

/// A signature, as its line says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The beginning of a hash of name and key.
    pub key_id: [u8; 4],
    /// The signature itself.
    pub bytes: Vec<u8>,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signs {
    /// The text of a note.
    Text = 1,
    /// A moment and the text of a checkpoint: the key of a witness.
    Cosignature = 4,
}

/// A key that signatures are verified by; written as `name+id+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    signs: Signs,
    key: VerifyingKey,
}

/// Why a text is no note, or no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It has no signatures below it, or one cannot be read.
    #[error(
        "this is no signed note: a text, an empty line, and signatures that begin with a long dash"
    )]
    NoNote,
    /// A name may have no spaces and no plus.
    #[error("the name of a key has no spaces and no plus")]
    Name,
    /// It cannot be read.
    #[error("this is no key to verify by: write it as name+id+key, as it was given to you")]
    NoKey,
}

impl Note {
    /// The signature by a key, if there is one that holds.
    #[must_use]
    pub fn signature(&self, key: &VerifierKey) -> Option<&Signature> {
        self.signatures.iter().find(|signature| key.verifies(&self.text, signature))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.contains(|c: char| c.is_ascii_control() && c != '\n') {
            return Err(NoteError::NoNote);
        }
        let end = note.rfind("\n\n").ok_or(NoteError::NoNote)?;
        let (text, signatures) = (&note[..=end], &note[end + 2..]);
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::NoNote)?;
        let signatures: Vec<_> = lines.split('\n').map(str::parse).collect::<Result<_, _>>()?;
        if signatures.len() > MOST {
            return Err(NoteError::NoNote);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }
}

impl Signature {
    /// When a witness says that it was made, in seconds since 1970; none of a signature of another kind.
    #[must_use]
    pub fn witnessed_at(&self) -> Option<u64> {
        let (moment, signature) = self.bytes.split_first_chunk()?;
        (signature.len() == Ed25519::BYTE_SIZE).then(|| u64::from_be_bytes(*moment))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.key_id.as_slice(), &self.bytes].concat();
        write!(f, "{DASH}{} {}", self.name, BASE64.encode(bytes))
    }
}

impl FromStr for Signature {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let (name, bytes) = line
            .strip_prefix(DASH)
            .and_then(|line| line.split_once(' '))
            .ok_or(NoteError::NoNote)?;
        let bytes = BASE64.decode(bytes).map_err(|_| NoteError::NoNote)?;
        let (key_id, bytes) = bytes.split_first_chunk().ok_or(NoteError::NoNote)?;
        if bytes.is_empty() || !is_name(name) {
            return Err(NoteError::NoNote);
        }
        Ok(Self { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

impl VerifierKey {
    /// A key with a name.
    ///
    /// # Errors
    /// Where that may be the name of none.
    pub fn try_new(name: &str, signs: Signs, key: VerifyingKey) -> Result<Self, NoteError> {
        let named = || Self { name: name.to_owned(), signs, key };
        is_name(name).then(named).ok_or(NoteError::Name)
    }

    /// The same from 32 bytes.
    ///
    /// # Errors
    /// Where these are no key, or that may be the name of none.
    pub fn of_bytes(name: &str, signs: Signs, key: &[u8]) -> Result<Self, NoteError> {
        let key = key.try_into().ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
        Self::try_new(name, signs, key.ok_or(NoteError::NoKey)?)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn signs(&self) -> Signs {
        self.signs
    }

    /// The key itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// What signatures say whose they are by.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        let hash =
            Sha256::new().chain_update(&self.name).chain_update("\n").chain_update(self.typed());
        let hash: [u8; 32] = hash.finalize().into();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    fn typed(&self) -> Vec<u8> {
        [&[self.signs as u8], self.bytes().as_slice()].concat()
    }

    /// Whether a signature is by this key, and holds.
    #[must_use]
    pub fn verifies(&self, text: &str, signature: &Signature) -> bool {
        if signature.name != self.name || signature.key_id != self.id() {
            return false;
        }
        let holds = |text: &str, bytes: &[u8]| {
            let signature = Ed25519::from_slice(bytes);
            signature.is_ok_and(|of| self.key.verify_strict(text.as_bytes(), &of).is_ok())
        };
        match (self.signs, signature.witnessed_at()) {
            (Signs::Text, _) => holds(text, &signature.bytes),
            (Signs::Cosignature, Some(moment)) => {
                holds(&cosigned(moment, text), &signature.bytes[size_of::<u64>()..])
            }
            (Signs::Cosignature, None) => false,
        }
    }
}

/// What a witness signs.
#[must_use]
pub fn cosigned(moment: u64, checkpoint: &str) -> String {
    format!("cosignature/v1\ntime {moment}\n{checkpoint}")
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        write!(f, "{}+{id:08x}+{}", self.name, BASE64.encode(self.typed()))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, rest) = text.split_once('+').ok_or(NoteError::NoKey)?;
        let (id, key) = rest.split_once('+').ok_or(NoteError::NoKey)?;
        let key = BASE64.decode(key).map_err(|_| NoteError::NoKey)?;
        let (signs, key) = match *key {
            [1, ref key @ ..] => (Signs::Text, key),
            [4, ref key @ ..] => (Signs::Cosignature, key),
            _ => return Err(NoteError::NoKey),
        };
        let key = Self::of_bytes(name, signs, key)?;
        let said = format!("{:08x}", u32::from_be_bytes(key.id()));
        if said == id { Ok(key) } else { Err(NoteError::NoKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of the standard.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_example_of_the_standard_holds() {
        let (note, key): (Note, VerifierKey) = (NOTE.parse().unwrap(), KEY.parse().unwrap());
        assert!(note.signature(&key).is_some());
        assert_eq!((note.to_string(), key.to_string()), (NOTE.to_owned(), KEY.to_owned()));
        let other = Note { text: note.text.replace("you", "we"), ..note };
        assert!(other.signature(&key).is_none());
    }

    #[test]
    fn what_is_no_note_and_no_key_is_not_read_as_one() {
        for text in [
            "",
            "a\n",
            "a\n\n",
            "a\n\nb\n",
            "a\n\n\u{2014} b\n",
            "a\n\n\u{2014} b AAAA\n",
            "a\n\n\u{2014} b+c AAAAAAAA\n",
            "a\r\n\n\u{2014} b AAAAAAAA\n",
            "a\n\n\u{2014} b AAAAAAAA",
        ] {
            assert_eq!(text.parse::<Note>(), Err(NoteError::NoNote), "{text:?}");
        }
        for text in [
            "",
            "a",
            "a+b+c",
            &KEY.replace("c74f", "c74e"),
            &KEY.replace("Peter", "P+"),
            &KEY.replace("+AR", "+Ah"),
        ] {
            assert_eq!(text.parse::<VerifierKey>(), Err(NoteError::NoKey), "{text:?}");
        }
    }
}
