//! Pages for people, as a browser without script gets them: what each shows, and to whom. One demo serves all of it,
//! because loading it takes longer than all questions together.

mod beside;
mod browser;
mod decided;
mod file;
mod files;
mod live;
mod publications;
mod receipts;
mod record;
mod region;
mod replay;
mod rounds;
mod seal;
mod steward;

use std::path::Path;

use crate::harness::{Browser, Database, Page, Process, REGION, loopbrug, wait_until};

/// A page may be this large, in bytes.
const LARGEST: usize = 150_000;

/// Who one can be in the demo, by the number in its list.
#[derive(Debug, Clone, Copy)]
enum Who {
    Caseworker = 0,
    Coordinator = 1,
    Applicant = 2,
    Assessor = 3,
    Jury = 4,
    Analyst = 5,
    Auditor = 6,
    Steward = 7,
    Monitor = 8,
}

/// A demo at work.
struct Demo {
    address: String,
    process: Process,
}

impl Demo {
    async fn start() -> Self {
        let (database, keys) = (Database::create().await, Database::create().await);
        beside::another_region(&database).await;
        let key_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.key", keys.name()));
        let mut command = loopbrug();
        command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
        command.env("VAULT_URL", &keys.url).env("LOOPBRUG_VAULT_KEY_FILE", key_file);
        let mut process = Process::spawn(&mut command);
        let address = process.address(&format!("trajectories of {REGION} on ")).await;
        let demo = Self { address, process };
        let coordinator = demo.signed_in(Who::Coordinator).await;
        wait_until("the figures have what the demo has", async || {
            let page = coordinator.get(&demo.at(&format!("/regio/{REGION}"))).await;
            page.status == 200 && !page.has("class=\"tile-figure\">0<")
        })
        .await;
        demo
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    async fn signed_in(&self, who: Who) -> Browser {
        let browser = Browser::new();
        let page = browser.get(&self.at("/sign-in")).await;
        let (token, who) = (page.hidden("token"), (who as usize).to_string());
        let fields = [("token", token.as_str()), ("who", &who), ("next", "/wie")];
        let page = browser.post(&self.at("/sign-in/choose"), &fields).await;
        assert!(page.has("Dag "), "{page:?}");
        browser
    }
}

/// What holds for every page.
fn is_a_page(page: &Page) {
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.text.len() < LARGEST, "{} has {} bytes", page.url, page.text.len());
    for forbidden in ["style=\"", "<style", "onclick=", "http://", "https://"] {
        assert!(!page.has(forbidden), "{} has {forbidden}", page.url);
    }
    let scripts: Vec<_> = page.text.split("<script").skip(1).collect();
    let is_ours = |script: &&str| {
        script.starts_with(" src=\"/assets/") && script.contains(".js\" defer></script>")
    };
    assert!(scripts.iter().all(is_ours) && (1..=2).contains(&scripts.len()), "{page:?}");
    for landmark in ["<main id=\"main\"", "class=\"skip\" href=\"#main\"", "<h1>"] {
        assert!(page.has(landmark), "{} has no {landmark}", page.url);
    }
}

#[tokio::test]
async fn each_role_finds_its_pages_in_a_browser_without_script() {
    let demo = Demo::start().await;
    everybody_begins_where_their_work_is(&demo).await;
    what_is_refused_is_said_in_words(&demo).await;
    a_language_is_remembered(&demo).await;
    region::exact_figures_are_for_who_accounts_for_the_region(&demo).await;
    region::the_view_is_the_address(&demo).await;
    region::somebody_looks_back_by_the_address(&demo).await;
    region::rounded_figures_are_asked_on_a_grid_with_links_to_the_nearest(&demo).await;
    region::every_report_is_a_page_and_a_file(&demo).await;
    beside::two_regions_stand_beside_each_other(&demo).await;
    region::who_is_behind_a_figure_is_for_who_may_see_it(&demo).await;
    files::the_work_list_is_of_whom_one_asks_for(&demo).await;
    files::a_trajectory_shows_names_to_who_guides_alone(&demo).await;
    live::style_and_script_are_kept_by_browsers(&demo).await;
    live::a_position_is_said_when_something_is_recorded(&demo).await;
    live::who_may_not_see_what_moves_hears_nothing(&demo).await;
    live::few_listen_in_a_session_and_none_after_it(&demo).await;
    live::a_page_that_is_kept_is_shown_to_nobody_who_may_not_see_it(&demo).await;
    live::a_work_list_that_is_open_learns_what_is_new(&demo).await;
    rounds::shown::a_round_is_a_board_a_list_and_a_bridge_of_dates(&demo).await;
    rounds::shown::a_proposal_shows_what_somebody_may_see_of_it(&demo).await;
    rounds::shown::what_is_not_for_somebody_is_said_in_words(&demo).await;
    replay::an_auditor_goes_through_a_history_in_both_orders(&demo).await;
    replay::a_history_is_as_it_was_known_and_within_days(&demo).await;
    replay::rounds_proposals_and_employers_have_histories_too(&demo).await;
    replay::a_history_is_for_who_may_see_it(&demo).await;
    seal::one_event_is_checked_on_the_server_and_its_proof_taken_along(&demo).await;
    seal::a_checkpoint_that_was_kept_is_compared_and_a_changed_one_refused(&demo).await;
    receipts::a_report_offers_its_receipt_which_is_that_of_the_api(&demo).await;
    receipts::the_secret_half_is_for_who_sees_exact_figures(&demo).await;
    live::a_stop_ends_those_who_listen(demo).await;
}

