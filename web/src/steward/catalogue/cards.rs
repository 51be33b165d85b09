//! What a version says of each code, as facts that can be read and compared.

use loopbrug_domain::catalogue::list;
use loopbrug_domain::catalogue::{
    Catalogue, Code, CodeKind, Entry, Label, Limits, List, RoundItem, When,
};

use crate::lang::{Lang, clock};

/// Something that is said of a code: the message that says what it is, and the words.
pub(super) type Fact = (&'static str, String);

/// A code with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) facts: Vec<Fact>,
}

/// All that a region publishes, by the message of each list.
pub(super) fn lists(lang: Lang, catalogue: &Catalogue) -> Vec<(String, Vec<Card>)> {
    let mut lists: Vec<_> = CodeKind::REGIONAL
        .iter()
        .map(|kind| {
            let entries = catalogue.entries(*kind);
            let cards = entries.map(|entry| card(lang, catalogue, *kind, entry)).collect();
            (format!("list-{kind}"), cards)
        })
        .collect();
    lists.push(("list-limit".to_owned(), limits(lang, catalogue)));
    lists
}

fn card(lang: Lang, catalogue: &Catalogue, kind: CodeKind, entry: &Entry) -> Card {
    let (own, other) = match lang {
        Lang::Dutch => (&entry.label.nl, &entry.label.en),
        Lang::English => (&entry.label.en, &entry.label.nl),
    };
    let mut facts = vec![("card-label", own.clone()), ("card-label-other", other.clone())];
    let day = |what, day: Option<_>| day.map(|day| (what, lang.day(day)));
    facts.extend(day("card-from", entry.valid_from));
    facts.extend(day("card-until", entry.valid_to));
    let common =
        catalogue.short_label(kind, entry.code.as_str()).filter(|label| **label != entry.label);
    facts.extend(common.map(|label| ("card-common", lang.label(label).to_owned())));
    facts.extend(of_kind(lang, catalogue, kind, entry.code.as_str()));
    Card { code: entry.code.to_string(), name: own.clone(), facts }
}

/// What is said of the codes of one list alone.
fn of_kind(lang: Lang, catalogue: &Catalogue, kind: CodeKind, code: &str) -> Vec<Fact> {
    match kind {
        CodeKind::Municipality => {
            let found = catalogue.municipalities().iter().find(|one| one.entry.code == *code);
            let rural = found.map(|one| if one.rural { "said-yes" } else { "said-no" });
            rural.map(|rural| ("card-rural", lang.say(rural).into_owned())).into_iter().collect()
        }
        CodeKind::Challenge => {
            let found = catalogue.challenges().iter().find(|one| one.entry.code == *code);
            let facts = found.map(|one| {
                [
                    ("card-order", one.order.to_string()),
                    ("card-personas", names::<list::Persona>(lang, catalogue, &one.personas)),
                    ("card-text", paragraphs(lang, &one.paragraphs)),
                ]
            });
            facts.into_iter().flatten().collect()
        }
        CodeKind::ProblemArea => {
            let found = catalogue.problem_areas().iter().find(|one| one.entry.code == *code);
            found.map(|one| ("card-rank", one.rank.to_string())).into_iter().collect()
        }
        CodeKind::ServiceType => {
            let area = catalogue.area_of_service(code);
            area.map(|area| ("card-area", lang.label(&area.entry.label).to_owned()))
                .into_iter()
                .collect()
        }
        CodeKind::Finding => {
            let found = catalogue.findings().iter().find(|one| one.entry.code == *code);
            let of = found.map(|one| names::<list::Challenge>(lang, catalogue, &one.challenges));
            of.map(|of| ("card-challenges", of)).into_iter().collect()
        }
        CodeKind::LocalInput => {
            let found = catalogue.local_input().iter().find(|one| one.entry.code == *code);
            let mut facts = vec![];
            if let Some(one) = found {
                let of =
                    one.municipality.as_ref().map(|code| lang.called(catalogue, code).to_owned());
                facts.extend(of.map(|of| ("card-municipality", of)));
                if !one.paragraphs.is_empty() {
                    facts.push(("card-text", paragraphs(lang, &one.paragraphs)));
                }
            }
            facts
        }
        CodeKind::Criterion => {
            let found = catalogue.round().criteria.iter().find(|one| one.entry.code == *code);
            found.map(|one| ("card-weight", lang.percent(one.weight.into()))).into_iter().collect()
        }
        CodeKind::RoundItem => {
            let found = catalogue.round().items.iter().find(|one| one.entry.code == *code);
            found.map_or_else(Vec::new, |one| date_of_round(lang, catalogue, one))
        }
        _ => vec![],
    }
}

