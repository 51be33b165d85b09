//! The catalogue of Vlaamse-Ardennen, as anybody can ask for it.

use serde_json::{Value, json};

use crate::harness::{REGION, Server};

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_catalogue_tells_what_the_addendum_says() {
    let server = Server::start().await;
    let query = format!(
        "{{ catalogue(region: \"{REGION}\") {{
            label version hash municipalities {{ code label }} personas {{ code label }}
            challenges {{ code text english: text(lang: EN) personas {{ code }} }}
            problemAreas {{ rank services {{ code }} }} lists
            ethos: codes(list: \"ethos\") {{ code nl: label en: label(lang: EN) }}
            round {{ code items {{ code to time }} }}
        }} }}"
    );
    let found = server.ask(&query).await["catalogue"].clone();
    assert_eq!(
        (&found["label"], &found["version"]),
        (&json!("Vlaamse-Ardennen"), &json!("2023-08-11"))
    );
    assert_eq!(found["hash"].as_str().unwrap().len(), 64);

    let municipalities = found["municipalities"].as_array().unwrap();
    assert_eq!(municipalities.len(), 10);
    assert!(municipalities.contains(&json!({ "code": "45041", "label": "Ronse" })));
    assert_eq!(codes(&found["personas"]).len(), 15);
    assert!(
        found["personas"].as_array().unwrap().contains(&json!({ "code": "mo", "label": "Mo" }))
    );

    let challenges = &found["challenges"];
    assert_eq!(codes(challenges), ["RU1", "RU2"]);
    assert_eq!(codes(&challenges[0]["personas"]), ["albena", "nora", "jeremy", "chadia", "mo"]);
    assert_eq!(codes(&challenges[1]["personas"]).len(), 10);
    let text = challenges[0]["text"][0].as_str().unwrap();
    assert!(
        text.starts_with("In onze regio verblijven heel wat kwetsbare werkzoekenden"),
        "{text}"
    );
    let text = challenges[1]["text"][0].as_str().unwrap();
    assert!(text.starts_with("In onze regio woont een grote groep jongvolwassenen"), "{text}");
    let text = challenges[1]["english"][0].as_str().unwrap();
    assert!(text.starts_with("A large group of young adults"), "{text}");

    let ranks = found["problemAreas"].as_array().unwrap().iter().map(|area| &area["rank"]);
    assert!(ranks.eq((1..=12).map(|rank| json!(rank)).collect::<Vec<_>>().iter()));
    let sofa = json!({
        "code": "6", "nl": "bij familie of vrienden (sofasurfer)",
        "en": "with family or friends (sofa surfer)",
    });
    assert_eq!(found["ethos"][6], sofa);
    let items = found["round"]["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["to"] == "2023-09-22" && item["time"] == "23:59"));
    assert!(found["lists"].as_array().unwrap().contains(&json!("closure_reason")));
}

#[tokio::test]
async fn what_the_catalogue_does_not_have_is_told_by_a_code() {
    let server = Server::start().await;
    for (query, code) in [
        ("{ catalogue(region: \"meetjesland\") { label } }".to_owned(), "CATALOGUE_NOT_FOUND"),
        (
            format!("{{ catalogue(region: \"{REGION}\", version: \"2020-01-01\") {{ label }} }}"),
            "CATALOGUE_NOT_FOUND",
        ),
        (
            format!("{{ catalogue(region: \"{REGION}\") {{ codes(list: \"x\") {{ code }} }} }}"),
            "LIST_NOT_FOUND",
        ),
    ] {
        assert_eq!(server.refuses(&query).await, code, "{query}");
    }
}
