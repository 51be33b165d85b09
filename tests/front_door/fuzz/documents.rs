//! Documents of the schema: an operation with some of the fields of what it gives, its values in the
//! text or in variables.

use std::collections::HashMap;
use std::fmt::Write;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::inputs::{ENUM, Inputs, LONE_SURROGATE};
use super::known::Known;
use super::scribble::scribbled;

/// What is sent, and what an answer to it is held against.
pub(super) struct Asked {
    /// As it is sent: no JSON, now and then.
    pub(super) body: String,
    pub(super) organisation: String,
}

impl Asked {
    /// Short enough to be read.
    pub(super) fn shown(&self) -> String {
        let short: String = self.body.chars().take(1_500).collect();
        format!("as {}: {short}", self.organisation)
    }
}

/// Makes documents.
pub(super) struct Documents {
    objects: HashMap<String, Vec<FieldDefinition>>,
    /// Types that an interface may be.
    nodes: Vec<String>,
    inputs: Inputs,
}

impl Documents {
    pub(super) fn new(schema: &str, known: Known) -> Self {
        let (mut objects, mut inputs) = (HashMap::<String, Vec<_>>::new(), HashMap::new());
        let mut nodes = Vec::new();
        for definition in parse_schema(schema).unwrap().definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::Object(object) => {
                    if !object.implements.is_empty() {
                        nodes.push(name.clone());
                    }
                    let fields: Vec<_> =
                        object.fields.into_iter().map(|field| field.node).collect();
                    objects.insert(name, fields);
                }
                TypeKind::Interface(interface) => {
                    let fields: Vec<_> =
                        interface.fields.into_iter().map(|field| field.node).collect();
                    objects.insert(name, fields);
                }
                kind => {
                    inputs.insert(name, kind);
                }
            }
        }
        assert!(objects["Query"].len() > 5 && objects["Mutation"].len() > 50 && !nodes.is_empty());
        Self { objects, nodes, inputs: Inputs::new(inputs, known) }
    }

    /// One that is sent.
    pub(super) fn asked(&self, dice: &mut Dice) -> Asked {
        let scribbles = dice.percent(10);
        let (kind, values) = if dice.percent(60) { ("Mutation", 9) } else { ("Query", 5) };
        let odd = match dice.below(8) {
            0 => 0,
            1 | 2 => 12,
            _ => {
                dice.odd_after = Some(dice.below(values));
                0
            }
        };
        let mut document = Document { odd, scribbles, ..Document::default() };
        let fields = 1 + if dice.percent(15) { dice.below(4) } else { 0 };
        let mut selections = String::new();
        for n in 0..fields {
            let field = dice.one_of(&self.objects[kind]);
            write!(selections, "f{n}: ").unwrap();
            self.field(dice, field, &mut document, &mut selections, 0);
        }
        let declared = match document.declared.as_str() {
            "" => String::new(),
            declared => format!("({declared})"),
        };
        let operation = kind.to_lowercase();
        let mut text = format!("{operation}{declared} {{ {selections}}}");
        if scribbles {
            text = scribbled(dice, &text);
        }
        let body = json!({ "query": text, "variables": document.variables }).to_string();
        let mut body = body.replace(LONE_SURROGATE, "\\ud800").replace(ENUM, "");
        if scribbles && dice.percent(20) {
            body = scribbled(dice, &body);
        }
        let known = &self.inputs.known;
        let holders = if text.contains("proposalId") { &known.applicants } else { &known.owners };
        let organisation = dice.subject_of(holders).clone();
        Asked { body, organisation }
    }

    fn field(
        &self,
        dice: &mut Dice,
        field: &FieldDefinition,
        document: &mut Document,
        to: &mut String,
        depth: usize,
    ) {
        let name = field.name.node.as_str();
        to.push_str(name);
        let arguments = field.arguments.iter().map(|argument| &argument.node);
        let mut values = self.inputs.members(dice, arguments.clone(), document.odd);
        // A document that somebody scribbled in may say no more what became of it, so it records nothing.
        if document.scribbles
            && let Some(Value::Object(input)) = values.get_mut("input")
        {
            input.insert("commandId".to_owned(), json!("scribbled"));
        }
        let mut written = Vec::new();
        for argument in arguments {
            let name = argument.name.node.as_str();
            let Some(value) = values.get(name) else { continue };
            written.push(if dice.percent(60) {
                format!("{name}: ${}", document.declare(&argument.ty.node, value.clone()))
            } else {
                format!("{name}: {}", literal(value))
            });
        }
        if !written.is_empty() {
            write!(to, "({})", written.join(", ")).unwrap();
        }
        if dice.percent(3) {
            to.push_str(" @include(if: true)");
        }
        if let Some(of) = self.objects.get(named(&field.ty.node)) {
            to.push_str(" { ");
            self.selection(dice, of, document, to, depth + 1);
            if named(&field.ty.node) == "Node" {
                let of = dice.one_of(&self.nodes);
                write!(to, "... on {of} {{ ").unwrap();
                self.selection(dice, &self.objects[of], document, to, depth + 1);
                to.push_str("} ");
            }
            to.push('}');
        }
        to.push(' ');
    }

    fn selection(
        &self,
        dice: &mut Dice,
        fields: &[FieldDefinition],
        document: &mut Document,
        to: &mut String,
        depth: usize,
    ) {
        // What is asked of every payload, so that it is known what became of it.
        if depth == 1 && fields.iter().any(|field| field.name.node == "errors") {
            to.push_str("position errors { code message path } ");
        }
        to.push_str("__typename ");
        for _ in 0..dice.below(4) {
            let field = dice.one_of(fields);
            let leads_on = self.objects.contains_key(named(&field.ty.node));
            if field.name.node == "errors" || (leads_on && depth > 5) {
                continue;
            }
            document.aliases += 1;
            write!(to, "a{}: ", document.aliases).unwrap();
            self.field(dice, field, document, to, depth);
        }
    }
}

/// A document as far as it is made.
#[derive(Default)]
struct Document {
    odd: usize,
    scribbles: bool,
    declared: String,
    variables: Map<String, Value>,
    aliases: usize,
}

impl Document {
    fn declare(&mut self, of: &Type, value: Value) -> String {
        let name = format!("v{}", self.variables.len());
        write!(self.declared, "${name}: {of} ").unwrap();
        self.variables.insert(name.clone(), value);
        name
    }
}

/// The innermost type.
fn named(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => named(of),
    }
}

/// A value as it stands in a document.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => match text.strip_prefix(ENUM) {
            Some(word) => word.to_owned(),
            None => value.to_string().replace(LONE_SURROGATE, "\\ud800"),
        },
        Value::Array(values) => {
            format!("[{}]", values.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name}: {}", literal(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
