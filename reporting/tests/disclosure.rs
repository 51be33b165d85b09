//! Disclosure control, attacked by somebody who has every answer of the grid: the bounded part of `make attack`. A test
//! here fails when more can be concluded of an individual than `docs/disclosure.md` states; others show that the
//! attacker is worth the name.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "../benches/attack/bounds.rs"]
mod bounds;
#[expect(dead_code, reason = "here whether rows are there is looked at alone")]
#[path = "../benches/attack/derived.rs"]
mod derived;
#[path = "../benches/attack/events.rs"]
mod events;
#[path = "../benches/attack/figures.rs"]
mod figures;
#[path = "../benches/attack/grid.rs"]
mod grid;
#[expect(dead_code, reason = "here one grid is attacked, and not compared with others")]
#[path = "../benches/attack/grids.rs"]
mod grids;
#[path = "disclosure/isolated.rs"]
mod isolated;
#[path = "disclosure/jointly.rs"]
mod jointly;
#[path = "../benches/attack/late.rs"]
mod late;
#[path = "../benches/attack/measure.rs"]
mod measure;
#[path = "../benches/attack/own.rs"]
mod own;
#[path = "../benches/attack/pairs.rs"]
mod pairs;
#[path = "../benches/attack/pinned.rs"]
mod pinned;
#[path = "../benches/attack/population.rs"]
mod population;
#[path = "../benches/attack/programs.rs"]
mod programs;
#[path = "../benches/attack/reader.rs"]
mod reader;
#[path = "disclosure/reported.rs"]
mod reported;
#[path = "disclosure/rounded.rs"]
mod rounded;

/// The clients of the simulation.
#[expect(dead_code, reason = "the program records what it invents; here it is counted")]
#[path = "../../src/simulate"]
mod simulate {
    pub(crate) mod client;
    pub(crate) mod dice;
    pub(crate) mod recording;

    pub(crate) use client::{Step, worker};
    pub(crate) use dice::Dice;
}
