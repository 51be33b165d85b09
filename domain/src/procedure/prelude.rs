//! What every theme of a round and of a proposal is written with.

pub(crate) use chrono::NaiveDate;
pub(crate) use schemars::JsonSchema;
pub(crate) use serde::{Deserialize, Serialize};

pub(crate) use super::{Circumstance, Refusal, TEXT_MAX};
pub(crate) use crate::catalogue::Code;
pub(crate) use crate::event::{EventPayload, IntoPayload};
pub(crate) use crate::field::Fields;
pub(crate) use crate::ids::KboNumber;
pub(crate) use crate::refusal::refusals;
