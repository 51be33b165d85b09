//! Nobody gets access by a merge (rules 3 and 6).

use super::super::{asks, client, id, met};
use super::{duplicate, listed, merge, merged, refused, taking_part, unmerge};
use uuid::Uuid;

use crate::catalogue::Code;
use crate::ids::ReferralId;
use crate::stream::Stream;
use crate::time::start_of_day;
use crate::trajectory::bridge::{BridgeFigureAssigned, BridgeRefusal};
use crate::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, ConsentRefusal, LegalBasisRecorded,
    SharingWithdrawn,
};
use crate::trajectory::merge::MergeRefusal;
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::story::{
    Story, attempt, bridge_figure, day, legal_basis, opened, organisation, story,
};
use crate::trajectory::{Intent, Refusal, Trajectory};

/// An agreement that names these organisations.
fn agreed_with(organisations: &[u32]) -> LegalBasisRecorded {
    let organisations = organisations.iter().map(|n| organisation(*n)).collect();
    LegalBasisRecorded { organisations, ..legal_basis() }
}

#[test]
fn rule_6_a_merge_in_an_emergency_gives_nobody_access_and_undoes_no_withdrawal() {
    let overridden = AccessOverridden { reason: Code::new("crisis"), until: start_of_day(day(51)) };
    let opened = TrajectoryOpened { client: client(1), ..opened() };
    let one = story().by(organisation(2)).given(day(49), opened);
    let one = one.given(day(49), agreed_with(&[2, 3]));
    let withdrawn = met(2, day(2))
        .given(day(3), agreed_with(&[2]))
        .given(day(9), SharingWithdrawn { reason: None });
    let two = withdrawn.given_by(organisation(2), day(50), overridden.clone());
    let contradicted = MergeRefusal::MergeContradicts {
        other: id(2),
        contradicted: vec![(2, "LegalBasisRecorded")],
        why: Box::new(ConsentRefusal::WithdrawnHere.into()),
    };
    assert_eq!(merge_by_two(&one, &two), Err(contradicted.into()));
    // Without an agreement there, that of the duplicate is kept as a record, and lets nobody in.
    let two = met(2, day(2)).given_by(organisation(2), day(50), overridden);
    let (_, two) = merge_by_two(&one, &two).expect("a merge");
    assert!(two.state().consent.basis.is_some());
    assert!(two.state().consent.grants.is_empty());
}

fn merge_by_two(one: &Story, two: &Story) -> Result<(Trajectory, Trajectory), Refusal> {
    asks(2, day(50), merge(true), &one.trajectory(), &two.trajectory())
}

#[test]
fn rule_6_what_others_did_for_a_duplicate_gives_them_no_access_to_the_survivor() {
    let sent = ReferralSent {
        referral: ReferralId(Uuid::from_u128(1)),
        to: organisation(3),
        service: Code::new("housing_guidance"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("housing")],
    };
    let one = duplicate().given(day(20), sent).given_by(
        organisation(3),
        day(48),
        attempt("phone", "reached"),
    );
    let (_, two) = merged(&one, &met(2, day(2))).unwrap();
    assert_eq!(two.state().referrals.iter().count(), 1);
    assert!(two.state().consent.grants.is_empty());
    // Nor is a grant kept alive that ran out.
    let grant = AccessGranted { organisation: organisation(3) };
    let one = met(1, day(1)).given_by(organisation(3), day(248), attempt("phone", "reached"));
    let two = met(2, day(2)).given(day(3), grant);
    let (_, two) =
        asks(1, day(250), merge(true), &one.trajectory(), &two.trajectory()).expect("a merge");
    assert_eq!(two.state().consent.grants[&organisation(3)], day(3));
}

#[test]
fn rule_6_a_withdrawn_sharing_is_withdrawn_in_the_survivor() {
    let one = met(1, day(4))
        .given(day(5), legal_basis())
        .given(day(30), SharingWithdrawn { reason: None });
    let two = met(2, day(2)).given(day(3), agreed_with(&[3]));
    assert_eq!(listed(refused(&one, &two, false)), ["SharingWithdrawn"]);
    let (_, two) = merged(&one, &two).unwrap();
    assert!(two.state().consent.withdrawn && two.state().consent.grants.is_empty());
    // A client who agreed anew since has said the last word.
    let anew = met(2, day(2)).given(day(31), agreed_with(&[3])).trajectory();
    let (_, two) = asks(1, day(50), merge(false), &one.trajectory(), &anew).expect("nothing more");
    assert!(!two.state().consent.withdrawn);
}

#[test]
fn rule_3_a_bridge_figure_is_carried_only_where_the_organisation_has_access() {
    let figure = BridgeFigureAssigned { organisation: organisation(2), ..bridge_figure(7) };
    let one = duplicate()
        .given(day(10), AccessGranted { organisation: organisation(2) })
        .given(day(12), figure);
    let why = BridgeRefusal::BridgeFigureWithoutAccess { organisation: organisation(2) };
    let contradicted = MergeRefusal::MergeContradicts {
        other: id(2),
        contradicted: vec![(8, "BridgeFigureAssigned")],
        why: Box::new(why.into()),
    };
    // Even where an agreement there names it, the merge lets nobody in.
    let named = met(2, day(2)).given(day(3), agreed_with(&[2]));
    let ended = named.given(day(9), AccessExpired { organisation: organisation(2) });
    for two in [taking_part(), ended] {
        assert_eq!(refused(&one, &two, true), contradicted.clone().into());
    }
    let shared = taking_part().given(day(5), AccessGranted { organisation: organisation(2) });
    let (_, two) = merged(&one, &shared).unwrap();
    assert_eq!(two.state().bridge.current.as_ref().unwrap().organisation, organisation(2));
}

#[test]
fn rule_6_an_unmerging_is_recorded_in_both_by_who_may_record_in_both_and_corrects_nobody() {
    let grant = AccessGranted { organisation: organisation(2) };
    let met_by_two = attempt("phone", "reached");
    let one =
        met(1, day(4)).given(day(5), grant.clone()).given_by(organisation(2), day(20), met_by_two);
    let two = met(2, day(2)).given(day(3), grant);
    let (one, two) = merged(&one, &two).unwrap();
    let (_, back) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(back.corrections().count(), 0, "nobody is asked to confirm it");
    let ended = Intent::ExpireAccess(AccessExpired { organisation: organisation(2) });
    let (two, _) = asks(1, day(55), ended, &two, &one).unwrap();
    let refused = ConsentRefusal::NoOpenGrant { organisation: organisation(2) };
    assert_eq!(asks(2, day(60), unmerge(), &one, &two), Err(refused.into()));
}

#[test]
fn rule_6_a_merge_is_recorded_in_both_by_who_may_record_in_both() {
    let one = met(1, day(1)).trajectory();
    let of_another = story().by(organisation(2));
    let two = of_another.given(day(1), TrajectoryOpened { client: client(2), ..opened() });
    let refused = ConsentRefusal::NoOpenGrant { organisation: organisation(1) };
    assert_eq!(asks(1, day(50), merge(false), &one, &two.trajectory()), Err(refused.into()));
}
