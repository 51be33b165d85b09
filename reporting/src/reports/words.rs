//! Words for rows and columns, as the catalogue has them.

use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind, Label};

use super::table::Grouping;

/// What a column is called: `closed.moved` is what `closed` is called and, after a colon, what its part is.
pub fn words_of_column<'a>(
    catalogue: &'a Catalogue,
    code: &'a str,
    of: impl Fn(&'a Label) -> &'a str,
) -> String {
    let words = |kinds: [CodeKind; 2], code: &'a str| {
        let mut entries = kinds.iter().filter_map(|kind| catalogue.entry(*kind, code));
        entries.next().map_or(code, |entry| of(&entry.label))
    };
    let base = |code| words([CodeKind::Figure, CodeKind::Indicator], code);
    match code.split_once('.') {
        Some((code, part)) => {
            let part = words([CodeKind::FigurePart, CodeKind::ClosureReason], part);
            format!("{}: {part}", base(code))
        }
        None => base(code).to_owned(),
    }
}

impl Grouping {
    /// The list that has a code by which rows are grouped so.
    #[must_use]
    pub fn list_of(self, catalogue: &Catalogue, code: &Code) -> Option<CodeKind> {
        let mut lists = self.lists().iter().copied();
        lists.find(|list| catalogue.entry(*list, code.as_str()).is_some())
    }

    /// The lists that its codes may come from.
    fn lists(self) -> &'static [CodeKind] {
        match self {
            Self::Challenge => &[CodeKind::Challenge],
            Self::Persona => &[CodeKind::Persona],
            Self::Gender => &[CodeKind::Gender],
            Self::Reason => &[CodeKind::JobEndReason, CodeKind::HousingLossReason],
            Self::Area => &[CodeKind::ProblemArea, CodeKind::CommonProblemArea],
            Self::Detail => &[CodeKind::BarrierDetail],
            Self::Finding => &[CodeKind::Finding],
            Self::Service => &[CodeKind::ServiceType, CodeKind::CommonServiceType],
            Self::DeclineReason => &[CodeKind::ReferralDeclineReason],
            Self::ClientDeclineReason => &[CodeKind::ClientDeclineReason],
            Self::Mode => &[CodeKind::ContactMode],
            Self::Language => &[CodeKind::Language],
            Self::Milestone => &[CodeKind::Milestone],
            Self::Strength => &[CodeKind::Strength],
            Self::Level => &[CodeKind::Cefr],
            Self::Skill => &[CodeKind::Skill],
            Self::Interest => &[CodeKind::JobTarget],
            Self::Adaptation => &[CodeKind::WorkplaceAdaptation],
            Self::Support => &[CodeKind::WorkSupport],
            Self::Domain => &[CodeKind::GoalDomain],
            Self::Municipality => &[CodeKind::Municipality],
            Self::Kind | Self::Organisation | Self::Worker => &[],
        }
    }
}
