//! What is wrong with a form that was sent, in words.

use axum::http::StatusCode;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::Version;
use loopbrug_domain::refusal::Parameter;

use crate::lang::Lang;

/// Something that is wrong: with a field, or with the whole where that is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field.
    pub(crate) field: String,
    /// A name that never changes, for who helps.
    pub(crate) code: String,
    /// What it is, and what to do now.
    pub(crate) words: String,
    /// The event that it names, which stands in the way.
    pub(super) event: Option<Version>,
    /// Where that event is shown.
    pub(super) link: Option<(String, Version)>,
}

/// As refusals call an event that they name.
const EVENTS: [&str; 3] = ["sequence", "cause", "by"];

impl Fault {
    /// In the words of a refusal.
    pub(crate) fn of(
        lang: Lang,
        catalogue: Option<&Catalogue>,
        field: &str,
        (code, named): (&str, Vec<(&'static str, Parameter)>),
    ) -> Self {
        let event = named.iter().find_map(|(name, what)| match what {
            Parameter::Number(number) if EVENTS.contains(name) => Version::try_from(*number).ok(),
            _ => None,
        });
        let words = lang.refusal(code, named, catalogue);
        Self { field: field.to_owned(), code: code.to_owned(), words, event, link: None }
    }

    /// What it is, without what to do now: for the summary, which leads to the field.
    pub(super) fn in_short(&self) -> &str {
        let ends = [". ", ": "].into_iter().filter_map(|end| self.words.find(end));
        let short = ends.min().map_or(self.words.as_str(), |end| &self.words[..end]);
        short.trim_end_matches('.')
    }
}

/// A form was sent, and nothing was recorded; or nobody knows, and it can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct NotRecorded {
    /// How the page is answered.
    pub(crate) status: StatusCode,
    /// All that is wrong.
    pub(crate) faults: Vec<Fault>,
}

impl NotRecorded {
    pub(crate) fn new(status: StatusCode, fault: Fault) -> Self {
        Self { status, faults: vec![fault] }
    }

    /// Because of what cannot be read. A form of another session is not carried out, whatever is in it.
    pub(crate) fn unreadable(faults: Vec<Fault>) -> Self {
        let is_foreign = faults.iter().any(|fault| fault.code == "FORM_OF_ANOTHER_SESSION");
        let status =
            if is_foreign { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
        Self { status, faults }.once_a_field()
    }

    /// Somebody recorded something since the form was made.
    pub(crate) fn is_stale(&self) -> bool {
        self.faults.iter().any(|fault| fault.code == "VERSION_CONFLICT")
    }

    /// The id of the command is that of something else: what is sent next is another command.
    pub(crate) fn is_of_another_command(&self) -> bool {
        self.faults.iter().any(|fault| fault.code == "COMMAND_ID_REUSED")
    }

    /// With links to the events that are named.
    pub(crate) fn leading_to(mut self, address: impl Fn(Version) -> String) -> Self {
        for fault in &mut self.faults {
            fault.link = fault.event.map(|event| (address(event), event));
        }
        self
    }

    /// At each field the first that is wrong with it.
    pub(super) fn once_a_field(mut self) -> Self {
        let mut seen: Vec<String> = vec![];
        self.faults.retain(|fault| {
            let again = !fault.field.is_empty() && seen.contains(&fault.field);
            seen.push(fault.field.clone());
            !again
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_is_wrong_and_the_field_what_to_do() {
        for (words, short) in [
            ("15 juli 2025 moet nog komen: vandaag is het 30 juni.", "15 juli 2025 moet nog komen"),
            ("Schrijf hier iets.", "Schrijf hier iets"),
            ("Dit traject is afgesloten. Heropen het eerst.", "Dit traject is afgesloten"),
        ] {
            let fault = Fault { words: words.into(), ..Fault::default() };
            assert_eq!(fault.in_short(), short);
        }
    }
}
