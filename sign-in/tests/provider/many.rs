//! Many who ask at the same time.

use std::time::{Duration, Instant};

use loopbrug_sign_in::{NotSignedIn, Reason};
use serde_json::json;

use super::server::{Key, Server};
use super::{asked, believing, claims, with};

#[tokio::test]
async fn sixteen_tokens_are_asked_about_at_once_and_nobody_waits_long_for_a_turn() {
    let server = Server::start(vec![]).await;
    let sign_in = believing(&server, "opaque_tokens = true");
    *server.state.takes.lock().unwrap() = Duration::from_secs(1);
    let (tokens, began) = ((0..320).map(|n| n.to_string()).collect::<Vec<_>>(), Instant::now());
    let all = tokens.iter().map(|token| asked(&sign_in, token));
    let answers = futures::future::join_all(all).await;
    // Whoever waited for all before it would wait twenty seconds.
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    let unavailable = answers.iter().filter(|one| **one == Err(NotSignedIn::Unavailable)).count();
    assert!(unavailable > 0 && unavailable < 320, "{unavailable}");
    let most = server.state.most_at_once.load(std::sync::atomic::Ordering::SeqCst);
    assert!(most <= 16, "{most}");
}

#[tokio::test]
async fn ten_thousand_invented_keys_make_one_question_in_a_while_and_disturb_nobody() {
    let key = Key::ed25519("a");
    let server = Server::start(vec![key.clone()]).await;
    let sign_in = believing(&server, "");
    let good = key.sign(&claims(&server));
    asked(&sign_in, &good).await.unwrap();
    let (before, began) = (server.asked_for_keys(), Instant::now());
    for n in 0..100 {
        let invented = (0..100).map(|m| key.sign_as(Some(&format!("{n}-{m}")), &claims(&server)));
        let invented: Vec<_> = invented.collect();
        let all = invented.iter().map(|token| asked(&sign_in, token));
        for answer in futures::future::join_all(all).await {
            assert!(
                matches!(answer, Err(NotSignedIn::Refused(Reason::UnknownKey(_)))),
                "{answer:?}"
            );
        }
        assert!(asked(&sign_in, &good).await.is_ok());
    }
    let asked = u64::from(server.asked_for_keys() - before);
    let allowed = 1 + began.elapsed().as_secs() / 5;
    assert!(asked <= allowed, "asked {asked} times in {:?}", began.elapsed());
}

#[tokio::test]
async fn keys_that_change_while_many_ask_refuse_nobody() {
    let server = Server::start(vec![Key::ed25519("0")]).await;
    let sign_in = believing(&server, "");
    let asking = async |of: u32| {
        let mut tokens = 0;
        while server.state.keys.lock().unwrap()[0].name != "5" || tokens < 20 {
            let token = server.state.keys.lock().unwrap()[0].sign(&with(
                &server,
                "sub",
                json!(of.to_string()),
            ));
            let answer = asked(&sign_in, &token).await;
            assert!(answer.is_ok(), "{answer:?} after {tokens}");
            tokens += 1;
            // An answer from memory waits for nothing.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let changing = async {
        for n in 1..=5_u8 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let new =
                if n % 2 == 0 { Key::ed25519(&n.to_string()) } else { Key::p256(&n.to_string()) };
            let mut keys = server.state.keys.lock().unwrap();
            keys.insert(0, new);
            // The one before is still published, for tokens that it signed.
            keys.truncate(2);
        }
    };
    tokio::join!(futures::future::join_all((0..8).map(asking)), changing);
    assert!(server.asked_for_keys() <= 6, "once for each key: {}", server.asked_for_keys());
}
