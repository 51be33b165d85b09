//! Everything that touches the world: PostgreSQL, the clock, the log, the views.
//!
//! [`commands::Commands`] is the way in, [`views::Views`] the way out.

pub mod access_record;
pub mod catalogues;
pub mod clock;
pub mod cluster;
pub mod commands;
pub mod companion;
pub mod connections;
pub mod database;
pub mod directory;
pub mod export;
pub mod health;
pub mod ids;
pub mod import;
pub mod live;
pub mod log;
mod page;
pub mod projection;
mod publications;
mod queues;
pub mod receipt;
pub mod seal;
pub mod secret_file;
mod secrets;
pub mod sessions;
pub mod vault;
pub mod views;
mod wake;
mod who_is;
