//! What the command line says on standard output. Whoever reads it may stop before the end, as `head` does: then there
//! is nobody to say anything to, and the command ends without a word.

use std::error::Error;
use std::fmt::{self, Arguments, Display, Formatter};
use std::io::{ErrorKind, Write, stdout};

/// Nobody reads standard output any more.
#[derive(Debug)]
pub(crate) struct Unread;

impl Display for Unread {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads standard output any more")
    }
}

impl Error for Unread {}

/// Says a line, written as for `println!`; an error where it cannot be.
macro_rules! say {
    ($($line:tt)*) => { $crate::output::write(format_args!("{}\n", format_args!($($line)*))) };
}
pub(crate) use say;

/// Writes a text as it is.
pub(crate) fn write(text: Arguments<'_>) -> anyhow::Result<()> {
    stdout().write_fmt(text).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Unread.into(),
        _ => anyhow::Error::from(error).context("standard output cannot be written"),
    })
}
