//! Every field that is sealed, of every event: no two equal texts have equal bytes, and none opens elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::event::Payloads;
use loopbrug_domain::ids::{CommandId, GoalId};
use loopbrug_domain::insz::Insz;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::background::{Answer, BackgroundRecorded};
use loopbrug_domain::trajectory::course::Closed;
use loopbrug_domain::trajectory::direction::GoalSet;
use loopbrug_domain::trajectory::identity::{Identity, IdentityChanged, IdentityRecorded};
use loopbrug_domain::trajectory::profile::{
    ChallengeLinked, FindingLinked, LinkedBy, PersonaLinked,
};
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::{Intent, Payload, TrajectoryEvent};
use loopbrug_infra::vault::{Bound, VaultError, event};
use sqlx::Row;
use uuid::Uuid;

use super::{World, note, world};
use crate::story::{day, open, region, request, take_in, trajectory};

/// What everything is called here that may be called so.
const TEXT: &str = "Zoë Zee";

/// An event and a field of it.
type Field = (String, &'static str);

/// A text as the log has it, with where it is bound to.
#[derive(Clone)]
struct Kept {
    of: Field,
    n: u32,
    event: CommandId,
    sealed: Vec<u8>,
}

impl Kept {
    fn bound<'a>(&self, region: &'a Code) -> Bound<'a> {
        let (trajectory, event, field) = (trajectory(self.n), self.event, self.of.1);
        Bound { region, trajectory, event, field }
    }
}

fn typed(text: &str) -> SealedText {
    SealedText::typed(text.to_owned())
}

fn identity() -> Identity {
    let text = || Some(typed(TEXT));
    Identity {
        given_name: text(),
        family_name: text(),
        insz: Some(typed(Insz::invented("900201001", 1900).unwrap().digits())),
        birth_date: Some(typed("1990-02-01")),
        phone: text(),
        email: text(),
        address: text(),
    }
}

/// Everything that can be typed about client `n`: the same about each, and most of it twice.
async fn everything_is_typed(world: &World, n: u32) {
    take_in(&world.commands, n).await;
    let text = || Some(typed(TEXT));
    let background =
        || BackgroundRecorded { detention: Answer::Yes.typed(), youth_care: Answer::Yes.typed() };
    let goal = |goal| GoalSet {
        goal: GoalId(Uuid::from_u128(goal)),
        domain: Code::new("work"),
        own_words: text(),
    };
    let reason = Code::new("typing_error");
    for intent in [
        Intent::AddNote(note(TEXT)),
        Intent::AddNote(note(TEXT)),
        Intent::CorrectEvent(EventCorrected::new(4, reason, day(4), note(TEXT).into())),
        Intent::RecordIdentity(IdentityRecorded { identity: identity() }),
        Intent::ChangeIdentity(IdentityChanged {
            identity: identity(),
            removed: BTreeSet::default(),
        }),
        Intent::RecordBackground(background()),
        Intent::RecordBackground(background()),
        Intent::LinkChallenge(ChallengeLinked {
            challenge: Code::new("RU2"),
            by: LinkedBy::Hand,
            rationale: text(),
        }),
        Intent::LinkPersona(PersonaLinked { persona: Code::new("nora"), rationale: text() }),
        Intent::LinkFinding(FindingLinked {
            finding: Code::new("generational_poverty"),
            rationale: text(),
        }),
        Intent::SetGoal(goal(1)),
        Intent::SetGoal(goal(2)),
        Intent::CloseTrajectory(Closed { reason: Code::new("moved"), rationale: text() }),
    ] {
        let shown = format!("{intent:?}");
        let recorded = world.commands.execute(request(n, day(4), intent)).await;
        recorded.unwrap_or_else(|error| panic!("{shown}: {error}"));
    }
}

/// Everything sealed that the log has of client `n`.
async fn kept(world: &World, n: u32) -> Vec<Kept> {
    let rows = sqlx::query(
        "SELECT event_type, event_version, payload::text AS payload, command_id FROM events
         WHERE aggregate_id = $1 ORDER BY sequence",
    )
    .bind(trajectory(n).to_string())
    .fetch_all(&world.pool)
    .await
    .unwrap();
    let mut kept = vec![];
    for row in rows {
        let (name, version): (String, &str) = (row.get("event_type"), row.get("event_version"));
        let mut found = Payload::read(&name, version, row.get("payload")).unwrap();
        let event = event(CommandId(row.get("command_id")), found.origin.as_deref());
        for (field, text) in found.what.sealed_fields() {
            let sealed = text.as_sealed().unwrap().to_vec();
            kept.push(Kept { of: (name.clone(), field), n, event, sealed });
        }
    }
    kept
}

