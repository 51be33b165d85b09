//! How fast a log is exported and the export verified, by the program itself.

use std::path::Path;

use super::{Audited, Ran, ran};
use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::memory::MIB;
use crate::protocol::{count, median};

const ROUNDS: usize = 3;

pub(crate) async fn run(
    audited: &Audited,
    ground: &Ground,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    eprintln!("exporting {} events", audited.events);
    for (compression, goal) in [("zstd", Some(Goal::AtLeast(100_000.0))), ("gzip", None)] {
        let (mut rates, mut cpus, mut peaks, mut peaks_of_half) = (vec![], vec![], vec![], vec![]);
        let (mut verify_rates, mut verify_peaks) = (vec![], vec![]);
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            ground.settle().await?;
            let whole = export(audited, compression, 1).await?;
            rates.push(count(audited.events) / whole.took.as_secs_f64());
            cpus.push(whole.cpu.as_secs_f64() * 1e6 / count(audited.events));
            peaks.extend(whole.peak);
            bytes = size_of(&audited.place("export"))?;
            let mut program = audited.program();
            program.args(["audit", "verify"]).arg(audited.place("export"));
            let verified = ran(program).await?;
            verify_rates.push(count(audited.events) / verified.took.as_secs_f64());
            verify_peaks.extend(verified.peak);
            let half = export(audited, compression, audited.events / 2).await?;
            peaks_of_half.extend(half.peak);
        }
        let name = |what: &str| format!("export_{what}_{compression}");
        figures.bound(name("rate"), median(rates), "events/s", goal);
        let verify = |what: &str| format!("verify_{what}_{compression}");
        figures.bound(verify("rate"), median(verify_rates), "events/s", goal);
        if !verify_peaks.is_empty() {
            // However long the log is.
            let peak = median(verify_peaks) / MIB;
            figures.bound(verify("peak_memory"), peak, "MiB", Some(Goal::AtMost(64.0)));
        }
        figures.say(name("cpu_per_event"), median(cpus), "us");
        #[expect(clippy::cast_precision_loss, reason = "nobody reads that many digits")]
        figures.say(name("bytes_per_event"), bytes as f64 / count(audited.events), "bytes");
        let (peak, of_half) = (median(peaks), median(peaks_of_half));
        if of_half > 0.0 {
            figures.say(name("peak_memory"), peak / MIB, "MiB");
            figures.ratio(name("memory_over_half"), peak / of_half, Some(Goal::AtMost(1.2)));
        }
    }
    Ok(())
}

/// Exports the events from a position on, in the place of what was exported before.
async fn export(audited: &Audited, compression: &str, from: u64) -> anyhow::Result<Ran> {
    let place = audited.place("export");
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    let mut program = audited.program();
    program.arg("export").arg(place).args(["--compression", compression]);
    program.args(["--region", audited.ours.cases.region().as_str(), "--from", &from.to_string()]);
    ran(program).await
}

/// How many bytes the files of a folder have, those in its folders not counted.
fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?.metadata()?;
        bytes += if entry.is_file() { entry.len() } else { 0 };
    }
    Ok(bytes)
}
