//! Whether a log has all that it should have: positions and sequences without holes. Appends keep it so;
//! this looks, for whoever doubts it after a restore.

use loopbrug_domain::catalogue::Code;
use sqlx::PgConnection;

/// So many streams with a hole are named, at most.
const NAMED: i64 = 100;

/// What a region's log lacks, in words; nothing where it is whole. Streams are those of these types.
pub(crate) async fn holes(
    connection: &mut PgConnection,
    region: &Code,
    aggregate_types: &[&str],
) -> Result<Vec<String>, sqlx::Error> {
    let (head, last, count): (i64, i64, i64) = sqlx::query_as(
        "SELECT coalesce((SELECT position FROM log_head WHERE region = $1), 0),
                coalesce(max(position), 0), count(*)
         FROM events WHERE region = $1",
    )
    .bind(region.as_str())
    .fetch_one(&mut *connection)
    .await?;
    let mut holes = Vec::new();
    if count != last {
        holes.push(format!("the log has {count} events and {last} positions"));
    }
    if head != last {
        holes.push(format!("the head of the log is at {head}, and its last event at {last}"));
    }
    let streams: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT aggregate_id, max(sequence), count(*) FROM events
         WHERE region = $1 AND aggregate_type = ANY($2)
         GROUP BY aggregate_type, aggregate_id HAVING max(sequence) <> count(*)
         ORDER BY aggregate_id LIMIT $3",
    )
    .bind(region.as_str())
    .bind(aggregate_types)
    .bind(NAMED)
    .fetch_all(connection)
    .await?;
    holes.extend(streams.into_iter().map(|(stream, last, count)| {
        format!("stream {stream} has {count} events, and the last of them is number {last}")
    }));
    Ok(holes)
}