/// Every field that may hold something sealed, by the payloads that are kept as examples.
fn fields_that_there_are() -> BTreeSet<Field> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/payloads");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut fields = BTreeSet::new();
    for file in files.filter(|file| file.is_file()) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (name, version) = name.split_once(".v").unwrap();
        let version = version.split('.').next().unwrap();
        let json = std::fs::read_to_string(&file).unwrap();
        let mut example: TrajectoryEvent = Payload::read(name, version, &json).unwrap();
        let sealed = example.what.sealed_fields().into_iter();
        fields.extend(sealed.map(|(field, _)| (name.to_owned(), field)));
    }
    fields
}

#[tokio::test]
async fn no_two_equal_texts_have_equal_bytes_and_none_opens_in_another_place() {
    let world = world().await;
    for n in [1, 2] {
        everything_is_typed(&world, n).await;
    }
    let all = [kept(&world, 1).await, kept(&world, 2).await].concat();
    let exercised: BTreeSet<_> = all.iter().map(|one| one.of.clone()).collect();
    let missing: Vec<_> = fields_that_there_are().difference(&exercised).cloned().collect();
    assert_eq!(missing, [], "a field that is sealed and that this test types nothing into");

    // Neither all of it nor what is left of it behind the nonce.
    let mut seen = BTreeMap::new();
    for one in &all {
        for bytes in [&one.sealed[..], &one.sealed[25..]] {
            let other = seen.insert(bytes, &one.of);
            assert!(other.is_none(), "{:?} has the bytes of {other:?}", one.of);
        }
    }

    let here = region();
    let keys = [trajectory(1), trajectory(2)];
    let keys = world.keys.vault.keys_to_open(&here, &keys).await.unwrap();
    let mut moved = 0;
    for one in &all {
        for place in &all {
            let bound = place.bound(&here);
            let opened = keys[&bound.trajectory].open(&bound, &one.sealed);
            if std::ptr::eq(one, place) {
                assert!(opened.is_ok(), "{:?} in its own place: {opened:?}", one.of);
                continue;
            }
            // The key of the other client, too, in the place of this one.
            let crossed = keys[&trajectory(one.n)].open(&bound, &one.sealed);
            for refused in [opened, crossed] {
                let refused = matches!(refused, Err(VaultError::NotSealedHere));
                assert!(refused, "{:?} opens as {:?}", one.of, place.of);
            }
            moved += 1;
        }
    }
    assert!(moved > 1_000, "{moved}");
    let elsewhere = Code::new("meetjesland");
    for one in &all {
        let bound = Bound { region: &elsewhere, ..one.bound(&here) };
        let refused = keys[&bound.trajectory].open(&bound, &one.sealed);
        assert!(matches!(refused, Err(VaultError::NotSealedHere)), "{:?} elsewhere", one.of);
    }
}

#[tokio::test]
async fn what_is_moved_in_the_log_to_another_field_event_or_client_is_shown_to_nobody() {
    for (moved, how) in [
        // Another field of the same event.
        (
            2,
            "UPDATE events SET payload = jsonb_set(
             jsonb_set(payload::jsonb, '{what,IdentityRecorded,given_name}',
                       payload::jsonb #> '{what,IdentityRecorded,family_name}'),
             '{what,IdentityRecorded,family_name}',
             payload::jsonb #> '{what,IdentityRecorded,given_name}')
         WHERE event_type = 'IdentityRecorded'",
        ),
        // Another event of the same client, of the same type.
        (
            2,
            "UPDATE events AS one SET payload = other.payload FROM events AS other
         WHERE one.event_type = 'NoteAdded' AND other.event_type = 'NoteAdded'
           AND one.aggregate_id = other.aggregate_id AND one.position <> other.position",
        ),
        // The same event of another client, with all parts of the identity.
        (
            7,
            "UPDATE events AS one SET payload = other.payload FROM events AS other
         WHERE one.event_type = 'IdentityRecorded' AND other.event_type = 'IdentityRecorded'
           AND one.aggregate_id <> other.aggregate_id",
        ),
    ] {
        let world = world().await;
        for n in [1, 2] {
            open(&world.commands, n).await;
            let identity = Intent::RecordIdentity(IdentityRecorded { identity: identity() });
            for intent in [identity, Intent::AddNote(note(TEXT)), Intent::AddNote(note(TEXT))] {
                world.commands.execute(request(n, day(2), intent)).await.unwrap();
            }
            world.opened(n).await;
        }
        world.meddles(how).await;
        world.leaves_out(1, moved).await;
    }
}
