//! What was invented is written to the log, in bulk. What is personal is sealed on the way.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::identity::Identity;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use loopbrug_infra::vault::{Bound, ClientKey, Vault, WhoIs};
use uuid::Uuid;

use super::recording::{SimulatedEvent, StreamEvent};
use super::{Simulation, progress};

/// How many events are written at once: few enough that a slow machine writes them within the limits of a statement.
const BATCH: usize = 2_000;

impl Simulation {
    /// Writes what is not there yet, part by part, each in the order in which it is recorded.
    pub(super) async fn write(
        &self,
        log: &LogWriter,
        vault: &Vault,
        region: &Code,
        events: &[SimulatedEvent],
    ) -> anyhow::Result<usize> {
        let progress = progress(events.len() as u64, "writing", "events")?;
        let (mut written, mut ours, mut rest) = (0, HashSet::new(), events);
        for to in &self.parts {
            let (part, later) = rest.split_at(rest.partition_point(|one| one.recorded_on <= *to));
            rest = later;
            let commands = (0..part.len().div_ceil(BATCH)).map(|batch| self.command(*to, batch));
            let commands: Vec<_> = commands.collect();
            let of_part = going_on(log, region, part, (&ours, &commands)).await?;
            ours.extend(commands);
            for (n, batch) in of_part.chunks(BATCH).enumerate() {
                let command = self.command(*to, n);
                if log.reader().carried_out(region, command).await?.is_none() {
                    let events = ready(vault, region, command, batch).await?;
                    if log.append_many(region, command, &events).await?.is_some() {
                        written += batch.len();
                    }
                }
                progress.inc(batch.len() as u64);
            }
        }
        progress.finish_and_clear();
        Ok(written)
    }
}

/// The stream of an event.
fn stream(event: &SimulatedEvent) -> Uuid {
    match &event.event {
        StreamEvent::Trajectory(id, _) => id.0,
        StreamEvent::Employer(id, _) => id.0,
    }
}

/// The events of a part, but for those of streams to which somebody else has recorded something since: their story goes
/// on as that somebody tells it. `before`: the commands of the parts before.
async fn going_on<'e>(
    log: &LogWriter,
    region: &Code,
    part: &'e [SimulatedEvent],
    (before, now): (&HashSet<CommandId>, &[CommandId]),
) -> anyhow::Result<Vec<&'e SimulatedEvent>> {
    let mut first = HashMap::new();
    for event in part {
        first.entry(stream(event)).or_insert(event);
    }
    let mut left = HashSet::new();
    // Of the first part only an employer may be there already: those of another simulation of the region are the same.
    let may_be_there = |event: &SimulatedEvent| {
        !before.is_empty() || matches!(event.event, StreamEvent::Employer(..))
    };
    for (id, event) in first.into_iter().filter(|(_, event)| may_be_there(event)) {
        let sequence = event.sequence;
        let is_ours = sequence == 1
            || recorded_by(log, region, event, sequence - 1)
                .await?
                .flatten()
                .is_some_and(|command| before.contains(&command));
        let is_free = match recorded_by(log, region, event, sequence).await? {
            None => true,
            Some(command) => command.is_some_and(|command| now.contains(&command)),
        };
        if !(is_ours && is_free) {
            left.insert(id);
        }
    }
    Ok(part.iter().filter(|event| !left.contains(&stream(event))).collect())
}

/// The command that recorded an event of the stream of another; none where there is no such event.
async fn recorded_by(
    log: &LogWriter,
    region: &Code,
    of: &SimulatedEvent,
    sequence: Version,
) -> anyhow::Result<Option<Option<CommandId>>> {
    let id = stream(of).to_string();
    Ok(match of.event {
        StreamEvent::Trajectory(..) => command_of::<Trajectory>(log, region, &id, sequence).await?,
        StreamEvent::Employer(..) => {
            command_of::<RegionEmployer>(log, region, &id, sequence).await?
        }
    })
}

async fn command_of<A: Stream>(
    log: &LogWriter,
    region: &Code,
    id: &str,
    sequence: Version,
) -> anyhow::Result<Option<Option<CommandId>>> {
    let found = log.reader().recorded::<A>(region, id, sequence).await?;
    Ok(found.map(|(found, _)| found.command))
}

/// The events of a batch as they are written: personal texts are sealed, each for its place, and who the clients are is
/// in the index of those who are known.
async fn ready(
    vault: &Vault,
    region: &Code,
    command: CommandId,
    batch: &[&SimulatedEvent],
) -> anyhow::Result<Vec<RecordedEvent>> {
    let mut told = vec![];
    let mut sealed_for = HashSet::new();
    for event in batch {
        if let StreamEvent::Trajectory(id, event) = &event.event
            && has_personal(event)
        {
            sealed_for.insert(*id);
            if let Payload::IdentityRecorded(recorded) = &event.what {
                told.push((*id, who(&recorded.identity)));
            }
        }
    }
    let mut keys = HashMap::new();
    if !sealed_for.is_empty() {
        let of: Vec<_> = sealed_for.into_iter().collect();
        keys = vault.keys_to_seal(region, &of).await?;
        let told: Vec<_> = told.iter().map(|(id, who)| (*id, who)).collect();
        vault.index_all(region, &told).await?;
    }
    batch.iter().map(|event| recorded(event, region, command, &keys)).collect()
}

fn has_personal(event: &TrajectoryEvent) -> bool {
    let is_personal = matches!(
        event.what,
        Payload::IdentityRecorded(_)
            | Payload::IdentityChanged(_)
            | Payload::BackgroundRecorded(_)
            | Payload::NoteAdded(_)
            | Payload::GoalSet(_)
    );
    is_personal && !event.clone().what.sealed_fields().is_empty()
}

/// Who somebody is, as far as it is compared.
fn who(identity: &Identity) -> WhoIs {
    let text = |text: &Option<SealedText>| {
        text.as_ref().and_then(|text| text.as_typed().map(str::to_owned))
    };
    let names = [text(&identity.given_name), text(&identity.family_name)];
    WhoIs {
        insz: text(&identity.insz).and_then(|insz| insz.parse().ok()),
        name: Some(names.into_iter().flatten().collect::<Vec<_>>().join(" ").into()),
        birth_date: text(&identity.birth_date).and_then(|born| born.parse().ok()),
    }
}

fn recorded(
    simulated: &SimulatedEvent,
    region: &Code,
    command: CommandId,
    keys: &HashMap<TrajectoryId, ClientKey>,
) -> anyhow::Result<RecordedEvent> {
    let at = Tip::at(simulated.sequence - 1);
    let event = match &simulated.event {
        StreamEvent::Trajectory(id, event) => {
            let mut event = event.clone();
            if let Some(key) = keys.get(id) {
                for (field, text) in event.what.sealed_fields() {
                    let bound = Bound { region, trajectory: *id, event: command, field };
                    if let Some(typed) = text.as_typed() {
                        *text = SealedText::sealed(key.seal(&bound, typed)?);
                    }
                }
            }
            new_event::<Trajectory>(&event, &id.to_string(), at)?
        }
        StreamEvent::Employer(id, event) => {
            new_event::<RegionEmployer>(event, &id.to_string(), at)?
        }
    };
    // Noon UTC is within the day in Brussels, in summer and in winter.
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let day: NaiveDate = simulated.recorded_on;
    let recorded_at: DateTime<Utc> = day.and_time(noon).and_utc();
    Ok(RecordedEvent { recorded_at, actor: simulated.actor.clone(), event })
}
