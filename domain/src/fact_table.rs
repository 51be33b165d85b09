//! The tables of everything that can be recorded: a row a kind, and all that follows from it.
//!
//! The proposal and the round share these two tables. In them what is asked may differ from the
//! fact that it leaves, because the server adds to it (the moment of receipt, a hash, a mark), and
//! some facts are not asked for one by one: a ratification leaves one at every proposal. In the
//! trajectory each fact is asked for as it will stand, and one table that binds the two says so
//! better; it shares [`EventType`] only.

/// The stored name and payload version of a kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// As in the log's `event_type`; never renamed.
    pub name: &'static str,
    /// As in the log's `event_version`; raised, with an upcaster, when the payload changes.
    pub version: &'static str,
}

/// What happens: `theme::Fact, "version";`. The module that writes it has `Fact`, `State`,
/// `Circumstance` and `Refusal` in scope.
macro_rules! fact_table {
    ($($theme:ident::$fact:ident, $version:literal;)*) => {
        /// A fact, as the log keeps it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Happening {$(
            #[doc = concat!("See [`", stringify!($theme), "::", stringify!($fact), "`].")]
            $fact($theme::$fact),
        )*}

        /// Every kind of event that such a stream can hold.
        pub const EVENT_TYPES: &[EventType] = &[$(
            EventType { name: stringify!($fact), version: $version },
        )*];

        impl Happening {
            /// Its stored name and version.
            #[must_use]
            pub fn event_type(&self) -> EventType {
                match self {$(
                    Self::$fact(_) => EventType { name: stringify!($fact), version: $version },
                )*}
            }

            pub(super) fn permitted(
                &self,
                state: &State,
                at: &Circumstance<'_>,
            ) -> Result<(), Refusal> {
                match self {$( Self::$fact(fact) => fact.permitted(state, at), )*}
            }

            pub(super) fn apply(&self, state: &mut State, on: NaiveDate) {
                match self {$( Self::$fact(fact) => fact.apply(state, on), )*}
            }
        }

        $(impl From<$theme::$fact> for Happening {
            fn from(fact: $theme::$fact) -> Self {
                Self::$fact(fact)
            }
        })*
    };
}

/// What can be asked: `Imperative(theme::Asked) => theme::Fact;`. A fact that needs nothing from
/// the server is asked for as itself; for the others the module implements `Told`.
macro_rules! intent_table {
    ($($(#[$doc:meta])* $intent:ident($asked_in:ident::$asked:ident) => $theme:ident::$fact:ident;)*) => {
        /// What somebody asks to be recorded.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Intent {$(
            $(#[$doc])*
            $intent($asked_in::$asked),
        )*}

        impl Intent {
            /// All that is wrong with the fields of what is asked about a day. Without a catalogue,
            /// as where nobody can say which it is, codes are not looked at.
            ///
            /// # Errors
            /// Where anything is.
            pub fn look_at_fields(
                &self,
                on: NaiveDate,
                catalogue: Option<&Catalogue>,
            ) -> Result<(), FieldFaults> {
                let mut fields = Fields::of_day(on, catalogue);
                match self {$(
                    Self::$intent(asked) => {
                        fields.look_at(asked, |fields| {
                            Told::<State, $theme::$fact>::fields(asked, fields);
                        });
                    }
                )*}
                fields.finish()
            }

            /// The fact that it leaves, with what only the server can tell.
            pub(super) fn told(&self, state: &State, at: &Circumstance<'_>) -> Happening {
                match self {$(
                    Self::$intent(asked) => {
                        Told::<State, $theme::$fact>::told(asked.clone(), state, at).into()
                    }
                )*}
            }
        }
    };
}

pub(crate) use {fact_table, intent_table};
