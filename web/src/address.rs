//! Addresses of this site: a path with a query, written so that whatever is in it stays what it is.

use openidconnect::url::form_urlencoded::Serializer;

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
