//! Where a client lives, by ETHOS Light, and reference addresses.

use chrono::NaiveDate;

use super::Telling;
use crate::facts::Measure;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::{Payload, Trajectory};

pub(super) fn tell(trajectory: &Trajectory, told: &mut Telling) {
    let mut situation: Option<(Code, NaiveDate)> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        match &entry.event.what {
            Payload::ReferenceAddressRequested(_) => {
                told.flow(Measure::AddressRequested, on, None, None);
            }
            Payload::ReferenceAddressGranted(_) => {
                told.flow(Measure::AddressGranted, on, None, None);
            }
            Payload::ReferenceAddressRefused(_) => {
                told.flow(Measure::AddressRefused, on, None, None);
            }
            _ => {}
        }
        let Some(now) = situation_told_by(&entry.event.what) else { continue };
        let before = std::mem::replace(&mut situation, now.map(|ethos| (ethos, on)));
        if let Some((ethos, since)) = before {
            told.stock(Measure::Lives, since, Some(on), Some(&ethos));
        }
    }
    if let Some((ethos, since)) = situation {
        told.stock(Measure::Lives, since, None, Some(&ethos));
    }
}

/// The situation that an event tells; that of somebody who lost a home is for somebody to observe.
#[expect(clippy::option_option, reason = "not told is something else than told to be unknown")]
fn situation_told_by(what: &Payload) -> Option<Option<Code>> {
    match what {
        Payload::IntakeCompleted(intake) => intake.housing.clone().map(Some),
        Payload::HousingObserved(observed) => Some(Some(observed.ethos.clone())),
        Payload::FollowedUp(told) => told.housing.clone().map(Some),
        Payload::HousingFound(_) => Some(Some(Code::new("0"))),
        Payload::HousingLost(_) => Some(None),
        _ => None,
    }
}
