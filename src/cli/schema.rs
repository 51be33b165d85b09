//! `loopbrug schema`.

use clap::Subcommand;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Command {
    /// The GraphQL schema (SDL), as committed in schema.graphql.
    Graphql,
}

pub(super) fn run(command: Command) {
    match command {
        Command::Graphql => print!("{}", loopbrug_graphql::sdl()),
    }
}
