//! What no report counts but as a record.

use chrono::{Days, NaiveDate};

use loopbrug_domain::ids::{KboNumber, PracticeFloorId};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, AccessRefused, AccessRequested,
    SharingWithdrawn,
};
use loopbrug_domain::trajectory::direction::{JobTargetSet, StrengthIdentified};
use loopbrug_domain::trajectory::learning::LanguageLevelReached;
use loopbrug_domain::trajectory::practice::{
    EmployerCoached, PracticeFloorEnded, PracticeFloorStarted,
};
use loopbrug_domain::trajectory::work::EmploymentVerified;
use loopbrug_domain::trajectory::{Intent, State};
use uuid::Uuid;

use super::chance::Tale;
use super::{Dice, organisation};

pub(super) fn tales(dice: &mut Dice, state: &State, on: NaiveDate) -> Vec<Tale> {
    let organisation = organisation(dice.between(1, 4));
    match dice.between(1, 12) {
        12 => {
            // An organisation asks for access, and is refused.
            let request = AccessRequested { purpose: dice.code() };
            let refusal = AccessRefused { organisation, reason: dice.code() };
            let owner = state.opening.as_ref().map(|opening| opening.owner);
            vec![
                (Some(organisation), Intent::RequestAccess(request)),
                (owner, Intent::RefuseAccess(refusal)),
            ]
        }
        which => vec![(None, tale(dice, state, on, organisation, which))],
    }
}

fn tale(
    dice: &mut Dice,
    state: &State,
    on: NaiveDate,
    organisation: KboNumber,
    which: u32,
) -> Intent {
    let practice_floor = PracticeFloorId(Uuid::from_u128(1));
    match which {
        1 => Intent::GrantAccess(AccessGranted { organisation }),
        2 => Intent::ExpireAccess(AccessExpired { organisation }),
        3 => Intent::OverrideAccess(AccessOverridden {
            reason: dice.code(),
            until: start_of_day(on + Days::new(2)),
        }),
        4 => Intent::WithdrawSharing(SharingWithdrawn { reason: None }),
        5 => Intent::IdentifyStrength(StrengthIdentified { strength: dice.any_code() }),
        6 => Intent::SetJobTarget(JobTargetSet { job_target: dice.code() }),
        7 => Intent::RecordLanguageLevelReached(LanguageLevelReached {
            language: dice.code(),
            level: dice.code(),
        }),
        8 => Intent::CoachEmployer(EmployerCoached {
            employer: organisation.into(),
            topic: dice.code(),
            minutes: 30,
        }),
        9 => Intent::StartPracticeFloor(PracticeFloorStarted {
            practice_floor,
            site: organisation.into(),
            hours_per_week: 10,
        }),
        10 => Intent::EndPracticeFloor(PracticeFloorEnded {
            practice_floor,
            hours: 50,
            skills: vec![],
            interests: vec![],
        }),
        _ => match dice.one_of(&state.work.jobs) {
            Some(job) => Intent::VerifyEmployment(EmploymentVerified {
                employment: job.start.employment,
                source: dice.code(),
            }),
            None => Intent::GrantAccess(AccessGranted { organisation }),
        },
    }
}
