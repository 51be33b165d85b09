//! Rows of a table: what their members have in common.

use std::fmt::Write;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::word_enum;

word_enum! {
    /// By what rows differ.
    pub enum Grouping {
        /// Linked challenge.
        Challenge,
        /// Linked persona.
        Persona,
        /// Linked finding of the enrichment day.
        Finding,
        /// Gender at entry.
        Gender,
        /// Work or housing.
        Kind,
        /// Why a job or a home was lost.
        Reason,
        /// Problem area.
        Area,
        /// Detail of a problem area.
        Detail,
        /// Service.
        Service,
        /// Why an organisation declined.
        DeclineReason,
        /// Why a client declined.
        ClientDeclineReason,
        /// Organisation, by KBO number.
        Organisation,
        /// Bridge figure, by worker id.
        Worker,
        /// Contact mode.
        Mode,
        /// Contact language.
        Language,
        /// Milestone.
        Milestone,
        /// Strength.
        Strength,
        /// Level of a language.
        Level,
        /// Skill that was shown on a practice floor.
        Skill,
        /// Sector of work that a client came to like there.
        Interest,
        /// Adaptation of a workplace.
        Adaptation,
        /// Support of a job.
        Support,
        /// Domain of a goal.
        Domain,
        /// Municipality, by NIS code.
        Municipality,
    }
}

/// A row: a group of trajectories, or of what happened in them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row {
    /// What its members have in common; nothing in the row of all. An absent code is *none*, or
    /// *unknown*.
    pub group: Vec<(Grouping, Option<Code>)>,
}

impl Row {
    /// The row of all.
    #[must_use]
    pub fn total() -> Self {
        Self { group: vec![] }
    }

    /// The row of a code.
    #[must_use]
    pub fn of(grouping: Grouping, code: Option<&str>) -> Self {
        Self { group: vec![(grouping, code.map(Code::new))] }
    }

    /// A row under this one.
    #[must_use]
    pub fn under(&self, grouping: Grouping, code: Option<&str>) -> Self {
        let mut group = self.group.clone();
        group.push((grouping, code.map(Code::new)));
        Self { group }
    }

    /// Its name, for programs: `total`, `challenge=RU1/persona=nora`, `gender=-`.
    #[must_use]
    pub fn key(&self) -> String {
        if self.group.is_empty() {
            return "total".to_owned();
        }
        let mut key = String::new();
        for (n, (grouping, code)) in self.group.iter().enumerate() {
            let slash = if n == 0 { "" } else { "/" };
            let code = code.as_ref().map_or("-", Code::as_str);
            let _ = write!(key, "{slash}{grouping}={code}");
        }
        key
    }
}
