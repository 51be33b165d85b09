//! Laws that hold whatever is asked, in whatever order.

use chrono::TimeDelta;
use loopbrug_domain::procedure::Refusal;
use loopbrug_domain::proposal::decision::ProposalFinalised;
use loopbrug_domain::proposal::submission::ProposalWithdrawn;
use loopbrug_domain::proposal::{Intent, PartnershipProposal, ProposalEvent, Stage};
use loopbrug_domain::round::Outcome;
use loopbrug_domain::stream::Stream;
use proptest::prelude::*;

use crate::partnership::{
    PITCH, Partnership, SUBMIT, admit, assess, assign, communicate, invite, judge, offer, rebut,
    scope, utc,
};
use loopbrug_domain::matching::MatchingRefusal;
use loopbrug_domain::procedure::ProcedureRefusal;

fn intents() -> impl Strategy<Value = Intent> {
    prop::sample::select(vec![
        Intent::DraftProposal(scope()),
        offer(1),
        offer(2),
        SUBMIT,
        SUBMIT,
        Intent::WithdrawProposal(ProposalWithdrawn {}),
        admit(true),
        admit(true),
        admit(false),
        assign(2, false),
        assign(3, true),
        assess(70),
        invite("2023-10-11T14:00:00"),
        PITCH,
        judge(70, Outcome::Approved),
        communicate(Outcome::Approved),
        rebut(),
        Intent::FinaliseProposal(ProposalFinalised {}),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_submitted_stays_as_its_hash_says(
        steps in prop::collection::vec((intents(), 0_i64..2, any::<bool>()), 1..40),
    ) {
        let mut partnership = Partnership::launched();
        let mut now = utc("2023-08-11T10:00:00");
        for (intent, days, own) in steps {
            now += TimeDelta::days(days) + TimeDelta::seconds(1);
            let by = if own { 2 } else { 1 };
            let before = partnership.proposals.get(&2).cloned().unwrap_or_default();
            let refused = partnership.ask(now, (2, by), 2, intent).is_err();
            let after = &partnership.proposals[&2];
            if refused {
                prop_assert_eq!(&before, after, "a refusal leaves nothing behind");
            }
            let state = after.state();
            if let (Some(draft), Some(submission)) = (&state.draft, &state.submission) {
                prop_assert_eq!(draft.hash(), submission.content.clone());
                prop_assert!(submission.received_at < utc("2023-09-23T00:00:00"));
            }
            prop_assert!(after.stage() < Some(Stage::Ratified), "nobody asks for a ratification alone");
        }
    }
}

#[test]
fn events_are_read_as_they_were_written() {
    let mut partnership = Partnership::launched();
    let text = serde_json::to_string(&partnership.round).unwrap();
    assert_eq!(
        serde_json::from_str::<loopbrug_domain::round::SelectionRound>(&text).unwrap(),
        partnership.round
    );
    partnership.applies("2023-08-14T09:00:00", 2, Intent::DraftProposal(scope())).unwrap();
    partnership.applies("2023-08-14T09:00:00", 2, offer(1)).unwrap();
    partnership.applies("2023-08-15T09:00:00", 2, SUBMIT).unwrap();
    let text = serde_json::to_string(&partnership.proposals[&2]).unwrap();
    assert_eq!(
        serde_json::from_str::<PartnershipProposal>(&text).unwrap(),
        partnership.proposals[&2]
    );
    let drafted = concat!(
        r#"{"occurred_on":"2023-08-14","organisation":"0000000295","what":{"ProposalDrafted":"#,
        r#"{"organisation":"0000000295","region":"vlaamse-ardennen","round":"2023","#,
        r#""challenges":["RU1"],"services":[],"municipalities":[]}}}"#,
    );
    let event: ProposalEvent = serde_json::from_str(drafted).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), drafted);
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let all = Refusal::codes();
    let codes: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((codes.len(), all.len()), (49, 49));
    assert_eq!(ProcedureRefusal::RoundNotLaunched.code(), "ROUND_NOT_LAUNCHED");
    assert_eq!(MatchingRefusal::NotATie.path(), Some("tieBreaks"));
}
