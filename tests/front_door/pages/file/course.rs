//! Everything else that happens to a client, form by form: each from its page to what the API shows.

use serde_json::{Value, json};

use super::{GUIDE, Site, TODAY};

#[tokio::test]
async fn homes_are_found_planned_cancelled_and_lost() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/woning-verloren")).await;
    let lost = [("reason", "eviction"), ("on", TODAY)];
    let refused = site.is_refused(GUIDE, &page, &lost, "NO_HOUSING_TO_LOSE").await;
    assert!(refused.has("Er staat geen gevonden woning."), "{refused:?}");

    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/woning-gevonden")).await;
    let far = [("tenure", "social_rent"), ("from", "2026-06-30")];
    site.is_refused(GUIDE, &page, &far, "DAY_TOO_FAR_AHEAD").await;
    let home = [
        ("tenure", "social_rent"),
        ("municipality", "45041"),
        ("from", "2025-06-16"),
        ("affordable", "ja"),
    ];
    site.records(GUIDE, id, "woning-gevonden", &home).await;
    let planned = [("tenure", "private_rent"), ("municipality", "elders"), ("from", "2025-07-15")];
    site.records(GUIDE, id, "woning-gevonden", &planned).await;
    let homes = site
        .trajectory(id, "housing { homes { foundOn from planned municipality { code } } }")
        .await;
    let expected = json!([
        { "foundOn": "2025-06-16", "from": "2025-06-16", "planned": false, "municipality": { "code": "45041" } },
        { "foundOn": TODAY, "from": "2025-07-15", "planned": true, "municipality": null },
    ]);
    assert_eq!(homes["housing"]["homes"], expected, "on its first day, unless that lies ahead");

    site.records(GUIDE, id, "woning-gaat-niet-door", &[("reason", "money")]).await;
    site.records(GUIDE, id, "woning-verloren", &[("reason", "eviction"), ("on", "2025-06-28")])
        .await;
    site.records(GUIDE, id, "woonsituatie", &[("ethos", "6")]).await;
    site.records(GUIDE, id, "referentieadres", &[]).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/referentieadres-antwoord")).await;
    site.is_refused(GUIDE, &page, &[("answer", "geweigerd")], "NOTHING_CHOSEN").await;
    let answer = [("answer", "geweigerd"), ("reason", "not_homeless_enough")];
    site.records(GUIDE, id, "referentieadres-antwoord", &answer).await;
    site.records(GUIDE, id, "verhuisd", &[("municipality", "elders"), ("from", "2025-06-29")])
        .await;
    let seen = "municipality { code } housing { situation { code } referenceAddressRequestedOn
        cancelled { reason { code } } homes { lostOn lossReason { code } } }";
    let shown = site.trajectory(id, seen).await;
    assert_eq!(shown["municipality"], Value::Null, "{shown}");
    assert_eq!(shown["housing"]["situation"]["code"], "6", "{shown}");
    assert_eq!(shown["housing"]["homes"][0]["lostOn"], "2025-06-28", "{shown}");
    assert_eq!(shown["housing"]["cancelled"][0]["reason"]["code"], "money", "{shown}");
    assert_eq!(shown["housing"]["referenceAddressRequestedOn"], Value::Null, "{shown}");
}

#[tokio::test]
async fn jobs_are_planned_cancelled_confirmed_and_ended() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let job = [("contract", "permanent"), ("ftePercent", "50"), ("from", "2025-06-02")];
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/werk-gestart")).await;
    let much = [("contract", "permanent"), ("ftePercent", "150"), ("from", TODAY)];
    let refused = site.is_refused(GUIDE, &page, &much, "OUT_OF_RANGE").await;
    assert!(refused.has("Kies een getal van 1 tot en met 100."), "{refused:?}");
    let early = [("contract", "permanent"), ("ftePercent", "50"), ("from", "2025-04-01")];
    site.is_refused(GUIDE, &page, &early, "OCCURRED_BEFORE_OPENING").await;
    site.records(GUIDE, id, "werk-gestart", &job).await;
    let planned = [("contract", "flexi"), ("ftePercent", "20"), ("from", "2025-07-14")];
    site.records(GUIDE, id, "werk-gestart", &planned).await;
    // The only one that can fall through is chosen.
    site.records(GUIDE, id, "werk-gaat-niet-door", &[("reason", "other_party")]).await;
    site.records(GUIDE, id, "werk-bevestigd", &[("source", "payslip")]).await;
    let ended = [("reason", "health"), ("on", "2025-06-27")];
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/werk-gestopt")).await;
    site.records(GUIDE, id, "werk-gestopt", &ended).await;
    let refused = site.is_refused(GUIDE, &page, &ended, "EMPLOYMENT_ALREADY_ENDED").await;
    assert!(refused.has("Deze job is al gestopt."), "{refused:?}");
    let shown = site.trajectory(id, "jobs { from endedOn endReason { code } verifiedBy { code } } cancelledJobs { reason { code } }").await;
    assert_eq!(shown["jobs"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["jobs"][0]["endedOn"], "2025-06-27", "{shown}");
    assert_eq!(shown["cancelledJobs"][0]["reason"]["code"], "other_party", "{shown}");
}

