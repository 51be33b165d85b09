//! A trajectory as it is known at a position: its current events, and who it is about.

mod profile;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Gender, LabourStatus, Language, Municipality};
use loopbrug_domain::catalogue::{Catalogue, Code, EsfClass, Limits};
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId};
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;

use super::{Question, Recorded, World};

/// What says something of the client, beside contact.
const HEARD: [&str; 31] = [
    "IntakeCompleted",
    "ResidenceChanged",
    "ExitRecorded",
    "FollowedUp",
    "HousingObserved",
    "HousingFound",
    "HousingCancelled",
    "HousingLost",
    "EmploymentStarted",
    "EmploymentCancelled",
    "EmploymentVerified",
    "EmploymentEnded",
    "PracticeFloorStarted",
    "PracticeFloorEnded",
    "TrainingStarted",
    "TrainingEnded",
    "QualificationGained",
    "LanguageLevelReached",
    "MilestoneReached",
    "RelapseRecorded",
    "StrengthIdentified",
    "GoalSet",
    "GoalRated",
    "JobTargetSet",
    "BarrierIdentified",
    "BarrierReassessed",
    "BarrierResolved",
    "BarrierRecurred",
    "InterventionStarted",
    "InterventionCompleted",
    "ReferralFirstAttended",
];

/// An event that is current.
#[derive(Debug, Clone)]
pub(super) struct CurrentEvent<'a> {
    sequence: u32,
    /// The day that it happened, as it is now.
    pub(super) on: NaiveDate,
    /// Who recorded it.
    pub(super) by: KboNumber,
    pub(super) what: &'a Payload,
}

/// A trajectory that was opened.
pub(super) struct Client<'a> {
    /// Its current events, by day, those of one day in order of recording.
    pub(super) events: Vec<CurrentEvent<'a>>,
    /// Everything that was recorded of it, as first recorded.
    pub(super) records: Vec<&'a Recorded>,
    /// The one that it is recorded under.
    pub(super) catalogue: &'a Catalogue,
    /// Into another: it contributes nothing but its records.
    pub(super) is_merged: bool,
}

/// Whether a filter takes a client in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    In,
    Out,
    Unknown,
}

/// Everybody, as known at the position.
pub(super) fn clients<'a>(world: &World<'a>, as_of: Position) -> Vec<Client<'a>> {
    let known: Vec<_> = world.log.iter().filter(|recorded| recorded.position <= as_of).collect();
    let ids: BTreeSet<_> = known.iter().map(|recorded| recorded.trajectory).collect();
    ids.into_iter().filter_map(|id| client(world, &known, id)).collect()
}

fn client<'a>(world: &World<'a>, known: &[&'a Recorded], id: TrajectoryId) -> Option<Client<'a>> {
    let records: Vec<&Recorded> =
        known.iter().copied().filter(|recorded| recorded.trajectory == id).collect();
    let events = current_events(&records);
    let mut catalogue = None;
    for event in &events {
        match event.what {
            Payload::TrajectoryOpened(opened) => {
                catalogue = Some((&opened.region, opened.catalogue));
            }
            Payload::CatalogueAdopted(adopted) => {
                catalogue = catalogue.map(|(region, _)| (region, adopted.catalogue));
            }
            _ => {}
        }
    }
    let (region, version) = catalogue?;
    let catalogue = world.catalogues.get(region.as_str(), version).unwrap();
    let is_merged = is_merged(&events);
    Some(Client { events, records, catalogue, is_merged })
}

/// A corrected event as it was corrected to, at its new day; a voided one not at all.
fn current_events<'a>(records: &[&'a Recorded]) -> Vec<CurrentEvent<'a>> {
    let mut events: Vec<CurrentEvent> = Vec::new();
    for recorded in records {
        match &recorded.event.what {
            Payload::EventCorrected(correction) => {
                for event in &mut events {
                    if event.sequence == correction.target {
                        event.on = correction.occurred_on;
                        event.what = &correction.replacement;
                    }
                }
            }
            Payload::EventVoided(voiding) => {
                events.retain(|event| event.sequence != voiding.target);
            }
            what => events.push(CurrentEvent {
                sequence: recorded.sequence,
                on: recorded.event.occurred_on,
                by: recorded.event.organisation,
                what,
            }),
        }
    }
    events.sort_by_key(|event| (event.on, event.sequence));
    events
}

fn is_merged(events: &[CurrentEvent]) -> bool {
    let mut merged = false;
    for event in events {
        match event.what {
            Payload::MergedInto(_) => merged = true,
            Payload::Unmerged(_) => merged = false,
            _ => {}
        }
    }
    merged
}

