//! The image of the selection procedure and of employers, from the rows of `proposal_facts`, `round_facts` and
//! `employer_facts`.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EmployerId, Position, ProposalId, RoundId};
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{
    EmployerFact, ProcedureImage, ProposalFacts, RoundFacts,
};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::image::Followed;
use crate::projection::Projection;

/// What a row has.
pub(crate) enum Change {
    Proposal(ProposalId, Versions<ProposalFacts>),
    Round(RoundId, Versions<RoundFacts>),
    Employer(EmployerId, Vec<EmployerFact>),
}

impl Followed for ProcedureImage {
    const PROJECTION: Projection = Projection::Procedure;
    const ROWS: &'static str = "
        SELECT generation AS of_generation, position AS changed_at,
               proposal_id, NULL::uuid AS round_id, NULL::uuid AS employer_id, history
        FROM proposal_facts WHERE region = $2
        UNION ALL
        SELECT generation, position, NULL, round_id, NULL, history
        FROM round_facts WHERE region = $2
        UNION ALL
        SELECT generation, position, NULL, NULL, employer_id, coaching
        FROM employer_facts WHERE region = $2";
    type Change = Change;

    fn change(row: &PgRow) -> Result<Option<Change>, sqlx::Error> {
        if let Some(id) = row.try_get::<Option<Uuid>, _>("proposal_id")? {
            let Json(history) = row.try_get("history")?;
            return Ok(Some(Change::Proposal(ProposalId(id), history)));
        }
        if let Some(id) = row.try_get::<Option<Uuid>, _>("round_id")? {
            let Json(history) = row.try_get("history")?;
            return Ok(Some(Change::Round(RoundId(id), history)));
        }
        let Some(id) = row.try_get::<Option<Uuid>, _>("employer_id")? else { return Ok(None) };
        let Json(history) = row.try_get("history")?;
        Ok(Some(Change::Employer(EmployerId(id), history)))
    }

    fn apply(&mut self, change: Change) -> Result<(), sqlx::Error> {
        match change {
            Change::Proposal(id, history) => self.put_proposal(id, history),
            Change::Round(id, history) => self.put_round(id, history),
            Change::Employer(id, history) => self.put_employer(id, history),
        }
        Ok(())
    }

    async fn empty(_pool: &PgPool, _region: &Code) -> Result<Self, sqlx::Error> {
        Ok(Self::default())
    }

    fn position(&self) -> Position {
        self.position()
    }

    fn reached(&mut self, position: Position) {
        self.reached(position);
    }
}
