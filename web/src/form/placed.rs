//! Where on a form it is said that a rule is broken: at the field that the rule is about, where the form has it.
//!
//! A fault of a field names that field. A rule looks at the whole, so what it is about is said here, by the beginning of
//! its code; what is in no row is said on top.

use super::fault::{Fault, NotRecorded};
use super::field::Field;

/// Beginnings of codes, each with the fields that such a rule may be about.
const ABOUT: [(&str, &[&str]); 22] = [
    ("OCCURRED_", &["occurredOn", "from", "on", "asOf"]),
    ("CONTACT_ATTEMPTS_TOO_FEW", &["reason"]),
    ("CLOSED_FOR_GOOD", &["reason"]),
    ("START_STILL_PLANNED", &["reason"]),
    ("LEGAL_BASIS_MISSING", &["legalBasis.bases"]),
    ("FULL_TIME_WORKER_AT_ENTRY", &["intake.labourStatus"]),
    ("INTAKE_NOT_COMPLETED", &["intake"]),
    ("NOTHING_IDENTIFIED", &["identity.givenName"]),
    ("BRIDGE_FIGURE_", &["worker", "bridgeFigure.worker"]),
    ("NO_HOUSING_", &["on", "reason"]),
    ("HOUSING_", &["from"]),
    ("EMPLOYMENT_BEFORE_OPENING", &["from"]),
    ("EMPLOYMENT_", &["employment"]),
    ("EMPLOYER_NOT_REGISTERED", &["employer"]),
    ("INTERVENTION_", &["intervention"]),
    ("FOLLOW_UP_", &["month"]),
    ("ORGANISATION_NOT_IN_DIRECTORY", &["organisation"]),
    ("GRANT_STILL_OPEN", &["organisation"]),
    ("NOT_COVERED_BY_BASIS", &["organisation"]),
    ("NO_ACCESS_REQUESTED", &["organisation"]),
    ("TRANSFER_TO_", &["organisation"]),
    ("RESIDENCE_UNCHANGED", &["municipality"]),
];

impl NotRecorded {
    /// With what rules say at the fields that they are about.
    pub(super) fn placed(mut self, fields: &[Field]) -> Self {
        for fault in &mut self.faults {
            if let Some(field) = place(fault, fields) {
                fault.field = field;
            }
        }
        self.once_a_field()
    }
}

/// The field at which a fault is said, where it is another than the one that it names.
fn place(fault: &Fault, fields: &[Field]) -> Option<String> {
    let has = |name: &str| fields.iter().any(|field| field.has(name));
    let row = ABOUT.iter().find(|(beginning, _)| fault.code.starts_with(beginning));
    let about = row.into_iter().flat_map(|(_, about)| about.iter().copied()).find(|name| has(name));
    match about {
        Some(field) => Some(field.to_owned()),
        None if has(&fault.field) => None,
        None => first_below(&fault.field, fields),
    }
}

/// The first field of the part of a form that is called so.
fn first_below(part: &str, fields: &[Field]) -> Option<String> {
    let is_below = |name: &str| name.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'));
    let mut found = fields.iter().filter(|_| !part.is_empty()).filter_map(|field| {
        let own = is_below(&field.name).then(|| field.name.clone());
        own.or_else(|| first_below(part, field.within()))
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use loopbrug_domain::trajectory::Refusal;

    use super::*;

    fn placed(field: &str, code: &str, fields: &[Field]) -> String {
        let fault = Fault { field: field.into(), code: code.into(), ..Fault::default() };
        let not = NotRecorded::new(StatusCode::UNPROCESSABLE_ENTITY, fault);
        not.placed(fields).faults.remove(0).field
    }

    #[test]
    fn a_rule_is_said_at_the_field_that_it_is_about() {
        let fields = [
            Field::date("on", "Wanneer?"),
            Field::more("Intake", vec![Field::line("goal.domain", "Doel")]),
        ];
        assert_eq!(placed("", "NO_HOUSING_TO_LOSE", &fields), "on");
        assert_eq!(placed("on", "DAY_OUT_OF_ORDER", &fields), "on");
        assert_eq!(placed("goal", "INTAKE_NOT_COMPLETED", &fields), "goal.domain");
        assert_eq!(placed("", "TRAJECTORY_CLOSED", &fields), "");
        // A rule of a part is said where that part asks for it, be that in another one.
        let fields = [Field::tick("intake", "Intake"), Field::line("legalBasis.bases", "Grond")];
        assert_eq!(placed("intake", "LEGAL_BASIS_MISSING", &fields), "legalBasis.bases");
        assert_eq!(placed("intake", "INTAKE_NOT_COMPLETED", &fields), "intake");
    }

    #[test]
    fn every_row_is_of_a_code_that_there_is() {
        let codes = [
            Refusal::codes(),
            loopbrug_domain::directory::Refusal::codes(),
            loopbrug_domain::employer::Refusal::codes(),
        ];
        for (beginning, _) in ABOUT {
            let mut codes = codes.iter().flatten();
            assert!(codes.any(|code| code.starts_with(beginning)), "{beginning}");
        }
    }
}
