//! What the committed codes mean to the rules and reports.

use loopbrug_domain::catalogue::{CodeKind, EducationBand, EsfClass, IndicatorMoment};

use super::vlaamse_ardennen;

#[test]
fn the_codes_say_what_the_indicators_and_rules_need() {
    let catalogue = vlaamse_ardennen();
    let status = |code| catalogue.labour_status(code).map(|status| (status.esf, status.full_time));
    assert_eq!(status("employed_full_time"), Some((EsfClass::Employed, true)));
    assert_eq!(status("employed_part_time"), Some((EsfClass::Employed, false)));
    assert_eq!(status("in_education"), Some((EsfClass::Inactive, false)));
    assert_eq!(status("unemployed"), Some((EsfClass::Unemployed, false)));
    assert_eq!(status("RU1"), None);
    let bands: Vec<_> =
        (0..=8).map(|level: u8| catalogue.education_band(&level.to_string())).collect();
    let (low, medium, high) = (EducationBand::Low, EducationBand::Medium, EducationBand::High);
    let expected = [low, low, low, medium, medium, high, high, high, high];
    assert_eq!(bands, expected.map(Some));
    for code in 0..=7 {
        let housing = catalogue.housing(&code.to_string()).expect("ETHOS Light");
        assert_eq!(housing.hidden, code >= 5, "{code}");
        assert_eq!(housing.homeless_or_excluded, code >= 1, "{code}");
    }
    assert_eq!(catalogue.is_third_country("stateless"), Some(true));
    assert_eq!(catalogue.is_third_country("eu"), Some(false));
}

#[test]
fn the_seventeen_output_and_six_result_indicators_are_there() {
    let catalogue = vlaamse_ardennen();
    let codes: Vec<_> =
        catalogue.entries(CodeKind::Indicator).map(|row| row.code.to_string()).collect();
    let output = (1..=17).map(|number| format!("EECO{number:02}"));
    let result = (1..=6).map(|number| format!("EECR{number:02}"));
    assert_eq!(codes, output.chain(result).collect::<Vec<_>>());
    assert_eq!(catalogue.indicator_moment("EECO16"), Some(IndicatorMoment::Entry));
    assert_eq!(catalogue.indicator_moment("EECR04"), Some(IndicatorMoment::Leaving));
    assert_eq!(catalogue.indicator_moment("EECR05"), Some(IndicatorMoment::SixMonths));
}

#[test]
fn the_fourteen_reasons_for_closing_are_those_of_the_rules() {
    let catalogue = vlaamse_ardennen();
    let found: Vec<_> =
        catalogue.entries(CodeKind::ClosureReason).map(|row| row.code.as_str()).collect();
    #[rustfmt::skip]
    let expected = [
        "goals_met", "work", "training", "other_service", "transferred", "moved", "client_stopped", "lost_contact",
        "not_target_group", "long_admission", "detention", "no_capacity", "deceased", "duplicate",
    ];
    assert_eq!(found, expected);
}

#[test]
fn no_list_is_empty() {
    let catalogue = vlaamse_ardennen();
    for kind in CodeKind::ALL {
        assert!(catalogue.entries(*kind).next().is_some(), "{kind}");
    }
}
