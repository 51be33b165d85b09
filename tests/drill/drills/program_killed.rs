//! The program is killed and started again.

use std::time::Instant;

use super::a_while;
use crate::field::{Field, Outcome, Times};
use crate::postgres::Template;
use crate::program::{Database, Program};

pub(super) async fn run(template: &Template, faults: usize) -> anyhow::Result<Outcome> {
    let postgres = template.server().await?;
    let mut program = Program::start(Database::At(postgres.url())).await?;
    let mut field = Field::open(vec![program.address()], postgres.options()).await?;
    for fault in 0..faults {
        a_while(fault).await;
        let killed = Instant::now();
        program.kill_9();
        program.restart().await;
        if !field.well(0, killed, Times::within(30, 30)).await {
            break;
        }
    }
    field.end().await
}
