//! New events as the columns of a statement that writes them.

use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgHasArrayType, PgTypeInfo};
use sqlx::query::QueryAs;
use sqlx::{Postgres, Type};

use super::append::NewEvent;

/// Binds eight arrays: type and id of the stream, sequence, name, version, payload, id of the event, day.
pub(super) fn bind_events<'a, O>(
    statement: QueryAs<'a, Postgres, O, PgArguments>,
    events: impl Iterator<Item = &'a NewEvent> + Clone,
) -> QueryAs<'a, Postgres, O, PgArguments> {
    let texts = |of: fn(&NewEvent) -> &str| events.clone().map(of).collect::<Vec<_>>();
    statement
        .bind(texts(|event| event.after.aggregate_type))
        .bind(texts(|event| &event.after.aggregate_id))
        .bind(events.clone().map(|event| i64::from(event.sequence())).collect::<Vec<_>>())
        .bind(texts(|event| event.event_type))
        .bind(texts(|event| event.event_version))
        .bind(events.clone().map(|event| Json(event.payload.get())).collect::<Vec<_>>())
        .bind(events.clone().map(|event| event.event_id.0).collect::<Vec<_>>())
        .bind(events.map(|event| event.occurred_on).collect::<Vec<_>>())
}

/// JSON as text, sent as what the columns are: as `text` each would be converted once more.
pub(super) struct Json<'a>(pub(super) &'a str);

/// `json` and `json[]` in PostgreSQL; sqlx knows `jsonb` only.
const JSON: Oid = Oid(114);
const JSON_ARRAY: Oid = Oid(199);

impl Type<Postgres> for Json<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSON)
    }
}

impl PgHasArrayType for Json<'_> {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSON_ARRAY)
    }
}

impl Encode<'_, Postgres> for Json<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}
