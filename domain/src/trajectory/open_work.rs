//! What organisations have left open whose access ended. They cannot go on with it: somebody with access has to.

use chrono::NaiveDate;
use uuid::Uuid;

use super::State;
use crate::catalogue::Limits;
use crate::ids::KboNumber;
use crate::time::days_after;
use crate::word_enum::word_enum;

word_enum! {
    /// What was left open.
    pub enum OpenWorkKind {
        /// The client has no bridge figure any more.
        BridgeFigure,
        /// A service that was planned or has started.
        Intervention,
        /// An appointment of which nothing is known yet.
        Appointment,
        /// A referral that only this organisation could answer.
        Referral,
    }
}

/// Something that was left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWork {
    /// What.
    pub kind: OpenWorkKind,
    /// Its id; of a bridge figure, the worker.
    pub id: Uuid,
    /// The organisation that has no access any more.
    pub organisation: KboNumber,
    /// The first day without access.
    pub since: NaiveDate,
}

impl State {
    /// The first day on which an organisation that had access has none, if it has none today.
    fn without_access_since(
        &self,
        organisation: KboNumber,
        today: NaiveDate,
        limits: &Limits,
    ) -> Option<NaiveDate> {
        match self.access_until(organisation, limits) {
            Some(until) if until < today => Some(days_after(until, 1)),
            Some(_) => None,
            None => self.consent.ended.get(&organisation).copied(),
        }
    }

    /// The open work of organisations whose access ended: by an event, or because its time ran out. Nothing
    /// is open in a trajectory that was closed.
    ///
    /// An organisation that never had access, and was only named as a provider, has left nothing open. But a
    /// bridge figure needs access, so one without it is named in any case.
    #[must_use]
    pub fn open_work_without_access(&self, today: NaiveDate, limits: &Limits) -> Vec<OpenWork> {
        if self.open().is_err() || self.merged_into.is_some() {
            return vec![];
        }
        let left_by = |kind, id, organisation| {
            let since = self.without_access_since(organisation, today, limits)?;
            Some(OpenWork { kind, id, organisation, since })
        };
        let bridge =
            self.bridge.current.as_ref().or(self.bridge.lost.as_ref()).and_then(|figure| {
                let (kind, id) = (OpenWorkKind::BridgeFigure, figure.worker.0);
                let has_access = self.has_access(figure.organisation, today, limits);
                let never_had =
                    OpenWork { kind, id, organisation: figure.organisation, since: figure.since };
                let current = self.bridge.current.is_some() && !has_access;
                left_by(kind, id, figure.organisation).or(current.then_some(never_had))
            });
        let interventions = self.interventions.iter().filter(|one| one.end.is_none());
        let interventions = interventions.filter_map(|one| {
            left_by(OpenWorkKind::Intervention, one.plan.intervention.0, one.plan.provider)
        });
        let appointments = self.appointments.all.iter().filter(|one| one.outcome.is_none());
        let appointments = appointments.filter_map(|one| {
            left_by(OpenWorkKind::Appointment, one.plan.appointment.0, one.plan.organisation)
        });
        let referrals = self.referrals.iter().filter(|one| one.step().is_open());
        let referrals = referrals
            .filter_map(|one| left_by(OpenWorkKind::Referral, one.sent.referral.0, one.sent.to));
        bridge.into_iter().chain(interventions).chain(appointments).chain(referrals).collect()
    }
}

#[cfg(test)]
mod tests;
