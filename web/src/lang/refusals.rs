//! What somebody reads when something is refused: a message for each code, in `web/messages/<language>/refusals.ftl`.

use chrono::Duration;
use fluent_bundle::{FluentArgs, FluentValue};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::refusal::Parameter;

use super::Lang;

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
            Parameter::Clock(time) => self.clock(time).into(),
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

    use loopbrug_domain::{directory, employer, procedure, trajectory};

    use super::*;

    /// What the program says on a terminal when it cannot start, in English.
    const OF_THE_START: [&str; 4] = ["DATA_DIR_", "SERVER_", "CLUSTER_", "SOCKET_FOLDER_"];
    const OF_THE_START_TOO: [&str; 3] = ["BINARIES_MISSING", "DATABASE_REFUSED", "INITDB_FAILED"];

    /// All codes that somebody may be answered: those of the rules, and those that the committed list has besides.
    fn codes() -> BTreeSet<String> {
        let list = include_str!("../../../docs/names.md");
        let (_, refusals) = list.split_once("\n## Refusals").unwrap();
        let listed = refusals.lines().filter_map(|line| line.strip_prefix("- "));
        let of_the_start = |code: &&str| {
            OF_THE_START.iter().any(|start| code.starts_with(start))
                || OF_THE_START_TOO.contains(code)
        };
        let rules = [
            trajectory::Refusal::codes(),
            procedure::Refusal::codes(),
            employer::Refusal::codes(),
            directory::Refusal::codes(),
        ];
        let all = listed.filter(|code| !of_the_start(code)).chain(rules.concat());
        all.map(str::to_owned).collect()
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
