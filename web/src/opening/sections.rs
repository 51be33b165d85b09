//! What an intake comes to, section by section. What is left empty is not recorded: it is not known.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    Challenge, DigitalAccess, Ethos, Gender, GoalDomain, Household, IncomeSource, Isced,
    LabourStatus, LegalBasis, NationalityGroup, Persona, ProblemArea, Purpose, Strength,
};
use loopbrug_domain::catalogue::{Catalogue, List};
use loopbrug_domain::ids::{KboNumber, WorkerId};

use crate::form::{Choice, Field, coded, organisations};
use crate::lang::Lang;
use crate::record::{OfferedWorker, organisation_among, severities, worker_choices, yes_or_no};

/// What is asked, for whom and by whom.
pub(crate) struct Sections<'a> {
    pub(crate) lang: Lang,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) today: NaiveDate,
    /// The organisation that owns the trajectory: nothing has to be shared with it.
    pub(crate) owner: KboNumber,
    pub(crate) you: WorkerId,
    pub(crate) organisations: &'a [(KboNumber, String)],
    pub(crate) workers: &'a [OfferedWorker],
    /// Who the client is was recorded before.
    pub(crate) has_identity: bool,
    /// The birth date, where it was.
    pub(crate) born: Option<NaiveDate>,
}

impl Sections<'_> {
    fn say(&self, message: &str) -> String {
        self.lang.say(message).into_owned()
    }

    fn coded<L: List>(&self) -> Vec<Choice> {
        coded::<L>(self.lang, self.catalogue, self.today)
    }

    fn select<L: List>(&self, name: &str, message: &str) -> Field {
        Field::select(name, self.say(message), self.coded::<L>()).optional()
    }

    fn yes_or_no(&self, name: &str, message: &str) -> Field {
        yes_or_no(self.lang, name, self.say(message))
    }

    /// All of it, each behind a disclosure.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut sections = vec![];
        if !self.has_identity {
            sections.push(("open-part-who", [self.who(), self.contact()].concat()));
        }
        sections.extend([
            ("open-part-past", self.past()),
            ("open-part-basis", self.basis()),
            ("open-part-intake", self.intake()),
            ("open-part-profile", self.profile()),
            ("open-part-barriers", self.barriers()),
            ("open-part-strengths", self.strengths()),
            ("open-part-goal", self.goal()),
            ("open-part-bridge", self.bridge()),
        ]);
        let sections = sections.into_iter();
        sections.map(|(message, fields)| Field::more(self.say(message), fields)).collect()
    }

    /// By what a client is known.
    pub(crate) fn who(&self) -> Vec<Field> {
        vec![
            Field::line("identity.insz", self.say("open-insz"))
                .helped(self.say("open-check-help"))
                .optional(),
            Field::line("identity.givenName", self.say("open-given-name")).optional(),
            Field::line("identity.familyName", self.say("open-family-name")).optional(),
            Field::date("identity.birthDate", self.say("open-birth-date")).optional(),
        ]
    }

    pub(super) fn contact(&self) -> Vec<Field> {
        vec![
            Field::line("identity.phone", self.say("open-phone")).optional(),
            Field::line("identity.email", self.say("open-email")).optional(),
            Field::text("identity.address", self.say("open-address")).optional(),
        ]
    }

    pub(super) fn past(&self) -> Vec<Field> {
        let help = self.say("open-past-help");
        vec![
            self.yes_or_no("background.detention", "open-past-detention").helped(help),
            self.yes_or_no("background.youthCare", "open-past-youth-care"),
        ]
    }

    fn basis(&self) -> Vec<Field> {
        let others = self.organisations.iter().filter(|(number, _)| *number != self.owner);
        let (bases, purposes) = (self.coded::<LegalBasis>(), self.coded::<Purpose>());
        vec![
            Field::any_of("legalBasis.bases", self.say("file-bases"), bases).optional(),
            Field::any_of("legalBasis.purposes", self.say("file-purposes"), purposes).optional(),
            Field::any_of(
                "legalBasis.organisations",
                self.say("file-shared-with"),
                organisations(others),
            )
            .helped(self.say("file-shared-with-help"))
            .optional(),
            Field::date("legalBasis.until", self.say("file-basis-until"))
                .helped(self.say("file-basis-until-help"))
                .optional(),
        ]
    }

    fn intake(&self) -> Vec<Field> {
        let done = Field::tick("intake", self.say("open-intake-done"));
        [done].into_iter().chain(self.entry()).collect()
    }

    /// The entry data of the ESF+ indicators.
    pub(super) fn entry(&self) -> Vec<Field> {
        let incomes = self.coded::<IncomeSource>();
        vec![
            Field::date("intake.entryOn", self.say("open-entry-on"))
                .helped(self.say("open-entry-on-help"))
                .optional(),
            self.select::<LabourStatus>("intake.labourStatus", "open-labour"),
            Field::date("intake.unemployedSince", self.say("open-unemployed-since")).optional(),
            self.yes_or_no("intake.fullTimeWorker", "open-full-time"),
            self.select::<Gender>("intake.gender", "open-gender"),
            Field::number("intake.age", self.say("open-age"), (0, 120))
                .helped(self.say("open-age-help"))
                .optional(),
            self.select::<Isced>("intake.isced", "open-isced"),
            self.select::<NationalityGroup>("intake.nationalityGroup", "open-nationality"),
            self.yes_or_no("intake.foreignBackground", "open-foreign"),
            self.select::<Ethos>("intake.housing", "open-housing"),
            self.select::<Household>("intake.household", "open-household"),
            Field::any_of("intake.incomeSources", self.say("open-income"), incomes).optional(),
            Field::tick("intake.noIncome", self.say("open-income-none")),
            self.select::<DigitalAccess>("intake.digitalAccess", "open-digital"),
            self.yes_or_no("intake.disability", "open-disability"),
            self.yes_or_no("intake.minority", "open-minority"),
        ]
    }

    fn profile(&self) -> Vec<Field> {
        let (personas, challenges) = (self.coded::<Persona>(), self.coded::<Challenge>());
        vec![
            Field::any_of("personas.persona", self.say("open-personas"), personas)
                .helped(self.say("open-personas-help"))
                .optional(),
            Field::any_of("challenges.challenge", self.say("open-challenges"), challenges)
                .optional(),
        ]
    }

    /// Each problem area, with how severe it is.
    fn barriers(&self) -> Vec<Field> {
        let severities = severities(self.lang);
        let areas = self.coded::<ProblemArea>().into_iter();
        let fields = areas.flat_map(|Choice { value: area, label, .. }| {
            let suspected = format!("{label}: {}", self.say("open-suspected"));
            let severity = format!("barriers.{area}.severity");
            let label = format!("{label}: {}", self.say("open-severity"));
            [
                Field::select(severity, label, severities.clone()).optional(),
                Field::tick(format!("barriers.{area}.suspected"), suspected),
            ]
        });
        fields.collect()
    }

    fn strengths(&self) -> Vec<Field> {
        let strengths = self.coded::<Strength>();
        vec![Field::any_of("strengths.strength", self.say("open-strengths"), strengths).optional()]
    }

    fn goal(&self) -> Vec<Field> {
        vec![
            self.select::<GoalDomain>("goal.domain", "open-goal-domain"),
            Field::text("goal.ownWords", self.say("open-goal-words"))
                .helped(self.say("file-sealed-text"))
                .optional(),
        ]
    }

    fn bridge(&self) -> Vec<Field> {
        let workers = worker_choices(self.lang, (self.you, self.workers), |one| {
            organisation_among(self.organisations, one.organisation)
        });
        let name = self.say("the-client");
        let warm = self.lang.with("file-warm-handover", [("name", name.into())]);
        vec![
            Field::select("bridgeFigure.worker", self.say("file-worker"), workers).optional(),
            Field::tick("bridgeFigure.warmHandover", warm),
        ]
    }
}
