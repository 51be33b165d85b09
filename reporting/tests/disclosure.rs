//! Disclosure control, attacked: tables with withheld figures by integer programming, rounded
//! figures by subtraction. A test here fails when more can be told of an individual than the
//! stated rule allows; others show that the attacker is worth the name.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "disclosure/attacker.rs"]
mod attacker;
#[path = "disclosure/isolated.rs"]
mod isolated;
#[path = "disclosure/people.rs"]
mod people;
#[path = "disclosure/real.rs"]
mod real;
#[path = "disclosure/reported.rs"]
mod reported;
#[path = "disclosure/rounded.rs"]
mod rounded;
#[path = "disclosure/withheld.rs"]
mod withheld;
