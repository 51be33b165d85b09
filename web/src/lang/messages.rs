//! What pages say: messages of Project Fluent, in files of this crate. A test keeps both languages alike, and finds
//! every message that a page asks for.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Lang;
use super::written::number;

type Bundle = FluentBundle<FluentResource>;

const DUTCH_FILES: [&str; 9] = [
    include_str!("../../messages/nl/pages.ftl"),
    include_str!("../../messages/nl/refusals.ftl"),
    include_str!("../../messages/nl/record.ftl"),
    include_str!("../../messages/nl/file.ftl"),
    include_str!("../../messages/nl/rounds.ftl"),
    include_str!("../../messages/nl/replay.ftl"),
    include_str!("../../messages/nl/steward.ftl"),
    include_str!("../../messages/nl/live.ftl"),
    include_str!("../../messages/nl/explain.ftl"),
];
const ENGLISH_FILES: [&str; 9] = [
    include_str!("../../messages/en/pages.ftl"),
    include_str!("../../messages/en/refusals.ftl"),
    include_str!("../../messages/en/record.ftl"),
    include_str!("../../messages/en/file.ftl"),
    include_str!("../../messages/en/rounds.ftl"),
    include_str!("../../messages/en/replay.ftl"),
    include_str!("../../messages/en/steward.ftl"),
    include_str!("../../messages/en/live.ftl"),
    include_str!("../../messages/en/explain.ftl"),
];

static DUTCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Dutch));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::English));

fn bundle(lang: Lang) -> Bundle {
    let (of, files) = match lang {
        Lang::Dutch => ("nl-BE", DUTCH_FILES),
        Lang::English => ("en-GB", ENGLISH_FILES),
    };
    let language: LanguageIdentifier = of.parse().expect("it is the name of a language");
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks around what is put in are for texts that run in two directions.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(value) => Some(number(value.value)),
        _ => None,
    }));
    for file in files {
        let file = FluentResource::try_new(file.to_owned());
        let file = file.expect("a test reads the files of messages");
        bundle.add_resource(file).expect("a test finds messages that are there twice");
    }
    bundle
}

impl Lang {
    /// A message.
    pub(crate) fn say(self, id: &str) -> Cow<'static, str> {
        self.message(id, None).unwrap_or_else(|| id.to_owned().into())
    }

    /// A message with what it names.
    pub(crate) fn with<const N: usize>(
        self,
        id: &str,
        named: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let named: FluentArgs<'_> = named.into_iter().collect();
        self.message(id, Some(&named)).map_or_else(|| id.to_owned(), Cow::into_owned)
    }

    /// A message, where there is one of this id.
    pub(super) fn message(
        self,
        id: &str,
        named: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'static, str>> {
        let bundle: &'static Bundle = match self {
            Self::Dutch => &DUTCH,
            Self::English => &ENGLISH,
        };
        let pattern = bundle.get_message(id)?.value()?;
        let mut faults = vec![];
        let said = match named {
            // What is named lives shorter than the message, so the text is made its own.
            Some(named) => {
                bundle.format_pattern(pattern, Some(named), &mut faults).into_owned().into()
            }
            None => bundle.format_pattern(pattern, None, &mut faults),
        };
        if !faults.is_empty() {
            tracing::error!(id, ?faults, "a message of a page lacks what it names");
        }
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};

    use super::*;

    /// The messages of files, each with what it names.
    fn messages(files: &[&'static str]) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut id = "";
        for line in files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'))
        {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                id = name;
                assert!(found.insert(id, BTreeSet::new()).is_none(), "{id} is there twice");
            }
            let named = line.split('$').skip(1);
            let named = named
                .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
            found.entry(id).or_default().extend(named);
        }
        found.remove("");
        found
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// What the code asks for by name.
    fn asked() -> BTreeSet<String> {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let texts = sources.into_iter().map(|source| std::fs::read_to_string(source).unwrap());
        let calls = texts.flat_map(|text| {
            let calls = [".say(", ".with("]
                .map(|call| text.split(call).skip(1).map(str::to_owned).collect::<Vec<_>>());
            calls.concat()
        });
        let is_id = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let named = calls.filter_map(|call| {
            let (id, _) = call.trim_start().strip_prefix('"')?.split_once('"')?;
            is_id(id).then(|| id.to_owned())
        });
        named.collect()
    }

    #[test]
    fn both_languages_have_the_same_messages_which_name_the_same() {
        let (dutch, english) = (messages(&DUTCH_FILES), messages(&ENGLISH_FILES));
        for (id, named) in &dutch {
            assert_eq!(english.get(id), Some(named), "{id} in English");
        }
        let only: Vec<_> = english.keys().filter(|id| !dutch.contains_key(*id)).collect();
        assert!(only.is_empty(), "not in Dutch: {only:?}");
    }

    #[test]
    fn every_message_can_be_read() {
        for (lang, files) in [(Lang::Dutch, DUTCH_FILES), (Lang::English, ENGLISH_FILES)] {
            for id in messages(&files).keys() {
                assert!(lang.message(id, None).is_some(), "{id} in {lang:?}");
            }
        }
    }

    #[test]
    fn every_message_that_a_page_asks_for_is_there() {
        let asked = asked();
        assert!(asked.len() > 50, "the calls are found: {asked:?}");
        let dutch = messages(&DUTCH_FILES);
        let missing: Vec<_> = asked.iter().filter(|id| !dutch.contains_key(id.as_str())).collect();
        assert!(missing.is_empty(), "no such messages: {missing:?}");
    }
}
