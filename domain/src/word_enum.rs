//! Enums that are stored and shown as words.

/// An enum whose variants are words in snake case, wherever they are stored, asked for or shown.
#[macro_export]
macro_rules! word_enum {
    ($($item:tt)*) => {
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize,
            serde::Deserialize,
            strum::Display,
            strum::EnumString,
            strum::IntoStaticStr,
            strum::VariantArray,
        )]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        $($item)*
    };
}

pub(crate) use word_enum;
