//! The question of a receipt, in the words that are signed.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::policy::Audience;
use loopbrug_reporting::facts::AgeGroup;
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Period, ReportKind, Sources, Table, answer,
};
use serde::{Deserialize, Serialize};

use super::text::OfRegion;
use chrono::NaiveDate;

/// The whole question, but for the regions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Which report.
    pub report: ReportKind,
    /// From which day.
    pub from: NaiveDate,
    /// To which day, this one included.
    pub to: NaiveDate,
    /// In which codes.
    #[serde(with = "CodesWord")]
    pub codes: Codes,
    /// About whom.
    #[serde(with = "FilterWords")]
    pub filter: Filter,
    /// For whom the figures were made ready.
    #[serde(with = "AudienceWord")]
    pub audience: Audience,
    /// The organisation whose part in rounded figures was left as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<KboNumber>,
    /// As which edition it was published. Absent: it was counted for whoever asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<NamedEdition>,
}

/// An edition of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedEdition {
    /// Its number, from 1 on.
    pub number: u32,
    /// By what its figures were rounded.
    pub method: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Codes")]
enum CodesWord {
    #[serde(rename = "own")]
    Own,
    #[serde(rename = "common")]
    Common,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Audience")]
enum AudienceWord {
    #[serde(rename = "accountable")]
    Accountable,
    #[serde(rename = "analysts")]
    Analysts,
    #[serde(rename = "public")]
    Public,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Filter", deny_unknown_fields)]
struct FilterWords {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    challenge: Option<Code<Challenge>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    persona: Option<Code<Persona>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    municipality: Option<Code<Municipality>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<KboNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gender: Option<Code<Gender>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    age_group: Option<AgeGroup>,
    /// Nobody asks so.
    #[serde(skip)]
    others_than: Option<KboNumber>,
}

impl Question {
    /// The exact answer about one of the regions. Where figures are rounded, it is the one that they were rounded from.
    #[must_use]
    pub fn answer(&self, of: &OfRegion, sources: Sources<'_>) -> Option<Table> {
        let as_of = AsOf { position: Position(of.position), day: of.day };
        let period = Period::try_new(self.from, self.to).ok()?;
        let (filter, codes) = (self.filter.clone(), self.codes);
        let asked = loopbrug_reporting::reports::Question { period, as_of, filter, codes };
        Some(answer(self.report, sources, &asked))
    }
}
