//! What Loopbrug knows about its domain: pure and synchronous, without I/O, clock or randomness.

pub mod catalogue;
