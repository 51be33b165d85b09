//! The addendum of Vlaamse-Ardennen as committed, against the source (S).

use loopbrug_domain::catalogue::{Catalogues, Code, CodeKind};

use super::{day, vlaamse_ardennen};

#[test]
fn the_region_is_found_by_its_code_and_day_of_publication() {
    let all = Catalogues::embedded();
    let found = all.get("vlaamse-ardennen", day("2023-08-11")).expect("is embedded");
    assert_eq!(found.region(), &Code::new("vlaamse-ardennen"));
    assert_eq!(found.version(), day("2023-08-11"));
    assert_eq!(found.label().nl, "Vlaamse-Ardennen");
    assert!(all.get("vlaamse-ardennen", day("2023-08-12")).is_none());
    assert!(all.latest("nergens").is_none());
}

#[test]
fn there_are_ten_municipalities_with_their_nis_codes() {
    let catalogue = vlaamse_ardennen();
    let found: Vec<_> = catalogue
        .municipalities()
        .iter()
        .map(|row| (row.entry.label.nl.as_str(), row.entry.code.as_str(), row.rural))
        .collect();
    let expected = [
        ("Brakel", "45059", true),
        ("Kluisbergen", "45060", true),
        ("Kruisem", "45068", true),
        ("Lierde", "45063", true),
        ("Oosterzele", "44052", true),
        ("Oudenaarde", "45035", false),
        ("Ronse", "45041", false),
        ("Wortegem-Petegem", "45061", true),
        ("Zottegem", "41081", false),
        ("Zwalm", "45065", true),
    ];
    assert_eq!(found, expected);
    assert_eq!(catalogue.is_rural("45059"), Some(true));
    assert_eq!(catalogue.is_rural("45041"), Some(false));
    assert_eq!(catalogue.is_rural("11002"), None);
}

#[test]
fn there_are_two_challenges_with_the_personas_of_the_addendum() {
    let catalogue = vlaamse_ardennen();
    let personas = |challenge| -> Vec<_> {
        let personas = catalogue.personas_of_challenge(challenge);
        personas.map(|persona| persona.entry.label.nl.as_str()).collect()
    };
    assert_eq!(catalogue.challenges().len(), 2);
    assert_eq!(catalogue.personas().len(), 15);
    assert_eq!(personas("RU1"), ["Albena", "Nora", "Jeremy", "Chadia", "Mo"]);
    assert_eq!(
        personas("RU2"),
        ["Bart", "Marc", "Saled", "Pavel", "Nadja", "Jordy", "Marlies", "John", "Roy", "Cindy"]
    );
    let of_nora: Vec<_> = catalogue.challenges_of_persona("nora").collect();
    assert_eq!(of_nora.len(), 1);
    assert_eq!(of_nora[0].entry.code, "RU1");
}

#[test]
fn a_challenge_keeps_all_its_paragraphs() {
    let catalogue = vlaamse_ardennen();
    let [first, second] = catalogue.challenges() else { panic!("two challenges") };
    assert_eq!((first.paragraphs.len(), second.paragraphs.len()), (6, 4));
    assert!(
        first.paragraphs[0]
            .nl
            .starts_with("In onze regio verblijven heel wat kwetsbare werkzoekenden")
    );
    assert!(
        first.paragraphs[5].nl.ends_with("zowel gericht is op sociale als economische inclusie?")
    );
    assert!(second.paragraphs[3].nl.ends_with("welzijn, vrije tijd en tewerkstelling?"));
}

#[test]
fn twelve_problem_areas_are_ranked_and_hold_their_services() {
    let catalogue = vlaamse_ardennen();
    let found: Vec<_> = catalogue
        .problem_areas()
        .iter()
        .map(|area| (area.rank, area.entry.code.as_str(), area.services.len()))
        .collect();
    let expected = [
        (1, "reachability", 5),
        (2, "dependency", 3),
        (3, "housing", 1),
        (4, "mental_health", 1),
        (5, "physical_health", 1),
        (6, "work_experience", 5),
        (7, "dutch_language", 2),
        (8, "mobility", 2),
        (9, "digital_skills", 1),
        (10, "social_network", 2),
        (11, "administration_and_debt", 2),
        (12, "childcare", 2),
    ];
    assert_eq!(found, expected);
    assert_eq!(catalogue.entries(CodeKind::ServiceType).count(), 27);
    let area = catalogue.area_of_service("debt_help").expect("has an area");
    assert_eq!(area.entry.code, "administration_and_debt");
    assert!(catalogue.area_of_service("wizardry").is_none());
}

#[test]
fn a_long_problem_area_has_the_short_label_of_the_common_one() {
    let catalogue = vlaamse_ardennen();
    let long = catalogue.entry(CodeKind::ProblemArea, "reachability").expect("exists");
    assert!(
        long.label.nl.starts_with("Bereikbaarheid van de doelgroep (absenteïsme op afspraken)")
    );
    let short = |kind, code| catalogue.short_label(kind, code).map(|label| label.nl.as_str());
    assert_eq!(short(CodeKind::ProblemArea, "reachability"), Some("bereikbaarheid en draagkracht"));
    assert_eq!(short(CodeKind::ServiceType, "bridge_figure"), Some("brugfiguur of buddy"));
    assert_eq!(short(CodeKind::Municipality, "45041"), Some("Ronse"));
}

#[test]
fn of_one_client_a_finding_is_said_in_a_few_words() {
    let catalogue = vlaamse_ardennen();
    let said = |kind, code| catalogue.label_of_one(kind, code).map(|label| label.nl.as_str());
    assert_eq!(said(CodeKind::Finding, "city_youth"), Some("straatcultuur"));
    assert_eq!(said(CodeKind::Persona, "mo"), Some("Mo"));
    let of_the_group = catalogue.entry(CodeKind::Finding, "city_youth").expect("exists");
    assert!(
        of_the_group.label.nl.starts_with("Jongeren"),
        "the text of S stays where it is shown as such"
    );
}

#[test]
fn the_enrichment_day_found_eight_needs_for_both_one_for_the_first_and_seven_for_the_second() {
    let catalogue = vlaamse_ardennen();
    let count = |challenges: &[&str]| {
        let of = catalogue.findings().iter().filter(|finding| finding.challenges == challenges);
        of.count()
    };
    assert_eq!(catalogue.enrichment_day_on(), day("2023-03-29"));
    assert_eq!(catalogue.arena_analysis_on(), day("2023-03-21"));
    assert_eq!(catalogue.findings().len(), 16);
    assert_eq!((count(&["RU1", "RU2"]), count(&["RU1"]), count(&["RU2"])), (8, 1, 7));
}

#[test]
fn one_local_input_speaks_of_ronse_and_four_of_the_whole_region() {
    let catalogue = vlaamse_ardennen();
    let found = catalogue.local_input().iter().map(|input| input.municipality.as_ref());
    let found: Vec<_> = found.map(|code| code.map(Code::as_str)).collect();
    assert_eq!(found, [Some("45041"), None, None, None, None]);
    assert_eq!(catalogue.local_input()[4].paragraphs.len(), 2);
}
