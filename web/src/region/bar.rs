//! What is asked, as a form: the period, whom it is about, and as known when. It works without script: the address is
//! the view.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::days_before;
use loopbrug_reporting::facts::AgeGroup;
use loopbrug_reporting::reports::{Filter, Period};
use maud::{Markup, html};
use strum::VariantArray;

use super::slider;
use super::view::View;
use crate::lang::Lang;

/// So many quarters and years are offered.
const QUARTERS: usize = 8;
const YEARS: usize = 3;

/// The bar above the figures.
pub(super) fn bar(
    lang: Lang,
    view: &View,
    organisations: &[(KboNumber, String)],
    track: slider::Track<'_>,
) -> Markup {
    let set = view.filter.size();
    html! {
        form.bar id="question" method="get" action={ "/regio/" (view.region()) } {
            div.fields {
                (period_fields(lang, view))
                details.more open[set > 0] {
                    summary { (lang.with("more-filters", [("n", 6.into())])) }
                    div.filters { (filters(lang, view, organisations)) }
                }
                @if let super::view::Step::Quarter = view.step { input type="hidden" name="per" value="kwartaal"; }
                button.outlined type="submit" { (lang.say("show")) }
            }
            (chosen(lang, view))
            (slider::fields(lang, view, track))
        }
    }
}

/// The bar above two regions: what can be asked of both.
pub(super) fn of_any_region(lang: Lang, views: &[View; 2]) -> Markup {
    let [one, other] = views;
    let most_rounded = if one.is_exact() { other } else { one };
    html! {
        form.bar method="get" action={ "/regio/" (one.region()) } {
            input type="hidden" name="naast" value=(other.region());
            @if let super::view::AsOf::Day(day) = one.as_of { input type="hidden" name="op" value=(day); }
            div.fields {
                (period_fields(lang, most_rounded))
                (choice::<Gender>(lang, one, ("geslacht", "filter-gender"), one.filter.gender.as_ref()))
                (ages(lang, one))
                button.outlined type="submit" { (lang.say("show")) }
            }
        }
    }
}

fn ages(lang: Lang, view: &View) -> Markup {
    let ages = AgeGroup::VARIANTS.iter().map(|group| (group.to_string(), age(lang, *group)));
    let chosen = view.filter.age_group.map(|one| one.to_string());
    select(lang, ("leeftijd", "filter-age"), ages, chosen.as_deref())
}

fn period_fields(lang: Lang, view: &View) -> Markup {
    let period = view.period;
    if view.is_exact() {
        return html! {
            div.field {
                label for="van" { (lang.say("from")) }
                input type="date" id="van" name="van" value=(period.from()) required;
            }
            div.field {
                label for="tot" { (lang.say("to")) }
                input type="date" id="tot" name="tot" value=(period.to()) required;
            }
        };
    }
    let mut offered = periods(view.today);
    if !offered.contains(&period) {
        offered.insert(0, period);
    }
    html! {
        div.field {
            label for="periode" { (lang.say("period")) }
            select id="periode" name="periode" {
                @for one in offered {
                    option value={ (one.from()) "/" (one.to()) } selected[one == period] { (name_of_period(lang, one)) }
                }
            }
        }
    }
}

/// Periods that are over: quarters, then years.
fn periods(today: NaiveDate) -> Vec<Period> {
    let back = |months: u32, most: usize| {
        let first = Period::around(days_before(Period::around(today, months).from(), 1), months);
        std::iter::successors(Some(first), move |one| {
            Some(Period::around(days_before(one.from(), 1), months))
        })
        .take(most)
    };
    back(3, QUARTERS).chain(back(12, YEARS)).collect()
}

/// A period in words.
pub(super) fn name_of_period(lang: Lang, period: Period) -> String {
    use chrono::Datelike;
    let from = period.from();
    if period == Period::around(from, 12) {
        return from.year().to_string();
    }
    if period == Period::around(from, 3) {
        let quarter = from.month0() / 3 + 1;
        return lang
            .with("quarter", [("n", quarter.into()), ("year", from.year().to_string().into())]);
    }
    format!("{} – {}", lang.day(from), lang.day(period.to()))
}

