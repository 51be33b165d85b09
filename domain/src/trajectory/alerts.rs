//! Alerts: what somebody should look at. They follow from the state and from today;
//! none is stored, and none prevents a command.

use chrono::NaiveDate;
use strum::{Display, IntoStaticStr};

use super::tasks::{TaskKind, of_state};
use super::{Phase, State};
use crate::catalogue::Catalogue;

/// Something to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// What it is.
    pub kind: AlertKind,
    /// Since when it is so, in Brussels; for what is to be done by a day: that day.
    pub since: NaiveDate,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AlertKind {
    /// A participant is without a bridge figure, since that day (rule 3).
    NoBridgeFigure,
    /// Nobody has been in contact with the client since that day.
    NoContact,
    /// A follow-up is due on that day, give or take the tolerance (rule 9).
    FollowUpDue,
    /// A follow-up was due on that day, and its window has passed (rule 9).
    FollowUpOverdue,
    /// The situation on leaving is not known; it is to be as of that day at the latest (rule 9).
    ExitDataMissing,
    /// The situation on leaving is not known, and that day has passed (rule 9).
    ExitDataOverdue,
    /// A referral that was sent on that day is open for longer than the catalogue's limit.
    ReferralOpenTooLong,
    /// What came of an appointment on that day is not known.
    AppointmentWithoutOutcome,
    /// An organisation whose access ended, on that day, has left something open (rule 6).
    WorkLeftOpen,
    /// The legal basis ends with that day (rule 2).
    LegalBasisEnding,
    /// The legal basis ended with that day (rule 2).
    LegalBasisEnded,
    /// Something that happened on that day, or more since, was recorded late (rule 4).
    LateRecords,
}

/// What somebody should look at on this day.
#[must_use]
pub fn alerts(state: &State, today: NaiveDate, catalogue: &Catalogue) -> Vec<Alert> {
    let tasks = of_state(state, catalogue).into_iter().filter(|task| task.is_visible_on(today));
    let mut alerts: Vec<_> = tasks
        .filter_map(|task| {
            let kind = AlertKind::of(task.kind, task.is_overdue_on(today))?;
            Some(Alert { kind, since: task.since })
        })
        .collect();
    if !matches!(state.phase(), Some(Phase::Ended | Phase::Merged)) {
        let late = state.late_since.map(|since| Alert { kind: AlertKind::LateRecords, since });
        alerts.extend(late);
    }
    alerts
}

impl AlertKind {
    /// What waits for an answer, or for its own day, is a task and nothing to look at yet.
    fn of(task: TaskKind, overdue: bool) -> Option<Self> {
        Some(match (task, overdue) {
            (TaskKind::AssignBridgeFigure, _) => Self::NoBridgeFigure,
            (TaskKind::MakeContact, _) => Self::NoContact,
            (TaskKind::RecordExit, false) => Self::ExitDataMissing,
            (TaskKind::RecordExit, true) => Self::ExitDataOverdue,
            (TaskKind::FollowUp, false) => Self::FollowUpDue,
            (TaskKind::FollowUp, true) => Self::FollowUpOverdue,
            (TaskKind::PursueReferral, _) => Self::ReferralOpenTooLong,
            (TaskKind::KeepAppointment, true) => Self::AppointmentWithoutOutcome,
            (TaskKind::TakeOverOpenWork, _) => Self::WorkLeftOpen,
            (TaskKind::RenewLegalBasis, false) => Self::LegalBasisEnding,
            (TaskKind::RenewLegalBasis, true) => Self::LegalBasisEnded,
            (TaskKind::KeepAppointment, false)
            | (
                TaskKind::AnswerReferral
                | TaskKind::AnswerTransfer
                | TaskKind::AnswerCorrection
                | TaskKind::AnswerAccessRequest
                | TaskKind::ReviewEmergencyAccess
                | TaskKind::DecideErasure
                | TaskKind::EraseAfterRetention,
                _,
            ) => return None,
        })
    }
}

#[cfg(test)]
mod tests;