/// What is recorded once, and who is asked about.
impl<'a> Client<'a> {
    pub(super) fn limits(&self) -> &'a Limits {
        self.catalogue.limits()
    }

    fn opening(&self) -> Option<(NaiveDate, KboNumber, &'a TrajectoryOpened)> {
        self.events.iter().find_map(|event| match event.what {
            Payload::TrajectoryOpened(opened) => Some((event.on, event.by, opened)),
            _ => None,
        })
    }

    pub(super) fn opened_on(&self) -> NaiveDate {
        self.opening().unwrap().0
    }

    /// Where the client stayed on a day: what was said last of the last move by then, or else the opening.
    pub(super) fn municipality_on(&self, day: NaiveDate) -> Option<&'a Code<Municipality>> {
        let mut since = NaiveDate::MIN;
        let mut municipality = Some(&self.opening().unwrap().2.municipality);
        for event in &self.events {
            if let Payload::ResidenceChanged(moved) = event.what
                && since <= moved.from
                && moved.from <= day
            {
                (since, municipality) = (moved.from, moved.municipality.as_ref());
            }
        }
        municipality
    }

    pub(super) fn stays_in(&self, nis: &str, day: NaiveDate) -> bool {
        self.municipality_on(day).is_some_and(|municipality| *municipality == *nis)
    }

    pub(super) fn language_on(&self, day: NaiveDate) -> &'a Code<Language> {
        let mut language = &self.opening().unwrap().2.contact_language;
        for event in self.events.iter().filter(|event| event.on <= day) {
            if let Payload::ContactLanguageChanged(changed) = event.what {
                language = &changed.language;
            }
        }
        language
    }

    /// Who opened it, or took it over last. What goes on in another region was not taken over here.
    pub(super) fn owner(&self) -> KboNumber {
        let mut owner = self.opening().unwrap().1;
        for event in &self.events {
            if let Payload::TransferAccepted(accepted) = event.what
                && accepted.trajectory.is_none()
            {
                owner = event.by;
            }
        }
        owner
    }

    /// The first intake, and the day that it was done.
    pub(super) fn intake(&self) -> Option<(NaiveDate, &'a IntakeCompleted)> {
        self.events.iter().find_map(|event| match event.what {
            Payload::IntakeCompleted(intake) => Some((event.on, intake)),
            _ => None,
        })
    }

    /// The entry day.
    pub(super) fn entry_on(&self) -> Option<NaiveDate> {
        self.intake().map(|(_, intake)| intake.entry_on)
    }

    pub(super) fn takes_part_by(&self, day: NaiveDate) -> bool {
        self.entry_on().is_some_and(|entry_on| entry_on <= day)
    }

    pub(super) fn gender(&self) -> Option<&'a Code<Gender>> {
        self.intake().and_then(|(_, intake)| intake.gender.as_ref())
    }

    pub(super) fn age_group(&self) -> Option<&'static str> {
        self.intake().and_then(|(_, intake)| intake.age).map(|age| match age {
            0..=17 => "under18",
            18..=29 => "from18_to29",
            30..=54 => "from30_to54",
            _ => "from55",
        })
    }

    /// The ESF+ class of the labour status at entry.
    pub(super) fn labour_class(&self) -> Option<EsfClass> {
        let (_, intake) = self.intake()?;
        self.class_of(intake.labour_status.as_ref()?)
    }

    pub(super) fn class_of(&self, labour_status: &Code<LabourStatus>) -> Option<EsfClass> {
        self.catalogue.labour_status(labour_status.as_str()).map(|status| status.esf)
    }

    /// The days on which anybody heard anything of the client.
    pub(super) fn days_heard_of(&self) -> Vec<NaiveDate> {
        let mut days = self.days_in_contact();
        for (day, what) in self.by_day_about() {
            let name = what.event_type().name;
            if HEARD.contains(&name) {
                days.push(day);
            }
        }
        days
    }

    /// Whether what happened on a day is asked about: it is in the period, and the client stayed where is asked
    /// about.
    pub(super) fn covers(&self, question: &Question, day: NaiveDate) -> bool {
        question.covers(day) && self.stays_where_asked(question, day)
    }

    /// Whether what holds at the end is asked about.
    pub(super) fn is_asked_at_the_end(&self, question: &Question) -> bool {
        self.stays_where_asked(question, question.end())
    }

    fn stays_where_asked(&self, question: &Question, day: NaiveDate) -> bool {
        let asked = question.filter.municipality.as_ref();
        asked.is_none_or(|asked| self.stays_in(asked.as_str(), day))
    }

    /// Whoever it is about, wherever the client stays.
    pub(super) fn fit(&self, question: &Question) -> Fit {
        let filter = &question.filter;
        let (challenges, personas) = (self.challenges(), self.personas());
        let out =
            filter.challenge.as_ref().is_some_and(|asked| !challenges.contains(asked.as_str()))
                || filter.persona.as_ref().is_some_and(|asked| !personas.contains(asked.as_str()))
                || filter.organisation.is_some_and(|asked| asked != self.owner());
        let gender = fits(filter.gender.as_ref(), self.gender());
        let age = fits(filter.age_group, self.age_group());
        if out || gender == Fit::Out || age == Fit::Out {
            Fit::Out
        } else if gender == Fit::Unknown || age == Fit::Unknown {
            Fit::Unknown
        } else {
            Fit::In
        }
    }
}

fn fits<T: PartialEq>(asked: Option<T>, known: Option<T>) -> Fit {
    match (asked, known) {
        (None, _) => Fit::In,
        (Some(_), None) => Fit::Unknown,
        (Some(asked), Some(known)) if asked == known => Fit::In,
        (Some(_), Some(_)) => Fit::Out,
    }
}
