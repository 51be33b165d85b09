//! The server ends connections of the program, as an administrator or a failing backend would.

use std::time::Instant;

use anyhow::ensure;

use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};

/// Any of the program's connections.
const ANY: &str = "
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'loopbrug' ORDER BY random() LIMIT 1";

/// One that appends, if there is one.
const APPENDING: &str = "
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'loopbrug'
    ORDER BY query LIKE '%INTO events%' DESC, random() LIMIT 1";

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let program = Program::start(Database::At(postgres.url())).await?;
    let mut field = Field::open(vec![program.address()], postgres.options()).await?;
    let mut connection = postgres.connection().await?;
    for fault in 0..faults {
        let whom = if fault % 2 == 0 { APPENDING } else { ANY };
        let ended: Option<bool> = sqlx::query_scalar(whom).fetch_optional(&mut connection).await?;
        ensure!(ended.is_some(), "the program has no connection");
        if !field.well(0, Instant::now(), Times::within(10, 10)).await {
            break;
        }
    }
    field.end().await
}
