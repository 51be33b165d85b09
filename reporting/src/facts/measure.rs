//! Measures: what is counted. Each is worked out once, in its [theme](super::theme): a day, and
//! what came or went on it.

use chrono::NaiveDate;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use loopbrug_domain::catalogue::Code;

/// The measures of a theme are kept together, so that a report reads those of its themes only.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[repr(u8)]
pub enum Theme {
    /// Opened, reached, entered, closed.
    Course,
    /// What came of it.
    Outcomes,
    /// Whether work and housing last.
    Lasting,
    /// Barriers and interventions.
    Needs,
    /// Referrals.
    Referrals,
    /// What somebody should look at.
    Caseload,
    /// Attempts and appointments.
    Reach,
    /// Strengths, languages, practice floors, what was found there, and what comes with a job.
    Guidance,
    /// Time that was given to clients.
    Effort,
    /// Barriers and goals, compared with before.
    Change,
    /// Where the client lives.
    Homelessness,
    /// ESF+ results.
    Results,
    /// Findings and household, and where the client stays and what is spoken since the opening.
    Profile,
    /// When things were recorded.
    Records,
}

impl Theme {
    /// All that there are.
    pub const ALL: &[Self] = Self::VARIANTS;
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Whether each of its measures comes of one event. There are as many as events, so they are stored
    /// apart from the others: what is written for an event does not grow with the history.
    #[must_use]
    pub const fn by_event(self) -> bool {
        matches!(self, Self::Reach | Self::Effort | Self::Records)
    }
}

