//! Given what was recorded of an employer, when something is asked, then it is recorded or a rule refuses it.

use std::sync::Arc;

use uuid::Uuid;

use super::coaching::{
    CoachingRefusal, EmployerCoachedWithoutClient, EmployerCoachingCorrected,
    EmployerCoachingVoided,
};
use super::identification::{EmployerIdentified, IdentificationRefusal};
use super::registration::{EmployerRegistered, RegistrationRefusal};
use super::*;
use crate::actor::{Actor, Role};
use crate::catalogue::Code;
use crate::field::FieldFault;
use crate::ids::{EmployerId, WorkerId};
use crate::procedure::Occasion;
use crate::round::story::{catalogues, day, utc};
use crate::stream::{Aggregate, Stream};
use crate::time::FIRST_DAY;

const BAKER: &str = "Bakkerij De Molen";

fn registered(employer: &str) -> EmployerRegistered {
    EmployerRegistered {
        region: Code::new("vlaamse-ardennen"),
        catalogue: day("2023-08-11"),
        employer: employer.parse().unwrap(),
        name: None,
        municipality: Some(Code::new("45041")),
        sector: Some(Code::new("food")),
    }
}

fn coached(topic: &str, minutes: u32) -> EmployerCoachedWithoutClient {
    EmployerCoachedWithoutClient { topic: Code::new(topic), minutes }
}

/// What is asked about a day, on 20 March 2024, by organisation 1. The register has every number.
fn asked(employer: &RegionEmployer, on: &str, intent: Intent) -> Result<EmployerEvent, Refusal> {
    asked_by(1, true, employer, on, intent)
}

fn asked_by(
    organisation: u32,
    has_number: bool,
    employer: &RegionEmployer,
    on: &str,
    intent: Intent,
) -> Result<EmployerEvent, Refusal> {
    let actor = Actor {
        worker: WorkerId(Uuid::from_u128(1)),
        organisation: KboNumber::of_stem(organisation),
        roles: vec![Role::Caseworker].into(),
    };
    let occasion = Occasion { occurred_on: day(on), now: utc("2024-03-20T09:00:00"), actor };
    let register = Register { catalogues: Arc::new(catalogues().clone()), has_number };
    decide(employer, &EmployerCommand { occasion, intent }, &register).map(|mut events| {
        assert_eq!(events.len(), 1);
        events.remove(0)
    })
}

/// With the event of what is asked, which no rule refuses.
fn and(mut employer: RegionEmployer, on: &str, intent: Intent) -> RegionEmployer {
    let event = asked(&employer, on, intent).unwrap();
    employer.apply(event);
    employer
}

fn known(employer: &str) -> RegionEmployer {
    let intent = Intent::RegisterEmployer(registered(employer));
    and(RegionEmployer::default(), "2024-03-01", intent)
}

#[test]
fn an_employer_is_registered_and_then_coached_without_a_client() {
    let employer = known(BAKER);
    assert_eq!(
        employer.id(),
        Some(EmployerId::of(&Code::new("vlaamse-ardennen"), &BAKER.parse().unwrap()))
    );
    let coached = coached("dutch_at_work", 45);
    let employer = and(employer, "2024-02-01", Intent::CoachEmployerWithoutClient(coached.clone()));
    let state = employer.state();
    assert_eq!(state.registered.as_ref().map(EmployerRegistered::name), Some(BAKER.to_owned()));
    assert_eq!((employer.version(), state.registered_on), (2, Some(day("2024-03-01"))));
    let [coaching] = &state.coaching[..] else { panic!("coached once") };
    assert_eq!((coaching.on, coaching.organisation), (day("2024-02-01"), KboNumber::of_stem(1)));
    assert_eq!(coaching.what, coached);
}

fn corrected(target: u32, minutes: u32) -> Intent {
    let (reason, replacement) = (Code::new("typing_error"), coached("other", minutes));
    Intent::CorrectEmployerCoaching(EmployerCoachingCorrected { target, reason, replacement })
}

fn voided(target: u32) -> Intent {
    let reason = Code::new("typing_error");
    Intent::VoidEmployerCoaching(EmployerCoachingVoided { target, reason })
}

/// The days and minutes of the coaching that holds.
fn holds(employer: &RegionEmployer) -> Vec<(String, u32)> {
    let current = employer.state().current_coaching();
    current.map(|one| (one.on.to_string(), one.what.minutes)).collect()
}

