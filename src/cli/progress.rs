//! How far something is that goes through the events of a log.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar under a name: of how many events so many are done.
pub(super) fn of_events(name: &str) -> anyhow::Result<ProgressBar> {
    let template = format!("{name}: {{bar:40}} {{pos}}/{{len}} events, {{eta}} left");
    Ok(ProgressBar::new(0).with_style(ProgressStyle::with_template(&template)?))
}

/// Moves a bar.
pub(super) fn moving(bar: &ProgressBar) -> impl Fn(u64, u64) {
    |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    }
}