fn choice<L: List>(
    lang: Lang,
    view: &View,
    (name, label): (&str, &str),
    chosen: Option<&Code<L>>,
) -> Markup {
    let entries = view.catalogue.entries(L::KIND);
    let entries =
        entries.map(|entry| (entry.code.to_string(), lang.label(&entry.label).to_owned()));
    select(lang, (name, label), entries, chosen.map(Code::as_str))
}

fn select(
    lang: Lang,
    (name, label): (&str, &str),
    options: impl Iterator<Item = (String, String)>,
    chosen: Option<&str>,
) -> Markup {
    html! {
        div.field {
            label for=(name) { (lang.say(label)) }
            select id=(name) name=(name) {
                option value="" { (lang.say("all")) }
                @for (code, words) in options {
                    option value=(code) selected[chosen == Some(code.as_str())] { (words) }
                }
            }
        }
    }
}

fn filters(lang: Lang, view: &View, organisations: &[(KboNumber, String)]) -> Markup {
    let Filter { challenge, persona, municipality, organisation, gender, .. } = &view.filter;
    let named = organisations.iter().map(|(number, name)| (number.to_string(), name.clone()));
    html! {
        (choice::<Challenge>(lang, view, ("uitdaging", "filter-challenge"), challenge.as_ref()))
        (choice::<Persona>(lang, view, ("persona", "filter-persona"), persona.as_ref()))
        (choice::<Municipality>(lang, view, ("bestuur", "filter-municipality"), municipality.as_ref()))
        (select(lang, ("organisatie", "filter-organisation"), named, organisation.map(|one| one.to_string()).as_deref()))
        (choice::<Gender>(lang, view, ("geslacht", "filter-gender"), gender.as_ref()))
        (ages(lang, view))
    }
}

fn age(lang: Lang, group: AgeGroup) -> String {
    lang.say(&format!("age-{group}")).into_owned()
}

/// What is set, each with a way to take it away.
pub(crate) fn chosen(lang: Lang, view: &View) -> Markup {
    let filter = &view.filter;
    let catalogue = &view.catalogue;
    let without = |change: fn(&mut Filter)| {
        let mut filter = filter.clone();
        change(&mut filter);
        view.about(filter).address("")
    };
    let all = [
        filter
            .challenge
            .as_ref()
            .map(|code| (lang.called(catalogue, code).to_owned(), without(|f| f.challenge = None))),
        filter
            .persona
            .as_ref()
            .map(|code| (lang.called(catalogue, code).to_owned(), without(|f| f.persona = None))),
        filter.municipality.as_ref().map(|code| {
            (lang.called(catalogue, code).to_owned(), without(|f| f.municipality = None))
        }),
        filter.organisation.map(|number| (number.to_string(), without(|f| f.organisation = None))),
        filter
            .gender
            .as_ref()
            .map(|code| (lang.called(catalogue, code).to_owned(), without(|f| f.gender = None))),
        filter.age_group.map(|group| (age(lang, group), without(|f| f.age_group = None))),
    ];
    let set: Vec<_> = all.into_iter().flatten().collect();
    html! {
        @if !set.is_empty() {
            ul.chips aria-label=(lang.say("filters-set")) {
                @for (words, address) in set {
                    li { a href=(address) { (words) " " span aria-hidden="true" { "×" } span.hidden { (lang.say("remove")) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_has_its_words() {
        for group in AgeGroup::VARIANTS {
            assert!(!age(Lang::Dutch, *group).starts_with("age-"), "{group}");
        }
    }

    #[test]
    fn a_period_has_the_name_that_people_give_it() {
        let period = |from: &str, to: &str| {
            Period::try_new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
        };
        for (from, to, name) in [
            ("2025-01-01", "2025-12-31", "2025"),
            ("2025-04-01", "2025-06-30", "2e kwartaal 2025"),
            ("2024-07-01", "2025-06-30", "1 juli 2024 – 30 juni 2025"),
        ] {
            assert_eq!(name_of_period(Lang::Dutch, period(from, to)), name);
        }
    }
}
