//! What codes mean to the rules and reports, typed.

use super::code::Code;
use super::entry::{Attributes, EducationBand, Housing, IndicatorMoment, LabourStatus};
use super::list::{CodeKind, CommonProblemArea};
use super::version::Catalogue;

impl Catalogue {
    /// ESF+ class and working time of a labour status.
    #[must_use]
    pub fn labour_status(&self, code: &str) -> Option<LabourStatus> {
        match self.entry(CodeKind::LabourStatus, code)?.attributes {
            Attributes::LabourStatus(status) => Some(status),
            _ => None,
        }
    }

    /// ESF+ band of a level of education.
    #[must_use]
    pub fn education_band(&self, isced: &str) -> Option<EducationBand> {
        match self.entry(CodeKind::Isced, isced)?.attributes {
            Attributes::Education(band) => Some(band),
            _ => None,
        }
    }

    /// What an ETHOS Light code says about homelessness.
    #[must_use]
    pub fn housing(&self, ethos: &str) -> Option<Housing> {
        match self.entry(CodeKind::Ethos, ethos)?.attributes {
            Attributes::Housing(housing) => Some(housing),
            _ => None,
        }
    }

    /// Whether a nationality group counts as third-country nationals (EECO13).
    #[must_use]
    pub fn is_third_country(&self, nationality_group: &str) -> Option<bool> {
        match self.entry(CodeKind::NationalityGroup, nationality_group)?.attributes {
            Attributes::Nationality { third_country } => Some(third_country),
            _ => None,
        }
    }

    /// When an ESF+ indicator is measured.
    #[must_use]
    pub fn indicator_moment(&self, indicator: &str) -> Option<IndicatorMoment> {
        match self.entry(CodeKind::Indicator, indicator)?.attributes {
            Attributes::Indicator(moment) => Some(moment),
            _ => None,
        }
    }

    /// Whether a trajectory that was closed for a reason may be reopened.
    #[must_use]
    pub fn reopens(&self, closure_reason: &str) -> bool {
        let entry = self.entry(CodeKind::ClosureReason, closure_reason);
        entry.is_none_or(|entry| entry.attributes != Attributes::Closure { reopens: false })
    }

    /// Whether what data are kept for takes to know the client by name.
    #[must_use]
    pub fn is_personal(&self, purpose: &str) -> bool {
        let entry = self.entry(CodeKind::Purpose, purpose);
        entry.is_some_and(|entry| entry.attributes == Attributes::Purpose { personal: true })
    }

    /// Whether a ground is one for refusing an erasure.
    #[must_use]
    pub fn refuses_erasure(&self, ground: &str) -> bool {
        let entry = self.entry(CodeKind::ErasureGround, ground);
        entry.is_some_and(|entry| entry.attributes == Attributes::Erasure { refuses: true })
    }

    /// Whether a municipality (NIS code) is rural (EECO17).
    #[must_use]
    pub fn is_rural(&self, nis: &str) -> Option<bool> {
        let municipality =
            self.municipalities().iter().find(|municipality| municipality.entry.code == *nis);
        municipality.map(|municipality| municipality.rural)
    }

    /// The common problem area that a detail of a barrier belongs to.
    #[must_use]
    pub fn area_of_detail(&self, detail: &str) -> Option<&Code<CommonProblemArea>> {
        match &self.entry(CodeKind::BarrierDetail, detail)?.attributes {
            Attributes::Detail { area } => Some(area),
            _ => None,
        }
    }

    /// Whether a detail may be named of a barrier in a problem area.
    #[must_use]
    pub fn is_detail_of(&self, detail: &str, area: &str) -> bool {
        let area = self.problem_areas().iter().find(|known| known.entry.code == *area);
        area.is_some_and(|area| self.area_of_detail(detail) == Some(&area.common))
    }

    /// Whether a finding is part of the sealed data, so that no client is linked to it by a code.
    #[must_use]
    pub fn is_sealed(&self, finding: &str) -> bool {
        let common = self.entry(CodeKind::CommonFinding, finding);
        common.is_some_and(|entry| entry.attributes == Attributes::Finding { sealed: true })
    }
}
