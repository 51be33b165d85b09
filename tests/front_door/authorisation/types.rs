//! The types of the schema, and all that can be asked of one.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};

use crate::harness::schema;

/// The types of the schema by name.
pub(crate) struct Types {
    pub(crate) objects: BTreeMap<String, Vec<FieldDefinition>>,
    pub(crate) others: BTreeMap<String, TypeKind>,
}

impl Types {
    pub(crate) fn of_the_schema() -> Self {
        let (mut objects, mut others) = (BTreeMap::new(), BTreeMap::new());
        for definition in parse_schema(schema()).unwrap().definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::Object(object) => {
                    let fields = object.fields.into_iter().map(|field| field.node).collect();
                    objects.insert(name, fields);
                }
                kind => {
                    others.insert(name, kind);
                }
            }
        }
        Self { objects, others }
    }

    /// A selection of every field of a type, and of every field of those. `given` says with which
    /// arguments a field is asked; where it says nothing it is not.
    fn selection(&self, of: &str, given: &impl Fn(&str, &str) -> Option<String>) -> String {
        let fields = self.objects[of].iter().filter_map(|field| self.selected(of, field, given));
        fields.collect::<Vec<_>>().join(" ")
    }

    /// A field, with every field of what it gives.
    pub(super) fn selected(
        &self,
        of: &str,
        field: &FieldDefinition,
        given: &impl Fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        let name = field.name.node.as_str();
        let arguments = given(of, name)?;
        let needed = field.arguments.iter().map(|argument| &argument.node);
        let needed = needed.filter(|one| !one.ty.node.nullable && one.default_value.is_none());
        for argument in needed {
            let argument = &argument.name.node;
            assert!(
                arguments.contains(&format!("{argument}:")),
                "authorisation/reading.rs does not say how {of}.{name} is asked: {argument}"
            );
        }
        let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
        Some(match named(&field.ty.node) {
            // What an interface promises of a type is asked of that type.
            "Node" => format!("{name}{arguments} {{ id }}"),
            leads_to if self.objects.contains_key(leads_to) => {
                format!("{name}{arguments} {{ {} }}", self.selection(leads_to, given))
            }
            _ => format!("{name}{arguments}"),
        })
    }
}

/// The innermost type.
pub(super) fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => named(of),
    }
}
