//! What a command changes when it is about several streams.

use std::collections::HashMap;

use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::Stream;

use crate::log::{Loaded, NewEvent, StreamVersion, Tip, new_event};

/// The events that a command leads to, of several streams, and the streams that it looked at.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) looked_at: Vec<StreamVersion>,
    /// The end of each stream, with the events below.
    tips: HashMap<String, Tip>,
    pub(super) events: Vec<NewEvent>,
}

impl Changes {
    pub(super) fn look_at<A: Stream>(&mut self, loaded: &Loaded<A>) {
        self.tips.insert(loaded.aggregate_id.clone(), loaded.tip());
        self.looked_at.push(loaded.seen());
    }

    pub(super) fn add<A: Stream>(
        &mut self,
        id: &str,
        event: &A::Event,
    ) -> Result<(), serde_json::Error> {
        let tip = self.tips.entry(id.to_owned()).or_default();
        let event = new_event::<A>(event, id, *tip)?;
        *tip = event.tip();
        self.events.push(event);
        Ok(())
    }

    /// The version that a stream will have.
    pub(super) fn version(&self, id: &str) -> Version {
        self.tips.get(id).map_or(0, |tip| tip.version)
    }
}
