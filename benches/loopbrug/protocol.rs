//! The protocol: workers send one command after another, and are counted for some seconds.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// How many events a stream has before a worker turns to it, and how many commands the worker
/// then sends to it, one event each, before it goes on to the next: every side loads streams of
/// five to nine events, and finds each anew as often as the others.
pub(crate) const EVENTS_BEFORE: u32 = 5;
pub(crate) const COMMANDS_EACH: u32 = 5;

/// The size of an event, in bytes of its payload, where it is ours to choose.
pub(crate) const EVENT_BYTES: usize = 300;

/// How long a side is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) warm_up: Duration,
    pub(crate) counted: Duration,
}

/// Sends commands, each after the one before was acknowledged.
pub(crate) trait Worker: Send + 'static {
    fn command(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What was acknowledged while it counted.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    /// How long each took, in order of size.
    latencies: Vec<Duration>,
}

impl Measured {
    /// The latency below which this share of the commands stayed.
    pub(crate) fn latency(&self, share: f64) -> Duration {
        quantile(&self.latencies, share)
    }
}

/// Lets all workers work at once.
pub(crate) async fn measure<W: Worker>(span: Span, workers: Vec<W>) -> anyhow::Result<Measured> {
    let mut tasks = JoinSet::new();
    let counts_from = Instant::now() + span.warm_up;
    let counts_until = counts_from + span.counted;
    for mut worker in workers {
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            loop {
                let sent = Instant::now();
                if sent >= counts_until {
                    return anyhow::Ok(latencies);
                }
                worker.command().await?;
                let acknowledged = Instant::now();
                if (counts_from..counts_until).contains(&acknowledged) {
                    latencies.push(acknowledged - sent);
                }
            }
        });
    }
    let mut latencies = Vec::new();
    while let Some(worked) = tasks.join_next().await {
        latencies.append(&mut worked??);
    }
    latencies.sort_unstable();
    let per_second = count(latencies.len()) / span.counted.as_secs_f64();
    Ok(Measured { per_second, latencies })
}

/// The value in sorted values below which this share of them lies.
pub(crate) fn quantile<T: Copy + Default>(sorted: &[T], share: f64) -> T {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a place in it"
    )]
    let place = (count(sorted.len()) * share) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// The one in the middle, or what lies half-way between the two that are.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let below = values.len().saturating_sub(1) / 2;
    values.get(below).copied().unwrap_or_default().midpoint(quantile(&values, 0.5))
}

/// A count as a number to divide by.
pub(crate) fn count(of: impl TryInto<u32>) -> f64 {
    f64::from(of.try_into().unwrap_or(u32::MAX))
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
