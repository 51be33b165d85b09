//! The fields of a form as HTML: each with its label, what helps, what is wrong, and what was typed.

use maud::{Markup, html};

use super::choices::Choice;
use super::day::{day_of, other};
use super::fault::Fault;
use super::field::{Field, Kind, at_once};
use super::typed::Typed;
use crate::lang::Lang;

/// Shows fields one after the other. What can be chosen is numbered through the form, so that a choice has a name that
/// says nothing.
pub(super) struct Shown<'a> {
    lang: Lang,
    typed: &'a Typed,
    faults: &'a [Fault],
    /// How many choices were numbered so far.
    numbered: usize,
}

/// The id of a field on the page.
pub(super) fn id_of(name: &str) -> String {
    format!("f-{name}")
}

impl<'a> Shown<'a> {
    pub(super) fn new(lang: Lang, typed: &'a Typed, faults: &'a [Fault]) -> Self {
        Self { lang, typed, faults, numbered: 0 }
    }

    /// All fields, in order.
    pub(super) fn fields(&mut self, fields: &[Field]) -> Markup {
        let shown: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
        html! { @for field in shown { (field) } }
    }

    /// A field that is asked only sometimes is within what is hidden until then.
    fn field(&mut self, field: &Field) -> Markup {
        let shown = self.always(field);
        match field.when {
            Some(value) => html! { div.when data-when=(value) { (shown) } },
            None => shown,
        }
    }

    fn always(&mut self, field: &Field) -> Markup {
        match &field.kind {
            Kind::Hidden => html! {
                @for value in self.typed.all(&field.name) { input type="hidden" name=(field.name) value=(value); }
            },
            Kind::More(within) => {
                let open = within.iter().any(|one| self.is_filled(one));
                let within = self.fields(within);
                html! { details.more open[open] { summary { (field.label) } div.fields { (within) } } }
            }
            Kind::Part(within) => {
                let within = self.fields(within);
                html! { section.part { h2 { (field.label) } div.fields { (within) } } }
            }
            Kind::Cards { choices, many } => self.cards(field, choices, *many),
            Kind::Tick([choice]) => {
                self.numbered += 1;
                let id = id_of(&field.name);
                let named = ("checkbox", field.name.as_str(), id.as_str());
                let card = Self::card(named, choice, self.typed.one(&field.name).is_some(), (Some(self.numbered), None));
                let fault = self.fault(&field.name);
                html! { div.field.wrong[fault.is_some()] { (self.about(field, fault)) (card) } }
            }
            Kind::Day(offered) => self.day(field, offered),
            Kind::Select(choices) => self.select(field, choices),
            Kind::Text => self.labelled(field, |typed, id, about, wrong| {
                html! { textarea id=(id) name=(field.name) rows="4" aria-describedby=[about] aria-invalid=[wrong] { (typed) } }
            }),
            Kind::Line | Kind::Date | Kind::Time | Kind::Number { .. } => {
                let (kind, mode) = match field.kind {
                    Kind::Date => ("date", None),
                    Kind::Time => ("time", None),
                    Kind::Number { .. } => ("text", Some("numeric")),
                    _ => ("text", None),
                };
                self.labelled(field, |typed, id, about, wrong| html! {
                    input type=(kind) inputmode=[mode] id=(id) name=(field.name) value=(typed) autocomplete="off"
                        aria-describedby=[about] aria-invalid=[wrong];
                })
            }
        }
    }

