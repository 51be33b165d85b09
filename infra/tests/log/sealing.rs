//! Personal texts on their way: sealed before they are events, opened for who may see them, gone with their key.

mod every_field;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::CommandId;
use loopbrug_domain::insz::Insz;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::identity::{Identity, IdentityRecorded};
use loopbrug_domain::trajectory::merge::MergedInto;
use loopbrug_domain::trajectory::notes::NoteAdded;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::together::Part;
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::access_record::AccessRecord;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::commands::{CommandError, Commands, Request, TrajectoryIntent};
use loopbrug_infra::live::Live;
use loopbrug_infra::log::{LogReader, LogWriter};
use loopbrug_infra::vault::{Vault, VaultError};
use loopbrug_infra::views::{Opened, Views};
use sqlx::PgPool;

use crate::server::{Database, Vaulted, database, vaulted};
use crate::story::{
    actor, catalogues, contact, day, new_command, open, region, request, trajectory,
};

/// A log, a vault, and what works on both.
struct World {
    pool: PgPool,
    commands: Commands,
    views: Views,
    keys: Vaulted,
    // The rest is held, not used.
    _live: Live,
    _database: Database,
}

async fn world() -> World {
    let (database, keys) = (database().await, vaulted().await);
    let pool = database.pool.clone();
    let (live, views) = Live::start(pool.clone(), catalogues(), Clock::system()).await.unwrap();
    let views = views.with_vault(keys.vault.clone());
    let commands = with(&pool, keys.vault.clone());
    World { pool, commands, views, keys, _live: live, _database: database }
}

fn with(pool: &PgPool, vault: Vault) -> Commands {
    let access = AccessRecord::new(pool.clone(), catalogues());
    Commands::new(LogWriter::new(pool.clone()), catalogues(), Clock::system(), vault, access)
}

impl World {
    async fn opened(&self, n: u32) -> Opened {
        self.views.opened(&actor(), trajectory(n), None).await.unwrap().expect("a trajectory")
    }

    /// The notes of a trajectory in order, with what each says; none where it cannot be opened.
    async fn notes(&self, n: u32) -> Vec<Option<String>> {
        let opened = self.opened(n).await;
        let loaded = LogReader::new(self.pool.clone());
        let loaded = loaded.load::<Trajectory>(&trajectory(n).to_string()).await.unwrap();
        let entries = loaded.aggregate.entries().iter().cloned();
        let texts = entries.flat_map(|mut entry| {
            let texts = entry.event.what.sealed_fields();
            texts
                .into_iter()
                .map(|(_, text)| opened.text(text).map(str::to_owned))
                .collect::<Vec<_>>()
        });
        texts.collect()
    }

    /// Somebody who can write in the database of the log changes what was recorded.
    async fn meddles(&self, how: &str) {
        let how = format!("ALTER TABLE events DISABLE TRIGGER refuse_change; {how}");
        sqlx::raw_sql(&how).execute(&self.pool).await.unwrap();
    }

    /// What was sealed elsewhere is not opened: so many texts of a trajectory.
    async fn leaves_out(&self, n: u32, texts: usize) {
        let opened = self.views.opened(&actor(), trajectory(n), None).await.unwrap().unwrap();
        assert_eq!((opened.unreadable(), opened.is_erased()), (texts, false), "{opened:?}");
    }

    /// Whether a text is anywhere in the database of the log.
    async fn holds(&self, text: &str) -> bool {
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&self.pool)
                .await
                .unwrap();
        for table in tables {
            let holds =
                format!("SELECT EXISTS (SELECT FROM {table} AS row WHERE row::text ILIKE $1)");
            let holds = sqlx::query_scalar(&holds).bind(format!("%{text}%")).fetch_one(&self.pool);
            if holds.await.unwrap() {
                return true;
            }
        }
        false
    }
}

fn note(text: &str) -> NoteAdded {
    NoteAdded { note: SealedText::typed(text.to_owned()) }
}

fn add(n: u32, text: &str) -> Request {
    request(n, day(2), Intent::AddNote(note(text)))
}

