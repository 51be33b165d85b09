//! Checkpoints of C2SP: what is signed of a tree. Its log, its size, its root.

use std::fmt;
use std::str::FromStr;

use super::hash::Hash;

/// The head of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it is of.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// What the tree follows, where the log came back older than it was sealed.
    pub follows: Option<Followed>,
}

/// The last head of a tree that another one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The log that it was of.
    pub origin: String,
    /// How many leaves it had.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// A text that is no checkpoint of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no checkpoint: an origin, a size and a root, each on a line of its own")]
pub struct NoCheckpoint;

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        match &self.follows {
            Some(followed) => writeln!(f, "{followed}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Checkpoint {
    type Err = NoCheckpoint;

    fn from_str(text: &str) -> Result<Self, NoCheckpoint> {
        let text = text.strip_suffix('\n').ok_or(NoCheckpoint)?;
        let mut lines = text.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(NoCheckpoint);
        let origin = next()?.to_owned();
        let size = size(next()?)?;
        let root = next()?.parse().map_err(|_| NoCheckpoint)?;
        let follows = lines.next().map(str::parse).transpose()?;
        match lines.next() {
            None => Ok(Self { origin, size, root, follows }),
            Some(_) => Err(NoCheckpoint),
        }
    }
}

/// What the line of an extension begins with.
const FOLLOWS: &str = "follows";

impl fmt::Display for Followed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FOLLOWS} {} {} {}", self.origin, self.size, self.root)
    }
}

impl FromStr for Followed {
    type Err = NoCheckpoint;

    fn from_str(line: &str) -> Result<Self, NoCheckpoint> {
        match *line.split(' ').collect::<Vec<_>>() {
            [FOLLOWS, origin, of, root] => Ok(Self {
                origin: origin.to_owned(),
                size: size(of)?,
                root: root.parse().map_err(|_| NoCheckpoint)?,
            }),
            _ => Err(NoCheckpoint),
        }
    }
}

/// A size, of which there is one way to write it.
fn size(text: &str) -> Result<u64, NoCheckpoint> {
    let size: u64 = text.parse().map_err(|_| NoCheckpoint)?;
    if size.to_string() == text { Ok(size) } else { Err(NoCheckpoint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_reads_as_it_was_written_and_nothing_else_does() {
        let root = Hash::of_leaf(b"a");
        let followed = Followed { origin: "loopbrug/a/1".to_owned(), size: 9, root };
        for follows in [None, Some(followed)] {
            let origin = "loopbrug/a/2".to_owned();
            let checkpoint = Checkpoint { origin, size: 20_852_163, root, follows };
            assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
        }
        let whole = format!("a\n7\n{root}\n");
        assert!(whole.parse::<Checkpoint>().is_ok());
        for text in [
            String::new(),
            "a\n7\n".to_owned(),
            whole.trim_end().to_owned(),
            whole.replace('7', "07"),
            whole.replace('7', "-7"),
            format!("{whole}\n"),
            format!("{whole}more\n"),
            format!("{whole}follows b 1 {root}\nmore\n"),
        ] {
            assert_eq!(text.parse::<Checkpoint>(), Err(NoCheckpoint), "{text:?}");
        }
    }
}
