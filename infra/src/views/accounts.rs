//! What is counted for who accounts for a region: who looked, what was put right, what was erased, month by month. Of
//! whom is never said.

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Code, CodeKind};
use loopbrug_domain::ids::Position;
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_reporting::reports::Period;
use sqlx::{PgPool, Row};

use super::records::RecordedWithin;
use super::rows::parsed;
use super::{ViewError, Views};
use crate::access_record::{Access, AccessFilter, What, filtered};
use crate::database::read;

/// How often something was looked at in a month, with what answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessCount {
    /// The first day of the month, in Brussels.
    pub month: NaiveDate,
    /// What was looked at.
    pub what: What,
    /// `answered`, `nothing`, or the code of the refusal.
    pub outcome: String,
    /// How often.
    pub count: u32,
}

/// How often something was recorded in a month, for what reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordCount {
    /// The first day of the month of recording, in Brussels.
    pub month: NaiveDate,
    /// The stored name of the event.
    pub event_type: String,
    /// The reason or the ground that it gives, with its list.
    pub reason: Option<(CodeKind, String)>,
    /// How often.
    pub count: u32,
}

/// Something that is counted in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// What was put right, and what was said to that.
    Corrections,
    /// What was asked and decided about erasing a person's data, or restricting their use.
    Erasures,
}

impl Account {
    /// The events, each with the field of its reason and the list of that.
    fn events(self) -> &'static [(&'static str, Option<(&'static str, CodeKind)>)] {
        const REASON: Option<(&str, CodeKind)> = Some(("reason", CodeKind::CorrectionReason));
        match self {
            Self::Corrections => &[
                ("EventCorrected", REASON),
                ("EventVoided", REASON),
                ("CorrectionConfirmed", None),
                ("CorrectionDisputed", Some(("reason", CodeKind::DisputeReason))),
            ],
            Self::Erasures => &[
                ("ErasureRequested", None),
                ("ErasureDecided", Some(("ground", CodeKind::ErasureGround))),
                ("KeyDestroyed", None),
                ("ProcessingRestricted", Some(("ground", CodeKind::RestrictionGround))),
                ("RestrictionLifted", None),
            ],
        }
    }
}

/// The month of a moment, in Brussels.
const MONTH: &str = "date_trunc('month', recorded_at AT TIME ZONE 'Europe/Brussels')::date";

impl Views {
    /// How often whose data were looked at in a region, month by month: for its steward and its auditor.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count_accesses(
        &self,
        actor: &Actor,
        region: &Code,
        period: Period,
    ) -> Result<Vec<AccessCount>, ViewError> {
        self.may_account(actor, region, What::AccessRecord, Subject::AccessRecord).await?;
        let filter = AccessFilter {
            from: Some(period.from()),
            to: Some(period.to()),
            ..AccessFilter::default()
        };
        let ask = async || {
            let asked = format!("{MONTH} AS month, what, outcome, count(*) AS count");
            let mut sql = filtered(&asked, region, &filter);
            sql.push(" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
            sql.build().fetch_all(&self.pool).await
        };
        let rows = read(ask).await?;
        let counted = rows.iter().map(|row| {
            Ok(AccessCount {
                month: row.try_get("month")?,
                what: parsed(row, "what")?,
                outcome: row.try_get("outcome")?,
                count: whole(row.try_get("count")?),
            })
        });
        Ok(counted.collect::<Result<_, sqlx::Error>>()?)
    }

    /// How often such things were recorded in a region, month by month: for its steward and its auditor. All that was
    /// recorded in the period is looked at.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count_records(
        &self,
        actor: &Actor,
        region: &Code,
        account: Account,
        period: Period,
    ) -> Result<Vec<RecordCount>, ViewError> {
        self.may_see_records(actor, region).await?;
        let within = RecordedWithin { from: Some(period.from()), to: Some(period.to()) };
        let positions = self.recorded_within(region, within).await?;
        let ask = || count_records(&self.pool, region, account, positions);
        Ok(read(ask).await?)
    }

    /// Somebody accounts for what was recorded in a region.
    pub(super) async fn may_see_records(
        &self,
        actor: &Actor,
        region: &Code,
    ) -> Result<(), ViewError> {
        self.may_account(actor, region, What::History, Subject::Histories).await
    }

    async fn may_account(
        &self,
        actor: &Actor,
        region: &Code,
        what: What,
        subject: Subject,
    ) -> Result<(), ViewError> {
        let access = Access { region: Some(region), ..self.by(actor, what) };
        let decided = may(actor, region, Action::Read, subject);
        self.access.decided::<ViewError>(access, decided).await?;
        self.catalogue(region).map(|_| ())
    }
}

async fn count_records(
    pool: &PgPool,
    region: &Code,
    account: Account,
    [after, to]: [Position; 2],
) -> Result<Vec<RecordCount>, sqlx::Error> {
    let events = account.events();
    let rows = sqlx::query(&format!(
        "SELECT {MONTH} AS month, event_type,
                payload #>> ARRAY['what', event_type, counted.field] AS reason, count(*) AS count
         FROM events JOIN unnest($2::text[], $3::text[]) AS counted(name, field) ON counted.name = event_type
         WHERE region = $1 AND position > $4 AND position <= $5
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    ))
    .bind(region.as_str())
    .bind(events.iter().map(|(name, _)| *name).collect::<Vec<_>>())
    .bind(events.iter().map(|(_, reason)| reason.map(|(field, _)| field)).collect::<Vec<_>>())
    .bind(i64::from(after.0))
    .bind(i64::from(to.0))
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| {
            let event_type: String = row.try_get("event_type")?;
            let list = events.iter().find(|(name, _)| *name == event_type);
            let list = list.and_then(|(_, reason)| *reason).map(|(_, list)| list);
            let reason: Option<String> = row.try_get("reason")?;
            Ok(RecordCount {
                month: row.try_get("month")?,
                event_type,
                reason: list.zip(reason),
                count: whole(row.try_get("count")?),
            })
        })
        .collect()
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
