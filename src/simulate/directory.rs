//! The directory of a simulated region: the organisations and workers of its stories, with invented names.

use std::fmt::Display;

use chrono::NaiveDate;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::list::ServiceType;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::directory::{Change, Contact, OrganisationGiven, WorkerGiven};
use loopbrug_domain::ids::{CommandId, KboNumber, WorkerId};
use loopbrug_infra::directory::{Directory, DirectoryRequest};
use uuid::Uuid;

use super::client::{ORGANISATIONS, WORKERS};

/// The organisations by number, each with what it does in the partnership. None of them exists.
const NAMES: [(&str, &str); 15] = [
    ("Huis De Overzet", "guide"),
    ("Werkplaats Kompas", "work_partner"),
    ("Buurthuis De Linde", "referrer"),
    ("Wooncoöperatie Drempelvrij", "housing_partner"),
    ("Budgetpunt Heuvelrug", "service_provider"),
    ("Jeugdwerk Zuidwind", "guide"),
    ("Taalatelier De Brugklas", "service_provider"),
    ("Fietspunt De Ketting", "service_provider"),
    ("Zorgpunt De Wegwijzer", "service_provider"),
    ("Kringwinkel Het Tweede Leven", "work_partner"),
    ("Ontmoetingshuis De Kade", "referrer"),
    ("Leerhuis De Springplank", "service_provider"),
    ("Samenwerking Heuvelland", "local_authority"),
    ("Adviesbureau Noorderlicht", "assessor"),
    ("Kenniscentrum De Toets", "assessor"),
];

const FIRST: [&str; 11] =
    ["Mira", "Joris", "Amina", "Tibo", "Lotte", "Samir", "Noor", "Wout", "Elif", "Bram", "Fien"];
const LAST: [&str; 13] = [
    "Windekind",
    "Zomerdijk",
    "Eikenblad",
    "Waterval",
    "Sterrebos",
    "Heldermans",
    "Vlinderveld",
    "Rozenmond",
    "Duinkerk",
    "Avondster",
    "Korenbloem",
    "Maneschijn",
    "Leeuwerik",
];

/// Somebody of a simulation who appears in the directory.
pub(crate) struct Invented {
    pub(crate) worker: WorkerId,
    pub(crate) name: String,
    pub(crate) organisation: &'static str,
    pub(crate) number: KboNumber,
}

impl Invented {
    /// Whoever the simulation calls `who` in the organisation of a number, if there is somebody.
    pub(crate) fn of(stem: u32, who: &str) -> Option<Self> {
        let (organisation, _) = NAMES.get((stem as usize).checked_sub(1)?)?;
        let n = stem as usize * 5 + workers(stem).iter().position(|one| one == who)?;
        let name = format!("{} {}", FIRST[n % FIRST.len()], LAST[n % LAST.len()]);
        let number = KboNumber::of_stem(stem);
        Some(Self { worker: worker(number, who), name, organisation, number })
    }
}

/// The id of whoever the simulation calls so in an organisation.
pub(crate) fn worker(organisation: KboNumber, who: impl Display) -> WorkerId {
    let name = format!("{organisation}/{who}");
    WorkerId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

/// Records the organisations and workers of a simulation, as the steward of the region would. Whatever the steward
/// changed since a first run stays.
pub(crate) async fn record(
    directory: &Directory,
    catalogue: &Catalogue,
    from: NaiveDate,
) -> anyhow::Result<()> {
    let services: Vec<_> = catalogue.codes::<ServiceType>().collect();
    for ((name, role), stem) in NAMES.iter().zip(1_u32..) {
        let organisation = KboNumber::of_stem(stem);
        let offered = services.iter().skip(stem as usize % 3).step_by(7).cloned();
        let site = name.to_lowercase().replace(' ', "-").replace('ö', "o");
        let given = OrganisationGiven {
            name: (*name).to_owned(),
            roles: [Code::new(*role)].into(),
            services: if *role == "assessor" { [].into() } else { offered.collect() },
            contact: Contact {
                phone: Some(format!("055 00 00 {stem:02}")),
                mail: Some(format!("info@{site}.example")),
                website: Some(format!("https://{site}.example")),
            },
            from: Some(from),
            until: None,
        };
        change(directory, catalogue, from, Change::RecordOrganisation(organisation, given)).await?;
        for Invented { worker, name, .. } in
            workers(stem).iter().filter_map(|who| Invented::of(stem, who))
        {
            let given = WorkerGiven { name, organisation, from: Some(from), until: None };
            change(directory, catalogue, from, Change::RecordWorker(worker, given)).await?;
        }
    }
    Ok(())
}

/// Those of an organisation who appear in the stories, by what the simulation calls them.
fn workers(stem: u32) -> Vec<String> {
    let guides = (1..=WORKERS).filter(|_| stem <= ORGANISATIONS).map(|n| n.to_string());
    let others: &[&str] = match stem {
        13 => &["coordinator", "jury", "assessor", "steward"],
        14 => &["assessor", "analyst"],
        15 => &["assessor", "auditor", "monitor"],
        _ => &["applicant"],
    };
    guides.chain(others.iter().map(|who| (*who).to_owned())).collect()
}

/// One change, by the steward, once.
async fn change(
    directory: &Directory,
    catalogue: &Catalogue,
    from: NaiveDate,
    change: Change,
) -> anyhow::Result<()> {
    let (region, organisation) = (catalogue.region().clone(), KboNumber::of_stem(13));
    let worker = worker(organisation, "steward");
    let about = match &change {
        Change::RecordOrganisation(id, _) => id.to_string(),
        Change::RecordWorker(id, _) => id.to_string(),
        other => anyhow::bail!("the simulation records no {}", other.kind()),
    };
    let name = format!("loopbrug simulated directory {region} {from} {about}");
    let request = DirectoryRequest {
        command: CommandId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
        expected_version: None,
        actor: Actor { worker, organisation, roles: vec![Role::Steward].into() },
        region,
        change,
    };
    match directory.change(&request).await {
        Ok(_) => Ok(()),
        // Its name was erased since an earlier run.
        Err(error) if error.code() == Some("WORKER_ERASED") => Ok(()),
        Err(error) => Err(error.into()),
    }
}
