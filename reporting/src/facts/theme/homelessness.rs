//! Where a client lives, by ETHOS Light, and reference addresses.

use chrono::NaiveDate;

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Ethos;
use loopbrug_domain::trajectory::{Payload, Trajectory};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    let mut situation: Option<(Code<Ethos>, NaiveDate)> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        match &entry.event.what {
            Payload::ReferenceAddressRequested(_) => {
                list.flow(Measure::AddressRequested, on, None, None);
            }
            Payload::ReferenceAddressGranted(_) => {
                list.flow(Measure::AddressGranted, on, None, None);
            }
            Payload::ReferenceAddressRefused(_) => {
                list.flow(Measure::AddressRefused, on, None, None);
            }
            _ => {}
        }
        let Some(now) = situation_after(&entry.event.what) else { continue };
        let before = std::mem::replace(&mut situation, now.map(|ethos| (ethos, on)));
        if let Some((ethos, since)) = before {
            list.stock(Measure::Lives, since, Some(on), Some(ethos.as_str()));
        }
    }
    if let Some((ethos, since)) = situation {
        list.stock(Measure::Lives, since, None, Some(ethos.as_str()));
    }
}

/// The situation after an event; that of somebody who lost a home is for somebody to observe.
#[expect(clippy::option_option, reason = "an event may say nothing, or that it is unknown")]
fn situation_after(what: &Payload) -> Option<Option<Code<Ethos>>> {
    match what {
        Payload::IntakeCompleted(intake) => intake.housing.clone().map(Some),
        Payload::HousingObserved(observed) => Some(Some(observed.ethos.clone())),
        Payload::FollowedUp(follow_up) => follow_up.housing.clone().map(Some),
        Payload::HousingFound(_) => Some(Some(Code::new("0"))),
        Payload::HousingLost(_) => Some(None),
        _ => None,
    }
}
