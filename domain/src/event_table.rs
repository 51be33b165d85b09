//! The table of everything that can be recorded in one kind of stream, and all that follows from it.

/// A row a kind of event: what asks for it, its payload, its stored name and version.
///
/// In the trajectory each payload is asked for as it will be recorded. In the procedure the server adds to
/// what is asked (the moment of receipt, a hash, a mark), and some events only follow from others: there the
/// payloads and what is asked are two lists. The module that writes the table has `State`, `Circumstance`
/// and `Refusal` in scope.
macro_rules! event_table {
    (@payloads $($theme:ident::$payload:ident, $name:literal, $version:literal;)*) => {
        /// The payload of an event: what happened.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum Payload {$(
            #[doc = concat!("See [`", stringify!($theme), "::", stringify!($payload), "`].")]
            #[serde(rename = $name)]
            $payload($theme::$payload),
        )*}

        /// Every kind of event that such a stream can hold.
        pub const EVENT_TYPES: &[$crate::event::EventType] = &[$(
            $crate::event::EventType { name: $name, version: $version },
        )*];

        /// The schema of what each of them says today.
        fn fact_schemas(
            generator: &mut schemars::SchemaGenerator,
        ) -> Vec<($crate::event::EventType, schemars::Schema)> {
            vec![$((
                $crate::event::EventType { name: $name, version: $version },
                generator.subschema_for::<$theme::$payload>(),
            ),)*]
        }

        impl Payload {
            /// Its stored name and version.
            #[must_use]
            pub fn event_type(&self) -> $crate::event::EventType {
                match self {$(
                    Self::$payload(_) => $crate::event::EventType { name: $name, version: $version },
                )*}
            }

            pub(super) fn fields(&self, fields: &mut $crate::field::Fields<'_>) {
                match self {$(
                    Self::$payload(payload) => {
                        fields.look_at(payload, |fields| {
                            $crate::event::EventPayload::<State>::fields(payload, fields);
                        });
                    }
                )*}
            }

            /// Its personal texts, each with the name of its field.
            pub fn sealed_fields(&mut self) -> Vec<$crate::sealed::SealedField<'_>> {
                match self {$(
                    Self::$payload(payload) => {
                        $crate::event::EventPayload::<State>::sealed_fields(payload)
                    }
                )*}
            }

            pub(super) fn permitted(
                &self,
                state: &State,
                at: &Circumstance<'_>,
            ) -> Result<(), Refusal> {
                let mut fields = $crate::field::Fields::new(at.happened_on(), Some(at.catalogue));
                self.fields(&mut fields);
                fields.finish()?;
                match self {$(
                    Self::$payload(payload) => {
                        $crate::event::EventPayload::permitted(payload, state, at)
                    }
                )*}
            }

            pub(super) fn apply(
                &self,
                state: &mut State,
                on: chrono::NaiveDate,
                by: $crate::ids::KboNumber,
            ) {
                match self {$(
                    Self::$payload(payload) => {
                        $crate::event::EventPayload::apply(payload, state, on, by);
                    }
                )*}
            }
        }

        $(impl From<$theme::$payload> for Payload {
            fn from(payload: $theme::$payload) -> Self {
                Self::$payload(payload)
            }
        })*
    };

    (@intents $($(#[$doc:meta])* $intent:ident($asked_in:ident::$asked:ident) => $theme:ident::$payload:ident;)*) => {
        /// What somebody asks to be recorded.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum Intent {$(
            $(#[$doc])*
            $intent($asked_in::$asked),
        )*}

        impl Payload {
            /// What asks for it, in the imperative; none where it only follows from something else.
            #[must_use]
            pub fn asked_by(&self) -> Option<&'static str> {
                $(if let Self::$payload(_) = self {
                    return Some(stringify!($intent));
                })*
                None
            }
        }

        impl Intent {
            /// All that is wrong with the fields of what is asked about a day. Without a catalogue,
            /// because there is none yet, codes are not checked.
            ///
            /// # Errors
            /// Where anything is.
            pub fn check_fields(
                &self,
                on: chrono::NaiveDate,
                catalogue: Option<&$crate::catalogue::Catalogue>,
            ) -> Result<(), $crate::field::FieldFaults> {
                let mut fields = $crate::field::Fields::of_day(on, catalogue);
                match self {$(
                    Self::$intent(asked) => {
                        fields.look_at(asked, |fields| {
                            $crate::event::IntoPayload::<State, $theme::$payload>::fields(asked, fields);
                        });
                    }
                )*}
                fields.finish()
            }

            /// The payload of the event that it leads to, with what only the server knows.
            pub(super) fn into_payload(self, state: &State, at: &Circumstance<'_>) -> Payload {
                match self {$(
                    Self::$intent(asked) => {
                        $crate::event::IntoPayload::<State, $theme::$payload>::into_payload(asked, state, at)
                            .into()
                    }
                )*}
            }
        }
    };

    (
        payloads { $($payloads:tt)* }
        intents { $($intents:tt)* }
    ) => {
        $crate::event_table::event_table! { @payloads $($payloads)* }
        $crate::event_table::event_table! { @intents $($intents)* }

        // No event of the procedure has had another form, or supersedes another.
        impl $crate::event::Payloads for Payload {
            fn event_type(&self) -> $crate::event::EventType {
                self.event_type()
            }

            fn asked_by(&self) -> Option<&'static str> {
                self.asked_by()
            }

            fn fact_schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<($crate::event::EventType, schemars::Schema)> {
                fact_schemas(generator)
            }
        }
    };

    ($($(#[$doc:meta])* $intent:ident => $theme:ident::$payload:ident, $name:literal, $version:literal;)*) => {
        $crate::event_table::event_table! { @payloads $($theme::$payload, $name, $version;)* }
        $crate::event_table::event_table! {
            @intents $($(#[$doc])* $intent($theme::$payload) => $theme::$payload;)*
        }

        impl Intent {
            /// Its personal texts, each with the name of its field: sealed before anything is decided.
            pub fn sealed_fields(&mut self) -> Vec<$crate::sealed::SealedField<'_>> {
                match self {$(
                    Self::$intent(asked) => {
                        $crate::event::EventPayload::<State>::sealed_fields(asked)
                    }
                )*}
            }
        }

        /// As a correction carries it.
        impl From<Intent> for Payload {
            fn from(intent: Intent) -> Self {
                match intent {$( Intent::$intent(payload) => Self::$payload(payload), )*}
            }
        }

        /// What would have to be asked for. The product goes the other way; the laws make
        /// commands of payloads.
        #[cfg(any(test, feature = "testing"))]
        impl From<Payload> for Intent {
            fn from(what: Payload) -> Self {
                match what {$( Payload::$payload(payload) => Self::$intent(payload), )*}
            }
        }
    };
}

pub(crate) use event_table;
