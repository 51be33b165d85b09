//! Values of the types of the schema: such as a client may send, and such as nobody should.

use std::collections::HashMap;

use async_graphql::parser::types::{BaseType, InputValueDefinition, Type, TypeKind};
use serde_json::{Map, Number, Value, json};

use super::dice::Dice;
use super::known::Known;
use crate::harness::REGION;

/// Stands for half of a pair of surrogates in a text. JSON can write one, Rust cannot.
pub(super) const LONE_SURROGATE: char = '\u{e000}';

/// What may be sent for an enum: a word without quotes in a document.
pub(super) const ENUM: char = '\u{e001}';

/// Texts that are hard to read, to store or to show.
const TEXTS: [&str; 22] = [
    "",
    " ",
    "\u{0}",
    "a\u{0}b",
    "\u{e000}",
    "x\u{e000}y",
    "\u{202e}evil",
    "\u{2066}x\u{2069}",
    "\u{200b}",
    "\u{feff}",
    "e\u{301}",
    "\u{fffd}\u{ffff}",
    "𝒳😀",
    "\n\r\t\u{b}\u{7f}\u{85}",
    "'; DROP TABLE events; --",
    "\\u0000",
    "\"",
    "%s%n{}",
    "null",
    "NaN",
    "../../etc/passwd",
    "-1",
];

const DAYS: [&str; 17] = [
    "2024-02-29",
    "2024-02-30",
    "0000-01-01",
    "0000-02-29",
    "-0001-12-31",
    "-4712-01-01",
    "-4713-11-24",
    "-262143-01-01",
    "-262144-01-01",
    "+262142-12-31",
    "+262143-01-01",
    "9999-12-31",
    "5874897-12-31",
    "+10000-01-01",
    "1899-12-31",
    "2200-01-01",
    "1970-01-01",
];

const TIMES: [&str; 7] =
    ["T00:00:00", "T23:59:59", "T23:59:60", "T24:00:00", "T12:00:00.999999999", "T12:00", ""];

const NUMBERS: [i64; 15] = [
    0,
    -5_000,
    -262_143,
    -1,
    1,
    100,
    101,
    i32::MAX as i64,
    i32::MIN as i64,
    i32::MAX as i64 + 1,
    i32::MIN as i64 - 1,
    u32::MAX as i64,
    u32::MAX as i64 + 1,
    i64::MAX,
    i64::MIN,
];

const CURSORS: [&str; 9] = [
    "2024-01-01/x",
    "-262143-01-01/00000000-0000-0000-0000-000000000000",
    "+262142-12-31/00000000-0000-0000-0000-000000000000",
    "0",
    "4294967295",
    "4294967296",
    "ru-2023/0000000196",
    "\u{0}/0000000196",
    "-/2024-01-01/00000000-0000-0000-0000-000000000000/follow_up/4294967295",
];

/// Makes values.
pub(super) struct Inputs {
    types: HashMap<String, TypeKind>,
    pub(super) known: Known,
}

impl Inputs {
    pub(super) fn new(types: HashMap<String, TypeKind>, known: Known) -> Self {
        Self { types, known }
    }