fn names<L: List>(lang: Lang, catalogue: &Catalogue, codes: &[Code<L>]) -> String {
    codes.iter().map(|code| lang.called(catalogue, code)).collect::<Vec<_>>().join(", ")
}

fn paragraphs(lang: Lang, all: &[Label]) -> String {
    all.iter().map(|label| lang.label(label)).collect::<Vec<_>>().join(" ")
}

fn date_of_round(lang: Lang, catalogue: &Catalogue, item: &RoundItem) -> Vec<Fact> {
    let when = match &item.when {
        When::Day(day) => lang.day(*day),
        When::Minute(at) => format!("{}, {}", lang.day(at.date()), clock(*at)),
        When::Window { from, until } => format!("{} – {}", lang.day(*from), lang.day(*until)),
        When::Offset { after, days, time } => {
            let named =
                [("n", (*days).into()), ("item", lang.called(catalogue, after).to_owned().into())];
            let after = lang.with("so-many-days-after", named);
            time.map_or(after.clone(), |time| format!("{after}, {}", time.format("%H:%M")))
        }
        When::SetByEvent => lang.say("follows-from-the-round").into_owned(),
    };
    let mut facts = vec![("card-when", when)];
    facts.extend(item.latest.map(|day| ("card-latest", lang.day(day))));
    if item.subject_to_change {
        facts.push(("card-subject-to-change", lang.say("said-yes").into_owned()));
    }
    facts
}

/// The numbers that rules and reports use. Whoever adds one is made to name it here.
fn limits(lang: Lang, catalogue: &Catalogue) -> Vec<Card> {
    let Limits {
        late_recording_days,
        no_bridge_figure_days,
        no_contact_days,
        lost_contact_attempts,
        lost_contact_modes,
        exit_window_days,
        follow_up_months,
        follow_up_tolerance_days,
        grant_expiry_months,
        override_hours,
        referral_open_days,
        basis_ending_days,
        override_review_days,
        retention_years,
        access_record_years,
        erasure_answer_days,
        disclosure_k,
        public_k,
        distinct_questions_a_day,
        possible_repeat_seconds,
        planned_start_days,
        planned_appointment_days,
        silence_days,
        long_unemployed_months,
        young_long_unemployed_months,
        young_until_age,
    } = catalogue.limits();
    let months = follow_up_months.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let card = |code: &str, value: String| {
        let entry = catalogue.entry(CodeKind::Limit, code);
        let name = entry.map_or_else(
            || lang.say(&format!("limit-{code}")).into_owned(),
            |entry| lang.label(&entry.label).to_owned(),
        );
        Card { code: code.to_owned(), name, facts: vec![("card-number", value)] }
    };
    let numbers = [
        ("late_recording_days", late_recording_days),
        ("no_bridge_figure_days", no_bridge_figure_days),
        ("no_contact_days", no_contact_days),
        ("lost_contact_attempts", lost_contact_attempts),
        ("lost_contact_modes", lost_contact_modes),
        ("exit_window_days", exit_window_days),
        ("follow_up_tolerance_days", follow_up_tolerance_days),
        ("grant_expiry_months", grant_expiry_months),
        ("override_hours", override_hours),
        ("referral_open_days", referral_open_days),
        ("basis_ending_days", basis_ending_days),
        ("override_review_days", override_review_days),
        ("retention_years", retention_years),
        ("access_record_years", access_record_years),
        ("erasure_answer_days", erasure_answer_days),
        ("disclosure_k", disclosure_k),
        ("public_k", public_k),
        ("distinct_questions_a_day", distinct_questions_a_day),
        ("possible_repeat_seconds", possible_repeat_seconds),
        ("planned_start_days", planned_start_days),
        ("planned_appointment_days", planned_appointment_days),
        ("silence_days", silence_days),
        ("long_unemployed_months", long_unemployed_months),
        ("young_long_unemployed_months", young_long_unemployed_months),
        ("young_until_age", young_until_age),
    ];
    let numbers = numbers.into_iter().map(|(code, number)| card(code, number.to_string()));
    numbers.chain([card("follow_up_months", months)]).collect()
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::catalogue::Catalogues;

    use super::*;

    #[test]
    fn every_list_and_everything_that_is_said_of_its_codes_has_words() {
        let catalogues = Catalogues::embedded();
        let catalogue = catalogues.all().next().unwrap();
        for lang in [Lang::Dutch, Lang::English] {
            for (list, cards) in lists(lang, catalogue) {
                assert_ne!(lang.say(&list), list);
                assert!(!cards.is_empty(), "{list}");
                for card in cards {
                    assert!(!card.name.starts_with("limit-"), "{card:?}");
                    for (what, said) in &card.facts {
                        assert_ne!(lang.say(what), *what);
                        assert!(!said.is_empty(), "{card:?}");
                    }
                }
            }
        }
    }
}
