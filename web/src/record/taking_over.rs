//! The answer to a transfer: whoever was asked takes over, or does not.
//!
//! It is a form of its own, because who is asked to go on in another region sees the trajectory from there, and where
//! it goes on a trajectory is opened by the answer.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    Language, Municipality, OpeningSource, TransferDeclineReason,
};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::occasion::OccasionRefusal;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::transfer::{TransferAccepted, TransferDeclined};
use loopbrug_domain::trajectory::{Intent, Refusal, Trajectory};
use loopbrug_infra::commands::{CommandError, TransferOpening};
use loopbrug_infra::log::Loaded;
use loopbrug_infra::views::Known;
use maud::html;
use serde::Deserialize;

use super::asked::YES;
use crate::address::{Question, address, asked};
use crate::form::{
    Choice, Field, NotRecorded, Posted, Reading, Sheet, Typed, begun, coded, readable, request,
    see, send,
};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trajectory::{called, guides};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// What can be answered.
const ACCEPT: &str = "overnemen";
const DECLINE: &str = "weigeren";
/// How a client came in sight who was guided in another region.
const OTHER_REGION: &str = "other_region";

/// A transfer that waits for the answer of an organisation.
struct Pending {
    lang: Lang,
    id: TrajectoryId,
    name: String,
    today: NaiveDate,
    /// Where it would go on, if in another region.
    elsewhere: Option<Code>,
    /// Of the region where it goes on.
    catalogue: Arc<Catalogue>,
    /// What is spoken with the client, and whether with an interpreter.
    spoken: Option<(Code<Language>, bool)>,
    /// There is one, for the organisation of who asks.
    is_asked: bool,
    loaded: Loaded<Trajectory>,
}

impl Pending {
    async fn of(visit: &Visit, id: &str) -> Result<Self, Trouble> {
        let nothing = || Trouble::refused("TRAJECTORY_NOT_FOUND");
        let (actor, lang) = (visit.actor()?, visit.lang);
        let id: TrajectoryId = id.parse().map_err(|_| nothing())?;
        let views = &visit.pages.0.views;
        let loaded = views.trajectory(actor, id, Known::Now).await?.ok_or_else(nothing)?;
        let state = loaded.aggregate.state();
        let here = &state.opening.as_ref().ok_or_else(nothing)?.region;
        let pending = state.transfer.pending.as_ref();
        let elsewhere = pending.and_then(|pending| pending.region.clone());
        let region = elsewhere.as_ref().unwrap_or(here);
        if !guides(actor, region) {
            return Err(Trouble::refused("NOT_A_CASEWORKER"));
        }
        let is_asked = pending.is_some_and(|it| it.organisation == actor.organisation);
        let catalogue = visit.catalogue(region.as_str())?;
        let name = called(visit, actor, here, id).await?;
        let spoken = state.contact_language().map(|(language, with)| (language.clone(), with));
        let today = visit.pages.0.commands.today();
        Ok(Self { lang, id, name, today, elsewhere, catalogue, spoken, is_asked, loaded })
    }

    fn sheet(&self) -> Sheet {
        let lang = self.lang;
        Sheet {
            section: Section::Trajectories,
            back: (format!("/trajecten/{}", self.id), self.name.clone()),
            title: lang.say("event-TransferRequested").into_owned(),
            lead: html! {
                p.lead { (lang.say("for-whom-it-is")) " " b { (self.name) } }
                @if !self.is_asked { p.notice { (lang.say("file-transfer-nothing")) } }
            },
            fields: self.fields(),
            button: lang.say("do-record").into_owned(),
            version: None,
            handle: None,
        }
    }

    fn fields(&self) -> Vec<Field> {
        let (lang, catalogue, today) = (self.lang, &self.catalogue, self.today);
        let answers = [(ACCEPT, "file-transfer-accept"), (DECLINE, "file-transfer-decline")];
        let answers = answers.map(|(value, message)| Choice::new(value, lang.say(message)));
        let reasons = coded::<TransferDeclineReason>(lang, catalogue, today);
        let mut fields = vec![
            Field::one_of("answer", lang.say("file-transfer-answer"), answers.to_vec()).wide(),
            Field::select("reason", lang.say("file-transfer-declined-why"), reasons)
                .when(DECLINE)
                .optional(),
        ];
        if self.elsewhere.is_some() {
            let places = coded::<Municipality>(lang, catalogue, today);
            let languages = coded::<Language>(lang, catalogue, today);
            fields.push(Field::part(
                lang.say("open-part-start"),
                vec![
                    Field::select("municipality", lang.say("file-transfer-municipality"), places)
                        .optional(),
                    Field::select("contactLanguage", lang.say("open-language"), languages),
                    Field::tick("interpreter", lang.say("open-interpreter")),
                ],
            ));
        }
        fields
    }

