//! The log and the projections on a real PostgreSQL: what must hold whoever writes, whatever
//! fails.
//!
//! All tests of a process share one private server; each has a database of its own.

#![expect(clippy::unwrap_used, reason = "the lint knows tests, but not what they are told with")]

mod access;
mod access_record;
mod append_only;
mod clients;
mod clock;
mod concurrency;
mod crashes;
mod dead_letters;
mod dice;
mod directory;
mod event_store;
mod export;
mod faults;
mod group_commit;
mod idempotence;
mod image;
mod import;
mod killed_server;
mod left_behind;
mod lost_connection;
mod merged_texts;
mod merges;
mod older_database;
mod opened;
mod out_of_range;
mod postgres_es;
mod processes;
mod projection;
mod proxy;
mod publications;
mod rebuild;
mod receipts;
mod seal;
mod sealing;
mod server;
mod snapshots;
mod story;
mod tasks;
mod two_processes;
mod vault;
mod waiting;
mod witness;
