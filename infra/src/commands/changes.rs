//! What a command changes when it is about several streams.

use std::collections::HashMap;

use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::Stream;

use crate::log::{Loaded, NewEvent, StreamVersion, new_event};

/// The events that a command leads to, of several streams, and the streams that it looked at.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) looked_at: Vec<StreamVersion>,
    /// The version of each stream, with the events below.
    versions: HashMap<String, Version>,
    pub(super) events: Vec<NewEvent>,
}

impl Changes {
    pub(super) fn look_at<A: Stream>(&mut self, loaded: &Loaded<A>) {
        let (aggregate_id, version) = (loaded.aggregate_id.clone(), loaded.version());
        self.versions.insert(aggregate_id.clone(), version);
        self.looked_at.push(StreamVersion { aggregate_type: A::TYPE, aggregate_id, version });
    }

    pub(super) fn add<A: Stream>(
        &mut self,
        id: &str,
        event: &A::Event,
    ) -> Result<(), serde_json::Error> {
        let version = self.versions.entry(id.to_owned()).or_default();
        *version += 1;
        self.events.push(new_event::<A>(event, id, *version)?);
        Ok(())
    }

    /// The version that a stream will have.
    pub(super) fn version(&self, id: &str) -> Version {
        self.versions.get(id).copied().unwrap_or(0)
    }
}
