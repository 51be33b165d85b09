//! A worker hands the whole caseload over to another one of the same organisation.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Directory, DirectoryRefusal, Refusal};
use crate::catalogue::list::BridgeEndReason;
use crate::catalogue::{Catalogue, Code};
use crate::field::Fields;
use crate::ids::{KboNumber, WorkerId};
use crate::trajectory::Intent;
use crate::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};

/// What is handed over, from whom to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandOver {
    /// The bridge figure who stops.
    pub from: WorkerId,
    /// The one who goes on.
    pub to: WorkerId,
    /// The organisation for which both guide.
    pub organisation: KboNumber,
    /// Why.
    pub reason: Code<BridgeEndReason>,
    /// Whether clients were introduced in person.
    pub warm_handover: bool,
}

impl HandOver {
    /// Whether a caseload may be handed over so, on a day. What forbids it for one of the trajectories is a rule
    /// of that trajectory.
    ///
    /// # Errors
    /// The fields that are at fault, or the rule that it would break.
    pub fn check(
        &self,
        directory: &Directory,
        (on, today): (NaiveDate, NaiveDate),
        catalogue: &Catalogue,
    ) -> Result<(), Refusal> {
        let mut fields = Fields::new(on, Some(catalogue));
        fields.day_by("occurredOn", on, today);
        fields.code(&self.reason, "reason");
        fields.finish().map_err(Refusal::Fields)?;
        Refusal::when(self.from == self.to, || DirectoryRefusal::HandedOverToTheSame)?;
        let (worker, organisation) = (self.to, self.organisation);
        let works = [on, today].iter().any(|day| directory.works_for(worker, organisation, *day));
        Refusal::unless(works, || DirectoryRefusal::WorkerNotOfOrganisation {
            worker,
            organisation,
        })
    }

    /// What is recorded about each trajectory, one after the other, and what the ids of those commands follow from.
    #[must_use]
    pub fn intents(&self) -> [(&'static str, Intent); 2] {
        let Self { to: worker, organisation, ref reason, warm_handover, .. } = *self;
        let ended = BridgeFigureEnded { reason: reason.clone() };
        let assigned = BridgeFigureAssigned { worker, organisation, warm_handover };
        [
            ("ending", Intent::EndBridgeFigure(ended)),
            ("assigning", Intent::AssignBridgeFigure(assigned)),
        ]
    }
}
