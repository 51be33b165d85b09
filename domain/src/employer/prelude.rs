//! What every theme of an employer of a region is written with.

pub(super) use chrono::NaiveDate;
pub(super) use schemars::JsonSchema;
pub(super) use serde::{Deserialize, Serialize};

pub(super) use super::{Circumstance, Employer, Refusal, State};
pub(super) use crate::catalogue::Code;
pub(super) use crate::event::EventPayload;
pub(super) use crate::field::Fields;
pub(super) use crate::ids::KboNumber;
pub(super) use crate::refusal::refusals;
