//! The pitch: the organisation is invited or not, and pitches.

use loopbrug_domain::actor::Role;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::pitch::{Invitation, Pitch, PitchInvitationWithheld};
use loopbrug_domain::refusal::Parameter;
use loopbrug_domain::time::{moment_in_brussels, time_in_brussels, times_in_brussels};

use super::of_proposal::OfProposal;
use super::{Form, Subject};
use crate::form::{Field, Reading, Typed};
use crate::lang::clock;

/// It is invited, or has another moment.
pub(super) struct Invite;

impl Form<OfProposal> for Invite {
    fn name(&self) -> &'static str {
        "uitnodiging"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        vec![
            Field::date("slot", lang.say("pitch-day")),
            Field::time("time", lang.say("pitch-time")).helped(lang.say("belgian-time")),
        ]
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        let Some(invited) = &subject.found.seen.pitch.invited else { return Typed::default() };
        let local = time_in_brussels(invited.slot);
        Typed::default().set("slot", local.date().to_string()).set("time", clock(local))
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        let local = reading.moment("slot", "time");
        if times_in_brussels(local) == 0 {
            reading.fault_with("time", "NO_SUCH_TIME", vec![("time", Parameter::Clock(local))]);
        }
        Intent::InviteToPitch(Invitation { slot: moment_in_brussels(local) })
    }
}

/// It is not.
pub(super) struct Withhold;

impl Form<OfProposal> for Withhold {
    fn name(&self) -> &'static str {
        "geen-uitnodiging"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        vec![Field::text("motivation", lang.say("why")).helped(lang.say("why-help"))]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        let motivation = reading.written("motivation");
        Intent::WithholdPitchInvitation(PitchInvitationWithheld { motivation })
    }
}

/// It pitched, on the day that is said.
pub(super) struct Held;

impl Form<OfProposal> for Held {
    fn name(&self) -> &'static str {
        "pitch"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        vec![Field::occurred_on(subject.here().lang, subject.here().today)]
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        Typed::default().on(subject.here().today)
    }

    fn read(&self, _: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::RecordPitch(Pitch {})
    }
}
