//! Where a client lives and has lived.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::housing;

use super::Coded;
use super::shows::shows;

shows! {
    /// Where a client lives and has lived.
    Housing of housing::Housing as housing {
        /// ETHOS Light; absent: unknown.
        situation: Option<Coded> = housing.situation.as_ref().map(|now| &now.ethos),
        /// Since when, as far as is known.
        since: Option<NaiveDate> = housing.situation.as_ref().map(|now| now.since),
        /// The day that a reference address was asked for, while there is no answer.
        reference_address_requested_on: Option<NaiveDate> = housing.address_requested_on,
        /// Homes found, in order.
        homes: Vec<Home>,
    }

    /// A home that was found.
    Home of housing::Home as home {
        /// The day that it is about.
        found_on: NaiveDate,
        /// How it is held.
        tenure: Coded,
        /// Where; absent: outside the region.
        municipality: Option<Coded>,
        /// The first day.
        from: NaiveDate,
        /// The first day without it.
        lost_on: Option<NaiveDate> = home.lost.as_ref().map(|lost| lost.on),
        /// Why it was lost.
        loss_reason: Option<Coded> = home.lost.as_ref().map(|lost| &lost.reason),
    }
}
