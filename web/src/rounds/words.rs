//! Words of the procedure: stages, outcomes, points and fingerprints.

use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::procedure::Points;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::Outcome;
use maud::{Markup, html};
use strum::VariantArray;

use crate::form::{Choice, Reading};
use crate::lang::Lang;

impl Lang {
    /// A stage in words.
    pub(super) fn stage(self, stage: Stage) -> String {
        self.say(&format!("stage-{stage}")).into_owned()
    }

    /// What is decided, in words.
    pub(super) fn outcome(self, outcome: Outcome) -> String {
        self.say(&format!("outcome-{outcome}")).into_owned()
    }

    /// A weighted total: `86,3`.
    pub(super) fn points(self, points: Points) -> String {
        self.number(out_of_hundred(points))
    }
}

/// A weighted total as a number: the domain has it in hundredths.
pub(super) fn out_of_hundred(points: Points) -> f64 {
    f64::from(points.0) / 100.0
}

/// What is decided, as a badge. To be rejected is no alarm.
pub(super) fn outcome_badge(lang: Lang, outcome: Outcome) -> Markup {
    let class = match outcome {
        Outcome::Approved => "badge good",
        Outcome::Reserve => "badge warm",
        Outcome::Rejected => "badge",
    };
    html! { span class=(class) { (lang.outcome(outcome)) } }
}

/// What can be decided, to choose from.
pub(super) fn outcomes(lang: Lang) -> Vec<Choice> {
    let choice = |outcome: &Outcome| Choice::new(outcome.to_string(), lang.outcome(*outcome));
    Outcome::VARIANTS.iter().map(choice).collect()
}

/// What was chosen of them.
pub(super) fn outcome_in(reading: &mut Reading<'_>, field: &str) -> Outcome {
    let word = reading.needed(field);
    word.parse().unwrap_or_else(|_| {
        if !word.is_empty() {
            reading.fault(field, "UNKNOWN_CODE");
        }
        Outcome::Rejected
    })
}

/// A hash in groups of four, so that two can be compared by eye.
pub(super) fn fingerprint(hash: &ContentHash) -> Markup {
    let digits: Vec<char> = hash.as_str().chars().collect();
    let groups = digits.chunks(4).map(|group| group.iter().collect::<String>());
    html! { code.fingerprint { (groups.collect::<Vec<_>>().join(" ")) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_and_every_outcome_has_its_words() {
        for stage in Stage::VARIANTS {
            assert!(!Lang::Dutch.stage(*stage).starts_with("stage-"), "{stage}");
        }
        for outcome in Outcome::VARIANTS {
            assert!(!Lang::Dutch.outcome(*outcome).starts_with("outcome-"), "{outcome}");
        }
    }

    #[test]
    fn a_fingerprint_is_the_whole_hash_in_groups() {
        let hash = ContentHash::of(&1);
        let shown = fingerprint(&hash).into_string().replace(' ', "");
        assert!(shown.contains(hash.as_str()), "{shown}");
        assert_eq!(Lang::Dutch.points(Points(8_630)), "86,3");
    }
}