    /// The client speaks the same language there.
    fn likely(&self) -> Typed {
        let Some((language, interpreter)) = &self.spoken else { return Typed::default() };
        let typed = Typed::default().set("contactLanguage", language.as_str());
        if *interpreter { typed.set("interpreter", YES) } else { typed }
    }
}

/// Shows the form.
pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let pending = Pending::of(&visit, &id).await?;
    let begun = begun(&visit, pending.likely()).await?;
    pending.sheet().page(&visit, begun).await
}

/// Takes the answer.
pub(crate) async fn answer(Path(id): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = &posted;
    let pending = Pending::of(visit, &id).await?;
    let mut reading = posted.reading(Some(&pending.catalogue), pending.today);
    let declines = reading.needed("answer") == DECLINE;
    let answered = if declines {
        let answer = TransferDeclined { reason: reading.code("reason") };
        let intent = Intent::DeclineTransfer(answer).into();
        let asked = request::<Trajectory>(visit, &reading, pending.id, intent)?;
        send(visit, reading, asked).await.map(|_| ())
    } else {
        accept(visit, reading, &pending).await?
    };
    match answered {
        Ok(()) => Ok(see(&pending.recorded(declines))),
        Err(not) => pending.sheet().again(visit, typed, &not, &[]).await,
    }
}

/// Takes over; a trajectory is opened by that where it goes on in another region.
async fn accept(
    visit: &Visit,
    mut reading: Reading<'_>,
    pending: &Pending,
) -> Result<Result<(), NotRecorded>, Trouble> {
    let intent = Intent::AcceptTransfer(TransferAccepted { trajectory: None }).into();
    let opening = opening(&mut reading, pending);
    let asked = request::<Trajectory>(visit, &reading, pending.id, intent)?;
    if let Err(not) = readable(visit, reading, &asked).await {
        return Ok(Err(not));
    }
    let done = visit.pages.0.commands.accept_transfer(asked, opening).await;
    let not = |error| NotRecorded::of(&error, pending.lang, Some(&pending.catalogue));
    Ok(done.map(|_| ()).map_err(not))
}

/// The opening of the trajectory in which it goes on in another region.
fn opening(
    reading: &mut Reading<'_>,
    pending: &Pending,
) -> impl FnOnce(TransferOpening) -> Result<TrajectoryOpened, CommandError> + use<> {
    let (municipality, contact_language) = match pending.elsewhere {
        Some(_) => (reading.code("municipality"), reading.code("contactLanguage")),
        None => (Code::new(""), Code::new("")),
    };
    let interpreter = reading.ticked("interpreter");
    let (catalogue, on) = (pending.catalogue.version(), reading.on);
    let known = pending.catalogue.region().clone();
    move |TransferOpening { client, region, from, .. }| {
        if region != known {
            // Another region was asked for meanwhile.
            let refusal = OccasionRefusal::CatalogueNotFound { region, version: on };
            return Err(Refusal::from(refusal).into());
        }
        Ok(TrajectoryOpened {
            client,
            region,
            catalogue,
            source: Code::<OpeningSource>::new(OTHER_REGION),
            municipality,
            contact_language,
            interpreter,
            transferred_from: Some(from),
        })
    }
}

impl Pending {
    /// The page that says what was recorded.
    fn recorded(&self, declines: bool) -> String {
        let opening = self.loaded.aggregate.state().opening.as_ref();
        let there = self.elsewhere.as_ref().zip(opening);
        let goes_on = match there {
            _ if declines => None,
            Some((region, opening)) => Some(TrajectoryId::of(region, opening.client)),
            None => Some(self.id),
        };
        let path = format!("/trajecten/{}/noteer/overdracht/genoteerd", self.id);
        address(&path, [("traject", goes_on.map(|id| id.to_string()))])
    }
}

/// Where the guidance goes on, if it does with who answered.
#[derive(Debug, Deserialize)]
pub(crate) struct GoesOn {
    traject: Option<String>,
}

/// Says that the answer was recorded. Whoever declined may not see the trajectory any more.
pub(crate) async fn done(visit: Visit, question: Question<GoesOn>) -> Result<Response, Trouble> {
    let (lang, goes_on) = (visit.lang, asked(question)?.traject);
    visit.actor()?;
    let said = if goes_on.is_some() { "event-TransferAccepted" } else { "event-TransferDeclined" };
    let title = lang.say(said);
    let body = html! {
        div.sheet {
            div.notice.good role="status" { strong { (lang.say("file-recorded")) } }
            h1 { (title) }
            ul.next {
                @if let Some(id) = goes_on.and_then(|id| id.parse::<TrajectoryId>().ok()) {
                    li { a.button.outlined.main href={ "/trajecten/" (id) } { (lang.say("open-known-go")) } }
                }
                li { a.button.main href="/werklijst" { (lang.say("back-to-work-list")) } }
            }
        }
    };
    Ok(visit.page(Section::Trajectories, &title, &body))
}
