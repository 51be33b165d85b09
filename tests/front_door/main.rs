//! Loopbrug from outside: its own program, a real PostgreSQL, and HTTP.
//!
//! Every test has a database of its own on one private server that all of them share.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod access;
mod access_record;
mod alerts;
mod authorisation;
mod bad_input;
mod bad_questions;
mod bad_requests;
mod catalogue;
mod command_line;
mod corrections;
mod corrections_of_others;
mod costs;
mod crashes;
mod days;
mod deadlines;
mod demo;
mod derived_ids;
mod directory;
mod employers;
mod faults;
mod few_connections;
mod fuzz;
mod harness;
mod house_rules;
mod introspection;
mod kept_alive;
mod keys;
mod late_recording;
mod limits;
mod lists;
mod many_regions;
mod merges;
mod names;
mod outcomes;
mod personal;
mod planned;
mod private_cluster;
mod process_rules;
mod projections;
mod provider;
mod publishing;
mod read_back;
mod refused_starts;
mod repeats;
mod reports;
mod round;
mod sign_in;
mod simulated_round;
mod simulation;
mod sites;
mod slow_callers;
mod statements;
mod stopping;
mod texts;
mod together;
mod tools;
mod transfers;
mod whole_way;
mod work_lists;
