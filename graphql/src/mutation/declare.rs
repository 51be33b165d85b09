//! How a mutation is written down: once, as its name, its fields, and what is to be recorded.
//!
//! ```text
//! mutations! {
//!     CourseMutations on OnTrajectory;
//!
//!     /// Closes the trajectory.
//!     close_trajectory:
//!     /// The guidance stops.
//!     CloseTrajectoryInput {
//!         /// Why.
//!         reason: Code<ClosureReason>,
//!     } => Intent::CloseTrajectory(Closed { reason });
//! }
//! ```
//!
//! is the mutation `closeTrajectory`, whose input has the fields of [`OnTrajectory`](super::about::OnTrajectory)
//! and `reason`. It is also a member of `RecordInput` (`together.rs`), there without the fields that are of the
//! whole. The type of a field ([`Given`](super::given::Given)) says how it is sent and what it is read as:
//! after the arrow, `reason` is a code of the domain.

/// Input objects that are parts of others, each with what it is read as.
macro_rules! inputs {
    ($(
        $(#[$doc:meta])*
        $input:ident -> $as:ty {
            $($(#[$attribute:meta])* $field:ident: $type:ty,)*
        } => $read:expr;
    )*) => {$(
        $crate::input::input_objects! {
            $(#[$doc])*
            pub(super) struct $input {
                $($(#[$attribute])* $field: $type,)*
            }
        }

        impl $crate::mutation::given::Given for $input {
            type As = $as;

            fn read(
                self,
                reading: &mut $crate::mutation::reading::Reading,
                of: &str,
            ) -> Self::As {
                $(let $field = $crate::mutation::given::Given::read(self.$field, reading, of);)*
                $read
            }
        }
    )*};
}

/// What mutations on a trajectory that there is record, as several of it may be recorded together.
macro_rules! recorded_by {
    (OnTrajectory, $mutations:ident, $($name:ident $input:ident)*) => {
        impl $crate::mutation::part::RecordedBy for $mutations {
            const RECORDS: &[$crate::mutation::part::Recorded] =
                &[$($crate::mutation::part::Recorded::of::<$input>(stringify!($name)),)*];
        }
    };
    ($($other:tt)*) => {};
}

/// Mutations about one kind of thing, each with its input and what is to be recorded.
macro_rules! mutations {
    (
        $mutations:ident on $about:ident;
        $(
            $(#[$doc:meta])*
            $name:ident:
            $(#[$input_doc:meta])*
            $input:ident {
                $($(#[$attribute:meta])* $field:ident: $type:ty,)*
            } => $intent:expr;
        )*
    ) => {
        $(
            $crate::input::input_objects! {
                $(#[$input_doc])*
                pub(super) struct $input {
                    #[graphql(flatten)]
                    about: $about,
                    $($(#[$attribute])* $field: $type,)*
                }
            }

            impl $crate::mutation::input::MutationInput for $input {
                type About = $about;

                fn parts(self) -> $crate::mutation::input::Parts<$about> {
                    let Self { about, $($field),* } = self;
                    (about, Box::new(move |_reading| {
                        $(let $field = $crate::mutation::given::Given::read(
                            $field,
                            _reading,
                            stringify!($field),
                        );)*
                        $intent
                    }))
                }
            }
        )*

        #[derive(Default)]
        pub(super) struct $mutations;

        recorded_by! { $about, $mutations, $($name $input)* }

        #[async_graphql::Object]
        impl $mutations {
            $(
                $(#[$doc])*
                async fn $name(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    input: $crate::input::Described<$input>,
                ) -> async_graphql::Result<<$about as $crate::mutation::about::About>::Payload> {
                    $crate::mutation::input::record(ctx, input).await
                }
            )*
        }
    };
}