#[tokio::test]
async fn what_is_typed_is_nowhere_in_the_database_of_the_log_and_is_opened_for_who_may_see_it() {
    let world = world().await;
    open(&world.commands, 1).await;
    let insz = Insz::invented("900201001", 1900).unwrap().digits().to_owned();
    let typed = |text: &str| Some(SealedText::typed(text.to_owned()));
    let identity = Identity {
        given_name: typed("Zoetje"),
        family_name: typed("Verhaverbeke"),
        insz: typed(&insz),
        ..Identity::default()
    };
    let record = Intent::RecordIdentity(IdentityRecorded { identity });
    world.commands.execute(request(1, day(2), record)).await.unwrap();
    let mut asked = add(1, "Ze wil naar Oostende");
    // As a client of the API sends it: its digest is of what it literally sent.
    asked.asked = Some(serde_json::json!({ "note": "Ze wil naar Oostende" }));
    world.commands.execute(asked).await.unwrap();
    for text in ["Zoetje", "Verhaverbeke", &insz, "Oostende"] {
        assert!(!world.holds(text).await, "{text}");
    }
    let expected = [
        Some("Zoetje".to_owned()),
        Some("Verhaverbeke".to_owned()),
        Some(insz.clone()),
        Some("Ze wil naar Oostende".to_owned()),
    ];
    assert_eq!(world.notes(1).await, expected);
    assert!(!format!("{:?}", world.opened(1).await).contains("Oostende"));
}

#[tokio::test]
async fn a_command_with_a_personal_text_is_carried_out_once_and_its_digest_confirms_no_guess() {
    let world = world().await;
    open(&world.commands, 1).await;
    let first = add(1, "Ze wil naar zee");
    let recorded = world.commands.execute(first.clone()).await.unwrap();
    // Also by a process that has nothing at hand.
    let other = with(&world.pool, world.keys.another());
    for commands in [&world.commands, &other] {
        assert_eq!(commands.execute(first.clone()).await.unwrap(), recorded);
        let another = Request { command: first.command, ..add(1, "Ze wil naar de bergen") };
        let reused = commands.execute(another).await.unwrap_err();
        assert_eq!(reused.code(), Some("COMMAND_ID_REUSED"));
    }
    let digest: Vec<u8> = sqlx::query_scalar("SELECT digest FROM commands WHERE command_id = $1")
        .bind(first.command.0)
        .fetch_one(&world.pool)
        .await
        .unwrap();
    let others = vaulted().await;
    // The same request under another index key.
    let theirs = database().await;
    let commands = with(&theirs.pool, others.vault.clone());
    open(&commands, 1).await;
    commands.execute(first).await.unwrap();
    let theirs: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM commands WHERE digest = $1)")
        .bind(&digest)
        .fetch_one(&theirs.pool)
        .await
        .unwrap();
    assert!(!theirs, "the digest follows from the key");
}

#[tokio::test]
async fn a_destroyed_key_leaves_that_client_unreadable_and_the_others_as_they_were() {
    let world = world().await;
    for n in [1, 2] {
        open(&world.commands, n).await;
        world.commands.execute(add(n, &format!("Noot van {n}"))).await.unwrap();
    }
    world.keys.another().destroy(&region(), trajectory(1)).await.unwrap();
    assert!(world.opened(1).await.is_erased());
    assert_eq!(world.notes(1).await, [None]);
    assert_eq!(world.notes(2).await, [Some("Noot van 2".to_owned())]);
    // What is at hand in a process is no way round it, once its keys are not kept any more.
    let refused = with(&world.pool, world.keys.another()).execute(add(1, "Nog een")).await;
    assert_eq!(refused.unwrap_err().code(), Some("ERASED"));
    // Codes and days go on.
    world.commands.execute(request(1, day(3), contact(5))).await.unwrap();
}

#[tokio::test]
async fn a_correction_carries_its_text_sealed_and_both_readings_are_opened() {
    let world = world().await;
    open(&world.commands, 1).await;
    world.commands.execute(add(1, "Ze wil naar zee")).await.unwrap();
    let reason = Code::new("typing_error");
    let right = EventCorrected::new(2, reason, day(2), note("Ze wil naar zus").into());
    world.commands.execute(request(1, day(3), Intent::CorrectEvent(right))).await.unwrap();
    assert!(!world.holds("naar zus").await);
    // Of the journal, which has the event as it was corrected.
    assert_eq!(world.notes(1).await.last(), Some(&Some("Ze wil naar zus".to_owned())));
}

