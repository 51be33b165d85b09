//! The fold of a trajectory: its state, and its facts with their history.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::{EmployerId, Position, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::tasks::Task;
use loopbrug_domain::trajectory::{self, Entry, Trajectory, TrajectoryEvent};
use loopbrug_reporting::facts::{Dated, Recorded, TrajectoryFold, Versioned};

use super::access_rows::Ends;
use super::employer_rows::{AtEmployer, employers_of};
use super::overview_rows::OverviewRow;
use super::stream_fold::{RowError, RowSink, StreamFold};
use super::{access_rows, rows, task_rows};

/// A trajectory folded up to a position.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) fold: TrajectoryFold,
    pub(super) position: Position,
    /// What its rows have that few events change, once they are written.
    pub(super) written: Option<Written>,
}

/// What is in the rows of a trajectory.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) overview: OverviewRow,
    pub(super) tasks: Vec<Task>,
    pub(super) employers: BTreeMap<EmployerId, AtEmployer>,
    pub(super) access: Ends,
}

impl StreamFold for Folded {
    const TYPE: &'static str = <Trajectory as Aggregate>::TYPE;

    type Payload = trajectory::Payload;

    fn apply(&mut self, event: TrajectoryEvent, recorded: Recorded, catalogues: &Catalogues) {
        self.fold.apply(event, recorded, catalogues);
        self.position = recorded.at;
    }

    fn version(&self) -> Version {
        self.fold.trajectory().version()
    }

    /// The journal is most of it: each event is in it, with texts of its own and again in the
    /// state that it moved.
    fn weight(&self) -> usize {
        let entries = self.fold.trajectory().entries().len() * 2 * size_of::<Entry>();
        let measures = self.fold.facts().measures().count() * 2 * size_of::<Versioned<Dated>>();
        size_of::<Self>() + 2 * (entries + measures)
    }

    fn written(&mut self, catalogues: &Catalogues) {
        let trajectory = self.fold.trajectory();
        self.written = OverviewRow::of(self).map(|overview| Written {
            overview,
            tasks: task_rows::tasks_of(trajectory, catalogues),
            employers: employers_of(trajectory.state()),
            access: access_rows::ends_of(trajectory.state(), catalogues),
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
