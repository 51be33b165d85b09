//! Personal texts, opened: what is shown where some of them cannot be read.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Version;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::Commands;
use loopbrug_infra::live::Live;
use loopbrug_infra::log::LogWriter;
use loopbrug_infra::vault::Vault;
use loopbrug_infra::views::Known;
use sqlx::PgPool;

use crate::server::{database, vaulted};
use crate::story::{actor, catalogues, day, request, take_in, trajectory};

/// Somebody writes a note about client 1, by this vault.
async fn note(pool: &PgPool, vault: Vault, text: &str) -> Version {
    let access = AccessRecord::new(pool.clone(), catalogues());
    let log = LogWriter::new(pool.clone());
    let commands = Commands::new(log, catalogues(), Clock::system(), vault, access);
    let note = SealedText::typed(text.to_owned());
    let note = Intent::AddNote(NoteAdded { note });
    commands.execute(request(1, day(4), note)).await.unwrap().version
}

#[tokio::test]
async fn a_text_that_was_sealed_under_a_lost_key_takes_no_other_with_it() {
    let (database, ours) = (database().await, vaulted().await);
    let pool = &database.pool;
    take_in(&crate::story::commands(pool), 1).await;
    note(pool, ours.another(), "Voor de sleutel verloren ging").await;
    sqlx::query("DELETE FROM client_keys").execute(&ours.pool).await.unwrap();
    // A key is made anew, as where a backup of before is put back.
    let region = Code::new("vlaamse-ardennen");
    ours.another().key_to_seal(&region, trajectory(1)).await.unwrap();
    note(pool, ours.another(), "Daarna").await;

    let started = Live::start(pool.clone(), catalogues(), Clock::system()).await;
    let (_live, views) = started.unwrap();
    let views = views.with_vault(ours.another());
    let read = views.trajectory(&actor(), trajectory(1), Known::Now).await.unwrap().unwrap();
    let purpose = Code::new("guidance");
    let opened = views.opened(&actor(), trajectory(1), Some(&purpose)).await.unwrap().unwrap();
    let notes = read.aggregate.personal().notes;
    let texts: Vec<_> = notes.iter().map(|note| opened.text(&note.text)).collect();
    assert_eq!(texts, [None, Some("Daarna")]);
    assert_eq!((opened.unreadable(), opened.is_erased()), (1, false));
}
