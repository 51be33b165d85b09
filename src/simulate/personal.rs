//! What is personal about a client: who that is, and what is written down. All of it is invented, and sealed before it is
//! written. It is added to a story that is the same without it.

use chrono::{Datelike, Days, Months, NaiveDate};
use loopbrug_domain::insz::Insz;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::background::{Answer, BackgroundRecorded};
use loopbrug_domain::trajectory::identity::{Identity, IdentityChanged, IdentityRecorded};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::notes::NoteAdded;

use super::{Dice, Step};

const WOMEN: [&str; 14] = [
    "Aline", "Bahar", "Chloë", "Dina", "Esma", "Febe", "Griet", "Hanne", "Imane", "Juna", "Kadia",
    "Lore", "Mirthe", "Nele",
];
const MEN: [&str; 14] = [
    "Arne", "Bilal", "Cas", "Daan", "Emre", "Ferre", "Gust", "Hamid", "Ilyas", "Jef", "Kobe",
    "Lars", "Matteo", "Nabil",
];
const FAMILIES: [&str; 16] = [
    "Appelbloesem",
    "Beukenhof",
    "Dauwdruppel",
    "Egelantier",
    "Ganzeveer",
    "Hagelslag",
    "IJsvogel",
    "Kastanje",
    "Lindeblad",
    "Meizoen",
    "Nachtegaal",
    "Paardenbloem",
    "Regenboog",
    "Sneeuwklok",
    "Tuinwijk",
    "Zandloper",
];
const STREETS: [&str; 8] = [
    "Windroosstraat",
    "Kwartelweg",
    "Spiegelhof",
    "Oude Dreef",
    "Torenvalkstraat",
    "Vlaslaan",
    "Gierzwaluwplein",
    "Hopveld",
];
const WISHES: [&str; 8] = [
    "Ik wil weer op eigen benen staan.",
    "Een plek waar mijn kinderen kunnen blijven.",
    "Werk waar ik met mijn handen bezig ben.",
    "Eindelijk eens rust in mijn hoofd.",
    "Nederlands praten zonder dat ik mij schaam.",
    "Van mijn schulden af geraken.",
    "Ik wil zelf kiezen wat ik doe.",
    "Met de fiets naar mijn werk kunnen.",
];
const NOTES: [&str; 10] = [
    "Kwam opgewekt binnen, vertelde over het weekend.",
    "Brief van de verhuurder samen gelezen; volgende week opnieuw bekijken.",
    "Was moe en stil vandaag. Niet aangedrongen.",
    "Heeft zelf gebeld om een afspraak te maken.",
    "Samen de bus genomen, de halte is nu gekend.",
    "Vraagt om 's ochtends niet te bellen.",
    "Papieren voor de opvang zijn in orde gebracht.",
    "Twijfelt of het werk haalbaar is met de uren van de school.",
    "Stelde de buddy voor aan een vriend die ook hulp zoekt.",
    "Wil eerst met de huisarts praten.",
];

/// The story with what is personal in it.
pub(super) fn with_personal(steps: Vec<Step>, mut dice: Dice) -> Vec<Step> {
    let mut told = Vec::with_capacity(steps.len() + 8);
    let mut identified = false;
    for mut step in steps {
        let (organisation, occurred_on) = (step.organisation, step.occurred_on);
        let and = |intent| Step { organisation, occurred_on, intent };
        let mut after = None;
        match &mut step.intent {
            Intent::CompleteIntake(intake) => {
                if dice.percent(92) {
                    identified = true;
                    let identity = identity(intake, occurred_on, &mut dice);
                    told.push(and(Intent::RecordIdentity(IdentityRecorded { identity })));
                }
                if dice.percent(45) {
                    told.push(and(Intent::RecordBackground(background(&mut dice))));
                }
            }
            Intent::SetGoal(goal) if dice.percent(70) => {
                goal.own_words = Some(typed(dice.one_of(&WISHES)));
            }
            Intent::ChangeResidence(_) if identified && dice.percent(60) => {
                let identity =
                    Identity { address: Some(address(&mut dice)), ..Identity::default() };
                let removed = [].into();
                after = Some(Intent::ChangeIdentity(IdentityChanged { identity, removed }));
            }
            intent if dice.percent(chance_of_a_note(intent)) => {
                let note = typed(dice.one_of(&NOTES));
                after = Some(Intent::AddNote(NoteAdded { note }));
            }
            _ => {}
        }
        told.push(step);
        told.extend(after.map(and));
    }
    told
}

