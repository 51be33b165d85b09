//! Identity: who a client is. All of it is sealed, each part by itself, so that one can be shown, and put
//! right, without the others. No rule looks at what it says.

use std::collections::BTreeSet;

use crate::sealed::{SealedField, SealedText};
use crate::trajectory::prelude::*;
use crate::word_enum::word_enum;

refusals! {
    /// Rules about who a client is.
    IdentityRefusal {
        IdentityAlreadyRecorded, "IDENTITY_ALREADY_RECORDED",
            "who the client is was recorded before: change what is different now, or correct what was recorded";
        IdentityNotRecorded, "IDENTITY_NOT_RECORDED",
            "who the client is has not been recorded yet: record it first";
        /// Something is said.
        NothingIdentified, "NOTHING_IDENTIFIED",
            "nothing is said of who the client is: give a name, a number, a birth date or how to reach the client";
        /// What is replaced is not removed.
        RemovedAndGiven { part: IdentityPart }, "REMOVED_AND_GIVEN" at "removed",
            "'{part}' is both given and removed: leave one of the two out";
    }
}

word_enum! {
    /// A part of an identity.
    #[derive(JsonSchema)]
    pub enum IdentityPart {
        /// The names before the family name.
        GivenName,
        /// The family name.
        FamilyName,
        /// The number in the national register (INSZ), or a bis number.
        Insz,
        /// The day of birth.
        BirthDate,
        /// A telephone number.
        Phone,
        /// An address of electronic mail.
        Email,
        /// Where post arrives.
        Address,
    }
}

impl IdentityPart {
    /// Its name among the fields of a payload.
    #[must_use]
    pub fn field(self) -> &'static str {
        self.into()
    }
}

/// Who somebody is, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// The names before the family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<SealedText>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<SealedText>,
    /// The number in the national register (INSZ), or a bis number: eleven digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insz: Option<SealedText>,
    /// The day of birth, as `1990-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<SealedText>,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<SealedText>,
    /// An address of electronic mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<SealedText>,
    /// Where post arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SealedText>,
}

/// What is known of who the client is, for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityRecorded {
    /// What is known.
    #[serde(flatten)]
    pub identity: Identity,
}

/// Something of it is otherwise now: each part that is given takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityChanged {
    /// What is otherwise.
    #[serde(flatten)]
    pub identity: Identity,
    /// What holds no longer, and nothing in its place.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<IdentityPart>,
}

/// Each part and its place, in an identity that is read or changed.
macro_rules! places {
    ($identity:expr) => {{
        use IdentityPart as P;
        let Identity { given_name, family_name, insz, birth_date, phone, email, address } =
            $identity;
        [
            (P::GivenName, given_name),
            (P::FamilyName, family_name),
            (P::Insz, insz),
            (P::BirthDate, birth_date),
            (P::Phone, phone),
            (P::Email, email),
            (P::Address, address),
        ]
    }};
}

impl Identity {
    /// Each part that is known.
    pub fn parts(&self) -> impl Iterator<Item = (IdentityPart, &SealedText)> {
        places!(self).into_iter().filter_map(|(part, text)| Some((part, text.as_ref()?)))
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        places!(self)
            .into_iter()
            .filter_map(|(part, text)| Some((part.field(), text.as_mut()?)))
            .collect()
    }

    /// What was typed is looked at; what is sealed was looked at before.
    fn fields(&self, fields: &mut Fields<'_>) {
        for (part, text) in self.parts() {
            match part {
                IdentityPart::GivenName => fields.personal_line("givenName", text, 120),
                IdentityPart::FamilyName => fields.personal_line("familyName", text, 120),
                IdentityPart::Insz => fields.insz("insz", text),
                IdentityPart::BirthDate => fields.birth_date("birthDate", text),
                IdentityPart::Phone => fields.personal_line("phone", text, 40),
                IdentityPart::Email => fields.personal_line("email", text, 254),
                IdentityPart::Address => fields.personal("address", text, 400),
            }
        }
    }
}

/// What a trajectory knows of who the client is: not what it says, which is sealed in the events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownIdentity {
    /// The day of which it was recorded first.
    pub recorded_on: Option<NaiveDate>,
    /// The parts that are known.
    pub parts: BTreeSet<IdentityPart>,
}

impl KnownIdentity {
    fn learn(&mut self, identity: &Identity) {
        self.parts.extend(identity.parts().map(|(part, _)| part));
    }
}

impl EventPayload<State> for IdentityRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.identity.fields(fields);
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        self.identity.sealed_fields()
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        Refusal::when(self.identity.parts().next().is_none(), || {
            IdentityRefusal::NothingIdentified
        })?;
        // Looked at again, one beside another was carried from a duplicate, and is no contradiction.
        Refusal::when(at.now.is_some() && state.identity.recorded_on.is_some(), || {
            IdentityRefusal::IdentityAlreadyRecorded
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.identity.recorded_on.get_or_insert(on);
        state.identity.learn(&self.identity);
    }
}

impl EventPayload<State> for IdentityChanged {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.identity.fields(fields);
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        self.identity.sealed_fields()
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::unless(state.identity.recorded_on.is_some(), || {
            IdentityRefusal::IdentityNotRecorded
        })?;
        let mut given = self.identity.parts().map(|(part, _)| part);
        if let Some(part) = given.find(|part| self.removed.contains(part)) {
            return Err(IdentityRefusal::RemovedAndGiven { part }.into());
        }
        let says_nothing = self.removed.is_empty() && self.identity.parts().next().is_none();
        Refusal::when(says_nothing, || IdentityRefusal::NothingIdentified)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.identity.parts.retain(|part| !self.removed.contains(part));
        state.identity.learn(&self.identity);
    }
}

#[cfg(test)]
mod tests;
