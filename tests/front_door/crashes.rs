//! The server is killed again and again while partners record. What it acknowledged is kept.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{
    CAW, FIGURES, InLog, Mutation, OCMW, Partner, Payload, Server, about, loopbrug, opening, run,
    wait_until,
};

/// How often it is killed.
const CRASHES: u64 = 20;
/// How many record at once; each two have a trajectory in common.
const WRITERS: usize = 6;

/// A mutation that was sent, by whom, and the answer if one came.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) organisation: &'static str,
    pub(crate) mutation: Mutation,
    pub(crate) answer: Option<Payload>,
}

/// Opens the trajectories that the writers record on; both organisations may.
pub(crate) async fn trajectories(server: &Server) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..WRITERS / 2 {
        let id = server.ocmw().takes_in(json!({}), json!({ "gender": "woman" })).await;
        let access = json!({ "trajectoryId": id, "occurredOn": "2024-01-11", "organisation": CAW });
        server.ocmw().record("grantAccess", access).await;
        ids.push(id);
    }
    ids
}

/// What a writer records next: things that change the views and are never refused.
fn next(id: &str, turn: usize) -> Mutation {
    let on = |more: Value| about(id, "2024-02-01", more);
    match turn % 5 {
        0 => Mutation::new(
            "recordContactAttempt",
            on(json!({ "mode": "phone", "outcome": "reached" })),
        ),
        1 => Mutation::new("startEmployment", on(json!({ "contract": "flexi", "ftePercent": 50 }))),
        2 => Mutation::new("recordHousingFound", on(json!({ "tenure": "room" }))),
        3 => Mutation::new("openTrajectory", opening(json!({}))),
        _ => Mutation::new("observeHousing", on(json!({ "ethos": "6" }))),
    }
}

/// Records until no answer comes; that mutation is the last.
pub(crate) async fn record_until_it_ends(
    partner: Partner<'_>,
    organisation: &'static str,
    id: &str,
) -> Vec<Sent> {
    let mut sent = Vec::new();
    for turn in 0.. {
        let mutation = next(id, turn);
        let answer = partner.send(&mutation).await.ok();
        let ended = answer.is_none();
        sent.push(Sent { organisation, mutation, answer });
        if ended {
            break;
        }
    }
    sent
}

/// All writers at once.
pub(crate) async fn record_at_once(server: &Server, ids: &[String]) -> Vec<Sent> {
    let writers = (0..WRITERS).map(|n| {
        let organisation = if n < ids.len() { OCMW } else { CAW };
        record_until_it_ends(server.partner(organisation), organisation, &ids[n % ids.len()])
    });
    futures::future::join_all(writers).await.concat()
}

/// Every acknowledged mutation is in the log where it was said to be, and nothing is missing
/// before it; what was not acknowledged is there once or not at all.
pub(crate) fn log_holds(log: &[InLog], sent: &[Sent]) {
    let positions: Vec<_> = log.iter().map(|event| event.position).collect();
    let dense: Vec<_> = (1..).take(log.len()).collect();
    assert_eq!(positions, dense, "positions are 1, 2, 3, … without holes");
    let mut streams = BTreeMap::<&str, u32>::new();
    for event in log {
        let sequence = streams.entry(&event.stream).or_default();
        *sequence += 1;
        assert_eq!(event.sequence, *sequence, "{event:?}");
    }
    for Sent { mutation, answer, .. } in sent {
        // Each of these mutations is one event.
        let of_command: Vec<_> =
            log.iter().filter(|event| event.command == mutation.command()).collect();
        match answer {
            Some(answer) => {
                assert_eq!(answer.refusal(), None, "{mutation:?}: {answer:?}");
                let [event] = of_command[..] else { panic!("{mutation:?}: {of_command:?}") };
                let expected = (answer.position(), answer.version());
                assert_eq!((event.position, event.sequence), expected, "{mutation:?}");
            }
            None => assert!(of_command.len() <= 1, "{mutation:?}: {of_command:?}"),
        }
    }
}

/// Sends again what was sent: the answer is the first one, or the first there is.
async fn send_again(server: &Server, sent: &mut [Sent]) {
    for sent in sent {
        let again = server.partner(sent.organisation).send(&sent.mutation).await.unwrap();
        assert_eq!(again.refusal(), None, "{sent:?}");
        if let Some(first) = &sent.answer {
            let answer =
                |payload: &Payload| (payload.trajectory(), payload.version(), payload.position());
            assert_eq!(answer(&again), answer(first), "{sent:?}");
        }
        sent.answer = Some(again);
    }
}

/// All of the views: rows as text, and what the report says.
async fn views(server: &Server) -> (Vec<String>, Vec<String>, Value) {
    let database = &server.database;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let head = database.head().await;
    let fields = format!("position {FIGURES}");
    let report = server.outcomes(&format!(", atLeast: {head}"), &fields).await;
    (
        database.rows_of("trajectory_overview").await,
        database.rows_of("trajectory_facts").await,
        report,
    )
}

#[tokio::test]
async fn what_was_acknowledged_outlives_every_crash_and_the_views_agree_with_the_log() {
    let mut server = Server::start().await;
    let ids = trajectories(&server).await;
    let mut all: Vec<Sent> = Vec::new();
    for crash in 0..CRASHES {
        // Not a wait for anything: the moment of the crash, a different one each time.
        let moment = Duration::from_millis(50 + crash * 37 % 230);
        let crashing = async {
            tokio::time::sleep(moment).await;
            server.kill_9();
        };
        let (mut sent, ()) = tokio::join!(record_at_once(&server, &ids), crashing);
        server.restart().await;
        log_holds(&server.database.log().await, &sent);
        send_again(&server, &mut sent).await;
        all.extend(sent);
    }
    let log = server.database.log().await;
    log_holds(&log, &all);
    assert!(all.len() > 200, "only {} mutations in all", all.len());
    // Opening, legal basis, intake and access of each trajectory, then one event each.
    assert_eq!(log.len(), ids.len() * 4 + all.len());

    let live = views(&server).await;
    assert!(live.0.len() > ids.len() && live.0.len() == live.1.len());
    let database = server.database.clone();
    let mut rebuild = loopbrug();
    rebuild.args(["projections", "rebuild"]).env("DATABASE_URL", &database.url);
    let said = tokio::task::spawn_blocking(move || run(&mut rebuild)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    let rebuilt_rows =
        (database.rows_of("trajectory_overview").await, database.rows_of("trajectory_facts").await);
    assert_eq!((&live.0, &live.1), (&rebuilt_rows.0, &rebuilt_rows.1));
    server.restart().await;
    assert_eq!(live, views(&server).await, "a server that starts from rebuilt views");
}