async fn everybody_begins_where_their_work_is(demo: &Demo) {
    let region = format!("/regio/{REGION}");
    for (who, first, menu) in [
        (Who::Caseworker, "/werklijst", &["/werklijst", "/trajecten", &*region][..]),
        (Who::Coordinator, &*region, &["/werklijst", "/trajecten", &*region, "/kandidaturen"]),
        (Who::Monitor, &*region, &[&*region]),
        (Who::Analyst, &*region, &[&*region]),
        (Who::Applicant, "/kandidaturen/2023", &["/kandidaturen"]),
        (Who::Assessor, "/kandidaturen/2023", &["/kandidaturen"]),
        (Who::Jury, "/kandidaturen/2023", &["/kandidaturen"]),
    ] {
        let page = demo.signed_in(who).await.get(&demo.at("/")).await;
        assert_eq!((page.status.as_u16(), page.url.path()), (200, first), "{who:?}");
        is_a_page(&page);
        for path in ["/werklijst", "/trajecten", &region, "/kandidaturen"] {
            let shown = page.has(&format!("<li><a href=\"{path}\""));
            assert_eq!(shown, menu.contains(&path), "{who:?}: {path}");
        }
    }
    let page = Browser::new().get(&demo.at("/werklijst?wie=ik")).await;
    assert!(page.url.path() == "/sign-in" && page.has("value=\"/werklijst?wie=ik\""), "{page:?}");
}

async fn what_is_refused_is_said_in_words(demo: &Demo) {
    let (analyst, applicant) =
        (demo.signed_in(Who::Analyst).await, demo.signed_in(Who::Applicant).await);
    let region = format!("/regio/{REGION}");
    for (browser, path, status, words) in [
        (&analyst, "/nergens", 404, "Deze pagina is er niet"),
        (&analyst, "/regio/nergens", 404, "Die regio is er niet"),
        (&analyst, "/werklijst", 403, "Deze werklijst is voor wie het werk doet"),
        (&analyst, "/trajecten", 403, "Dit traject is er niet, of is niet voor jou"),
        (&applicant, &*region, 403, "Deze cijfers mag je met deze rol niet zien"),
        (&analyst, &format!("{region}/nergens"), 404, "Deze pagina is er niet"),
        (&analyst, &format!("{region}?persona=niemand"), 400, "Deze keuze bestond nog niet"),
        (&analyst, &format!("{region}?van=2025-02-30&tot=2025-03-31"), 400, "anders geschreven"),
        (
            &analyst,
            &format!("{region}?van=2025-03-31&tot=2025-01-01"),
            400,
            "eindigt voor ze begint",
        ),
        (&analyst, &format!("{region}?op=2100-01-01"), 400, "moet nog komen"),
        (&analyst, &format!("{region}?van=1&van=2"), 400, "Dit adres is niet te lezen"),
    ] {
        let page = browser.get(&demo.at(path)).await;
        assert_eq!(page.status, status, "{path}: {page:?}");
        assert!(page.has(words), "{path}: {page:?}");
        is_a_page(&page);
    }
}

async fn a_language_is_remembered(demo: &Demo) {
    let browser = demo.signed_in(Who::Monitor).await;
    let page = browser.get(&demo.at(&format!("/regio/{REGION}?lang=en"))).await;
    assert!(page.has("<html lang=\"en\">") && page.has("Exact figures"), "{page:?}");
    let page = browser.get(&demo.at("/wie")).await;
    assert!(page.has("<html lang=\"en\">") && page.has("Sign out"), "{page:?}");
    let page = browser.get(&demo.at(&format!("/regio/{REGION}?per=kwartaal&lang=nl"))).await;
    assert!(page.has("<html lang=\"nl\">") && page.has("?per=kwartaal&amp;lang=en"), "{page:?}");
}
