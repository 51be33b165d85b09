//! What S names: each row of its table and each finding is recorded, and found in a report. And what changes
//! after the opening: where the client stays, what is spoken, the household.

use loopbrug_domain::catalogue::list::{BarrierDetail, Finding};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::barriers::BarrierIdentified;
use loopbrug_domain::trajectory::household::{ChildrenOfAge, HouseholdRecorded};
use loopbrug_domain::trajectory::housing::{HousingObserved, ReferenceAddressRequested};
use loopbrug_domain::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};
use loopbrug_domain::trajectory::profile::{FindingLinked, FindingUnlinked};

use super::story::{self, Story, accept, home, job, refer};
use crate::history::{CATALOGUES, REGION, organisation, versions};
use crate::naive::Filter;

#[test]
fn each_row_of_the_table_and_each_of_its_elements_is_counted_among_the_needs() {
    let catalogue = CATALOGUES.get(REGION, versions()[0]).unwrap();
    let details = |area: &str| {
        let of_area = |code: &Code<BarrierDetail>| catalogue.is_detail_of(code.as_str(), area);
        catalogue.codes().filter(of_area).collect::<Vec<_>>()
    };
    let mut counted = 0;
    // A client has one barrier in an area: of each area the first element, then the second, …
    for n in 0..7 {
        let mut story = Story::of_participant(0);
        let mut recorded = Vec::new();
        for area in catalogue.problem_areas() {
            let area = &area.entry.code;
            if let Some(detail) = details(area.as_str()).get(n) {
                let detail = Some(detail.clone());
                recorded.push((area.clone(), detail.clone()));
                let barrier = BarrierIdentified {
                    area: area.clone(),
                    severity: 3,
                    suspected: false,
                    detail,
                    details: vec![],
                };
                story.on("2024-02-01", Intent::IdentifyBarrier(barrier));
            }
        }
        let needs = story.counted("needs");
        for (area, detail) in recorded {
            let row = format!("area={area}");
            assert_eq!(needs.get(&row, "in_need"), Some(1.0), "{row}");
            let row = format!("{row}/detail={}", detail.unwrap());
            assert_eq!(needs.get(&row, "in_need"), Some(1.0), "{row}");
            counted += 1;
        }
    }
    assert_eq!((catalogue.problem_areas().len(), counted), (12, 44));
}

#[test]
fn each_finding_but_the_sealed_two_is_counted() {
    let mut story = Story::of_participant(0);
    let catalogue = Catalogues::embedded();
    let catalogue = catalogue.get(REGION, versions()[0]).unwrap();
    let findings: Vec<Code<Finding>> = catalogue.codes().collect();
    let open = findings.iter().filter(|finding| !catalogue.is_sealed(finding.as_str()));
    let open: Vec<_> = open.collect();
    assert_eq!((findings.len(), open.len()), (19, 17));
    for finding in &open {
        let finding = (*finding).clone();
        story.on("2024-02-01", Intent::LinkFinding(FindingLinked { finding, rationale: None }));
    }
    let figures = story.counted("findings");
    for finding in &open {
        let row = format!("finding={finding}");
        for column in ["with_finding", "finding_linked"] {
            assert_eq!(figures.get(&row, column), Some(1.0), "{row} {column}");
            assert_eq!(figures.get(&format!("{row}/challenge=-"), column), Some(1.0), "{row}");
        }
    }
    assert_eq!(figures.get("total", "with_finding"), Some(1.0));
    assert_eq!(figures.get("finding=past_in_detention", "with_finding"), None);
    assert_eq!(figures.get("finding=past_in_youth_care", "with_finding"), None);
}

#[test]
fn a_finding_counts_while_it_holds() {
    let mut story = Story::of_participant(0);
    let finding: Code<Finding> = Code::new("generational_poverty");
    let link = FindingLinked { finding: finding.clone(), rationale: None };
    story.on("2024-02-01", Intent::LinkFinding(link));
    story.on("2024-04-01", Intent::UnlinkFinding(FindingUnlinked { finding }));
    let figure = |from: &str, to: &str, column: &str| {
        story.counted_in("findings", from, to).get("finding=generational_poverty", column)
    };
    assert_eq!(figure("2024-03-01", "2024-03-31", "with_finding"), Some(1.0));
    assert_eq!(figure("2024-03-01", "2024-03-31", "finding_linked"), Some(0.0));
    assert_eq!(figure("2024-01-01", "2024-12-31", "with_finding"), Some(0.0));
    assert_eq!(figure("2024-01-01", "2024-12-31", "finding_linked"), Some(1.0));
}

fn moves(municipality: Option<&str>, from: &str) -> Intent {
    let (municipality, from) = (municipality.map(Code::new), from.parse().unwrap());
    Intent::ChangeResidence(ResidenceChanged { municipality, from })
}

