//! Referrals: each step with the days since the sending, so that those sent in a period can be
//! followed.

use super::{MeasureList, days};
use crate::facts::Measure;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::time::days_after;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::referrals::{Referral, ReferralStep};

pub(super) fn collect(state: &State, catalogue: &Catalogue, list: &mut MeasureList) {
    let limit = catalogue.limits().referral_open_days;
    for referral in state.referrals.iter() {
        collect_of(referral, limit, list);
    }
}

fn collect_of(referral: &Referral, limit: u32, list: &mut MeasureList) {
    use ReferralStep::{
        Accepted, Declined, DeclinedByClient, Done, Expired, FirstAttended, Sent, Waitlisted,
        Withdrawn,
    };
    let Some(&sent_on) = referral.days.get(&Sent) else { return };
    let service = Some(referral.sent.service.as_str());
    let first = |steps: &[ReferralStep]| {
        steps.iter().filter_map(|step| referral.days.get(step)).min().copied()
    };
    list.flow(Measure::ReferralSent, sent_on, service, None);
    for (measure, steps, code) in [
        (Measure::ReferralAnswered, &[Waitlisted, Accepted, Declined][..], service),
        (Measure::ReferralAccepted, &[Accepted], service),
        (Measure::ReferralAttended, &[FirstAttended], service),
        (Measure::ReferralDeclined, &[Declined], service),
        (Measure::ReferralDeclinedByClient, &[DeclinedByClient], service),
        (Measure::DeclineReason, &[Declined], referral.reason.as_ref().map(Code::as_str)),
        (
            Measure::ClientDeclineReason,
            &[DeclinedByClient],
            referral.reason.as_ref().map(Code::as_str),
        ),
    ] {
        if let (Some(day), Some(_)) = (first(steps), code) {
            list.flow(measure, day, code, Some(days(sent_on, day)));
        }
    }
    let over_on = first(&[FirstAttended, Done, Declined, DeclinedByClient, Withdrawn, Expired]);
    let long_from = days_after(sent_on, limit.saturating_add(1));
    list.stock(Measure::ReferralOpenLong, long_from, over_on, service);
}
