//! Addresses of this site: a path with a query, written so that whatever is in it stays what it is.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use openidconnect::url::form_urlencoded::Serializer;

use crate::trouble::Trouble;

/// The query of an address, as far as it can be read.
pub(crate) type Question<T> = Result<Query<T>, QueryRejection>;

/// What an address asks for.
pub(crate) fn asked<T>(question: Question<T>) -> Result<T, Trouble> {
    question.map(|Query(asked)| asked).map_err(|_| Trouble::refused("QUERY_STRING_UNREADABLE"))
}

/// A path with those parts of a query that are there.
pub(crate) fn address<'a>(
    path: &str,
    query: impl IntoIterator<Item = (&'a str, Option<String>)>,
) -> String {
    let mut text = Serializer::new(String::new());
    for (name, value) in query {
        if let Some(value) = value {
            text.append_pair(name, &value);
        }
    }
    match text.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// What a form sends where nothing was chosen is nothing.
pub(crate) fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}
