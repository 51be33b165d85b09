//! What the claims of ACM/IDM and of Keycloak mean, by the configurations that are handed out as examples.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::path::Path;

use loopbrug_domain::ids::KboNumber;
use loopbrug_sign_in::{Configuration, Person, Reason, Secret};
use serde_json::{Value, json};

fn example(name: &str) -> Configuration {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    Configuration::read(&path, Some(Secret::new("secret".to_owned()))).unwrap()
}

fn claims(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn person(configuration: &Configuration, claims: &Value) -> Result<Person, Reason> {
    configuration.mapping.person(&configuration.issuer, claims.as_object().unwrap())
}

/// Each organisation with the roles there.
fn memberships(person: &Person) -> Vec<(String, Vec<String>)> {
    let memberships = person.memberships.iter();
    let shown = memberships.map(|membership| {
        let roles = membership.roles.iter().map(ToString::to_string);
        (membership.organisation.to_string(), roles.collect())
    });
    shown.collect()
}

fn there(organisation: &str, roles: &[&str]) -> (String, Vec<String>) {
    (organisation.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect())
}

#[test]
fn a_local_authority_comes_by_its_kbo_number_and_a_role_may_be_held_in_several_organisations() {
    let person = person(&example("acm-idm.toml"), &claims("acm-idm-local-authority.json")).unwrap();
    let (caseworker, coordinator) = ("caseworker@vlaamse-ardennen", "coordinator@vlaamse-ardennen");
    let expected =
        [there("0000000196", &[caseworker, coordinator]), there("0000000295", &[caseworker])];
    assert_eq!(memberships(&person), expected);
    assert_eq!(person.actor(None), Err(Reason::OrganisationNotNamed));
    let actor = person.actor(Some(KboNumber::of_stem(2))).unwrap();
    assert_eq!(actor.organisation.to_string(), "0000000295");
}

#[test]
fn an_entity_of_the_flemish_government_comes_by_its_ovo_code() {
    let person = person(&example("acm-idm.toml"), &claims("acm-idm-flemish-entity.json")).unwrap();
    assert_eq!(memberships(&person), [there("0000001978", &["monitor"])]);
}

#[test]
fn a_local_authority_may_come_by_its_nis_code() {
    let mut claims = claims("acm-idm-local-authority.json");
    claims["loopbrug_rol_3d"] = json!("LoopbrugIndiener:99999");
    let person = person(&example("acm-idm.toml"), &claims).unwrap();
    assert_eq!(memberships(&person), [there("0000000196", &["applicant"])]);
}

#[test]
fn a_code_that_leads_to_no_kbo_number_is_refused_by_name() {
    let (acm, mut claims) = (example("acm-idm.toml"), claims("acm-idm-flemish-entity.json"));
    for unknown in ["OVO123456", "12345", "0000000098", "0000000097", "GID"] {
        claims["loopbrug_rol_3d"] = json!([format!("LoopbrugMonitor:{unknown}")]);
        let refused = Err(Reason::UnknownOrganisation(unknown.to_owned()));
        assert_eq!(person(&acm, &claims), refused);
        // Where there is another one, the person is of that alone.
        claims["loopbrug_rol_3d"] = json!([format!("LoopbrugMonitor:{unknown}, OVO999999")]);
        let known = person(&acm, &claims).unwrap();
        assert_eq!(memberships(&known), [there("0000001978", &["monitor"])]);
    }
}

#[test]
fn a_citizen_and_whoever_has_roles_of_other_programs_alone_is_refused() {
    let (acm, example) = (example("acm-idm.toml"), claims("acm-idm-local-authority.json"));
    let with = |claim: &str, value: Value| {
        let mut claims = example.clone();
        claims[claim] = value;
        person(&acm, &claims)
    };
    let citizen = with("vo_doelgroepcode", json!("BUR"));
    let not_of_those = Reason::NotOfThose("vo_doelgroepcode".to_owned(), "BUR".to_owned());
    assert_eq!(citizen, Err(not_of_those));
    for none in [json!([]), json!("LoketGebruiker:0000000196"), json!(null), json!(["steward"])] {
        assert_eq!(with("loopbrug_rol_3d", none.clone()), Err(Reason::NoRole), "{none}");
    }
    for (claim, value) in [
        ("vo_doelgroepcode", json!(1)),
        ("vo_id", json!(["a", "b"])),
        ("vo_id", json!("")),
        ("vo_id", json!(null)),
        ("loopbrug_rol_3d", json!({ "a": 1 })),
        ("loopbrug_rol_3d", json!([1])),
    ] {
        assert_eq!(with(claim, value), Err(Reason::Claim(claim.to_owned())));
    }
}

#[test]
fn the_roles_of_keycloak_lie_deeper_and_are_held_in_the_organisations_of_the_person() {
    let (keycloak, mut claims) = (example("keycloak.toml"), claims("keycloak.json"));
    let one = person(&keycloak, &claims).unwrap();
    let roles = ["caseworker@vlaamse-ardennen", "analyst"];
    assert_eq!(memberships(&one), [there("0000000196", &roles)]);
    claims["kbo"] = json!(["0000.000.196", "0000000295"]);
    let several = person(&keycloak, &claims).unwrap();
    assert_eq!(memberships(&several), [there("0000000196", &roles), there("0000000295", &roles)]);
    assert_eq!(one.worker, several.worker);
}

#[test]
fn a_person_is_known_by_issuer_and_name_together() {
    let (acm, claims) = (example("acm-idm.toml"), claims("acm-idm-local-authority.json"));
    let worker = person(&acm, &claims).unwrap().worker;
    assert_eq!(worker.to_string(), "cfdde736-4b4b-50f8-a905-c1f2421869a9");
    let elsewhere = Configuration { issuer: "https://elsewhere.example".to_owned(), ..acm };
    assert_ne!(person(&elsewhere, &claims).unwrap().worker, worker);
}

#[test]
fn a_configuration_that_makes_no_sense_is_refused_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign-in.toml");
    let good = "issuer = \"https://a.example\"\naudience = [\"a\"]\n[claims]\nroles = \"roles\"\n";
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Configuration::read(&path, None).map_err(|error| error.to_string())
    };
    assert_eq!(read(good).unwrap().clock_skew, chrono::TimeDelta::seconds(60));
    for (from, to, words) in [
        ("https:", "http:", "is not https"),
        ("https://a.example", "a", "is no address"),
        ("[\"a\"]", "[]", "audience names nobody"),
        ("[claims]", "algorithms = [\"HS256\"]\n[claims]", "\"HS256\" is none of RS256"),
        ("[claims]", "algorithms = [\"none\"]\n[claims]", "\"none\" is none of RS256"),
        ("[claims]", "clock_skew_seconds = 301\n[claims]", "more than 300"),
        ("[claims]", "opaque_tokens = true\n[claims]", "LOOPBRUG_CLIENT_SECRET"),
        ("[claims]", "surprise = 1\n[claims]", "surprise"),
        ("roles = \"roles\"", "", "roles"),
        ("\"roles\"\n", "\"roles\"\n[claims.role]\nking = \"king\"\n", "'king' is not a role"),
        ("[claims]", "organisation_codes = { OVO1 = \"1\" }\n[claims]", "KBO number"),
        ("[claims]", "client_secret_file = \"/nowhere/secret\"\n[claims]", "/nowhere/secret"),
    ] {
        let said = read(&good.replacen(from, to, 1)).unwrap_err();
        assert!(said.contains(words), "'{words}' is not in '{said}'");
    }
}
