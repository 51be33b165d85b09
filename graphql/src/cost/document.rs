//! A document on its own, without variables: how large it is with its fragments spread out.
//!
//! A fragment is counted once and remembered, so that counting takes as long as the document is,
//! whatever it would be when spread out. Numbers stop at the largest there is.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};

use super::introspection::{self, is_introspection};
use super::{Limit, Share, TooCostly, work};
use crate::MAX_COMPLEXITY;
use crate::documents::Asked;
use crate::query::PERSONAL;

/// As deep as may be asked, but for introspection.
const DEPTH: Limit = Limit { code: "QUERY_TOO_DEEP", most: 12, of: "levels" };
const FIELDS: Limit =
    Limit { code: "QUERY_TOO_COMPLEX", most: MAX_COMPLEXITY as u64, of: "fields" };
/// An unknown field is reported with those that are like it: its name is compared with all of
/// them, letter by letter.
const LETTERS: Limit =
    Limit { code: "QUERY_TOO_LONG", most: 20_000, of: "letters in the names of fields" };
const SPREADS: Limit = Limit { code: "TOO_MANY_SPREADS", most: 500, of: "fragments spread out" };
const ALIASES: Limit = Limit { code: "TOO_MANY_ALIASES", most: 300, of: "aliases" };
const DIRECTIVES: Limit = Limit { code: "TOO_MANY_DIRECTIVES", most: 200, of: "directives" };
const FRAGMENTS: Limit = Limit { code: "TOO_MANY_FRAGMENTS", most: 200, of: "fragments" };

/// What is known of a document without its variables. There is none of a document that is too costly
/// whatever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else of a document")]
pub(crate) struct Measured {
    /// It has a mutation.
    pub(crate) changes: bool,
    /// It has what is typed about a client.
    is_personal: bool,
    /// It asks what the schema is.
    pub(crate) introspects: bool,
    /// What it costs depends on its variables.
    counts_work: bool,
}

impl Measured {
    /// Counts a document.
    pub(crate) fn of(document: &ExecutableDocument) -> Result<Self, TooCostly> {
        let written = written(document)?;
        let mut spread_out = SpreadOut { document, fragments: HashMap::new() };
        let mut all = Size::default();
        for (_, operation) in document.operations.iter() {
            let size = spread_out.of_selections(&operation.node.selection_set.node)?;
            DEPTH.hold(size.depth)?;
            all = all.beside(size);
        }
        SPREADS.hold(all.spreads)?;
        ALIASES.hold(all.aliases)?;
        FIELDS.hold(all.fields)?;
        if written.introspects {
            introspection::hold(document)?;
        }
        let mut operations = document.operations.iter();
        let changes = operations.any(|(_, operation)| operation.node.ty == OperationType::Mutation);
        let Written { is_personal, introspects, counts_work, .. } = written;
        Ok(Self { changes, is_personal, introspects, counts_work })
    }

    /// What a request with it asks for, which weighs so much.
    pub(crate) fn asked(self, weight: u64) -> Asked {
        let Self { changes, is_personal, .. } = self;
        Asked { changes, is_personal, weight }
    }

    /// Counts what the variables make of it, which have to be there. Nothing has to be counted of a
    /// document that asks for no report, searches for nobody and records no several things at once. Gives what the
    /// request weighs: one, one more for each table, and more for a search.
    pub(crate) fn hold(
        self,
        document: &ExecutableDocument,
        operation: Option<&str>,
        variables: &Variables,
        share: Share,
    ) -> Result<u64, TooCostly> {
        if self.introspects && !share.introspects {
            let message = "what the schema is, is for those who are signed in".to_owned();
            return Err(TooCostly { code: "INTROSPECTION_NOT_ALLOWED", message });
        }
        // Where there is no such operation the library says so.
        let Some(operation) = operation_of(document, operation) else { return Ok(1) };
        all_given(operation, variables)?;
        if !self.counts_work {
            return Ok(1);
        }
        Ok(1 + work::hold(document, operation, variables, share)?)
    }
}

/// Whether the variables are there without which the operation cannot be carried out. The library
/// would look for each only where it is used, when others have been carried out.
fn all_given(operation: &OperationDefinition, variables: &Variables) -> Result<(), TooCostly> {
    let needed = operation.variable_definitions.iter().map(|definition| &definition.node);
    let mut needed =
        needed.filter(|one| !one.var_type.node.nullable && one.default_value.is_none());
    match needed.find(|one| variables.get(&one.name.node).is_none()) {
        None => Ok(()),
        Some(missing) => {
            let message = format!("the variable ${} is not given", missing.name.node);
            Err(TooCostly { code: "INVALID_QUERY", message })
        }
    }
}

