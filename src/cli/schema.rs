//! `loopbrug schema`.

use clap::Subcommand;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Command {
    /// The GraphQL schema (SDL), as committed in schema.graphql.
    Graphql,
    /// The JSON Schema of every type and version of event, as committed in schema.events.json.
    Events,
}

pub(super) fn run(command: Command) {
    match command {
        Command::Graphql => print!("{}", loopbrug_graphql::sdl()),
        // A document of JSON values has a text.
        Command::Events => println!("{:#}", loopbrug_domain::schema::events()),
    }
}
