//! A code with the words for it.

use std::sync::Arc;

use async_graphql::{Enum, Object};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind, Label, List};

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
    list: CodeKind,
    code: Code,
    /// A name in place of the words of the list.
    name: Option<String>,
}

impl Coded {
    /// A code, with the words of the list that its type names.
    pub(crate) fn new<L: List>(catalogue: &Arc<Catalogue>, code: &Code<L>) -> Self {
        Self::of_list(L::KIND, catalogue, code.as_str())
    }

    /// The same for several codes.
    pub(crate) fn all<'c, L: List>(
        catalogue: &Arc<Catalogue>,
        codes: impl IntoIterator<Item = &'c Code<L>>,
    ) -> Vec<Self> {
        codes.into_iter().map(|code| Self::new(catalogue, code)).collect()
    }

    /// A code of a list that is chosen while the program runs.
    pub(crate) fn of_list(list: CodeKind, catalogue: &Arc<Catalogue>, code: &str) -> Self {
        Self { catalogue: Arc::clone(catalogue), list, code: Code::new(code), name: None }
    }

    /// The same, under a name that is in no catalogue.
    pub(crate) fn called(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }
}

/// A code, with the words for it: of the catalogue, or of the directory where it is an organisation or a worker.
#[Object(name = "Code")]
impl Coded {
    /// The code itself.
    async fn code(&self) -> &str {
        self.code.as_str()
    }

    /// The words; the code itself where there are none, and for whoever does not see names of people.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        if let Some(name) = &self.name {
            return name.as_str();
        }
        let label = self.catalogue.label_of_one(self.list, self.code.as_str());
        label.map_or(self.code.as_str(), |label| lang.of(label))
    }
}
