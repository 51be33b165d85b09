//! The cell-key method: figures that are off by a little, always by the same for the same people.
//!
//! Every participant has a secret key ([`Secret`]). Beside counting people, a scan keeps the greatest of their
//! keys ([`Cell`]); it decides whether the count is rounded up or down ([`shown`]). A figure is the same when
//! the question is put again, in another way or on another day: only another set of people can draw the
//! chance anew, and sets that nearly coincide mostly do not. Averages over repeated questions therefore
//! give nothing, and a pair of sets that differ by one person is rarely shown as different figures.
//!
//! Each figure is rounded by itself: parts do not add up to their total, and a part may be shown
//! greater than its whole.

mod derived;
mod keys;
mod rounding;

pub use derived::{Quantile, place, share};
pub use keys::{Cell, CellKey, RecordKey, Secret};
pub use rounding::{Precision, precision, shown};
