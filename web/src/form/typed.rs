//! What somebody typed or chose in a form.

use std::borrow::Cow;
use std::fmt;

use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::text::composed;
use loopbrug_infra::ids::new_trace_id;
use openidconnect::url::form_urlencoded;
use serde::{Deserialize, Serialize};

use super::{COMMAND, TOKEN, VERSION, WORKER};

/// What belongs to the form, and not to what is recorded.
const OF_THE_FORM: [&str; 4] = [TOKEN, COMMAND, VERSION, WORKER];

/// The fields of a form with their values, in order. A field may be there several times.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Typed(Vec<(String, String)>);

/// Says which fields there are, and never what was typed.
impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Typed {
    /// As a browser sends it, in a body or in the query of an address. Texts are kept in their composed form; what no
    /// text may hold is left for the rules to refuse.
    pub(crate) fn read(sent: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(sent).map(|(name, value)| {
            let value = composed(&value).map_or_else(|_| value.to_string(), Cow::into_owned);
            (name.into_owned(), value)
        });
        Self(pairs.collect())
    }

    /// The value of a field; nothing where only spaces are in it.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The names of the fields, each once, without those that belong to the form.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.retain(|name| !OF_THE_FORM.contains(name));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether a field has this value.
    pub(crate) fn says(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|said| said == value)
    }

    /// The same with another value in a field.
    pub(crate) fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// The same with one value more in a field.
    pub(crate) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// What was typed last takes the place of what there was in a field.
    pub(crate) fn under(mut self, typed: Self) -> Self {
        self.0.retain(|(name, _)| typed.one(name).is_none());
        self.0.extend(typed.0.into_iter().filter(|(_, value)| !value.trim().is_empty()));
        self
    }

    /// Without what belongs to the form, as where an address fills it in.
    pub(crate) fn of_fields(mut self) -> Self {
        self.0.retain(|(name, _)| !OF_THE_FORM.contains(&name.as_str()));
        self
    }

    /// Only some fields.
    pub(crate) fn only(mut self, names: &[&str]) -> Self {
        self.0.retain(|(name, _)| names.contains(&name.as_str()));
        self
    }

    /// The id of the command, where the form has one that can be read.
    pub(crate) fn command(&self) -> Option<CommandId> {
        self.one(COMMAND)?.parse().ok()
    }

    /// The same with the id of a command: its own, or a new one.
    pub(crate) fn with_command(self) -> Self {
        match self.command() {
            Some(_) => self,
            None => self.with_new_command(),
        }
    }

    /// The same as another command.
    pub(crate) fn with_new_command(self) -> Self {
        self.set(COMMAND, new_trace_id().to_string())
    }

    /// The version that was seen, where the form holds one.
    pub(crate) fn version(&self) -> Option<Version> {
        self.one(VERSION)?.parse().ok()
    }

    /// How many bytes it has.
    pub(crate) fn size(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_be_there_several_times_and_empty_ones_say_nothing() {
        let typed = Typed::read(b"a=1&b=+&a=2+%C3%A9&c=");
        assert_eq!(typed.all("a").collect::<Vec<_>>(), ["1", "2 é"]);
        assert_eq!((typed.one("b"), typed.one("c"), typed.one("d")), (None, None, None));
        assert!(typed.says("a", "1") && !typed.says("a", "2"));
    }

    #[test]
    fn what_was_typed_takes_the_place_of_what_was_likely() {
        let likely = Typed::default().set("mode", "phone").set("place", "home");
        let typed = likely.under(Typed::read(b"mode=street&place="));
        assert_eq!((typed.one("mode"), typed.one("place")), (Some("street"), Some("home")));
    }

    #[test]
    fn a_form_keeps_the_id_of_its_command() {
        let once = Typed::default().with_command();
        assert_eq!(once.clone().with_command(), once);
        assert_ne!(once.clone().with_new_command().command(), once.command());
        assert!(Typed::read(b"command=x").with_command().command().is_some());
    }

    #[test]
    fn what_was_typed_is_shown_by_no_debugger() {
        assert_eq!(format!("{:?}", Typed::read(b"note=zij+komt")), r#"["note"]"#);
    }
}
