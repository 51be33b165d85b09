//! What a client finds: a reference address, a home, work.

use chrono::Days;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::housing::{
    HousingCancelled, HousingFound, HousingLost, ReferenceAddressGranted, ReferenceAddressRefused,
    ReferenceAddressRequested,
};
use loopbrug_domain::trajectory::work::{EmploymentCancelled, EmploymentEnded, EmploymentStarted};

use super::Tale;
use super::employer::employer;

impl Tale<'_> {
    pub(super) fn ask_for_a_reference_address(&mut self) {
        self.days_go_by(5, 40);
        self.now(Intent::RequestReferenceAddress(ReferenceAddressRequested {}));
        self.days_go_by(10, 40);
        let answered = if self.dice.percent(40) {
            Intent::GrantReferenceAddress(ReferenceAddressGranted {})
        } else {
            let reason = Code::new("not_homeless_enough");
            Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason })
        };
        self.now(answered);
    }

    pub(super) fn find_a_home(&mut self) {
        self.days_go_by(20, 150);
        let ahead = self.days_ahead();
        let municipality = self.any();
        let found = HousingFound {
            tenure: self.code(&["private_rent", "private_rent", "social_rent"]),
            municipality: Some(municipality.clone()),
            from: self.day + Days::new(u64::from(ahead)),
            affordable: Some(self.dice.percent(75)),
            adequate_size: Some(self.dice.percent(80)),
        };
        self.now(Intent::RecordHousingFound(found));
        if ahead > 0 && self.dice.percent(15) {
            self.days_go_by(1, ahead - 1);
            let reason = self.any();
            return self.now(Intent::CancelHousing(HousingCancelled { reason }));
        }
        self.days_go_by(ahead, ahead);
        if self.dice.percent(60) {
            self.move_to(Some(municipality));
        }
        if self.dice.percent(20) {
            self.days_go_by(40, 250);
            let reason = self.any();
            self.now(Intent::RecordHousingLost(HousingLost { on: self.day, reason }));
        }
    }

    pub(super) fn find_work(&mut self) {
        self.days_go_by(20, 160);
        let employment = EmploymentId(self.dice.id());
        let (ahead, adapted) = (self.days_ahead(), self.dice.percent(30));
        let employer = employer(&mut self.dice);
        let started = EmploymentStarted {
            employment,
            contract: self.any(),
            fte_percent: self.dice.between(4, 20) * 5,
            adapted,
            from: self.day + Days::new(u64::from(ahead)),
            employer: self.dice.percent(85).then_some(employer),
            adaptations: if adapted { vec![self.any()] } else { vec![] },
            support: if self.dice.percent(35) { vec![self.any()] } else { vec![] },
        };
        self.now(Intent::StartEmployment(started));
        if ahead > 0 && self.dice.percent(15) {
            self.days_go_by(1, ahead - 1);
            let reason = self.any();
            return self.now(Intent::CancelEmployment(EmploymentCancelled { employment, reason }));
        }
        self.days_go_by(ahead, ahead);
        if self.dice.percent(35) {
            self.days_go_by(10, 250);
            let reason = self.any();
            self.now(Intent::EndEmployment(EmploymentEnded { employment, reason, on: self.day }));
        }
    }
}
