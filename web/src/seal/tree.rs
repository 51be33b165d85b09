//! The way from an event up to the root of its tree: as a list with the hash beside each step, and as a drawing.

use std::ops::Range;

use loopbrug_infra::seal::Proved;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::proof::inclusion;
use maud::{Markup, html};

use crate::chart::length;
use crate::lang::Lang;

/// Between two levels of the drawing, and its middle.
const STEP: f64 = 40.0;
const MIDDLE: f64 = 260.0;
/// How far the halves of the whole tree are apart, and by what part less each level below.
const WIDEST: f64 = 120.0;
const NARROWER: f64 = 0.82;

/// What stands beside the way, from the event up.
struct Beside {
    leaves: Range<u64>,
    is_left: bool,
    hash: String,
}

fn way(proved: &Proved) -> Vec<Beside> {
    let ranges = inclusion(proved.index, proved.head.size).unwrap_or_default();
    let with_hashes = ranges.into_iter().zip(&proved.hashes);
    let beside = |(leaves, hash): (Range<u64>, &Hash)| Beside {
        is_left: leaves.start < proved.index,
        leaves,
        hash: hash.to_string(),
    };
    with_hashes.map(beside).collect()
}

/// The list, from the event up.
pub(super) fn list(lang: Lang, proved: &Proved) -> Markup {
    html! {
        ol.path {
            @for beside in way(proved) {
                li {
                    span {
                        (lang.say(if beside.is_left { "seal-left-of-it" } else { "seal-right-of-it" })) " "
                        (lang.with("seal-leaves", [("first", (beside.leaves.start + 1).into()), ("last", beside.leaves.end.into())]))
                    }
                    code.hash { (beside.hash) }
                }
            }
        }
    }
}

/// The drawing, from the root down. The list says the same, so it is one picture with one sentence.
pub(super) fn drawing(lang: Lang, proved: &Proved) -> Markup {
    let mut down = way(proved);
    down.reverse();
    let mut places = vec![MIDDLE];
    let mut apart = WIDEST;
    let mut beside = vec![];
    for step in &down {
        let (Some(x), away) = (places.last().copied(), if step.is_left { apart } else { -apart })
        else {
            break;
        };
        places.push(x + away);
        beside.push(x - away);
        apart *= NARROWER;
    }
    let y = |level: usize| 20.0 + STEP * u32::try_from(level).map_or(0.0, f64::from);
    let story =
        lang.with("seal-tree-story", [("n", down.len().into()), ("of", proved.head.size.into())]);
    let outermost = |start: f64, pick: fn(f64, f64) -> f64| {
        places.iter().chain(&beside).copied().fold(start, pick)
    };
    let (left, right) = (outermost(MIDDLE, f64::min) - 30.0, outermost(MIDDLE, f64::max) + 30.0);
    let view =
        format!("{} 0 {} {}", length(left), length(right - left), length(y(down.len()) + 22.0));
    html! {
        svg.tree viewBox=(view) role="img" aria-label=(story) {
            @for (level, (x, other)) in places.iter().zip(&beside).enumerate() {
                line.aside x1=(length(*x)) y1=(length(y(level))) x2=(length(*other)) y2=(length(y(level + 1))) {}
                line.way x1=(length(*x)) y1=(length(y(level))) x2=(length(places[level + 1])) y2=(length(y(level + 1))) {}
                (node("aside", *other, y(level + 1)))
            }
            @for (level, x) in places.iter().enumerate() { (node("way", *x, y(level))) }
        }
    }
}

fn node(class: &str, x: f64, y: f64) -> Markup {
    html! { rect class=(class) x=(length(x - 14.0)) y=(length(y - 9.0)) width="28" height="18" rx="2" {} }
}