    /// A field with one input.
    fn labelled(
        &self,
        field: &Field,
        input: impl FnOnce(&str, &str, Option<String>, Option<&'static str>) -> Markup,
    ) -> Markup {
        let fault = self.fault(&field.name);
        let id = id_of(&field.name);
        let typed = self.typed.one(&field.name).unwrap_or_default();
        // A browser shows a date only as it would send it.
        let day = matches!(field.kind, Kind::Date).then(|| day_of(typed)).flatten();
        let typed = day.map_or_else(|| typed.to_owned(), |day| day.to_string());
        let wrong = fault.map(|_| "true");
        html! {
            div.field.wrong[fault.is_some()] {
                label for=(id) { (field.label) (self.may_be_left_out(field)) }
                (self.about(field, fault))
                (input(&typed, &id, self.described(field, fault), wrong))
            }
        }
    }

    fn select(&mut self, field: &Field, choices: &[Choice]) -> Markup {
        let from = self.numbered;
        self.numbered += choices.len();
        self.labelled(field, |typed, id, about, wrong| html! {
            select id=(id) name=(field.name) aria-describedby=[about] aria-invalid=[wrong] {
                option value="" { (self.lang.say("choose")) }
                @for (n, choice) in choices.iter().enumerate() {
                    option value=(choice.value) data-n=(from + n + 1) selected[choice.value == typed] {
                        (choice.label)
                        @if let Some(note) = &choice.note { " · " (note) }
                    }
                }
            }
        })
    }

    fn cards(&mut self, field: &Field, choices: &[Choice], many: bool) -> Markup {
        let from = self.numbered;
        self.numbered += choices.len();
        let (shown, others) = if field.scale { (choices, &[][..]) } else { at_once(choices) };
        let is_chosen = |choice: &Choice| self.typed.says(&field.name, &choice.value);
        let card = |n: usize, choice: &Choice| {
            let id = if n == 0 { id_of(&field.name) } else { format!("f-{}-{n}", field.name) };
            let (kind, number) = (if many { "checkbox" } else { "radio" }, Some(from + n + 1));
            let wrong = (many && self.fault(&field.name).is_some()).then_some("true");
            Self::card((kind, &field.name, &id), choice, is_chosen(choice), (number, wrong))
        };
        let cards = html! {
            div.cards.wide[field.wide].scale[field.scale] { @for (n, choice) in shown.iter().enumerate() { (card(n, choice)) } }
            @if !others.is_empty() {
                details.others open[others.iter().any(is_chosen)] {
                    summary { (self.lang.say("something-else")) }
                    div.cards.wide[field.wide] {
                        @for (n, choice) in others.iter().enumerate() { (card(shown.len() + n, choice)) }
                    }
                }
            }
        };
        self.group(field, !many, &cards)
    }

    fn day(&mut self, field: &Field, offered: &[Choice]) -> Markup {
        let said = self.typed.day(&field.name).unwrap_or_default();
        let day = day_of(said).map_or_else(|| said.to_owned(), |day| day.to_string());
        let is_offered = offered.iter().any(|choice| choice.value == day);
        let (name, written) = (other(&field.name), if is_offered { "" } else { &day });
        let id = id_of(&name);
        let cards = html! {
            div.cards.wide {
                @for (n, choice) in offered.iter().enumerate() {
                    @let id = if n == 0 { id_of(&field.name) } else { format!("f-{}-{n}", field.name) };
                    (Self::card(("radio", &field.name, &id), choice, choice.value == day, (None, None)))
                }
            }
            details.another open[!written.is_empty()] {
                summary { (self.lang.say("another-day")) }
                div.field {
                    label for=(id) { (self.lang.say("which-day")) }
                    input type="date" id=(id) name=(name) value=(written);
                }
            }
        };
        self.group(field, true, &cards)
    }

    fn card(
        (kind, name, id): (&str, &str, &str),
        choice: &Choice,
        is_chosen: bool,
        (number, wrong): (Option<usize>, Option<&str>),
    ) -> Markup {
        html! {
            label.card for=(id) {
                input type=(kind) id=(id) name=(name) value=(choice.value) data-n=[number] checked[is_chosen]
                    aria-invalid=[wrong];
                span { (choice.label) @if let Some(note) = &choice.note { small { (note) } } }
            }
        }
    }

    /// A field with several inputs.
    fn group(&self, field: &Field, is_one_of: bool, inputs: &Markup) -> Markup {
        let fault = self.fault(&field.name);
        let (role, wrong) =
            if is_one_of { (Some("radiogroup"), fault.map(|_| "true")) } else { (None, None) };
        html! {
            fieldset.field.wrong[fault.is_some()] role=[role] aria-describedby=[self.described(field, fault)] aria-invalid=[wrong] {
                legend { (field.label) (self.may_be_left_out(field)) }
                (self.about(field, fault))
                (inputs)
            }
        }
    }

    /// What helps, and what is wrong.
    fn about(&self, field: &Field, fault: Option<&Fault>) -> Markup {
        let id = id_of(&field.name);
        html! {
            @if let Some(help) = self.help(field) { p.help id={ (id) "-help" } { (help) } }
            @if let Some(fault) = fault {
                p.fault id={ (id) "-fault" } data-code=(fault.code) { (fault.words) }
            }
        }
    }

    fn help(&self, field: &Field) -> Option<String> {
        field.help.clone().or_else(|| match field.kind {
            Kind::Number { min, max } => {
                Some(self.lang.with("number-from-to", [("min", min.into()), ("max", max.into())]))
            }
            _ => None,
        })
    }

    /// The ids of what is said about a field.
    fn described(&self, field: &Field, fault: Option<&Fault>) -> Option<String> {
        let id = id_of(&field.name);
        let help = self.help(field).map(|_| format!("{id}-help"));
        let fault = fault.map(|_| format!("{id}-fault"));
        let ids: Vec<_> = help.into_iter().chain(fault).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn may_be_left_out(&self, field: &Field) -> Markup {
        html! { @if field.optional { " " span.small { (self.lang.say("may-be-left-out")) } } }
    }

    fn fault(&self, name: &str) -> Option<&'a Fault> {
        self.faults.iter().find(|fault| fault.field == name)
    }

    /// Whether something is in it, or wrong with it.
    fn is_filled(&self, field: &Field) -> bool {
        let typed = self.typed.day(&field.name).is_some();
        typed
            || self.fault(&field.name).is_some()
            || field.within().iter().any(|one| self.is_filled(one))
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::options;
    use super::*;

    #[test]
    fn what_can_be_chosen_has_the_number_of_its_place_in_the_form() {
        let choices = |values: &[&str]| {
            values.iter().map(|value| Choice::new(*value, "")).collect::<Vec<_>>()
        };
        let fields = [
            Field::one_of("outcome", "", choices(&["a", "b", "c", "d", "e", "f", "g"])),
            Field::tick("accompanied", ""),
            Field::more("", vec![Field::select("place", "", choices(&["h", "i"]))]),
            Field::any_of("areas", "", choices(&["j"])).when("a"),
        ];
        let typed = Typed::default();
        let shown = Shown::new(Lang::Dutch, &typed, &[]).fields(&fields).into_string();
        let options = options(&fields);
        assert_eq!(options.len(), 11);
        for (n, (_, value)) in options.iter().enumerate() {
            let numbered = format!("value=\"{value}\" data-n=\"{}\"", n + 1);
            assert!(shown.contains(&numbered), "{numbered}: {shown}");
        }
    }

    #[test]
    fn what_is_behind_a_disclosure_is_shown_where_it_is_filled_in_or_wrong() {
        let fields = [Field::more("Meer", vec![Field::text("note", "Notitie")])];
        let open = |typed: &Typed, faults: &[Fault]| {
            let shown = Shown::new(Lang::Dutch, typed, faults).fields(&fields).into_string();
            shown.contains("<details class=\"more\" open>")
        };
        let fault = Fault::of(Lang::Dutch, None, "note", ("TEXT_NOT_ALLOWED", vec![]));
        assert!(!open(&Typed::default(), &[]));
        assert!(open(&Typed::default().set("note", "Ja"), &[]));
        assert!(open(&Typed::default(), &[fault]));
    }
}
