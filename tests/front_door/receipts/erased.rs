//! After a client was erased.

use super::{COORDINATOR, Partnership, is_equal, reproduce};
use crate::harness::{Database, OCMW, REGION, Server, wait_until};
use crate::personal::erasure::{granted, who_asked};

#[tokio::test]
async fn figures_from_before_and_after_an_erasure_are_reproduced_out_of_what_is_left() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = who_asked(&server).await;
    let partnership = Partnership::of(server).await;
    let before = partnership.receipt(COORDINATOR, "profile").await;
    let server = &partnership.server;
    server.partner(OCMW).record("decideErasure", granted(&id)).await;
    let destroyed = "SELECT count(*)::text FROM events WHERE event_type = 'KeyDestroyed'";
    let is_destroyed = async || server.database.text(destroyed).await != "0";
    wait_until("the key is destroyed", is_destroyed).await;
    let head = server.database.head().await;
    let at_the_head = async || server.database.views_are_at_the_head().await;
    wait_until("the views are at the head", at_the_head).await;
    let after = partnership.receipt(COORDINATOR, "profile").await;
    assert!(after.contains(&format!("\"position\":{head},")), "{after}");
    let export = partnership.export(REGION).await;
    for (name, receipt) in [("before", before), ("after", after)] {
        let path = partnership.keep(name, &receipt);
        is_equal(&reproduce(&path, &[&export], &[]).await);
    }
}
