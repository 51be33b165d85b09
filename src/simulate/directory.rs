//! The directory of a simulated region: the organisations and workers of its stories, with invented names.

use chrono::NaiveDate;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::list::ServiceType;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::directory::{Change, Contact, OrganisationGiven, WorkerGiven};
use loopbrug_domain::ids::{CommandId, KboNumber};
use loopbrug_infra::directory::{Directory, DirectoryRequest};
use uuid::Uuid;

use super::client::{ORGANISATIONS, WORKERS, worker};

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
        for (who, n) in workers(stem).iter().zip(0_usize..) {
            let (worker, name) = (worker(organisation, who), name_of(stem, n));
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

/// What the simulation calls somebody of an organisation in the directory.
fn name_of(stem: u32, n: usize) -> String {
    let n = stem as usize * 5 + n;
    format!("{} {}", FIRST[n % FIRST.len()], LAST[n % LAST.len()])
}

/// Somebody of the simulation.
pub(crate) struct Somebody {
    pub(crate) actor: Actor,
    pub(crate) name: String,
    pub(crate) organisation: &'static str,
}

impl Somebody {
    /// Somebody who has a role.
    pub(crate) fn with(role: Role) -> Self {
        let (stem, who): (u32, &str) = match role {
            Role::Caseworker => (1, "1"),
            Role::Applicant => (1, "applicant"),
            Role::Assessor => (14, "assessor"),
            Role::Analyst => (14, "analyst"),
            Role::Auditor => (15, "auditor"),
            Role::Monitor => (15, "monitor"),
            // The others are of the authority that leads the partnership.
            Role::Coordinator => (13, "coordinator"),
            Role::Jury => (13, "jury"),
            Role::Steward => (13, "steward"),
        };
        let number = KboNumber::of_stem(stem);
        let actor =
            Actor { worker: worker(number, who), organisation: number, roles: vec![role].into() };
        let n = workers(stem).iter().position(|one| one == who).unwrap_or_default();
        Self { actor, name: name_of(stem, n), organisation: NAMES[stem as usize - 1].0 }
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn somebody_of_every_role_is_in_the_directory_and_no_two_are_called_the_same() {
        let all: Vec<_> = Role::ALL.iter().copied().map(Somebody::with).collect();
        let listed: BTreeSet<_> = (1..=15)
            .flat_map(|stem| {
                let number = KboNumber::of_stem(stem);
                workers(stem).into_iter().map(move |who| worker(number, who))
            })
            .collect();
        assert!(all.iter().all(|one| listed.contains(&one.actor.worker)));
        let names: BTreeSet<_> = all.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), all.len(), "{names:?}");
    }
}
