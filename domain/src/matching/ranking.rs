//! From totals to ranks.

use std::cmp::Reverse;

use crate::ids::ProposalId;
use crate::matching::MatchingRefusal;
use crate::procedure::Refusal;
use crate::round::{Ranked, TieBreak};

/// Ranks by weighted total, the highest first. Equal totals have the same rank, and come in the
/// order of their tie-break, or of their ids. The ranks and places that come in are overwritten.
///
/// # Errors
/// A tie-break that does not name all proposals of one tie, each once.
pub fn ranked(mut rows: Vec<Ranked>, tie_breaks: &[TieBreak]) -> Result<Vec<Ranked>, Refusal> {
    rows.sort_by_key(|row| (Reverse(row.total), row.proposal));
    let mut broken = 0;
    let mut from = 0;
    while from < rows.len() {
        let tie = rows[from..].iter().take_while(|row| row.total == rows[from].total).count();
        let tied = &mut rows[from..from + tie];
        let rank = u32::try_from(from + 1).unwrap_or(u32::MAX);
        for row in &mut *tied {
            (row.rank, row.place) = (rank, rank);
        }
        let mut orders = tie_breaks.iter().filter(|order| is_of(order, tied));
        if let Some(tie_break) = orders.next() {
            broken += 1;
            for row in &mut *tied {
                let place = tie_break.order.iter().position(|id| *id == row.proposal);
                row.place = rank + place.map_or(0, |place| u32::try_from(place).unwrap_or(0));
            }
            tied.sort_by_key(|row| row.place);
        }
        from += tie;
    }
    if broken == tie_breaks.len() { Ok(rows) } else { Err(MatchingRefusal::NotATie.into()) }
}

/// Whether a tie-break names all proposals of a tie, each once.
fn is_of(tie_break: &TieBreak, tied: &[Ranked]) -> bool {
    let sorted = |mut ids: Vec<ProposalId>| {
        ids.sort();
        ids
    };
    let tied = sorted(tied.iter().map(|row| row.proposal).collect());
    tied.len() > 1 && sorted(tie_break.order.clone()) == tied
}
