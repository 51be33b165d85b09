//! The reports that are tables, and the themes that each reads.

use loopbrug_domain::word_enum;

use crate::facts::Theme;

word_enum! {
    /// The reports that are tables.
    pub enum ReportKind {
        /// What came of it, by persona and challenge.
        Outcomes,
        /// ESF+ indicators, by gender.
        Esf,
        /// From the opening to the first outcome.
        Funnel,
        /// Whether work and housing last.
        Lasting,
        /// Needs against supply, by problem area and service.
        Needs,
        /// Referrals, by service.
        Referrals,
        /// Caseload, by organisation and bridge figure.
        Caseload,
        /// Attempts and appointments.
        Reach,
        /// Steps forward, and the time that was given.
        Guidance,
        /// Barriers and goals, compared with before.
        Change,
        /// Findings of the enrichment day, by challenge.
        Findings,
        /// Hidden homelessness, by municipality.
        Homelessness,
        /// Participants of each municipality.
        Profile,
        /// How complete and how prompt records are.
        Quality,
    }
}

impl ReportKind {
    /// The themes that it reads.
    pub(super) const fn themes(self) -> &'static [Theme] {
        match self {
            Self::Outcomes => &[Theme::Course, Theme::Outcomes],
            Self::Esf => &[Theme::Course, Theme::Results],
            Self::Funnel => &[Theme::Course, Theme::Needs, Theme::Outcomes],
            Self::Lasting => &[Theme::Lasting],
            Self::Needs => &[Theme::Course, Theme::Needs, Theme::Referrals],
            Self::Referrals => &[Theme::Referrals],
            Self::Caseload => &[Theme::Course, Theme::Caseload],
            Self::Reach => &[Theme::Course, Theme::Reach, Theme::Profile],
            Self::Guidance => &[Theme::Outcomes, Theme::Guidance, Theme::Effort],
            Self::Change => &[Theme::Change],
            Self::Homelessness => {
                &[Theme::Homelessness, Theme::Outcomes, Theme::Lasting, Theme::Profile]
            }
            Self::Profile | Self::Findings => &[Theme::Course, Theme::Profile],
            Self::Quality => &[Theme::Course, Theme::Caseload, Theme::Records],
        }
    }
}
