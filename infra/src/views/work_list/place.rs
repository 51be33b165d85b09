//! The place of an item in the work list, and how it is written.

use std::fmt::{Display, Formatter};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::tasks::{About, TaskKind};

/// The place of an item in the list. It is the same on every day, so that a page that is read
/// after midnight goes on where the one before it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPlace {
    /// The last day to do it.
    pub until: Option<NaiveDate>,
    /// From when on somebody should look.
    pub from: NaiveDate,
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// What is to be done.
    pub kind: TaskKind,
    /// About what.
    pub about: About,
}

/// What goes for the last day where there is none.
const NO_DAY: &str = "-";

/// As it is written in cursors and addresses.
impl Display for WorkPlace {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { until, from, trajectory, kind, about } = self;
        let until = until.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string());
        write!(f, "{until}/{from}/{trajectory}/{kind}/{about}")
    }
}

/// A text that is no place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no place in a work list")]
pub struct NoWorkPlace;

impl FromStr for WorkPlace {
    type Err = NoWorkPlace;

    fn from_str(text: &str) -> Result<Self, NoWorkPlace> {
        let mut parts = text.split('/');
        let mut next = || parts.next().ok_or(NoWorkPlace);
        let until = match next()? {
            NO_DAY => None,
            day => Some(day_of(day)?),
        };
        let from = day_of(next()?)?;
        let trajectory = next()?.parse().map_err(|_| NoWorkPlace)?;
        let kind = next()?.parse().map_err(|_| NoWorkPlace)?;
        let about = next()?.parse().map_err(|_| NoWorkPlace)?;
        let place = Self { until, from, trajectory, kind, about };
        if parts.next().is_none() { Ok(place) } else { Err(NoWorkPlace) }
    }
}

/// A day of a place. Tasks are due after what is recorded, so their days go further than those may.
fn day_of(text: &str) -> Result<NaiveDate, NoWorkPlace> {
    let day = text.parse::<NaiveDate>().ok().filter(|day| (1..=9999).contains(&day.year()));
    day.ok_or(NoWorkPlace)
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::ids::{AppointmentId, ReferralId, TrajectoryId};
    use loopbrug_domain::trajectory::tasks::TaskKind;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let id = Uuid::from_u128(9);
        for (until, kind, about) in [
            (None, TaskKind::MakeContact, About::Trajectory),
            (Some(day("2024-03-01")), TaskKind::FollowUp, About::Month(6)),
            (Some(day("2199-12-31")), TaskKind::AnswerReferral, About::Referral(ReferralId(id))),
            (
                Some(day("2024-03-01")),
                TaskKind::KeepAppointment,
                About::Appointment(AppointmentId(id)),
            ),
        ] {
            let trajectory = TrajectoryId(Uuid::from_u128(7));
            let place = WorkPlace { until, from: day("2024-02-29"), trajectory, kind, about };
            assert_eq!(place.to_string().parse(), Ok(place));
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let id = Uuid::from_u128(7);
        for cursor in [
            String::new(),
            "-/2024-01-01".to_owned(),
            format!("-/-/{id}/follow_up/month:6"),
            format!("-/2024-02-30/{id}/follow_up/month:6"),
            format!("-/-262143-01-01/{id}/follow_up/month:6"),
            format!("+262142-12-31/2024-01-01/{id}/follow_up/month:6"),
            format!("-/2024-01-01/{id}/sleep/month:6"),
            format!("-/2024-01-01/{id}/follow_up/month:-1"),
            format!("-/2024-01-01/{id}/follow_up/month:06"),
            format!("-/2024-01-01/{id}/follow_up/6"),
            format!("-/2024-01-01/{id}/follow_up/trajectory:"),
            format!("-/2024-01-01/{id}/answer_referral/referral:x"),
            format!("-/2024-01-01/{id}/follow_up/month:6/"),
            "-/2024-01-01/x/follow_up/month:6".to_owned(),
        ] {
            assert!(cursor.parse::<WorkPlace>().is_err(), "{cursor}");
        }
    }
}
