//! Duplicates: two streams that say of each other what only one of them may say.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::merge::{MergeRefusal, MergedInto, Unmerged};
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::transfer::{TransferAccepted, TransferRequested};
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::log::LogReader;

use crate::server::{database, database_for};
use crate::story::{commands, contact, day, open, request, trajectory};

fn merge(one: u32, other: u32) -> Request {
    request(
        one,
        day(5),
        Intent::MergeTrajectory(MergedInto { other: trajectory(other), take_over: false }),
    )
}

fn unmerge(one: u32) -> Request {
    request(one, day(6), Intent::UnmergeTrajectory(Unmerged {}))
}

fn void(one: u32, target: u32) -> Request {
    let reason = Code::new("did_not_happen");
    request(one, day(9), Intent::VoidEvent(EventVoided { target, reason }))
}

/// The merge of `one`, its event 2, was into `other`.
fn correct(one: u32, other: TrajectoryId) -> Request {
    let reason = Code::new("wrong_client");
    let right =
        EventCorrected::new(2, reason, day(5), MergedInto { other, take_over: false }.into());
    request(one, day(9), Intent::CorrectEvent(right))
}

async fn nothing_there(commands: &Commands, request: Request, other: TrajectoryId) {
    let refused = commands.execute(request).await;
    let expected = MergeRefusal::NothingToMergeInto { other };
    assert!(
        matches!(&refused, Err(CommandError::Refused(refusal)) if *refusal == expected.clone().into()),
        "{refused:?}"
    );
}

async fn is_merged(pool: &sqlx::PgPool, n: u32) -> bool {
    let loaded = LogReader::new(pool.clone()).load::<Trajectory>(&trajectory(n).to_string()).await;
    loaded.expect("a trajectory").aggregate.state().merged_into.is_some()
}

/// Both at once; exactly one is carried out, and the other finds that there is nothing any more
/// to be merged into.
async fn one_of(one: (&Commands, Request), other: (&Commands, Request), round: u32) {
    let ((one, first), (other, second)) = (one, other);
    let (one, other) = (one.clone(), other.clone());
    let one = tokio::spawn(async move { one.execute(first).await });
    let other = tokio::spawn(async move { other.execute(second).await });
    let results: [Result<Recorded, CommandError>; 2] = [one.await.unwrap(), other.await.unwrap()];
    let carried_out = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(carried_out, 1, "round {round}: {results:?}");
    let nothing = |error: &CommandError| matches!(error.code(), Some("NOTHING_TO_MERGE_INTO"));
    let refused = results.iter().filter_map(|result| result.as_ref().err());
    assert!(refused.into_iter().all(nothing), "round {round}: {results:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_merges_into_each_other_at_once_one_is_recorded_in_each_of_two_hundred_rounds() {
    let database = database_for(40).await;
    // Commands of one process, and those of two.
    let (here, there) = (commands(&database.pool), commands(&database.pool));
    for round in 0..200 {
        let (one, other) = (2 * round + 1, 2 * round + 2);
        tokio::join!(open(&here, one), open(&there, other));
        let second = if round % 2 == 0 { &here } else { &there };
        one_of((&here, merge(one, other)), (second, merge(other, one)), round).await;
        let merged = (is_merged(&database.pool, one).await, is_merged(&database.pool, other).await);
        assert_ne!(merged.0, merged.1, "round {round}: somebody goes on, and somebody does not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_comes_back_by_voiding_and_one_the_other_way_do_not_make_a_circle() {
    let database = database().await;
    let commands = commands(&database.pool);
    for round in 0..50 {
        let (one, other) = (2 * round + 1, 2 * round + 2);
        tokio::join!(open(&commands, one), open(&commands, other));
        for request in [merge(one, other), unmerge(one)] {
            commands.execute(request).await.expect("a merge that is taken back");
        }
        one_of((&commands, void(one, 3)), (&commands, merge(other, one)), round).await;
    }
}

#[tokio::test]
async fn there_is_no_circle_and_no_chain_to_nowhere_by_any_route() {
    let database = database().await;
    let commands = commands(&database.pool);
    for n in 1..=4 {
        open(&commands, n).await;
    }
    let execute = async |request| commands.execute(request).await.expect("recorded");

    // Taken back, turned round, and then what took it back is voided.
    execute(merge(1, 2)).await;
    execute(unmerge(1)).await;
    execute(merge(2, 1)).await;
    nothing_there(&commands, void(1, 3), trajectory(2)).await;
    // Two merges that are corrected into each other.
    execute(merge(3, 1)).await;
    nothing_there(&commands, correct(2, trajectory(3)), trajectory(3)).await;
    nothing_there(&commands, correct(3, trajectory(2)), trajectory(2)).await;
    // One that is corrected to nobody.
    nothing_there(&commands, correct(3, trajectory(99)), trajectory(99)).await;
    execute(correct(3, trajectory(4))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_gets_its_turn_while_others_record_about_the_one_that_goes_on() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    open(&commands, 2).await;
    let busy = {
        let commands = commands.clone();
        tokio::spawn(async move {
            for minutes in 0..30 {
                let contact = request(2, day(2), contact(minutes));
                commands.execute(contact).await.expect("a contact");
            }
        })
    };
    commands.execute(merge(1, 2)).await.expect("its turn");
    busy.await.unwrap();
    assert!(is_merged(&database.pool, 1).await);
}

#[tokio::test]
async fn a_trajectory_goes_on_only_in_one_that_is_there() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    let organisation = KboNumber::of_stem(2);
    let region = Some(Code::new("meetjesland"));
    let ask = Intent::RequestTransfer(TransferRequested { organisation, region });
    commands.execute(request(1, day(2), ask)).await.expect("a request");
    let opening = trajectory_of_one_in("meetjesland");
    let accept = Intent::AcceptTransfer(TransferAccepted { trajectory: Some(opening) });
    let mut accept = request(1, day(3), accept);
    accept.actor.organisation = organisation;
    let refused = commands.execute(accept).await.expect_err("nothing was opened there");
    assert_eq!(refused.code(), Some("NOTHING_TO_GO_ON_IN"));
}

fn trajectory_of_one_in(region: &str) -> TrajectoryId {
    let client = loopbrug_domain::ids::ClientId(uuid::Uuid::from_u128(1));
    TrajectoryId::of(&Code::new(region), client)
}
