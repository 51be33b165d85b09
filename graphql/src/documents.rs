//! Documents at hand: what programs ask again and again, parsed once.
//!
//! A program sends the same text with other variables each time, and parsing it costs more than
//! anything else that is done here before the database is asked. Only the parsing is spared:
//! whether a document is valid, how deep it goes and how much it asks for depends on its
//! variables too, and is looked at on every request.

use std::sync::Arc;

use async_graphql::Request;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use moka::sync::Cache;

/// A longer text is not kept, in bytes: programs ask for less, and it would push out many others.
const LONGEST: usize = 8 * 1024;
/// Room for all texts together, in bytes. A document takes some ten times its text.
const ROOM: u64 = 1024 * 1024;
/// What a document counts for besides its text, in bytes; hence there are at most a thousand.
const DOCUMENT: u32 = 1024;

/// Parsed documents by their text, those asked most.
#[derive(Debug, Clone)]
pub(crate) struct Documents(Cache<String, Arc<ExecutableDocument>>);

impl Default for Documents {
    fn default() -> Self {
        let weigh = |text: &String, _: &Arc<ExecutableDocument>| {
            DOCUMENT.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX))
        };
        Self(Cache::builder().max_capacity(ROOM).weigher(weigh).build())
    }
}

impl Documents {
    /// Gives a request its document. A text that cannot be parsed is left to the library, which
    /// says why.
    ///
    /// A request without variables has its values in its text. It will not come again, and what it
    /// says about somebody is not ours to keep at hand.
    pub(crate) fn provide(&self, request: &mut Request) {
        if request.variables.is_empty() || request.query.len() > LONGEST {
            return;
        }
        let document = self.0.get(&request.query).or_else(|| {
            let document = Arc::new(parse_query(&request.query).ok()?);
            self.0.insert(request.query.clone(), Arc::clone(&document));
            Some(document)
        });
        if let Some(document) = document {
            request.set_parsed_query(ExecutableDocument::clone(&document));
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, Variables, value};

    use super::*;

    struct Echo;

    #[Object]
    impl Echo {
        async fn said(&self, word: String) -> String {
            word
        }

        #[graphql(complexity = "times * child_complexity")]
        async fn again(&self, times: usize) -> Times {
            Times(times)
        }
    }

    struct Times(usize);

    #[Object]
    impl Times {
        async fn times(&self) -> usize {
            self.0
        }

        async fn again(&self) -> Self {
            Self(self.0)
        }
    }

    fn schema() -> Schema<Echo, EmptyMutation, EmptySubscription> {
        Schema::build(Echo, EmptyMutation, EmptySubscription)
            .limit_depth(3)
            .limit_complexity(100)
            .finish()
    }

    fn asked(text: &str, variables: async_graphql::Value) -> Request {
        Request::new(text).variables(Variables::from_value(variables))
    }

    fn kept(documents: &Documents) -> u64 {
        documents.0.run_pending_tasks();
        documents.0.entry_count()
    }

    /// Whether it is answered, the first time and from what is at hand.
    async fn answers(documents: &Documents, text: &str, variables: async_graphql::Value) -> bool {
        let mut request = asked(text, variables);
        documents.provide(&mut request);
        schema().execute(request).await.is_ok()
    }

    #[tokio::test]
    async fn the_same_document_is_answered_by_its_own_variables() {
        let documents = Documents::default();
        let text = "query($word: String!) { said(word: $word) }";
        for word in ["one", "two", "three"] {
            let mut request = asked(text, value!({ "word": word }));
            documents.provide(&mut request);
            let answer = schema().execute(request).await;
            assert_eq!(answer.data, value!({ "said": word }));
        }
        assert_eq!(kept(&documents), 1);
    }

    #[tokio::test]
    async fn a_document_at_hand_is_still_held_to_every_limit() {
        let documents = Documents::default();
        let times = "query($n: Int!) { again(times: $n) { times } }";
        assert!(answers(&documents, times, value!({ "n": 10 })).await);
        // Too complex, for its variable alone.
        assert!(!answers(&documents, times, value!({ "n": 1000 })).await);
        // Not valid, for its variable alone.
        assert!(!answers(&documents, times, value!({ "n": "ten" })).await);
        assert!(answers(&documents, times, value!({ "n": 10 })).await);

        let deep = "query($n: Int!) { again(times: $n) { again { again { times } } } }";
        for _ in 0..3 {
            assert!(!answers(&documents, deep, value!({ "n": 1 })).await);
        }
    }

    #[tokio::test]
    async fn a_text_that_cannot_be_parsed_is_refused_each_time() {
        let documents = Documents::default();
        for _ in 0..2 {
            assert!(!answers(&documents, "query($word", value!({ "word": "one" })).await);
        }
        assert_eq!(kept(&documents), 0);
    }

    #[test]
    fn what_is_long_or_has_its_values_in_its_text_is_not_kept() {
        let documents = Documents::default();
        documents.provide(&mut Request::new("{ said(word: \"one\") }"));
        let long =
            format!("query($n: Int!) {{ again(times: $n) {{ {} }} }}", "times ".repeat(2_000));
        documents.provide(&mut asked(&long, value!({ "n": 1 })));
        assert_eq!(kept(&documents), 0);
    }

    #[test]
    fn there_is_room_for_a_thousand_documents() {
        let documents = Documents::default();
        for n in 0..5_000 {
            let text = format!("query Q{n}($word: String!) {{ said(word: $word) }}");
            documents.provide(&mut asked(&text, value!({ "word": "one" })));
        }
        assert!((1..=1_000).contains(&kept(&documents)));
    }
}
