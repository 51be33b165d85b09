//! Clients at work while faults are struck: each insists on an answer to every command.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use crate::answer::Answer;
use crate::command::{Command, Deed};
use crate::door::Door;
use crate::ledger::Ledger;

/// How long a client rests between two commands.
const REST: Duration = Duration::from_millis(30);
/// How long it waits before it sends the same again.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How long it goes on to insist when the load has ended.
const INSISTS: Duration = Duration::from_secs(5);

/// A trajectory, and the commands that made it what it is.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) trajectory: String,
    pub(crate) made_by: Vec<Uuid>,
}

/// Who sends, and to where; what is sent is in the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) door: Door,
    pub(crate) ledger: Arc<Ledger>,
}

/// The clients. They are dropped with this.
#[derive(Debug)]
pub(crate) struct Load {
    clients: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Load {
    /// Starts so many. All record on the `shared` trajectories, and each on some of its own.
    pub(crate) fn start(clients_at_work: usize, sender: &Sender, shared: &[Case]) -> Self {
        let stop = watch::Sender::new(false);
        let mut clients = JoinSet::new();
        for number in 0..clients_at_work {
            let client = Client {
                number,
                sender: sender.clone(),
                shared: shared.to_vec(),
                own: None,
                stop: stop.subscribe(),
            };
            clients.spawn(client.run());
        }
        Self { clients, stop }
    }

    /// Ends it: what is under way is insisted on for a while.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.clients.join_next().await.is_some() {}
    }
}

struct Client {
    number: usize,
    sender: Sender,
    shared: Vec<Case>,
    /// The trajectory that it opened last.
    own: Option<Case>,
    stop: watch::Receiver<bool>,
}

impl Client {
    async fn run(mut self) {
        for turn in 0.. {
            if *self.stop.borrow() {
                return;
            }
            self.take(turn).await;
            sleep(REST).await;
        }
    }

    async fn take(&mut self, turn: usize) {
        let shared = self.shared[(self.number + turn) % self.shared.len()].clone();
        match turn % 12 {
            0 => {
                let opening = Command::opening();
                let made_by = vec![opening.id];
                let trajectory = match self.insist(opening, &[]).await {
                    Some(Answer::Recorded(recorded)) => recorded.trajectory,
                    _ => None,
                };
                self.own = trajectory.map(|trajectory| Case { trajectory, made_by });
            }
            1 => self.on_own(Deed::Consent).await,
            2 => self.on_own(Deed::Intake).await,
            3 | 9 => self.on(&shared, Deed::Attempt).await,
            4 => self.on_own(Deed::Home).await,
            5 => self.on(&shared, Deed::AttemptToday).await,
            6 => self.on_own(Deed::Job).await,
            7 => self.on(&shared, Deed::Observation).await,
            8 => self.on_own(Deed::Attempt).await,
            10 => self.on(&shared, Deed::OnOldVersion).await,
            _ => {
                let nobody = Command::about(&Uuid::from_u128(1).to_string(), Deed::OnNobody);
                self.insist(nobody, &[]).await;
            }
        }
    }

    async fn on_own(&mut self, deed: Deed) {
        let Some(mut own) = self.own.take() else { return };
        let command = Command::about(&own.trajectory, deed);
        let id = command.id;
        if let Some(Answer::Recorded(_)) = self.insist(command, &own.made_by).await {
            if matches!(deed, Deed::Consent | Deed::Intake) {
                own.made_by.push(id);
            }
            self.own = Some(own);
        }
    }

    async fn on(&mut self, case: &Case, deed: Deed) {
        self.insist(Command::about(&case.trajectory, deed), &case.made_by).await;
    }

    async fn insist(&mut self, command: Command, needs: &[Uuid]) -> Option<Answer> {
        self.sender.ledger.enter(&command, needs);
        let mut stopped: Option<Instant> = None;
        for attempt in self.number.. {
            let answer = self.sender.send(&command, attempt).await;
            if answer.is_final() {
                return Some(answer);
            }
            if *self.stop.borrow() && stopped.get_or_insert_with(Instant::now).elapsed() > INSISTS {
                break;
            }
            sleep(AGAIN_AFTER).await;
        }
        None
    }
}

impl Sender {
    /// Sends a command once, and writes down the answer if it is the last word.
    pub(crate) async fn send(&self, command: &Command, program: usize) -> Answer {
        let answer = self.door.send(command, program).await;
        if answer.is_final() {
            self.ledger.answered(command, &answer);
        }
        answer
    }

    /// Opens a trajectory and takes its client in; all is well while this is done.
    pub(crate) async fn case(&self) -> anyhow::Result<Case> {
        let opening = Command::opening();
        let mut made_by = vec![opening.id];
        self.ledger.enter(&opening, &[]);
        let Answer::Recorded(opened) = self.send(&opening, 0).await else {
            anyhow::bail!("no trajectory could be opened");
        };
        let Some(trajectory) = opened.trajectory else {
            anyhow::bail!("an opening was answered without its trajectory");
        };
        for deed in [Deed::Consent, Deed::Intake] {
            let command = Command::about(&trajectory, deed);
            self.ledger.enter(&command, &made_by);
            let answer = self.send(&command, 0).await;
            anyhow::ensure!(matches!(answer, Answer::Recorded(_)), "{deed:?}: {answer:?}");
            made_by.push(command.id);
        }
        Ok(Case { trajectory, made_by })
    }
}
