//! Rows that several reports have.

use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use super::client::Client;

/// A row: its key, and who is in it.
pub(super) struct Row {
    pub(super) key: String,
    is_in: Box<dyn Fn(&Client) -> bool>,
}

impl Row {
    pub(super) fn new(key: impl Into<String>, is_in: impl Fn(&Client) -> bool + 'static) -> Self {
        Self { key: key.into(), is_in: Box::new(is_in) }
    }

    pub(super) fn total() -> Self {
        Self::new("total", |_| true)
    }

    /// The same, as a row under another.
    pub(super) fn under(self, key: &str) -> Self {
        Self { key: format!("{key}/{}", self.key), ..self }
    }

    /// Those of this row.
    pub(super) fn of<'c, 'a>(&self, clients: &[&'c Client<'a>]) -> Vec<&'c Client<'a>> {
        clients.iter().copied().filter(|client| (self.is_in)(client)).collect()
    }
}

pub(super) fn codes(catalogue: &Catalogue, kind: CodeKind) -> Vec<String> {
    catalogue.entries(kind).map(|entry| entry.code.to_string()).collect()
}

/// Each challenge, and those without any.
pub(super) fn challenges(catalogue: &Catalogue) -> Vec<Row> {
    let mut rows = Vec::new();
    for challenge in codes(catalogue, CodeKind::Challenge) {
        rows.push(Row::new(format!("challenge={challenge}"), move |client| {
            client.challenges().contains(&*challenge)
        }));
    }
    rows.push(Row::new("challenge=-", |client| client.challenges().is_empty()));
    rows
}

/// Under each challenge, each of its personas and those with none of them.
pub(super) fn personas(catalogue: &Catalogue) -> Vec<Row> {
    let mut rows = Vec::new();
    for challenge in codes(catalogue, CodeKind::Challenge) {
        let personas = catalogue.personas_of_challenge(&challenge);
        let personas: Vec<_> = personas.map(|persona| persona.entry.code.to_string()).collect();
        for persona in personas.clone() {
            let (key, challenge) =
                (format!("challenge={challenge}/persona={persona}"), challenge.clone());
            rows.push(Row::new(key, move |client| {
                client.challenges().contains(&*challenge) && client.personas().contains(&*persona)
            }));
        }
        rows.push(Row::new(format!("challenge={challenge}/persona=-"), move |client| {
            let linked = client.personas();
            client.challenges().contains(&*challenge)
                && !personas.iter().any(|persona| linked.contains(&**persona))
        }));
    }
    rows
}

/// Each gender, and gender unknown.
pub(super) fn genders(catalogue: &Catalogue) -> Vec<Row> {
    let mut rows = Vec::new();
    for gender in codes(catalogue, CodeKind::Gender) {
        rows.push(Row::new(format!("gender={gender}"), move |client| {
            client.gender().is_some_and(|known| *known == *gender)
        }));
    }
    rows.push(Row::new("gender=-", |client| client.gender().is_none()));
    rows
}
