//! What is asked about the schema itself, measured on its own.
//!
//! Tools ask for the whole schema at once, deeper than anything else is asked, and always in the same
//! way: every type with its fields, each of those with its type, unwrapped some ten times. That is a
//! lot and has an end. To go from a type to its fields, to their types and to the fields of those
//! again has none, so lists are weighed by how long they are.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{Limit, TooCostly};

/// Nearly twice what the longest of the standard forms comes to.
const NODES: Limit = Limit {
    code: "INTROSPECTION_TOO_COMPLEX",
    most: 1_500_000,
    of: "things asked about the schema",
};

/// Each is gone through by itself, and compared with all others of its name.
const FIELDS: Limit =
    Limit { code: "INTROSPECTION_TOO_COMPLEX", most: 10, of: "questions about the schema" };

/// How long a list of the schema is, more or less: types have some ten fields, a few have a hundred.
fn length(field: &str) -> u64 {
    match field {
        "types" => 400,
        "fields" | "inputFields" => 10,
        "directives" | "enumValues" | "possibleTypes" => 6,
        "args" | "interfaces" => 2,
        _ => 1,
    }
}

/// How much longer a list is of a type that a list before it led to: to what many fields lead has many.
const AGAIN: u64 = 10;

pub(super) fn is_introspection(field: &str) -> bool {
    field == "__schema" || field == "__type"
}

/// Counts what a document asks about the schema. Its fragments may be spread out, since they were
/// counted before.
pub(super) fn hold(document: &ExecutableDocument) -> Result<(), TooCostly> {
    let operations = document.operations.iter();
    let all = operations.map(|(_, operation)| {
        let selections = &operation.node.selection_set.node;
        nodes(document, selections, Within { schema: false, lists: 0 })
    });
    NODES.hold(all.fold(0, u64::saturating_add))?;
    let operations = document.operations.iter();
    let asked =
        operations.map(|(_, operation)| questions(document, &operation.node.selection_set.node));
    FIELDS.hold(asked.fold(0, u64::saturating_add))
}

/// How often a document asks about the schema.
fn questions(document: &ExecutableDocument, selections: &SelectionSet) -> u64 {
    let asked = selections.items.iter().map(|selection| match &selection.node {
        Selection::Field(field) => u64::from(is_introspection(&field.node.name.node)),
        Selection::InlineFragment(inline) => questions(document, &inline.node.selection_set.node),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |one| questions(document, &one.node.selection_set.node))
        }
    });
    asked.fold(0, u64::saturating_add)
}

/// Where a selection is.
#[derive(Clone, Copy)]
struct Within {
    schema: bool,
    /// Lists of what a type has that were passed.
    lists: u32,
}

fn nodes(document: &ExecutableDocument, selections: &SelectionSet, within: Within) -> u64 {
    let selections = selections.items.iter().map(|selection| match &selection.node {
        Selection::Field(field) => {
            let name = field.node.name.node.as_str();
            let schema = within.schema || is_introspection(name);
            let of_type = matches!(name, "fields" | "inputFields" | "possibleTypes" | "interfaces");
            let lists = within.lists + u32::from(schema && of_type);
            let below = nodes(document, &field.node.selection_set.node, Within { schema, lists });
            let again = if of_type { AGAIN.saturating_pow(lists.saturating_sub(1)) } else { 1 };
            if schema {
                below.saturating_add(1).saturating_mul(length(name)).saturating_mul(again)
            } else {
                below
            }
        }
        Selection::InlineFragment(inline) => {
            nodes(document, &inline.node.selection_set.node, within)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment
                .map_or(0, |fragment| nodes(document, &fragment.node.selection_set.node, within))
        }
    });
    selections.fold(0, u64::saturating_add)
}
