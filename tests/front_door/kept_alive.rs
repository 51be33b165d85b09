//! Connections that go on after an answer, also after one that was given before the request was there.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Server;

const BODY: &str = r#"{"query":"{ __typename }"}"#;

/// A connection, as a proxy keeps one for many.
struct Connection(TcpStream);

impl Connection {
    async fn to(server: &Server) -> Self {
        let address = server.address.strip_prefix("http://").unwrap();
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// Sends a request whose body comes after its headers; gives what is answered, headers and body.
    async fn asks(&mut self, path: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\n{headers}content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        self.0.write_all(head.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(30)).await;
        // Where it is too much nobody may read it to its end.
        let _ = self.0.write_all(body.as_bytes()).await;
        self.answer().await
    }

    async fn answer(&mut self) -> String {
        let mut read = vec![];
        loop {
            let mut some = [0; 4_096];
            let n = self.0.read(&mut some).await.unwrap();
            read.extend_from_slice(&some[..n]);
            let text = String::from_utf8_lossy(&read).into_owned();
            assert!(n > 0, "it ended: {text:?}");
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
    }
}

#[tokio::test]
async fn who_is_refused_before_the_body_was_there_leaves_the_connection_to_the_next() {
    let server = Server::start().await;
    let mut kept = Connection::to(&server).await;
    let here = "host: localhost\r\n";
    let wrong = format!("{here}authorization: Bearer x\r\n");
    for _ in 0..20 {
        let answer = kept.asks("/graphql", &wrong, BODY).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        let answer = kept.asks("/graphql", here, BODY).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let elsewhere = format!("{here}origin: https://elsewhere.example\r\n");
    for (path, headers, status) in [
        ("/graphql", "host: elsewhere.example\r\n", "421"),
        ("/graphql", elsewhere.as_str(), "403"),
        ("/nowhere", here, "404"),
        ("/graphiql", here, "405"),
        ("/health/live", here, "405"),
    ] {
        let answer = kept.asks(path, headers, BODY).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path} {headers}: {answer}");
        assert!(!answer.contains("connection: close"), "{answer}");
    }
    assert!(kept.asks("/graphql", here, BODY).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn where_a_body_is_too_much_to_be_read_the_answer_says_that_the_connection_ends() {
    let server = Server::start().await;
    let wrong = "host: localhost\r\nauthorization: Bearer x\r\n";
    let large = " ".repeat(300 * 1024);
    let answer = Connection::to(&server).await.asks("/graphql", wrong, &large).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}
