//! The contest: all sides in turn, round after round, and what they come to beside each other.
//!
//! The rounds are interleaved, so that a machine that slows down does so for everybody.

use std::collections::BTreeMap;

use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::http::Served;
use crate::ours::{Ours, caught_up};
use crate::pgbench::Pgbench;
use crate::protocol::{COMMANDS_EACH, EVENT_BYTES, Measured, Span, count, measure, median, millis};
use crate::stock::Stock;

/// The trajectories that one worker has at hand, within the bounds of what is kept of states.
const AT_HAND: usize = 32;
const AT_HAND_IN_ALL: std::ops::RangeInclusive<usize> = 200..=4_000;

/// No side is expected to carry out more commands in a second, alone or together with others.
const ALONE_AT_MOST: usize = 5_000;
const TOGETHER_AT_MOST: usize = 25_000;

/// A figure of every round, by its name and the concurrency.
#[derive(Default)]
struct Tally(BTreeMap<(&'static str, usize), Vec<f64>>);

impl Tally {
    fn note(&mut self, name: &'static str, concurrency: usize, value: f64) {
        self.0.entry((name, concurrency)).or_default().push(value);
    }

    fn commands(&mut self, side: [&'static str; 3], concurrency: usize, measured: &Measured) {
        let [rate, middle, tail] = side;
        self.note(rate, concurrency, measured.per_second);
        self.note(middle, concurrency, millis(measured.latency(0.5)));
        self.note(tail, concurrency, millis(measured.latency(0.99)));
    }

    fn median(&self, name: &'static str, concurrency: usize) -> Option<f64> {
        self.0.get(&(name, concurrency)).cloned().map(median)
    }
}

const STOCK: [&str; 3] = ["stock_commands", "stock_latency_median", "stock_latency_p99"];
const OURS: [&str; 3] = ["ours_commands", "ours_latency_median", "ours_latency_p99"];
const COLD: [&str; 3] = ["ours_cold_commands", "ours_cold_latency_median", "ours_cold_latency_p99"];
const LIVE: [&str; 3] = ["ours_live_commands", "ours_live_latency_median", "ours_live_latency_p99"];
const HTTP: [&str; 3] = ["http_commands", "http_latency_median", "http_latency_p99"];
const PGBENCH: &str = "pgbench_transactions";
const LIVE_BEHIND: &str = "ours_live_views_behind";
const HTTP_BEHIND: &str = "http_views_behind";

/// Everybody who takes part.
struct Sides {
    stock: Stock,
    pgbench: Option<Pgbench>,
    ours: Ours,
    cold: Ours,
    live: Ours,
    served: Served,
}

pub(crate) async fn run(
    ground: &Ground,
    figures: &mut Figures,
    span: Span,
    rounds: usize,
    concurrency: &[usize],
) -> anyhow::Result<()> {
    let mut sides = Sides {
        stock: Stock::prepare(ground).await?,
        pgbench: Pgbench::prepare(ground).await?,
        ours: Ours::log_only(ground, "ours").await?,
        cold: Ours::log_only(ground, "ours_cold").await?,
        live: Ours::live(ground, "ours_live").await?,
        served: Served::start(ground).await?,
    };
    let mut tally = Tally::default();
    for &concurrency in concurrency {
        for round in 1..=rounds {
            eprintln!("{concurrency} at once, round {round} of {rounds}");
            sides.round(ground, span, concurrency, &mut tally).await?;
        }
        say(figures, &tally, concurrency);
    }
    ratios(figures, &tally, concurrency);
    sizes(figures, &sides.ours).await?;
    sides.stock.close().await;
    sides.ours.close().await;
    sides.cold.close().await;
    sides.live.close().await;
    sides.served.stop().await
}

impl Sides {
    async fn round(
        &mut self,
        ground: &Ground,
        span: Span,
        concurrency: usize,
        tally: &mut Tally,
    ) -> anyhow::Result<()> {
        self.prepare(span, concurrency).await?;

        ground.settle().await?;
        tally.commands(STOCK, concurrency, &measure(span, self.stock.workers(concurrency)).await?);

        if let Some(pgbench) = &mut self.pgbench {
            ground.settle().await?;
            if let Some(rate) = pgbench.measure(span, concurrency).await? {
                tally.note(PGBENCH, concurrency, rate);
            }
        }

        ground.settle().await?;
        tally.commands(OURS, concurrency, &measure(span, self.ours.workers(concurrency)).await?);

        ground.settle().await?;
        tally.commands(COLD, concurrency, &measure(span, self.cold.workers(concurrency)).await?);

        ground.settle().await?;
        tally.commands(LIVE, concurrency, &measure(span, self.live.workers(concurrency)).await?);
        tally.note(LIVE_BEHIND, concurrency, millis(caught_up(&self.live.pool).await?));

        ground.settle().await?;
        let connections = self.served.workers(concurrency).await?;
        tally.commands(HTTP, concurrency, &measure(span, connections).await?);
        let behind = caught_up(&self.served.ours.pool).await?;
        tally.note(HTTP_BEHIND, concurrency, millis(behind));
        Ok(())
    }

    /// Cases for a round, for everybody who records about cases.
    async fn prepare(&self, span: Span, concurrency: usize) -> anyhow::Result<()> {
        let seconds = usize::try_from((span.warm_up + span.counted).as_secs())?;
        let at_most = if concurrency == 1 { ALONE_AT_MOST } else { TOGETHER_AT_MOST };
        let cases = seconds * at_most / usize::try_from(COMMANDS_EACH)? + concurrency;
        self.stock.prepare_cases(cases).await?;
        self.cold.cases.prepare(cases).await?;
        let at_hand = AT_HAND * concurrency;
        let at_hand = at_hand.clamp(*AT_HAND_IN_ALL.start(), *AT_HAND_IN_ALL.end());
        for ours in [&self.ours, &self.live, &self.served.ours] {
            ours.cases.begin_with(at_hand).await?;
        }
        caught_up(&self.live.pool).await?;
        caught_up(&self.served.ours.pool).await?;
        Ok(())
    }
}

fn say(figures: &mut Figures, tally: &Tally, concurrency: usize) {
    let mut say = |name, unit| {
        if let Some(value) = tally.median(name, concurrency) {
            figures.say(format!("{name}_{concurrency}"), value, unit);
        }
    };
    for [rate, middle, tail] in [STOCK, OURS, COLD, LIVE, HTTP] {
        say(rate, "1/s");
        say(middle, "ms");
        say(tail, "ms");
    }
    say(PGBENCH, "1/s");
    say(LIVE_BEHIND, "ms");
    say(HTTP_BEHIND, "ms");
}

/// What it is all about. Goals are for ours as it is used: with states at hand.
fn ratios(figures: &mut Figures, tally: &Tally, concurrency: &[usize]) {
    let best = concurrency.iter().filter_map(|&n| tally.median(PGBENCH, n)).reduce(f64::max);
    for &n in concurrency {
        let (stock, pgbench) = (tally.median(STOCK[0], n), tally.median(PGBENCH, n));
        let (over_stock, over_pgbench, over_best, http_over_stock) = match n {
            1 => (Some(1.7), Some(0.55), None, None),
            64 => (Some(7.0), Some(1.5), None, Some(2.5)),
            256 => (None, None, Some(1.9), None),
            _ => (None, None, None, None),
        };
        for (side, rate) in [("ours", OURS[0]), ("ours_cold", COLD[0]), ("ours_live", LIVE[0])] {
            let rate = tally.median(rate, n);
            let mut ratio = |over: &str, other: Option<f64>, goal: Option<f64>| {
                if let (Some(rate), Some(other)) = (rate, other) {
                    let goal = goal.filter(|_| side == "ours").map(Goal::AtLeast);
                    figures.ratio(format!("{side}_over_{over}_{n}"), rate / other, goal);
                }
            };
            ratio("stock", stock, over_stock);
            ratio("pgbench", pgbench, over_pgbench);
            // Elsewhere it says nothing: the best is another concurrency's.
            if over_best.is_some() {
                ratio("best_pgbench", best, over_best);
            }
        }
        if let (Some(http), Some(stock)) = (tally.median(HTTP[0], n), stock) {
            let goal = http_over_stock.map(Goal::AtLeast);
            figures.ratio(format!("http_over_stock_{n}"), http / stock, goal);
        }
        for (side, [_, middle, tail]) in [("ours", OURS), ("ours_live", LIVE), ("http", HTTP)] {
            if let (Some(middle), Some(tail)) = (tally.median(middle, n), tally.median(tail, n)) {
                let goal = (n == 64).then_some(Goal::AtMost(4.0));
                figures.ratio(format!("{side}_p99_over_median_{n}"), tail / middle, goal);
            }
        }
    }
}

/// How large an event is, since ours is what it is.
async fn sizes(figures: &mut Figures, ours: &Ours) -> anyhow::Result<()> {
    let (payload, actor): (f64, f64) = sqlx::query_as(
        "SELECT avg(octet_length(payload::text))::float8, avg(octet_length(actor::text))::float8
         FROM (SELECT payload, actor FROM events ORDER BY position DESC LIMIT 1000) AS latest",
    )
    .fetch_one(&ours.pool)
    .await?;
    figures.say("stock_event_payload", count(EVENT_BYTES), "bytes");
    figures.say("ours_event_payload", payload, "bytes");
    figures.say("ours_event_payload_and_actor", payload + actor, "bytes");
    Ok(())
}
