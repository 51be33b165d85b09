//! The items of a work list, in their groups.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::days_after;
use loopbrug_domain::trajectory::tasks::{About, TaskKind};
use loopbrug_infra::views::{Called, WorkItem, WorkPlace};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::touches::Touches;
use crate::address::address;
use crate::lang::{Lang, clock};
use crate::record::{self, ANSWER, APPOINTMENT, OUTCOME, REFERRAL, address_of};

/// So much of a hash tells one item from another, in bytes.
const OF_A_HASH: usize = 9;

/// What is due within so many days is near.
const NEAR: u32 = 14;

/// Answers that are no records of one trajectory alone have pages of their own.
const OF_THEIR_OWN: [&str; 2] = ["toegang", "overdracht"];

/// A group of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Answers,
    Today,
    Late,
    Near,
    Later,
    Soonest,
}

pub(super) const GROUPS: [Group; 6] =
    [Group::Answers, Group::Today, Group::Late, Group::Near, Group::Later, Group::Soonest];

impl Group {
    fn of(item: &WorkItem, today: NaiveDate) -> Self {
        match item.task.kind {
            TaskKind::AnswerReferral
            | TaskKind::AnswerTransfer
            | TaskKind::AnswerCorrection
            | TaskKind::AnswerAccessRequest
            | TaskKind::ReviewEmergencyAccess => Self::Answers,
            TaskKind::KeepAppointment if item.task.until == Some(today) => Self::Today,
            _ => match item.task.until {
                None => Self::Soonest,
                Some(_) if item.overdue => Self::Late,
                Some(until) if until <= days_after(today, NEAR) => Self::Near,
                Some(_) => Self::Later,
            },
        }
    }

    fn title(self, lang: Lang, today: NaiveDate) -> String {
        match self {
            Self::Answers => lang.say("group-answers").into_owned(),
            Self::Today => lang.say("group-today").into_owned(),
            Self::Late => lang.say("group-late").into_owned(),
            Self::Near => {
                let day = lang.day_of_year(days_after(today, NEAR));
                lang.with("group-near", [("day", day.into())])
            }
            Self::Later => lang.say("group-later").into_owned(),
            Self::Soonest => lang.say("group-soonest").into_owned(),
        }
    }
}

/// A name of a place in the list that says nothing of it: by it a page that is open tells what is new.
pub(super) fn name_of(place: &WorkPlace) -> String {
    let hash = Sha256::digest(place.to_string());
    format!("t{}", URL_SAFE_NO_PAD.encode(&hash[..OF_A_HASH]))
}

/// The work list of somebody in a region.
pub(super) struct List<'a> {
    pub(super) lang: Lang,
    pub(super) catalogue: &'a Catalogue,
    pub(super) today: NaiveDate,
    pub(super) called: Called,
    /// Names of organisations that items are about.
    pub(super) organisations: Vec<(KboNumber, String)>,
    /// What is told by one touch, for who may record; none for who only looks after the region.
    pub(super) touches: Option<Touches>,
}

