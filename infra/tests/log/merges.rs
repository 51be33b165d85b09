//! Duplicates: two streams that say of each other what only one of them may say.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::log::{Loaded, LogReader};

use crate::server::{database, database_for};
use crate::story::{commands, contact, day, open, request, take_in, trajectory};

fn merge(one: u32, other: u32) -> Request {
    request(
        one,
        day(5),
        Intent::MergeTrajectory(MergedInto { other: trajectory(other), take_over: false }),
    )
}

fn take_over(one: u32, other: u32) -> Request {
    let merged = MergedInto { other: trajectory(other), take_over: true };
    request(one, day(5), Intent::MergeTrajectory(merged))
}

fn unmerge(one: u32) -> Request {
    request(one, day(6), Intent::UnmergeTrajectory(Unmerged {}))
}

fn void(one: u32, target: u32) -> Request {
    let reason = Code::new("did_not_happen");
    request(one, day(9), Intent::VoidEvent(EventVoided::new(target, reason)))
}

/// The merge of `one`, its event 2, was into `other`.
fn correct(one: u32, other: TrajectoryId) -> Request {
    let reason = Code::new("wrong_client");
    let merged = MergedInto { other, take_over: false };
    let right = EventCorrected::new(2, reason, day(5), merged.into());
    request(one, day(9), Intent::CorrectEvent(right))
}

async fn is_refused(commands: &Commands, request: Request, code: &str) {
    let refused = commands.execute(request).await.expect_err(code);
    assert_eq!(refused.code(), Some(code), "{refused}");
}

async fn read(pool: &sqlx::PgPool, n: u32) -> Loaded<Trajectory> {
    let reader = LogReader::new(pool.clone());
    reader.load::<Trajectory>(&trajectory(n).to_string()).await.expect("a trajectory")
}

async fn is_merged(pool: &sqlx::PgPool, n: u32) -> bool {
    read(pool, n).await.aggregate.state().merged_into.is_some()
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

/// Both ends say the same, of whichever was merged.
async fn both_ends_agree(pool: &sqlx::PgPool, one: u32, other: u32, round: u32) {
    let (first, second) = (read(pool, one).await, read(pool, other).await);
    let (first, second) = (first.aggregate.state(), second.aggregate.state());
    assert_ne!(
        first.merged_into.is_some(),
        second.merged_into.is_some(),
        "round {round}: somebody goes on, and somebody does not"
    );
    let is_duplicate = |n| move |of: &TrajectoryId| *of == trajectory(n);
    assert_eq!(first.merged_into.is_some(), second.merged_from.iter().any(is_duplicate(one)));
    assert_eq!(second.merged_into.is_some(), first.merged_from.iter().any(is_duplicate(other)));
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
        both_ends_agree(&database.pool, one, other, round).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_merges_that_take_over_at_once_one_is_recorded_in_each_of_two_hundred_rounds() {
    let database = database_for(40).await;
    let (here, there) = (commands(&database.pool), commands(&database.pool));
    for round in 0..200 {
        let (one, other) = (2 * round + 1, 2 * round + 2);
        let both = async |commands: &Commands, n| {
            open(commands, n).await;
            let contact = request(n, day(2), contact(n));
            commands.execute(contact).await.expect("a contact");
        };
        tokio::join!(both(&here, one), both(&there, other));
        let second = if round % 2 == 0 { &here } else { &there };
        one_of((&here, take_over(one, other)), (second, take_over(other, one)), round).await;
        both_ends_agree(&database.pool, one, other, round).await;
        let goes_on = if is_merged(&database.pool, one).await { other } else { one };
        let attempts = read(&database.pool, goes_on).await.aggregate.state().outreach.attempts;
        assert_eq!(attempts, 2, "round {round}: that of the duplicate is not lost");
    }
}

#[tokio::test]
async fn a_merge_is_recorded_in_both_trajectories_or_in_neither() {
    let database = database().await;
    let commands = commands(&database.pool);
    take_in(&commands, 1).await;
    open(&commands, 2).await;
    is_refused(&commands, merge(1, 2), "MERGE_LOSES_RECORDS").await;
    let break_off = "
        CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
        CREATE TRIGGER break_off BEFORE INSERT ON events FOR EACH ROW
            WHEN (NEW.event_type = 'IntakeCompleted') EXECUTE FUNCTION break_off()";
    sqlx::raw_sql(break_off).execute(&database.pool).await.expect("a trigger");
    let request = take_over(1, 2);
    commands.execute(request.clone()).await.expect_err("the disk is full");
    let (one, two) = (read(&database.pool, 1).await, read(&database.pool, 2).await);
    assert_eq!((one.version(), two.version()), (3, 1), "nothing of it");
    let restored = "DROP TRIGGER break_off ON events";
    sqlx::raw_sql(restored).execute(&database.pool).await.expect("no trigger");

    // The same again completes it, and a third time changes nothing.
    let merged = commands.execute(request.clone()).await.expect("a merge");
    assert_eq!(commands.execute(request).await.expect("its answer"), merged);
    let (one, two) = (read(&database.pool, 1).await, read(&database.pool, 2).await);
    assert_eq!((one.version(), two.version()), (4, 4));
    assert_eq!(two.aggregate.state().intake, one.aggregate.state().intake);

    commands.execute(unmerge(1)).await.expect("an unmerging");
    let (one, two) = (read(&database.pool, 1).await, read(&database.pool, 2).await);
    assert_eq!((one.version(), two.version()), (5, 7), "each is voided");
    assert!(two.aggregate.state().intake.is_none() && two.aggregate.state().merged_from.is_empty());
    assert!(one.aggregate.state().merged_into.is_none());
}

#[tokio::test]
async fn there_is_no_circle_and_no_chain_to_nowhere_by_any_route() {
    let database = database().await;
    let commands = commands(&database.pool);
    for n in 1..=4 {
        open(&commands, n).await;
    }
    let execute = async |request| commands.execute(request).await.expect("recorded");
    let on = |n, request| Request { occurred_on: day(n), ..request };

    // Undone, turned round, and then what undid it would be voided.
    execute(merge(1, 2)).await;
    execute(unmerge(1)).await;
    execute(merge(2, 1)).await;
    is_refused(&commands, void(1, 3), "MERGE_STAYS").await;
    is_refused(&commands, void(1, 4), "MERGE_STAYS").await;
    is_refused(&commands, on(7, merge(1, 2)), "NOTHING_TO_MERGE_INTO").await;
    // Two merges that would be corrected into each other, or into nobody.
    execute(merge(3, 1)).await;
    is_refused(&commands, correct(1, trajectory(3)), "MERGE_STAYS").await;
    is_refused(&commands, correct(3, trajectory(99)), "TRAJECTORY_MERGED").await;
    // A chain is undone from its end.
    execute(on(7, merge(1, 4))).await;
    is_refused(&commands, on(8, unmerge(3)), "SURVIVOR_MERGED").await;
    execute(on(8, unmerge(1))).await;
    execute(on(8, unmerge(3))).await;
    execute(on(9, merge(3, 4))).await;
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
