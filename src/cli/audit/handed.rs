//! What somebody was handed: texts of strangers, of which no more is read than there may be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};

/// The text in a file.
pub(super) fn in_file(path: &Path, longest: u64) -> anyhow::Result<String> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{name} cannot be read"))?;
    text(&name, file, longest)
}

/// A text. What is not UTF-8 is read as empty: it is nothing of what is asked for.
pub(super) fn text(name: &str, from: impl Read, longest: u64) -> anyhow::Result<String> {
    let mut bytes = vec![];
    let read = from.take(longest + 1).read_to_end(&mut bytes);
    if read.with_context(|| format!("{name} cannot be read"))? as u64 > longest {
        bail!("{name} is larger than anything of its kind");
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}
