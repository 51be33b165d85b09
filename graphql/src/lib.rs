//! The API: the GraphQL schema and the HTTP server that answers it.
//!
//! A resolver parses, makes one call and converts. Rules live in `domain`, and a refusal is an
//! answer; only a fault is a GraphQL error.

mod actor;
mod cost;
mod day;
mod documents;
mod error;
mod graphiql;
mod health;
mod id;
mod input;
mod limits;
mod mutation;
mod purpose;
mod query;
mod reports;
mod seal;
mod server;
mod site;
mod text;
mod types;

pub use limits::{Connected, Guard, Limits, NoNetwork, TrustedProxies};
pub use server::{Api, DEADLINE, router};
pub use site::{Hosts, NoHost, NoOrigin, Origins, Site};

use async_graphql::connection::EmptyFields;
use async_graphql::{EmptySubscription, Json, Schema};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use types::{
    AccessView, CorrectionRecordView, DirectoryOrganisation, DirectoryWorker, EmployerOverview,
    ErasureRecordView, Found, FoundClient, HistoryStep, HistoryTotal, List, ListTotal, Note,
    ProposalOverview, RecordsTotal, TrajectoryOverview, TreeHeadView, WorkItemView,
};

/// The schema with nothing behind it: for its SDL.
pub type LoopbrugSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// A query may ask for this many fields, lists counted by their size. What else a request may cost is
/// counted before (`cost`).
const MAX_COMPLEXITY: usize = 2_000;

fn builder() -> async_graphql::SchemaBuilder<query::Query, mutation::Mutation, EmptySubscription> {
    Schema::build(query::Query::default(), mutation::Mutation::default(), EmptySubscription)
        .limit_complexity(MAX_COMPLEXITY)
        // The library describes its scalars for those who know Rust.
        .override_output_type_description::<DateTime<Utc>>(
            "A moment, with its time zone: a string as RFC 3339 writes it, such as `2026-11-30T08:20:29Z`.",
        )
        .override_output_type_description::<NaiveDate>(
            "A day: a string as ISO 8601 writes it, such as `2026-11-30`.",
        )
        .override_output_type_description::<NaiveDateTime>(
            "A time of day in Brussels, without its time zone: a string as ISO 8601 writes it, such as \
             `2026-11-30T09:20:00`.",
        )
        .override_output_type_description::<Json<serde_json::Value>>("Any value of JSON.")
        // It describes its connections and ids by nothing.
        .override_output_type_description::<async_graphql::ID>(
            "What names something: a text that has no other meaning. A Relay id says before a colon what it names.",
        )
        .override_output_type_description::<List<TrajectoryOverview, ListTotal>>(
            "A page of trajectories.",
        )
        .override_output_type_description::<List<ProposalOverview, ListTotal>>(
            "A page of proposals.",
        )
        .override_output_type_description::<List<WorkItemView, ListTotal>>(
            "A page of what is to be done.",
        )
        .override_output_type_description::<List<FoundClient, EmptyFields>>(
            "A page of the clients who were found by name.",
        )
        .override_output_type_description::<List<EmployerOverview, ListTotal>>(
            "A page of the register of employers.",
        )
        .override_output_type_description::<List<Note, Found>>(
            "A page of what was noted about a client.",
        )
        .override_output_type_description::<List<AccessView, ListTotal>>(
            "A page of the access record.",
        )
        .override_output_type_description::<List<TreeHeadView, EmptyFields>>(
            "A page of the heads of a seal.",
        )
        .override_output_type_description::<List<DirectoryOrganisation, Found>>(
            "A page of the organisations of a directory.",
        )
        .override_output_type_description::<List<DirectoryWorker, Found>>(
            "A page of the workers of a directory.",
        )
        .override_output_type_description::<List<HistoryStep, HistoryTotal>>(
            "A page of the replay of a stream, or of a region.",
        )
        .override_output_type_description::<List<CorrectionRecordView, RecordsTotal>>(
            "A page of what was corrected and voided.",
        )
        .override_output_type_description::<List<ErasureRecordView, RecordsTotal>>(
            "A page of the erasures that were asked for or carried out.",
        )
}

/// The schema as text, as committed in `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items();
    builder().finish().sdl_with_options(options)
}
