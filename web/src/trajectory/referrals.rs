//! Referrals: what and to whom, how far each has come, and how long the client waited, all on one scale of days.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::trajectory::referrals::{Referral, ReferralStep};
use loopbrug_infra::views::ViewError;
use maud::{Markup, html};

use super::Shown;
use crate::chart::length;
use crate::names::Names;

const WIDTH: f64 = 400.0;

pub(super) async fn panel(shown: &Shown<'_>, names: &Names<'_>) -> Result<Markup, ViewError> {
    let lang = shown.lang;
    let all: Vec<_> = shown.state.referrals.iter().collect();
    let most = all.iter().filter_map(|one| days_to(one, end(shown, one))).fold(1.0, f64::max);
    let mut rows = vec![];
    for one in all.iter().rev() {
        rows.push(row(shown, one, &names.organisation(one.sent.to).await?, most));
    }
    Ok(html! {
        section.panel {
            (shown.head("list-referrals", &["doorverwijzing", "antwoord"]))
            @if rows.is_empty() { p.small { (lang.say("no-referrals")) } }
            ul.work-like { @for row in rows { (row) } }
        }
    })
}

fn sent_on(one: &Referral) -> Option<NaiveDate> {
    one.days.get(&ReferralStep::Sent).copied()
}

/// The day of the last step, or today where it still waits.
fn end(shown: &Shown<'_>, one: &Referral) -> NaiveDate {
    let last = one.days.values().max().copied().unwrap_or(shown.today);
    if one.step().is_open() { shown.today } else { last }
}

fn days_to(one: &Referral, day: NaiveDate) -> Option<f64> {
    let days = (day - sent_on(one)?).num_days();
    u32::try_from(days).ok().map(f64::from)
}

fn row(shown: &Shown<'_>, one: &Referral, to: &str, most: f64) -> Markup {
    let (lang, catalogue) = (shown.lang, shown.catalogue);
    let service = catalogue.short_label(CodeKind::ServiceType, one.sent.service.as_str());
    let step = one.step();
    let open = step.is_open();
    let badge = match step {
        ReferralStep::Done | ReferralStep::FirstAttended => "badge good",
        _ if open => "badge warm",
        _ => "badge",
    };
    html! {
        li {
            p.spread {
                span { b { (service.map_or(one.sent.service.as_str(), |label| lang.label(label))) } " " (lang.with("at", [("organisation", to.into())])) }
                span class=(badge) { (lang.say(&format!("referral-{step}"))) }
            }
            (line(shown, one, most))
            p.small { (told(shown, one)) }
        }
    }
}

/// A dot for each step; where it still waits, the line goes on to today.
fn line(shown: &Shown<'_>, one: &Referral, most: f64) -> Markup {
    let x = |day: NaiveDate| 6.0 + days_to(one, day).unwrap_or_default() / most * (WIDTH - 12.0);
    let days: Vec<_> = one.days.values().copied().collect();
    let last = days.iter().max().copied().unwrap_or(shown.today);
    html! {
        svg.referral-line viewBox={ "0 0 " (WIDTH) " 12" } aria-hidden="true" {
            line.passed x1="6" x2=(length(x(last))) y1="6" y2="6" {}
            @if one.step().is_open() {
                line.waiting x1=(length(x(last))) x2=(length(x(shown.today))) y1="6" y2="6" {}
                circle.waiting cx=(length(x(shown.today))) cy="6" r="4" {}
            }
            @for day in days { circle cx=(length(x(day))) cy="6" r="4" {} }
        }
    }
}

/// The same in words.
fn told(shown: &Shown<'_>, one: &Referral) -> String {
    let lang = shown.lang;
    let mut told = vec![];
    if let Some(on) = sent_on(one) {
        told.push(lang.with("sent-on", [("day", lang.short_day(on).into())]));
    }
    if let Some(days) = one.days_until_answered() {
        told.push(lang.with("answered-after", [("n", days.into())]));
    }
    if let Some(days) = one.days_until_first_attended() {
        told.push(lang.with("attended-after", [("n", days.into())]));
    }
    if one.step().is_open() {
        let waits = sent_on(one).map_or(0, |on| shown.days_since(on));
        told.push(lang.with("waits-for", [("n", waits.into())]));
    }
    if let Some(day) = one.expected_on.filter(|_| one.step() == ReferralStep::Waitlisted) {
        told.push(lang.with("expected-on", [("day", lang.short_day(day).into())]));
    }
    told.join(" · ")
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_step_has_its_words() {
        for step in ReferralStep::VARIANTS {
            let message = format!("referral-{step}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
