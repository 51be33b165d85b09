//! Rounds and proposals: what is shown of them, and a whole procedure through pages alone, on the days of the addendum.

mod deadlines;
mod procedure;
pub(super) mod shown;
mod together;

use serde_json::json;

use super::is_a_page;
use crate::harness::{Browser, Cast, Clocked, Filled, Page, Person, REGION};
use crate::round::procedure::SERVICE;

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Coordinator,
    Applicant,
    /// Of the same organisation as the applicant.
    Colleague,
    Assessor,
    Jury,
    /// Applies for another organisation.
    Other,
    Caseworker,
}

/// Those who take part, in the order of their parts.
const PEOPLE: [Person; 7] = [
    Cast::COORDINATOR,
    Cast::APPLICANT,
    Cast::COLLEAGUE,
    Cast::ASSESSOR,
    Cast::JURY,
    Cast::OTHER_APPLICANT,
    Cast::OF_CAW,
];

/// A round whose pages everybody who takes part has open.
struct Taking {
    server: Clocked,
    browsers: Vec<Browser>,
}

impl Taking {
    /// The round of the addendum, launched on its day by a form.
    async fn launched() -> Self {
        let server = Clocked::start().await;
        server.at("2023-08-11T09:00:00");
        named(&server).await;
        let mut browsers = vec![];
        for person in PEOPLE {
            browsers.push(server.browser(person).await);
        }
        let taking = Self { server, browsers };
        let page = taking.get(Part::Coordinator, "/kandidaturen/2023").await;
        assert!(page.has("nog niet gelanceerd"), "{page:?}");
        let done = taking.follow(Part::Coordinator, &page, "Lanceer de ronde", |form| form).await;
        assert!(done.has("Ronde gelanceerd."), "{done:?}");
        taking
    }

    fn at(&self, local: &str) {
        self.server.at(local);
    }

    fn browser(&self, who: Part) -> &Browser {
        &self.browsers[who as usize]
    }

    async fn get(&self, who: Part, path: &str) -> Page {
        let address =
            if path.starts_with("http") { path.to_owned() } else { self.server.page(path) };
        self.browser(who).get(&address).await
    }

    /// Goes to the form behind a link, fills it in and sends it. It is recorded.
    async fn follow(
        &self,
        who: Part,
        page: &Page,
        link: &str,
        fill: impl FnOnce(Filled) -> Filled,
    ) -> Page {
        let form = self.get(who, &page.leads(link)).await;
        assert_eq!(form.status, 200, "{link}: {form:?}");
        is_a_page(&form);
        let done = fill(form.form()).send(self.browser(who)).await;
        assert_eq!(done.status, 200, "{link}: {done:?}");
        is_a_page(&done);
        done
    }

    /// The same from the page of a proposal; afterwards it says when it was recorded.
    async fn on(
        &self,
        who: Part,
        proposal: &str,
        link: &str,
        fill: impl FnOnce(Filled) -> Filled,
    ) -> Page {
        let page = self.get(who, proposal).await;
        assert_eq!(page.status, 200, "{page:?}");
        let done = self.follow(who, &page, link, fill).await;
        assert!(done.has("Genoteerd om "), "{link}: {done:?}");
        done
    }

    /// The applicant begins a proposal with one intervention. Gives its path.
    async fn draft(&self) -> String {
        let page = self.get(Part::Applicant, "/kandidaturen/2023").await;
        let edit = self.follow(Part::Applicant, &page, "Begin je kandidatuur", aimed).await;
        assert!(edit.has("Nog geen aanbod"), "{edit:?}");
        let path = edit.url.path().trim_end_matches("/bewerk").to_owned();
        self.follow(Part::Applicant, &edit, "Voeg een interventie toe", offered).await;
        path
    }
}

/// Those who take part have names.
async fn named(server: &Clocked) {
    let all = PEOPLE.iter().zip(["Karel", "Aya", "Bo", "Els", "Jan", "Dries", "Mira"]);
    for (person, name) in all {
        let organisation = json!({ "region": REGION, "organisation": person.organisation,
            "name": format!("Huis {}", person.organisation), "from": "2023-01-01" });
        let _ = server.send(Cast::STEWARD, "recordOrganisation", organisation, "").await;
        let worker = json!({ "region": REGION, "worker": person.id(), "name": name,
            "organisation": person.organisation, "from": "2023-01-01" });
        let payload = server.send(Cast::STEWARD, "recordWorker", worker, "").await;
        assert_eq!(payload["errors"], json!([]), "{payload}");
    }
}

fn aimed(form: Filled) -> Filled {
    form.with("challenges", "RU1").with("services", SERVICE).with("municipalities", "45041")
}

fn offered(form: Filled) -> Filled {
    form.with("challenge", "RU1")
        .with("service", SERVICE)
        .with("approach", "Aanklampend, aan huis.")
        .with("capacity", "25")
        .with("budget", "80000")
}

fn scored(form: Filled, score: &str) -> Filled {
    let criteria = ["fit", "approach", "anchoring", "expertise", "budget"];
    criteria.iter().fold(form, |form, criterion| form.with(&format!("scores-{criterion}"), score))
}
