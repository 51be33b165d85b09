//! Restriction of processing: the right of a person to have data kept and not used, for as long as something
//! about them is disputed (GDPR, article 18).

use crate::catalogue::list::RestrictionGround;
use crate::trajectory::Intent;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about a restriction.
    RestrictionRefusal {
        /// What is kept is not used, and nothing is added.
        Restricted { since: NaiveDate }, "PROCESSING_RESTRICTED",
            "at the client's request nothing is recorded since {since}: records are put right, access ends, erasure is \
             asked for and decided, and the rest waits until the restriction is lifted";
        AlreadyRestricted { since: NaiveDate }, "ALREADY_RESTRICTED",
            "the processing has been restricted since {since}";
        NotRestricted, "NOT_RESTRICTED",
            "the processing is not restricted";
    }
}

/// The client asked that nothing more is done with the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProcessingRestricted {
    /// Why.
    pub ground: Code<RestrictionGround>,
}

/// The restriction is lifted; the client was informed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RestrictionLifted {}

impl Intent {
    /// It stays possible while the processing is restricted: what the person has a right to, what lets fewer see,
    /// and what keeps the records right.
    fn is_kept_under_restriction(&self) -> bool {
        matches!(
            self,
            Self::LiftRestriction(_)
                | Self::RequestErasure(_)
                | Self::DecideErasure(_)
                | Self::RecordKeyDestroyed(_)
                | Self::ChangeIdentity(_)
                | Self::WithdrawSharing(_)
                | Self::ExpireAccess(_)
                | Self::RefuseAccess(_)
                | Self::CorrectEvent(_)
                | Self::VoidEvent(_)
                | Self::ConfirmCorrection(_)
                | Self::DisputeCorrection(_)
                | Self::RestrictProcessing(_)
        )
    }
}

impl State {
    /// While the processing is restricted little is recorded, whatever day it is about.
    pub(super) fn not_restricted(&self, intent: &Intent) -> Result<(), Refusal> {
        match self.rights.restricted_since {
            Some(since) if !intent.is_kept_under_restriction() => {
                Err(RestrictionRefusal::Restricted { since }.into())
            }
            _ => Ok(()),
        }
    }
}

impl EventPayload<State> for ProcessingRestricted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        match state.rights.restricted_since {
            Some(since) => Err(RestrictionRefusal::AlreadyRestricted { since }.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.rights.restricted_since = Some(on);
    }
}

impl EventPayload<State> for RestrictionLifted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::unless(state.rights.restricted_since.is_some(), || {
            RestrictionRefusal::NotRestricted
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.rights.restricted_since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::consent::SharingWithdrawn;
    use crate::trajectory::erasure::ErasureRequested;
    use crate::trajectory::notes::NoteAdded;
    use crate::trajectory::story::{
        Story, attempt, corrected, day, participant, persona, sealed, unknown, voided,
    };

    fn restricted() -> ProcessingRestricted {
        ProcessingRestricted { ground: Code::new("accuracy_contested") }
    }

    fn under_restriction() -> Story {
        participant().given(day(4), persona("nora")).given(day(5), restricted())
    }

    #[test]
    fn while_processing_is_restricted_nothing_is_recorded_of_any_day() {
        let refused = RestrictionRefusal::Restricted { since: day(5) };
        for on in [4, 6] {
            let contact = Intent::RecordContactAttempt(attempt("phone", "reached"));
            under_restriction().today(day(6)).when(day(on), contact).then_refused(&refused);
        }
        let note = Intent::AddNote(NoteAdded { note: sealed(1) });
        under_restriction().when(day(6), note).then_refused(&refused);
    }

    #[test]
    fn while_processing_is_restricted_records_are_put_right_and_rights_are_used() {
        let ground = Code::new("objection");
        for intent in [
            Intent::CorrectEvent(corrected(4, day(4), persona("marc"))),
            Intent::VoidEvent(voided(4)),
            Intent::WithdrawSharing(SharingWithdrawn { reason: None }),
            Intent::RequestErasure(ErasureRequested { ground }),
            Intent::LiftRestriction(RestrictionLifted {}),
        ] {
            under_restriction().when(day(6), intent).then_permitted();
        }
    }

    #[test]
    fn when_a_restriction_is_lifted_the_guidance_goes_on() {
        let lifted = under_restriction().given(day(6), RestrictionLifted {});
        let contact = attempt("phone", "reached");
        lifted
            .when(day(7), Intent::RecordContactAttempt(contact.clone()))
            .then(vec![contact.into()]);
    }

    #[test]
    fn processing_is_restricted_once_and_lifted_once() {
        under_restriction()
            .when(day(6), Intent::RestrictProcessing(restricted()))
            .then_refused(&RestrictionRefusal::AlreadyRestricted { since: day(5) });
        participant()
            .when(day(6), Intent::LiftRestriction(RestrictionLifted {}))
            .then_refused(&RestrictionRefusal::NotRestricted);
    }

    #[test]
    fn rule_13_the_ground_of_a_restriction_is_a_code() {
        let whim = ProcessingRestricted { ground: Code::new("whim") };
        participant().when(day(6), Intent::RestrictProcessing(whim)).then_refused(&unknown(
            "restriction_ground",
            "whim",
            "ground",
        ));
    }
}
