//! A form as a page: what it is called, its fields, one button.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::ids::Version;
use maud::{Markup, html};

use super::fault::{Fault, NotRecorded};
use super::field::Field;
use super::kept::Begun;
use super::posted::Posted;
use super::shown::{Shown, id_of};
use super::typed::Typed;
use super::{COMMAND, TOKEN, VERSION, WORKER};
use crate::layout::Section;
use crate::session::form_token;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A form.
pub(crate) struct Sheet {
    /// Where in the site it is.
    pub(crate) section: Section,
    /// Where one comes from: an address, and what it is called.
    pub(crate) back: (String, String),
    /// What it is called.
    pub(crate) title: String,
    /// Whom it is about, and what is known.
    pub(crate) lead: Markup,
    /// What it asks.
    pub(crate) fields: Vec<Field>,
    /// What the button says.
    pub(crate) button: String,
    /// The version that is seen, where what it says rests on one: if something is recorded meanwhile, nothing is.
    pub(crate) version: Option<Version>,
    /// What stands for it in the queue of a browser.
    pub(crate) handle: Option<String>,
}

impl Sheet {
    /// The page of a form that begins.
    pub(crate) async fn page(&self, visit: &Visit, begun: Begun) -> Result<Response, Trouble> {
        let Begun { mut typed, is_back } = begun;
        if let (None, Some(version)) = (typed.version(), self.version) {
            typed = typed.set(VERSION, version.to_string());
        }
        let notice = html! {
            @if is_back {
                div.notice role="status" { strong { (visit.lang.say("back-again")) } " " (visit.lang.say("back-again-kept")) }
            }
        };
        self.shown(visit, typed.with_command(), &notice, &[]).await
    }

    /// The page of a form that was sent by one touch, and waits for a second one.
    pub(crate) async fn confirm(&self, posted: Posted) -> Result<Response, Trouble> {
        let Posted { visit, typed, .. } = posted;
        let notice = html! {
            div.notice role="status" { strong { (visit.lang.say("is-this-right")) } " " (visit.lang.say("is-this-right-advice")) }
        };
        self.shown(&visit, typed.with_command(), &notice, &[]).await
    }

    /// The page of a form that was not recorded: what was typed is in it still. Where it is because of what was recorded
    /// `meanwhile`, that is shown, with by whom.
    pub(crate) async fn again(
        &self,
        visit: &Visit,
        typed: &Typed,
        not: &NotRecorded,
        meanwhile: &[String],
    ) -> Result<Response, Trouble> {
        let not = not.clone().placed(&self.fields);
        let mut typed = typed.clone();
        if not.is_of_another_command() {
            typed = typed.with_new_command();
        }
        if let Some(version) = self.version.filter(|_| not.is_stale()) {
            typed = typed.set(VERSION, version.to_string());
        }
        let summary = self.summary(visit, &not.faults, meanwhile);
        let page = self.shown(visit, typed.with_command(), &summary, &not.faults).await?;
        Ok((not.status, page).into_response())
    }

    async fn shown(
        &self,
        visit: &Visit,
        typed: Typed,
        above: &Markup,
        faults: &[Fault],
    ) -> Result<Response, Trouble> {
        let token = form_token(&visit.session).await?;
        let worker = visit.actor()?.worker;
        let fields = Shown::new(visit.lang, &typed, faults).fields(&self.fields);
        let (back, name) = &self.back;
        let own = [COMMAND, VERSION].map(|name| (name, typed.one(name)));
        let body = html! {
            div.sheet {
                nav.crumbs aria-label=(visit.lang.say("way-back")) { a href=(back) { "‹ " (name) } }
                (above)
                div { h1 { (self.title) } (self.lead) }
                form.record method="post" action=(visit.path()) data-handle=[self.handle.as_deref()] {
                    input type="hidden" name=(TOKEN) value=(token);
                    input type="hidden" name=(WORKER) value=(worker);
                    @for (name, value) in own {
                        @if let Some(value) = value { input type="hidden" name=(name) value=(value); }
                    }
                    div.fields { (fields) }
                    button.main type="submit" { (self.button) }
                }
            }
        };
        Ok(visit.page(self.section, &self.title, &body))
    }

    /// What is wrong, in short, with the way to each field. It takes the focus.
    fn summary(&self, visit: &Visit, faults: &[Fault], meanwhile: &[String]) -> Markup {
        let lang = visit.lang;
        let is_shown = |fault: &Fault| self.fields.iter().any(|field| field.has(&fault.field));
        html! {
            div.summary role="group" aria-labelledby="not-recorded" tabindex="-1" autofocus {
                p.summary-title id="not-recorded" { (lang.say("not-recorded")) }
                ul {
                    @for fault in faults {
                        li data-code=(fault.code) {
                            @if is_shown(fault) { a href={ "#" (id_of(&fault.field)) } { (fault.in_short()) } }
                            @else { (fault.words) }
                            @if let Some((address, event)) = &fault.link {
                                " " a href=(address) { (lang.with("right-see-event", [("n", (*event).into())])) }
                            }
                        }
                    }
                }
                @if !meanwhile.is_empty() {
                    p { (lang.say("meanwhile")) }
                    ul { @for one in meanwhile { li { (one) } } }
                }
            }
        }
    }
}

/// A page that follows from a form, so that loading it again sends nothing.
pub(crate) fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(axum::http::header::LOCATION, address.to_owned())]).into_response()
}
