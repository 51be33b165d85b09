//! A command is carried out once, however often it is sent.

use loopbrug_infra::commands::{CommandError, Request};
use loopbrug_infra::log::LogReader;

use crate::server::database;
use crate::story::{
    closed, commands, contact, day, housing_found, open, opening, persona, region, request, take_in,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sent_thirty_two_times_at_once_is_carried_out_once_and_answered_alike() {
    let database = database().await;
    let commands = commands(&database.pool);
    take_in(&commands, 1).await;
    // Of the second kind a repeat would be refused by a rule; the last leads to several events.
    let intents = [contact(10), closed(), opening(2), persona(0)];
    let clients = [1, 1, 2, 2];
    for (intent, client) in intents.into_iter().zip(clients) {
        let before = head(&database.pool).await;
        let request = request(client, day(9), intent);
        let sent: Vec<_> = (0..32)
            .map(|_| {
                let (commands, request) = (commands.clone(), request.clone());
                tokio::spawn(async move { commands.execute(request).await })
            })
            .collect();
        let mut answers = Vec::new();
        for one in sent {
            answers.push(one.await.unwrap().expect("an answer"));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(head(&database.pool).await, answers[0].position.0, "nothing came after it");
        assert_eq!(events_of(&database.pool, &request).await, head(&database.pool).await - before);
    }
}

#[tokio::test]
async fn a_repeated_command_gets_its_first_answer_though_the_trajectory_moved_on() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    let mut first = request(1, day(2), contact(10));
    first.expected_version = Some(1);
    let told = commands.execute(first.clone()).await.unwrap();
    commands.execute(request(1, day(3), closed())).await.unwrap();
    assert_eq!(commands.execute(first).await.unwrap(), told);
}

#[tokio::test]
async fn a_command_sent_again_after_midnight_is_the_same_though_its_default_day_is_not() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    let asked = Some(serde_json::json!(["recordContactAttempt", { "mode": "phone" }]));
    let first = Request { asked, ..request(1, day(2), contact(10)) };
    let told = commands.execute(first.clone()).await.unwrap();
    let again = Request { occurred_on: day(3), ..first };
    assert_eq!(commands.execute(again).await.unwrap(), told);
}

#[tokio::test]
async fn a_command_id_used_for_something_else_is_refused_and_nothing_is_appended() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;
    open(&commands, 2).await;
    let first = request(1, day(2), contact(10));
    commands.execute(first.clone()).await.unwrap();
    let head_then = head(&database.pool).await;

    let others = [
        Request { intent: contact(11).into(), ..first.clone() },
        Request { occurred_on: day(3), ..first.clone() },
        Request { expected_version: Some(2), ..first.clone() },
        Request { about: crate::story::trajectory(2), ..first.clone() },
    ];
    for other in others {
        let error = commands.execute(other).await.expect_err("another content");
        assert!(matches!(error, CommandError::CommandIdReused), "{error:?}");
    }
    assert_eq!(head(&database.pool).await, head_then);
}

#[tokio::test]
async fn a_failed_command_does_not_use_up_its_id() {
    let database = database().await;
    let commands = commands(&database.pool);
    open(&commands, 1).await;

    // Refused by a rule: housing is for participants whose data may be kept, not yet for this one.
    let mut refused = request(1, day(9), housing_found(day(9)));
    refused.expected_version = Some(1);
    let error = commands.execute(refused.clone()).await.expect_err("a refusal");
    assert!(matches!(error, CommandError::Refused(_)), "{error:?}");
    let corrected = Request { intent: contact(10).into(), ..refused };
    assert_eq!(commands.execute(corrected).await.unwrap().version, 2);

    // Refused because of its version.
    let mut stale = request(1, day(9), contact(10));
    stale.expected_version = Some(1);
    let error = commands.execute(stale.clone()).await.expect_err("a conflict");
    assert!(matches!(error, CommandError::VersionConflict { expected: 1, actual: 2 }));
    let fresh = Request { expected_version: Some(2), ..stale };
    assert_eq!(commands.execute(fresh).await.unwrap().version, 3);
}

async fn head(pool: &sqlx::PgPool) -> u32 {
    LogReader::new(pool.clone()).head(&region()).await.unwrap().0
}

async fn events_of(pool: &sqlx::PgPool, request: &Request) -> u32 {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE command_id = $1")
        .bind(request.command.0)
        .fetch_one(pool)
        .await
        .unwrap();
    count.try_into().unwrap()
}
