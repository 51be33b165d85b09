//! The file of a client, kept through pages alone: a trajectory is opened, what happens is recorded, and what was
//! recorded wrongly is put right. What the pages show is asked of the API as well.

mod access;
mod course;
mod known;
mod opened;
mod putting_right;
mod timeline;

use serde_json::{Value, json};

use super::is_a_page;
use crate::harness::{Browser, CAW, Cast, Clocked, FIGURES, OCMW, Page, Person, REGION, figure};

/// Who takes part.
const GUIDE: Person = Cast::CASEWORKER;
const OTHER: Person = Cast::OF_CAW;
const COORDINATOR: Person = Cast::COORDINATOR;

/// A day on which everything is recorded, unless it says otherwise.
const TODAY: &str = "2025-06-30";

/// A server with its pages, on a Monday.
struct Site {
    server: Clocked,
    browsers: Vec<(Person, Browser)>,
}

impl Site {
    async fn start() -> Self {
        let server = Clocked::with_keys().await;
        server.at("2025-06-30T10:42:00");
        for (number, name) in [(OCMW, "Huis De Overzet"), (CAW, "CAW De Kaai")] {
            let input = json!({ "region": REGION, "organisation": number, "name": name, "from": "2023-01-01" });
            let recorded = server.send(Cast::STEWARD, "recordOrganisation", input, "").await;
            assert_eq!(recorded["errors"], json!([]), "{recorded}");
        }
        for (person, name) in [(GUIDE, "Hanne Wouters"), (OTHER, "Sami El Idrissi")] {
            let input = json!({
                "region": REGION, "worker": person.id(), "organisation": person.organisation,
                "name": name, "from": "2023-01-01",
            });
            let recorded = server.send(Cast::STEWARD, "recordWorker", input, "").await;
            assert_eq!(recorded["errors"], json!([]), "{recorded}");
        }
        let mut browsers = vec![];
        for who in [GUIDE, OTHER, COORDINATOR] {
            browsers.push((who, server.browser(who).await));
        }
        Self { server, browsers }
    }

    fn browser(&self, who: Person) -> &Browser {
        let found = self.browsers.iter().find(|(person, _)| *person == who);
        &found.expect("the person takes part").1
    }

    async fn get(&self, who: Person, path: &str) -> Page {
        let address =
            if path.starts_with("http") { path.to_owned() } else { self.server.page(path) };
        self.browser(who).get(&address).await
    }

    /// Fills in the form of a page and sends it; a field that is named several times has several values.
    async fn sends(&self, who: Person, page: &Page, fields: &[(&str, &str)]) -> Page {
        let mut form = page.form();
        let mut named: Vec<&str> = vec![];
        for (name, value) in fields {
            form =
                if named.contains(name) { form.and(name, value) } else { form.with(name, value) };
            named.push(name);
        }
        form.send(self.browser(who)).await
    }

    /// Records something by the form of this name.
    async fn records(&self, who: Person, id: &str, form: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(who, &format!("/trajecten/{id}/noteer/{form}")).await;
        assert_eq!(page.status, 200, "{form}: {page:?}");
        is_a_page(&page);
        let done = self.sends(who, &page, fields).await;
        assert!(done.status == 200 && done.has("Genoteerd om 10:42"), "{form}: {done:?}");
        is_a_page(&done);
        done
    }

    /// Tries to record something: nothing is, and it is said why, with what was sent still there.
    async fn is_refused(
        &self,
        who: Person,
        page: &Page,
        fields: &[(&str, &str)],
        code: &str,
    ) -> Page {
        let head = self.server.database.head().await;
        let refused = self.sends(who, page, fields).await;
        assert_eq!(refused.status, 422, "{code}: {refused:?}");
        is_a_page(&refused);
        assert!(refused.has("Nog niet genoteerd"), "{code}: {refused:?}");
        assert!(refused.has(&format!("data-code=\"{code}\"")), "{code}: {refused:?}");
        assert_eq!(self.server.database.head().await, head, "{code}: nothing is recorded");
        for (name, value) in fields {
            let form = refused.form();
            assert!(form.values(name).contains(value), "{name} has {value} still: {refused:?}");
        }
        refused
    }

    /// A trajectory as the API shows it.
    async fn trajectory(&self, id: &str, fields: &str) -> Value {
        let query = format!("{{ trajectory(id: \"trajectory:{id}\") {{ {fields} }} }}");
        self.server.ask(GUIDE, &query).await["trajectory"].clone()
    }

    /// A figure of the outcomes of a month, once it has what was recorded.
    async fn outcome(&self, column: &str, [from, to]: [&str; 2]) -> Value {
        let head = self.server.database.head().await;
        let query = format!(
            "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}, atLeast: {head}) {{
                outcomes {{ {FIGURES} }} }} }}"
        );
        let answer = self.server.ask(COORDINATOR, &query).await;
        figure(&answer["reports"]["outcomes"], "total", column)
    }

    /// Opens a client with an intake, who is guided from a day on.
    async fn has_client(&self, who: Person) -> String {
        let page = self.get(who, "/trajecten/nieuw").await;
        let page = self.sends(who, &page, &[]).await;
        let day = ("occurredOn-other", "2025-05-05");
        let fields = [&[day][..], opened::START, opened::BASIS, &[("intake", "ja")]].concat();
        let done = self.sends(who, &page, &fields).await;
        assert!(done.has("Genoteerd om 10:42"), "{done:?}");
        trajectory_of(&done)
    }
}

/// The trajectory that a page is about.
fn trajectory_of(page: &Page) -> String {
    page.url.path().split('/').nth(2).unwrap().to_owned()
}
