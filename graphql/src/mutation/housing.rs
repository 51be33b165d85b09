//! Where the client lives.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    CancellationReason, Ethos, HousingLossReason, Municipality, ReferenceAddressRefusalReason,
    Tenure,
};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::housing::{
    HousingCancelled, HousingFound, HousingLost, HousingObserved, ReferenceAddressGranted,
    ReferenceAddressRefused, ReferenceAddressRequested,
};

use super::about::OnTrajectory;
use super::given::DayOrThatDay;
use crate::input::Code;

mutations! {
    HousingMutations on OnTrajectory;

    /// Records how the client is housed.
    observe_housing:
    /// How the client is housed now.
    ObserveHousingInput {
        /// ETHOS Light.
        ethos: Code<Ethos>,
        /// Since when, if known.
        since: Option<NaiveDate>,
    } => Intent::ObserveHousing(HousingObserved { ethos, since });

    /// Records the request for a reference address.
    request_reference_address:
    /// A reference address is asked for.
    RequestReferenceAddressInput {} => Intent::RequestReferenceAddress(ReferenceAddressRequested {});

    /// Records that the reference address was granted.
    grant_reference_address:
    /// It is granted.
    GrantReferenceAddressInput {} => Intent::GrantReferenceAddress(ReferenceAddressGranted {});

    /// Records that the reference address was refused.
    refuse_reference_address:
    /// It is refused.
    RefuseReferenceAddressInput {
        /// Why.
        reason: Code<ReferenceAddressRefusalReason>,
    } => Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason });

    /// Records that the client found a home, to be had now or from a day on.
    record_housing_found:
    /// The client has a home, or will have one.
    RecordHousingFoundInput {
        /// How it is held.
        tenure: Code<Tenure>,
        /// Where. Absent: outside the region.
        municipality: Option<Code<Municipality>>,
        /// The first day; it may lie ahead, by the limit `planned_start_days` at most. Default: the day it happened.
        from: DayOrThatDay,
        /// Whether the client can afford it. Absent: unknown.
        affordable: Option<bool>,
        /// Whether it is large enough. Absent: unknown.
        adequate_size: Option<bool>,
    } => Intent::RecordHousingFound(HousingFound {
        tenure,
        municipality,
        from,
        affordable,
        adequate_size,
    });

    /// Records that the client will not have the home that was planned.
    cancel_housing:
    /// The home that is planned falls through before its first day, or on it.
    CancelHousingInput {
        /// Why.
        reason: Code<CancellationReason>,
    } => Intent::CancelHousing(HousingCancelled { reason });

    /// Records that the client lost the home.
    record_housing_lost:
    /// The client lost the home.
    RecordHousingLostInput {
        /// The first day without it. Default: the day it happened.
        on: DayOrThatDay,
        /// Why.
        reason: Code<HousingLossReason>,
    } => Intent::RecordHousingLost(HousingLost { on, reason });
}
