//! Forms: what somebody fills in, how it is read, and what is said where it is not recorded.
//!
//! A form is a [`Sheet`]: fields that are shown with what was [`Typed`] in them. At GET that is what is likely, at POST
//! what somebody sent. What was sent is read field by field ([`Reading`]), so that all that is wrong is named at once,
//! and becomes the same intent as that of the API: no form has rules of its own. [`send`] has it carried out, and what
//! is refused comes back on the same sheet, at the field that it is about. A form carries the id of its command from
//! the moment that it was made: sent twice, it is recorded once.

mod choices;
mod day;
mod fault;
mod field;
mod kept;
mod placed;
mod posted;
mod reading;
mod sending;
mod sheet;
mod shown;
mod typed;

pub(crate) use choices::{Choice, coded, first, organisations};
pub(crate) use fault::{Fault, NotRecorded};
pub(crate) use field::{Field, hidden, is_chosen, options};
pub(crate) use kept::{Begun, Kept, asked_by, begun};
pub(crate) use posted::Posted;
pub(crate) use reading::Reading;
pub(crate) use sending::{carry_out, readable, request, send};
pub(crate) use sheet::{Sheet, see};
pub(crate) use typed::Typed;

/// What every form may have beside its own fields: the token of the session.
pub(crate) const TOKEN: &str = "token";
/// The id of the command.
pub(crate) const COMMAND: &str = "command";
/// The version that was seen when the form was made.
pub(crate) const VERSION: &str = "version";
/// Who fills it in. The domain calls no field so: a worker may be chosen in a form as well.
pub(crate) const WORKER: &str = "filledInBy";
/// The day on which it happened, as the domain calls it.
pub(crate) const OCCURRED_ON: &str = "occurredOn";