impl List<'_> {
    pub(super) fn group(&self, group: Group, items: &[WorkItem]) -> Markup {
        let mut items: Vec<_> =
            items.iter().filter(|item| Group::of(item, self.today) == group).collect();
        if group == Group::Today {
            items.sort_by_key(|item| item.task.at);
        }
        html! {
            @if !items.is_empty() {
                section.panel {
                    h2 { (group.title(self.lang, self.today)) " " span.count { (items.len()) } }
                    ul.work { @for item in items { (self.item(item)) } }
                }
            }
        }
    }

    fn item(&self, item: &WorkItem) -> Markup {
        let lang = self.lang;
        let id = item.trajectory.to_string();
        let municipality = item.municipality.as_ref().map(|code| lang.called(self.catalogue, code));
        let verb = lang.say(&format!("verb-{}", item.task.kind));
        let name = self.called.get(&item.trajectory).map(|name| name.as_str());
        let touches =
            self.touches.as_ref().and_then(|touches| touches.of_item(item, name.unwrap_or(&id)));
        html! {
            li.touched[touches.is_some()] id=(name_of(&item.place())) {
                p.who {
                    @if let Some(at) = item.task.at { b.at { (clock(at)) } " " }
                    a href={ "/trajecten/" (id) } {
                        @match name {
                            Some(name) => (name),
                            None => code { (id.get(..8).unwrap_or(&id)) "…" },
                        }
                    }
                    @if let Some(municipality) = municipality { " " span.small { (municipality) } }
                }
                p.what { (self.what(item)) }
                p.when { (self.when(item)) }
                @match touches {
                    Some(touches) => (touches),
                    None => a.button.row-button.outlined href=(self.leads_to(item)) aria-label={ (verb) ": " (name.unwrap_or(&id)) } { (verb) },
                }
            }
        }
    }

    /// The form by which it is done, with what is known filled in; or the trajectory, where one looks first.
    fn leads_to(&self, item: &WorkItem) -> String {
        let file = format!("/trajecten/{}", item.trajectory);
        let said = |name, value: String| Some((name, Some(value)));
        let (form, said) = match (item.task.kind, item.task.about) {
            (TaskKind::MakeContact, _) => ("contactpoging", None),
            (TaskKind::KeepAppointment, About::Appointment(id)) => {
                (OUTCOME, said(APPOINTMENT, id.to_string()))
            }
            (TaskKind::AnswerReferral | TaskKind::PursueReferral, About::Referral(id)) => {
                (ANSWER, said(REFERRAL, id.to_string()))
            }
            (TaskKind::AnswerTransfer, _) => ("overdracht", None),
            (TaskKind::AnswerAccessRequest, About::Organisation(number)) => {
                ("toegang", said("organisation", number.to_string()))
            }
            (TaskKind::AssignBridgeFigure, _) => ("brugfiguur", None),
            (TaskKind::RecordExit, _) => ("vertrek", None),
            (TaskKind::FollowUp, About::Month(month)) => {
                ("opvolging", said("month", month.to_string()))
            }
            (TaskKind::AnswerCorrection, _) => ("verbetering", None),
            (TaskKind::RenewLegalBasis, _) => ("toestemming", None),
            _ => return file,
        };
        let is_there = record::is_there(form) || OF_THEIR_OWN.contains(&form);
        if self.touches.is_none() || !is_there {
            return file;
        }
        address(&address_of(item.trajectory, form), said)
    }

    fn what(&self, item: &WorkItem) -> String {
        let what = self.lang.say(&format!("task-{}", item.task.kind));
        match item.task.about {
            About::Month(month) => {
                self.lang.with("task-month", [("what", what.into()), ("n", month.into())])
            }
            About::Organisation(organisation) => {
                let name = self.organisations.iter().find(|(number, _)| *number == organisation);
                let name = name.map_or_else(|| organisation.to_string(), |(_, name)| name.clone());
                format!("{what}: {name}")
            }
            _ => what.into_owned(),
        }
    }

    fn when(&self, item: &WorkItem) -> Markup {
        let lang = self.lang;
        let days =
            |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days()).unwrap_or(0);
        html! {
            @match item.task.until {
                Some(until) if item.overdue => {
                    b.late { (lang.with("days-late", [("n", days(until, self.today).into())])) }
                    ", " (lang.with("until", [("day", lang.day_of_year(until).into())]))
                },
                Some(until) if until == self.today => (lang.say("today")),
                Some(until) => (lang.with("until", [("day", lang.day_of_year(until).into())])),
                None => (lang.with("for-days", [("n", days(item.task.since, self.today).into())])),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::trajectory::Phase;
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_task_and_phase_has_its_words() {
        for kind in TaskKind::VARIANTS {
            for of in ["task", "verb"] {
                let message = format!("{of}-{kind}");
                assert_ne!(Lang::Dutch.say(&message), message);
            }
        }
        for phase in Phase::VARIANTS {
            assert!(!Lang::Dutch.phase(*phase).starts_with("phase-"), "{phase}");
        }
        for group in GROUPS {
            assert!(!group.title(Lang::Dutch, NaiveDate::MIN).starts_with("group-"), "{group:?}");
        }
    }
}
