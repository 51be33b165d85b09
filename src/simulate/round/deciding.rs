//! From the report to the end: ratified, communicated, rebutted, final.

use chrono::{Days, TimeDelta};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::decision::{Decision, ProposalFinalised};
use loopbrug_domain::proposal::rebuttal::{Rebuttal, RebuttalAnswered};
use loopbrug_domain::round::{Outcome, TieBreak};

use super::cast::{Applicant, Part, coordinator, jury};
use super::days::{at, working};
use super::script::{Ask, Script};

impl Script<'_> {
    pub(super) fn decide(&mut self) {
        self.report();
        for (turn, applicant) in (0..).zip(self.those(|part| part != Part::TooLate)) {
            self.communicate(applicant, turn);
            let now = at(self.days.finalised_on, 14, 0) + TimeDelta::minutes(turn);
            let intent = Intent::FinaliseProposal(ProposalFinalised {});
            self.ask(now, coordinator(), Ask::Of(applicant.id, intent));
        }
        for applicant in self.those(|part| matches!(part, Part::Reserve | Part::RebutsLate)) {
            self.rebut(applicant);
        }
    }

    /// Both ties are broken, also the one that changes nothing: a report with a tie is not ratified.
    fn report(&mut self) {
        let ties = [[Part::TieWon, Part::TieLost], [Part::AssessedLate, Part::RebutsLate]];
        let tie_breaks = ties.map(|tied| TieBreak {
            order: tied
                .iter()
                .flat_map(|part| self.those(|one| one == *part))
                .map(|a| a.id)
                .collect(),
            reason: Code::new("jury_vote"),
            decided_by: jury().worker,
        });
        let last = self.days.pitch_days.iter().max().copied().unwrap_or(self.days.ratified_on);
        self.ask(at(last, 18, 10), coordinator(), Ask::DrawUp(tie_breaks.to_vec()));
        self.ask(at(self.days.ratified_on, 20, 0), coordinator(), Ask::Ratify);
    }

    fn communicate(&mut self, applicant: Applicant, turn: i64) {
        let outcome = match applicant.part {
            Part::Reserve => Outcome::Reserve,
            part if part.becomes_partner() => Outcome::Approved,
            _ => Outcome::Rejected,
        };
        let channel = if outcome == Outcome::Rejected { "registered_letter" } else { "email" };
        let decision = Decision {
            outcome,
            motivation: "zoals bekrachtigd in het matchingsverslag".to_owned(),
            channel: Code::new(channel),
        };
        let now = at(self.days.end_date, 9, 0) + TimeDelta::minutes(4 * turn);
        let intent = Intent::CommunicateDecision(decision);
        self.ask(now, coordinator(), Ask::Of(applicant.id, intent));
    }

    /// One rebuttal is in time and is answered. The other is not, and is only kept.
    fn rebut(&mut self, applicant: Applicant) {
        let late = applicant.part == Part::RebutsLate;
        let now = if late {
            self.days.rebuttal_closes + TimeDelta::seconds(self.dice.between(60, 40 * 60).into())
        } else {
            self.during(working(self.days.end_date + Days::new(7)), 9, 17)
        };
        let text = "de jury heeft onze ervaring in de regio niet meegewogen".to_owned();
        let intent = Intent::ReceiveRebuttal(Rebuttal { text });
        self.ask(now, applicant.actor(), Ask::Of(applicant.id, intent));
        if !late {
            let answer = RebuttalAnswered {
                outcome: Outcome::Approved,
                motivation: "de capaciteit blijkt nodig: van reserve naar goedgekeurd".to_owned(),
            };
            let now = self.during(working(self.days.end_date + Days::new(9)), 9, 17);
            let intent = Intent::AnswerRebuttal(answer);
            self.ask(now, coordinator(), Ask::Of(applicant.id, intent));
        }
    }
}