#[test]
fn what_happened_counts_where_the_client_stayed_that_day_and_what_holds_where_the_client_is() {
    let mut story = Story::of_participant(0);
    let hidden = HousingObserved { ethos: Code::new("6"), since: None };
    story.on("2024-02-01", Intent::RequestReferenceAddress(ReferenceAddressRequested {}));
    story.on("2024-02-02", Intent::ObserveHousing(hidden));
    story.on("2024-03-05", moves(Some("45059"), "2024-03-01"));
    let figure = |story: &Story, municipality: &str, column: &str| {
        story.counted("homelessness").get(&format!("municipality={municipality}"), column)
    };
    assert_eq!(figure(&story, "45041", "address_requested"), Some(1.0));
    assert_eq!(figure(&story, "45059", "address_requested"), Some(0.0));
    assert_eq!(figure(&story, "45041", "hidden"), Some(0.0));
    assert_eq!(figure(&story, "45059", "hidden"), Some(1.0));
    let before = story.counted_in("homelessness", "2024-02-01", "2024-02-29");
    assert_eq!(before.get("municipality=45041", "hidden"), Some(1.0));
    // Who entered did so where the client stayed then.
    let profile = story.counted("profile");
    assert_eq!(profile.get("municipality=45041", "participants"), Some(1.0));
    assert_eq!(profile.get("municipality=45059", "participants"), Some(0.0));
    story.on("2024-04-01", moves(None, "2024-04-01"));
    assert_eq!(figure(&story, "45059", "hidden"), Some(0.0));
    assert_eq!(story.counted("homelessness").get("total", "hidden"), Some(1.0));
}

#[test]
fn asked_about_a_municipality_counts_what_happened_there_and_what_holds_of_those_who_are_there() {
    let mut story = Story::of_participant(0);
    story.on("2024-01-20", refer(2));
    story.by(organisation(2), "2024-01-25", accept());
    story.on("2024-02-01", home("2024-02-01"));
    story.on("2024-03-05", moves(Some("45059"), "2024-03-01"));
    story.on("2024-04-01", job(1, "2024-04-01"));
    let of = |municipality: &str, report: &str, column: &str| {
        let municipality = Some(Code::new(municipality));
        let filter = Filter { municipality, ..Filter::default() };
        let figures = story.ask_about(report, "2024-01-01", "2024-12-31", filter);
        figures.get("total", column).unwrap()
    };
    for (report, column, before, since) in [
        ("outcomes", "participants", 1.0, 0.0),
        ("outcomes", "housed", 1.0, 0.0),
        ("outcomes", "still_housed", 0.0, 1.0),
        ("outcomes", "started_work", 0.0, 1.0),
        ("esf", "EECO01", 1.0, 0.0),
        ("esf", "EECO17", 0.0, 0.0),
        ("funnel", "outcome", 1.0, 0.0),
        ("profile", "participants", 1.0, 0.0),
        ("caseload", "guided", 0.0, 1.0),
        ("referrals", "sent", 1.0, 0.0),
        ("referrals", "accepted", 1.0, 0.0),
        ("referrals", "open_long", 0.0, 1.0),
    ] {
        let (there, then) = (of("45041", report, column), of("45059", report, column));
        assert_eq!((there, then), (before, since), "{report}.{column}");
    }
}

#[test]
fn from_a_rural_area_is_who_stayed_in_one_on_the_entry_day() {
    // Ronse is none, Brakel is one.
    let rural = |story: &Story| story.counted("esf").get("total", "EECO17");
    let mut story = Story::of_participant(0);
    story.on("2024-03-05", moves(Some("45059"), "2024-03-01"));
    assert_eq!(rural(&story), Some(0.0));
    story.participant(1, "2024-01-10");
    story.of(1, "2024-03-05", moves(Some("45059"), "2024-01-10"));
    assert_eq!(rural(&story), Some(1.0));
}

#[test]
fn an_attempt_counts_under_the_language_of_its_day() {
    let mut story = Story::of_participant(0);
    story.on("2024-02-01", story::sought_in_vain());
    let changed = ContactLanguageChanged { language: Code::new("nl"), interpreter: false };
    story.on("2024-02-10", Intent::ChangeContactLanguage(changed));
    story.on("2024-02-11", story::sought_in_vain());
    story.on("2024-02-12", story::sought_in_vain());
    let reach = story.counted("reach");
    assert_eq!(reach.get("language=fr", "attempts"), Some(1.0));
    assert_eq!(reach.get("language=nl", "attempts"), Some(2.0));
}

#[test]
fn the_household_of_who_enters_is_counted_as_it_was_recorded_last() {
    let mut story = Story::of_participant(0);
    let children = vec![ChildrenOfAge {
        age_group: Code::new("under_3"),
        number: 1,
        care_needed: [Code::new("daytime")].into(),
    }];
    let household = HouseholdRecorded { children, suspected_disability: true, alone: true };
    story.on("2024-02-01", Intent::RecordHousehold(household.clone()));
    let columns =
        ["with_children", "alone_with_children", "child_with_disability", "needs_childcare"];
    for column in columns {
        let profile = story.counted("profile");
        assert_eq!(profile.get("municipality=45041/gender=woman", column), Some(1.0), "{column}");
    }
    let children = vec![ChildrenOfAge { care_needed: [].into(), ..household.children[0].clone() }];
    let household = HouseholdRecorded { children, suspected_disability: false, alone: false };
    story.on("2024-05-01", Intent::RecordHousehold(household));
    let profile = story.counted("profile");
    let figures = columns.map(|column| profile.get("total", column));
    assert_eq!(figures, [Some(1.0), Some(0.0), Some(0.0), Some(0.0)]);
}
