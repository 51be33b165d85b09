//! Texts that come in by a request, all of them, before anything looks at them: the variables, and
//! the values that the document holds. What no text may hold is refused with the path of the argument;
//! what can be written in two ways is composed, so that a command that is sent again is the same.

use std::borrow::Cow;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection,
    SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Positioned, Request, ServerError, Value};
use async_graphql_value::Value as Literal;
use loopbrug_domain::text;

/// So many faults are named; who sends more knows enough.
const MOST: usize = 20;

/// What a surrogate without its pair is read as: it is no character either, so that it is refused
/// in its place and not with the whole request.
const ALONE: &str = "\\uFFFF";

/// Reads a request as JSON.
pub(crate) fn read(body: &[u8]) -> Result<Request, serde_json::Error> {
    let read = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(&without_surrogates(text)),
        // It says where it is not.
        Err(_) => serde_json::from_slice(body),
    };
    read.map(readable)
}

/// A request whose document the parser can read: it knows no surrogates, and panics.
pub(crate) fn readable(mut request: Request) -> Request {
    if let Cow::Owned(query) = without_surrogates(&request.query) {
        request.query = query;
    }
    request
}

/// Composes every text of a request, or says which of them may not be.
pub(crate) fn compose(request: &mut Request) -> Result<(), Vec<ServerError>> {
    let mut texts = Texts::default();
    for (name, value) in request.variables.iter_mut() {
        texts.named(name, |texts| texts.constant(value));
    }
    if may_hold_more_than_plain_text(&request.query)
        && let Ok(document) = request.parsed_query()
    {
        let mut document = document.clone();
        texts.document(&mut document);
        request.set_parsed_query(document);
    }
    if texts.faults.is_empty() { Ok(()) } else { Err(texts.faults) }
}

/// Most documents are plain ASCII without escapes, and there is nothing in their values to look at.
fn may_hold_more_than_plain_text(query: &str) -> bool {
    query.bytes().any(|byte| !matches!(byte, b' '..=b'~' | b'\n' | b'\t') || byte == b'\\')
}

/// The text with pairs of surrogates as the character that they stand for.
fn without_surrogates(text: &str) -> Cow<'_, str> {
    let mut written: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let place = at + found;
        at = place + 2;
        let Some(first) = escaped(text, place) else {
            // Whatever is escaped, it is no new escape; it may be longer than a byte.
            at = text.len().min(at);
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        };
        at = place + 6;
        if !(0xD800..0xE000).contains(&first) {
            continue;
        }
        let second = escaped(text, at).filter(|_| first < 0xDC00);
        let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
        let out = written.get_or_insert_default();
        out.push_str(&text[copied..place]);
        match pair {
            Some(pair) => {
                out.push(pair);
                at += 6;
            }
            None => out.push_str(ALONE),
        }
        copied = at;
    }
    match written {
        Some(out) => Cow::Owned(out + &text[copied..]),
        None => Cow::Borrowed(text),
    }
}

/// The unit of UTF-16 that an escape at a place stands for.
fn escaped(text: &str, place: usize) -> Option<u16> {
    let digits = text.get(place..place + 6)?.strip_prefix("\\u")?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u16::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)
}

/// Texts that were looked at, and what is wrong with them.
#[derive(Default)]
struct Texts {
    path: Vec<String>,
    faults: Vec<ServerError>,
}

impl Texts {
    fn text(&mut self, text: &mut String) {
        match text::composed(text) {
            Ok(Cow::Owned(composed)) => *text = composed,
            Err(not_allowed) if self.faults.len() < MOST => {
                let path = self.path.join(".");
                let mut error = ServerError::new(format!("{path}: {not_allowed}"), None);
                let extensions = error.extensions.get_or_insert_default();
                extensions.set("code", text::CODE);
                extensions.set("path", path);
                self.faults.push(error);
            }
            // As it is, or one more of too many.
            Ok(Cow::Borrowed(_)) | Err(_) => {}
        }
    }

    fn within(&mut self, segment: String, look: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        look(self);
        self.path.pop();
    }

    fn named(&mut self, name: &Name, look: impl FnOnce(&mut Self)) {
        self.within(name.to_string(), look);
    }

    fn document(&mut self, document: &mut ExecutableDocument) {
        let operations: Vec<_> = match &mut document.operations {
            DocumentOperations::Single(operation) => vec![operation],
            DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
        };
        for operation in operations {
            let OperationDefinition { variable_definitions, directives, selection_set, .. } =
                &mut operation.node;
            for definition in variable_definitions {
                let VariableDefinition { name, directives, default_value, .. } =
                    &mut definition.node;
                if let Some(default) = default_value {
                    self.named(&name.node, |texts| texts.constant(&mut default.node));
                }
                self.directives(directives);
            }
            self.directives(directives);
            self.selection(&mut selection_set.node);
        }
        for fragment in document.fragments.values_mut() {
            self.directives(&mut fragment.node.directives);
            self.selection(&mut fragment.node.selection_set.node);
        }
    }

