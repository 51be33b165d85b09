//! Findings and household; where the client stays and what is spoken since the opening.

use std::collections::BTreeMap;

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::household::HouseholdRecorded;

/// Something that is counted of a household, and whether it is so.
type OfHousehold = (Measure, fn(&HouseholdRecorded) -> bool);

/// What is counted of a household.
const HOUSEHOLD: [OfHousehold; 4] = [
    (Measure::WithChildren, |household| household.number() > 0),
    (Measure::AloneWithChildren, |household| household.alone),
    (Measure::ChildWithDisability, |household| household.suspected_disability),
    (Measure::NeedsChildcare, HouseholdRecorded::needs_childcare),
];

pub(super) fn collect(state: &State, list: &mut MeasureList) {
    for (finding, spans) in &state.profile.findings {
        for span in spans {
            list.flow(Measure::FindingLinked, span.from, Some(finding.as_str()), None);
            list.stock(Measure::FindingHolds, span.from, span.until, Some(finding.as_str()));
        }
    }
    let households = &state.profile.households;
    for (n, household) in households.iter().enumerate() {
        let until = households.get(n + 1).map(|next| next.on);
        for (measure, _) in HOUSEHOLD.iter().filter(|(_, is)| is(&household.recorded)) {
            list.stock(*measure, household.on, until, None);
        }
    }
    moves(state, list);
}

/// What changed of where the client stays and of what is spoken. It is known of a merged trajectory too, because
/// its records still count where the client stays.
pub(super) fn moves(state: &State, list: &mut MeasureList) {
    for residence in &state.moves.residences {
        let municipality = residence.municipality.as_ref().map(Code::as_str);
        list.flow(Measure::Moved, residence.from, municipality, None);
    }
    // Of several changes on a day the last one holds.
    let languages: BTreeMap<_, _> =
        state.moves.languages.iter().map(|(on, changed)| (*on, &changed.language)).collect();
    for (on, language) in languages {
        list.flow(Measure::LanguageChanged, on, Some(language.as_str()), None);
    }
}