    /// Arguments or the fields of an input, by name. What may be absent mostly is.
    pub(super) fn members<'a>(
        &self,
        dice: &mut Dice,
        members: impl Iterator<Item = &'a InputValueDefinition>,
        odd: usize,
    ) -> Map<String, Value> {
        let mut values = Map::new();
        for member in members {
            let name = member.name.node.as_str();
            let optional = member.ty.node.nullable || member.default_value.is_some();
            // What is put right and which version is expected decides much: rarely.
            let rare = [
                "corrects",
                "expectedVersion",
                "atLeast",
                "asOf",
                "catalogue",
                "after",
                "last",
                "before",
            ]
            .contains(&name);
            let given = if rare { 8 } else { 50 };
            if (optional && dice.percent(100 - given)) || (!optional && dice.percent(odd / 4)) {
                continue;
            }
            let value = self.of(dice, &member.ty.node, name, odd);
            values.insert(name.to_owned(), value);
        }
        values
    }

    /// A value of a type, for a field of this name; odd so many times in a hundred.
    pub(super) fn of(&self, dice: &mut Dice, of: &Type, name: &str, odd: usize) -> Value {
        if dice.percent(odd / 6) {
            return Self::of_another_type(dice);
        }
        if of.nullable && dice.percent(4) {
            return Value::Null;
        }
        match &of.base {
            BaseType::List(of) => {
                let length = if dice.percent(odd / 4) { dice.below(200) } else { dice.below(3) };
                (0..length).map(|_| self.of(dice, of, name, odd)).collect()
            }
            BaseType::Named(type_name) => match self.types.get(type_name.as_str()) {
                Some(TypeKind::Enum(values)) => {
                    let value = &dice.one_of(&values.values).node.value.node;
                    json!(format!("{ENUM}{value}"))
                }
                Some(TypeKind::InputObject(input)) => {
                    let fields = input.fields.iter().map(|field| &field.node);
                    if input.fields.len() > 1
                        && fields.clone().all(|field| field.ty.node.nullable)
                        && (type_name.starts_with("AsOf") || type_name == "RecordInput")
                    {
                        // One of them and no other.
                        let field = &dice.one_of(&input.fields).node;
                        let name = field.name.node.as_str();
                        let mut ty = field.ty.node.clone();
                        ty.nullable = false;
                        return json!({ name: self.of(dice, &ty, name, odd) });
                    }
                    Value::Object(self.members(dice, fields, odd))
                }
                _ => self.scalar(dice, type_name, name, odd),
            },
        }
    }

    fn of_another_type(dice: &mut Dice) -> Value {
        let deep = |n: usize| (0..n).fold(json!(1), |inner, _| json!([inner]));
        match dice.below(9) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(1.5),
            3 => json!(-1),
            4 => json!({}),
            5 => json!([]),
            6 => deep(1 + dice.below(60)),
            7 => (0..dice.below(2_000)).map(|n| json!(n)).collect(),
            _ => json!("x".repeat(dice.below(20_000))),
        }
    }

    fn scalar(&self, dice: &mut Dice, of: &str, name: &str, odd: usize) -> Value {
        // Days and texts can be wrong in more ways than numbers.
        let more = if of == "NaiveDate" || of == "String" { 2 } else { 1 };
        let odd = dice.now() || dice.percent(odd * more);
        match of {
            "Int" if odd => Value::Number(Number::from(*dice.one_of(&NUMBERS))),
            "Int" if name == "year" => json!(2023 + dice.below(4)),
            "Int" if name == "quarter" || name == "event" => json!(1 + dice.below(4)),
            "Int" => json!(dice.below(60)),
            "Float" if odd => json!([f64::MAX, f64::MIN, 1e-300, -0.0, 0.1][dice.below(5)]),
            "Float" => json!(dice.below(1_000)),
            "Boolean" => json!(dice.percent(50)),
            "NaiveDate" if odd => json!(dice.one_of(&DAYS)),
            "NaiveDate" => json!(Self::day(dice)),
            "DateTime" | "NaiveDateTime" => {
                let day = if odd { (*dice.one_of(&DAYS)).to_owned() } else { Self::day(dice) };
                let time = if odd { *dice.one_of(&TIMES) } else { "T10:00:00" };
                let zone = if of == "DateTime" { "Z" } else { "" };
                json!(format!("{day}{time}{zone}"))
            }
            _ if odd => json!(self.odd_text(dice)),
            _ => json!(self.text(dice, name, of == "ID")),
        }
    }

    fn day(dice: &mut Dice) -> String {
        let (year, month) = (2024 + dice.below(3), 1 + dice.below(12));
        format!("{year}-{month:02}-{:02}", 1 + dice.below(28))
    }

    fn odd_text(&self, dice: &mut Dice) -> String {
        match dice.below(6) {
            0 => (*dice.one_of(&DAYS)).to_owned(),
            1 => (*dice.one_of(&CURSORS)).to_owned(),
            2 => dice.one_of(&TEXTS).repeat(1 + dice.below(300)),
            // One that is well but for what is added to it.
            3 => format!("{}{}", dice.one_of(&self.known.trajectories), dice.one_of(&TEXTS)),
            _ => (*dice.one_of(&TEXTS)).to_owned(),
        }
    }

    /// A text that may be what the field is for.
    fn text(&self, dice: &mut Dice, name: &str, id: bool) -> String {
        let known = &self.known;
        match name {
            "region" | "withRegions" | "toRegion" => REGION.to_owned(),
            "commandId" | "clientId" | "worker" | "bridgeFigure" => dice.id(),
            "roundId" => dice.one_of(&known.rounds).clone(),
            "employerId" => dice.one_of(&known.employers).clone(),
            "proposalId" => dice.subject_of(&known.proposals).clone(),
            "id" => {
                let kinds =
                    [&known.trajectories, &known.proposals, &known.rounds, &known.employers];
                let kind: &&Vec<String> = dice.one_of(&kinds);
                dice.one_of(kind).clone()
            }
            "row" | "key" | "column" => {
                (*dice.one_of(&["total", "participants", "housed", "gender=-"])).to_owned()
            }
            "list" => {
                let mut lists: Vec<_> = known.codes.keys().collect();
                lists.sort();
                (*dice.one_of(&lists)).clone()
            }
            "housing" | "ethos" => (*dice.one_of(&["1", "6", "8"])).to_owned(),
            name if name.to_lowercase().ends_with("trajectoryid") || name == "into" => {
                dice.subject_of(&known.trajectories).clone()
            }
            name if name.to_lowercase().contains("organisation") => {
                dice.one_of(&known.owners).clone()
            }
            _ if id => dice.id(),
            name => match known.codes_of(name) {
                Some(codes) => dice.one_of(codes).clone(),
                None => (*dice.one_of(&["x", "een tekst", "consent", "other"])).to_owned(),
            },
        }
    }
}
