//! Something serialised to a tree of words.

mod build;

use serde::Serialize;

use self::build::Build;
use super::{Word, WordOf};

/// A value, as far as differences are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    Nothing,
    Leaf(Word),
    List(Vec<Tree>),
    Fields(Vec<(Word, Tree)>),
}

/// The tree of something. What has no form, as a text that is not sealed yet, is nothing.
pub(super) fn tree_of(value: &impl Serialize) -> Tree {
    value.serialize(Build(WordOf::State)).unwrap_or(Tree::Nothing)
}

impl Tree {
    fn word(text: impl Into<String>) -> Self {
        Self::Leaf(Word { of: WordOf::State, text: text.into() })
    }

    pub(super) fn leaf(&self) -> Option<&Word> {
        match self {
            Self::Leaf(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is no more than a word.
    pub(super) fn is_word(&self) -> bool {
        matches!(self, Self::Nothing | Self::Leaf(_))
    }

    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Nothing => &[],
            other => std::slice::from_ref(other),
        }
    }

    pub(super) fn fields(&self) -> &[(Word, Self)] {
        match self {
            Self::Fields(fields) => fields,
            _ => &[],
        }
    }

    pub(super) fn field(&self, name: &Word) -> &Self {
        let found = self.fields().iter().find(|(other, _)| other == name);
        found.map_or(&Self::Nothing, |(_, tree)| tree)
    }
}
