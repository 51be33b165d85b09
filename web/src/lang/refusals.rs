//! What somebody reads when something is refused: a message for each code, in `web/messages/<language>/refusals.ftl`.

use chrono::Duration;
use fluent_bundle::{FluentArgs, FluentValue};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::refusal::Parameter;

use super::{Lang, clock};

impl Lang {
    /// What is said of a refusal, with the words of a catalogue.
    pub(crate) fn refusal(
        self,
        code: &str,
        named: Vec<(&'static str, Parameter)>,
        catalogue: Option<&Catalogue>,
    ) -> String {
        let named = named.into_iter().map(|(name, what)| (name, self.shown(name, what, catalogue)));
        let named: FluentArgs<'_> = named.collect();
        let said = self.message(code, Some(&named)).or_else(|| self.message("INTERNAL", None));
        said.unwrap_or_default().into_owned()
    }

    fn shown(
        self,
        name: &str,
        what: Parameter,
        catalogue: Option<&Catalogue>,
    ) -> FluentValue<'static> {
        match what {
            Parameter::Day(day) => self.day(day).into(),
            // What is over from a moment on is open up to the minute before.
            Parameter::Moment(moment) if name.starts_with("close") => {
                self.moment(moment - Duration::minutes(1)).into()
            }
            Parameter::Moment(moment) => self.moment(moment).into(),
            Parameter::Clock(time) => clock(time).into(),
            Parameter::Number(number) => number.into(),
            Parameter::Organisation(organisation) => organisation.to_string().into(),
            Parameter::Worker(worker) => worker.to_string().into(),
            Parameter::Code(list, code) => {
                let entry = catalogue
                    .zip(list)
                    .and_then(|(catalogue, list)| catalogue.entry(list, code.as_str()));
                entry.map_or(code.as_str(), |entry| self.label(&entry.label)).to_owned().into()
            }
            Parameter::Word(word) => word.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::Path;

    use loopbrug_domain::{directory, employer, procedure, trajectory};

    use super::*;

    /// What is said on a terminal alone, in English: when the program cannot start, and of an export.
    const OF_THE_TERMINAL: [&str; 5] =
        ["cluster", "export", "import", "receipt/reproduce", "companion"];
    /// Texts in capitals that are no codes.
    const NO_CODES: [&str; 7] =
        ["CARGO_", "DATABASE_", "LC_ALL", "LOOPBRUG_", "PG_", "SCREAMING_", "XDG_"];

    fn is_code(text: &str) -> bool {
        let capitals =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase());
        let words = text.contains('_') && text.split('_').all(capitals);
        let alone = ["BUSY", "INTERNAL", "UNAVAILABLE"].contains(&text);
        (words || alone) && !NO_CODES.iter().any(|other| text.starts_with(other))
    }

    fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let within = path.to_string_lossy().replace('\\', "/");
            let of_infra = within.split_once("infra/src/").map(|(_, within)| within);
            if of_infra.is_some_and(|of| OF_THE_TERMINAL.iter().any(|start| of.starts_with(start)))
            {
                continue;
            }
            if path.is_dir() {
                codes_in(&path, codes);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            codes.extend(source.split('"').filter(|text| is_code(text)).map(str::to_owned));
        }
    }

    /// All codes that somebody may be answered: those of the rules, and those that the sources have besides.
    fn codes() -> BTreeSet<String> {
        let rules = [
            trajectory::Refusal::codes(),
            procedure::Refusal::codes(),
            employer::Refusal::codes(),
            directory::Refusal::codes(),
        ];
        let mut codes: BTreeSet<String> = rules.concat().into_iter().map(str::to_owned).collect();
        for folder in ["domain/src", "infra/src", "graphql/src"] {
            codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut codes);
        }
        codes
    }

    #[test]
    fn every_refusal_has_its_words_in_both_languages() {
        let codes = codes();
        assert!(codes.len() > 300, "{codes:?}");
        for lang in [Lang::Dutch, Lang::English] {
            let without: Vec<_> =
                codes.iter().filter(|code| lang.message(code, None).is_none()).collect();
            assert!(without.is_empty(), "{lang:?}: {without:?}");
        }
    }

    #[test]
    fn no_words_of_a_refusal_blame_anybody_or_show_a_code() {
        for code in codes() {
            let said = Lang::Dutch.refusal(&code, vec![], None).to_lowercase();
            for word in ["fout", "ongeldig", "valideren", " u ", "verkeerd", &code.to_lowercase()] {
                assert!(!format!(" {said} ").contains(word), "{code}: {said}");
            }
        }
    }

    #[test]
    fn the_words_of_a_rule_name_what_the_rule_gives() {
        let rules = [
            trajectory::Refusal::named(),
            procedure::Refusal::named(),
            employer::Refusal::named(),
            directory::Refusal::named(),
        ];
        let given: BTreeMap<_, _> = rules.concat().into_iter().collect();
        let fields = ["min", "max", "day", "limit", "time"];
        for line in include_str!("../../messages/nl/refusals.ftl").lines() {
            let Some((code, said)) = line.split_once(" = ").filter(|_| !line.starts_with('#'))
            else {
                continue;
            };
            let given = given.get(code).copied().unwrap_or(&fields);
            for name in said.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }")) {
                assert!(given.contains(&name.0), "{code} does not give {}", name.0);
            }
        }
    }

    #[test]
    fn what_a_refusal_names_is_written_as_people_write_it() {
        let day = |text: &str| Parameter::Day(text.parse().unwrap());
        let named = vec![("occurred_on", day("2025-07-15")), ("today", day("2025-06-30"))];
        assert_eq!(
            Lang::Dutch.refusal("OCCURRED_IN_THE_FUTURE", named.clone(), None),
            "15 juli 2025 moet nog komen: vandaag is het 30 juni 2025. Noteer dit op de dag dat het gebeurt."
        );
        assert!(
            Lang::English
                .refusal("OCCURRED_IN_THE_FUTURE", named, None)
                .starts_with("15 July 2025 has yet")
        );
        let closed =
            vec![("closed_at", Parameter::Moment("2023-09-22T22:00:00Z".parse().unwrap()))];
        let said = Lang::Dutch.refusal("SUBMISSION_DEADLINE_PASSED", closed, None);
        assert!(said.starts_with("De deadline was 22 sep 2023, 23:59."), "{said}");
    }
}
