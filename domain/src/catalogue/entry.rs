//! One code with its labels, its validity and what it means for the rules.

use chrono::NaiveDate;
use strum::{EnumString, VariantNames};

use super::code::Code;
use super::list::{AnyList, CommonProblemArea, Evidence};
use crate::actor::Role;

/// The words that people see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Dutch, the language of the source.
    pub nl: String,
    /// English, a translation.
    pub en: String,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<L = AnyList> {
    /// The code, unique in its list.
    pub code: Code<L>,
    /// What people see.
    pub label: Label,
    /// First day (Europe/Brussels) on which the code may be used; none: always.
    pub valid_from: Option<NaiveDate>,
    /// Last day (Europe/Brussels) on which the code may be used; none: for ever. A code is retired so, never deleted.
    pub valid_to: Option<NaiveDate>,
    /// What the rules and reports know about the code.
    pub attributes: Attributes,
}

impl<L> Entry<L> {
    /// The same entry, of a list that is no longer named in its type.
    pub(super) fn of_any_list(self) -> Entry {
        let Self { code, label, valid_from, valid_to, attributes } = self;
        Entry { code: code.into_list(), label, valid_from, valid_to, attributes }
    }

    /// Whether the code may be used for something that happened on `day`. Both ends count.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// The meaning of a code, where a rule or a report needs one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attributes {
    /// Nothing beyond the label.
    Plain,
    /// A labour status.
    LabourStatus(LabourStatus),
    /// A level of education.
    Education(EducationBand),
    /// A housing situation.
    Housing(Housing),
    /// A nationality group.
    Nationality {
        /// A third-country national in the sense of EECO13, stateless people included.
        third_country: bool,
    },
    /// A milestone.
    Milestone {
        /// Kinds of evidence that prove it; where none is named, any does.
        evidence: Vec<Code<Evidence>>,
    },
    /// A reason for closing.
    Closure {
        /// Whether a trajectory that was closed so may be reopened. Where it may not, the closing was a
        /// mistake if the client is there after all, and is voided.
        reopens: bool,
    },
    /// What data are kept for.
    Purpose {
        /// Whether it takes to know the client by name.
        personal: bool,
    },
    /// A ground of a decision on erasure.
    Erasure {
        /// It is one for refusing.
        refuses: bool,
    },
    /// What exactly holds a client back.
    Detail {
        /// The common problem area that it belongs to.
        area: Code<CommonProblemArea>,
    },
    /// A finding.
    Finding {
        /// It is part of the sealed data: no client is linked to it by a code.
        sealed: bool,
    },
    /// An ESF+ indicator.
    Indicator(IndicatorMoment),
    /// What personal data are looked at for.
    AccessPurpose {
        /// By whoever has one of these roles and says nothing.
        default_for: Vec<Role>,
        /// Also while the client has the processing restricted.
        under_restriction: bool,
    },
    /// A municipality's class of DEGURBA: 1 city, 2 town or suburb, 3 rural area.
    Degurba(u32),
    /// What a number is where a region does not say.
    Default(u32),
    /// A code of a region that maps to a common one.
    Mapped {
        /// The common code.
        common: Code,
    },
}

/// A labour status as the rules and ESF+ see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabourStatus {
    /// The class that ESF+ counts.
    pub esf: EsfClass,
    /// Works full time, and so is no part of the target group at entry.
    pub full_time: bool,
    /// Is in education or training, so that nobody who has it at entry is newly so on leaving (EECR02).
    pub in_education: bool,
}

/// ESF+ class of a labour status (EECO02, EECO04, EECO05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum EsfClass {
    /// Without work, available and looking for it (EECO02).
    Unemployed,
    /// Without work and not looking for it (EECO04).
    Inactive,
    /// In work, self-employed included (EECO05).
    Employed,
}

/// ESF+ band of a level of education (EECO09 to EECO11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum EducationBand {
    /// ISCED 0 to 2.
    Low,
    /// ISCED 3 and 4.
    Medium,
    /// ISCED 5 to 8.
    High,
}

/// A housing situation as the reports see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Housing {
    /// Homeless or affected by housing exclusion (EECO16).
    pub homeless_or_excluded: bool,
    /// Hidden homelessness: ETHOS Light 5 to 7.
    pub hidden: bool,
}

/// When an ESF+ indicator is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum IndicatorMoment {
    /// At entry (EECO).
    Entry,
    /// On leaving, within 28 days (EECR01 to EECR04).
    Leaving,
    /// Six months after leaving (EECR05 and EECR06).
    SixMonths,
}
