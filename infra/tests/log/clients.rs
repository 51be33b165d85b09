//! Names in memory: none is kept where nobody hears of destroyed keys, and none of a client whose key is destroyed.

use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::identity::{Identity, IdentityRecorded};
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::vault::Vault;
use loopbrug_infra::views::{Page, Views};
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::server::{database_for, vaulted};
use crate::story::{actor, catalogues, day, open, region, request, trajectory};
use crate::waiting::wait_until;

/// Views as a process of its own has them.
async fn process(pool: &PgPool, vault: Vault) -> (Live, Views) {
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    (live, views.with_vault(vault))
}

/// How many are found who are called Zwartbes.
async fn found(views: &Views) -> usize {
    let page = Page::first(50, None);
    views.clients(&actor(), &region(), "zwartbes", &page, None).await.unwrap().items.len()
}

fn keeps(views: &Views, names: usize) -> bool {
    format!("{views:?}").contains(&format!("Names({names})"))
}

#[tokio::test]
async fn a_name_whose_key_is_destroyed_is_dropped_from_the_memory_of_every_process() {
    let (database, keys) = (database_for(40).await, vaulted().await);
    let pool = &database.pool;
    let (_here, here) = process(pool, keys.vault.clone()).await;
    let (_there, there) = process(pool, keys.another()).await;
    let access = here.access_record().clone();
    let log = LogWriter::new(pool.clone());
    let commands = Commands::new(log, catalogues(), Clock::system(), keys.vault.clone(), access);
    let mut position = None;
    for n in [1, 2, 3] {
        open(&commands, n).await;
        let family_name = Some(SealedText::typed(format!("Zwartbes{n}")));
        let identity = Identity { family_name, ..Identity::default() };
        let record = Intent::RecordIdentity(IdentityRecorded { identity });
        position = Some(commands.execute(request(n, day(2), record)).await.unwrap().position);
    }
    for views in [&here, &there] {
        let page = Page::first(50, None);
        let all = views.clients(&actor(), &region(), "zwartbes", &page, position).await.unwrap();
        assert_eq!(all.items.len(), 3);
        let shown = format!("{all:?}{views:?}").to_lowercase();
        assert!(!shown.contains("zwartbes"), "a name is shown");
        assert!(keeps(views, 0), "nobody hears of destroyed keys yet");
    }

    let mut following = JoinSet::new();
    for views in [&here, &there] {
        following.spawn(views.clone().forget_erased());
        let kept = async || found(views).await == 3 && keeps(views, 3);
        wait_until("names are kept", kept).await;
    }
    // By a third process, so that nobody hears it but from the database.
    keys.another().destroy(&region(), trajectory(2)).await.unwrap();
    assert_eq!(found(&here).await, 2, "at once, whether it is dropped yet or not");
    wait_until("the name is dropped, though nobody searches", async || keeps(&there, 2)).await;
    assert_eq!(found(&there).await, 2);

    // Whoever hears nothing any more keeps nothing.
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
    )
    .execute(&keys.pool)
    .await
    .unwrap();
    for views in [&here, &there] {
        wait_until("all names are dropped", async || keeps(views, 0)).await;
        assert_eq!(found(views).await, 2);
    }
}