    fn selection(&mut self, selected: &mut SelectionSet) {
        for item in &mut selected.items {
            self.directives(item.node.directives_mut());
            match &mut item.node {
                Selection::Field(field) => {
                    self.arguments(&mut field.node.arguments);
                    self.selection(&mut field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    self.selection(&mut inline.node.selection_set.node);
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn directives(&mut self, directives: &mut [Positioned<Directive>]) {
        for directive in directives {
            self.arguments(&mut directive.node.arguments);
        }
    }

    fn arguments(&mut self, arguments: &mut [(Positioned<Name>, Positioned<Literal>)]) {
        for (name, value) in arguments {
            self.named(&name.node, |texts| texts.literal(&mut value.node));
        }
    }
}

/// The same walk over the values of variables and over those of a document, which may hold variables.
macro_rules! walks {
    ($($walk:ident, $value:ident;)*) => {
        impl Texts {$(
            fn $walk(&mut self, value: &mut $value) {
                match value {
                    $value::String(text) => self.text(text),
                    $value::List(values) => {
                        for (place, value) in values.iter_mut().enumerate() {
                            self.within(place.to_string(), |texts| texts.$walk(value));
                        }
                    }
                    $value::Object(fields) => {
                        for (name, value) in fields {
                            self.named(name, |texts| texts.$walk(value));
                        }
                    }
                    _ => {}
                }
            }
        )*}
    };
}

walks! {
    constant, Value;
    literal, Literal;
}

#[cfg(test)]
mod tests {
    use async_graphql::{Variables, value};

    use super::*;

    fn faults(mut request: Request) -> Vec<(String, String)> {
        let errors = compose(&mut request).err().unwrap_or_default();
        let extension = |error: &ServerError, what: &str| {
            let value = error.extensions.as_ref().and_then(|extensions| extensions.get(what));
            value.cloned().unwrap_or_default().into_json().unwrap().as_str().unwrap().to_owned()
        };
        errors.iter().map(|error| (extension(error, "code"), extension(error, "path"))).collect()
    }

    fn fault(path: &str) -> (String, String) {
        ("TEXT_NOT_ALLOWED".to_owned(), path.to_owned())
    }

    #[test]
    fn every_text_of_the_variables_and_of_the_document_is_looked_at() {
        let variables = value!({ "input": { "approach": "a\u{0}", "codes": ["x", "\u{202e}y"] } });
        let text = "query Q($a: String = \"\u{200b}\") {
            one(b: \"\\u0000\", c: { d: [\"x\", \"\\u200D\"] }) @skip(if: \"\u{feff}\") { two(e: $a) }
            ... on T { three(f: \"\"\"\u{2066}\"\"\") }
            ...F
        }
        fragment F on T { four(g: \"\\uD800\") }";
        let request = readable(Request::new(text)).variables(Variables::from_value(variables));
        let paths = ["input.approach", "input.codes.1", "a", "if", "b", "c.d.1", "f", "g"];
        assert_eq!(faults(request), paths.map(fault));
    }

    #[test]
    fn what_is_written_in_two_ways_is_composed() {
        let variables = value!({ "word": "e\u{301}" });
        let mut request = Request::new("{ said(word: \"\\u0065\\u0301\") }")
            .variables(Variables::from_value(variables));
        assert!(compose(&mut request).is_ok());
        assert_eq!(request.variables.get("word"), Some(&value!("é")));
        let document = format!("{:?}", request.parsed_query().unwrap());
        assert!(document.contains("é"), "{document}");
    }

    #[test]
    fn a_document_without_escapes_is_left_as_it_is() {
        let mut request = Request::new("{ said(word: \"plain\") }");
        assert!(compose(&mut request).is_ok());
        assert!(!may_hold_more_than_plain_text(&request.query));
    }

    #[test]
    fn surrogates_are_read_in_pairs_and_are_none_alone() {
        for (text, read) in [
            ("\\uD83D\\uDE00", "😀"),
            ("a\\ud83d\\ude00b", "a😀b"),
            ("\\uD83D", ALONE),
            ("\\uD83Dx", "\\uFFFFx"),
            ("\\uD83D\\uD83D\\uDE00", "\\uFFFF😀"),
            ("\\uDE00\\uD83D", "\\uFFFF\\uFFFF"),
            ("\\\\uD83D", "\\\\uD83D"),
            ("\\u00e9\\n\\", "\\u00e9\\n\\"),
            ("\\é\\u", "\\é\\u"),
        ] {
            assert_eq!(without_surrogates(text), read, "{text}");
        }
    }

    #[test]
    fn a_surrogate_alone_is_refused_where_it_stands() {
        let body = br#"{ "query": "{ said(word: \"\\uD800\") }", "variables": { "x": "\udfff" } }"#;
        let paths = ["x", "word"];
        assert_eq!(faults(read(body).unwrap()), paths.map(fault));
        assert!(read(b"{ \"query\": \"\xff\" }").is_err());
    }
}
