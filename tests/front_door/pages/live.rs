//! What moves while a page is open: positions as server-sent events, what is new on a work list, and pages that are
//! kept for as long as nothing moves.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Demo, Who, is_a_page};
use crate::harness::{Browser, Mutation, OCMW, Page, REGION, opening, wait_until};

/// What is not said within this is not said.
const SAID_WITHIN: Duration = Duration::from_secs(20);
/// A session has so many who listen at most.
const OF_A_SESSION: usize = 3;

/// Somebody who listens.
struct Listening {
    answer: Response,
    said: String,
}

impl Listening {
    async fn at(demo: &Demo, browser: &Browser, path: &str) -> Self {
        let answer = browser.http.get(demo.at(path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        Self { answer, said: String::new() }
    }

    /// The next position that is said; none when nothing is said any more.
    async fn position(&mut self) -> Option<u32> {
        loop {
            if let Some((event, rest)) = self.said.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                let data =
                    data.map(|data| data.parse().expect("it is a position and nothing else"));
                let rest = rest.to_owned();
                self.said = rest;
                if data.is_some() {
                    return data;
                }
                continue;
            }
            let next = tokio::time::timeout(SAID_WITHIN, self.answer.chunk()).await;
            let chunk = next.expect("something is said in time").ok().flatten()?;
            self.said.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn ends(mut self) {
        while self.position().await.is_some() {}
    }
}

fn stand() -> String {
    format!("/regio/{REGION}/stand")
}

/// Somebody opens a trajectory; gives the position.
async fn opens(demo: &Demo, browser: &Browser) -> u32 {
    let mutation = Mutation::new("openTrajectory", opening(json!({})));
    let asked = browser.http.post(demo.at("/graphql")).json(&mutation.body());
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    let position = answer["data"]["openTrajectory"]["position"].as_u64();
    position.unwrap_or_else(|| panic!("{answer}")).try_into().unwrap()
}

/// The value of an attribute of what the page says of its state.
fn said_of_state<'a>(page: &'a Page, attribute: &str) -> &'a str {
    let (_, state) = page.text.split_once("id=\"state\"").unwrap_or_else(|| panic!("{page:?}"));
    let (state, _) = state.split_once('>').unwrap();
    let (_, value) = state.split_once(&format!(" {attribute}=\"")).unwrap();
    value.split_once('"').unwrap().0
}

pub(super) async fn a_position_is_said_when_something_is_recorded(demo: &Demo) {
    let coordinator = demo.signed_in(Who::Coordinator).await;
    let caseworker = demo.signed_in(Who::Caseworker).await;
    let region = demo.at(&format!("/regio/{REGION}"));
    let page = coordinator.get(&region).await;
    assert_eq!(said_of_state(&page, "data-stand"), stand());
    let mut figures = Listening::at(demo, &coordinator, &stand()).await;
    let mut work = Listening::at(demo, &caseworker, "/werklijst/stand").await;
    let (before, of_work) = (figures.position().await.unwrap(), work.position().await.unwrap());
    assert_eq!(said_of_state(&page, "data-position"), before.to_string());
    assert_eq!(of_work, before);
    let position = opens(demo, &caseworker).await;
    assert!(position > before);
    for listening in [&mut figures, &mut work] {
        while listening.position().await.unwrap() < position {}
    }
    let page = coordinator.get(&region).await;
    assert_eq!(said_of_state(&page, "data-position"), position.to_string(), "nothing old is kept");
    let back = coordinator.get(&format!("{region}?op=2025-06-30")).await;
    assert!(!back.has("data-stand"), "what is past does not move: {back:?}");
}

pub(super) async fn who_may_not_see_what_moves_hears_nothing(demo: &Demo) {
    let own = format!("{}?organisatie={OCMW}", stand());
    for (who, path, status) in [
        (Who::Analyst, &*stand(), 403),
        (Who::Applicant, &stand(), 403),
        (Who::Caseworker, &stand(), 403),
        (Who::Monitor, "/werklijst/stand", 403),
        (Who::Analyst, "/werklijst/stand", 403),
        (Who::Analyst, "/werklijst/nieuw", 403),
        (Who::Coordinator, "/regio/nergens/stand", 404),
        (Who::Coordinator, "/regio/vlaamse-ardennen/stand?organisatie=x", 400),
        (Who::Analyst, &own, 403),
    ] {
        let page = demo.signed_in(who).await.get(&demo.at(path)).await;
        assert_eq!(page.status, status, "{who:?} {path}: {page:?}");
        is_a_page(&page);
    }
    for path in [&*stand(), "/werklijst/stand", "/werklijst/nieuw"] {
        let page = Browser::new().get(&demo.at(path)).await;
        assert_eq!(page.url.path(), "/sign-in", "{page:?}");
    }
    let analyst = demo.signed_in(Who::Analyst).await;
    let page = analyst.get(&demo.at(&format!("/regio/{REGION}"))).await;
    assert!(!page.has("data-stand"), "rounded figures are of moments that are past: {page:?}");
}

pub(super) async fn few_listen_in_a_session_and_none_after_it(demo: &Demo) {
    let browser = demo.signed_in(Who::Monitor).await;
    let mut listening = vec![];
    for _ in 0..OF_A_SESSION {
        let mut one = Listening::at(demo, &browser, &stand()).await;
        assert!(one.position().await.is_some());
        listening.push(one);
    }
    let one_more = async || browser.http.get(demo.at(&stand())).send().await.unwrap();
    assert_eq!(one_more().await.status(), StatusCode::TOO_MANY_REQUESTS);
    let other = demo.signed_in(Who::Monitor).await;
    let mut of_another_session = Listening::at(demo, &other, &stand()).await;
    assert!(of_another_session.position().await.is_some());
    listening.pop();
    wait_until("the place is free", async || one_more().await.status() == StatusCode::OK).await;
    let page = browser.get(&demo.at("/wie")).await;
    browser.post(&demo.at("/sign-out"), &[("token", &page.hidden("token"))]).await;
    for one in listening {
        one.ends().await;
    }
    let position = opens(demo, &demo.signed_in(Who::Caseworker).await).await;
    while of_another_session.position().await.unwrap() < position {}
}

pub(super) async fn a_page_that_is_kept_is_shown_to_nobody_who_may_not_see_it(demo: &Demo) {
    let region = demo.at(&format!("/regio/{REGION}"));
    let figures = async |who| {
        let page = demo.signed_in(who).await.get(&region).await;
        assert_eq!(page.status, 200, "{page:?}");
        let (_, figures) = page.text.split_once("id=\"tiles\"").unwrap();
        figures.split_once("</main>").unwrap().0.to_owned()
    };
    let exact = figures(Who::Coordinator).await;
    assert_eq!(figures(Who::Coordinator).await, exact);
    assert!(exact.contains("/herkomst?"));
    let of_monitor = figures(Who::Monitor).await;
    assert!(!of_monitor.contains("/herkomst?"), "who is behind a figure is for others");
    let of_analyst = figures(Who::Analyst).await;
    assert_ne!(of_analyst, of_monitor);
    let of_caseworker = figures(Who::Caseworker).await;
    assert_ne!(of_caseworker, of_analyst, "the own part is shown as it is");
    assert_ne!(of_caseworker, exact);
    let browser = demo.signed_in(Who::Coordinator).await;
    let english = browser.get(&format!("{region}?lang=en")).await;
    assert!(english.has("Participants") && !english.has("Deelnemers in de periode"), "{english:?}");
    let applicant = demo.signed_in(Who::Applicant).await.get(&region).await;
    assert_eq!(applicant.status, 403, "also while it is kept: {applicant:?}");
}

pub(super) async fn a_work_list_that_is_open_learns_what_is_new(demo: &Demo) {
    let browser = demo.signed_in(Who::Caseworker).await;
    let page = browser.get(&demo.at("/werklijst?wie=organisatie")).await;
    let new = said_of_state(&page, "data-new").replace("&amp;", "&");
    let names = browser.get(&demo.at(&new)).await;
    let names: Vec<_> = names.text.lines().collect();
    assert!(!names.is_empty());
    for name in &names {
        assert!(page.has(&format!(" id=\"{name}\">")), "{name}: {page:?}");
    }
}

pub(super) async fn style_and_script_are_kept_by_browsers(demo: &Demo) {
    let page = Browser::new().get(&demo.at("/sign-in")).await;
    for (before, kind) in
        [("<script src=\"", "text/javascript"), ("stylesheet\" href=\"", "text/css")]
    {
        let (_, address) = page.text.split_once(before).unwrap();
        let address = address.split_once('"').unwrap().0;
        let file = Browser::new().get(&demo.at(address)).await;
        assert_eq!(file.status, 200, "{address}");
        assert!(file.headers["content-type"].to_str().unwrap().starts_with(kind), "{file:?}");
        assert_eq!(file.headers["cache-control"], "public, max-age=31536000, immutable");
        let (begins, ends) =
            (address.split_once('-').unwrap().0, address.rsplit_once('.').unwrap().1);
        let other = Browser::new().get(&demo.at(&format!("{begins}-old.{ends}"))).await;
        assert_eq!(
            (other.status.as_u16(), &other.headers["cache-control"]),
            (200, &"no-store".parse().unwrap())
        );
        assert_eq!(other.text, file.text, "a page of another version finds what there is");
    }
    let nowhere = Browser::new().get(&demo.at("/assets/nothing.js")).await;
    assert_eq!(nowhere.status, 404);
}

/// Who listens does not hold up a stop.
pub(super) async fn a_stop_ends_those_who_listen(mut demo: Demo) {
    let browser = demo.signed_in(Who::Coordinator).await;
    let mut listening = Listening::at(&demo, &browser, &stand()).await;
    assert!(listening.position().await.is_some());
    demo.process.terminate();
    listening.ends().await;
    assert!(demo.process.ended().await.success());
    assert!(!demo.process.said().contains("takes too long"), "{}", demo.process.said());
}
