//! The catalogue through its public door: the committed region, another region, and faulty files.

#[path = "catalogue/committed.rs"]
mod committed;
#[path = "catalogue/committed_codes.rs"]
mod committed_codes;
#[path = "catalogue/committed_files.rs"]
mod committed_files;
#[path = "catalogue/committed_round.rs"]
mod committed_round;
#[path = "catalogue/faults.rs"]
mod faults;
#[path = "catalogue/faults_of_files.rs"]
mod faults_of_files;
#[path = "catalogue/faults_of_limits.rs"]
mod faults_of_limits;
#[path = "catalogue/faults_of_lists.rs"]
mod faults_of_lists;
#[path = "catalogue/faults_of_rounds.rs"]
mod faults_of_rounds;
#[path = "catalogue/other_region.rs"]
mod other_region;

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Source};

/// An invented region, and the path that it belongs in.
const ZANDSTREEK: &str = include_str!("catalogue/zandstreek.toml");
const ZANDSTREEK_PATH: &str = "reference/regions/zandstreek/2024-01-15.toml";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Vlaamse-Ardennen as committed.
fn vlaamse_ardennen() -> Arc<Catalogue> {
    let all = Catalogues::load(Catalogues::embedded_sources());
    let all = all.unwrap_or_else(|faults| panic!("{faults:#?}"));
    Arc::clone(all.latest("vlaamse-ardennen").expect("is embedded"))
}

fn common_sources() -> Vec<Source> {
    let mut sources = Catalogues::embedded_sources();
    sources.retain(|source| source.path.starts_with("reference/common/"));
    sources
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

/// Line and column, from 1, of the only place where `text` says `snippet`.
fn place_of(text: &str, snippet: &str) -> (usize, usize) {
    let mut places = text.match_indices(snippet);
    let (at, _) = places.next().expect("the snippet stands in the text");
    assert!(places.next().is_none(), "`{snippet}` stands twice");
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[..at].matches('\n').count() + 1;
    (line, text[line_start..at].chars().count() + 1)
}
