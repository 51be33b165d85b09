//! One proposal, as much of it as somebody may see: what it offers, how it was judged, what was decided, and what its
//! organisation replied.

mod content;
mod decided;
mod judged;
mod own_dates;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{ProposalId, Version, WorkerId};
use loopbrug_domain::procedure::timeline::SUBMISSION_DEADLINE;
use loopbrug_domain::proposal::{SeenProposal, Stage};
use maud::{Markup, html};

pub(super) use self::content::{offer, offers, read_over, scope};
pub(super) use self::decided::letter;
pub(super) use self::own_dates::receipt;
use super::clock::{last_minute, left};
use super::read::Round;
use super::{rebuttals, steps};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A proposal as somebody sees it, with its round.
pub(super) struct Found {
    pub(super) round: Round,
    pub(super) id: ProposalId,
    /// How many events there are of it.
    pub(super) version: Version,
    pub(super) seen: SeenProposal,
    /// The name of whose it is.
    pub(super) organisation: String,
}

impl Found {
    /// The proposal of this id in the round of this code.
    pub(super) async fn read(visit: &Visit, (code, id): (&str, &str)) -> Result<Self, Trouble> {
        let actor = visit.actor()?;
        let not_found = || Trouble::refused("PROPOSAL_NOT_FOUND");
        let id: ProposalId = id.parse().map_err(|_| not_found())?;
        let found = visit.pages.0.views.proposal(actor, id).await?.ok_or_else(not_found)?;
        let draft = &found.seen.draft;
        if draft.round != *code {
            return Err(not_found());
        }
        let round = Round::read(visit, draft.region.clone(), &draft.round).await?;
        let organisation =
            Names::of(visit, actor, &round.region).organisation(draft.organisation).await?;
        Ok(Self { round, id, version: found.version, seen: found.seen, organisation })
    }

    /// The address of something below it.
    pub(super) fn at(&self, below: &str) -> String {
        format!("/kandidaturen/{}/{}{below}", self.round.code, self.id)
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.round.catalogue
    }

    /// Whether somebody sees it as its organisation does, and not as the procedure.
    pub(super) fn is_of(&self, actor: &Actor) -> bool {
        self.seen.draft.organisation == actor.organisation
    }

    /// Whether what it offers can still be changed: it is a draft, or was withdrawn.
    pub(super) fn is_open(&self) -> bool {
        [Stage::Draft, Stage::Withdrawn].contains(&self.seen.stage)
    }

    /// The way back.
    pub(super) fn crumbs(&self, lang: Lang, last: Option<&str>) -> Markup {
        html! {
            nav.crumbs aria-label=(lang.say("way-back")) {
                a href=(self.round.at("")) { (self.round.label(lang)) } " › "
                @match last {
                    Some(last) => { a href=(self.at("")) { (self.organisation) } " › " (last) }
                    None => (self.organisation),
                }
            }
        }
    }
}

/// Names of those who took part, as far as they may be seen.
type WorkerNames = BTreeMap<WorkerId, String>;

pub(crate) async fn page(
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (actor, lang) = (visit.actor()?, visit.lang);
    let found = Found::read(&visit, (&code, &id)).await?;
    let now = visit.pages.0.views.now();
    let names = workers(&visit, actor, &found).await?;
    let (round, seen) = (&found.round, &found.seen);
    let title = lang.with("proposal-of", [("organisation", found.organisation.clone().into())]);
    let is_own = found.is_of(actor);
    let body = html! {
        (found.crumbs(lang, None))
        div.head {
            div {
                h1 { (title) }
                p.under { (state(lang, seen)) }
            }
            (open_until(lang, &found, now))
        }
        (steps::of_proposal(lang, &found, actor, now))
        div.main-side {
            div.stack {
                (decided::decision(lang, &found, is_own))
                (decided::rebuttals(lang, seen))
                (content::scope(lang, &found))
                (content::panel(lang, &found))
                @if !is_own { (judged::panels(lang, &found, &names)) }
            }
            div.stack {
                (receipt(lang, seen))
                (own_dates::panel(lang, round, seen))
                @if seen.decision.is_some() {
                    section.panel {
                        h2 { (lang.say("rebuttal")) }
                        (rebuttals::clock(lang, round, now))
                    }
                }
                @if !is_own { (judged::who(lang, seen, &names)) }
            }
        }
    };
    Ok(visit.page(Section::Rounds, &title, &body))
}

/// How far it is, and what was decided.
fn state(lang: Lang, seen: &SeenProposal) -> String {
    match seen.outcome {
        Some(outcome) => format!("{} · {}", lang.stage(seen.stage), lang.outcome(outcome)),
        None => lang.stage(seen.stage),
    }
}

/// How long a draft can still be submitted.
pub(super) fn open_until(lang: Lang, found: &Found, now: DateTime<Utc>) -> Markup {
    let closes_at = found.round.timeline().closes_at(SUBMISSION_DEADLINE);
    let closes_at = closes_at.filter(|_| found.is_open());
    html! {
        @if let Some(closes_at) = closes_at {
            div.state.until {
                p.figure-line {
                    @match left(lang, now, closes_at) {
                        Some(left) => b { (lang.with("still-left", [("left", left.into())])) },
                        None => b { (lang.say("deadline-passed")) },
                    }
                }
                p { (lang.with("until-on-our-clock", [("until", last_minute(lang, closes_at).into())])) }
            }
        }
    }
}

/// The names of those who took part.
async fn workers(visit: &Visit, actor: &Actor, found: &Found) -> Result<WorkerNames, Trouble> {
    let seen = &found.seen;
    let mut all: BTreeSet<WorkerId> = seen.conflicts.clone();
    all.extend(seen.assessors.iter().map(|assessor| assessor.worker));
    all.extend(seen.assessments.iter().map(|written| written.assessor));
    all.extend(seen.jury.iter().flat_map(|jury| jury.deliberation.members.iter().copied()));
    let mut names = Names::of(visit, actor, &found.round.region);
    let mut known = WorkerNames::new();
    for worker in all {
        if let Some(name) = names.worker(worker).await? {
            known.insert(worker, name);
        }
    }
    Ok(known)
}

/// What to call somebody whose name is not known, or not to be seen.
fn called(names: &WorkerNames, worker: WorkerId) -> String {
    let short = || worker.to_string().chars().take(8).collect::<String>();
    names.get(&worker).cloned().unwrap_or_else(|| format!("{}…", short()))
}
