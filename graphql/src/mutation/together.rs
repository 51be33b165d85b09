//! Several things at once: all are recorded or none, by one command with one answer.

use async_graphql::{Context, Object, Result};
use loopbrug_domain::field::camel_case;
use loopbrug_domain::ids::TrajectoryId;

use super::about::Head;
use super::given::{Given, Id};
use super::input::{read, record_read};
use super::part::PartsOf;
use super::payload::TrajectoryPayload;
use super::record_input::RecordInput;
use crate::input::{Described, input_objects};

input_objects! {
    /// Several things of one trajectory. `occurredOn` is the day of each that does not say its own; the command ids of
    /// the parts follow from `commandId`.
    struct RecordTogetherInput {
        #[graphql(flatten)]
        head: Head,
        /// The trajectory.
        trajectory_id: Id<TrajectoryId>,
        /// What to record; 50 at most. It is recorded in order of its days, and within a day in this order. What changes
        /// who has access, or corrects or voids something, stays where it is in this list.
        records: Vec<RecordInput>,
    }
}

#[derive(Default)]
pub(super) struct TogetherMutations;

#[Object]
impl TogetherMutations {
    /// Records several things of a trajectory, all or none. Each part is an event of its own, which is corrected or
    /// voided by itself. What is wrong is named with the path that leads to its part.
    async fn record_together(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            RecordTogetherInput,
        >,
    ) -> Result<TrajectoryPayload> {
        let RecordTogetherInput { head, trajectory_id, records } = input.0;
        let read = read(ctx, &head, |reading| {
            let trajectory = trajectory_id.read(reading, "trajectoryId");
            let mut parts = PartsOf::new(reading, trajectory);
            for (place, RecordInput { mutation, record }) in records.into_iter().enumerate() {
                let (about, intent) = record;
                let path = format!("records.{place}.{}", camel_case(mutation));
                parts.read(path, about.recording, intent);
            }
            parts.into_command()
        });
        record_read(ctx, read).await
    }
}
