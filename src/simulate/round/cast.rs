//! Who takes part: organisations by the part that they play, and those who keep the procedure.

use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{KboNumber, ProposalId};
use strum::VariantArray;

use super::super::{Dice, client, worker};

/// What is to become of an organisation's proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub(super) enum Part {
    /// Approved, the first of all.
    Best,
    /// Approved; has as many points as the next, and is put before it.
    TieWon,
    /// Approved, after the one before.
    TieLost,
    /// Approved; was taken back and handed in again.
    Resubmitted,
    /// Approved; one of its assessors has a conflict of interest.
    Conflicted,
    /// In reserve, and approved after its rebuttal.
    Reserve,
    /// Rejected, with as many points as the next; one of its assessors is slow.
    AssessedLate,
    /// Rejected, at the same rank; its rebuttal comes too late.
    RebutsLate,
    /// Rejected, the last of all.
    Last,
    /// Not invited to pitch.
    NotInvited,
    /// Not admitted.
    Inadmissible,
    /// Comes too late with its proposal.
    TooLate,
}

impl Part {
    /// What the jury makes of it, give or take. Equal scores are a tie.
    pub(super) fn judged(self) -> Option<u32> {
        match self {
            Self::Best => Some(84),
            Self::TieWon | Self::TieLost => Some(78),
            Self::Resubmitted => Some(72),
            Self::Conflicted => Some(66),
            Self::Reserve => Some(58),
            Self::AssessedLate | Self::RebutsLate => Some(48),
            Self::Last => Some(38),
            Self::NotInvited | Self::Inadmissible | Self::TooLate => None,
        }
    }

    /// Becomes a partner, at once or after its rebuttal.
    pub(super) fn becomes_partner(self) -> bool {
        self.judged().is_some_and(|score| score >= 58)
    }
}

/// An organisation with its part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applicant {
    pub(super) part: Part,
    pub(super) organisation: KboNumber,
    pub(super) id: ProposalId,
}

impl Applicant {
    pub(super) fn actor(&self) -> Actor {
        actor(self.organisation, "applicant", Role::Applicant)
    }
}

/// Deals the parts. Partners are among those who guide the clients later; the parts that lead
/// nowhere go round among the others too.
pub(super) fn cast(catalogue: &Catalogue, dice: &mut Dice) -> Vec<Applicant> {
    let (partners, others): (Vec<_>, Vec<_>) =
        Part::VARIANTS.iter().copied().partition(|part| part.becomes_partner());
    let mut numbers: Vec<u32> = (1..=client::ORGANISATIONS).collect();
    dice.shuffle(&mut numbers);
    let mut left = numbers.split_off(partners.len());
    let all = u32::try_from(Part::VARIANTS.len()).unwrap_or(u32::MAX);
    left.extend(client::ORGANISATIONS + 1..=all);
    dice.shuffle(&mut left);
    let dealt = partners.into_iter().zip(numbers).chain(others.into_iter().zip(left));
    let (region, round) = (catalogue.region(), &catalogue.round().code);
    let dealt = dealt.map(|(part, stem)| {
        let organisation = KboNumber::of_stem(stem);
        Applicant { part, organisation, id: ProposalId::of(region, round, organisation) }
    });
    dealt.collect()
}

/// Keeps the procedure for the local authorities. Applies for nothing, as those who assess.
pub(super) fn coordinator() -> Actor {
    actor(KboNumber::of_stem(13), "coordinator", Role::Coordinator)
}

/// Speaks for the jury.
pub(super) fn jury() -> Actor {
    actor(KboNumber::of_stem(13), "jury", Role::Jury)
}

/// Those who assess in writing, each of an organisation of their own.
pub(super) fn assessors() -> [Actor; 3] {
    [13, 14, 15].map(|stem| actor(KboNumber::of_stem(stem), "assessor", Role::Assessor))
}

fn actor(organisation: KboNumber, who: &str, role: Role) -> Actor {
    Actor { worker: worker(organisation, who), organisation, roles: vec![role].into() }
}
