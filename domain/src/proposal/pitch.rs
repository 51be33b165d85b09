//! The pitch: who is invited, who is not, and whether it was held on a day of the round.

use chrono::{DateTime, Utc};

use super::{Stage, State};
use crate::procedure::prelude::*;
use crate::time::day_in_brussels;

/// The organisation is to be invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// When it is to pitch.
    pub slot: DateTime<Utc>,
}

/// The organisation was invited. Invited again, it has another slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PitchInvited {
    /// When it is to pitch.
    pub slot: DateTime<Utc>,
    /// The slot is on no day for pitches: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_window: bool,
}

/// The organisation was not invited. It stays in the report, without a rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PitchInvitationWithheld {
    /// Why. About the proposal, never about a client.
    pub motivation: String,
}

/// The pitch is to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pitch {}

/// The organisation pitched, on the day that the event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PitchHeld {
    /// It was on no day for pitches: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_window: bool,
}

/// The pitch as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PitchState {
    /// The last invitation.
    pub invited: Option<PitchInvited>,
    /// Why there was none.
    pub withheld: Option<PitchInvitationWithheld>,
    /// The day of the pitch, and its warning.
    pub held: Option<(NaiveDate, PitchHeld)>,
}

impl IntoPayload<State, PitchInvited> for Invitation {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("slot", day_in_brussels(self.slot));
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> PitchInvited {
        let day = day_in_brussels(self.slot);
        PitchInvited { slot: self.slot, outside_window: !at.timeline.is_pitch_day(day) }
    }
}

impl IntoPayload<State, PitchHeld> for Pitch {
    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> PitchHeld {
        PitchHeld { outside_window: !at.timeline.is_pitch_day(at.on) }
    }
}

impl EventPayload<State> for PitchInvited {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Assessed, Stage::Invited])
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.pitch.invited = Some(*self);
    }
}

impl EventPayload<State> for PitchInvitationWithheld {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.written("motivation", &self.motivation, TEXT_MAX);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Assessed])
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.pitch.withheld = Some(self.clone());
    }
}

impl EventPayload<State> for PitchHeld {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Invited])
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.pitch.held = Some((on, *self));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::proposal::story::{admitted, assessed, invited};
    use crate::proposal::{Intent, StageRefusal};
    use crate::round::story::utc;

    fn invite(local: &str) -> Intent {
        Intent::InviteToPitch(Invitation { slot: utc(local) })
    }

    #[test]
    fn who_was_assessed_is_invited_or_not() {
        let (slot, outside_window) = (utc("2023-10-11T14:00:00"), false);
        assessed()
            .when(invite("2023-10-11T14:00:00"))
            .then(vec![PitchInvited { slot, outside_window }.into()]);
        let withheld = PitchInvitationWithheld { motivation: "te weinig uitgewerkt".into() };
        let story = assessed().then_take(Intent::WithholdPitchInvitation(withheld));
        assert_eq!(story.state().stage(), Some(Stage::NotInvited));
        admitted()
            .when(invite("2023-10-11T14:00:00"))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Admissible });
        let silent = PitchInvitationWithheld { motivation: String::new() };
        assessed()
            .when(Intent::WithholdPitchInvitation(silent))
            .then_refused(&FieldFault::NothingWritten { path: "motivation" });
    }

    #[test]
    fn only_who_was_invited_pitches() {
        assessed()
            .when(Intent::RecordPitch(Pitch {}))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Assessed });
    }

    #[test]
    fn another_day_is_a_warning_and_no_refusal() {
        let slot = utc("2023-10-12T14:00:00");
        assessed()
            .when(invite("2023-10-12T14:00:00"))
            .then(vec![PitchInvited { slot, outside_window: true }.into()]);
        for (local, outside_window) in [
            ("2023-10-11T09:00:00", false),
            ("2023-10-12T09:00:00", true),
            ("2023-10-13T23:59:59", false),
            ("2023-10-14T00:00:00", true),
        ] {
            invited()
                .at(local)
                .when(Intent::RecordPitch(Pitch {}))
                .then(vec![PitchHeld { outside_window }.into()]);
        }
        // Recorded afterwards, it was still on its day.
        invited()
            .at("2023-10-16T09:00:00")
            .occurred_on("2023-10-13")
            .when(Intent::RecordPitch(Pitch {}))
            .then(vec![PitchHeld { outside_window: false }.into()]);
    }
}
