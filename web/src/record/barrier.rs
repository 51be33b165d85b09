//! What holds the client back: seen for the first time, and looked at again.

use loopbrug_domain::catalogue::list::{BarrierDetail, ProblemArea};
use loopbrug_domain::catalogue::{Attributes, CodeKind};
use loopbrug_domain::trajectory::barriers::{
    Barrier, BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::{Intent, Payload};

use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};

/// How severe: from slight to nothing else is possible.
const SEVERITIES: [u32; 5] = [1, 2, 3, 4, 5];
/// It is over.
const RESOLVED: &str = "resolved";

/// Something holds the client back.
pub(super) struct Identify;

impl Record for Identify {
    fn name(&self) -> &'static str {
        "drempel"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let known: Vec<_> =
            subject.state().barriers.iter().map(|(area, _)| area.as_str()).collect();
        let mut areas = coded::<ProblemArea>(lang, catalogue, today);
        areas.retain(|area| !known.contains(&area.value.as_str()));
        vec![
            Field::one_of("area", lang.say("what-is-in-the-way"), areas),
            Field::one_of("severity", lang.say("how-heavy"), severities(subject)),
            Field::tick("suspected", lang.say("only-suspected")),
            Field::occurred_on(lang, today),
            Field::more(
                lang.say("more-of-barrier"),
                vec![Field::select("detail", lang.say("what-exactly"), details(subject))],
            ),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::IdentifyBarrier(BarrierIdentified {
            area: reading.code("area"),
            severity: reading.number("severity"),
            suspected: reading.ticked("suspected"),
            detail: reading.code_if_given("detail"),
            details: vec![],
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["doorverwijzing", "drempel", "sterkte"]
    }
}

/// A barrier is looked at again.
pub(super) struct Reassess;

impl Reassess {
    /// The barrier that it is about: the one that was said, or the only one.
    fn meant<'a>(subject: &'a Subject<'_>, typed: &Typed) -> Option<(&'a str, &'a Barrier)> {
        let all = subject.state().barriers.iter().map(|(area, one)| (area.as_str(), one));
        let all: Vec<_> = all.collect();
        match (typed.one("area"), &all[..]) {
            (Some(said), _) => all.iter().find(|(area, _)| *area == said).copied(),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }
}

impl Record for Reassess {
    fn name(&self) -> &'static str {
        "drempel-herbekijken"
    }

    fn fields(&self, subject: &Subject<'_>, typed: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let meant = Self::meant(subject, typed);
        let which = match meant {
            Some(_) => Field::hidden("area"),
            None => {
                let areas = subject.state().barriers.iter();
                let areas = areas.map(|(area, one)| {
                    let choice = Choice::new(area.as_str(), area_label(subject, area.as_str()));
                    choice.noted(how_it_is(subject, one))
                });
                Field::one_of("area", lang.say("which-barrier"), areas.collect())
            }
        };
        let is_over = meant.is_some_and(|(_, one)| one.resolved_on().is_some());
        let resolved = Choice::new(RESOLVED, lang.say("barrier-resolved"));
        let over = (!is_over).then_some(resolved);
        let now = over.into_iter().chain(severities(subject)).collect();
        let mut fields = vec![which, Field::one_of("severity", lang.say("how-heavy-now"), now)];
        if !is_over {
            fields.push(Field::tick("suspected", lang.say("only-suspected")));
        }
        fields.push(Field::occurred_on(lang, subject.today));
        fields
    }

    fn likely_for(&self, subject: &Subject<'_>, asked: &Typed) -> Typed {
        let likely = self.likely(subject);
        let Some((area, barrier)) = Self::meant(subject, asked) else { return likely };
        let likely = likely.set("area", area);
        if barrier.suspected { likely.set("suspected", "ja") } else { likely }
    }

    fn known_of(&self, subject: &Subject<'_>, typed: &Typed) -> Option<String> {
        let (area, barrier) = Self::meant(subject, typed)?;
        Some(format!("{} ({})", area_label(subject, area), how_it_is(subject, barrier)))
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        match what {
            Payload::BarrierResolved(_) => typed.set("severity", RESOLVED),
            _ => typed,
        }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let area = reading.code("area");
        let is_over = Self::meant(subject, reading.typed)
            .is_some_and(|(_, barrier)| barrier.resolved_on().is_some());
        records.add(match reading.typed.one("severity") {
            Some(RESOLVED) => Intent::ResolveBarrier(BarrierResolved { area }),
            _ if is_over => {
                let severity = reading.number("severity");
                Intent::RecordBarrierRecurrence(BarrierRecurred { area, severity, details: vec![] })
            }
            _ => Intent::ReassessBarrier(BarrierReassessed {
                area,
                severity: reading.number("severity"),
                suspected: reading.ticked("suspected"),
                details: vec![],
                resolved_details: vec![],
            }),
        });
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && subject.state().barriers.iter().next().is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["drempel-herbekijken", "drempel", "mijlpaal"]
    }
}

fn severities(subject: &Subject<'_>) -> Vec<Choice> {
    let lang = subject.lang;
    let choices =
        SEVERITIES.map(|n| Choice::new(n.to_string(), lang.say(&format!("severity-{n}"))));
    choices.to_vec()
}

fn area_label(subject: &Subject<'_>, area: &str) -> String {
    let label = subject.catalogue.short_label(CodeKind::ProblemArea, area);
    label.map_or(area, |label| subject.lang.label(label)).to_owned()
}

/// How severe it is now, or since when it is over.
fn how_it_is(subject: &Subject<'_>, barrier: &Barrier) -> String {
    let lang = subject.lang;
    if let Some(on) = barrier.resolved_on() {
        return lang.with("resolved-on", [("day", lang.short_day(on).into())]);
    }
    let last = barrier.severities.last().map_or(0, |seen| seen.severity);
    lang.say(&format!("severity-{last}")).into_owned()
}

/// What a barrier may be exactly, each with the area that it belongs to.
fn details(subject: &Subject<'_>) -> Vec<Choice> {
    let (lang, catalogue) = (subject.lang, &subject.catalogue);
    let mut choices = coded::<BarrierDetail>(lang, catalogue, subject.today);
    for choice in &mut choices {
        let entry = catalogue.entry(CodeKind::BarrierDetail, &choice.value);
        let Some(Attributes::Detail { area }) = entry.map(|entry| &entry.attributes) else {
            continue;
        };
        choice.note = Some(lang.called(catalogue, area).to_owned());
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_severity_has_its_words() {
        for n in SEVERITIES {
            let message = format!("severity-{n}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
