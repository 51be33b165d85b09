//! One of several things to record, sent as a member of one type. What there is follows from `mutations!`.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{Deprecation, MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use loopbrug_domain::field::camel_case;

use super::about::OnTrajectory;
use super::input::Parts;
use super::part::{Recorded, RecordedBy};
use super::{
    appointments, barriers, bridge, consent, course, direction, follow_up, housing, identity,
    intake, interventions, learning, milestones, opening, outreach, practice, profile,
    record_keeping, referral_answers, referrals, transfer, work,
};
use crate::input::described_as_they_are;

/// What can be recorded together: all that concerns one trajectory alone. A merge concerns two.
static RECORDS: LazyLock<IndexMap<String, &Recorded>> = LazyLock::new(|| {
    let groups = [
        opening::CatalogueMutations::RECORDS,
        opening::MoveMutations::RECORDS,
        identity::IdentityMutations::RECORDS,
        outreach::OutreachMutations::RECORDS,
        appointments::AppointmentMutations::RECORDS,
        consent::ConsentMutations::RECORDS,
        intake::IntakeMutations::RECORDS,
        profile::ProfileMutations::RECORDS,
        bridge::BridgeMutations::RECORDS,
        direction::DirectionMutations::RECORDS,
        barriers::BarrierMutations::RECORDS,
        interventions::InterventionMutations::RECORDS,
        referrals::ReferralMutations::RECORDS,
        referral_answers::ReferralAnswerMutations::RECORDS,
        housing::HousingMutations::RECORDS,
        work::WorkMutations::RECORDS,
        practice::PracticeMutations::RECORDS,
        learning::LearningMutations::RECORDS,
        milestones::MilestoneMutations::RECORDS,
        course::CourseMutations::RECORDS,
        follow_up::FollowUpMutations::RECORDS,
        transfer::TransferMutations::RECORDS,
        record_keeping::RecordKeepingMutations::RECORDS,
    ];
    groups.into_iter().flatten().map(|one| (camel_case(one.mutation), one)).collect()
});

/// One thing to record: a member is named as the mutation that records it alone.
pub(super) struct RecordInput {
    pub(super) mutation: &'static str,
    pub(super) record: Parts<OnTrajectory>,
}

impl fmt::Debug for RecordInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordInput").field("mutation", &self.mutation).finish_non_exhaustive()
    }
}

impl InputType for RecordInput {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        "RecordInput".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            let fields = RECORDS.iter().map(|(name, recorded)| {
                let ty = (recorded.create_type_info)(registry);
                let description = match registry.types.get(&ty) {
                    Some(MetaType::InputObject { description, .. }) => description.clone(),
                    _ => None,
                };
                let field = MetaInputValue {
                    name: name.clone(),
                    description,
                    ty,
                    deprecation: Deprecation::default(),
                    default_value: None,
                    visible: None,
                    inaccessible: false,
                    tags: vec![],
                    is_secret: false,
                    directive_invocations: vec![],
                };
                (name.clone(), field)
            });
            let input_fields = fields.collect();
            let description = "One thing to record: exactly one member, named as the mutation that records it alone.";
            MetaType::InputObject {
                name: Self::type_name().into_owned(),
                description: Some(description.to_owned()),
                input_fields,
                visible: None,
                inaccessible: false,
                tags: vec![],
                rust_typename: Some(std::any::type_name::<Self>()),
                oneof: true,
                directive_invocations: vec![],
            }
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let fields = match value {
            Some(Value::Object(fields)) if fields.len() == 1 => fields,
            other => return Err(InputValueError::expected_type(other.unwrap_or_default())),
        };
        let Some((name, value)) = fields.into_iter().next() else {
            return Err(InputValueError::expected_type(Value::Null));
        };
        match RECORDS.get(name.as_str()) {
            Some(recorded) => {
                let record = (recorded.parse)(Some(value))?;
                Ok(Self { mutation: recorded.mutation, record })
            }
            None => Err(InputValueError::custom(format!("there is no member {name}"))),
        }
    }

    /// It is no default of anything, so nobody asks.
    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

described_as_they_are!(RecordInput);