/// One row a measure: its theme, its kind, its name.
macro_rules! measures {
    ($($theme:ident { $($(#[$doc:meta])* $kind:ident $measure:ident,)* })*) => {
        /// What is counted of a trajectory. `docs/reports.md` says what the figures made of it mean.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString,
            IntoStaticStr, VariantArray,
        )]
        #[strum(serialize_all = "snake_case")]
        #[repr(u8)]
        pub enum Measure {$($( $(#[$doc])* $measure, )*)*}

        impl Measure {
            /// The theme that it belongs to.
            #[must_use]
            pub const fn theme(self) -> Theme {
                match self {$($( Self::$measure => Theme::$theme, )*)*}
            }

            /// How it is read over a period.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self {$($( Self::$measure => Kind::$kind, )*)*}
            }
        }
    };
}

measures! {
    Course {
        /// The trajectory was opened.
        Flow Opened,
        /// The client was reached for the first time; `length`: in so many attempts.
        Flow Reached,
        /// Became a participant, on the day of entry.
        Flow Participant,
        /// Got a first bridge figure.
        Flow BridgeAssigned,
        /// The guidance stopped, by closure reason, and did not start again.
        Flow Closed,
        /// Takes part, and the guidance has not stopped.
        Stock Guided,
    }
    Outcomes {
        /// Was sent to another organisation.
        Flow Referred,
        /// A home was found.
        Flow Housed,
        /// Has a home that was found.
        Stock InHousing,
        /// Started in a job.
        Flow StartedWork,
        /// Has a job; one that has several has it several times.
        Stock InWork,
        /// Is in a training.
        Stock InTraining,
        /// Gained a qualification.
        Flow Qualified,
        /// Reached a milestone, by its code.
        Flow Milestone,
    }
    Lasting {
        /// Day 91 of a job; `length`: see [`Lasts`].
        Flow WorkDay91,
        /// Day 182 of a job, in the same way.
        Flow WorkDay182,
        /// Day 91 in a home, in the same way.
        Flow HousingDay91,
        /// Day 182 in a home, in the same way.
        Flow HousingDay182,
        /// Lost a job, by reason.
        Flow WorkLost,
        /// Lost a home, by reason, after `length` whole months.
        Flow HousingLost,
    }
    Needs {
        /// By problem area: something holds the client back.
        Stock OpenBarrier,
        /// By problem area: it does so severely.
        Stock SevereBarrier,
        /// By detail of a problem area: that is what holds the client back.
        Stock BarrierDetail,
        /// By service: an intervention started, `length` days after it was planned.
        Flow InterventionStarted,
        /// By service: has an intervention that started and has not ended.
        Stock InterventionRunning,
    }
    Referrals {
        /// By service: a referral was sent.
        Flow ReferralSent,
        /// By service: it was answered, `length` days after the sending.
        Flow ReferralAnswered,
        /// By service: it was accepted, `length` days after.
        Flow ReferralAccepted,
        /// By service: the client was there for the first time, `length` days after.
        Flow ReferralAttended,
        /// By service: the organisation declined, `length` days after.
        Flow ReferralDeclined,
        /// By service: the client declined, `length` days after.
        Flow ReferralDeclinedByClient,
        /// By reason: the organisation declined, `length` days after.
        Flow DeclineReason,
        /// By reason: the client declined, `length` days after.
        Flow ClientDeclineReason,
        /// By service: a referral is open for longer than the catalogue's limit.
        Stock ReferralOpenLong,
    }
    Caseload {
        /// By worker: has this bridge figure.
        Stock BridgeFigure,
        /// Nobody was in contact for longer than the catalogue's limit.
        Stock NoContact,
        /// By month: a follow-up is due.
        Stock FollowUpDue,
        /// By month: a follow-up is overdue.
        Stock FollowUpOverdue,
        /// The situation on leaving is overdue.
        Stock ExitOverdue,
    }
    Reach {
        /// By mode: an attempt; `length`: whether it reached the client (1) or not (0).
        Flow Attempt,
        /// An appointment that should have been kept; `length`: whether it was not (1) or was (0).
        Flow Appointment,
    }
    Guidance {
        /// A strength was identified, by its code.
        Flow StrengthIdentified,
        /// Reached a level of some language, by the code of the level.
        Flow LanguageLevel,
        /// Started on a practice floor.
        Flow FloorStarted,
        /// The time on a practice floor ended.
        Flow FloorEnded,
        /// Is on a practice floor.
        Stock FloorRunning,
        /// By skill: was shown on a practice floor.
        Flow SkillShown,
        /// By sector of work: the client came to like it on a practice floor.
        Flow InterestFound,
        /// By adaptation: the workplace of a job that started was adapted so.
        Flow JobAdapted,
        /// By support: a job that started is supported so.
        Flow JobSupported,
    }
    Effort {
        /// By service: was at a session of `length` minutes.
        Flow Session,
        /// By the organisation that provides the service: the same session.
        Flow SessionProvided,
        /// By organisation: it coached an employer for `length` minutes.
        Flow EmployerCoached,
        /// An appointment that should have been kept and that somebody was to go along to; `length`:
        /// whether it was kept (1) or not (0).
        Flow Accompanied,
        /// By organisation: it sought the client for `length` minutes, before the entry day.
        Flow Sought,
    }
    Change {
        /// By problem area: a barrier was looked at again; `sign`: its severity less the first.
        Flow BarrierChange,
        /// By domain: a goal was rated again; `sign`: the rating less the first, `length`: which of
        /// the goals.
        Flow GoalChange,
        /// By problem area: fell back.
        Flow Relapsed,
    }
    Homelessness {
        /// By ETHOS Light code: lives so.
        Stock Lives,
        /// A reference address was asked for.
        Flow AddressRequested,
        /// It was granted.
        Flow AddressGranted,
        /// It was refused.
        Flow AddressRefused,
    }
    Results {
        /// By indicator, on the day that its window has passed; `length`: see [`Finding`].
        Flow Result,
        /// By indicator, on the same day: it is unknown, and the follow-up was recorded outside its window.
        Flow OutsideWindow,
    }
    Profile {
        /// By finding: it was linked.
        Flow FindingLinked,
        /// By finding: it holds for the client.
        Stock FindingHolds,
        /// Looks after children.
        Stock WithChildren,
        /// Does so alone.
        Stock AloneWithChildren,
        /// One of them has, or may have, a disability.
        Stock ChildWithDisability,
        /// They need care that there is not.
        Stock NeedsChildcare,
        /// By municipality: went to stay there; without one: outside the region.
        Flow Moved,
        /// By language: is spoken with in it from that day on.
        Flow LanguageChanged,
    }
    Records {
        /// By organisation: something was recorded, `length` days after the day that it happened on.
        Flow Recorded,
    }
}

/// How a measure is read over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It happened on a day in the period.
    Flow,
    /// It holds at the end of the period: the signs up to then add up to more than zero.
    Stock,
}

/// Whether a job or a home lasts until a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Lasts {
    /// It was over by then.
    No = 0,
    /// It was not.
    Yes = 1,
    /// Nothing was heard of the client that says so.
    Unknown = 2,
}

/// What is found of an ESF+ result when its window has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Finding {
    /// One of those that the indicator is about, and it is not so.
    NotMet = 0,
    /// One of those, and it is so.
    Met = 1,
    /// One of those, and nobody recorded it.
    Unknown = 2,
    /// It is not known whether it is one of those.
    WhetherOfThese = 3,
}

/// A measure on a day, as its theme gives it. In a list of codes, `C` is the place of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dated<C = Code> {
    /// What is counted.
    pub measure: Measure,
    /// The day, in Brussels. It may lie in the future: what matures has not come about before.
    pub day: NaiveDate,
    /// +1: it came; −1: it went. Of a change: by how much.
    pub sign: i8,
    /// What kind of it, where the measure has kinds.
    pub code: Option<C>,
    /// A number that goes with it, where the measure says which.
    pub length: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopbrug_domain::catalogue::{Catalogues, CodeKind};

    #[test]
    fn every_measure_has_words_and_no_other() {
        let catalogues = Catalogues::embedded();
        let catalogue = catalogues.latest("vlaamse-ardennen").expect("a region");
        let words = catalogue.entries(CodeKind::Measure).map(|entry| entry.code.to_string());
        let measures = Measure::VARIANTS.iter().map(ToString::to_string);
        assert_eq!(words.collect::<Vec<_>>(), measures.collect::<Vec<_>>());
    }
}
