//! `loopbrug serve`.

use crate::process::{Process, asked_to_stop, listen};
use crate::settings::Settings;

pub(super) async fn run(settings: &Settings) -> anyhow::Result<()> {
    // First of all, so that a refused address starts nothing.
    let listener = listen(settings.listen).await?;
    let process = Process::start(settings).await?;
    tracing::info!("serving on http://{}", listener.local_addr()?);
    process.serve(listener, asked_to_stop()).await
}
