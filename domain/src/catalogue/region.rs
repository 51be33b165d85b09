//! What a region publishes: the typed content of `reference/regions/<region>/<date>.toml`.

use chrono::NaiveDate;

use super::code::Code;
use super::entry::{Entry, Label};
use super::list;
use super::round::Round;

/// One region version, without the shared lists. [`Catalogue`](super::Catalogue) says what each part is.
#[derive(Clone, Debug)]
pub(super) struct RegionFile {
    /// Also the name of its folder.
    pub(super) code: Code,
    pub(super) label: Label,
    /// The day of publication, which is also the name of the file.
    pub(super) version: NaiveDate,
    pub(super) arena_analysis_on: NaiveDate,
    pub(super) enrichment_day_on: NaiveDate,
    pub(super) passages: Vec<Passage>,
    pub(super) municipalities: Vec<Municipality>,
    pub(super) personas: Vec<Persona>,
    pub(super) challenges: Vec<Challenge>,
    pub(super) problem_areas: Vec<ProblemArea>,
    pub(super) findings: Vec<Finding>,
    pub(super) local_input: Vec<LocalInput>,
    pub(super) round: Round,
    pub(super) limits: Limits,
}

/// A sentence of the addendum that frames the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Code and text.
    pub entry: Entry<list::Passage>,
}

/// A local authority (*lokaal bestuur*). Its code is its NIS code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// NIS code and name.
    pub entry: Entry<list::Municipality>,
    /// Whether ESF+ counts its inhabitants as from a rural area (EECO17): class 3 of DEGURBA.
    pub rural: bool,
}

/// A persona: a name, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// Code and name.
    pub entry: Entry<list::Persona>,
}

/// A challenge of the region (*regio-uitdaging*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Code and title.
    pub entry: Entry<list::Challenge>,
    /// Place among the challenges, from 1.
    pub order: u32,
    /// The full text, one label per paragraph.
    pub paragraphs: Vec<Label>,
    /// The personas that it is based on, in the order of the source.
    pub personas: Vec<Code<list::Persona>>,
}

/// A problem area (*problematiek*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemArea {
    /// Code and text.
    pub entry: Entry<list::ProblemArea>,
    /// Importance, from 1, the most important.
    pub rank: u32,
    /// The common problem area, which also gives a short label.
    pub common: Code<list::CommonProblemArea>,
    /// What the region asks for in this area.
    pub services: Vec<ServiceType>,
}

/// A type of service (*type dienstverlening*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceType {
    /// Code, unique in the region, and text.
    pub entry: Entry<list::ServiceType>,
    /// The common service type, which also gives a short label.
    pub common: Code<list::CommonServiceType>,
}

/// A need or barrier named on the enrichment day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code and text.
    pub entry: Entry<list::Finding>,
    /// The challenges that it was named for.
    pub challenges: Vec<Code<list::Challenge>>,
}

/// Other local input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalInput {
    /// Code and text of the first paragraph.
    pub entry: Entry<list::LocalInput>,
    /// Further paragraphs.
    pub paragraphs: Vec<Label>,
    /// The municipality that it speaks of; none: the whole region.
    pub municipality: Option<Code<list::Municipality>>,
}

/// The numbers that the rules and reports use. All are choices of the region, not of the source. Days are calendar
/// days in Europe/Brussels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Days between `occurred_on` and `recorded_at` after which a recording is flagged late.
    pub late_recording_days: u32,
    /// Days that an active trajectory may be without a bridge figure before an alert.
    pub no_bridge_figure_days: u32,
    /// Days without contact before an alert.
    pub no_contact_days: u32,
    /// Contact attempts that closing as lost contact needs.
    pub lost_contact_attempts: u32,
    /// Different modes of contact that those attempts need.
    pub lost_contact_modes: u32,
    /// Days after closing within which the exit situation is recorded.
    pub exit_window_days: u32,
    /// Months after exit at which a follow-up is due.
    pub follow_up_months: Vec<u32>,
    /// Days that a follow-up may lie before or after its due day.
    pub follow_up_tolerance_days: u32,
    /// Months after an organisation's last action ended at which its grant expires.
    pub grant_expiry_months: u32,
    /// Hours for which access may be taken without a grant.
    pub override_hours: u32,
    /// Days that a referral may stay open before an alert.
    pub referral_open_days: u32,
    /// Days before the end of a legal basis from which on it is to be renewed.
    pub basis_ending_days: u32,
    /// Days within which the region looks at access that was taken without a grant.
    pub override_review_days: u32,
    /// Years that data are kept after a trajectory ended.
    pub retention_years: u32,
    /// Years that it is kept who looked at whose data.
    pub access_record_years: u32,
    /// Days within which a request for erasure is decided.
    pub erasure_answer_days: u32,
    /// Smallest cell shown to those who do not hold the cases.
    pub disclosure_k: u32,
    /// Smallest cell shown to the public.
    pub public_k: u32,
    /// Different questions that a reader of rounded figures may ask on a day.
    pub distinct_questions_a_day: u32,
    /// Seconds within which the same recording, under another command id, may be a repeat.
    pub possible_repeat_seconds: u32,
    /// Days that the first day of a job or a home may lie ahead when it is recorded.
    pub planned_start_days: u32,
    /// Days that an appointment may lie ahead when it is planned.
    pub planned_appointment_days: u32,
    /// Days after which nobody knows whether a job or a home lasts, if nothing was heard of the client.
    pub silence_days: u32,
    /// Months that somebody long unemployed has been so for longer than (EECO03).
    pub long_unemployed_months: u32,
    /// The same, of somebody young.
    pub young_long_unemployed_months: u32,
    /// Years from which on somebody is no longer young in this sense.
    pub young_until_age: u32,
}
