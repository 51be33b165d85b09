//! The rules of the directory.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::catalogue::{Catalogues, Code};
use crate::field::FieldFault;

const ONE: WorkerId = WorkerId(Uuid::from_u128(7));

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 3, n).unwrap()
}

fn kbo(n: u32) -> KboNumber {
    KboNumber::of_stem(n)
}

fn organisation(name: &str) -> OrganisationGiven {
    OrganisationGiven {
        name: name.to_owned(),
        roles: [Code::new("service_provider")].into(),
        services: BTreeSet::new(),
        contact: Contact::default(),
        from: None,
        until: None,
    }
}

fn worker(name: &str, of: u32) -> WorkerGiven {
    WorkerGiven { name: name.to_owned(), organisation: kbo(of), from: None, until: None }
}

/// What comes of a change on a day.
fn changed(directory: &Directory, on: u32, change: &Change) -> Result<Changed, Refusal> {
    let catalogues = Catalogues::embedded();
    directory.decide(change, day(on), catalogues.latest("vlaamse-ardennen").unwrap())
}

/// A directory after changes, all on day 1.
fn after(changes: &[Change]) -> Directory {
    let mut directory = Directory::default();
    for change in changes {
        let entry = changed(&directory, 1, change).unwrap();
        directory.apply(entry);
    }
    directory
}

fn with_a_worker() -> Directory {
    after(&[
        Change::RecordOrganisation(kbo(1), organisation("De Brug")),
        Change::RecordWorker(ONE, worker("An Invented", 1)),
    ])
}

fn rule(refusal: &Refusal) -> &DirectoryRefusal {
    let Refusal::Directory(rule) = refusal else { panic!("{refusal}") };
    rule
}

#[test]
fn an_organisation_is_recorded_from_today_and_keeps_its_first_day_when_it_is_recorded_anew() {
    let first = Change::RecordOrganisation(kbo(1), organisation(" De Brug "));
    let mut directory = after(&[first]);
    let anew = changed(&directory, 9, &Change::RecordOrganisation(kbo(1), organisation("Nieuw")));
    directory.apply(anew.unwrap());
    let Entry { version, what } = &directory.organisations[&kbo(1)];
    assert_eq!((*version, what.name.as_str()), (2, "Nieuw"));
    assert_eq!(what.days, Days { from: day(1), until: None });
}

#[test]
fn an_organisation_ends_once_and_is_no_partner_after_its_last_day() {
    let mut directory = with_a_worker();
    let end = Change::EndOrganisation(kbo(1), Some(day(5)));
    let ended = changed(&directory, 3, &end).unwrap();
    directory.apply(ended);
    assert!(directory.knows(kbo(1), day(5)) && !directory.knows(kbo(1), day(6)));
    let again = changed(&directory, 6, &end).unwrap_err();
    assert_eq!(rule(&again), &DirectoryRefusal::AlreadyEnded { until: day(5) });
    let unknown = changed(&directory, 6, &Change::EndOrganisation(kbo(2), None)).unwrap_err();
    assert_eq!(unknown.code(), "ORGANISATION_NOT_IN_DIRECTORY");
}

#[test]
fn a_last_day_is_not_before_the_first() {
    let early = Change::EndWorker(ONE, NaiveDate::from_ymd_opt(2024, 2, 29));
    let refused = changed(&with_a_worker(), 3, &early).unwrap_err();
    assert_eq!((refused.code(), refused.path()), ("DAY_OUT_OF_ORDER", Some("until")));
}

#[test]
fn a_worker_is_of_an_organisation_of_the_directory() {
    let refused = changed(&with_a_worker(), 2, &Change::RecordWorker(ONE, worker("An", 2)));
    let expected = DirectoryRefusal::OrganisationNotInDirectory { organisation: kbo(2) };
    assert_eq!(rule(&refused.unwrap_err()), &expected);
    let nobody = Change::EndWorker(WorkerId::default(), None);
    let refused = changed(&with_a_worker(), 2, &nobody).unwrap_err();
    assert_eq!(refused.code(), "WORKER_NOT_IN_DIRECTORY");
}

#[test]
fn the_name_of_a_worker_is_erased_for_good_and_the_rest_stays() {
    let mut directory = with_a_worker();
    assert_eq!(directory.worker_name(ONE), Some("An Invented"));
    let erased = changed(&directory, 4, &Change::EraseWorker(ONE)).unwrap();
    directory.apply(erased);
    assert_eq!(directory.worker_name(ONE), None);
    let left = &directory.workers[&ONE];
    assert_eq!((left.version, left.what.organisation), (2, kbo(1)));
    for again in [Change::EraseWorker(ONE), Change::RecordWorker(ONE, worker("Bo", 1))] {
        let refused = changed(&directory, 5, &again).unwrap_err();
        assert_eq!(rule(&refused), &DirectoryRefusal::WorkerErased { worker: ONE });
    }
}

#[test]
fn all_that_is_wrong_with_an_organisation_is_named_at_once() {
    let contact = Contact {
        phone: Some("bel me".to_owned()),
        mail: Some("info at partner".to_owned()),
        website: Some("javascript:x".to_owned()),
    };
    let wrong = OrganisationGiven {
        roles: [Code::new("friend")].into(),
        services: [Code::new("magic")].into(),
        contact,
        ..organisation("a\u{202e}b")
    };
    let refused =
        changed(&Directory::default(), 1, &Change::RecordOrganisation(kbo(1), wrong)).unwrap_err();
    let faults: Vec<_> = refused.field_faults().map(|fault| (fault.path(), fault.code())).collect();
    let expected = [
        ("name", "TEXT_NOT_ALLOWED"),
        ("roles", "UNKNOWN_CODE"),
        ("services", "UNKNOWN_CODE"),
        ("phone", "OF_ANOTHER_FORM"),
        ("mail", "OF_ANOTHER_FORM"),
        ("website", "OF_ANOTHER_FORM"),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn a_name_is_one_line_that_can_be_seen() {
    for (name, code) in [
        ("  ", "NOTHING_WRITTEN"),
        ("An\nBo", "TEXT_NOT_ALLOWED"),
        ("An\u{0}", "TEXT_NOT_ALLOWED"),
        ("An\u{2066}", "TEXT_NOT_ALLOWED"),
        (&"x".repeat(201), "TEXT_TOO_LONG"),
    ] {
        let refused = changed(&with_a_worker(), 2, &Change::RecordWorker(ONE, worker(name, 1)));
        let faults = refused.unwrap_err();
        let codes: Vec<_> = faults.field_faults().map(FieldFault::code).collect();
        assert_eq!(codes, [code], "{name:?}");
    }
}

#[test]
fn a_region_that_keeps_no_directory_holds_nothing_against_anybody() {
    let nothing = Directory::default();
    assert!(nothing.knows(kbo(1), day(1)) && nothing.works_for(ONE, kbo(1), day(1)));
    let kept = with_a_worker();
    assert!(kept.knows(kbo(1), day(1)) && !kept.knows(kbo(2), day(1)));
    assert!(kept.works_for(ONE, kbo(1), day(1)));
    assert!(!kept.works_for(WorkerId::default(), kbo(1), day(1)));
    assert!(kept.works_for(WorkerId::default(), kbo(2), day(1)), "none of its workers is known");
}
