//! Two clients are alike and are two: said by who guides one of them.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::ids::TrajectoryId;
use maud::html;

use super::about::About;
use crate::form::{Field, Posted, Sheet, Typed, begun, carry_out, see};
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Shows the form; the address names the other one.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let about = About::of(&visit, &id).await?;
    let begun = begun(&visit, Typed::default()).await?;
    sheet(&visit, &about).page(&visit, begun).await
}

/// Takes a form that was sent.
pub(super) async fn say(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let about = About::of(visit, &id).await?;
    let mut reading = posted.reading(Some(&about.catalogue), about.today);
    let other: TrajectoryId = reading.id("otherId");
    let take_back = reading.ticked("takeBack");
    let (commands, views) = (&visit.pages.0.commands, &visit.pages.0.views);
    let said = commands.not_the_same_person(views, visit.actor()?, about.id, other, take_back);
    match carry_out(reading, said).await {
        Ok(()) => Ok(see(&format!("/trajecten/{}/rechten", about.id))),
        Err(not) => sheet(visit, &about).again(visit, &posted.typed, &not, &[]).await,
    }
}

fn sheet(visit: &Visit, about: &About) -> Sheet {
    let lang = visit.lang;
    Sheet {
        section: Section::Trajectories,
        back: (format!("/trajecten/{}", about.id), lang.say("trajectory").into_owned()),
        title: lang.say("not-the-same").into_owned(),
        lead: html! {
            p.lead { (lang.say("trajectory")) " " code { (about.id) } }
            p { (lang.say("not-the-same-how")) }
        },
        fields: vec![
            Field::line("otherId", lang.say("other-client")).helped(lang.say("looked-whose-id")),
            Field::tick("takeBack", lang.say("not-the-same-take-back")),
        ],
        button: lang.say("not-the-same-do").into_owned(),
        version: None,
        handle: None,
    }
}
