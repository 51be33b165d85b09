//! Reads a region's file, and checks that its parts fit each other and the shared lists.

use std::ops::RangeFrom;

use chrono::NaiveDate;

use super::code::Code;
use super::entry::{Attributes, Entry, Label};
use super::entry_row::Codes;
use super::fault::FaultCode;
use super::limits_file::{degurba, read_limits};
use super::list::{AnyList, CodeKind, List};
use super::lists::Lists;
use super::reading::{Page, Placed, Row};
use super::region::{
    Challenge, Finding, LocalInput, Municipality, Passage, Persona, ProblemArea, RegionFile,
    ServiceType,
};
use super::round_file::read_round;
use super::succession::Successor;
use super::version::Catalogue;

/// Where a region's file has to lie.
#[derive(Clone, Copy)]
pub(super) enum Belongs<'a> {
    /// At the end of this path, as `regions/<region>/<version>.toml`.
    ByPath(&'a str),
    /// Anywhere; it is a file of this region.
    ToRegion(&'a str),
}

/// The content of the file; none, or an incomplete one, where the page has faults. `former` is the version of a region
/// that was published last, and `newest` the last day that a version may have.
pub(super) fn read_region<'t>(
    page: &Page<'t>,
    belongs: Belongs,
    lists: &Lists,
    former: impl FnOnce(&str) -> Option<&'t Catalogue>,
    newest: Option<NaiveDate>,
) -> Option<RegionFile> {
    let document = page.parse()?;
    let file = Row::new(page, document.get_ref(), 0);
    let head = file.row("region").map(|head| {
        let version = head.required::<NaiveDate>("version");
        let (arena, enrichment) =
            (head.required("arena_analysis_on"), head.required("enrichment_day_on"));
        let region = head.entry::<AnyList>();
        head.done();
        (region, version, arena, enrichment)
    });
    if let Some((region, Some(version), ..)) = &head {
        check_place(page, belongs, region, version);
        check_newest(page, version, newest);
        let former = former(region.value.code.as_str());
        page.successor.set(Some(Successor { version: version.value, former }));
    }

    let passages =
        Codes::default().read(&file.rows("passage"), |_, entry| Passage { entry: entry.value });
    let municipalities = read_municipalities(&file.rows("municipality"), lists);
    let (personas, challenges) =
        read_challenges(page, &file.rows("persona"), &file.rows("challenge"));
    let problem_areas = read_problem_areas(&file.rows("problem_area"), lists);
    let findings = read_findings(&file.rows("finding"), &challenges);
    let local_input = read_local_input(&file.rows("local_input"), &municipalities);
    let round = file.row("round").map(|row| read_round(&row));
    let limits = file.row("limits").map(|row| read_limits(&row, lists));
    file.done();

    let (Placed { value: Entry { code, label, .. }, .. }, version, arena, enrichment) = head?;
    let (version, arena_analysis_on) = (version?.value, arena?.value);
    let (enrichment_day_on, round, limits) = (enrichment?.value, round?, limits?);
    #[rustfmt::skip]
    let region = RegionFile {
        code, label, version, arena_analysis_on, enrichment_day_on, passages, municipalities, personas, challenges,
        problem_areas, findings, local_input, round, limits,
    };
    Some(region)
}

fn check_newest(page: &Page, version: &Placed<NaiveDate>, newest: Option<NaiveDate>) {
    if let Some(newest) = newest.filter(|newest| version.value > *newest) {
        let message = format!(
            "a version of {}, after {newest}, is more than a year ahead, and none of a day before it could follow: \
             give the day from which on it is used",
            version.value
        );
        page.fault(version.at, FaultCode::TooFarAhead, message);
    }
}

fn check_place(
    page: &Page,
    belongs: Belongs,
    region: &Placed<Entry<AnyList>>,
    version: &Placed<NaiveDate>,
) {
    let code = &region.value.code;
    match belongs {
        Belongs::ByPath(path) => {
            let place = format!("regions/{code}/{}.toml", version.value);
            if !path.ends_with(&place) {
                let message = format!(
                    "this file belongs in `{place}`; name its region (`--region {code}`) to have it anywhere"
                );
                page.fault(version.at, FaultCode::MisplacedFile, message);
            }
        }
        Belongs::ToRegion(named) if *code != *named => {
            let message = format!("this is a file of `{code}`, and not of `{named}`");
            page.fault(region.at, FaultCode::MisplacedFile, message);
        }
        Belongs::ToRegion(_) => {}
    }
}

fn read_municipalities(rows: &[Row], lists: &Lists) -> Vec<Municipality> {
    Codes::default().read(rows, |row, entry| {
        let nis = entry.value.code.as_str();
        if !nis.is_empty() && (nis.len() != 5 || !nis.bytes().all(|byte| byte.is_ascii_digit())) {
            let message = format!("`{nis}` is not a NIS code: five digits");
            row.page.fault(entry.at, FaultCode::MalformedNis, message);
        }
        let rural = is_rural(row, nis, lists);
        Municipality { entry: entry.value, rural }
    })
}

