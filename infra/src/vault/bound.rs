//! What a sealed text is bound to.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::event::Origin;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::trajectory::Trajectory;
use uuid::Uuid;

use super::cipher;

/// Where a personal text belongs. Moved to any other place it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound<'a> {
    /// The region whose log has the event.
    pub region: &'a Code,
    /// The trajectory; its stream.
    pub trajectory: TrajectoryId,
    /// The event: see [`event`].
    pub event: CommandId,
    /// The field of the payload.
    pub field: &'a str,
}

impl Bound<'_> {
    /// The same as associated data of the cipher, with the key that it is sealed under.
    pub(super) fn place(&self, key: Uuid) -> Vec<u8> {
        let Self { region, trajectory, event, field } = self;
        cipher::place([
            key.as_bytes().as_slice(),
            region.as_str().as_bytes(),
            Trajectory::TYPE.as_bytes(),
            trajectory.0.as_bytes(),
            event.0.as_bytes(),
            field.as_bytes(),
        ])
    }
}

/// What names an event before it has a place in the log: the command of its row, which is known before
/// anything is decided. One command may carry many events here; those are told apart by their origin.
#[must_use]
pub fn event(command: CommandId, origin: Option<&Origin>) -> CommandId {
    let Some(Origin { region, trajectory, sequence, .. }) = origin else { return command };
    command.within(region).command(&format!("carried {trajectory} {sequence}"))
}
