//! What an address asks for: which figures of a region, over which days, about whom, as known when.

use std::sync::Arc;

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::policy::Audience;
use loopbrug_domain::time::{day_in_brussels, days_after, days_before, is_in_range, start_of_day};
use loopbrug_infra::views::{Edition, Known, ReportRequest, Reported};
use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::facts::AgeGroup;
use loopbrug_reporting::reports::{Codes, Filter, Period};
use serde::Deserialize;

use crate::address::{address, given};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    periode: Option<String>,
    van: Option<String>,
    tot: Option<String>,
    uitdaging: Option<String>,
    persona: Option<String>,
    bestuur: Option<String>,
    organisatie: Option<String>,
    geslacht: Option<String>,
    leeftijd: Option<String>,
    per: Option<String>,
    op: Option<String>,
    positie: Option<String>,
    naast: Option<String>,
}

impl Asked {
    /// The region that is to stand beside.
    pub(super) fn beside(&self) -> Option<&str> {
        given(self.naast.as_ref())
    }

    /// What of it can be asked of any region.
    pub(super) fn of_any_region(self) -> Self {
        let Self { periode, van, tot, geslacht, leeftijd, op, .. } = self;
        Self { periode, van, tot, geslacht, leeftijd, op, ..Self::default() }
    }
}

/// In which steps a trend goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Month,
    Quarter,
}

/// As of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsOf {
    Now,
    /// At the end of this day.
    Day(NaiveDate),
    Position(Position),
}

/// A view of the figures of a region.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) period: Period,
    pub(crate) filter: Filter,
    pub(crate) step: Step,
    pub(crate) as_of: AsOf,
    pub(crate) treatment: Treatment,
    /// Whether who is behind a figure is for who looks.
    pub(crate) traceable: bool,
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
    /// Where the page of who is behind a figure is, from the page that is asked for.
    lineage: String,
}

impl View {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it names what is not there, or somebody may not ask it.
    pub(crate) fn read(visit: &Visit, region: &str, asked: &Asked) -> Result<Self, Trouble> {
        let (actor, catalogue) = (visit.actor()?, visit.catalogue(region)?);
        let views = &visit.pages.0.views;
        let filter = filter(&catalogue, asked)?;
        let regions = [catalogue.region().clone()];
        let treatment = views.treatment_for(actor, &regions, filter.organisation)?;
        let traceable = views.may_trace(actor, catalogue.region(), filter.organisation);
        let now = views.now();
        let today = day_in_brussels(now);
        let period = period(asked)?.unwrap_or_else(|| default_period(treatment, today));
        let step = match given(asked.per.as_ref()) {
            Some("kwartaal") => Step::Quarter,
            _ => Step::Month,
        };
        let as_of = as_of(asked, today)?;
        let is_below = visit.path().trim_matches('/').split('/').count() > 2;
        let lineage = if is_below { "herkomst".to_owned() } else { format!("{region}/herkomst") };
        Ok(Self {
            catalogue,
            period,
            filter,
            step,
            as_of,
            treatment,
            traceable,
            now,
            today,
            lineage,
        })
    }

    /// The view of what was published, which leads to nobody.
    pub(crate) fn published(published: &Reported, edition: &Edition) -> Self {
        let catalogue = Arc::clone(&published.catalogue);
        let thresholds = match published.asked.audience {
            Audience::Public => Thresholds::of_public(catalogue.limits()),
            Audience::Accountable | Audience::Analysts => {
                Thresholds::of_analysts(catalogue.limits())
            }
        };
        Self {
            catalogue,
            period: published.period,
            filter: Filter::default(),
            step: Step::Quarter,
            as_of: AsOf::Position(edition.as_of.position),
            treatment: Treatment::Rounded(thresholds),
            traceable: false,
            now: edition.made_at,
            today: edition.as_of.day,
            lineage: String::new(),
        }
    }

    pub(crate) fn region(&self) -> &Code {
        self.catalogue.region()
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.treatment == Treatment::Exact
    }

    /// The question. Whoever sees rounded figures asks as of the moment after a day, others as of its last one.
    pub(crate) fn request(&self) -> ReportRequest {
        let known = match self.as_of {
            AsOf::Now => Known::Now,
            AsOf::Day(day) => Known::By(self.end_of(day)),
            AsOf::Position(position) => Known::At(position),
        };
        let regions = vec![self.region().clone()];
        ReportRequest {
            regions,
            codes: Codes::Own,
            known,
            at_least: None,
            filter: self.filter.clone(),
        }
    }

    fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let next = start_of_day(days_after(day, 1));
        if self.is_exact() { next - Duration::microseconds(1) } else { next }
    }

    /// The period before this one, as long as it is.
    pub(crate) fn before(&self) -> Option<Period> {
        let (from, to) = (self.period.from(), self.period.to());
        let last = days_before(from, 1);
        let months =
            [1, 3, 12].into_iter().find(|months| Period::around(from, *months) == self.period);
        let before = match months {
            Some(months) => Some(Period::around(last, months)),
            None => {
                let days = u32::try_from((to - from).num_days()).ok()?;
                Period::try_new(days_before(last, days), last).ok()
            }
        };
        before.filter(|before| is_in_range(before.from()))
    }

    /// The query of an address that asks for this.
    pub(crate) fn query(&self) -> Vec<(&'static str, Option<String>)> {
        let Filter { challenge, persona, municipality, organisation, gender, age_group, .. } =
            &self.filter;
        let (op, positie) = match self.as_of {
            AsOf::Now => (None, None),
            AsOf::Day(day) => (Some(day.to_string()), None),
            AsOf::Position(position) => (None, Some(position.to_string())),
        };
        let code = |code: Option<&str>| code.map(str::to_owned);
        vec![
            ("van", Some(self.period.from().to_string())),
            ("tot", Some(self.period.to().to_string())),
            ("uitdaging", code(challenge.as_ref().map(Code::as_str))),
            ("persona", code(persona.as_ref().map(Code::as_str))),
            ("bestuur", code(municipality.as_ref().map(Code::as_str))),
            ("organisatie", organisation.map(|kbo| kbo.to_string())),
            ("geslacht", code(gender.as_ref().map(Code::as_str))),
            ("leeftijd", age_group.map(|group| group.to_string())),
            ("per", (self.step == Step::Quarter).then(|| "kwartaal".to_owned())),
            ("op", op),
            ("positie", positie),
        ]
    }

    /// The address of a page below the region that asks for this.
    pub(crate) fn address(&self, below: &str) -> String {
        address(&format!("/regio/{}{below}", self.region()), self.query())
    }

    /// The same with other things beside it.
    pub(crate) fn address_with(&self, below: &str, more: &[(&'static str, &str)]) -> String {
        let more = more.iter().map(|(name, value)| (*name, Some((*value).to_owned())));
        address(&format!("/regio/{}{below}", self.region()), more.chain(self.query()))
    }

    /// The address of who is behind a figure, from the page that shows it: there are hundreds of them on a page, so it
    /// is as short as can be.
    pub(crate) fn lineage(&self, figure: &[(&'static str, &str)]) -> String {
        let figure = figure.iter().map(|(name, value)| (*name, Some((*value).to_owned())));
        address(&self.lineage, figure.chain(self.query()))
    }

    /// The same over another period.
    pub(crate) fn over(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }

    /// The same as of another time.
    pub(crate) fn known(&self, as_of: AsOf) -> Self {
        Self { as_of, ..self.clone() }
    }

    /// The same in other steps.
    pub(crate) fn in_steps(&self, step: Step) -> Self {
        Self { step, ..self.clone() }
    }

    /// The same about others.
    pub(crate) fn about(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }
}

fn filter(catalogue: &Catalogue, asked: &Asked) -> Result<Filter, Trouble> {
    fn code<L: List>(
        catalogue: &Catalogue,
        text: Option<&String>,
    ) -> Result<Option<Code<L>>, Trouble> {
        let Some(code) = given(text).map(Code::new) else { return Ok(None) };
        match catalogue.entry_of(&code) {
            Some(_) => Ok(Some(code)),
            None => Err(Trouble::refused("UNKNOWN_CODE")),
        }
    }
    let organisation = given(asked.organisatie.as_ref()).map(str::parse::<KboNumber>).transpose();
    let age_group = given(asked.leeftijd.as_ref()).map(str::parse::<AgeGroup>).transpose();
    Ok(Filter {
        challenge: code::<Challenge>(catalogue, asked.uitdaging.as_ref())?,
        persona: code::<Persona>(catalogue, asked.persona.as_ref())?,
        municipality: code::<Municipality>(catalogue, asked.bestuur.as_ref())?,
        organisation: organisation.map_err(|_| Trouble::refused("MALFORMED_ORGANISATION"))?,
        gender: code::<Gender>(catalogue, asked.geslacht.as_ref())?,
        age_group: age_group.map_err(|_| Trouble::refused("UNKNOWN_CODE"))?,
        others_than: None,
    })
}

/// A day of an address.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Trouble> {
    let day = text.parse().map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?;
    if is_in_range(day) { Ok(day) } else { Err(Trouble::refused("DAY_OUT_OF_RANGE")) }
}

/// Two days, or a period that was chosen from a list: its first and its last day with a slash between.
fn period(asked: &Asked) -> Result<Option<Period>, Trouble> {
    let chosen = given(asked.periode.as_ref()).and_then(|text| text.split_once('/'));
    let days = given(asked.van.as_ref()).zip(given(asked.tot.as_ref()));
    let Some((from, to)) = chosen.or(days) else { return Ok(None) };
    let period = Period::try_new(day(from)?, day(to)?);
    period.map(Some).map_err(|_| Trouble::refused("PERIOD_ENDS_BEFORE_IT_BEGINS"))
}

/// The last twelve months; of rounded figures the last quarter, since that is the shortest period with all rows.
fn default_period(treatment: Treatment, today: NaiveDate) -> Period {
    match treatment {
        Treatment::Exact => {
            let from =
                today.checked_sub_months(Months::new(12)).map_or(today, |day| days_after(day, 1));
            Period::try_new(from, today).unwrap_or_else(|_| Period::around(today, 12))
        }
        Treatment::Rounded(_) => Period::around(days_before(Period::around(today, 3).from(), 1), 3),
    }
}

fn as_of(asked: &Asked, today: NaiveDate) -> Result<AsOf, Trouble> {
    if let Some(text) = given(asked.positie.as_ref()) {
        let position = text.parse().map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?;
        return Ok(AsOf::Position(Position(position)));
    }
    match given(asked.op.as_ref()).map(day).transpose()? {
        None => Ok(AsOf::Now),
        Some(day) if day > today => Err(Trouble::refused("MOMENT_NOT_YET")),
        Some(day) if day == today => Ok(AsOf::Now),
        Some(day) => Ok(AsOf::Day(day)),
    }
}
