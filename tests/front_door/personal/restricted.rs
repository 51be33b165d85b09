//! Restriction: what is personal is kept and not used, but for the client's rights and for claims.

use serde_json::{Value, json};

use super::{CASEWORKER, known_client};
use crate::harness::{Asker, Database, OCMW, REGION, Server};

const STEWARD: Asker = Asker { organisation: "0000000394", roles: "steward" };

fn name_for(id: &str, purpose: &str) -> String {
    format!(
        "{{ trajectory(id: \"{id}\") {{ personal(purpose: \"{purpose}\") {{ identity {{ familyName }} }} }} }}"
    )
}

async fn name(server: &Server, id: &str, purpose: &str) -> Value {
    let seen = server.ask_as(CASEWORKER, &name_for(id, purpose)).await;
    seen["trajectory"]["personal"]["identity"]["familyName"].clone()
}

#[tokio::test]
async fn while_processing_is_restricted_what_is_personal_is_opened_for_rights_and_claims_alone() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let (id, ocmw) = (known_client(&server).await, server.ocmw());
    assert_eq!(name(&server, &id, "guidance").await, "Kruidnagelaer");
    let restricted = json!({ "trajectoryId": id, "ground": "accuracy_contested" });
    let event = ocmw.record("restrictProcessing", restricted).await.version();

    for purpose in ["guidance", "crisis", "record_keeping"] {
        let code = server.refuses_to(CASEWORKER, &name_for(&id, purpose)).await;
        assert_eq!(code, "READING_RESTRICTED", "{purpose}");
    }
    for purpose in ["client_request", "complaint", "legal_claim"] {
        assert_eq!(name(&server, &id, purpose).await, "Kruidnagelaer", "{purpose}");
    }
    // Whoever has no access is not told that there is a restriction.
    let stranger = Asker { organisation: "0000000394", roles: "caseworker" };
    let hidden = server.ask_as(stranger, &name_for(&id, "guidance")).await;
    assert_eq!(hidden["trajectory"], Value::Null);
    let export = format!("{{ exportClient(trajectoryId: \"{id}\") {{ text }} }}");
    let export = server.ask_as(STEWARD, &export).await["exportClient"]["text"].to_string();
    assert!(export.contains("Kruidnagelaer") && export.contains("Wie wou kijken en mocht niet"));
    let refused = "SELECT count(*) FROM access_record WHERE outcome = 'READING_RESTRICTED'";
    assert_eq!(server.database.number(refused).await, Some(3));

    // It is lifted, and not taken back as a mistake.
    let mistake = json!({ "trajectoryId": id, "event": event, "reason": "typing_error" });
    ocmw.is_refused("voidEvent", mistake, "REQUEST_STAYS", Some("event")).await;
    ocmw.record("liftRestriction", json!({ "trajectoryId": id })).await;
    assert_eq!(name(&server, &id, "guidance").await, "Kruidnagelaer");
}

#[tokio::test]
async fn what_a_client_is_given_tells_who_looked_and_who_was_not_let() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = known_client(&server).await;
    let register = format!(
        "mutation {{ recordOrganisation(input: {{ commandId: \"{}\", region: \"{REGION}\",
             organisation: \"{OCMW}\", name: \"De Linde\" }}) {{ errors {{ code }} }} }}",
        crate::harness::new_id()
    );
    let registered = server.ask_as(STEWARD, &register).await;
    assert_eq!(registered["recordOrganisation"]["errors"], json!([]), "{registered}");
    name(&server, &id, "guidance").await;
    let stranger = Asker { organisation: "0000000295", roles: "caseworker" };
    server.ask_as(stranger, &name_for(&id, "guidance")).await;

    let export = format!("{{ exportClient(trajectoryId: \"{id}\") {{ text json }} }}");
    let export = server.ask_as(STEWARD, &export).await["exportClient"].clone();
    let text = export["text"].as_str().unwrap();
    let (looked, refused) = text.split_once("Wie wou kijken en mocht niet").unwrap();
    assert!(looked.contains("door De Linde (0000000196)"), "{looked}");
    assert!(looked.contains("voor: begeleiding van de cliënt"), "{looked}");
    assert!(!looked.contains("0000000295") && refused.contains("0000000295"), "{text}");
    // What is sealed is shown as it was typed, answers in words, and codes in their own fields alone.
    assert!(text.contains("detention): ja") && text.contains("youth_care): onbekend"), "{text}");
    // Events and fields are named in Dutch, with the names that the log has beside them.
    assert!(text.contains("notitie toegevoegd (NoteAdded)"), "{text}");
    assert!(text.contains("notitie (note): fluisterkruid"), "{text}");
    let events = export["json"]["events"].as_array().unwrap();
    assert!(events.iter().all(|event| event["erased"] == false && event["unreadable"] == false));
}
