//! How fast a log is imported into an empty database, by the program itself: verified first, and then written.

use super::{Audited, ran};
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
    eprintln!("importing {} events", audited.events);
    let exported = audited.place("to_import");
    let mut program = audited.program();
    program.arg("export").arg(&exported);
    program.args(["--region", audited.ours.cases.region().as_str()]);
    ran(program).await?;
    let (mut rates, mut cpus, mut peaks) = (vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let name = format!("imported_{round}");
        ground.database(&name).await?;
        ground.settle().await?;
        let mut program = audited.program();
        program.env("DATABASE_URL", ground.url(&name)).arg("import").arg(&exported);
        let import = ran(program).await?;
        rates.push(count(audited.events) / import.took.as_secs_f64());
        cpus.push(import.cpu.as_secs_f64() * 1e6 / count(audited.events));
        peaks.extend(import.peak);
        ground.drop_database(&name).await?;
    }
    figures.bound("import_rate", median(rates), "events/s", Some(Goal::AtLeast(50_000.0)));
    figures.say("import_cpu_per_event", median(cpus), "us");
    if !peaks.is_empty() {
        // However long the log is: a batch of events, and what is read ahead.
        figures.bound("import_peak_memory", median(peaks) / MIB, "MiB", Some(Goal::AtMost(192.0)));
    }
    Ok(())
}
