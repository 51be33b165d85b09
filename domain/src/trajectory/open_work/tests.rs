use super::*;
use crate::catalogue::{Catalogues, Code};
use crate::ids::{AppointmentId, ReferralId};
use crate::trajectory::Intent;
use crate::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use crate::trajectory::bridge::BridgeFigureAssigned;
use crate::trajectory::consent::{AccessExpired, AccessGranted, SharingWithdrawn};
use crate::trajectory::interventions::InterventionPlanned;
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::story::{
    Story, bridge_figure, closed, day, intervention_planned, organisation, participant,
};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Organisation 2 has a bridge figure, an intervention, an appointment and a referral; 3, without access, provides
/// something too.
fn shared() -> Story {
    participant()
        .given(day(4), AccessGranted { organisation: organisation(2) })
        .given(day(5), BridgeFigureAssigned { organisation: organisation(2), ..bridge_figure(7) })
        .given(day(6), InterventionPlanned { provider: organisation(2), ..intervention_planned(1) })
        .given(day(6), InterventionPlanned { provider: organisation(3), ..intervention_planned(2) })
        .given(day(6), intervention_planned(3))
        .given(
            day(7),
            AppointmentPlanned {
                appointment: AppointmentId(id(4)),
                at: day(30).and_hms_opt(9, 0, 0).unwrap(),
                organisation: organisation(2),
                purpose: Code::new("intake"),
                accompanied: false,
            },
        )
}

fn sent() -> ReferralSent {
    ReferralSent {
        referral: ReferralId(id(5)),
        to: organisation(2),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    }
}

fn left(story: &Story, today: i64) -> Vec<(OpenWorkKind, u128, NaiveDate)> {
    let catalogues = Catalogues::embedded();
    let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits();
    let open = story.state().open_work_without_access(day(today), limits);
    assert!(open.iter().all(|work| work.organisation == organisation(2)), "{open:?}");
    open.into_iter().map(|work| (work.kind, work.id.as_u128(), work.since)).collect()
}

fn expired() -> Intent {
    Intent::ExpireAccess(AccessExpired { organisation: organisation(2) })
}

#[test]
fn what_an_organisation_has_left_open_is_named_when_its_access_ends() {
    use OpenWorkKind::{Appointment, BridgeFigure, Intervention, Referral};
    let story = || shared().given(day(8), sent());
    assert_eq!(left(&story(), 9), []);
    let all = [(BridgeFigure, 7), (Intervention, 1), (Appointment, 4), (Referral, 5)];
    let all = all.map(|(kind, id)| (kind, id, day(9)));
    assert_eq!(left(&story().asked(day(9), expired()), 9), all);
    let withdraw = Intent::WithdrawSharing(SharingWithdrawn { reason: None });
    assert_eq!(left(&story().asked(day(9), withdraw), 9), all);
}

#[test]
fn what_is_left_open_when_the_time_of_a_grant_runs_out_is_named_from_then_on() {
    // Six months after 4 January are over on 4 July, day 186.
    assert_eq!(left(&shared(), 186), []);
    let kinds: Vec<_> = left(&shared(), 187);
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert!(kinds.iter().all(|(.., since)| *since == day(187)), "{kinds:?}");
}

#[test]
fn what_somebody_else_has_taken_on_is_not_left_open() {
    let kept = AppointmentKept {
        appointment: AppointmentId(id(4)),
        outcome: Code::new("cancelled_by_us"),
    };
    let on = shared().asked(day(9), expired()).given(day(10), bridge_figure(8));
    let on = on.given(day(10), kept);
    assert_eq!(left(&on, 10), [(OpenWorkKind::Intervention, 1, day(9))]);
    assert_eq!(left(&on.given(day(11), closed("moved")), 11), []);
}

#[test]
fn who_is_let_in_again_has_left_nothing_open() {
    let again = shared()
        .asked(day(9), expired())
        .given(day(10), AccessGranted { organisation: organisation(2) });
    assert_eq!(left(&again, 10), []);
}
