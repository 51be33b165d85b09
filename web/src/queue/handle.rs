//! What a browser keeps in place of a form. About whom it is and of which kind, the browser cannot read.

use chrono::{DateTime, TimeDelta, Utc};
use loopbrug_domain::ids::{KboNumber, TrajectoryId, Version, WorkerId};
use serde::{Deserialize, Serialize};

use crate::form::{Field, OCCURRED_ON, Typed, VERSION, hidden, is_chosen, options};
use crate::session::{open_handle, seal_handle};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// For so long a handle holds.
const HOURS: i64 = 24;

/// What a handle stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Handle {
    form: String,
    trajectory: TrajectoryId,
    worker: WorkerId,
    organisation: KboNumber,
    made_at: DateTime<Utc>,
    known: Typed,
    /// What there was to choose, by field, in the order of its numbers. It is here because what there is to choose may be
    /// something else by the time that it arrives, as when the first answer to it was lost.
    choices: Vec<(String, Vec<String>)>,
}

impl Handle {
    /// Of a form about a trajectory, for whoever visits.
    pub(crate) fn of(visit: &Visit, form: &str, trajectory: TrajectoryId) -> Result<Self, Trouble> {
        let actor = visit.actor()?;
        Ok(Self {
            form: form.to_owned(),
            trajectory,
            worker: actor.worker,
            organisation: actor.organisation,
            made_at: visit.pages.0.views.now(),
            known: Typed::default(),
            choices: vec![],
        })
    }

    /// The same with what is known already, and the version that was seen.
    pub(crate) fn knowing(mut self, typed: &Typed, version: Option<Version>) -> Self {
        self.known = typed.clone().of_fields();
        if let Some(version) = version {
            self.known = self.known.set(VERSION, version.to_string());
        }
        self
    }

    /// Sealed for the session. None where something has to be typed.
    pub(crate) fn sealed(
        mut self,
        visit: &Visit,
        fields: &[Field],
    ) -> Result<Option<String>, Trouble> {
        if !is_chosen(fields) {
            return Ok(None);
        }
        let kept: Vec<_> = hidden(fields).filter(|name| *name != OCCURRED_ON).collect();
        self.known = self.known.only(&[&kept[..], &[VERSION]].concat());
        self.choices = by_field(fields);
        let plain = serde_json::to_vec(&self).map_err(Trouble::fault)?;
        seal_handle(&visit.session, plain).map(Some)
    }

    /// The handle that a browser kept; or the code of why it does not hold.
    pub(crate) fn open(visit: &Visit, sent: &str) -> Result<Self, &'static str> {
        const FOREIGN: &str = "FORM_OF_ANOTHER_SESSION";
        // Who has not said for which organisation was given no form in this session.
        let actor = visit.actor().map_err(|_| FOREIGN)?;
        let opened = open_handle(&visit.session, sent);
        let handle = opened.and_then(|plain| serde_json::from_slice::<Self>(&plain).ok());
        let handle = handle.ok_or(FOREIGN)?;
        if (handle.worker, handle.organisation) != (actor.worker, actor.organisation) {
            return Err(FOREIGN);
        }
        let age = visit.pages.0.views.now() - handle.made_at;
        if age > TimeDelta::hours(HOURS) { Err("FORM_TOO_OLD") } else { Ok(handle) }
    }

    /// The name of the form.
    pub(crate) fn form(&self) -> &str {
        &self.form
    }

    /// Whom it is about.
    pub(crate) fn trajectory(&self) -> TrajectoryId {
        self.trajectory
    }

    /// What was known when it was made.
    pub(crate) fn known(&self) -> Typed {
        self.known.clone()
    }

    /// What a number stands for: a field, and what was chosen there.
    pub(crate) fn chosen(&self, number: usize) -> Option<(&str, &str)> {
        let mut each = self.choices.iter().flat_map(|(field, values)| {
            values.iter().map(move |value| (field.as_str(), value.as_str()))
        });
        each.nth(number.checked_sub(1)?)
    }
}

fn by_field(fields: &[Field]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = vec![];
    for (field, value) in options(fields) {
        match all.last_mut().filter(|(last, _)| last == field) {
            Some((_, values)) => values.push(value.to_owned()),
            None => all.push((field.to_owned(), vec![value.to_owned()])),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Choice;

    #[test]
    fn what_there_was_to_choose_is_kept_in_the_order_of_its_numbers() {
        let field = |name: &str, values: &[&str]| {
            let choices = values.iter().map(|value| Choice::new(*value, "")).collect();
            Field::one_of(name, "Hoe?", choices)
        };
        let kept = by_field(&[field("mode", &["a", "b"]), field("outcome", &["b"])]);
        let values = |all: &[&str]| all.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            kept,
            [("mode".to_owned(), values(&["a", "b"])), ("outcome".to_owned(), values(&["b"]))]
        );
    }
}
