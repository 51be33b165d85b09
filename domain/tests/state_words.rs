//! What a history says to have changed has words: each part of a state is in the list `state_word`. So has what a client
//! reads: each event in `event`, each of its fields in `state_word`.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeSet;
use std::path::Path;

use loopbrug_domain::catalogue::{Catalogue, Catalogues, CodeKind};
use loopbrug_domain::difference::{Word, WordOf, between};
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::event::Event;
use loopbrug_domain::proposal::{PartnershipProposal, Stage};
use loopbrug_domain::round::{Outcome, SelectionRound};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::identity::IdentityPart;
use loopbrug_domain::trajectory::referrals::ReferralStep;
use loopbrug_domain::trajectory::{EVENT_TYPES, Phase, Trajectory};
use serde_json::Value;
use strum::VariantArray;
use uuid::Uuid;

/// The events of all golden payloads in a folder, in order of their names, the first one first.
fn story<A: Stream>(folder: &str, first: &str) -> Vec<A::Event> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.sort_by_key(|path| (!name(path).starts_with(first), name(path)));
    let read = |path: &Path| {
        let name = name(path);
        let mut parts = name.split('.');
        let (kind, version) = (parts.next().unwrap(), parts.next().unwrap());
        let json = std::fs::read_to_string(path).unwrap();
        Event::read(kind, version.strip_prefix('v').unwrap(), &json).unwrap()
    };
    files.iter().map(|path| read(path)).collect()
}

/// The places of a state that a story changes, all together or one event after the beginning.
fn places<A: Stream>(story: &[A::Event]) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    let mut apply = |to: &mut A, event: &A::Event| {
        let before = to.state().clone();
        to.apply(event.clone());
        for change in between(&before, to.state()) {
            let words = change.place.into_iter().filter(|word| word.of == WordOf::State);
            places.extend(words.map(|word| word.text));
        }
    };
    let mut all = A::default();
    for event in story {
        apply(&mut all, event);
    }
    for event in &story[1..] {
        let mut begun = A::default();
        apply(&mut begun, &story[0]);
        apply(&mut begun, event);
    }
    places
}

fn without_words(catalogue: &Catalogue, words: impl IntoIterator<Item = String>) -> Vec<String> {
    let is_id = |word: &str| word.parse::<Uuid>().is_ok() || word.parse::<u32>().is_ok();
    let words = words.into_iter().filter(|word| !is_id(word));
    let words = words.map(|text| Word { of: WordOf::State, text });
    let without = |word: &Word| catalogue.entry(word.list(catalogue), &word.text).is_none();
    words.filter(without).map(|word| word.text).collect()
}

/// The names of all fields in a value.
fn fields_of(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                names.insert(name.clone());
                fields_of(value, names);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields_of(value, names)),
        _ => {}
    }
}

#[test]
fn each_event_of_a_client_and_each_of_its_fields_has_words() {
    let catalogues = Catalogues::load(Catalogues::embedded_sources()).unwrap();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let named = catalogue.entries(CodeKind::Event).map(|entry| entry.code.to_string());
    let mut events = named.collect::<BTreeSet<_>>();
    assert_eq!(events, EVENT_TYPES.iter().map(|kind| kind.name.to_owned()).collect());
    let mut fields = BTreeSet::new();
    for event in story::<Trajectory>("", "TrajectoryOpened") {
        fields_of(&serde_json::to_value(event.what).unwrap(), &mut fields);
    }
    fields.retain(|field| !events.remove(field));
    assert!(fields.len() > 100 && events.is_empty(), "{} {events:?}", fields.len());
    assert_eq!(without_words(catalogue, fields), Vec::<String>::new());
}

#[test]
fn each_part_of_a_state_has_words() {
    let catalogues = Catalogues::load(Catalogues::embedded_sources()).unwrap();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let mut places = places::<Trajectory>(&story::<Trajectory>("", "TrajectoryOpened"));
    places
        .extend(self::places::<SelectionRound>(&story::<SelectionRound>("round", "RoundLaunched")));
    places.extend(self::places::<PartnershipProposal>(&story::<PartnershipProposal>(
        "proposal",
        "ProposalDrafted",
    )));
    places.extend(self::places::<RegionEmployer>(&story::<RegionEmployer>(
        "employer",
        "EmployerRegistered",
    )));
    assert!(places.len() > 150, "{}", places.len());
    assert_eq!(without_words(catalogue, places), Vec::<String>::new());
    let texts = Phase::VARIANTS.iter().map(ToString::to_string);
    let texts = texts.chain(Stage::VARIANTS.iter().map(ToString::to_string));
    let texts = texts.chain(Outcome::VARIANTS.iter().map(ToString::to_string));
    let texts = texts.chain(ReferralStep::VARIANTS.iter().map(ToString::to_string));
    let texts = texts.chain(IdentityPart::VARIANTS.iter().map(ToString::to_string));
    let texts =
        texts.chain(["true", "false", "sealed", "erased", "phase", "stage"].map(Into::into));
    assert_eq!(without_words(catalogue, texts), Vec::<String>::new());
}
