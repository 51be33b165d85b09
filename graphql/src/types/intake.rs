//! The entry data of a participant.

use std::sync::Arc;

use async_graphql::Object;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::trajectory::intake;

use super::Coded;

/// The entry data of a participant.
pub(crate) struct Intake {
    intake: intake::Intake,
    catalogue: Arc<Catalogue>,
}

impl Intake {
    pub(super) fn new(intake: intake::Intake, catalogue: &Arc<Catalogue>) -> Self {
        Self { intake, catalogue: Arc::clone(catalogue) }
    }

    fn coded<L: List>(&self, code: Option<&Code<L>>) -> Option<Coded> {
        Coded::if_any(&self.catalogue, code)
    }
}

/// The entry data of a participant. What is absent is unknown.
#[Object]
impl Intake {
    /// The day of the intake.
    async fn on(&self) -> NaiveDate {
        self.intake.on
    }

    /// The day of entry.
    async fn entry_on(&self) -> NaiveDate {
        self.intake.entry.entry_on
    }

    /// Work or not.
    async fn labour_status(&self) -> Option<Coded> {
        self.coded(self.intake.entry.labour_status.as_ref())
    }

    /// Since when unemployed.
    async fn unemployed_since(&self) -> Option<NaiveDate> {
        self.intake.entry.unemployed_since
    }

    /// Gender.
    async fn gender(&self) -> Option<Coded> {
        self.coded(self.intake.entry.gender.as_ref())
    }

    /// Years at entry.
    async fn age(&self) -> Option<u32> {
        self.intake.entry.age
    }

    /// Highest level of education.
    async fn isced(&self) -> Option<Coded> {
        self.coded(self.intake.entry.isced.as_ref())
    }

    /// Nationality, in groups.
    async fn nationality_group(&self) -> Option<Coded> {
        self.coded(self.intake.entry.nationality_group.as_ref())
    }

    /// Foreign background (EECO14).
    async fn foreign_background(&self) -> Option<bool> {
        self.intake.entry.foreign_background
    }

    /// ETHOS Light at entry.
    async fn housing(&self) -> Option<Coded> {
        self.coded(self.intake.entry.housing.as_ref())
    }

    /// Household.
    async fn household(&self) -> Option<Coded> {
        self.coded(self.intake.entry.household.as_ref())
    }

    /// Sources of income.
    async fn income_sources(&self) -> Option<Vec<Coded>> {
        let sources = self.intake.entry.income_sources.as_ref()?.iter();
        Some(sources.map(|code| Coded::new(&self.catalogue, code)).collect())
    }

    /// Access to digital media.
    async fn digital_access(&self) -> Option<Coded> {
        self.coded(self.intake.entry.digital_access.as_ref())
    }

    /// With a disability (EECO12).
    async fn disability(&self) -> Option<bool> {
        self.intake.entry.disability
    }

    /// Of a minority (EECO15).
    async fn minority(&self) -> Option<bool> {
        self.intake.entry.minority
    }
}