#[test]
fn coaching_is_corrected_again_and_voided_and_what_was_voided_is_no_more() {
    let coach = Intent::CoachEmployerWithoutClient(coached("dutch_at_work", 45));
    let employer = and(known(BAKER), "2024-03-05", coach.clone());
    let employer = and(employer, "2024-03-06", coach);
    let employer = and(employer, "2024-03-04", corrected(2, 30));
    assert_eq!(holds(&employer), [("2024-03-06".into(), 45), ("2024-03-04".into(), 30)]);
    let employer = and(employer, "2024-03-04", corrected(2, 35));
    assert_eq!(holds(&employer), [("2024-03-06".into(), 45), ("2024-03-04".into(), 35)]);
    let employer = and(employer, "2024-03-20", voided(2));
    assert_eq!(holds(&employer), [("2024-03-06".into(), 45)]);
    for target in [1, 2, 4, 9] {
        let none = CoachingRefusal::CoachingNotFound { target };
        assert_eq!(asked(&employer, "2024-03-20", voided(target)), Err(none.clone().into()));
        assert_eq!(asked(&employer, "2024-03-20", corrected(target, 1)), Err(none.into()));
    }
}

#[test]
fn who_did_not_record_the_coaching_does_not_put_it_right() {
    let coach = Intent::CoachEmployerWithoutClient(coached("dutch_at_work", 45));
    let employer = and(known(BAKER), "2024-03-05", coach);
    let of_another = CoachingRefusal::CoachingOfAnother { organisation: KboNumber::of_stem(1) };
    for intent in [voided(2), corrected(2, 1)] {
        let refused = asked_by(2, true, &employer, "2024-03-05", intent);
        assert_eq!(refused, Err(of_another.clone().into()));
    }
}

fn identified(number: Option<u32>) -> Intent {
    Intent::IdentifyEmployer(EmployerIdentified { number: number.map(KboNumber::of_stem) })
}

#[test]
fn an_employer_known_by_a_name_is_identified_and_that_is_taken_back() {
    let employer = and(known(BAKER), "2024-03-05", identified(Some(7)));
    assert_eq!(employer.state().number, Some(KboNumber::of_stem(7)));
    let again = asked(&employer, "2024-03-05", identified(Some(7)));
    assert_eq!(again, Err(IdentificationRefusal::EmployerAlreadyIdentified.into()));
    let employer = and(employer, "2024-03-06", identified(Some(8)));
    assert_eq!(employer.state().number, Some(KboNumber::of_stem(8)));
    let employer = and(employer, "2024-03-07", identified(None));
    assert_eq!(employer.state().number, None);
    let nothing = asked(&employer, "2024-03-07", identified(None));
    assert_eq!(nothing, Err(IdentificationRefusal::EmployerAlreadyIdentified.into()));
}

#[test]
fn only_a_name_is_identified_and_by_a_number_that_is_registered() {
    let number = KboNumber::of_stem(7);
    let unknown = asked_by(1, false, &known(BAKER), "2024-03-05", identified(Some(7)));
    assert_eq!(unknown, Err(IdentificationRefusal::NumberNotRegistered { number }.into()));
    let name = Some("De Kade".to_owned());
    let registered = EmployerRegistered { name, ..registered(&KboNumber::of_stem(4).to_string()) };
    let intent = Intent::RegisterEmployer(registered);
    let numbered = and(RegionEmployer::default(), "2024-03-01", intent);
    let number = KboNumber::of_stem(4);
    let refused = asked(&numbered, "2024-03-05", identified(Some(7)));
    assert_eq!(refused, Err(IdentificationRefusal::EmployerHasNumber { number }.into()));
    let nobody = asked(&RegionEmployer::default(), "2024-03-05", identified(Some(7)));
    assert_eq!(nobody, Err(RegistrationRefusal::EmployerNotRegistered.into()));
}

#[test]
fn nobody_is_coached_who_is_not_registered() {
    let intent = Intent::CoachEmployerWithoutClient(coached("dutch_at_work", 45));
    let refused = asked(&RegionEmployer::default(), "2024-03-01", intent);
    assert_eq!(refused, Err(RegistrationRefusal::EmployerNotRegistered.into()));
}

#[test]
fn a_registration_is_put_right_by_another_one_and_not_by_the_same() {
    let employer = known(BAKER);
    let again = Intent::RegisterEmployer(registered(BAKER));
    let refused = asked(&employer, "2024-03-02", again);
    assert_eq!(refused, Err(RegistrationRefusal::EmployerAlreadyRegistered.into()));
    let elsewhere = EmployerRegistered { municipality: None, ..registered(BAKER) };
    let employer = and(employer, "2024-03-02", Intent::RegisterEmployer(elsewhere.clone()));
    assert_eq!(employer.state().registered, Some(elsewhere));
    assert_eq!(employer.state().registered_on, Some(day("2024-03-01")));
}

#[test]
fn rule_4_no_coaching_lies_in_the_future() {
    let intent = Intent::CoachEmployerWithoutClient(coached("dutch_at_work", 45));
    let (occurred_on, today) = (day("2024-03-21"), day("2024-03-20"));
    let refused = asked(&known(BAKER), "2024-03-21", intent);
    assert_eq!(refused, Err(OccasionRefusal::OccurredInTheFuture { occurred_on, today }.into()));
}

