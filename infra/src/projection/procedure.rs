//! The projection of the selection procedure.
//!
//! There are tens of streams, each of tens of events: one that moved is folded from its beginning,
//! so following the log and rebuilding are the same.

mod rows;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::Beliefs;
use loopbrug_domain::facts::procedure::{ProposalFacts, RoundFacts};
use loopbrug_domain::ids::Position;
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::{Stream, StreamEvent};
use sqlx::PgConnection;

use super::{ProjectionError, Rebuilt};
use crate::log::{StoredEvent, streams, streams_after};

/// A stream folded up to a position, with all that was believed on the way.
struct Folded<A, T> {
    aggregate: A,
    history: Beliefs<T>,
    position: Position,
}

/// Writes the rows of what moved after a position, and gives the position that was reached.
pub(super) async fn step(
    connection: &mut PgConnection,
    region: &Code,
    after: Position,
    limit: u32,
) -> Result<Position, ProjectionError> {
    let types = [SelectionRound::TYPE, PartnershipProposal::TYPE];
    let (moved, reached) = streams_after(connection, region, &types, after, limit).await?;
    let of = |kind: &str| -> Vec<&str> {
        moved.iter().filter(|(moved, _)| moved == kind).map(|(_, id)| id.as_str()).collect()
    };
    if !moved.is_empty() {
        let (rounds, proposals) = (of(SelectionRound::TYPE), of(PartnershipProposal::TYPE));
        write(connection, region, &rounds, &proposals, reached).await?;
    }
    Ok(reached)
}

/// Writes all rows of a region anew, up to a position.
pub(super) async fn rebuild(
    connection: &mut PgConnection,
    region: &Code,
    position: Position,
) -> Result<Rebuilt, ProjectionError> {
    rows::clear(connection, region).await?;
    let rounds = all::<SelectionRound>(connection, region, position).await?;
    let proposals = all::<PartnershipProposal>(connection, region, position).await?;
    let (rounds, proposals) = (texts(&rounds), texts(&proposals));
    let events = write(connection, region, &rounds, &proposals, position).await?;
    let streams = (rounds.len() + proposals.len()) as u64;
    Ok(Rebuilt { events, streams, position })
}

fn texts(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

/// The ids of all streams of a kind that had begun by a position.
async fn all<A: Stream>(
    connection: &mut PgConnection,
    region: &Code,
    up_to: Position,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT aggregate_id FROM events
         WHERE aggregate_type = $1 AND region = $2 AND sequence = 1 AND position <= $3
         ORDER BY aggregate_id",
    )
    .bind(A::TYPE)
    .bind(region.as_str())
    .bind(i64::from(up_to.0))
    .fetch_all(connection)
    .await
}

/// Folds these streams and writes their rows. Gives how many events there were.
async fn write(
    connection: &mut PgConnection,
    region: &Code,
    rounds: &[&str],
    proposals: &[&str],
    up_to: Position,
) -> Result<u64, ProjectionError> {
    let rounds = streams(connection, region, SelectionRound::TYPE, rounds, up_to).await?;
    let proposals =
        streams(connection, region, PartnershipProposal::TYPE, proposals, up_to).await?;
    let events = (rounds.len() + proposals.len()) as u64;
    let rounds = fold::<SelectionRound, _>(&rounds, RoundFacts::of)?;
    let proposals = fold::<PartnershipProposal, _>(&proposals, ProposalFacts::of)?;
    rows::write_rounds(connection, region, &rounds).await?;
    rows::write_proposals(connection, region, &proposals).await?;
    Ok(events)
}

/// Folds events that come stream by stream.
fn fold<A: Stream, T: PartialEq>(
    events: &[StoredEvent],
    facts_of: fn(&A::State) -> Option<T>,
) -> Result<Vec<Folded<A, T>>, ProjectionError> {
    let of_one_stream =
        |one: &StoredEvent, next: &StoredEvent| one.aggregate_id == next.aggregate_id;
    let mut folded = Vec::new();
    for stream in events.chunk_by(of_one_stream) {
        let mut one = Folded {
            aggregate: A::default(),
            history: Beliefs::default(),
            position: Position::START,
        };
        for event in stream {
            let position = event.position;
            let read = A::Event::read(&event.event_type, &event.event_version, &event.payload)
                .map_err(|why| ProjectionError::Unreadable { position, why })?;
            one.aggregate.learn(read);
            one.position = position;
            if let Some(facts) = facts_of(one.aggregate.state()) {
                one.history.learn(facts, position);
            }
        }
        folded.push(one);
    }
    Ok(folded)
}