#[tokio::test]
async fn help_is_planned_given_and_ended_and_the_bridge_figure_changes() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    site.records(GUIDE, id, "brugfiguur", &[("worker", &GUIDE.id()), ("warmHandover", "ja")]).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/brugfiguur")).await;
    assert!(page.has("Hanne Wouters is nu de brugfiguur en stopt."), "{page:?}");
    assert!(page.has("Hanne Wouters (jij)"), "{page:?}");
    site.records(GUIDE, id, "brugfiguur-gestopt", &[("reason", "client_request")]).await;
    assert_eq!(site.trajectory(id, "bridgeFigure { worker }").await["bridgeFigure"], Value::Null);

    let services = site
        .server
        .ask(
            GUIDE,
            &format!(
                "{{ catalogue(region: \"{}\") {{ codes(list: \"service_type\") {{ code }} }} }}",
                crate::harness::REGION,
            ),
        )
        .await;
    let service = services["catalogue"]["codes"][0]["code"].as_str().unwrap().to_owned();
    let help = [("service", service.as_str()), ("mode", "office")];
    site.records(GUIDE, id, "hulp-gepland", &help).await;
    site.records(GUIDE, id, "hulp-gestart", &[]).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/hulp-afgerond")).await;
    assert!(page.has("Huis De Overzet, begonnen 30 juni 2025"), "{page:?}");
    site.records(GUIDE, id, "hulp-afgerond", &[("result", "achieved")]).await;
    site.records(GUIDE, id, "hulp-gepland", &help).await;
    site.records(GUIDE, id, "hulp-gestopt", &[("reason", "other")]).await;
    site.records(GUIDE, id, "hervallen", &[("area", &first_area(&site).await)]).await;
    let shown = site.trajectory(id, "interventions { provider startedOn } relapses { on }").await;
    assert_eq!(shown["interventions"].as_array().unwrap().len(), 2, "{shown}");
    assert_eq!(shown["relapses"][0]["on"], TODAY, "{shown}");
}

async fn first_area(site: &Site) -> String {
    let query = format!(
        "{{ catalogue(region: \"{}\") {{ codes(list: \"problem_area\") {{ code }} }} }}",
        crate::harness::REGION
    );
    let areas = site.server.ask(GUIDE, &query).await;
    areas["catalogue"]["codes"][0]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_trajectory_is_on_hold_goes_on_is_closed_followed_and_reopened() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let on = |day| ("occurredOn-other", day);
    site.records(GUIDE, id, "pauze", &[("reason", "illness"), on("2025-05-12")]).await;
    site.records(GUIDE, id, "hervat", &[on("2025-05-19")]).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/afsluiten")).await;
    let lost = [("reason", "lost_contact"), ("rationale", "Niemand weet waar ze is.")];
    let refused = site.is_refused(GUIDE, &page, &lost, "CONTACT_ATTEMPTS_TOO_FEW").await;
    assert!(refused.has("Om af te sluiten als contact verloren zijn"), "{refused:?}");
    let closed = [("reason", "goals_met"), ("rationale", "Ze redt het alleen."), on("2025-06-02")];
    site.records(GUIDE, id, "afsluiten", &closed).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/vertrek")).await;
    assert!(page.has("Kies een dag van 2 juni 2025 tot en met 30 juni 2025."), "{page:?}");
    site.is_refused(GUIDE, &page, &[("asOf", "2025-05-30")], "EXIT_OUTSIDE_WINDOW").await;
    let exit =
        [("asOf", "2025-06-20"), ("employed", "ja"), ("inTraining", "nee"), ("housing", "0")];
    site.records(GUIDE, id, "vertrek", &exit).await;
    let exit = "closings { reason { code } exit { asOf employed jobSeeking inTraining housing { code } } }";
    let shown = site.trajectory(id, exit).await["closings"][0].clone();
    let expected = json!({
        "reason": { "code": "goals_met" },
        "exit": { "asOf": "2025-06-20", "employed": true, "jobSeeking": null, "inTraining": false,
                  "housing": { "code": "0" } },
    });
    assert_eq!(shown, expected);
    let followed =
        [("month", "3"), ("reached", "bereikt"), ("method", "phone"), ("improved", "ja")];
    site.records(GUIDE, id, "opvolging", &followed).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/opvolging")).await;
    let never = [("month", "6"), ("reached", "niet")];
    site.is_refused(GUIDE, &page, &never, "NOTHING_CHOSEN").await;
    site.records(GUIDE, id, "opvolging", &[("month", "6"), ("reached", "niet"), ("attempts", "3")])
        .await;
    site.records(GUIDE, id, "heropenen", &[("reason", "relapse")]).await;
    let shown = site.trajectory(id, "phase closings { reopenedOn followUps { month } }").await;
    assert_eq!(shown["phase"], "ACTIVE", "{shown}");
    assert_eq!(shown["closings"][0]["followUps"].as_array().unwrap().len(), 2, "{shown}");
}
