//! The tables of BENCHMARKS.md.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, ensure};

use crate::figures::{Figure, Figures, Goal};

const FROM: &str = "<!-- figures of the last run, written by the run itself -->\n";
const TO: &str = "<!-- end of figures -->";

/// Replaces the tables in a file.
pub(crate) fn write(file: &Path, figures: &Figures) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file)?;
    let (before, rest) = text.split_once(FROM).context("the file has no mark for the figures")?;
    let (_, after) = rest.split_once(TO).context("the file has no mark after the figures")?;
    ensure!(!after.contains(FROM), "the file has two places for the figures");
    let tables = tables(figures)?;
    std::fs::write(file, format!("{before}{FROM}{tables}\n{TO}{after}"))?;
    Ok(())
}

fn tables(figures: &Figures) -> anyhow::Result<String> {
    let (ratios, plain): (Vec<_>, Vec<_>) =
        figures.all.iter().partition(|f| f.unit == "x" || f.goal.is_some());
    let mut out = String::new();
    writeln!(out, "\nRan on: `{}`", figures.environment)?;
    writeln!(out, "\n| ratio, or figure with a goal | value | goal | |\n|---|---:|---:|---|")?;
    for figure in ratios {
        let reached = match figure.reached() {
            Some(true) => "reached",
            Some(false) => "**missed**",
            None => "",
        };
        let unit = if figure.unit == "x" { "" } else { figure.unit };
        let (name, value) = (&figure.name, figure.value());
        writeln!(out, "| {name} | {value} {unit} | {} | {reached} |", goal(figure))?;
    }
    writeln!(out, "\n| figure | value | unit |\n|---|---:|---|")?;
    for figure in plain {
        writeln!(out, "| {} | {} | {} |", figure.name, figure.value(), figure.unit)?;
    }
    Ok(out)
}

fn goal(figure: &Figure) -> String {
    match figure.goal {
        Some(Goal::AtLeast(bound)) => format!("≥ {bound}"),
        Some(Goal::AtMost(bound)) => format!("≤ {bound}"),
        None => String::new(),
    }
}
