//! Reads a region's file, and checks that its parts fit each other and the shared lists.

use super::code::Code;
use super::entry::{Attributes, Entry, Label};
use super::entry_row::Codes;
use super::fault::FaultCode;
use super::limits_file::read_limits;
use super::list::{AnyList, List};
use super::lists::Lists;
use super::reading::{Page, Row};
use super::region::{
    Challenge, Finding, LocalInput, Municipality, Passage, Persona, ProblemArea, RegionFile,
    ServiceType,
};
use super::round_file::read_round;

/// The content of the file; none, or an incomplete one, where the page has faults.
pub(super) fn read_region(page: &Page, path: &str, lists: &Lists) -> Option<RegionFile> {
    let document = page.parse()?;
    let file = Row::new(page, document.get_ref(), 0);
    let head = file.row("region");
    let version = head.as_ref().and_then(|head| head.date("version"));
    let arena = head.as_ref().and_then(|head| head.date("arena_analysis_on"));
    let enrichment = head.as_ref().and_then(|head| head.date("enrichment_day_on"));
    let region = head.as_ref().map(Row::entry::<AnyList>);
    head.iter().for_each(Row::done);
    if let (Some(region), Some(version)) = (&region, &version) {
        let place = format!("regions/{}/{}.toml", region.value.code, version.value);
        if !path.ends_with(&place) {
            page.fault(
                version.at,
                FaultCode::MisplacedFile,
                format!("this file belongs in `{place}`"),
            );
        }
    }

    let passages = plain(page, &file.rows("passage"), |entry| Passage { entry });
    let municipalities = read_municipalities(page, &file.rows("municipality"));
    let (personas, challenges) =
        read_challenges(page, &file.rows("persona"), &file.rows("challenge"));
    let problem_areas = read_problem_areas(page, &file.rows("problem_area"), lists);
    let findings = read_findings(page, &file.rows("finding"), &challenges);
    let local_input = read_local_input(page, &file.rows("local_input"), &municipalities);
    let round = file.row("round").map(|row| read_round(&row));
    let limits = file.row("limits").map(|row| read_limits(&row));
    file.done();

    let Entry { code, label, .. } = region?.value;
    let (version, arena_analysis_on) = (version?.value, arena?.value);
    let (enrichment_day_on, round, limits) = (enrichment?.value, round?, limits??);
    #[rustfmt::skip]
    let region = RegionFile {
        code, label, version, arena_analysis_on, enrichment_day_on, passages, municipalities, personas, challenges,
        problem_areas, findings, local_input, round, limits,
    };
    Some(region)
}

fn plain<L, T>(page: &Page, rows: &[Row], make: impl Fn(Entry<L>) -> T) -> Vec<T> {
    let mut codes = Codes::new(page);
    let built = rows.iter().map(|row| {
        let entry = row.entry();
        codes.add(&entry);
        row.done();
        make(entry.value)
    });
    built.collect()
}

fn read_municipalities(page: &Page, rows: &[Row]) -> Vec<Municipality> {
    let mut codes = Codes::new(page);
    let municipalities = rows.iter().map(|row| {
        let entry = row.entry();
        codes.add(&entry);
        let nis = entry.value.code.as_str();
        if !nis.is_empty() && (nis.len() != 5 || !nis.bytes().all(|byte| byte.is_ascii_digit())) {
            page.fault(
                entry.at,
                FaultCode::MalformedNis,
                format!("`{nis}` is not a NIS code: five digits"),
            );
        }
        let rural = row.flag("rural").unwrap_or_default();
        row.done();
        Municipality { entry: entry.value, rural }
    });
    municipalities.collect()
}

