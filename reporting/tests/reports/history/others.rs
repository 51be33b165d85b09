//! Steps and effort, and what no report counts but as a record.

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

pub(super) fn tale(dice: &mut Dice, state: &State, on: NaiveDate) -> Tale {
    if dice.percent(10) {
        return access(dice, state);
    }
    let organisation = organisation(dice.between(1, 4));
    let intent = match dice.between(1, 12) {
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
            minutes: dice.between(0, 90),
        }),
        9 | 10 => practice_floor(dice, state, organisation),
        _ => match dice.one_of(&state.work.jobs) {
            Some(job) => Intent::VerifyEmployment(EmploymentVerified {
                employment: job.start.employment,
                source: dice.code(),
            }),
            None => Intent::GrantAccess(AccessGranted { organisation }),
        },
    };
    (None, intent)
}

/// One that runs ends most of the time.
fn practice_floor(dice: &mut Dice, state: &State, site: KboNumber) -> Intent {
    let floors = &state.practice.floors;
    match floors.iter().find(|floor| floor.end.is_none()).filter(|_| dice.percent(60)) {
        Some(floor) => Intent::EndPracticeFloor(PracticeFloorEnded {
            practice_floor: floor.start.practice_floor,
            hours: 50,
            skills: dice.few_codes(),
            interests: dice.few_codes(),
        }),
        None => Intent::StartPracticeFloor(PracticeFloorStarted {
            practice_floor: PracticeFloorId(Uuid::from_u128(floors.len() as u128 + 1)),
            site: site.into(),
            hours_per_week: 10,
        }),
    }
}

/// Who has no access asks for it, and the owner refuses.
fn access(dice: &mut Dice, state: &State) -> Tale {
    let asks = organisation(5);
    if state.consent.requests.contains_key(&asks) {
        let refused = AccessRefused { organisation: asks, reason: dice.code() };
        (None, Intent::RefuseAccess(refused))
    } else {
        (Some(asks), Intent::RequestAccess(AccessRequested { purpose: dice.code() }))
    }
}
