//! What the claims of a provider mean: who somebody is, for which organisations, and in which roles.
//!
//! A role's value is its name, or its name with the organisations in which it is held: `Name:code, code`, as the 3D
//! roles of ACM/IDM are written (`Name-scope:code`; the scope is a part of the name here). One that names no
//! organisation is held in those of the claim that does.

use std::collections::BTreeMap;

use loopbrug_domain::actor::{Held, Roles};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::refusal::named;
use crate::{Claims, Membership, Person, Reason};

/// The codes of organisations that are no KBO numbers and are known everywhere.
const CODES: &str = include_str!("../organisation_codes.toml");

/// The name of a claim, or the names that lead to one within others.
type Path = Vec<String>;

/// Which claims say what.
#[derive(Debug, Clone)]
pub struct Mapping {
    worker: Path,
    roles: Path,
    organisation: Option<Path>,
    /// What the provider calls our roles; nothing where it calls them as we do.
    role: BTreeMap<String, Held>,
    /// Claims that have to be one of these.
    only: BTreeMap<String, Vec<String>>,
    codes: BTreeMap<String, KboNumber>,
}

#[derive(Deserialize)]
struct Codes {
    organisation_code: Vec<OrganisationCode>,
}

#[derive(Deserialize)]
struct OrganisationCode {
    code: String,
    kbo: KboNumber,
}

impl Mapping {
    pub(crate) fn new(
        worker: Path,
        roles: Path,
        organisation: Option<Path>,
        role: BTreeMap<String, Held>,
        only: BTreeMap<String, Vec<String>>,
        own_codes: BTreeMap<String, KboNumber>,
    ) -> Result<Self, String> {
        let codes: Codes = toml::from_str(CODES).map_err(|error| error.to_string())?;
        let codes = codes.organisation_code.into_iter().map(|code| (code.code, code.kbo));
        let codes = codes.chain(own_codes).collect();
        Ok(Self { worker, roles, organisation, role, only, codes })
    }

    /// Whom the claims of an issuer are about.
    ///
    /// # Errors
    /// Where a claim is absent or of another form, or they name nobody who may be here.
    pub fn person(&self, issuer: &str, claims: &Claims) -> Result<Person, Reason> {
        for (name, values) in &self.only {
            let found = claims.get(name).and_then(Value::as_str);
            let found = found.ok_or_else(|| Reason::Claim(name.clone()))?;
            if !values.iter().any(|value| value == found) {
                return Err(Reason::NotOfThose(name.clone(), named(found)));
            }
        }
        let worker = texts(claims, &self.worker)?;
        let [worker] = worker[..] else { return Err(absent(&self.worker)) };
        let worker = worker_of(issuer, worker);
        let mut held = BTreeMap::<KboNumber, Vec<Held>>::new();
        let mut unknown = None;
        for text in texts(claims, &self.roles)? {
            let (name, organisations) = match text.rsplit_once(':') {
                Some((name, codes)) => (name, codes.split(',').map(str::trim).collect()),
                None => (text, self.own_organisations(claims)?),
            };
            let Some(role) = self.role(name.trim()) else { continue };
            for code in organisations {
                match self.organisation(code) {
                    Ok(number) => {
                        let there = held.entry(number).or_default();
                        if !there.contains(&role) {
                            there.push(role.clone());
                        }
                    }
                    Err(why) => {
                        tracing::warn!(%why, "a role is not taken over");
                        unknown = Some(why);
                    }
                }
            }
        }
        if held.is_empty() {
            return Err(unknown.unwrap_or(Reason::NoRole));
        }
        let memberships = held.into_iter().map(|(organisation, held)| Membership {
            organisation,
            roles: held.into_iter().collect::<Roles>(),
        });
        Ok(Person { worker, memberships: memberships.collect() })
    }

    /// The organisations in which roles are held that name none.
    fn own_organisations<'a>(&self, claims: &'a Claims) -> Result<Vec<&'a str>, Reason> {
        match &self.organisation {
            Some(path) => texts(claims, path),
            None => Ok(vec![]),
        }
    }

    /// The role that the provider calls so; none where it is one of another program.
    fn role(&self, name: &str) -> Option<Held> {
        if self.role.is_empty() { name.parse().ok() } else { self.role.get(name).cloned() }
    }

    /// The KBO number of an organisation.
    fn organisation(&self, code: &str) -> Result<KboNumber, Reason> {
        let known = self.codes.get(code).copied().or_else(|| code.parse().ok());
        let known = known.filter(|number| !number.is_nobody());
        known.ok_or_else(|| Reason::UnknownOrganisation(named(code)))
    }
}

/// The id of whom an issuer knows by a name: the same for ever, and nobody else's.
fn worker_of(issuer: &str, name: &str) -> WorkerId {
    let issuer = Uuid::new_v5(&Uuid::NAMESPACE_URL, issuer.as_bytes());
    WorkerId(Uuid::new_v5(&issuer, name.as_bytes()))
}

/// The texts of a claim: one, or a list of them. Where it is absent there are none.
fn texts<'a>(claims: &'a Claims, path: &[String]) -> Result<Vec<&'a str>, Reason> {
    let mut names = path.iter();
    let mut found = names.next().and_then(|name| claims.get(name));
    for name in names {
        found = found.and_then(|within| within.get(name));
    }
    let text = |value: &'a Value| {
        value.as_str().filter(|text| !text.is_empty()).ok_or_else(|| absent(path))
    };
    match found {
        None | Some(Value::Null) => Ok(vec![]),
        Some(Value::Array(values)) => values.iter().map(text).collect(),
        Some(value) => Ok(vec![text(value)?]),
    }
}

fn absent(path: &[String]) -> Reason {
    Reason::Claim(path.join("."))
}
