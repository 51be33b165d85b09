//! Queries of histories: what was recorded, step by step.

use async_graphql::{Context, Error, ID, InputObject, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::Position;
use loopbrug_infra::log::Span;
use loopbrug_infra::views::{HistoryRequest, StepParts, Steps, Views};

use super::{LOAD, latest};
use crate::day::in_range;
use crate::error::{coded, unanswered};
use crate::id;
use crate::types::{
    AsOfInput, HistoryStep, HistoryTotal, List, STEPS, history, history_of_region, region_place,
    step_place,
};

/// What can be asked of histories.
#[derive(Default)]
pub(super) struct HistoryQuery;

/// Which steps of a history. What is left out is no bound.
#[derive(Debug, Clone, Default, InputObject)]
struct HistoryRangeInput {
    /// From this position of the region's log on.
    from_position: Option<u32>,
    /// Up to and with this position.
    to_position: Option<u32>,
    /// Of what happened on this day or later, in Brussels.
    occurred_from: Option<NaiveDate>,
    /// Of what happened on this day or before.
    occurred_to: Option<NaiveDate>,
}

impl HistoryRangeInput {
    fn read(self) -> Result<Span, Error> {
        let occurred =
            |day: Option<NaiveDate>, path| day.map(|day| in_range(day, path)).transpose();
        Ok(Span {
            from: self.from_position.map(Position),
            to: self.to_position.map(Position),
            occurred_from: occurred(self.occurred_from, "range.occurredFrom")?,
            occurred_to: occurred(self.occurred_to, "range.occurredTo")?,
            ..Span::default()
        })
    }
}

/// What is asked for at all is asked of each step.
fn all(asked: bool) -> Steps {
    if asked { Steps::All } else { Steps::None }
}

/// What a step costs beside its fields: of a region each may be of another stream, which is read and folded.
fn streams(region: Option<&String>) -> usize {
    region.map_or(0, |_| LOAD)
}

#[Object]
impl HistoryQuery {
    /// The replay of a trajectory, a round, a proposal or an employer, or of all of a region, in the order in which it
    /// was recorded: what was recorded, by whom and when, what asked for it, what corrects what, and the state before
    /// and after each step. Give `id` or `region`. That of a region is for its steward and its auditor. Of one thing,
    /// what it says is read from its beginning to the page; of a region that of each thing on the page.
    #[graphql(complexity = "STEPS.cost(first, last, child_complexity + streams(region.as_ref()))")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of a trajectory, a round, a proposal or an employer.")]
        id: Option<ID>,
        #[graphql(desc = "The region, by its code.")] region: Option<String>,
        #[graphql(desc = "Only these steps; all without it.", default)] range: HistoryRangeInput,
        #[graphql(
            desc = "As it was known then: without what was recorded, or put right, later. Default: now."
        )]
        as_of: Option<AsOfInput>,
        #[graphql(
            desc = "With personal texts in clear, of a trajectory: for who may read them and says what for, in the header Loopbrug-Purpose. It is recorded.",
            default
        )]
        personal: bool,
        #[graphql(desc = "The first so many steps, 100 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many steps, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<HistoryStep, HistoryTotal>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let node = ctx.look_ahead().field("edges").field("node");
        let request = HistoryRequest {
            span: range.read()?,
            known: AsOfInput::read(as_of)?,
            parts: StepParts {
                changes: all(node.field("changes").exists()),
                state: all(node.field("state").exists()),
                ..StepParts::default()
            },
            personal,
        };
        let (sizes, cursors) = ([first, last], [after, before]);
        match (id, region) {
            (Some(id), None) => {
                let id = id::node(&id).map_err(|error| coded("MALFORMED_ID", error))?;
                let page = STEPS.page(sizes, cursors, step_place)?;
                let found = views.history(actor, id, &request, &page).await;
                history(ctx, found.map_err(unanswered(ctx))?).await
            }
            (None, Some(_)) if personal => {
                let message = "personal texts are shown of one trajectory at a time: give its `id`";
                Err(coded("PERSONAL_OF_ONE_TRAJECTORY", message))
            }
            (None, Some(region)) => {
                let region = latest(views, &region)?.region();
                let page = STEPS.page(sizes, cursors, region_place)?;
                let found = views.history_of_region(actor, region, &request, &page).await;
                history_of_region(ctx, region, request, found.map_err(unanswered(ctx))?).await
            }
            _ => {
                let message =
                    "a history is of one thing or of a region: give `id` or `region`, and not both";
                Err(coded("HISTORY_OF_ONE_THING", message))
            }
        }
    }
}
