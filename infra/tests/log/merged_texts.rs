//! What a merge carries keeps the key of whom it is about: who is erased is erased there, too.

use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::merge::MergedInto;
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::{Intent, Payload, Trajectory};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::Request;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogReader;
use loopbrug_infra::views::Views;
use sqlx::PgPool;

use crate::server::{database, vaulted};
use crate::story::{actor, catalogues, commands_with, day, open, region, request, trajectory};

fn note(text: &str) -> NoteAdded {
    NoteAdded { note: SealedText::typed(text.to_owned()) }
}

fn merge(n: u32, other: u32) -> Request {
    let merged = MergedInto { other: trajectory(other), take_over: true };
    request(n, day(5), Intent::MergeTrajectory(merged))
}

/// The current notes of a trajectory, with the place of each and what it says; none where its key is gone.
async fn notes(views: &Views, pool: &PgPool, n: u32) -> Vec<(u32, Option<String>)> {
    let opened = views.opened(&actor(), trajectory(n), None).await.unwrap().unwrap();
    let reader = LogReader::new(pool.clone());
    let loaded = reader.load::<Trajectory>(&trajectory(n).to_string()).await.unwrap();
    let entries = loaded.aggregate.entries().iter();
    let notes = entries.filter_map(|entry| match &entry.event.what {
        Payload::NoteAdded(added) => {
            Some((entry.sequence, opened.text(&added.note).map(str::to_owned)))
        }
        _ => None,
    });
    notes.collect()
}

fn said<const N: usize>(notes: &[(u32, Option<String>)]) -> [Option<&str>; N] {
    let said: Vec<_> = notes.iter().map(|(_, text)| text.as_deref()).collect();
    said.try_into().unwrap()
}

#[tokio::test]
async fn what_is_carried_is_gone_with_the_key_of_whom_it_is_about_wherever_it_got_to() {
    let (database, keys) = (database().await, vaulted().await);
    let pool = &database.pool;
    let (_live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let views = views.with_vault(keys.vault.clone());
    let commands = commands_with(pool, keys.vault.clone());
    for n in [1, 2, 3] {
        open(&commands, n).await;
        let add = Intent::AddNote(note(&format!("van {n}")));
        commands.execute(request(n, day(2), add)).await.unwrap();
    }
    // From the first to the second, put right there, and on to the third.
    commands.execute(merge(1, 2)).await.unwrap();
    let carried = notes(&views, pool, 2).await;
    let (event, _) = carried.iter().find(|(_, text)| text.as_deref() == Some("van 1")).unwrap();
    let right = EventCorrected::new(*event, "client_request".into(), day(2), note("over 1").into());
    commands.execute(request(2, day(6), Intent::CorrectEvent(right))).await.unwrap();
    commands.execute(merge(2, 3)).await.unwrap();
    let all = notes(&views, pool, 3).await;
    assert_eq!(said(&all), [Some("van 3"), Some("van 2"), Some("over 1")], "{all:?}");

    keys.vault.destroy(&region(), trajectory(1)).await.unwrap();
    assert_eq!(said(&notes(&views, pool, 3).await), [Some("van 3"), Some("van 2"), None]);
    assert_eq!(said(&notes(&views, pool, 2).await), [Some("van 2"), None]);
    let reader = LogReader::new(pool.clone());
    let loaded = reader.load::<Trajectory>(&trajectory(3).to_string()).await.unwrap();
    assert_eq!(loaded.aggregate.state().merged_from, [trajectory(2)].into());
}
