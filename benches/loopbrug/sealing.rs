//! What sealing costs beside a command that is alone: a note of 200 letters, sealed with a key that the process has,
//! with one that is made for it, and opened again.

use std::time::Instant;

use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::vault::{Bound, Vault};

use crate::figures::{Figures, Goal};
use crate::ground::Ground;
use crate::ours::{Ours, record};
use crate::protocol::median;

/// How often each is done.
const TIMES: usize = 500;
/// What is sealed, in letters.
const LETTERS: usize = 200;

pub(crate) async fn run(ground: &Ground, figures: &mut Figures) -> anyhow::Result<()> {
    eprintln!("sealing");
    let folder = tempfile::tempdir()?;
    let keys = ground.database("keys").await?;
    let vault = Vault::new(keys, folder.path().join("master.key"));
    vault.init().await?;
    let ours = Ours::log_only(ground, "sealing").await?;
    let trajectory = ours.cases.make(1, 10).await?[0];
    let region = ours.cases.region();
    let of =
        |trajectory| Bound { region, trajectory, event: CommandId(new_trace_id()), field: "text" };
    let note = "a".repeat(LETTERS);
    let bound = of(trajectory);
    let sealed = vault.seal(&bound, &note).await?;
    record(&ours.commands, trajectory).await?;
    ground.settle().await?;
    let (mut command, mut seal, mut open, mut first) = (vec![], vec![], vec![], vec![]);
    for _ in 0..TIMES {
        let began = Instant::now();
        record(&ours.commands, trajectory).await?;
        command.push(micros(began));
        let began = Instant::now();
        vault.seal(&bound, &note).await?;
        seal.push(micros(began));
        let began = Instant::now();
        vault.open(&bound, &sealed).await?;
        open.push(micros(began));
        let began = Instant::now();
        vault.seal(&of(TrajectoryId(new_trace_id())), &note).await?;
        first.push(micros(began));
    }
    let (command, seal) = (median(command), median(seal));
    figures.say("seal_a_note", seal, "us");
    figures.say("seal_a_note_with_a_new_key", median(first), "us");
    figures.say("open_a_note", median(open), "us");
    figures.ratio("seal_a_note_over_a_command", seal / command, Some(Goal::AtMost(0.1)));
    ours.close().await;
    vault.close().await;
    Ok(())
}

fn micros(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e6
}
