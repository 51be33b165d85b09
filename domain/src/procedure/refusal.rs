//! Why something of the procedure is not recorded. The rules are in the files of their themes.

use super::{ProcedureRefusal, ScoreRefusal};
use crate::matching::MatchingRefusal;
use crate::occasion::OccasionRefusal;
use crate::proposal::{
    StageRefusal, admissibility, assessment, decision, drafting, offers, rebuttal, submission,
};
use crate::refusal::gathered;
use crate::round::{amendment, launch, ratification};

gathered! {
    /// A rule of the round or of a proposal that a command would break. Nothing is recorded.
    Refusal {
        Occasion(OccasionRefusal),
        Procedure(ProcedureRefusal),
        Score(ScoreRefusal),
        Launch(launch::LaunchRefusal),
        Amendment(amendment::AmendmentRefusal),
        Ratification(ratification::RatificationRefusal),
        Matching(MatchingRefusal),
        Stage(StageRefusal),
        Draft(drafting::DraftRefusal),
        Submission(submission::SubmissionRefusal),
        Offer(offers::OfferRefusal),
        Admissibility(admissibility::AdmissibilityRefusal),
        Assessment(assessment::AssessmentRefusal),
        Decision(decision::DecisionRefusal),
        Rebuttal(rebuttal::RebuttalRefusal),
    }
}