#[tokio::test]
async fn each_part_of_a_command_has_its_text_in_its_own_event() {
    let world = world().await;
    open(&world.commands, 1).await;
    let command = new_command();
    let part = |place: usize, text: &str| Part {
        command: command.within(trajectory(1)).part(place),
        path: format!("records.{place}"),
        occurred_on: day(2),
        intent: Intent::AddNote(note(text)),
    };
    let parts = vec![part(0, "Eerst"), part(1, "Daarna")];
    let together = Request {
        command,
        intent: TrajectoryIntent::RecordTogether(parts),
        ..request(1, day(2), contact(1))
    };
    let recorded = world.commands.execute(together.clone()).await.unwrap();
    assert_eq!(world.commands.execute(together).await.unwrap(), recorded);
    assert_eq!(world.notes(1).await, [Some("Eerst".to_owned()), Some("Daarna".to_owned())]);

    // Whoever can write in the database exchanges the two.
    world
        .meddles(
            "UPDATE events AS one SET payload = other.payload FROM events AS other
             WHERE one.event_type = 'NoteAdded' AND other.event_type = 'NoteAdded'
               AND one.position <> other.position",
        )
        .await;
    world.leaves_out(1, 2).await;
}

#[tokio::test]
async fn what_a_merge_carries_is_sealed_anew_by_the_key_of_whom_it_was_recorded_of() {
    let world = world().await;
    for n in [1, 2] {
        open(&world.commands, n).await;
    }
    for text in ["Ze wil naar zee", "Ze belt morgen"] {
        world.commands.execute(add(1, text)).await.unwrap();
    }
    let merged = MergedInto { other: trajectory(2), take_over: true };
    world.commands.execute(request(1, day(5), Intent::MergeTrajectory(merged))).await.unwrap();
    let both = [Some("Ze wil naar zee".to_owned()), Some("Ze belt morgen".to_owned())];
    assert_eq!(world.notes(1).await, both);
    assert_eq!(world.notes(2).await, both);
    let payloads: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT payload ->> 'what') FROM events WHERE event_type = 'NoteAdded'",
    )
    .fetch_one(&world.pool)
    .await
    .unwrap();
    assert_eq!(payloads, 4, "no bytes are in both");
    world.keys.vault.destroy(&region(), trajectory(1)).await.unwrap();
    assert_eq!(world.notes(1).await, [None, None]);
    assert_eq!(world.notes(2).await, [None, None]);
}

#[tokio::test]
async fn without_the_keys_what_is_sealed_is_refused_and_the_rest_goes_on() {
    let world = world().await;
    open(&world.commands, 1).await;
    world.commands.execute(add(1, "Ze wil naar zee")).await.unwrap();
    let without = with(&world.pool, Vault::none());
    let refused = without.execute(add(1, "Ze belt morgen")).await.unwrap_err();
    assert_eq!(refused.code(), Some("VAULT_UNAVAILABLE"));
    assert!(matches!(refused, CommandError::Vault(VaultError::None)));
    without.execute(request(1, day(3), contact(5))).await.unwrap();
    let views = world.views.clone().with_vault(Vault::none());
    let refused = views.opened(&actor(), trajectory(1), None).await.unwrap_err();
    assert_eq!(refused.code(), Some("VAULT_UNAVAILABLE"));
}

#[tokio::test]
async fn a_command_without_a_personal_text_asks_nothing_of_the_keys() {
    let world = world().await;
    open(&world.commands, 1).await;
    world.commands.execute(request(1, day(3), contact(5))).await.unwrap();
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(&world.keys.pool).await.unwrap();
    assert_eq!(tables, 0, "its schema was not even made");
}

#[tokio::test]
async fn what_is_wrong_with_a_typed_text_is_said_and_no_key_is_made_for_it() {
    let world = world().await;
    open(&world.commands, 1).await;
    let refused = world.commands.execute(add(1, "  ")).await.unwrap_err();
    assert_eq!(refused.field_faults().len(), 1, "{refused:?}");
    assert!(!format!("{:?}", add(1, "Ze wil naar zee")).contains("zee"));
    let unknown = Request { command: CommandId(new_command().0), ..add(9, "Ze wil naar zee") };
    let refused = world.commands.execute(unknown).await.unwrap_err();
    assert_eq!(refused.code(), Some("TRAJECTORY_NOT_FOUND"));
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM client_keys")
        .fetch_one(&world.keys.pool)
        .await
        .unwrap();
    assert_eq!(keys, 0);
}