#[test]
fn a_registration_names_a_catalogue_that_there_is() {
    let (region, version) = (Code::new("meetjesland"), day("2023-08-11"));
    let elsewhere = EmployerRegistered { region: region.clone(), ..registered(BAKER) };
    let refused =
        asked(&RegionEmployer::default(), "2024-03-01", Intent::RegisterEmployer(elsewhere));
    assert_eq!(refused, Err(OccasionRefusal::CatalogueNotFound { region, version }.into()));
}

#[test]
fn a_number_has_a_name_beside_it_and_no_name_is_that_of_a_person() {
    let codes = |registered| {
        let refused =
            asked(&RegionEmployer::default(), "2024-03-01", Intent::RegisterEmployer(registered));
        let Err(Refusal::Fields(faults)) = refused else { panic!("{refused:?}") };
        faults.iter().map(|fault| (fault.code(), fault.path().to_owned())).collect::<Vec<_>>()
    };
    let of = |code: &'static str, path: &str| vec![(code, path.to_owned())];
    assert_eq!(codes(registered("0000.000.493")), of("NOTHING_WRITTEN", "name"));
    let name = Some("jan@example.com".to_owned());
    let odd = EmployerRegistered { name, ..registered("0000.000.493") };
    assert_eq!(codes(odd), of("NO_COMPANY_NAME", "name"));
    assert_eq!(codes(registered("Jan 0470 12 34 56")), of("NO_COMPANY_NAME", "employer"));
}

#[test]
fn rule_13_topics_municipalities_and_sectors_are_codes() {
    let employer = known(BAKER);
    let code = |intent| asked(&employer, "2024-03-01", intent).unwrap_err();
    let unknown = |refused: Refusal, path: &str| {
        assert_eq!((refused.code(), refused.path()), ("UNKNOWN_CODE", Some(path)));
    };
    unknown(code(Intent::CoachEmployerWithoutClient(coached("weather", 5))), "topic");
    let odd = EmployerRegistered { municipality: Some(Code::new("1")), ..registered(BAKER) };
    unknown(code(Intent::RegisterEmployer(odd)), "municipality");
    let odd = EmployerRegistered { sector: Some(Code::new("x")), ..registered(BAKER) };
    unknown(code(Intent::RegisterEmployer(odd)), "sector");
    let much = code(Intent::CoachEmployerWithoutClient(coached("other", 1441)));
    assert_eq!((much.code(), much.path()), ("OUT_OF_RANGE", Some("minutes")));
}

#[test]
fn an_employer_has_one_stream_in_a_region_however_its_name_is_written() {
    let id = |region: &str, employer: &str| {
        EmployerId::of(&Code::new(region), &employer.parse().unwrap())
    };
    assert_eq!(id("vlaamse-ardennen", BAKER), id("vlaamse-ardennen", "bakkerij de molen"));
    assert_eq!(id("vlaamse-ardennen", "0000.000.493"), id("vlaamse-ardennen", "BE0000000493"));
    assert_ne!(id("vlaamse-ardennen", BAKER), id("meetjesland", BAKER));
}

fn faults(name: &str) -> Result<(), Vec<&'static str>> {
    let mut fields = Fields::new(FIRST_DAY, None);
    name.parse::<Employer>().unwrap().check("employer", &mut fields);
    fields.finish().map_err(|faults| faults.iter().map(FieldFault::code).collect())
}

#[test]
fn an_employer_is_a_number_or_a_name() {
    let number = KboNumber::of_stem(4);
    let dotted = "0000.000.493";
    assert_eq!(dotted.parse(), Ok(Employer::Numbered(number)));
    assert_eq!(" Bakkerij De Molen ".parse(), Ok(Employer::Named("Bakkerij De Molen".into())));
    assert_eq!("Bel".parse(), Ok(Employer::Named("Bel".into())));
    let stored = serde_json::to_string(&Employer::Numbered(number)).unwrap();
    assert_eq!(stored, "\"0000000493\"");
}

#[test]
fn a_number_with_a_mistake_in_it_is_no_name() {
    for text in ["0000.000.494", "BE 0000000494", "123", "BE", ""] {
        assert!(text.parse::<Employer>().is_err(), "{text}");
    }
}

#[test]
fn the_name_of_a_company_holds_no_address_or_number_of_somebody() {
    for name in ["Café '5", "Garage 2000", "Ζωή", "Jans Klussen", &"x".repeat(80)] {
        assert_eq!(faults(name), Ok(()), "{name}");
    }
    for name in ["jan@example.com", "Jan 0470 12 34 56", "Jan\nMarktplein"] {
        assert_eq!(faults(name), Err(vec!["NO_COMPANY_NAME"]), "{name}");
    }
    assert_eq!(faults(&"x".repeat(81)), Err(vec!["TEXT_TOO_LONG"]));
    assert_eq!(faults("De\u{200b}Molen"), Err(vec!["TEXT_NOT_ALLOWED"]));
}
