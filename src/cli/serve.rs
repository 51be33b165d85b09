//! `loopbrug serve`.

use crate::process::{Process, listen};
use crate::settings::Settings;
use crate::stop::Stop;

pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    // First of all, so that a refused address starts nothing.
    let listener = listen(settings).await?;
    let Some(process) = Process::start(settings, &stop).await? else { return Ok(()) };
    tracing::info!("serving on http://{}", listener.local_addr()?);
    process.serve(listener, None, &stop).await
}
