//! The end of a drill: the ledger is compared with the log, with the answers to repeats, with the
//! reports and with what the program says of its own health.

mod figures;
mod log;
mod repeats;

use std::time::{Duration, Instant};

use anyhow::Context;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::time::sleep;

use crate::answer::Answer;
use crate::load::Sender;

use self::log::Log;

/// How long the last word about everything, and good health, may take at the end.
const SETTLED_WITHIN: Duration = Duration::from_secs(30);

/// What came of a drill.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) sent: usize,
    pub(crate) acknowledged: usize,
    /// Nobody ever had the last word about so many.
    pub(crate) unknown: usize,
    /// Acknowledged, and gone with a failover that was announced to lose the latest commands.
    pub(crate) lost_by_failover: usize,
    /// Acknowledged, and not in the log.
    pub(crate) lost: Vec<String>,
    /// In the log twice, or a log with a hole or a double.
    pub(crate) doubled: Vec<String>,
    /// Said, and not so.
    pub(crate) untrue: Vec<String>,
}

impl Findings {
    /// Whether all is as it has to be.
    pub(crate) fn are_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.untrue.is_empty()
    }
}

/// Compares everything. The load has ended, and no fault is struck any more.
pub(crate) async fn audit(
    sender: &Sender,
    database: &PgConnectOptions,
) -> anyhow::Result<Findings> {
    settle(sender).await;
    let mut findings = Findings::default();
    healthy(sender, &mut findings).await;
    let mut connection = database.connect().await.context("the log cannot be looked at")?;
    let log = Log::read(&mut connection).await?;
    log.is_whole(&mut findings);
    let entries = sender.ledger.all();
    log.agrees_with(&entries, &mut findings);
    figures::agree(sender, &entries, &log, &mut findings).await;
    repeats::agree(sender, &entries, &log, &mut findings).await;
    let after = Log::read(&mut connection).await?;
    if after.len() != log.len() {
        let (before, after) = (log.len(), after.len());
        findings.doubled.push(format!("repeats alone took the log from {before} to {after}"));
    }
    findings.untrue.extend(sender.ledger.seen_untrue());
    Ok(findings)
}

/// Sends what has no last word yet until it has.
async fn settle(sender: &Sender) {
    let started = Instant::now();
    loop {
        let open = sender.ledger.unanswered();
        if open.is_empty() || started.elapsed() > SETTLED_WITHIN {
            return;
        }
        for (program, command) in open.iter().enumerate() {
            if let Answer::Unknown(_) = sender.send(command, program).await {
                sleep(Duration::from_millis(50)).await;
            }
            if started.elapsed() > SETTLED_WITHIN {
                return;
            }
        }
    }
}

/// Every program says that it is well, soon after it is.
async fn healthy(sender: &Sender, findings: &mut Findings) {
    for program in 0..sender.door.programs() {
        let door = sender.door.at(program);
        for page in ["live", "ready", "projections"] {
            let started = Instant::now();
            loop {
                match door.health(page, Duration::from_secs(10)).await {
                    Ok((200, _)) => break,
                    said if started.elapsed() > SETTLED_WITHIN => {
                        findings.untrue.push(format!("all is well, and /health/{page}: {said:?}"));
                        break;
                    }
                    _ => sleep(Duration::from_millis(100)).await,
                }
            }
        }
    }
}
