//! Has what was read carried out, and puts what is refused at the fields of the form.

use axum::http::StatusCode;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::field::FieldFault;
use loopbrug_domain::trajectory::Refusal;
use loopbrug_domain::trajectory::together::PartRefused;
use loopbrug_infra::commands::{CommandError, Kind, Recorded, Request};
use loopbrug_infra::ids::new_trace_id;

use super::fault::{Fault, NotRecorded};
use super::reading::Reading;
use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The request that a form is, as it was read: what happened on the day that it says.
pub(crate) fn request<K: Kind>(
    visit: &Visit,
    reading: &Reading<'_>,
    about: K::About,
    intent: K::Intent,
) -> Result<Request<K>, Trouble> {
    Ok(Request {
        command: reading.command,
        about,
        expected_version: reading.typed.version(),
        actor: visit.actor()?.clone(),
        occurred_on: reading.on,
        intent,
        // What is filled in by the page is sent by it: the same form is the same request, on whatever day.
        asked: None,
    })
}

/// Carries out what was read, or names all that is wrong with it.
pub(crate) async fn send<K: Kind>(
    visit: &Visit,
    reading: Reading<'_>,
    request: Request<K>,
) -> Result<Recorded<K>, NotRecorded> {
    let (lang, catalogue) = (reading.lang, reading.catalogue);
    readable(visit, reading, &request).await?;
    let done = visit.pages.0.commands.execute(request).await;
    done.map_err(|error| NotRecorded::of(&error, lang, catalogue))
}

/// Has something done that is no single command on a stream, where all could be read; or names all that is wrong.
pub(crate) async fn carry_out<T>(
    reading: Reading<'_>,
    done: impl Future<Output = Result<T, CommandError>>,
) -> Result<T, NotRecorded> {
    let (lang, catalogue) = (reading.lang, reading.catalogue);
    let faults = reading.into_faults();
    if !faults.is_empty() {
        return Err(NotRecorded::unreadable(faults));
    }
    done.await.map_err(|error| NotRecorded::of(&error, lang, catalogue))
}

/// Names all that is wrong with what was read, where something cannot be.
pub(crate) async fn readable<K: Kind>(
    visit: &Visit,
    reading: Reading<'_>,
    request: &Request<K>,
) -> Result<(), NotRecorded> {
    let (lang, catalogue) = (reading.lang, reading.catalogue);
    let faults = reading.into_faults();
    if faults.is_empty() {
        return Ok(());
    }
    let mut not = NotRecorded::unreadable(faults);
    if not.status == StatusCode::FORBIDDEN {
        return Err(not);
    }
    // Placeholders of what cannot be read are in no stream, so the rules of fields find what else is wrong.
    if let Err(error) = visit.pages.0.commands.check_fields(request).await {
        not.faults.extend(NotRecorded::of(&error, lang, catalogue).faults);
    }
    Err(not.once_a_field())
}

impl NotRecorded {
    pub(crate) fn of(error: &CommandError, lang: Lang, catalogue: Option<&Catalogue>) -> Self {
        let Some(code) = error.code() else { return Self::fault(lang, error) };
        let status = match error {
            CommandError::VersionConflict { .. } | CommandError::CommandIdReused => {
                StatusCode::CONFLICT
            }
            CommandError::Denied(_) => StatusCode::FORBIDDEN,
            CommandError::NotRecorded(_)
            | CommandError::Busy
            | CommandError::OutcomeUnknown
            | CommandError::Unavailable(_)
            | CommandError::Incomplete(_)
            | CommandError::Vault(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let words = Words { lang, catalogue };
        let mut faults: Vec<_> =
            error.field_faults().into_iter().map(|it| words.of_field("", it)).collect();
        if let CommandError::RefusedTogether(refused) = error {
            faults.extend(refused.iter().flat_map(|part| words.of_part(part)));
        }
        if faults.is_empty() {
            let field = error.path().unwrap_or_default();
            faults.push(Fault::of(lang, catalogue, field, (code, error.parameters())));
        }
        Self { status, faults }.once_a_field()
    }

    /// Something failed here: the number under which the log of the program has it.
    fn fault(lang: Lang, error: &CommandError) -> Self {
        let trace = new_trace_id();
        tracing::error!(%trace, %error, "a form failed");
        let mut fault = Fault::of(lang, None, "", ("INTERNAL", vec![]));
        let number = lang.with("fault-number", [("trace", trace.to_string().into())]);
        fault.words = format!("{} {number}", fault.words);
        Self::new(StatusCode::SERVICE_UNAVAILABLE, fault)
    }
}

/// The words for what is wrong.
struct Words<'a> {
    lang: Lang,
    catalogue: Option<&'a Catalogue>,
}

impl Words<'_> {
    fn of_field(&self, path: &str, fault: &FieldFault) -> Fault {
        let said = (fault.code(), fault.parameters());
        Fault::of(self.lang, self.catalogue, &below(path, fault.path()), said)
    }

    /// What is wrong with one of several things: its fields are below its path.
    fn of_part(&self, PartRefused { path, refusal }: &PartRefused) -> Vec<Fault> {
        if let Refusal::Fields(faults) = refusal {
            return faults.iter().map(|fault| self.of_field(path, fault)).collect();
        }
        let field = below(path, refusal.path().unwrap_or_default());
        let said = (refusal.code(), refusal.parameters());
        vec![Fault::of(self.lang, self.catalogue, &field, said)]
    }
}

fn below(path: &str, field: &str) -> String {
    match (path.is_empty(), field.is_empty()) {
        (true, _) => field.to_owned(),
        (false, true) => path.to_owned(),
        (false, false) => format!("{path}.{field}"),
    }
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn the_fields_of_a_part_are_below_its_path() {
        for (path, field, whole) in [
            ("", "mode", "mode"),
            ("goal", "", "goal"),
            ("goal", "domain", "goal.domain"),
            ("", "", ""),
        ] {
            assert_eq!(below(path, field), whole);
        }
    }
}
