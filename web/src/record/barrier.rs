//! What holds the client back: seen for the first time, and looked at again.

use loopbrug_domain::catalogue::list::{BarrierDetail, ProblemArea};
use loopbrug_domain::catalogue::{Attributes, Code, CodeKind};
use loopbrug_domain::trajectory::barriers::{
    Barrier, BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::{Intent, Payload};

use super::asked::{YES, only};
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};
use crate::lang::Lang;

/// What is in the way, by its code.
type Area = Code<ProblemArea>;

/// How severe a barrier can be: from slight to nothing else is possible.
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
            Field::one_of("severity", lang.say("how-heavy"), severities(lang)),
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
    /// The barrier that it is about: the one that is named, or the only one.
    fn meant<'a>(subject: &'a Subject<'_>, typed: &Typed) -> Option<(&'a Area, &'a Barrier)> {
        let mut all = subject.state().barriers.iter();
        match typed.one("area") {
            Some(named) => all.find(|(area, _)| area.as_str() == named),
            None => only(all),
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
                    Choice::new(area.as_str(), subject.short(area)).noted(how_it_is(subject, one))
                });
                Field::one_of("area", lang.say("which-barrier"), areas.collect())
            }
        };
        let is_over = meant.is_some_and(|(_, one)| one.resolved_on().is_some());
        let resolved = Choice::new(RESOLVED, lang.say("barrier-resolved"));
        let over = (!is_over).then_some(resolved);
        let now = over.into_iter().chain(severities(lang)).collect();
        let mut fields = vec![which, Field::one_of("severity", lang.say("how-heavy-now"), now)];
        if !is_over {
            fields.push(Field::tick("suspected", lang.say("only-suspected")));
        }
        fields.push(Field::occurred_on(lang, subject.today));
        fields
    }

    fn likely(&self, subject: &Subject<'_>, in_address: &Typed) -> Typed {
        let likely = Typed::default().on(subject.today);
        let Some((area, barrier)) = Self::meant(subject, in_address) else { return likely };
        let likely = likely.set("area", area.as_str());
        if barrier.suspected { likely.set("suspected", YES) } else { likely }
    }

    fn known(&self, subject: &Subject<'_>, typed: &Typed) -> Option<String> {
        let (area, barrier) = Self::meant(subject, typed)?;
        Some(format!("{} ({})", subject.short(area), how_it_is(subject, barrier)))
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

/// How severe a barrier can be, to choose from.
pub(crate) fn severities(lang: Lang) -> Vec<Choice> {
    let choices =
        SEVERITIES.map(|n| Choice::new(n.to_string(), lang.say(&format!("severity-{n}"))));
    choices.to_vec()
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

    #[test]
    fn every_severity_has_its_words() {
        for n in SEVERITIES {
            let message = format!("severity-{n}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
