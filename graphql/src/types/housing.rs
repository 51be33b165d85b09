//! Where a client lives and has lived.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::housing;

use super::Coded;
use super::shows::shows;

shows! {
    /// Where a client lives and has lived.
    Housing of (&housing::Housing, NaiveDate) as shown {
        /// ETHOS Light, today; absent: unknown.
        situation: Option<Coded> = shown.0.situation_on(shown.1).map(|now| now.ethos),
        /// Since when, as far as is known.
        since: Option<NaiveDate> = shown.0.situation_on(shown.1).map(|now| now.since),
        /// The day that a reference address was asked for, while there is no answer.
        reference_address_requested_on: Option<NaiveDate> = shown.0.address_requested_on,
        /// Homes found, in order; the one that is planned comes last.
        homes: Vec<Home> = shown.0.homes.iter().map(|home| (home, shown.1)).collect::<Vec<_>>(),
        /// Homes that were planned and never had.
        cancelled: Vec<CancelledHome> = shown.0.cancelled,
    }

    /// A home that was found.
    Home of (&housing::Home, NaiveDate) as shown {
        /// The day that it is about.
        found_on: NaiveDate = shown.0.found_on,
        /// How it is held.
        tenure: Coded = shown.0.tenure,
        /// Where; absent: outside the region.
        municipality: Option<Coded> = shown.0.municipality,
        /// The first day.
        from: NaiveDate = shown.0.from,
        /// Whether it is still to begin today.
        planned: bool = shown.0.is_planned(shown.1),
        /// The first day without it.
        lost_on: Option<NaiveDate> = shown.0.lost.as_ref().map(|lost| lost.on),
        /// Why it was lost.
        loss_reason: Option<Coded> = shown.0.lost.as_ref().map(|lost| &lost.reason),
    }

    /// A home that was planned and never had.
    CancelledHome of housing::CancelledHome as cancelled {
        /// The day that would have been the first.
        from: NaiveDate = cancelled.home.from,
        /// The day that it was cancelled.
        on: NaiveDate,
        /// Why.
        reason: Coded,
    }
}
