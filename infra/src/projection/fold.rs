//! The fold of a trajectory: its state, its facts and what was believed of them when.

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::tasks::Task;
use loopbrug_domain::trajectory::{Entry, Trajectory, TrajectoryEvent};
use loopbrug_reporting::facts::{Account, Believed, Dated, Recorded};

use super::overview_rows::Standing;
use super::stream_fold::{RowError, RowSink, StreamFold};
use super::{rows, work_rows};
use crate::log::EventText;

/// A trajectory folded up to a position.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) account: Account,
    pub(super) position: Position,
    /// What its rows have that few events change, once they are written.
    pub(super) written: Option<Written>,
}

/// What is in the rows of a trajectory.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) standing: Standing,
    pub(super) tasks: Vec<Task>,
}

impl StreamFold for Folded {
    const TYPE: &'static str = <Trajectory as Aggregate>::TYPE;

    fn learn(
        &mut self,
        event: EventText<'_>,
        catalogues: &Catalogues,
    ) -> Result<(), serde_json::Error> {
        let read = TrajectoryEvent::read(event.event_type, event.event_version, event.payload)?;
        let recorded = Recorded { at: event.position, on: day_in_brussels(event.recorded_at) };
        self.account.learn(read, recorded, catalogues);
        self.position = event.position;
        Ok(())
    }

    fn version(&self) -> Version {
        self.account.trajectory().version()
    }

    /// The journal is most of it: each event stands in it, with texts of its own and again in the
    /// state that it moved.
    fn weight(&self) -> usize {
        let entries = self.account.trajectory().entries().len() * 2 * size_of::<Entry>();
        let measures = self.account.facts().measures().count() * 2 * size_of::<Believed<Dated>>();
        size_of::<Self>() + 2 * (entries + measures)
    }

    fn written(&mut self, catalogues: &Catalogues) {
        let trajectory = self.account.trajectory();
        let opening = trajectory.state().opening.as_ref();
        self.written = opening.map(|opening| Written {
            standing: Standing::of(opening, trajectory.state()),
            tasks: work_rows::tasks_of(trajectory, catalogues),
        });
    }

    fn rows(
        &self,
        stream: &str,
        after: Position,
        catalogues: &Catalogues,
        to: &mut impl RowSink,
    ) -> Result<(), RowError> {
        rows::of(self, stream, after, catalogues, to)
    }
}
