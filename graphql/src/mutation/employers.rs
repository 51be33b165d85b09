//! Employers of a region's register: registration, which company one is, and coaching for no client in particular.

use async_graphql::{Context, Object, Result};
use loopbrug_domain::catalogue::Code as AnyCode;
use loopbrug_domain::catalogue::list::{CorrectionReason, EmployerTopic, JobTarget, Municipality};
use loopbrug_domain::employer::Intent;
use loopbrug_domain::employer::coaching::{
    EmployerCoachedWithoutClient, EmployerCoachingCorrected, EmployerCoachingVoided,
};
use loopbrug_domain::employer::identification::EmployerIdentified;
use loopbrug_domain::employer::registration::EmployerRegistered;
use loopbrug_domain::ids::EmployerId;
use loopbrug_infra::commands::Commands;

use super::about::{Correction, OnEmployer, ProcedureRecording};
use super::given::{Given, NamedEmployer, Organisation};
use super::input::{read, record_read};
use super::payload::EmployerPayload;
use crate::error::UserError;
use crate::input::{Code, Described, input_objects};

input_objects! {
    /// An employer comes into the register of a region, or its registration is put right.
    struct RegisterEmployerInput {
        #[graphql(flatten)]
        recording: ProcedureRecording,
        /// The region, by its code.
        region: String,
        /// The employer, by KBO number or by the name of the company.
        employer: NamedEmployer,
        /// The name by which people know it; needed where `employer` is a number.
        name: Option<String>,
        /// Where it is. Default: unknown, or outside the region.
        municipality: Option<Code<Municipality>>,
        /// The broad sector that it works in.
        sector: Option<Code<JobTarget>>,
    }
}

#[derive(Default)]
pub(super) struct RegisteringMutations;

#[Object]
impl RegisteringMutations {
    /// Registers an employer in a region, or puts its registration right.
    async fn register_employer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            RegisterEmployerInput,
        >,
    ) -> Result<EmployerPayload> {
        let RegisterEmployerInput { recording, region, employer, name, municipality, sector } =
            input.0;
        let latest = ctx.data::<Commands>()?.catalogues().latest(&region);
        let read = read(ctx, &recording.head(), |reading| {
            if latest.is_none() {
                reading.fault(UserError::region_not_found(&region));
            }
            let registered = EmployerRegistered {
                region: AnyCode::new(region),
                catalogue: latest.map(|latest| latest.version()).unwrap_or_default(),
                employer: employer.read(reading, "employer"),
                name: name.map(|name| name.trim().to_owned()),
                municipality: municipality.read(reading, "municipality"),
                sector: sector.read(reading, "sector"),
            };
            let id = EmployerId::of(&registered.region, &registered.employer);
            (id, Intent::RegisterEmployer(registered))
        });
        record_read(ctx, read).await
    }
}

mutations! {
    EmployerMutations on OnEmployer;

    /// Records that your organisation coached an employer, for no client in particular. What is for a client is
    /// recorded in the trajectory: `coachEmployer`.
    coach_employer_without_client:
    /// An employer is coached, for no client in particular.
    CoachEmployerWithoutClientInput {
        /// The coaching of your organisation that this puts right: `occurredOn` is its day, as it was.
        corrects: Option<Correction>,
        /// About what.
        topic: Code<EmployerTopic>,
        /// How long it took, in minutes (0 to 1440).
        minutes: u32,
    } => {
        let coached = EmployerCoachedWithoutClient { topic, minutes };
        match corrects {
            None => Intent::CoachEmployerWithoutClient(coached),
            Some((target, reason)) => Intent::CorrectEmployerCoaching(EmployerCoachingCorrected {
                target,
                reason,
                replacement: coached,
            }),
        }
    };

    /// Takes back that your organisation coached an employer for no client in particular. The history keeps it.
    void_employer_coaching:
    /// Coaching should never have been recorded.
    VoidEmployerCoachingInput {
        /// The coaching's place among the events of the employer, 1 for the first.
        event: u32,
        /// Why.
        reason: Code<CorrectionReason>,
    } => Intent::VoidEmployerCoaching(EmployerCoachingVoided { target: event, reason });

    /// Says which company an employer is that is registered by an informal name: another one of the register, by its
    /// number. From then on the two are counted as one. Whoever is registered by a number is no other.
    identify_employer:
    /// It turns out which company an employer is.
    IdentifyEmployerInput {
        /// The KBO number of the company. Null: it is none of those with a number after all.
        number: Option<Organisation>,
    } => Intent::IdentifyEmployer(EmployerIdentified { number });
}
