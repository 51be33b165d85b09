//! What the forms of the directory share: how they are shown, and what is done with what was sent.

use axum::response::Response;
use loopbrug_domain::directory::Change;
use loopbrug_domain::ids::Version;
use loopbrug_infra::directory::DirectoryRequest;
use maud::Markup;

use super::super::{Of, REGION};
use crate::form::{Field, Posted, Reading, Sheet, carry_out, see};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;

/// A form of the directory, but for what is typed in it.
pub(super) struct Asks {
    /// What it is called: a message, as the button.
    pub(super) title: &'static str,
    pub(super) button: &'static str,
    /// What it leads to.
    pub(super) lead: Markup,
    pub(super) fields: Vec<Field>,
    /// Where one comes from, and where one goes once it is done.
    pub(super) entry: String,
    /// The version of the entry that is shown; none: there is no entry yet.
    pub(super) version: Option<Version>,
}

impl Asks {
    pub(super) fn sheet(&self, lang: Lang, of: &Of) -> Sheet {
        let list = of.at("/beheer/adressen");
        let back = if self.version.is_some() { of.at(&self.entry) } else { list };
        Sheet {
            section: Section::Steward,
            back: (back, lang.say("steward-directory").into_owned()),
            title: lang.say(self.title).into_owned(),
            lead: self.lead.clone(),
            fields: self.fields.iter().cloned().chain([Field::hidden(REGION)]).collect(),
            button: lang.say(self.button).into_owned(),
            version: self.version,
            handle: None,
        }
    }

    /// Changes the directory as a form says, and shows the entry; or the form again, with what is wrong.
    pub(super) async fn send(
        &self,
        posted: &Posted,
        of: &Of,
        reading: Reading<'_>,
        change: Change,
    ) -> Result<Response, Trouble> {
        let visit = &posted.visit;
        let request = DirectoryRequest {
            command: reading.command,
            expected_version: posted.typed.version(),
            actor: visit.actor()?.clone(),
            region: of.region().clone(),
            change,
        };
        let directory = visit.pages.0.commands.directory();
        match carry_out(reading, directory.change(&request)).await {
            Ok(changed) => {
                let made = [("genoteerd", Some(changed.version.to_string()))];
                Ok(see(&of.at_with(&self.entry, made)))
            }
            Err(not) => self.sheet(visit.lang, of).again(visit, &posted.typed, &not, &[]).await,
        }
    }
}
