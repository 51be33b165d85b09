//! What somebody records by forms, as a browser without script sends them: from the page to what the API shows.

mod each;
mod filled;
mod refused;
mod waiting;

use serde_json::{Value, json};

use self::filled::Filled;
use super::is_a_page;
use crate::harness::{
    Browser, CAW, Cast, Clocked, OCMW, Page, Person, REGION, about, new_id, opening, wait_until,
};

/// A partnership with a client who is guided and has a name.
struct Partnership {
    server: Clocked,
    /// The trajectory, as the API and as addresses name it.
    client: String,
    id: String,
}

impl Partnership {
    /// On a Wednesday, eleven weeks after the opening, and without a contact since.
    async fn start() -> Self {
        let server = Clocked::with_keys().await;
        server.at("2024-03-20T10:42:00");
        for (organisation, name) in [(OCMW, "Huis De Overzet"), (CAW, "Werkplaats Kompas")] {
            let input = json!({ "region": REGION, "organisation": organisation, "name": name,
                                "roles": ["guide"], "from": "2024-01-01" });
            done(&server, Cast::STEWARD, "recordOrganisation", input).await;
        }
        let input = json!({ "region": REGION, "worker": Cast::CASEWORKER.id(), "name": "Mira Windekind",
                            "organisation": OCMW, "from": "2024-01-01" });
        done(&server, Cast::STEWARD, "recordWorker", input).await;
        let opened = server
            .send(Cast::CASEWORKER, "openTrajectory", opening(json!({})), "trajectory { id }")
            .await;
        let client =
            opened["trajectory"]["id"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
        let id = client.rsplit(':').next().unwrap().to_owned();
        let partnership = Self { server, client, id };
        let basis = json!({ "bases": ["consent"], "purposes": ["guidance"] });
        partnership.records("recordLegalBasis", "2024-01-02", basis).await;
        partnership.records("completeIntake", "2024-01-03", json!({})).await;
        let identity =
            json!({ "commandId": new_id(), "givenName": "Nele", "familyName": "Verzonnen" });
        // A machine that has other things to do opens the vault later.
        wait_until("the vault answers", async || {
            let input = about(&partnership.client, "2024-01-03", identity.clone());
            let payload =
                partnership.server.send(Cast::CASEWORKER, "recordIdentity", input, "").await;
            payload["errors"] == json!([])
        })
        .await;
        partnership
    }

    /// The caseworker records something by the API.
    async fn records(&self, name: &str, day: &str, what: Value) {
        done(&self.server, Cast::CASEWORKER, name, about(&self.client, day, what)).await;
    }

    /// The address of a form.
    fn form(&self, name: &str) -> String {
        self.server.page(&format!("/trajecten/{}/noteer/{name}", self.id))
    }

    /// What the API shows of the trajectory.
    async fn shows(&self, fields: &str) -> Value {
        let query = format!("{{ trajectory(id: \"{}\") {{ {fields} }} }}", self.client);
        self.server.ask(Cast::CASEWORKER, &query).await["trajectory"].clone()
    }

    async fn is_on_the_work_list(&self) {
        let database = &self.server.database;
        wait_until("the views are at the head", async || database.views_are_at_the_head().await)
            .await;
    }

    /// Opens a form.
    async fn opens(&self, browser: &Browser, name: &str) -> Filled {
        let page = browser.get(&self.form(name)).await;
        assert_eq!(page.status, 200, "{name}: {page:?}");
        is_a_page(&page);
        Filled::of(&page)
    }

    /// Opens a form, fills it in and sends it; it is recorded, and says so.
    async fn fills_in(&self, browser: &Browser, name: &str, with: &[(&str, &str)]) -> Page {
        let filled = self.opens(browser, name).await.with(with);
        self.is_recorded(browser, &filled).await
    }

    async fn is_recorded(&self, browser: &Browser, filled: &Filled) -> Page {
        let page = filled.sent_by(browser).await;
        assert!(page.url.path().ends_with("/genoteerd"), "{page:?}");
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.has("Genoteerd om 10:42."), "{page:?}");
        is_a_page(&page);
        page
    }

    /// Sends what may not be recorded, and leaves the log as it was.
    async fn is_not_recorded(&self, browser: &Browser, filled: &Filled, status: u16) -> Page {
        let database = &self.server.database;
        let before = (database.head().await, database.commands().await);
        let page = filled.sent_by(browser).await;
        assert_eq!(page.status, status, "{page:?}");
        assert_eq!((database.head().await, database.commands().await), before, "{page:?}");
        page
    }
}

