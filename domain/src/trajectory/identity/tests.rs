use super::*;
use crate::field::FieldFault;
use crate::trajectory::Intent;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::story::{Story, closed, day, opened, sealed, story, voided};

fn typed(text: &str) -> SealedText {
    SealedText::typed(text.to_owned())
}

fn named() -> IdentityRecorded {
    let identity = Identity {
        given_name: Some(sealed(1)),
        family_name: Some(sealed(2)),
        ..Identity::default()
    };
    IdentityRecorded { identity }
}

fn moved() -> IdentityChanged {
    let identity = Identity { address: Some(sealed(3)), ..Identity::default() };
    IdentityChanged { identity, removed: BTreeSet::new() }
}

fn met() -> Story {
    story().given(day(1), opened())
}

#[test]
fn rule_1_who_a_client_is_can_be_recorded_before_the_intake() {
    met().when(day(2), Intent::RecordIdentity(named())).then(vec![named().into()]);
    met()
        .given(day(2), named())
        .when(day(3), Intent::ChangeIdentity(moved()))
        .then(vec![moved().into()]);
}

#[test]
fn who_a_client_is_can_be_recorded_and_put_right_after_the_closing() {
    let left = || met().given(day(2), closed("moved"));
    left().when(day(3), Intent::RecordIdentity(named())).then(vec![named().into()]);
    left()
        .given(day(3), named())
        .when(day(4), Intent::ChangeIdentity(moved()))
        .then(vec![moved().into()]);
}

#[test]
fn who_a_client_is_is_recorded_once_and_then_changed() {
    met()
        .given(day(2), named())
        .when(day(3), Intent::RecordIdentity(named()))
        .then_refused(&IdentityRefusal::IdentityAlreadyRecorded);
    met()
        .when(day(3), Intent::ChangeIdentity(moved()))
        .then_refused(&IdentityRefusal::IdentityNotRecorded);
}

#[test]
fn what_a_change_rests_on_is_not_voided() {
    met()
        .given(day(2), named())
        .given(day(3), moved())
        .when(day(4), Intent::VoidEvent(voided(2)))
        .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
            sequence: 3,
            why: Box::new(IdentityRefusal::IdentityNotRecorded.into()),
            more: vec![],
        });
}

#[test]
fn an_identity_says_something() {
    let nothing = Identity::default;
    met()
        .when(day(2), Intent::RecordIdentity(IdentityRecorded { identity: nothing() }))
        .then_refused(&IdentityRefusal::NothingIdentified);
    let changed = IdentityChanged { identity: nothing(), removed: BTreeSet::new() };
    met()
        .given(day(2), named())
        .when(day(3), Intent::ChangeIdentity(changed))
        .then_refused(&IdentityRefusal::NothingIdentified);
}

#[test]
fn a_part_that_holds_no_longer_is_removed() {
    let removed = IdentityChanged {
        identity: Identity::default(),
        removed: [IdentityPart::GivenName].into(),
    };
    let state = met().given(day(2), named()).given(day(3), removed).state();
    assert_eq!(state.identity.parts, [IdentityPart::FamilyName].into());
    let both = IdentityChanged { removed: [IdentityPart::Address].into(), ..moved() };
    met()
        .given(day(2), named())
        .when(day(3), Intent::ChangeIdentity(both))
        .then_refused(&IdentityRefusal::RemovedAndGiven { part: IdentityPart::Address });
}

#[test]
fn what_is_typed_is_looked_at_before_it_is_sealed() {
    let told = |identity: Identity| Intent::RecordIdentity(IdentityRecorded { identity });
    let long = "x".repeat(121);
    let cases = [
        (
            Identity { given_name: Some(typed(&long)), ..Identity::default() },
            FieldFault::TextTooLong { path: "givenName", max: 120 },
        ),
        (
            Identity { family_name: Some(typed(" ")), ..Identity::default() },
            FieldFault::NothingWritten { path: "familyName" },
        ),
        (
            Identity { phone: Some(typed("0470\u{200b}12")), ..Identity::default() },
            FieldFault::TextNotAllowed { path: "phone" },
        ),
        (
            Identity { email: Some(typed("an\nna")), ..Identity::default() },
            FieldFault::OfAnotherForm { path: "email", form: "it on one line" },
        ),
        (
            Identity { birth_date: Some(typed("1990-02-30")), ..Identity::default() },
            FieldFault::OfAnotherForm { path: "birthDate", form: crate::field::BIRTH_DATE },
        ),
        (
            Identity { birth_date: Some(typed("2150-01-01")), ..Identity::default() },
            FieldFault::OfAnotherForm { path: "birthDate", form: crate::field::BIRTH_DATE },
        ),
        (
            Identity { insz: Some(typed("90020199705")), ..Identity::default() },
            FieldFault::OfAnotherForm {
                path: "insz",
                form: "the number anew: its last two digits do not fit the others",
            },
        ),
    ];
    for (identity, fault) in cases {
        met().when(day(2), told(identity)).then_refused(&fault);
    }
}

#[test]
fn every_part_is_sealed_by_itself_under_its_own_name() {
    let all = Some(sealed(1));
    let mut recorded = IdentityRecorded {
        identity: Identity {
            given_name: all.clone(),
            family_name: all.clone(),
            insz: all.clone(),
            birth_date: all.clone(),
            phone: all.clone(),
            email: all.clone(),
            address: all.clone(),
        },
    };
    let written = serde_json::to_value(&recorded).unwrap();
    let written: BTreeSet<_> = written.as_object().unwrap().keys().cloned().collect();
    let fields = EventPayload::<State>::sealed_fields(&mut recorded);
    let fields: BTreeSet<_> = fields.into_iter().map(|(field, _)| field.to_owned()).collect();
    assert_eq!(fields, written);
}
