//! Objects that show a part of the state: field by field, codes with the words for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::ID;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::directory::ChangeKind;
use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::{
    AppointmentId, ClientId, EmployerId, EmploymentId, GoalId, InterventionId, KboNumber, OfferId,
    PracticeFloorId, ProposalId, ReferralId, RoundId, TrainingId, TrajectoryId, WorkerId,
};
use loopbrug_domain::procedure::Points;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::{Outcome, SideExit};
use loopbrug_domain::trajectory::corrections::CorrectionStatus as Status;
use loopbrug_domain::trajectory::referrals::ReferralStep;
use loopbrug_domain::trajectory::tasks::TaskKind;
use loopbrug_domain::trajectory::{Phase, open_work};
use loopbrug_infra::access_record::What;
use uuid::Uuid;

use super::accesses::LookedAt;
use super::consent::OpenWorkKind;
use super::corrections::CorrectionStatus;
use super::directory::DirectoryChangeKind;
use super::matching::ProposalSideExit;
use super::referrals::ReferralProgress;
use super::work_list::Kind;
use super::{Coded, ProposalOutcome, ProposalStage, TrajectoryPhase};
use crate::id;

/// What shows an `S`.
pub(crate) trait Shows<S: ?Sized> {
    /// Shows it, in the words of a catalogue.
    fn of(shown: &S, catalogue: &Arc<Catalogue>) -> Self;
}

/// Objects, each with what it shows. A field shows the field of the same name, unless it says what else.
///
/// ```text
/// shows! {
///     /// A time on hold.
///     Pause of course::Pause as pause {
///         /// Why.
///         reason: Coded,
///         /// How many days it lasted.
///         days: u32 = pause.days(),
///     }
/// }
/// ```
macro_rules! shows {
    (@value $shown:ident $field:ident) => { $shown.$field };
    (@value $shown:ident $field:ident $value:expr) => { $value };
    ($(
        $(#[$meta:meta])*
        $name:ident of $source:ty as $shown:ident {
            $($(#[$field_meta:meta])* $visible:vis $field:ident: $type:ty $(= $value:expr)?,)*
        }
    )*) => {$(
        #[derive(async_graphql::SimpleObject)]
        $(#[$meta])*
        pub(crate) struct $name {
            $($(#[$field_meta])* $visible $field: $type,)*
        }

        impl $crate::types::shows::Shows<$source> for $name {
            fn of(
                $shown: &$source,
                catalogue: &std::sync::Arc<loopbrug_domain::catalogue::Catalogue>,
            ) -> Self {
                Self {$(
                    $field: $crate::types::shows::Shows::of(
                        &$crate::types::shows::shows!(@value $shown $field $($value)?),
                        catalogue,
                    ),
                )*}
            }
        }
    )*};
}
pub(super) use shows;

impl<L: List> Shows<Code<L>> for Coded {
    fn of(code: &Code<L>, catalogue: &Arc<Catalogue>) -> Self {
        Self::new(catalogue, code)
    }
}

impl<S, T: Shows<S>> Shows<&S> for T {
    fn of(shown: &&S, catalogue: &Arc<Catalogue>) -> Self {
        T::of(*shown, catalogue)
    }
}

impl<S, T: Shows<S>> Shows<Option<S>> for Option<T> {
    fn of(shown: &Option<S>, catalogue: &Arc<Catalogue>) -> Self {
        shown.as_ref().map(|shown| T::of(shown, catalogue))
    }
}

impl<S, T: Shows<S>> Shows<Vec<S>> for Vec<T> {
    fn of(shown: &Vec<S>, catalogue: &Arc<Catalogue>) -> Self {
        shown.iter().map(|shown| T::of(shown, catalogue)).collect()
    }
}

impl<S, T: Shows<S>> Shows<BTreeSet<S>> for Vec<T> {
    fn of(shown: &BTreeSet<S>, catalogue: &Arc<Catalogue>) -> Self {
        shown.iter().map(|shown| T::of(shown, catalogue)).collect()
    }
}

impl<K, V, T: for<'a> Shows<(&'a K, &'a V)>> Shows<BTreeMap<K, V>> for Vec<T> {
    fn of(shown: &BTreeMap<K, V>, catalogue: &Arc<Catalogue>) -> Self {
        shown.iter().map(|shown| T::of(&shown, catalogue)).collect()
    }
}

/// Values that are shown as values of the API, whatever the catalogue.
macro_rules! shown_as {
    ($($source:ty => $type:ty: $value:expr;)*) => {$(
        impl $crate::types::shows::Shows<$source> for $type {
            fn of(
                shown: &$source,
                _: &std::sync::Arc<loopbrug_domain::catalogue::Catalogue>,
            ) -> Self {
                let show: fn(&$source) -> $type = $value;
                show(shown)
            }
        }
    )*};
}

shown_as! {
    bool => bool: |shown| *shown;
    u32 => u32: |shown| *shown;
    i64 => i64: |shown| *shown;
    u64 => u64: |shown| *shown;
    NaiveDate => NaiveDate: |day| *day;
    NaiveDateTime => NaiveDateTime: |time| *time;
    DateTime<Utc> => DateTime<Utc>: |moment| *moment;
    String => String: String::clone;
    Code => String: ToString::to_string;
    ContentHash => String: ToString::to_string;
    KboNumber => String: ToString::to_string;
    Employer => String: ToString::to_string;
    Points => f64: |points| f64::from(points.0) / 100.0;
    TrajectoryId => ID: |id| id::of_trajectory(*id);
    ProposalId => ID: |id| id::of_proposal(*id);
    RoundId => ID: |id| id::of_round(*id);
    EmployerId => ID: |id| id::of_employer(*id);
    ClientId => ID: |id| ID(id.to_string());
    WorkerId => ID: |id| ID(id.to_string());
    Uuid => ID: |id| ID(id.to_string());
    EmploymentId => ID: |id| ID(id.to_string());
    AppointmentId => ID: |id| ID(id.to_string());
    PracticeFloorId => ID: |id| ID(id.to_string());
    TrainingId => ID: |id| ID(id.to_string());
    GoalId => ID: |id| ID(id.to_string());
    InterventionId => ID: |id| ID(id.to_string());
    ReferralId => ID: |id| ID(id.to_string());
    OfferId => ID: |id| ID(id.to_string());
    Outcome => ProposalOutcome: |outcome| (*outcome).into();
    SideExit => ProposalSideExit: |exit| (*exit).into();
    Phase => TrajectoryPhase: |phase| (*phase).into();
    Stage => ProposalStage: |stage| (*stage).into();
    What => LookedAt: |what| (*what).into();
    ChangeKind => DirectoryChangeKind: |kind| (*kind).into();
    TaskKind => Kind: |kind| (*kind).into();
    Status => CorrectionStatus: |status| match status {
        Status::Open => CorrectionStatus::Open,
        Status::Confirmed { .. } => CorrectionStatus::Confirmed,
        Status::Disputed { .. } => CorrectionStatus::Disputed,
        Status::Superseded { .. } => CorrectionStatus::Superseded,
    };
    ReferralStep => ReferralProgress: |step| (*step).into();
    open_work::OpenWorkKind => OpenWorkKind: |kind| (*kind).into();
}
