//! What a task is about within its trajectory: enough to answer it without looking for it.

use std::fmt::{Display, Formatter, Result as FmtResult};
use std::str::FromStr;

use crate::ids::{AppointmentId, InterventionId, KboNumber, ReferralId, Version, WorkerId};

/// What a task is about. Its text is stored, and is a part of cursors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The trajectory as a whole.
    Trajectory,
    /// So many months after leaving.
    Month(u32),
    /// A referral.
    Referral(ReferralId),
    /// An appointment.
    Appointment(AppointmentId),
    /// An intervention.
    Intervention(InterventionId),
    /// A bridge figure.
    BridgeFigure(WorkerId),
    /// An organisation.
    Organisation(KboNumber),
    /// An event, by its sequence in the stream.
    Event(Version),
}

/// A text is about nothing that a task can be about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no task is about '{0}'")]
pub struct NotAbout(String);

impl Display for About {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        match self {
            Self::Trajectory => f.write_str("trajectory"),
            Self::Month(month) => write!(f, "month:{month}"),
            Self::Referral(id) => write!(f, "referral:{id}"),
            Self::Appointment(id) => write!(f, "appointment:{id}"),
            Self::Intervention(id) => write!(f, "intervention:{id}"),
            Self::BridgeFigure(id) => write!(f, "bridge_figure:{id}"),
            Self::Organisation(id) => write!(f, "organisation:{id}"),
            Self::Event(sequence) => write!(f, "event:{sequence}"),
        }
    }
}

impl FromStr for About {
    type Err = NotAbout;

    fn from_str(text: &str) -> Result<Self, NotAbout> {
        let (what, id) = text.split_once(':').unwrap_or((text, ""));
        let about = match what {
            "trajectory" if id.is_empty() => Some(Self::Trajectory),
            "month" => id.parse().ok().map(Self::Month),
            "referral" => id.parse().ok().map(Self::Referral),
            "appointment" => id.parse().ok().map(Self::Appointment),
            "intervention" => id.parse().ok().map(Self::Intervention),
            "bridge_figure" => id.parse().ok().map(Self::BridgeFigure),
            "organisation" => id.parse().ok().map(Self::Organisation),
            "event" => id.parse().ok().map(Self::Event),
            _ => None,
        };
        // Of the ways to write a number or an id, one is stored.
        about.filter(|about| about.to_string() == text).ok_or_else(|| NotAbout(text.to_owned()))
    }
}
