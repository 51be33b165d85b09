//! Disclosure control, attacked: rounded figures by subtraction. A test here fails when more can be told of
//! an individual than the stated rule allows; others show that the attacker is worth the name.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "disclosure/isolated.rs"]
mod isolated;
#[path = "disclosure/reported.rs"]
mod reported;
#[path = "disclosure/rounded.rs"]
mod rounded;