/// How often, in percent, somebody writes something down beside it.
fn chance_of_a_note(intent: &Intent) -> u32 {
    match intent {
        Intent::RecordContactAttempt(attempt) if attempt.outcome == "reached" => 20,
        Intent::RecordSession(session) if session.attended => 12,
        Intent::RecordAppointmentKept(_) | Intent::RecordRelapse(_) => 25,
        Intent::AssignBridgeFigure(_) | Intent::StartEmployment(_) | Intent::CloseTrajectory(_) => {
            30
        }
        Intent::RecordFollowUp(_) => 35,
        _ => 0,
    }
}

fn typed(text: &str) -> SealedText {
    SealedText::typed(text.to_owned())
}

/// Who the client is, as far as it is told at the intake.
fn identity(intake: &IntakeCompleted, on: NaiveDate, dice: &mut Dice) -> Identity {
    let names = match &intake.gender {
        Some(gender) if *gender == "woman" => &WOMEN,
        Some(gender) if *gender == "man" => &MEN,
        _ => [&WOMEN, &MEN][dice.between(0, 1) as usize],
    };
    let born = intake
        .age
        .map(|age| on - Months::new(12 * age) - Days::new(u64::from(dice.between(0, 364))));
    let (given, family) = (dice.one_of(names), dice.one_of(&FAMILIES));
    let number = born.filter(|_| dice.percent(60)).and_then(insz);
    let phone = format!(
        "0400 {:02} {:02} {:02}",
        dice.between(0, 99),
        dice.between(0, 99),
        dice.between(0, 99)
    );
    let mail = format!("{given}.{family}@post.example").to_lowercase().replace('ë', "e");
    Identity {
        given_name: Some(typed(given)),
        family_name: Some(typed(family)),
        insz: number.map(|number| typed(number.digits())),
        birth_date: born.filter(|_| dice.percent(96)).map(|born| typed(&born.to_string())),
        phone: dice.percent(75).then(|| typed(&phone)),
        email: dice.percent(35).then(|| typed(&mail)),
        address: dice.percent(50).then(|| address(dice)),
    }
}

fn address(dice: &mut Dice) -> SealedText {
    typed(&format!("{} {}", dice.one_of(&STREETS), dice.between(1, 120)))
}

/// A number of somebody born on this day that nobody has, as far as anybody knows: the last serial number of the day.
fn insz(born: NaiveDate) -> Option<Insz> {
    let century = if born.year() < 2000 { 1900 } else { 2000 };
    Insz::invented(&born.format("%y%m%d998").to_string(), century).ok()
}

fn background(dice: &mut Dice) -> BackgroundRecorded {
    let mut answer = |yes: u32| {
        let rolled = dice.between(1, 100);
        let answer = match rolled {
            ..=15 => Answer::Unknown,
            _ if rolled <= 15 + yes => Answer::Yes,
            _ => Answer::No,
        };
        answer.typed()
    };
    BackgroundRecorded { detention: answer(10), youth_care: answer(18) }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::catalogue::Catalogues;

    use super::super::client::story;
    use super::*;

    fn text(text: Option<&SealedText>) -> Option<&str> {
        text.and_then(SealedText::as_typed)
    }

    #[test]
    fn most_clients_tell_who_they_are_many_a_wish_and_the_birth_date_fits_the_age() {
        let catalogues = Catalogues::embedded();
        let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
        let day: NaiveDate = "2024-03-01".parse().unwrap();
        let (mut entered, mut known, mut born, mut numbers) = (0, 0, 0, 0);
        let (mut wishes, mut notes, mut pasts) = (0, 0, 0);
        for n in 0..400 {
            let steps = story(catalogue, (day, day), Dice::for_client(7, n));
            let with = with_personal(steps, Dice::for_client(8, n));
            let mut told = None;
            for step in &with {
                match &step.intent {
                    Intent::RecordIdentity(one) => told = Some(&one.identity),
                    Intent::RecordBackground(_) => pasts += 1,
                    Intent::AddNote(_) => notes += 1,
                    Intent::SetGoal(goal) => wishes += u32::from(goal.own_words.is_some()),
                    Intent::CompleteIntake(intake) => {
                        entered += 1;
                        known += u32::from(told.is_some());
                        let Some(told) = told else { continue };
                        numbers += u32::from(told.insz.is_some());
                        let Some(day) = text(told.birth_date.as_ref()) else { continue };
                        born += 1;
                        let day: NaiveDate = day.parse().unwrap();
                        assert_eq!(step.occurred_on.years_since(day), intake.age);
                        let insz =
                            text(told.insz.as_ref()).map(|insz| insz.parse::<Insz>().unwrap());
                        assert!(insz.is_none_or(|insz| insz.birth_date() == Some(day)));
                    }
                    _ => {}
                }
            }
        }
        assert!(entered > 300 && known * 100 > entered * 85 && born * 100 > known * 85);
        assert!((known * 45..known * 70).contains(&(numbers * 100)), "{numbers} of {known}");
        assert!(wishes > entered / 3 && notes > entered && pasts * 100 > entered * 35);
    }
}
