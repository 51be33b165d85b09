//! A restriction of the processing, at the client's request, and its end.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::RestrictionGround;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::restriction::{ProcessingRestricted, RestrictionLifted};
use maud::{Markup, html};

use super::Decision;
use super::about::About;
use crate::form::{Field, Reading, coded};
use crate::lang::Lang;

/// Nothing more is done with the data for now.
pub(super) struct Restrict;
/// They are used again.
pub(super) struct Lift;

impl Decision for Restrict {
    fn name(&self) -> &'static str {
        "beperken"
    }

    fn is_for(&self) -> &'static [Role] {
        &[Role::Caseworker]
    }

    fn is_offered(&self, about: &About) -> bool {
        let rights = &about.state().rights;
        rights.restricted_since.is_none() && rights.erased_on().is_none()
    }

    fn fields(&self, lang: Lang, about: &About) -> Vec<Field> {
        let grounds = coded::<RestrictionGround>(lang, &about.catalogue, about.today);
        vec![Field::one_of("ground", lang.say("on-what-ground"), grounds)]
    }

    fn read(&self, reading: &mut Reading<'_>) -> Intent {
        Intent::RestrictProcessing(ProcessingRestricted { ground: reading.code("ground") })
    }
}

impl Decision for Lift {
    fn name(&self) -> &'static str {
        "opheffen"
    }

    fn is_for(&self) -> &'static [Role] {
        &[Role::Caseworker]
    }

    fn is_offered(&self, about: &About) -> bool {
        about.state().rights.restricted_since.is_some()
    }

    fn known(&self, lang: Lang, about: &About) -> Markup {
        let since = about.state().rights.restricted_since;
        html! {
            @if let Some(since) = since { p { (lang.with("restricted-since", [("day", lang.day(since).into())])) } }
        }
    }

    fn read(&self, _: &mut Reading<'_>) -> Intent {
        Intent::LiftRestriction(RestrictionLifted {})
    }
}
