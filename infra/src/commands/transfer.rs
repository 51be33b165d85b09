//! Going on in another region: one command on two logs.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Language;
use loopbrug_domain::ids::{ClientId, TrajectoryId};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::opening::{OpeningRefusal, TrajectoryOpened};
use loopbrug_domain::trajectory::transfer::{
    LinkedTrajectory, TransferAccepted, TransferReceived, TransferRefusal,
};
use loopbrug_domain::trajectory::{Intent, Refusal, Trajectory};

use super::kind::{Kind, Read, handle};
use super::states::{Held, Slot};
use super::trajectory::command;
use super::{CommandError, Commands, Recorded, Request, expected};

/// What is known of a trajectory that goes on in another region, before it is opened there.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferOpening {
    /// The client.
    pub client: ClientId,
    /// The region where it goes on.
    pub region: Code,
    /// The language to speak with the client until now.
    pub contact_language: Code<Language>,
    /// Whether an interpreter is needed until now.
    pub interpreter: bool,
    /// The trajectory that it comes from.
    pub from: LinkedTrajectory,
}

impl Commands {
    /// Takes a trajectory over. Where it was asked to go on in another region, a trajectory is
    /// opened there first, as `opening` says, or the one that the client has there receives it; what the
    /// client agreed to is carried along. Repeated after a crash, this finds what was done.
    ///
    /// # Errors
    /// See [`CommandError`]. When the second half fails the first remains, and the same request
    /// sent again completes it.
    pub async fn accept_transfer(
        &self,
        request: Request,
        opening: impl FnOnce(TransferOpening) -> Result<TrajectoryOpened, CommandError>,
    ) -> Result<Recorded, CommandError> {
        let id = request.about;
        let loaded = self.log.reader().load::<Trajectory>(&id.to_string()).await?;
        let found = Read { id, loaded, beside: () };
        let state = found.loaded.aggregate.state();
        let pending = state.transfer.pending.as_ref();
        let elsewhere = pending.and_then(|pending| pending.region.clone());
        let (Some(region), Some(source)) = (elsewhere, &state.opening) else {
            return self.execute(request).await;
        };
        if self.carried_out(&source.region, request.command).await?.is_some() {
            // Whatever was asked since, a repeat gets the answer that it got the first time.
            return self.execute(request).await;
        }
        if let Err(denied) = Trajectory::permit(self, &found, &request, &source.region) {
            return Err(self.denied(&request, &source.region, denied).await);
        }
        if pending.is_none_or(|pending| pending.organisation != request.actor.organisation) {
            return Err(Refusal::from(TransferRefusal::TransferOfAnother).into());
        }
        let from =
            LinkedTrajectory { region: source.region.clone(), trajectory: source.trajectory() };
        let trajectory = TrajectoryId::of(&region, source.client);
        let accepted = TransferAccepted { trajectory: Some(trajectory) };
        let accepted = Intent::AcceptTransfer(accepted);
        let accept = Request { intent: accepted.clone().into(), ..request.clone() };
        // What is refused here is refused before anything is opened there. Nobody of this process
        // answers the transfer otherwise, or ends the trajectory, until it is accepted.
        let (mut held, others) = self.states.hold_with(request.about, [trajectory]).await;
        let loaded = held
            .insert(self.log.reader().load_in(&source.region, &request.about.to_string()).await?);
        expected(accept.expected_version, loaded.version())?;
        let command = command(&accept, &accepted, self.clock.now());
        handle(&mut loaded.clone(), command, &self.catalogues).await?;
        let [there] = <[Held<Trajectory>; 1]>::try_from(others).map_err(|_| CommandError::Busy)?;
        let spoken = loaded.aggregate.state().contact_language();
        let (language, interpreter) =
            spoken.unwrap_or((&source.contact_language, source.interpreter));
        let opened = opening(TransferOpening {
            client: source.client,
            region,
            contact_language: language.clone(),
            interpreter,
            from: from.clone(),
        })?;
        let ids = request.command.within(&source.region);
        let ask = |what: &str, intent: Intent| Request {
            command: ids.command(what),
            about: trajectory,
            expected_version: None,
            intent: intent.into(),
            ..request.clone()
        };
        let open = ask("opening", Intent::OpenTrajectory(opened));
        match self.execute_holding(open, there).await {
            Ok(_) => {}
            // The client has a trajectory there: it goes on in that one. Its place is held by nobody now,
            // so that this waits for nobody who waits for the other.
            Err(CommandError::Refused(Refusal::Opening(
                OpeningRefusal::TrajectoryAlreadyOpened,
            ))) => {
                let receive = Intent::ReceiveTransfer(TransferReceived { from });
                let past_what_is_at_hand = Slot::default().lock_owned().await;
                self.execute_holding(ask("receiving", receive), past_what_is_at_hand).await?;
            }
            Err(error) => return Err(error),
        }
        match self.execute_holding(accept, held).await {
            // Half of it is recorded.
            Err(error) if !error.is_refusal() => Err(CommandError::OutcomeUnknown),
            accepted => accepted,
        }
    }
}
