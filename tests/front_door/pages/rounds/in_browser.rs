//! The same in Chromium, by the people who take the steps.

use super::Part::{Applicant, Assessor, Coordinator, Jury};
use super::{PEOPLE, Taking};
use crate::pages::browser::{at_least, plays_on_days};
use crate::round::procedure::SERVICE;

#[tokio::test]
async fn four_people_bring_a_proposal_from_its_draft_to_its_rebuttal_in_a_browser() {
    let taking = Taking::launched().await;
    let id = |part| PEOPLE[part as usize].id();
    let names = [Applicant, Assessor, Jury, Coordinator].map(|part| {
        let person = PEOPLE[part as usize];
        format!("{} {}", person.roles, person.worker)
    });
    let ids = [SERVICE.to_owned(), id(Assessor), id(Jury)];
    let more: Vec<_> = ids.iter().chain(&names).map(String::as_str).collect();
    let address = taking.server.page("");
    let counted = plays_on_days("procedure", &address, &more, |local| taking.at(local)).await;
    at_least(&counted, &[("steps", 13), ("pages", 11)]);
}
