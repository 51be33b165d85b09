//! Refusals: the rules that a command may break. Each is a row in a table, in the file of the code that
//! checks it; an aggregate gathers those that concern it.

mod parameter;

pub(crate) use parameter::ForMessage;
pub use parameter::Parameter;

/// A table of rules: a row a refusal, with its code (a name that never changes, for programs), the field at
/// fault where one is, and the message. A doc comment says why, where the message does not.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident {$(
        $(#[$row:meta])*
        $variant:ident $({ $($field:ident: $type:ty),+ })?, $code:literal $(at $path:literal)?,
        $message:literal $(, $argument:expr)?;
    )+}) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {$(
            $(#[$row])*
            #[doc = concat!("\n*", $message, "*")]
            $variant $({$(
                #[doc = concat!("The `", stringify!($field), "` of the message.")]
                $field: $type,
            )+})?,
        )+}

        impl $name {
            /// The codes of all of them.
            pub const CODES: &[&str] = &[$($code),+];

            /// By code: what the message may name.
            pub const NAMED: &[(&str, &[&str])] =
                &[$(($code, &[$($(stringify!($field)),+)?])),+];

            /// A name that never changes, for programs.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {$( Self::$variant { .. } => $code, )+}
            }

            /// The field at fault, where one is.
            #[must_use]
            pub fn path(&self) -> Option<&'static str> {
                match self {$( Self::$variant { .. } => None$(.or(Some($path)))?, )+}
            }

            /// What the message names, by the names of the fields.
            #[must_use]
            pub fn parameters(&self) -> Vec<(&'static str, $crate::refusal::Parameter)> {
                match self {$(
                    Self::$variant $({ $($field),+ })? => {
                        let named: &[(&'static str, &dyn $crate::refusal::ForMessage)] =
                            &[$($((stringify!($field), $field)),+)?];
                        let named = named.iter();
                        named.filter_map(|(name, what)| Some((*name, what.parameter()?))).collect()
                    }
                )+}
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {$(
                    Self::$variant $({ $($field),+ })? => {
                        $($( let _ = $field; )+)?
                        write!(f, $message $(, $argument)?)
                    }
                )+}
            }
        }

        impl std::error::Error for $name {}
    };
}

/// Why a command on one kind of aggregate is refused: its fields, or one of these tables of rules.
macro_rules! gathered {
    ($(#[$doc:meta])* $name:ident { $($variant:ident($rules:ty),)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            /// Fields are at fault, whatever the rules would say. All of them are named.
            #[error(transparent)]
            Fields(#[from] $crate::field::FieldFaults),
            $(
                #[doc = concat!("See [`", stringify!($rules), "`].")]
                #[error(transparent)]
                $variant(#[from] $rules),
            )+
        }

        impl $name {
            /// A rule that holds unless something is so.
            pub(crate) fn when<R: Into<Self>>(
                broken: bool,
                rule: impl FnOnce() -> R,
            ) -> Result<(), Self> {
                if broken { Err(rule().into()) } else { Ok(()) }
            }

            /// A rule that holds when something is so.
            pub(crate) fn unless<R: Into<Self>>(
                kept: bool,
                rule: impl FnOnce() -> R,
            ) -> Result<(), Self> {
                Self::when(!kept, rule)
            }

            /// The codes of all rules.
            #[must_use]
            pub fn codes() -> Vec<&'static str> {
                [$(<$rules>::CODES),+].concat()
            }

            /// By code, of all rules: what the message may name.
            #[must_use]
            pub fn named() -> Vec<(&'static str, &'static [&'static str])> {
                [$(<$rules>::NAMED),+].concat()
            }

            /// A name that never changes, for programs.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    Self::Fields(faults) => faults.first().code(),
                    $( Self::$variant(rule) => rule.code(), )+
                }
            }

            /// All that is wrong with the fields; nothing where a rule refuses it.
            pub fn field_faults(&self) -> impl Iterator<Item = &$crate::field::FieldFault> {
                let faults = if let Self::Fields(faults) = self { Some(faults) } else { None };
                faults.into_iter().flat_map($crate::field::FieldFaults::iter)
            }

            /// The field at fault, where one is.
            #[must_use]
            pub fn path(&self) -> Option<&str> {
                match self {
                    Self::Fields(faults) => Some(faults.first().path()),
                    $( Self::$variant(rule) => rule.path(), )+
                }
            }

            /// What the message names, by the names of its parts.
            #[must_use]
            pub fn parameters(&self) -> Vec<(&'static str, $crate::refusal::Parameter)> {
                match self {
                    Self::Fields(faults) => faults.first().parameters(),
                    $( Self::$variant(rule) => rule.parameters(), )+
                }
            }
        }

        impl From<$crate::field::FieldFault> for $name {
            fn from(fault: $crate::field::FieldFault) -> Self {
                Self::Fields(fault.into())
            }
        }
    };
}

pub(crate) use {gathered, refusals};
