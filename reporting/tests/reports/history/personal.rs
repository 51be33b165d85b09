//! Who a client is, what was written down, and what the client has a right to. None of it is counted.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::background::BackgroundRecorded;
use loopbrug_domain::trajectory::erasure::{ErasureDecided, ErasureRequested, KeyDestroyed};
use loopbrug_domain::trajectory::identity::{Identity, IdentityChanged, IdentityRecorded};
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_domain::trajectory::restriction::{ProcessingRestricted, RestrictionLifted};
use loopbrug_domain::trajectory::{Intent, State};

use super::Dice;

/// How often, in a hundred, something of it is told next.
pub(super) fn likely(state: &State) -> u32 {
    let rights = &state.rights;
    if rights.restricted_since.is_some() || rights.key_to_destroy() { 40 } else { 3 }
}

pub(super) fn tale(dice: &mut Dice, state: &State, on: NaiveDate) -> Intent {
    let rights = &state.rights;
    let sealed = || SealedText::sealed(vec![7; 40]);
    let identity = || Identity { given_name: Some(sealed()), ..Identity::default() };
    if rights.restricted_since.is_some() {
        return Intent::LiftRestriction(RestrictionLifted {});
    }
    if rights.key_to_destroy() {
        let destroyed_at = start_of_day(on);
        return Intent::RecordKeyDestroyed(KeyDestroyed { destroyed_at, had_key: true });
    }
    match dice.between(1, 7) {
        1 => Intent::RecordIdentity(IdentityRecorded { identity: identity() }),
        2 => Intent::ChangeIdentity(IdentityChanged {
            identity: identity(),
            removed: BTreeSet::new(),
        }),
        3 => Intent::RecordBackground(BackgroundRecorded {
            detention: sealed(),
            youth_care: sealed(),
        }),
        4 => Intent::AddNote(NoteAdded { note: sealed() }),
        5 => Intent::RestrictProcessing(ProcessingRestricted { ground: dice.code() }),
        _ if rights.erasure_requested.is_none() => {
            Intent::RequestErasure(ErasureRequested { ground: Code::new("objection") })
        }
        _ => {
            let granted = dice.percent(60);
            let ground = if granted { "objection" } else { "refused_legal_claims" };
            Intent::DecideErasure(ErasureDecided { granted, ground: Code::new(ground) })
        }
    }
}
