//! The least of a history that still shows what is wrong.

use crate::history::{Asked, Region};

/// Leaves out whatever can be missed, in ever smaller pieces, as long as `is_wrong`.
pub(crate) fn least(asked: &[Asked], is_wrong: impl Fn(&Region) -> bool) -> Region {
    let mut left = asked.to_vec();
    let mut size = left.len().div_ceil(2);
    loop {
        let before = left.len();
        let mut place = 0;
        while place < left.len() {
            let mut fewer = left.clone();
            fewer.drain(place..left.len().min(place + size));
            let region = Region::of(fewer);
            if is_wrong(&region) {
                // What was refused without the rest is not missed either.
                left = region.asked;
            } else {
                place += size;
            }
        }
        if size == 1 && left.len() == before {
            return Region::of(left);
        }
        size = size.div_ceil(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Dice;
    use loopbrug_domain::trajectory::Payload;

    #[test]
    fn of_a_job_that_ended_what_it_rests_on_is_left_and_nothing_else() {
        let ended = |region: &Region| {
            let ended = |what: &Payload| matches!(what, Payload::EmploymentEnded(_));
            region.log.iter().any(|recorded| ended(&recorded.event.what))
        };
        // What is left out may change to which day or number the next thing applies, so that it cannot be left out as
        // well. Of several histories one has nothing of that kind.
        let regions = (0..100).map(|seed| Region::random(&mut Dice::of(seed))).filter(ended);
        let least = regions.take(4).map(|region| least(&region.asked, ended).log);
        let left = least.min_by_key(Vec::len).unwrap();
        let kinds: Vec<_> =
            left.iter().map(|recorded| recorded.event.what.event_type().name).collect();
        assert_eq!(
            kinds,
            [
                "TrajectoryOpened",
                "LegalBasisRecorded",
                "IntakeCompleted",
                "EmploymentStarted",
                "EmploymentEnded",
            ]
        );
    }
}
