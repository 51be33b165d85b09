use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta};
use loopbrug_domain::catalogue::ProblemArea;
use loopbrug_domain::ids::{KboNumber, ProposalId};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::procedure::Timeline;
use loopbrug_domain::proposal::{Payload, Stage, State};
use loopbrug_domain::round::Outcome;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;

use super::super::client::ORGANISATIONS;
use super::script::Ask;
use super::*;

const SEEDS: [u64; 4] = [1, 2, 3, 2023];

fn catalogues() -> Arc<Catalogues> {
    Arc::new(Catalogues::embedded())
}

fn from(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// The round of a seed, played to its end.
fn played(seed: u64) -> Playing {
    let catalogues = catalogues();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let mut playing = Playing::new(&catalogues);
    for step in Script::of(catalogue, RoundDays::of(catalogue).unwrap(), seed) {
        let shown = format!("{step:?}");
        playing.take(step).unwrap_or_else(|refusal| panic!("seed {seed}, {shown}: {refusal}"));
    }
    playing
}

/// The steps are decided without `Commands`, which asks the policy; so it is asked here.
#[test]
fn everybody_takes_only_steps_that_the_policy_lets_them_take() {
    let catalogues = catalogues();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    for step in Script::of(catalogue, RoundDays::of(catalogue).unwrap(), 1) {
        let (action, subject) = match &step.ask {
            Ask::Of(id, intent) => {
                let (region, round) = (catalogue.region(), &catalogue.round().code);
                let mut all = (1..100).map(KboNumber::of_stem);
                let of = all.find(|of| ProposalId::of(region, round, *of) == *id).unwrap();
                (intent.action(step.actor.worker), Subject::Proposal(of))
            }
            _ => (Action::Record, Subject::Round),
        };
        assert_eq!(may(&step.actor, catalogue.region(), action, subject), Ok(()), "{step:?}");
    }
}

impl Playing {
    fn states(&self) -> impl Iterator<Item = &State> {
        self.proposals.values().map(Stream::state)
    }

    fn count(&self, of: impl Fn(&State) -> bool) -> usize {
        self.states().filter(|state| of(state)).count()
    }
}

#[test]
fn every_proposal_that_was_handed_in_ends_final_and_one_came_too_late() {
    for seed in SEEDS {
        let playing = played(seed);
        assert_eq!(playing.proposals.len(), 12);
        assert_eq!(playing.count(|state| state.stage() == Some(Stage::Final)), 11);
        assert_eq!(playing.count(|state| state.stage() == Some(Stage::Draft)), 1);
        assert_eq!(playing.too_late, 1);
        assert_eq!(playing.approved(), 6, "half of them");
        assert!((200..350).contains(&playing.events.len()), "{} events", playing.events.len());
    }
}

#[test]
fn most_hand_in_on_the_last_evening_and_some_in_its_last_minute() {
    for seed in SEEDS {
        let playing = played(seed);
        let catalogues = catalogues();
        let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
        let days = RoundDays::of(catalogue).unwrap();
        let within = |state: &State, span: TimeDelta| {
            let received = state.submission.as_ref().map(|submission| submission.received_at);
            received.is_some_and(|at| at >= days.submission_closes - span)
        };
        assert_eq!(playing.count(|state| within(state, TimeDelta::hours(6))), 10);
        assert_eq!(playing.count(|state| within(state, TimeDelta::minutes(1))), 2);
        let withdrawn = playing.events.iter().filter(|one| {
            matches!(&one.event, StreamEvent::Proposal(_, event)
                if matches!(event.what, Payload::ProposalWithdrawn(_)))
        });
        assert_eq!(withdrawn.count(), 1, "taken back, and handed in again");
    }
}

#[test]
fn one_is_inadmissible_one_is_not_invited_one_assessor_has_a_conflict_and_one_is_slow() {
    for seed in SEEDS {
        let playing = played(seed);
        let refused = |state: &State| state.admissibility.as_ref().is_some_and(|it| !it.ok);
        assert_eq!(playing.count(refused), 1);
        assert_eq!(playing.count(|state| state.pitch.withheld.is_some()), 1);
        let assessors = || playing.states().flat_map(|state| state.assessors.iter());
        assert_eq!(assessors().filter(|assessor| assessor.conflict).count(), 1);
        let written = assessors().filter_map(|assessor| assessor.assessment.as_ref());
        let outside: Vec<_> = written.map(|assessment| assessment.outside_window).collect();
        assert_eq!(outside.len(), 29);
        assert_eq!(outside.iter().filter(|outside| **outside).count(), 1);
        let pitched_outside =
            |state: &State| state.pitch.held.is_some_and(|(_, held)| held.outside_window);
        assert_eq!(playing.count(pitched_outside), 0);
    }
}

#[test]
fn two_ties_are_in_the_report_and_both_are_broken() {
    for seed in SEEDS {
        let playing = played(seed);
        let report = playing.round.state().report.clone().unwrap().report;
        let ranks: Vec<_> = report.ranking.iter().map(|row| (row.rank, row.place)).collect();
        let (first, second) = ([(2, 2), (2, 3)], [(7, 7), (7, 8)]);
        assert_eq!(ranks[..3], [&[(1, 1)][..], &first].concat());
        assert_eq!(ranks[3..6], [(4, 4), (5, 5), (6, 6)]);
        assert_eq!(ranks[6..], [&second[..], &[(9, 9)]].concat());
        assert_eq!(report.tie_breaks.len(), 2);
        assert_eq!(report.unranked.len(), 2);
    }
}

#[test]
fn a_rebuttal_in_time_is_answered_and_a_late_one_is_kept() {
    for seed in SEEDS {
        let playing = played(seed);
        let rebuttals: Vec<_> = playing.states().flat_map(|state| &state.rebuttals).collect();
        let mut found: Vec<_> =
            rebuttals.iter().map(|rebuttal| (rebuttal.fact.late, rebuttal.answered)).collect();
        found.sort_unstable();
        assert_eq!(found, [(false, true), (true, false)]);
        let moved = |state: &State| {
            state.decision.as_ref().is_some_and(|one| one.outcome == Outcome::Reserve)
                && state.outcome() == Some(Outcome::Approved)
        };
        assert_eq!(playing.count(moved), 1, "the answer made a partner of the reserve");
        assert_eq!(
            playing.count(|state| state.decision.as_ref().is_some_and(|one| one.overdue)),
            0
        );
    }
}

#[test]
fn partners_offer_services_in_some_problem_areas_and_leave_others_uncovered() {
    let catalogues = catalogues();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    for seed in SEEDS {
        let playing = played(seed);
        let approved = playing.states().filter(|it| it.outcome() == Some(Outcome::Approved));
        let drafts: Vec<_> = approved.filter_map(|state| state.draft.as_ref()).collect();
        let offers: Vec<_> = drafts.iter().flat_map(|draft| draft.offers.values()).collect();
        let covered = |area: &&ProblemArea| {
            let mut services = area.services.iter().map(|service| &service.entry.code);
            services.any(|service| offers.iter().any(|offer| offer.service == *service))
        };
        let covered = catalogue.problem_areas().iter().filter(covered).count();
        assert!((4..=8).contains(&covered), "{covered} of 12, seed {seed}");
        for draft in drafts {
            let mut guides = (1..=ORGANISATIONS).map(KboNumber::of_stem);
            assert!(guides.any(|one| one == draft.organisation), "guides clients");
        }
        let challenges: BTreeSet<_> = offers.iter().map(|offer| &offer.challenge).collect();
        assert_eq!(challenges.len(), catalogue.challenges().len());
    }
}

#[test]
fn the_same_seed_plays_the_same_round_in_order_of_time_and_another_seed_another() {
    let (one, same, other) = (played(7).events, played(7).events, played(8).events);
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert!(one.is_sorted_by_key(|one| one.at));
    let hours: BTreeSet<_> = one.iter().map(|one| one.at.time()).collect();
    assert!(hours.len() > 150, "each at its own hour");
}

#[test]
fn the_dates_are_those_of_the_catalogue() {
    let catalogues = catalogues();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let playing = played(1);
    let timeline: Timeline<'_> = playing.round.timeline(catalogue);
    let (first, last) = (playing.events.first().unwrap(), playing.events.last().unwrap());
    assert_eq!(Some(day_in_brussels(first.at)), timeline.day("launch"));
    let published = catalogue.round().item("end_date").unwrap().latest;
    let (ratified, ended) = (timeline.day("ratification"), timeline.day("end_date"));
    assert!(ended <= published, "{ended:?}");
    for day in [ratified, ended] {
        assert!(day.unwrap().weekday().number_from_monday() <= 5, "{day:?} is a working day");
    }
    assert!(timeline.has_closed("rebuttal", last.at));
}

#[test]
fn a_round_that_is_not_over_before_the_partnership_begins_is_not_played() {
    let catalogues = catalogues();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let play = |day: &str| play(catalogue, &catalogues, from(day), 1).unwrap();
    assert!(play("2023-11-06").is_none());
    assert!(play("2023-11-07").is_some());
}

#[test]
fn a_round_that_leaves_too_little_time_is_not_played() {
    let mut sources = Catalogues::embedded_sources();
    for source in &mut sources {
        source.text = source.text.replace("2023-09-22T23:59:00", "2023-08-25T23:59:00");
    }
    let catalogues = Arc::new(Catalogues::load(sources).unwrap());
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    assert!(play(catalogue, &catalogues, from("2024-01-01"), 1).unwrap().is_none());
}
