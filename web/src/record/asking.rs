//! Access is asked for: by who may not see the trajectory yet, and knows of it because somebody opened who may be the
//! same person.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::catalogue::list::Purpose;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::consent::AccessRequested;
use loopbrug_domain::trajectory::{Intent, Trajectory};
use maud::html;

use crate::form::{Field, Posted, Sheet, Typed, begun, coded, request, see, send};
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The address of the form.
pub(crate) fn address_of(trajectory: TrajectoryId) -> String {
    format!("/trajecten/{trajectory}/toegang-vragen")
}

fn trajectory(id: &str) -> Result<TrajectoryId, Trouble> {
    id.parse().map_err(|_| Trouble::refused("TRAJECTORY_NOT_FOUND"))
}

/// Nothing of the trajectory is read, so the form says nothing of it.
fn sheet(visit: &Visit) -> Result<Sheet, Trouble> {
    let lang = visit.lang;
    let catalogue = visit.catalogue(visit.region(None)?.as_str())?;
    let purposes = coded::<Purpose>(lang, &catalogue, visit.pages.0.commands.today());
    Ok(Sheet {
        section: Section::Trajectories,
        back: ("/trajecten".to_owned(), lang.say("menu-trajectories").into_owned()),
        title: lang.say("file-access-ask").into_owned(),
        lead: html! { p.lead { (lang.say("file-access-ask-help")) } },
        fields: vec![Field::one_of("purpose", lang.say("file-access-ask-why"), purposes)],
        button: lang.say("file-access-ask").into_owned(),
        version: None,
        handle: None,
    })
}

/// Shows the form.
pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    trajectory(&id)?;
    let begun = begun(&visit, Typed::default()).await?;
    sheet(&visit)?.page(&visit, begun).await
}

/// Asks.
pub(crate) async fn ask(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = &posted;
    let id = trajectory(&id)?;
    let catalogue = visit.catalogue(visit.region(None)?.as_str())?;
    let mut reading = posted.reading(Some(&catalogue), visit.pages.0.commands.today());
    let asked = Intent::RequestAccess(AccessRequested { purpose: reading.code("purpose") });
    let asked = request::<Trajectory>(visit, &reading, id, asked.into())?;
    match send(visit, reading, asked).await {
        Ok(_) => Ok(see(&format!("{}/gevraagd", address_of(id)))),
        Err(not) => sheet(visit)?.again(visit, typed, &not, &[]).await,
    }
}

/// Says that it was asked.
pub(crate) async fn done(visit: Visit) -> Result<Response, Trouble> {
    visit.actor()?;
    let lang = visit.lang;
    let title = lang.say("event-AccessRequested");
    let body = html! {
        div.sheet {
            div.notice.good role="status" { strong { (lang.say("file-recorded")) } " " (lang.say("file-access-asked")) }
            h1 { (title) }
            ul.next { li { a.button.main href="/werklijst" { (lang.say("back-to-work-list")) } } }
        }
    };
    Ok(visit.page(Section::Trajectories, &title, &body))
}
