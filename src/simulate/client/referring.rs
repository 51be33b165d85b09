//! A client is sent to another organisation, which answers, or does not.

use chrono::Days;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{ProblemArea, ServiceType};
use loopbrug_domain::ids::{KboNumber, ReferralId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralDeclinedByClient, ReferralDone, ReferralExpired,
    ReferralFirstAttended, ReferralSeen, ReferralSent, ReferralWaitlisted, ReferralWithdrawn,
    WithdrawnBy,
};

use super::{ORGANISATIONS, Tale};

impl Tale<'_> {
    pub(super) fn refer(&mut self, area: &Code<ProblemArea>, service: Code<ServiceType>) {
        self.days_go_by(0, 25);
        let referral = ReferralId(self.dice.id());
        let sender = self.organisation;
        let to = self.another_organisation();
        let urgency = self.code(&["normal", "normal", "normal", "urgent", "crisis"]);
        self.now(Intent::SendReferral(ReferralSent {
            referral,
            to,
            service,
            urgency,
            areas: vec![area.clone()],
        }));
        if self.dice.percent(7) {
            self.days_go_by(35, 70);
            return self.now(Intent::ExpireReferral(ReferralExpired { referral }));
        }
        if self.dice.percent(4) {
            self.days_go_by(2, 20);
            let by = WithdrawnBy::Sender;
            return self.now(Intent::WithdrawReferral(ReferralWithdrawn { referral, by }));
        }
        self.organisation = to;
        let accepted = self.answer(referral);
        if accepted {
            self.days_go_by(3, 25);
            self.now(Intent::RecordReferralFirstAttended(ReferralFirstAttended { referral }));
            if self.dice.percent(70) {
                self.days_go_by(20, 120);
                self.now(Intent::RecordReferralDone(ReferralDone { referral }));
            }
        }
        self.organisation = sender;
    }

    /// What the organisation says, sooner or later; whether the client is welcome and comes.
    fn answer(&mut self, referral: ReferralId) -> bool {
        self.days_go_by(1, 8);
        self.now(Intent::RecordReferralSeen(ReferralSeen { referral }));
        self.days_go_by(0, 15);
        if self.dice.percent(22) {
            let reason = self.any();
            self.now(Intent::DeclineReferral(ReferralDeclined { referral, reason }));
            return false;
        }
        if self.dice.percent(45) {
            let expected = self.dice.between(15, 110);
            let expected_on = self.day.checked_add_days(Days::new(u64::from(expected)));
            self.now(Intent::WaitlistReferral(ReferralWaitlisted { referral, expected_on }));
            self.days_go_by(expected / 2, expected + expected / 2);
        }
        if self.dice.percent(10) {
            let reason = self.any();
            let declined = ReferralDeclinedByClient { referral, reason };
            self.now(Intent::RecordReferralDeclinedByClient(declined));
            return false;
        }
        self.now(Intent::AcceptReferral(ReferralAccepted { referral }));
        true
    }

    fn another_organisation(&mut self) -> KboNumber {
        let other = self.dice.between(1, ORGANISATIONS - 1);
        let others = (1..=ORGANISATIONS).map(KboNumber::of_stem);
        let mut others = others.filter(|number| *number != self.organisation);
        others.nth(other as usize - 1).unwrap_or(self.organisation)
    }
}
