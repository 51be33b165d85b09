//! Every report a second time: loops over the events, as docs/reports.md says what each figure is.
//!
//! Nothing here is shared with the product beyond events and catalogue: neither its fold nor its
//! facts. It is as slow as it has to be to be read against the page.

mod caseload;
mod change;
mod client;
mod course;
mod esf;
mod findings;
mod funnel;
mod guidance;
mod homelessness;
mod lasting;
mod needs;
mod outcomes;
mod profile;
mod quality;
mod reach;
mod referrals;
mod rows;
mod services;
mod sheet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId};
use loopbrug_domain::trajectory::TrajectoryEvent;

use client::{Client, Fit, clients};
pub(crate) use guidance::{Coached, Identified};
pub(crate) use needs::Offer;
pub(crate) use sheet::{Figures, Sheet};

/// An event of the region's log.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the log calls it so")]
pub(crate) struct Recorded {
    pub(crate) position: Position,
    pub(crate) trajectory: TrajectoryId,
    /// Its place in the trajectory's stream, 1 for the first.
    pub(crate) sequence: u32,
    /// The day in Brussels.
    pub(crate) recorded_on: NaiveDate,
    pub(crate) event: TrajectoryEvent,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) challenge: Option<Code<Challenge>>,
    pub(crate) persona: Option<Code<Persona>>,
    pub(crate) municipality: Option<Code<Municipality>>,
    pub(crate) organisation: Option<KboNumber>,
    pub(crate) gender: Option<Code<Gender>>,
    /// `under18`, `from18_to29`, `from30_to54` or `from55`.
    pub(crate) age_group: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) as_of: Position,
    /// The day of *as of*: what is dated after it has not come about yet.
    pub(crate) known_on: NaiveDate,
    pub(crate) filter: Filter,
}

impl Question {
    /// The last day of the period, or the day of *as of* where that comes first.
    pub(crate) fn end(&self) -> NaiveDate {
        self.to.min(self.known_on)
    }

    pub(crate) fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.end()
    }
}

/// What there is to count.
pub(crate) struct World<'a> {
    /// In order of position.
    pub(crate) log: &'a [Recorded],
    pub(crate) catalogues: &'a Catalogues,
    /// The one that gives the rows.
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) beside: &'a Beside,
}

/// What there is beside clients.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// Those of approved proposals, in any round.
    pub(crate) offers: Vec<Offer>,
    /// Each time that an employer was coached for no client.
    pub(crate) coached: Vec<Coached>,
    /// Employers that turned out to be others, each once at a time.
    pub(crate) identified: Vec<Identified>,
}

/// One of the reports.
pub(crate) struct Report {
    /// Its code.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) columns: fn(&Catalogue) -> Vec<String>,
    count: fn(&Asked, &mut Sheet),
}

/// Who is counted, and what was asked.
struct Asked<'a> {
    world: &'a World<'a>,
    question: &'a Question,
    clients: &'a [&'a Client<'a>],
    /// The same, and those who are merged: of records only.
    recorded: &'a [&'a Client<'a>],
    /// Whoever is asked about.
    everybody: &'a [&'a Client<'a>],
}

pub(crate) const REPORTS: [Report; 14] = [
    outcomes::REPORT,
    esf::REPORT,
    funnel::REPORT,
    lasting::REPORT,
    needs::REPORT,
    referrals::REPORT,
    caseload::REPORT,
    reach::REPORT,
    guidance::REPORT,
    change::REPORT,
    findings::REPORT,
    homelessness::REPORT,
    profile::REPORT,
    quality::REPORT,
];

impl Report {
    /// The figures of this report.
    pub(crate) fn ask(&self, world: &World, question: &Question) -> Figures {
        let all = clients(world, question.as_of);
        let of = |asked_fit| {
            let fits = |client: &&Client| client.fit(question) == asked_fit;
            all.iter().filter(fits).collect::<Vec<_>>()
        };
        let everybody = unmerged(&all.iter().collect::<Vec<_>>());

        let mut sheet = Sheet::default();
        let recorded = &of(Fit::In);
        let clients = &unmerged(recorded);
        let asked = Asked { world, question, clients, recorded, everybody: &everybody };
        (self.count)(&asked, &mut sheet);

        // Alone in a world without anything beside, whatever is not zero is what this client adds.
        let alone = World { beside: &Beside::default(), ..*world };
        let mut unknown = 0;
        for client in of(Fit::Unknown) {
            let mut sheet = Sheet::default();
            let recorded = &[client];
            let clients = &unmerged(recorded);
            let asked = Asked { world: &alone, question, clients, recorded, everybody: clients };
            (self.count)(&asked, &mut sheet);
            if sheet.holds_anything() {
                unknown += 1;
            }
        }
        Figures { cells: sheet.into_cells(), unknown }
    }
}

fn unmerged<'c, 'a>(clients: &[&'c Client<'a>]) -> Vec<&'c Client<'a>> {
    clients.iter().copied().filter(|client| !client.is_merged).collect()
}

/// The report of this code.
pub(crate) fn report(name: &str) -> &'static Report {
    REPORTS.iter().find(|report| report.name == name).unwrap()
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
