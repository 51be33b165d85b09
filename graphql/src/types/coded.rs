//! A code with the words for it.

use std::sync::Arc;

use async_graphql::{Enum, Object};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind, Label};

/// A language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
pub enum Language {
    /// Dutch, as in the source.
    #[default]
    Nl,
    /// English, by translation.
    En,
}

impl Language {
    pub(crate) fn of(self, label: &Label) -> &str {
        match self {
            Self::Nl => &label.nl,
            Self::En => &label.en,
        }
    }
}

/// A code of the catalogue.
pub(crate) struct Coded {
    catalogue: Arc<Catalogue>,
    kind: CodeKind,
    code: Code,
}

impl Coded {
    pub(crate) fn new(catalogue: &Arc<Catalogue>, kind: CodeKind, code: &Code) -> Self {
        Self { catalogue: Arc::clone(catalogue), kind, code: code.clone() }
    }
}

/// A code of the catalogue, with the words for it.
#[Object(name = "Code")]
impl Coded {
    /// The code itself.
    async fn code(&self) -> &str {
        self.code.as_str()
    }

    /// The words; the code itself where the catalogue has none.
    async fn label(&self, #[graphql(default)] lang: Language) -> &str {
        let entry = self.catalogue.entry(self.kind, self.code.as_str());
        entry.map_or(self.code.as_str(), |entry| lang.of(&entry.label))
    }
}
