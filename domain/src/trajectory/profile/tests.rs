use super::*;
use crate::trajectory::Intent;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::story::{Story, closed, day, opened, persona, story, unknown};

fn by_persona(challenge: &str) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(challenge), by: LinkedBy::Persona, rationale: None }
}

fn by_hand(challenge: &str) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(challenge), by: LinkedBy::Hand, rationale: None }
}

fn unlinked(persona: &str) -> PersonaUnlinked {
    PersonaUnlinked { persona: Code::new(persona) }
}

fn met() -> Story {
    story().given(day(1), opened())
}

#[test]
fn rule_1_a_persona_is_linked_before_the_intake_and_brings_its_challenge() {
    met()
        .when(day(2), Intent::LinkPersona(persona("nora")))
        .then(vec![persona("nora").into(), by_persona("RU1").into()]);
}

#[test]
fn a_second_persona_of_the_same_challenge_brings_nothing_new() {
    met()
        .given(day(2), persona("nora"))
        .given(day(2), by_persona("RU1"))
        .when(day(3), Intent::LinkPersona(persona("mo")))
        .then(vec![persona("mo").into()]);
}

#[test]
fn the_last_persona_takes_its_challenge_along() {
    met()
        .given(day(2), persona("nora"))
        .given(day(2), by_persona("RU1"))
        .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
        .then(vec![
            unlinked("nora").into(),
            ChallengeUnlinked { challenge: Code::new("RU1") }.into(),
        ]);
}

#[test]
fn a_challenge_stays_while_another_persona_asks_for_it_or_a_hand_chose_it() {
    met()
        .given(day(2), persona("nora"))
        .given(day(2), by_persona("RU1"))
        .given(day(2), persona("mo"))
        .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
        .then(vec![unlinked("nora").into()]);
    met()
        .given(day(2), by_hand("RU1"))
        .given(day(2), persona("nora"))
        .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
        .then(vec![unlinked("nora").into()]);
}

#[test]
fn a_persona_or_challenge_is_linked_once() {
    met()
        .given(day(2), persona("nora"))
        .when(day(3), Intent::LinkPersona(persona("nora")))
        .then_refused(&ProfileRefusal::AlreadyLinked { code: Code::new("nora") });
    met()
        .given(day(2), by_hand("RU2"))
        .when(day(3), Intent::LinkChallenge(by_hand("RU2")))
        .then_refused(&ProfileRefusal::AlreadyLinked { code: Code::new("RU2") });
}

#[test]
fn what_is_not_linked_cannot_be_unlinked() {
    met()
        .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
        .then_refused(&ProfileRefusal::NotLinked { code: Code::new("nora") });
    let challenge = Code::new("RU2");
    met()
        .when(day(3), Intent::UnlinkChallenge(ChallengeUnlinked { challenge: challenge.clone() }))
        .then_refused(&ProfileRefusal::NotLinked { code: challenge.into() });
}

#[test]
fn rule_13_personas_and_challenges_are_codes() {
    met()
        .when(day(2), Intent::LinkPersona(persona("ghost")))
        .then_refused(&unknown("persona", "ghost", "persona"));
    met().when(day(2), Intent::LinkChallenge(by_hand("RU3"))).then_refused(&unknown(
        "challenge",
        "RU3",
        "challenge",
    ));
}

fn finding(code: &str) -> FindingLinked {
    FindingLinked { finding: Code::new(code), rationale: None }
}

fn finding_unlinked(code: &str) -> FindingUnlinked {
    FindingUnlinked { finding: Code::new(code) }
}

#[test]
fn rule_1_every_finding_but_the_sealed_two_is_linked_before_the_intake() {
    let catalogues = crate::catalogue::Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let mut sealed = Vec::new();
    for code in catalogue.codes::<Finding>() {
        let link = Intent::LinkFinding(FindingLinked { finding: code.clone(), rationale: None });
        if catalogue.is_sealed(code.as_str()) {
            sealed.push(code.to_string());
            met().when(day(2), link).then_refused(&ProfileRefusal::FindingSealed { code });
        } else {
            met().when(day(2), link).then(vec![finding(code.as_str()).into()]);
        }
    }
    assert_eq!(sealed, ["past_in_detention", "past_in_youth_care"]);
}

#[test]
fn a_finding_holds_until_it_is_unlinked_and_may_hold_again() {
    let history = met()
        .given(day(2), finding("generational_poverty"))
        .given(day(5), finding_unlinked("generational_poverty"));
    assert_eq!(history.state().profile.findings_now().count(), 0);
    history
        .when(day(9), Intent::LinkFinding(finding("generational_poverty")))
        .then(vec![finding("generational_poverty").into()]);
}

#[test]
fn a_finding_is_linked_once_and_unlinked_only_where_it_holds() {
    met()
        .given(day(2), finding("family_resistance"))
        .when(day(3), Intent::LinkFinding(finding("family_resistance")))
        .then_refused(&ProfileRefusal::AlreadyLinked { code: Code::new("family_resistance") });
    met()
        .when(day(3), Intent::UnlinkFinding(finding_unlinked("family_resistance")))
        .then_refused(&ProfileRefusal::NotLinked { code: Code::new("family_resistance") });
    met()
        .when(day(3), Intent::LinkFinding(finding("ghost")))
        .then_refused(&unknown("finding", "ghost", "finding"));
}

#[test]
fn a_closed_trajectory_keeps_its_profile() {
    met()
        .given(day(2), closed("moved"))
        .when(day(3), Intent::LinkPersona(persona("nora")))
        .then_refused(&CourseRefusal::TrajectoryClosed);
}
