//! From the deadline to the jury: admitted, assessed in writing, invited, pitched, judged.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::procedure::{SCORE_MAX, Scores};
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::{Assessment, AssessorAssigned};
use loopbrug_domain::proposal::jury::Deliberation;
use loopbrug_domain::proposal::pitch::{Invitation, Pitch, PitchInvitationWithheld};
use loopbrug_domain::round::Outcome;

use super::cast::{Applicant, Part, assessors, coordinator, jury};
use super::days::at;
use super::script::{Ask, Script};

/// What assessors write.
const ASSESSED: [&str; 4] = [
    "sluit goed aan bij de noden, de begroting is wat krap",
    "duidelijke aanpak, met ervaring in de regio",
    "de doelgroep is scherp omschreven, de samenwerking minder",
    "haalbaar, maar weinig vernieuwend",
];
/// The points between the weakest and the strongest criterion of a proposal.
const SPREAD: u32 = 4;

impl Script<'_> {
    pub(super) fn judge(&mut self) {
        for applicant in self.those(|part| part != Part::TooLate) {
            self.decide_admissibility(applicant);
        }
        for applicant in self.those(|part| part.judged().is_some() || part == Part::NotInvited) {
            self.assign(applicant);
            self.assess(applicant);
        }
        self.withhold_invitations();
        self.pitch();
    }

    fn decide_admissibility(&mut self, applicant: Applicant) {
        let grounds = self.catalogue.entries(CodeKind::AdmissibilityGround);
        let grounds: Vec<_> = grounds.map(|entry| &entry.code).collect();
        let ok = applicant.part != Part::Inadmissible;
        let grounds =
            if ok { [].into() } else { [self.dice.one_of(&grounds).clone().into_list()].into() };
        let now = self.during(self.days.assessment.0, 9, 12);
        let decided = AdmissibilityDecided { ok, grounds };
        self.ask(now, coordinator(), Ask::Of(applicant.id, Intent::DecideAdmissibility(decided)));
    }

    /// All assess all; a conflict shows when the proposal is opened.
    fn assign(&mut self, applicant: Applicant) {
        let day = self.days.assessment.0;
        let mut now = self.during(day, 13, 16);
        for assessor in assessors() {
            let assigned = AssessorAssigned { assessor: assessor.worker, conflict: false };
            self.ask(now, coordinator(), Ask::Of(applicant.id, Intent::AssignAssessor(assigned)));
            now += TimeDelta::seconds(40);
        }
        if applicant.part == Part::Conflicted {
            let [_, _, third] = assessors();
            let declared = AssessorAssigned { assessor: third.worker, conflict: true };
            let now = self.during(day + Days::new(1), 8, 9);
            self.ask(now, third, Ask::Of(applicant.id, Intent::AssignAssessor(declared)));
        }
    }

    fn assess(&mut self, applicant: Applicant) {
        let (from, until) = self.days.assessment;
        let span = u32::try_from((until - from).num_days()).unwrap_or(1);
        let level = applicant.part.judged().unwrap_or(30);
        for (n, assessor) in assessors().into_iter().enumerate() {
            if applicant.part == Part::Conflicted && n == 2 {
                continue;
            }
            let late = applicant.part == Part::AssessedLate && n == 1;
            let after = if late { span + 1 } else { self.dice.between(1, span) };
            // People assess on whatever day of the window they find the time, weekends included.
            let now = self.during(from + Days::new(after.into()), 9, 22);
            let scores = self.scores(level, 3 * SPREAD);
            let motivation = self.dice.one_of(&ASSESSED).to_owned();
            let intent = Intent::RecordWrittenAssessment(Assessment { scores, motivation });
            self.ask(now, assessor, Ask::Of(applicant.id, intent));
        }
    }

    fn withhold_invitations(&mut self) {
        for applicant in self.those(|part| part == Part::NotInvited) {
            let motivation = "te ver van de noden van de doelgroep".to_owned();
            let withheld = PitchInvitationWithheld { motivation };
            let now = at(self.days.invited_on, 9, 30);
            let intent = Intent::WithholdPitchInvitation(withheld);
            self.ask(now, coordinator(), Ask::Of(applicant.id, intent));
        }
    }

    /// Those who are invited pitch in turn, on the days for it, and are judged on the same day.
    fn pitch(&mut self) {
        let mut invited = self.those(|part| part.judged().is_some());
        self.dice.shuffle(&mut invited);
        let mut scores = BTreeMap::new();
        let days = self.days.pitch_days.clone();
        let a_day = invited.len().div_ceil(days.len());
        for (day, invited) in days.into_iter().zip(invited.chunks(a_day)) {
            for (turn, applicant) in (0..).zip(invited) {
                let slot = at(day, 9, 0) + TimeDelta::minutes(40 * turn);
                let intent = Intent::InviteToPitch(Invitation { slot });
                let now = self.during(self.days.invited_on, 10, 16);
                self.ask(now, coordinator(), Ask::Of(applicant.id, intent));
                let held = self.after(slot, 28, 36);
                let intent = Intent::RecordPitch(Pitch {});
                self.ask(held, coordinator(), Ask::Of(applicant.id, intent));

                let level = applicant.part.judged().unwrap_or(0);
                // A tie is a tie: who is to have as many points has the same.
                let scores = scores.entry(level).or_insert_with(|| self.scores(level, SPREAD));
                let (scores, now) = (scores.clone(), at(day, 16, 0));
                let judged = deliberated(applicant.part, scores);
                let now = now + TimeDelta::minutes(9 * turn);
                let intent = Intent::RecordDeliberation(judged);
                self.ask(now, jury(), Ask::Of(applicant.id, intent));
            }
        }
    }

    /// A score for each criterion, from a level on.
    fn scores(&mut self, level: u32, spread: u32) -> Scores {
        let criteria = self.catalogue.round().criteria.iter();
        let codes: Vec<_> = criteria.map(|row| row.entry.code.clone()).collect();
        let scored = codes
            .into_iter()
            .map(|criterion| (criterion, (level + self.dice.between(0, spread)).min(SCORE_MAX)));
        Scores(scored.collect())
    }
}

fn deliberated(part: Part, scores: Scores) -> Deliberation {
    let (advice, motivation) = match part {
        Part::Reserve => (Outcome::Reserve, "sterk, maar de capaciteit is elders al aangeboden"),
        _ if part.becomes_partner() => {
            (Outcome::Approved, "overtuigend, en gedragen door de regio")
        }
        _ => (Outcome::Rejected, "onvoldoende antwoord op de regio-uitdagingen"),
    };
    let dissent = "een minderheid van de jury had de kandidatuur goedgekeurd".to_owned();
    let dissent = (part == Part::Reserve).then_some(dissent);
    let members = [jury().worker].into();
    Deliberation { scores, advice, motivation: motivation.to_owned(), dissent, members }
}
