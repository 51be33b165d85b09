//! Where a client lives, by ETHOS Light, and reference addresses.

use chrono::NaiveDate;

use super::MeasureList;
use super::observed::{Housing, housing};
use crate::facts::Measure;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Ethos;
use loopbrug_domain::trajectory::{Payload, Trajectory};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    for entry in trajectory.entries() {
        let measure = match &entry.event.what {
            Payload::ReferenceAddressRequested(_) => Measure::AddressRequested,
            Payload::ReferenceAddressGranted(_) => Measure::AddressGranted,
            Payload::ReferenceAddressRefused(_) => Measure::AddressRefused,
            _ => continue,
        };
        list.flow(measure, entry.event.occurred_on, None, None);
    }
    let mut situation: Option<(Code<Ethos>, NaiveDate)> = None;
    for (on, said) in housing(trajectory) {
        let now = match said {
            Housing::Found { .. } => Some(Code::new("0")),
            Housing::Seen(ethos) => Some(ethos),
            Housing::Lost => None,
        };
        let before = std::mem::replace(&mut situation, now.map(|ethos| (ethos, on)));
        if let Some((ethos, since)) = before {
            list.stock(Measure::Lives, since, Some(on), Some(ethos.as_str()));
        }
    }
    if let Some((ethos, since)) = situation {
        list.stock(Measure::Lives, since, None, Some(ethos.as_str()));
    }
}
