//! What the round and its proposals share: who asks and when, the dates, the scores, the refusals.
//!
//! A round and its proposals are streams of their own, and one procedure. Deadlines go by
//! the *server's* clock. The day of an event is stored as well, as everywhere, but it only decides
//! whether a meeting was on its planned day. Events are folded in order of recording.

mod circumstance;
mod occasion;
pub(crate) mod prelude;
mod refusal;
mod scores;
pub mod timeline;

pub use circumstance::{Circumstance, TEXT_MAX};
pub use occasion::{Command, Occasion, ProcedureRefusal};
pub use refusal::Refusal;
pub use scores::{Points, SCORE_MAX, ScoreRefusal, Scores};
pub use timeline::Timeline;
