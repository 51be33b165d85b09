//! A form filled in with what was recorded. Its fields are called as those of the event, so an event fills in its form by
//! itself: what a form asks otherwise, the form says.

use loopbrug_domain::field::camel_case;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Payload;
use serde_json::Value;

use super::super::asked::{NO, YES};
use crate::form::{Field, Typed};

/// Behind the name of a moment: that of its time of day, which is asked by itself.
const TIME: &str = "-time";

/// What an event says, field by field, below a name. What was typed about the client is opened, where it may be.
pub(super) fn with<'a>(
    what: &Payload,
    open: impl Fn(&SealedText) -> Option<&'a str>,
    below: &str,
) -> Typed {
    let name = |field: &str| format!("{below}{}", camel_case(field));
    let mut what = what.clone();
    let mut typed = Typed::default();
    let mut personal = vec![];
    for (field, text) in what.sealed_fields() {
        personal.push(field);
        if let Some(text) = open(text) {
            typed = typed.set(&name(field), text);
        }
    }
    // Its form is the name of the event, and below that its fields.
    let Ok(Value::Object(written)) = serde_json::to_value(&what) else { return typed };
    let fields = written.into_iter().filter_map(|(_, fields)| match fields {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    for (field, value) in fields.flatten().filter(|(field, _)| !personal.contains(&field.as_str()))
    {
        typed = said(typed, &name(&field), value);
    }
    typed
}

fn said(typed: Typed, name: &str, value: Value) -> Typed {
    match value {
        Value::Bool(said) => typed.set(name, if said { YES } else { NO }),
        Value::Number(number) => typed.set(name, number.to_string()),
        Value::String(text) => match moment(&text) {
            Some((day, time)) => typed.set(name, day).set(&format!("{name}{TIME}"), time),
            None => typed.set(name, text),
        },
        Value::Array(values) => values.into_iter().fold(typed, |typed, value| match value {
            Value::String(text) => typed.and(name, text),
            _ => typed,
        }),
        Value::Null | Value::Object(_) => typed,
    }
}

/// The day and the time of a moment by the clocks of Brussels, which a form asks one by one.
fn moment(text: &str) -> Option<(&str, &str)> {
    let (day, time) = text.split_once('T')?;
    day.parse::<chrono::NaiveDate>().ok()?;
    Some((day, time.get(..5)?))
}

/// Without what the form does not ask: of a card that is ticked or not, *no* is that it is not.
pub(super) fn as_asked(typed: Typed, fields: impl FnOnce(&Typed) -> Vec<Field>) -> Typed {
    let fields = fields(&typed);
    let names: Vec<_> = typed.names().into_iter().map(str::to_owned).collect();
    names.into_iter().fold(typed, |typed, name| {
        let is_no = typed.one(&name) == Some(NO);
        if is_no && !Field::can_hold(&fields, &name, NO) { typed.set(&name, "") } else { typed }
    })
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::catalogue::Code;
    use loopbrug_domain::trajectory::course::ExitRecorded;
    use loopbrug_domain::trajectory::practice::EmployerCoached;

    use super::*;

    #[test]
    fn an_event_fills_in_the_form_that_recorded_it() {
        let exit = ExitRecorded {
            job_seeking: Some(false),
            in_training: None,
            qualification: Some(true),
            employed: None,
            housing: Some(Code::new("0")),
            as_of: "2025-06-30".parse().unwrap(),
        };
        let typed = with(&exit.into(), |_| None, "");
        assert_eq!(typed.one("jobSeeking"), Some(NO));
        assert_eq!(typed.one("qualification"), Some(YES));
        assert_eq!(typed.one("inTraining"), None);
        assert_eq!((typed.one("housing"), typed.one("asOf")), (Some("0"), Some("2025-06-30")));
    }

    #[test]
    fn a_moment_is_asked_as_a_day_and_a_time() {
        assert_eq!(moment("2025-07-01T09:30:00"), Some(("2025-07-01", "09:30")));
        assert_eq!(moment("Talent"), None);
    }

    #[test]
    fn what_is_below_a_name_keeps_it() {
        let coached = EmployerCoached {
            employer: "Bakkerij De Molen".parse().unwrap(),
            topic: Code::new("inclusion"),
            minutes: 30,
        };
        let typed = with(&coached.into(), |_| None, "work.");
        assert_eq!(typed.one("work.minutes"), Some("30"));
    }
}
