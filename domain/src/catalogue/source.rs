//! A reference file, before it is read.

use super::fault::{Fault, FaultCode};
use super::reading::Page;

/// A reference file: its place, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path, with `/` between its parts: `…/common/<theme>.toml` or `…/regions/<region>/<version>.toml`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// The size of the largest reference file, in bytes: a hundred times that of a large region. Who reads a file need
    /// not read more than one byte beyond.
    pub const MAX_BYTES: usize = 10_000_000;

    /// Reads the bytes of a file as text in UTF-8.
    ///
    /// # Errors
    /// What the bytes seem to be instead, and what to do.
    pub fn try_from_bytes(path: String, bytes: Vec<u8>) -> Result<Self, Fault> {
        let bytes = if bytes.len() > Self::MAX_BYTES {
            let message = format!(
                "the file has more than {} MB, which no region's reference data have: is it another file?",
                Self::MAX_BYTES / 1_000_000
            );
            return Err(Fault { path, line: 1, column: 1, code: FaultCode::TooLarge, message });
        } else {
            bytes
        };
        if seems_utf_16(&bytes) {
            let message = "the file seems to be UTF-16 (some Windows programs call it \"Unicode\"): save it as UTF-8";
            let (code, message) = (FaultCode::NotUtf8, message.to_owned());
            return Err(Fault { path, line: 1, column: 1, code, message });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { path, text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes()[at];
                let read = String::from_utf8_lossy(&error.as_bytes()[..at]);
                let page = Page::new(&path, &read);
                let (line, column) = page.place(at);
                let message = format!(
                    "the byte 0x{byte:02X} is no UTF-8; the file seems to be Latin-1 or Windows-1252, in which it is \
                     `{}`: save the file as UTF-8",
                    char::from(byte)
                );
                Err(Fault { path, line, column, code: FaultCode::NotUtf8, message })
            }
        }
    }
}

/// By the mark that it begins with, or by the zero beside nearly every letter.
fn seems_utf_16(bytes: &[u8]) -> bool {
    let begun = &bytes[..bytes.len().min(400)];
    let zeros = begun.split(|byte| *byte == 0).count() - 1;
    begun.starts_with(&[0xFF, 0xFE]) || begun.starts_with(&[0xFE, 0xFF]) || zeros * 3 > begun.len()
}