/// By DEGURBA: the region's own class, or else that of the common list. Files from before there were
/// classes have a flag, which decides about municipalities without one.
fn is_rural(row: &Row, nis: &str, lists: &Lists) -> bool {
    const RURAL: u32 = 3;
    if row.has("degurba") {
        return degurba(row, "degurba") == Some(RURAL);
    }
    match lists.entry(CodeKind::Degurba, nis).map(|entry| &entry.attributes) {
        Some(Attributes::Degurba(class)) => {
            row.optional::<bool>("rural");
            *class == RURAL
        }
        _ => row.value("rural"),
    }
}

fn read_challenges(
    page: &Page,
    persona_rows: &[Row],
    rows: &[Row],
) -> (Vec<Persona>, Vec<Challenge>) {
    let personas: Vec<Persona> =
        Codes::default().read(persona_rows, |_, entry| Persona { entry: entry.value });
    let mut places = 1..;
    let challenges: Vec<Challenge> = Codes::default().read(rows, |row, entry| Challenge {
        entry: entry.value,
        order: rank(row, "order", &mut places),
        paragraphs: paragraphs(&row.rows("paragraph")),
        personas: named(page, row.value("personas"), FaultCode::UnknownPersona, |code| {
            personas.iter().any(|persona| persona.entry.code == *code)
        }),
    });
    for (persona, row) in personas.iter().zip(persona_rows) {
        let code = &persona.entry.code;
        if !challenges.iter().any(|challenge| challenge.personas.contains(code)) {
            let message = format!("no challenge names `{code}`");
            page.fault(row.at, FaultCode::PersonaWithoutChallenge, message);
        }
    }
    (personas, challenges)
}

/// The place of a row among the others, which its field `key` has to name.
fn rank(row: &Row, key: &'static str, places: &mut RangeFrom<u32>) -> u32 {
    let expected = places.next().unwrap_or(u32::MAX);
    if let Some(found) = row.required::<i64>(key).filter(|found| found.value != i64::from(expected))
    {
        let message = format!("`{key}` is {expected} here, not {}", found.value);
        row.page.fault(found.at, FaultCode::RanksNotContiguous, message);
    }
    expected
}

/// Codes of another list of the file: one that is not `known` there is a fault.
fn named<L: List>(
    page: &Page,
    names: Vec<Placed<String>>,
    fault: FaultCode,
    known: impl Fn(&str) -> bool,
) -> Vec<Code<L>> {
    for name in names.iter().filter(|name| !known(&name.value)) {
        page.fault(name.at, fault, format!("there is no {} `{}`", L::KIND, name.value));
    }
    names.into_iter().map(|name| Code::new(name.value)).collect()
}

fn paragraphs(rows: &[Row]) -> Vec<Label> {
    let labels = rows.iter().map(|row| {
        let label = row.label();
        row.done();
        label
    });
    labels.collect()
}

fn read_problem_areas(rows: &[Row], lists: &Lists) -> Vec<ProblemArea> {
    // The codes of services are unique in the region, not only in their area.
    let (mut service_codes, mut places) = (Codes::default(), 1..);
    Codes::default().read(rows, |row, entry| {
        let (rank, common) = (rank(row, "rank", &mut places), mapping(row, lists));
        let services = service_codes.read(&row.rows("service"), |row, entry| {
            let common = mapping(row, lists);
            ServiceType { entry: mapped(entry.value, &common), common }
        });
        ProblemArea { entry: mapped(entry.value, &common), rank, common, services }
    })
}

fn mapping<L: List>(row: &Row, lists: &Lists) -> Code<L> {
    let Some(common) = row.required::<String>("common") else {
        return Code::new("");
    };
    if lists.entry(L::KIND, &common.value).is_none() {
        let message = format!("`{}` is not in the list `{}`", common.value, L::KIND);
        row.page.fault(common.at, FaultCode::UnknownCommonCode, message);
    }
    Code::new(common.value)
}

fn mapped<L, M>(entry: Entry<L>, common: &Code<M>) -> Entry<L> {
    Entry { attributes: Attributes::Mapped { common: Code::new(common.as_str()) }, ..entry }
}

fn read_findings(rows: &[Row], challenges: &[Challenge]) -> Vec<Finding> {
    Codes::default().read(rows, |row, entry| Finding {
        entry: entry.value,
        challenges: named(row.page, row.value("challenges"), FaultCode::UnknownChallenge, |code| {
            challenges.iter().any(|challenge| challenge.entry.code == *code)
        }),
    })
}

fn read_local_input(rows: &[Row], municipalities: &[Municipality]) -> Vec<LocalInput> {
    Codes::default().read(rows, |row, entry| {
        let municipality = row.optional("municipality").into_iter().collect();
        let known = |code: &str| municipalities.iter().any(|known| known.entry.code == *code);
        let fault = FaultCode::UnknownMunicipality;
        LocalInput {
            entry: entry.value,
            paragraphs: paragraphs(&row.optional_rows("paragraph")),
            municipality: named(row.page, municipality, fault, known).pop(),
        }
    })
}
