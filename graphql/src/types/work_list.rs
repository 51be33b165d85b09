//! What is to be done for a client.

use async_graphql::{Enum, Error, ID};
use chrono::{NaiveDate, NaiveDateTime};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::trajectory::tasks::{self, About};
use loopbrug_infra::views::{WorkItem, WorkPlace};

use super::Coded;
use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "TaskKind", remote = "tasks::TaskKind")]
pub(super) enum Kind {
    /// Find the client a bridge figure.
    AssignBridgeFigure,
    /// Get in contact with the client.
    MakeContact,
    /// Record the situation on leaving.
    RecordExit,
    /// Follow up, months after leaving.
    FollowUp,
    /// Answer a referral. The last day is the one on which a place is expected, or that of the
    /// catalogue's limit.
    AnswerReferral,
    /// Find out what becomes of a referral that is open for longer than the catalogue's limit.
    PursueReferral,
    /// Answer a request to take over.
    AnswerTransfer,
    /// Confirm or dispute that somebody else corrected or voided a record.
    AnswerCorrection,
    /// Grant or refuse the access that an organisation asks for.
    AnswerAccessRequest,
    /// Look whether an organisation had reason to take access without a grant.
    ReviewEmergencyAccess,
    /// See to what an organisation left open whose access ended: take it over or end it.
    TakeOverOpenWork,
    /// Be there; once the day is over, record what came of it.
    KeepAppointment,
    /// Record a legal basis anew, before the one that there is ends.
    RenewLegalBasis,
    /// Decide on a request for erasure: `decideErasure`.
    DecideErasure,
    /// The catalogue's years after the trajectory ended have passed: `decideErasure` with the ground
    /// `retention_ended`.
    EraseAfterRetention,
}

impl Listed for WorkItemView {
    const LIST: &'static str = "WorkList";

    type Row = WorkItem;

    fn cursor(item: &WorkItem) -> String {
        item.place().to_string()
    }
}

/// Reads the cursor of something to be done.
pub(crate) fn work_place(cursor: &str, _: &'static str) -> Result<WorkPlace, Error> {
    cursor.parse().map_err(|_| no_cursor(cursor))
}

/// What an item is about, where it is such a thing.
macro_rules! about {
    ($item:ident, $what:ident) => {
        match $item.task.about {
            About::$what(what) => Some(what),
            _ => None,
        }
    };
}

shows! {
    /// Something to be done for a client.
    #[graphql(name = "WorkItem")]
    WorkItemView of WorkItem as item {
        /// The trajectory, by Relay id.
        trajectory_id: ID = item.trajectory,
        /// The region of the trajectory: another one, where it is a request from there.
        region: String,
        /// What is to be done.
        kind: Kind = item.task.kind,
        /// Months after leaving, for a follow-up.
        month: Option<u32> = about!(item, Month),
        /// The referral, where it is about one.
        referral_id: Option<ID> = about!(item, Referral),
        /// The appointment, where it is about one.
        appointment_id: Option<ID> = about!(item, Appointment),
        /// The intervention, where it is about one.
        intervention_id: Option<ID> = about!(item, Intervention),
        /// The bridge figure whose organisation has no access any more, by worker id.
        former_bridge_figure: Option<ID> = about!(item, BridgeFigure),
        /// The name of that bridge figure.
        former_bridge_figure_name: Option<Name<WorkerId>> = about!(item, BridgeFigure),
        /// The organisation that asks for access, or took it, by KBO number.
        about_organisation: Option<String> = about!(item, Organisation),
        /// The name of that organisation.
        about_organisation_name: Option<Name<KboNumber>> = about!(item, Organisation),
        /// The event, by its sequence in the stream, where it is about one.
        event: Option<u32> = about!(item, Event),
        /// The organisation that has to do it, by KBO number. Absent: whoever looks after the region.
        for_organisation: Option<String> = item.task.desk.organisation(),
        /// The name of that organisation.
        for_organisation_name: Option<Name<KboNumber>> = item.task.desk.organisation(),
        /// The worker who has to do it, by worker id. Absent: whoever the organisation chooses.
        for_worker: Option<ID> = item.task.desk.worker(),
        /// The name of that worker.
        for_worker_name: Option<Name<WorkerId>> = item.task.desk.worker(),
        /// Since when it is so; for what is to be done about a day: that day.
        since: NaiveDate = item.task.since,
        /// The last day to do it. Absent: the sooner, the better.
        until: Option<NaiveDate> = item.task.until,
        /// The moment, by the clocks of Brussels, where it has one.
        at: Option<NaiveDateTime> = item.task.at,
        /// Whether the last day has passed.
        overdue: bool,
        /// Where the client stays now. Null: outside the region.
        municipality: Option<Coded>,
        /// The bridge figure, by worker id.
        bridge_figure: Option<ID>,
        /// The name of the bridge figure.
        bridge_figure_name: Option<Name<WorkerId>> = item.bridge_figure,
    }
}
