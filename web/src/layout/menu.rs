//! The main menu: what each role opens. What somebody may see is for the views to say; the menu leaves out what would
//! be refused.

use loopbrug_domain::actor::{Actor, Role};
use maud::{Markup, html};

use crate::Pages;
use crate::lang::Lang;

/// A part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Figures of a region.
    Region,
    /// What is to be done.
    WorkList,
    /// Trajectories.
    Trajectories,
    /// What is published, for who is shown no other figures.
    Publications,
    /// What the steward does and the auditor looks at.
    Steward,
    /// What explains; it is in no menu.
    Explanation,
    /// Rounds and proposals.
    Rounds,
    /// Histories, and the seal.
    Replay,
    /// Who somebody is; it is in no menu.
    Account,
}

const ALL: [Section; 7] = [
    Section::Region,
    Section::WorkList,
    Section::Trajectories,
    Section::Rounds,
    Section::Publications,
    Section::Replay,
    Section::Steward,
];

impl Section {
    fn is_for(self, role: Role) -> bool {
        match self {
            Self::Region => !matches!(role, Role::Applicant | Role::Assessor | Role::Jury),
            Self::WorkList | Self::Trajectories => {
                matches!(role, Role::Caseworker | Role::Coordinator)
            }
            Self::Publications => !Self::Region.is_for(role),
            Self::Steward | Self::Replay => matches!(role, Role::Steward | Role::Auditor),
            Self::Rounds => matches!(
                role,
                Role::Coordinator
                    | Role::Applicant
                    | Role::Assessor
                    | Role::Jury
                    | Role::Auditor
                    | Role::Steward
            ),
            Self::Explanation | Self::Account => true,
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Region => "menu-region",
            Self::WorkList => "menu-work-list",
            Self::Trajectories => "menu-trajectories",
            Self::Publications => "menu-publications",
            Self::Steward => "menu-steward",
            Self::Explanation => "explain-figures",
            Self::Rounds => "menu-rounds",
            Self::Replay => "menu-replay",
            Self::Account => "menu-account",
        }
    }

    fn address(self, pages: &Pages, actor: &Actor) -> String {
        match self {
            Self::Region => match pages.own_region(actor) {
                Some(region) => format!("/regio/{region}"),
                None => "/wie".to_owned(),
            },
            Self::Publications => match pages.own_region(actor) {
                Some(region) => format!("/regio/{region}/publicaties"),
                None => "/wie".to_owned(),
            },
            Self::Steward => "/beheer".to_owned(),
            Self::Explanation => "/uitleg/cijfers".to_owned(),
            Self::WorkList => "/werklijst".to_owned(),
            Self::Trajectories => "/trajecten".to_owned(),
            Self::Rounds => "/kandidaturen".to_owned(),
            Self::Replay => "/historiek".to_owned(),
            Self::Account => "/wie".to_owned(),
        }
    }

    /// Where somebody begins.
    pub(crate) fn first_page(pages: &Pages, actor: &Actor) -> String {
        let first = actor.roles.anywhere().next();
        if let Some(Role::Applicant | Role::Assessor | Role::Jury) = first {
            return round_of_now(pages, actor);
        }
        let section = match first {
            Some(Role::Caseworker) => Self::WorkList,
            Some(Role::Steward) => Self::Steward,
            Some(Role::Auditor) => Self::Replay,
            Some(role) if Self::Region.is_for(role) => Self::Region,
            _ => Self::Account,
        };
        section.address(pages, actor)
    }
}

/// The round that was published last in the region that somebody means.
fn round_of_now(pages: &Pages, actor: &Actor) -> String {
    let catalogues = pages.0.views.catalogues();
    let region = pages.own_region(actor);
    match region.and_then(|region| catalogues.latest(region.as_str())) {
        Some(catalogue) => format!("/kandidaturen/{}", catalogue.round().code),
        None => "/kandidaturen".to_owned(),
    }
}

/// The menu of somebody, with where they are.
pub(super) fn menu(pages: &Pages, actor: &Actor, here: Section, lang: Lang) -> Markup {
    let shown =
        ALL.into_iter().filter(|section| actor.roles.anywhere().any(|role| section.is_for(role)));
    html! {
        nav.menu aria-label=(lang.say("menu")) {
            ul {
                @for section in shown {
                    li {
                        a href=(section.address(pages, actor)) aria-current=[(section == here).then_some("page")] {
                            (lang.say(section.message()))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_menu_has_its_words_and_every_role_has_somewhere_to_begin() {
        for section in [&ALL[..], &[Section::Explanation, Section::Account]].concat() {
            assert_ne!(Lang::Dutch.say(section.message()), section.message());
        }
        for role in Role::ALL {
            assert_eq!(
                Section::WorkList.is_for(*role),
                ["caseworker", "coordinator"].contains(&&*role.to_string())
            );
        }
    }
}