/// The operation that is asked for.
fn operation_of<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node)
        }
        (DocumentOperations::Multiple(operations), None) => {
            operations.values().next().filter(|_| operations.len() == 1).map(|first| &first.node)
        }
    }
}

/// What a document has as it is written, its fragments once each.
#[derive(Default)]
struct Written {
    fields: u64,
    letters: u64,
    directives: u64,
    is_personal: bool,
    introspects: bool,
    counts_work: bool,
}

fn written(document: &ExecutableDocument) -> Result<Written, TooCostly> {
    FRAGMENTS.hold(document.fragments.len() as u64)?;
    let mut all = Written::default();
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let variables = operation.variable_definitions.iter();
        all.directives += operation.directives.len() as u64;
        all.directives += variables.map(|one| one.node.directives.len() as u64).sum::<u64>();
        all.add(&operation.selection_set.node);
    }
    for fragment in document.fragments.values() {
        all.directives += fragment.node.directives.len() as u64;
        all.add(&fragment.node.selection_set.node);
    }
    DIRECTIVES.hold(all.directives)?;
    // The rules of validity are held against every fragment, also where nothing spreads it.
    FIELDS.hold(all.fields)?;
    LETTERS.hold(all.letters)?;
    Ok(all)
}

impl Written {
    fn add(&mut self, selections: &SelectionSet) {
        for selection in &selections.items {
            self.directives += selection.node.directives().len() as u64;
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    self.fields += 1;
                    self.letters += name.len() as u64;
                    self.is_personal |= PERSONAL.contains(&name);
                    self.introspects |= is_introspection(name);
                    self.counts_work |= work::is_counted(name);
                    self.add(&field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => self.add(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

/// How large something is when its fragments are spread out.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    fields: u64,
    spreads: u64,
    aliases: u64,
    depth: u64,
}

impl Size {
    fn beside(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            spreads: self.spreads.saturating_add(other.spreads),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
        }
    }
}

struct SpreadOut<'a> {
    document: &'a ExecutableDocument,
    /// None as long as it is being counted.
    fragments: HashMap<&'a str, Option<Size>>,
}

impl<'a> SpreadOut<'a> {
    fn of_selections(&mut self, selections: &'a SelectionSet) -> Result<Size, TooCostly> {
        let mut all = Size::default();
        for selection in &selections.items {
            let size = match &selection.node {
                Selection::Field(field) => self.of_field(&field.node)?,
                Selection::InlineFragment(inline) => {
                    let spread = Size { spreads: 1, ..Size::default() };
                    spread.beside(self.of_selections(&inline.node.selection_set.node)?)
                }
                Selection::FragmentSpread(spread) => {
                    self.of_fragment(&spread.node.fragment_name)?
                }
            };
            all = all.beside(size);
        }
        Ok(all)
    }

    fn of_field(&mut self, field: &'a Field) -> Result<Size, TooCostly> {
        let mut size = self.of_selections(&field.selection_set.node)?;
        size.fields = size.fields.saturating_add(1);
        size.aliases = size.aliases.saturating_add(u64::from(field.alias.is_some()));
        // How deep introspection goes is measured on its own.
        size.depth = if is_introspection(&field.name.node) { 1 } else { size.depth + 1 };
        Ok(size)
    }

    fn of_fragment(&mut self, name: &'a Positioned<Name>) -> Result<Size, TooCostly> {
        let mut size = match self.fragments.get(name.node.as_str()) {
            Some(Some(size)) => *size,
            Some(None) => {
                let message = format!("the fragment \"{}\" spreads itself", name.node);
                return Err(TooCostly { code: "INVALID_QUERY", message });
            }
            None => {
                // One that is not there is reported by the rules of validity.
                let Some(fragment) = self.document.fragments.get(&name.node) else {
                    return Ok(Size::default());
                };
                self.fragments.insert(&name.node, None);
                let size = self.of_selections(&fragment.node.selection_set.node)?;
                self.fragments.insert(&name.node, Some(size));
                size
            }
        };
        size.spreads = size.spreads.saturating_add(1);
        Ok(size)
    }
}

#[cfg(test)]
mod tests;
