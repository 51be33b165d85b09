//! What is recorded of a round: its launch, dates that move, the matching report and its ratification.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::When;
use loopbrug_domain::catalogue::list::{TieBreakReason, TimelineReason};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::procedure::timeline::LAUNCH;
use loopbrug_domain::round::amendment::Amendment;
use loopbrug_domain::round::launch::Launch as Launching;
use loopbrug_domain::round::{Intent, Ranked, TieBreak};
use loopbrug_infra::commands::RoundIntent;
use maud::{Markup, html};

use super::of_round::{OfRound, REGION};
use super::{Form, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};
use crate::rounds::days::dates;
use crate::rounds::words::fingerprint;

/// From here on proposals may come.
pub(super) struct Launch;

impl Form<OfRound> for Launch {
    fn name(&self) -> &'static str {
        "lancering"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, _: &OfRound, _: &Typed) -> Vec<Field> {
        vec![Field::hidden(REGION)]
    }

    fn shown(&self, subject: &OfRound) -> Markup {
        let here = subject.here();
        html! {
            dl.facts {
                @for date in dates(here.lang, &subject.round, here.now) { dt { (date.what) } dd { (date.when) } }
            }
        }
    }

    fn read(&self, _: &mut Reading<'_>, subject: &OfRound) -> RoundIntent {
        let (region, round) = (subject.round.region.clone(), subject.round.code.clone());
        let catalogue = subject.round.catalogue.version();
        RoundIntent::Record(Intent::LaunchRound(Launching { region, round, catalogue }))
    }
}

/// A date moves.
pub(super) struct Amend;

impl Form<OfRound> for Amend {
    fn name(&self) -> &'static str {
        "datum"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfRound, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        let timeline = subject.round.timeline();
        let moves = timeline
            .items()
            .iter()
            .filter(|item| item.entry.code != *LAUNCH && item.when != When::SetByEvent);
        let items = moves.map(|item| {
            let choice = Choice::new(item.entry.code.as_str(), lang.label(&item.entry.label));
            match timeline.day(item.entry.code.as_str()) {
                Some(day) => choice.noted(lang.day(day)),
                None => choice,
            }
        });
        vec![
            Field::hidden(REGION),
            Field::select("item", lang.say("which-date"), items.collect()),
            Field::date("new", lang.say("new-day")).helped(lang.say("new-day-help")),
            Field::one_of(
                "reason",
                lang.say("which-reason"),
                coded::<TimelineReason>(lang, subject.catalogue(), today),
            ),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfRound) -> RoundIntent {
        RoundIntent::Record(Intent::AmendTimeline(Amendment {
            item: reading.code("item"),
            new: reading.date("new"),
            reason: reading.code("reason"),
        }))
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

/// All proposals are ranked. Of those that are tied, an order can be given.
pub(super) struct DrawUp;

impl DrawUp {
    /// The proposals that share a rank, as the report that was drawn up last has them.
    fn ties(subject: &OfRound) -> Vec<Vec<&Ranked>> {
        let ranking =
            subject.ranking.as_ref().map_or(&[][..], |found| &found.drawn_up.report.ranking);
        let groups = ranking.chunk_by(|one, next| one.rank == next.rank);
        groups.filter(|group| group.len() > 1).map(|group| group.iter().collect()).collect()
    }

    fn place_of(row: &Ranked) -> String {
        format!("place-{}", row.proposal)
    }

    fn reason_of(tie: &[&Ranked]) -> String {
        format!("reason-{}", tie.first().map_or(0, |row| row.rank))
    }
}

impl Form<OfRound> for DrawUp {
    fn name(&self) -> &'static str {
        "matchingsverslag"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfRound, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        let mut fields = vec![Field::hidden(REGION), Field::occurred_on(lang, today)];
        for tie in Self::ties(subject) {
            let most = u32::try_from(tie.len()).unwrap_or(u32::MAX);
            let mut of_tie: Vec<_> = tie
                .iter()
                .map(|row| {
                    let known = subject.names.get(&row.organisation).cloned();
                    let name = known.unwrap_or_else(|| row.organisation.to_string());
                    Field::number(Self::place_of(row), name, (1, most))
                        .helped(lang.with("place-help", [("n", most.into())]))
                        .optional()
                })
                .collect();
            let reasons = coded::<TieBreakReason>(lang, subject.catalogue(), today);
            of_tie.push(
                Field::select(Self::reason_of(&tie), lang.say("why-this-order"), reasons)
                    .optional(),
            );
            let total = tie.first().map(|row| lang.points(row.total)).unwrap_or_default();
            fields.push(Field::part(lang.with("tied-at", [("total", total.into())]), of_tie));
        }
        fields
    }

    fn likely(&self, subject: &OfRound) -> Typed {
        Typed::default().on(subject.here().today)
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfRound) -> RoundIntent {
        let decided_by = subject.here().actor.worker;
        let mut tie_breaks = vec![];
        for tie in Self::ties(subject) {
            if tie.iter().all(|row| reading.typed.one(&Self::place_of(row)).is_none()) {
                continue;
            }
            let mut places: Vec<_> = vec![];
            for row in &tie {
                let field = Self::place_of(row);
                let place = reading.number(&field);
                if places.iter().any(|(taken, _)| *taken == place) {
                    reading.fault(&field, "GIVEN_TWICE");
                }
                places.push((place, row.proposal));
            }
            places.sort_unstable();
            let order = places.into_iter().map(|(_, proposal)| proposal).collect();
            let reason = reading.code(&Self::reason_of(&tie));
            tie_breaks.push(TieBreak { order, reason, decided_by });
        }
        RoundIntent::DrawUpReport(tie_breaks)
    }
}

/// The report is ratified, and with it every proposal that is in it.
pub(super) struct Ratify;

impl Form<OfRound> for Ratify {
    fn name(&self) -> &'static str {
        "bekrachtiging"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfRound, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        vec![Field::hidden(REGION), Field::hidden("report"), Field::occurred_on(lang, today)]
    }

    fn likely(&self, subject: &OfRound) -> Typed {
        let likely = Typed::default().on(subject.here().today);
        match &subject.ranking {
            Some(ranking) => likely.set("report", ranking.drawn_up.hash.as_str()),
            None => likely,
        }
    }

    fn shown(&self, subject: &OfRound) -> Markup {
        let (lang, round) = (subject.here().lang, subject.catalogue().round());
        html! {
            dl.facts {
                dt { (lang.say("ratified-by")) }
                dd { (lang.label(&round.ratifying_body)) }
                @if let Some(ranking) = &subject.ranking {
                    dt { (lang.say("report-drawn-up")) }
                    dd { (lang.day(ranking.drawn_up.on)) }
                    dt { (lang.say("proposal-fingerprint")) }
                    dd { (fingerprint(&ranking.drawn_up.hash)) }
                }
            }
        }
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfRound) -> RoundIntent {
        // Where there is no report there is no hash of it, and the rules say so.
        let hash = reading.typed.one("report").and_then(|hash| hash.parse().ok());
        RoundIntent::RatifyReport(hash.unwrap_or_else(|| ContentHash::of(&())))
    }
}
