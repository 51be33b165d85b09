//! `loopbrug schema`.

use clap::Subcommand;

use crate::output::{say, write};

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Command {
    /// The GraphQL schema (SDL), as committed in schema.graphql.
    Graphql,
    /// The JSON Schema of every type and version of event, as committed in schema.events.json.
    Events,
}

pub(super) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Graphql => write(format_args!("{}", loopbrug_graphql::sdl())),
        // A document of JSON values has a text.
        Command::Events => say!("{:#}", loopbrug_domain::schema::events()),
    }
}