fn read_challenges(
    page: &Page,
    persona_rows: &[Row],
    rows: &[Row],
) -> (Vec<Persona>, Vec<Challenge>) {
    let personas = plain(page, persona_rows, |entry| Persona { entry });
    let mut codes = Codes::new(page);
    let mut challenges = Vec::new();
    for (place, row) in (1..).zip(rows) {
        let entry = row.entry();
        codes.add(&entry);
        let order = rank(row, "order", place);
        let paragraphs = paragraphs(&row.rows("paragraph"));
        let named = row.texts("personas");
        row.done();
        for name in &named {
            if !personas.iter().any(|persona| persona.entry.code == *name.value) {
                page.fault(
                    name.at,
                    FaultCode::UnknownPersona,
                    format!("there is no persona `{}`", name.value),
                );
            }
        }
        let personas = named.into_iter().map(|name| Code::new(name.value)).collect();
        challenges.push(Challenge { entry: entry.value, order, paragraphs, personas });
    }
    for (persona, row) in personas.iter().zip(persona_rows) {
        let code = &persona.entry.code;
        if !challenges.iter().any(|challenge| challenge.personas.contains(code)) {
            page.fault(
                row.at,
                FaultCode::PersonaWithoutChallenge,
                format!("no challenge names `{code}`"),
            );
        }
    }
    (personas, challenges)
}

fn rank(row: &Row, key: &'static str, expected: u32) -> u32 {
    if let Some(found) = row.whole(key).filter(|found| found.value != i64::from(expected)) {
        let message = format!("`{key}` is {expected} here, not {}", found.value);
        row.page.fault(found.at, FaultCode::RanksNotContiguous, message);
    }
    expected
}

fn paragraphs(rows: &[Row]) -> Vec<Label> {
    let labels = rows.iter().map(|row| {
        let label = row.label();
        row.done();
        label
    });
    labels.collect()
}

fn read_problem_areas(page: &Page, rows: &[Row], lists: &Lists) -> Vec<ProblemArea> {
    let (mut codes, mut service_codes) = (Codes::new(page), Codes::new(page));
    let mut areas = Vec::new();
    for (place, row) in (1..).zip(rows) {
        let entry = row.entry();
        codes.add(&entry);
        let rank = rank(row, "rank", place);
        let common = mapping(row, lists);
        let service_rows = row.rows("service");
        let services = service_rows.iter().map(|row| {
            let entry = row.entry();
            service_codes.add(&entry);
            let common = mapping(row, lists);
            row.done();
            ServiceType { entry: mapped(entry.value, &common), common }
        });
        let services = services.collect();
        row.done();
        areas.push(ProblemArea { entry: mapped(entry.value, &common), rank, common, services });
    }
    areas
}

fn mapping<L: List>(row: &Row, lists: &Lists) -> Code<L> {
    let Some(common) = row.text("common") else {
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

fn read_findings(page: &Page, rows: &[Row], challenges: &[Challenge]) -> Vec<Finding> {
    let mut codes = Codes::new(page);
    let findings = rows.iter().map(|row| {
        let entry = row.entry();
        codes.add(&entry);
        let named = row.texts("challenges");
        row.done();
        for name in &named {
            if !challenges.iter().any(|challenge| challenge.entry.code == *name.value) {
                page.fault(
                    name.at,
                    FaultCode::UnknownChallenge,
                    format!("there is no challenge `{}`", name.value),
                );
            }
        }
        Finding {
            entry: entry.value,
            challenges: named.into_iter().map(|name| Code::new(name.value)).collect(),
        }
    });
    findings.collect()
}

fn read_local_input(page: &Page, rows: &[Row], municipalities: &[Municipality]) -> Vec<LocalInput> {
    let mut codes = Codes::new(page);
    let inputs = rows.iter().map(|row| {
        let entry = row.entry();
        codes.add(&entry);
        let municipality = row.optional_text("municipality");
        let paragraphs = paragraphs(&row.optional_rows("paragraph"));
        row.done();
        if let Some(name) = &municipality
            && !municipalities.iter().any(|municipality| municipality.entry.code == *name.value)
        {
            let message = format!("there is no municipality `{}`", name.value);
            page.fault(name.at, FaultCode::UnknownMunicipality, message);
        }
        let municipality = municipality.map(|name| Code::new(name.value));
        LocalInput { entry: entry.value, paragraphs, municipality }
    });
    inputs.collect()
}
