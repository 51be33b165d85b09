//! The rights of a client, and what the steward decides about a trajectory as a whole: restriction, erasure, and whether
//! two trajectories are of one person. Each is the same command as in the API.

mod about;
mod different;
mod erasure;
mod merging;
mod noted;
mod overview;
mod restriction;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use loopbrug_domain::actor::Role;
use loopbrug_domain::trajectory::{Intent, Trajectory};
use loopbrug_infra::commands::TrajectoryIntent;
use maud::{Markup, html};

use self::about::About;
use crate::Pages;
use crate::form::{
    Field, OCCURRED_ON, Posted, Reading, Sheet, Typed, begun, carry_out, request, see,
};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Their routes.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/trajecten/{trajectory}/rechten", get(overview::page))
        .route("/trajecten/{trajectory}/rechten/{decision}", get(page).post(decide))
        .route("/trajecten/{trajectory}/niet-dezelfde", get(different::page).post(different::say))
        .route("/beheer/samenvoegen", get(merging::page).post(merging::merge))
}

/// A form by which something is decided about a trajectory as a whole.
trait Decision: Sync {
    /// What it is called in addresses; what people read is `decision-<name>`, what it leads to `decision-<name>-how`,
    /// and the button `decision-<name>-do`.
    fn name(&self) -> &'static str;

    /// Who finds it on the page of rights. That somebody may is for the policy to say.
    fn is_for(&self) -> &'static [Role];

    /// Whether it makes sense now.
    fn is_offered(&self, about: &About) -> bool;

    /// What is known, and what it does, beyond what is said of it at all times.
    fn known(&self, _: Lang, _: &About) -> Markup {
        html! {}
    }

    /// What it asks.
    fn fields(&self, _: Lang, _: &About) -> Vec<Field> {
        vec![]
    }

    /// What it is to be recorded.
    fn read(&self, reading: &mut Reading<'_>) -> Intent;

    /// Whether keys are destroyed by it.
    fn erases(&self) -> bool {
        false
    }
}

/// Every form, in the order in which they are offered.
const DECISIONS: [&dyn Decision; 5] = [
    &restriction::Restrict,
    &restriction::Lift,
    &erasure::Ask,
    &erasure::Decide,
    &merging::Unmerge,
];

fn named(name: &str) -> Result<&'static dyn Decision, Trouble> {
    let found = DECISIONS.iter().find(|decision| decision.name() == name);
    found.copied().ok_or_else(Trouble::not_found)
}

/// Shows a form that begins.
async fn page(visit: Visit, Path((id, name)): Path<(String, String)>) -> Result<Response, Trouble> {
    let decision = named(&name)?;
    let about = About::of(&visit, &id).await?;
    let likely = Typed::default().set(OCCURRED_ON, about.today.to_string());
    let begun = begun(&visit, likely).await?;
    sheet(visit.lang, decision, &about).page(&visit, begun).await
}

/// Takes a form that was sent.
async fn decide(
    Path((id, name)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let decision = named(&name)?;
    let visit = &posted.visit;
    let about = About::of(visit, &id).await?;
    let mut reading = posted.reading(Some(&about.catalogue), about.today);
    reading.day();
    let intent = TrajectoryIntent::Record(decision.read(&mut reading));
    let asked = request::<Trajectory>(visit, &reading, about.id, intent)?;
    let commands = &visit.pages.0.commands;
    let done = async {
        if decision.erases() {
            commands.decide_erasure(asked).await
        } else {
            commands.execute(asked).await
        }
    };
    match carry_out(reading, Box::pin(done)).await {
        Ok(recorded) => Ok(see(&noted::address(about.id, recorded.version))),
        Err(not) => {
            sheet(visit.lang, decision, &about).again(visit, &posted.typed, &not, &[]).await
        }
    }
}

fn sheet(lang: Lang, decision: &dyn Decision, about: &About) -> Sheet {
    let say = |what: &str| lang.say(&format!("decision-{}{what}", decision.name())).into_owned();
    let mut fields = decision.fields(lang, about);
    fields.push(Field::hidden(OCCURRED_ON));
    Sheet {
        section: Section::Trajectories,
        back: (format!("/trajecten/{}/rechten", about.id), lang.say("rights").into_owned()),
        title: say(""),
        lead: html! {
            p.lead { (lang.say("trajectory")) " " code { (about.id) } }
            p { (say("-how")) }
            (decision.known(lang, about))
        },
        fields,
        button: say("-do"),
        version: Some(about.version),
        handle: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_has_its_words() {
        for decision in DECISIONS {
            for what in ["", "-how", "-do"] {
                let message = format!("decision-{}{what}", decision.name());
                assert_ne!(Lang::Dutch.say(&message), message);
            }
            assert!(named(decision.name()).is_ok());
        }
    }
}
