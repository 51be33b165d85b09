//! An organisation of the partnership, and how it is reached.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::Days;
use crate::catalogue::Code;
use crate::catalogue::list::{PartnerRole, ServiceType};
use crate::field::{FieldFault, Fields};

/// The most characters of a name.
pub(super) const NAME: u32 = 200;
/// The most characters of a line of contact.
const LINE: u32 = 200;

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What it does in the partnership.
    pub roles: BTreeSet<Code<PartnerRole>>,
    /// The services that it offers.
    pub services: BTreeSet<Code<ServiceType>>,
    /// How it is reached.
    pub contact: Contact,
    /// When it is a partner.
    pub days: Days,
}

/// What is recorded of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganisationGiven {
    /// Its name.
    pub name: String,
    /// What it does in the partnership.
    pub roles: BTreeSet<Code<PartnerRole>>,
    /// The services that it offers.
    pub services: BTreeSet<Code<ServiceType>>,
    /// How it is reached.
    pub contact: Contact,
    /// The first day; absent: the one that there is, or else today.
    pub from: Option<NaiveDate>,
    /// The last day; absent: none is known.
    pub until: Option<NaiveDate>,
}

/// How the organisation as a whole is reached. That of a person has no place here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The general telephone number.
    pub phone: Option<String>,
    /// The general address for mail.
    pub mail: Option<String>,
    /// The website.
    pub website: Option<String>,
}

impl OrganisationGiven {
    /// What is wrong with the fields. Whoever names no code offers nothing yet, which is no fault.
    pub(super) fn check(&self, fields: &mut Fields<'_>) {
        line(fields, "name", &self.name, NAME);
        self.roles.iter().for_each(|role| fields.code(role, "roles"));
        self.services.iter().for_each(|service| fields.code(service, "services"));
        let Contact { phone, mail, website } = &self.contact;
        let dials = |c: char| c.is_ascii_digit() || "+()/. -".contains(c);
        let is_phone =
            |text: &str| text.chars().all(dials) && text.chars().any(|c| c.is_ascii_digit());
        let is_mail = |text: &str| {
            text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
                && !text.contains(char::is_whitespace)
        };
        let is_site = |text: &str| {
            ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
                && !text.contains(char::is_whitespace)
        };
        for (path, text, form, fits) in [
            (
                "phone",
                phone,
                "a telephone number, such as 055 00 00 00",
                &is_phone as &dyn Fn(&str) -> bool,
            ),
            ("mail", mail, "an address for mail, such as info@partner.example", &is_mail),
            ("website", website, "an address that begins with https://", &is_site),
        ] {
            let Some(text) = text else { continue };
            line(fields, path, text, LINE);
            if !fits(text) {
                fields.fault(FieldFault::OfAnotherForm { path, form });
            }
        }
    }
}

/// A text of one line.
pub(super) fn line(fields: &mut Fields<'_>, path: &'static str, text: &str, max: u32) {
    fields.written(path, text, max);
    if text.contains(['\n', '\t']) {
        fields.fault(FieldFault::TextNotAllowed { path });
    }
}
