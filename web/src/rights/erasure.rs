//! Erasure: asked for, and decided on by the steward. What it destroys is said before.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::catalogue::list::ErasureGround;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::erasure::{ErasureDecided, ErasureRequested};
use maud::{Markup, html};

use super::Decision;
use super::about::About;
use crate::form::{Choice, Field, Reading};
use crate::lang::Lang;

/// The client asks for it.
pub(super) struct Ask;
/// The steward decides.
pub(super) struct Decide;

/// What is sent where the data are erased, and where they are not.
const GRANTED: &str = "ja";
const REFUSED: &str = "nee";

impl Decision for Ask {
    fn name(&self) -> &'static str {
        "wissen"
    }

    fn is_for(&self) -> &'static [Role] {
        &[Role::Caseworker, Role::Steward]
    }

    fn is_offered(&self, about: &About) -> bool {
        let rights = &about.state().rights;
        rights.erasure_requested.is_none() && rights.erased_on().is_none()
    }

    fn fields(&self, lang: Lang, about: &About) -> Vec<Field> {
        let grounds = grounds(lang, about, |refuses| !refuses);
        vec![Field::one_of("ground", lang.say("on-what-ground"), grounds)]
    }

    fn read(&self, reading: &mut Reading<'_>) -> Intent {
        Intent::RequestErasure(ErasureRequested { ground: reading.code("ground") })
    }
}

impl Decision for Decide {
    fn name(&self) -> &'static str {
        "beslissen"
    }

    fn is_for(&self) -> &'static [Role] {
        &[Role::Steward]
    }

    fn is_offered(&self, about: &About) -> bool {
        let state = about.state();
        let kept_until = state.retained_until(about.catalogue.limits());
        let is_due = state.rights.erasure_requested.is_some()
            || kept_until.is_some_and(|until| until < about.today);
        is_due && state.rights.erased_on().is_none()
    }

    fn known(&self, lang: Lang, about: &About) -> Markup {
        let state = about.state();
        let (ends, elsewhere) = (&state.merged_from, state.held_elsewhere());
        let other_end = state.merged_into.iter().chain(ends);
        html! {
            dl.facts {
                @if let Some(asked) = &state.rights.erasure_requested {
                    dt { (lang.say("erasure-asked")) }
                    dd { (lang.day(asked.on)) ", " (lang.called(&about.catalogue, &asked.ground)) }
                }
                @if let Some(until) = state.retained_until(about.catalogue.limits()) {
                    dt { (lang.say("kept-until")) } dd { (lang.day(until)) }
                }
            }
            div.notice.warm {
                p { strong { (lang.say("erasure-no-way-back")) } " " (lang.say("erasure-destroys")) }
                ul { @for what in ["names", "texts", "copies"] { li { (lang.say(&format!("erasure-destroys-{what}"))) } } }
                p { (lang.say("erasure-keeps")) }
                @for other in other_end { p { (lang.say("erasure-other-end")) " " code { (other) } } }
                @for other in elsewhere {
                    p { (lang.with("erasure-elsewhere", [("region", other.region.to_string().into())])) }
                }
            }
            @if state.may_be_erased().is_err() {
                p.notice.warm data-code="ERASED_WHILE_OPEN" { (lang.refusal("ERASED_WHILE_OPEN", vec![], None)) }
            }
        }
    }

    fn fields(&self, lang: Lang, about: &About) -> Vec<Field> {
        let decisions = [(GRANTED, "erase-it"), (REFUSED, "erase-it-not")];
        let decisions = decisions.map(|(value, words)| Choice::new(value, lang.say(words)));
        vec![
            Field::one_of("granted", lang.say("what-is-decided"), decisions.into()).wide(),
            Field::select("ground", lang.say("on-what-ground"), grounds(lang, about, |_| true)),
            Field::tick("understood", lang.say("erasure-understood")),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>) -> Intent {
        let granted = reading.needed("granted") == GRANTED;
        let ground = reading.code("ground");
        if granted && !reading.ticked("understood") {
            reading.fault("understood", "NOT_CONFIRMED");
        }
        Intent::DecideErasure(ErasureDecided { granted, ground })
    }

    fn erases(&self) -> bool {
        true
    }
}

/// The grounds of a decision, as far as they are wanted.
fn grounds(lang: Lang, about: &About, wanted: impl Fn(bool) -> bool) -> Vec<Choice> {
    let catalogue = &about.catalogue;
    let entries = catalogue.codes::<ErasureGround>().filter(|code| {
        let refuses = catalogue.refuses_erasure(code.as_str());
        catalogue.knows(CodeKind::ErasureGround, code.as_str(), about.today) && wanted(refuses)
    });
    entries.map(|code| Choice::new(code.as_str(), lang.called(catalogue, &code))).collect()
}
