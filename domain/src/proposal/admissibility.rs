//! Whether a proposal is admitted.

use std::collections::BTreeSet;

use super::{Stage, State};
use crate::catalogue::list::AdmissibilityGround;
use crate::procedure::prelude::*;

refusals! {
    /// Rules about admission.
    AdmissibilityRefusal {
        /// Grounds are what stands against a proposal.
        AdmittedWithGrounds, "ADMITTED_WITH_GROUNDS" at "grounds",
            "a proposal that is admitted has no grounds against it; leave out the grounds, or do not admit it";
    }
}

/// It was decided whether the proposal is admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdmissibilityDecided {
    /// It is.
    pub ok: bool,
    /// Why not. One at least where it is not admitted.
    pub grounds: BTreeSet<Code<AdmissibilityGround>>,
}

impl EventPayload<State> for AdmissibilityDecided {
    fn fields(&self, fields: &mut Fields<'_>) {
        if !self.ok {
            fields.named("grounds", &self.grounds);
        }
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(self.ok && !self.grounds.is_empty(), || {
            AdmissibilityRefusal::AdmittedWithGrounds
        })?;
        state.at_one_of(&[Stage::Submitted])
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.admissibility = Some(self.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::proposal::story::{admissible, inadmissible, offered, submitted};
    use crate::proposal::{Intent, StageRefusal};

    #[test]
    fn a_submitted_proposal_is_admitted_or_not_once() {
        submitted().when(Intent::DecideAdmissibility(admissible())).then(vec![admissible().into()]);
        let story = submitted().then_take(Intent::DecideAdmissibility(inadmissible()));
        assert_eq!(story.state().stage(), Some(Stage::Inadmissible));
        story
            .when(Intent::DecideAdmissibility(admissible()))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Inadmissible });
        offered()
            .when(Intent::DecideAdmissibility(admissible()))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Draft });
    }

    #[test]
    fn a_proposal_that_is_admitted_has_no_grounds_against_it() {
        let both = AdmissibilityDecided { ok: true, ..inadmissible() };
        submitted()
            .when(Intent::DecideAdmissibility(both))
            .then_refused(&AdmissibilityRefusal::AdmittedWithGrounds);
    }

    #[test]
    fn who_is_not_admitted_learns_the_grounds() {
        let silent = AdmissibilityDecided { grounds: [].into(), ..inadmissible() };
        submitted()
            .when(Intent::DecideAdmissibility(silent))
            .then_refused(&FieldFault::NothingNamed { path: "grounds" });
        let odd = AdmissibilityDecided { grounds: [Code::new("dull")].into(), ..inadmissible() };
        submitted().when(Intent::DecideAdmissibility(odd)).then_refused(&FieldFault::UnknownCode {
            list: "admissibility_ground",
            code: Code::new("dull"),
            path: "grounds".into(),
        });
    }
}
