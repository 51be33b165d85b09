//! Documents at hand: what programs ask again and again, parsed and counted once.
//!
//! A program sends the same text with other variables each time, and parsing it costs more than
//! anything else that is done here before the database is asked. Parsing and counting what the text
//! alone decides are spared: whether a document is valid and how much work it asks for depends on its
//! variables too, and is looked at on every request.

use std::sync::Arc;

use async_graphql::Request;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use moka::sync::Cache;

use crate::cost::{Measured, Share, TooCostly, measure_text};

/// A longer text is not kept, in bytes: programs ask for less, and it would push out many others.
const LONGEST: usize = 8 * 1024;
/// Room for all texts together, in bytes. A document takes some ten times its text.
const ROOM: u64 = 1024 * 1024;
/// What a document counts for besides its text, in bytes; hence there are at most a thousand.
const DOCUMENT: u32 = 1024;

/// What a request asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// It has a mutation.
    pub(crate) changes: bool,
    /// It has what is typed about a client.
    pub(crate) is_personal: bool,
    /// How much of what may be asked in a minute it takes.
    pub(crate) weight: u64,
}

/// A document and what is known of it.
#[derive(Debug)]
struct Kept {
    document: ExecutableDocument,
    measured: Measured,
}

/// Parsed documents by their text, those asked most.
#[derive(Debug, Clone)]
pub(crate) struct Documents(Cache<String, Arc<Kept>>);

impl Default for Documents {
    fn default() -> Self {
        let weigh = |text: &String, _: &Arc<Kept>| {
            DOCUMENT.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX))
        };
        Self(Cache::builder().max_capacity(ROOM).weigher(weigh).build())
    }
}

impl Documents {
    /// Gives a request its document, unless it costs too much. None where its text cannot be parsed:
    /// the library says why.
    ///
    /// A request without variables has its values in its text. It will not come again, and what it
    /// says about somebody is not ours to keep at hand.
    pub(crate) fn provide(
        &self,
        request: &mut Request,
        share: Share,
    ) -> Result<Option<Asked>, TooCostly> {
        let keep = !request.variables.is_empty() && request.query.len() <= LONGEST;
        let name = request.operation_name.as_deref();
        if let Some(kept) = self.0.get(&request.query).filter(|_| keep) {
            let measured = kept.measured;
            let weight = measured.hold(&kept.document, name, &request.variables, share)?;
            request.set_parsed_query(kept.document.clone());
            return Ok(Some(measured.asked(weight)));
        }
        measure_text(&request.query)?;
        let Ok(document) = parse_query(&request.query) else { return Ok(None) };
        let measured = Measured::of(&document)?;
        if keep {
            let kept = Kept { document: document.clone(), measured };
            self.0.insert(request.query.clone(), Arc::new(kept));
        }
        let weight = measured.hold(&document, name, &request.variables, share)?;
        request.set_parsed_query(document);
        Ok(Some(measured.asked(weight)))
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
        Schema::build(Echo, EmptyMutation, EmptySubscription).limit_complexity(100).finish()
    }

    fn share() -> Share {
        Share::of(&loopbrug_sign_in::Authenticated::public())
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
        documents.provide(&mut request, share()).is_ok() && schema().execute(request).await.is_ok()
    }

    #[tokio::test]
    async fn the_same_document_is_answered_by_its_own_variables() {
        let documents = Documents::default();
        let text = "query($word: String!) { said(word: $word) }";
        for word in ["one", "two", "three"] {
            let mut request = asked(text, value!({ "word": word }));
            documents.provide(&mut request, share()).unwrap();
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

        let deep = format!(
            "query($n: Int!) {{ again(times: $n) {{ {} times {} }} }}",
            "again { ".repeat(11),
            "}".repeat(11)
        );
        for _ in 0..3 {
            assert!(!answers(&documents, &deep, value!({ "n": 1 })).await);
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
        documents.provide(&mut Request::new("{ said(word: \"one\") }"), share()).unwrap();
        let long =
            format!("query($n: Int!) {{ again(times: $n) {{ {} }} }}", "times ".repeat(1_900));
        documents.provide(&mut asked(&long, value!({ "n": 1 })), share()).unwrap();
        assert_eq!(kept(&documents), 0);
    }

    #[test]
    fn there_is_room_for_a_thousand_documents() {
        let documents = Documents::default();
        for n in 0..5_000 {
            let text = format!("query Q{n}($word: String!) {{ said(word: $word) }}");
            documents.provide(&mut asked(&text, value!({ "word": "one" })), share()).unwrap();
        }
        assert!((1..=1_000).contains(&kept(&documents)));
    }
}