async fn done(server: &Clocked, who: Person, name: &str, input: Value) {
    let payload = server.send(who, name, input.clone(), "").await;
    assert_eq!(payload["errors"], json!([]), "{name} {input}: {payload}");
}

#[tokio::test]
async fn a_contact_attempt_goes_from_the_work_list_into_the_log_in_three_touches() {
    let partnership = Partnership::start().await;
    partnership.is_on_the_work_list().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let list = browser.get(&partnership.server.page("/werklijst?wie=organisatie")).await;
    let link = format!("href=\"/trajecten/{}/noteer/contactpoging\"", partnership.id);
    assert!(list.has(&link), "the verb leads to the form: {list:?}");
    let form = partnership.opens(&browser, "contactpoging").await;
    assert!(form.page.has("voor <b>Nele V.</b>"), "{:?}", form.page);
    assert_eq!(form.value("outcome"), None, "what came of it is never chosen beforehand");
    assert_eq!(form.value("occurredOn").as_deref(), Some("2024-03-20"), "today is");
    // The means are as last time, and there was none.
    let form = form.with(&[("outcome", "not_reached"), ("mode", "home_visit")]);
    let page = partnership.is_recorded(&browser, &form).await;
    assert!(page.has("huisbezoek, niet bereikt, vandaag."), "{page:?}");
    for next in ["Nog een poging", "Terug naar de werklijst", "Verbeteren"] {
        assert!(page.has(next), "{next}: {page:?}");
    }
    let seen = partnership.shows("outreach { attempts }").await;
    assert_eq!(seen["outreach"]["attempts"], json!(1), "{seen}");

    let head = partnership.server.database.head().await;
    let again = partnership.is_recorded(&browser, &form).await;
    assert_eq!(again.url, page.url, "sent twice it gets the same answer");
    assert_eq!(partnership.server.database.head().await, head, "and is recorded once");

    let next = partnership.opens(&browser, "contactpoging").await;
    assert_eq!(next.value("mode").as_deref(), Some("home_visit"), "as last time");
    assert!(next.page.has("de vorige keer: huisbezoek"), "{:?}", next.page);
}

#[tokio::test]
async fn what_can_be_recorded_is_offered_on_the_trajectory_to_who_guides() {
    let partnership = Partnership::start().await;
    let path = format!("/trajecten/{}", partnership.id);
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let page = browser.get(&partnership.server.page(&path)).await;
    is_a_page(&page);
    let offers = |page: &Page, name: &str| page.has(&format!("href=\"{path}/noteer/{name}\""));
    for name in
        ["contactpoging", "afspraak", "notitie", "doorverwijzing", "drempel", "sterkte", "doel"]
    {
        assert!(offers(&page, name), "{name}: {page:?}");
    }
    for name in ["uitkomst", "antwoord", "sessie", "drempel-herbekijken", "doel-cijfer"] {
        assert!(!offers(&page, name), "there is nothing of it yet: {name}");
    }
    let coordinator = partnership.server.browser(Cast::COORDINATOR).await;
    let page = coordinator.get(&partnership.server.page(&path)).await;
    assert!(page.status == 200 && !offers(&page, "notitie"), "{page:?}");
    let page = coordinator.get(&partnership.form("notitie")).await;
    assert!(page.status == 403 && page.has("voor trajectbegeleiders van de regio"), "{page:?}");
}

impl Clocked {
    /// Signs in where a page leads to, and goes on to where it came from.
    async fn signs_in(&self, browser: &Browser, who: Person, path: &str) -> Page {
        let page = browser.get(&self.page(path)).await;
        let (token, next) = (page.hidden("token"), page.hidden("next"));
        let (before, _) = page.text.split_once(&format!("{} {}", who.roles, who.worker)).unwrap();
        let (_, button) = before.rsplit_once("name=\"who\" value=\"").unwrap();
        let place = button.split_once('"').unwrap().0;
        let fields = [("token", token.as_str()), ("who", place), ("next", &next)];
        browser.post(&self.page("/sign-in/choose"), &fields).await
    }

    /// What the forms of a browser's session hold.
    async fn browser_token(&self, browser: &Browser) -> String {
        browser.get(&self.page("/wie")).await.hidden("token")
    }
}
