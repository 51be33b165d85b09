//! Who a client is, and what past the client has: all of it is sealed.

use std::collections::BTreeSet;

use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::background::BackgroundRecorded;
use loopbrug_domain::trajectory::identity::{Identity, IdentityChanged, IdentityRecorded};
use loopbrug_domain::trajectory::notes::NoteAdded;

use super::about::OnTrajectory;
use super::personal::{Insz, Personal};
use crate::types::{BackgroundAnswer, IdentityPart};

mutations! {
    IdentityMutations on OnTrajectory;

    /// Records who the client is. Each part is sealed by itself.
    record_identity:
    /// Who the client is; what is absent is unknown.
    RecordIdentityInput {
        /// The names before the family name.
        given_name: Option<Personal>,
        /// The family name.
        family_name: Option<Personal>,
        /// The number in the national register, or a bis number.
        insz: Option<Insz>,
        /// The day of birth, as `1990-12-31`.
        birth_date: Option<Personal>,
        /// A telephone number.
        phone: Option<Personal>,
        /// An address of electronic mail.
        email: Option<Personal>,
        /// Where post arrives.
        address: Option<Personal>,
    } => Intent::RecordIdentity(IdentityRecorded {
        identity: Identity { given_name, family_name, insz, birth_date, phone, email, address },
    });

    /// Changes what is known of who the client is.
    change_identity:
    /// What is otherwise now; what is absent stays as it was.
    ChangeIdentityInput {
        /// The names before the family name.
        given_name: Option<Personal>,
        /// The family name.
        family_name: Option<Personal>,
        /// The number in the national register, or a bis number.
        insz: Option<Insz>,
        /// The day of birth, as `1990-12-31`.
        birth_date: Option<Personal>,
        /// A telephone number.
        phone: Option<Personal>,
        /// An address of electronic mail.
        email: Option<Personal>,
        /// Where post arrives.
        address: Option<Personal>,
        /// What holds no longer, with nothing in its place.
        #[graphql(default)]
        removed: BTreeSet<IdentityPart>,
    } => Intent::ChangeIdentity(IdentityChanged {
        identity: Identity { given_name, family_name, insz, birth_date, phone, email, address },
        removed,
    });

    /// Records whether the client has a past in detention or in youth care, and nothing else of it. It is sealed and
    /// never counted.
    record_background:
    /// What is known of the client's past; it takes the place of what was recorded before.
    RecordBackgroundInput {
        /// A past in detention.
        detention: BackgroundAnswer,
        /// A past in youth care.
        youth_care: BackgroundAnswer,
    } => Intent::RecordBackground(BackgroundRecorded { detention, youth_care });

    /// Writes something down about the client. It is sealed.
    add_note:
    /// A note about the client.
    AddNoteInput {
        /// In words; 10,000 characters at most.
        note: Personal,
    } => Intent::AddNote(NoteAdded { note });
}

impl RecordIdentityInput {
    /// The birth date, as it was typed.
    pub(super) fn birth_date(&self) -> Option<Personal> {
        self.birth_date.clone()
    }
}
