//! Arrival: what a client agreed to goes along to the region in which the guidance goes on, so that nothing
//! has to be recorded there a second time.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{LinkedTrajectory, TransferRefusal};
use crate::catalogue::list::ProblemArea;
use crate::catalogue::{Catalogues, Code};
use crate::ids::Version;
use crate::stream::Stream;
use crate::trajectory::carrying::{Receiver, has};
use crate::trajectory::consent::ConsentRefusal;
use crate::trajectory::event::Payload;
use crate::trajectory::housing::HousingFound;
use crate::trajectory::merge::named;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::{Entry, Refusal, State, Trajectory, TrajectoryCommand, TrajectoryEvent};

/// What is carried from the trajectory `of`, named by `from`, to one that it goes on in. What the other
/// region has no code for, and of what there is another account there, stays behind: it is still to be read where it
/// was.
///
/// # Errors
/// Something else would stay behind, or somebody would get access by it.
pub(in crate::trajectory) fn arrive(
    there: &Trajectory,
    of: &Trajectory,
    from: &LinkedTrajectory,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let (on, today) = (command.occurred_on, command.today());
    let mut receiver = Receiver::new(there, today, catalogues);
    let (mut lost, mut first) = (Vec::new(), None);
    for entry in agreed(of, on) {
        let entry = without_foreign_place(entry, there, catalogues);
        if !has(there, &entry.event, on) {
            let of = (&from.region, from.trajectory);
            if let Err(why) = receiver.receive(&entry, of, on)
                && !stays_behind(&entry.event.what, &why)
            {
                first.get_or_insert(why);
                lost.push(named(&entry));
            }
        }
    }
    match first.map(Box::new) {
        Some(why) => Err(TransferRefusal::TransferLosesRecords { lost, why }.into()),
        None => receiver.into_events(),
    }
}

/// Whether it is for the other region to say it in its own words, or to keep to what it says of the same. Of the
/// intake that is never so: whoever is guided there takes part there.
fn stays_behind(what: &Payload, why: &Refusal) -> bool {
    let words_or_account = matches!(
        why,
        Refusal::Fields(_)
            | Refusal::Consent(ConsentRefusal::WithdrawnHere)
            | Refusal::Profile(_)
            | Refusal::Barrier(_)
            | Refusal::Housing(_)
            | Refusal::Work(_)
            | Refusal::RecordKeeping(RecordKeepingRefusal::LaterEventContradicted { .. })
    );
    words_or_account && !matches!(what, Payload::IntakeCompleted(_))
}

/// The current events that the client agreed to have passed on: none without an agreement that holds on
/// the day; else that and those before it, on which the rest was recorded, who the client is, the background, the
/// entry data, open barriers, personas, findings, the household, the present housing, running jobs, and what is planned.
fn agreed(trajectory: &Trajectory, on: NaiveDate) -> Vec<&Entry> {
    use Payload as H;
    let state = trajectory.state();
    if state.consent.agreed_on(on).is_none() {
        return vec![];
    }
    let open: BTreeSet<_> = open_barriers(state).collect();
    let jobs = state.work.jobs.iter().filter(|job| job.end.is_none());
    let jobs: BTreeSet<_> = jobs.map(|job| job.start.employment).collect();
    let housing = housing(trajectory, on);
    let is_background = |entry: &&Entry| matches!(entry.event.what, H::BackgroundRecorded(_));
    let background = trajectory.entries().iter().rfind(is_background).map(|entry| entry.sequence);
    let agreed = trajectory.entries().iter().filter(|entry| match &entry.event.what {
        H::LegalBasisRecorded(_)
        | H::IdentityRecorded(_)
        | H::IdentityChanged(_)
        | H::IntakeCompleted(_) => true,
        H::BackgroundRecorded(_) => Some(entry.sequence) == background,
        H::PersonaLinked(it) => state.profile.personas.contains(&it.persona),
        H::FindingLinked(it) => state.profile.findings_now().any(|holding| *holding == it.finding),
        H::HouseholdRecorded(it) => {
            let household = state.profile.households.last();
            household.is_some_and(|last| last.recorded == *it && last.on == entry.event.occurred_on)
        }
        H::BarrierIdentified(it) => open.contains(&it.area),
        H::BarrierReassessed(it) => open.contains(&it.area),
        H::BarrierResolved(it) => open.contains(&it.area),
        H::BarrierRecurred(it) => open.contains(&it.area),
        H::HousingFound(_) | H::HousingObserved(_) => housing.contains(&entry.sequence),
        H::EmploymentStarted(it) => jobs.contains(&it.employment),
        H::EmploymentVerified(it) => jobs.contains(&it.employment),
        _ => false,
    });
    agreed.collect()
}

fn open_barriers(state: &State) -> impl Iterator<Item = &Code<ProblemArea>> {
    let open = state.barriers.iter().filter(|(_, barrier)| barrier.resolved_on().is_none());
    open.map(|(area, _)| area)
}

/// The home that the client has and the one that is planned, and the last look at the housing since.
fn housing(trajectory: &Trajectory, on: NaiveDate) -> Vec<Version> {
    let housing = &trajectory.state().housing;
    let homes = housing.home_on(on).into_iter().chain(housing.planned_on(on));
    let homes: Vec<_> = homes.map(|home| (home.found_on, home.from)).collect();
    let (mut carried, mut look) = (Vec::new(), None);
    for entry in trajectory.entries() {
        match &entry.event.what {
            Payload::HousingFound(found) => {
                if homes.contains(&(entry.event.occurred_on, found.from)) {
                    carried.push(entry.sequence);
                }
                if found.from <= entry.event.occurred_on {
                    look = None;
                }
            }
            Payload::HousingLost(_) => look = None,
            Payload::HousingObserved(_) => look = Some(entry.sequence),
            _ => {}
        }
    }
    carried.extend(look);
    carried
}

/// A home in a municipality that the other region does not know is outside that region.
fn without_foreign_place(entry: &Entry, there: &Trajectory, catalogues: &Catalogues) -> Entry {
    let mut entry = entry.clone();
    let opening = there.state().opening.as_ref();
    let catalogue = opening.and_then(|it| catalogues.get(it.region.as_str(), it.catalogue));
    if let (Payload::HousingFound(HousingFound { municipality, .. }), Some(catalogue)) =
        (&mut entry.event.what, catalogue)
        && municipality.as_ref().is_some_and(|code| catalogue.entry_of(code).is_none())
    {
        *municipality = None;
    }
    entry
}
