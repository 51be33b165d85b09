//! Municipality profile: who entered, by gender and age.

use strum::VariantArray;

use super::groups::{ByCode, Rows};
use super::homelessness::municipality_rows;
use super::question::Days;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::Seen;
use crate::facts::{AgeGroup, Indicator};
use loopbrug_domain::catalogue::CodeKind;

const AGES: &[AgeGroup] = AgeGroup::VARIANTS;
/// After the participants and the age groups.
const AGE_UNKNOWN: usize = 1 + AGES.len();
const INACTIVE: usize = AGE_UNKNOWN + 1;
const COLUMNS_OF_INACTIVE: [&str; 3] =
    ["inactive", "inactive_foreign_background", "inactive_background_unknown"];

/// The place of a municipality, of its genders by number, and of gender unknown.
type Genders = (usize, Vec<(u16, usize)>, usize);

pub(super) struct Profile {
    days: Days,
    rows: Rows,
    municipalities: ByCode,
    /// By municipality's place: the rows of its genders by number, and of gender unknown.
    genders: Vec<Genders>,
}

impl Profile {
    pub(super) fn new(sources: Sources<'_>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.interners();
        let municipalities = municipality_rows(sources, &mut rows);
        let genders = municipalities.places().map(|place| {
            let row = rows.get(place).clone();
            let genders = sources.catalogue.entries(CodeKind::Gender).map(|entry| {
                let under = rows.add(row.under(Grouping::Gender, Some(entry.code.as_str())));
                (names.genders.get(entry.code.as_str()), under)
            });
            let genders = genders.collect();
            (place, genders, rows.add(row.under(Grouping::Gender, None)))
        });
        let genders = genders.collect();
        Self { days, rows, municipalities, genders }
    }
}

impl Report for Profile {
    fn width(&self) -> usize {
        INACTIVE + COLUMNS_OF_INACTIVE.len()
    }

    fn columns(&self) -> Vec<Column> {
        let ages = AGES.iter().map(|group| <&str>::from(*group));
        let codes = ["participants"].into_iter().chain(ages).chain(["age_unknown"]);
        let count = |(n, code)| Column::new(code, Unit::People, Formula::Count(n));
        codes.chain(COLUMNS_OF_INACTIVE).enumerate().map(count).collect()
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        if !self.days.enters(seen) {
            return;
        }
        let dimensions = seen.dimensions;
        let municipality = self.municipalities.get(dimensions.municipality);
        let of = self.genders.iter().find(|(place, ..)| Some(*place) == municipality);
        let gender = of.map(|(_, genders, unknown)| {
            let known = genders.iter().find(|(gender, _)| Some(*gender) == dimensions.gender());
            known.map_or(*unknown, |(_, place)| *place)
        });
        let at_entry = dimensions.at_entry;
        let inactive = at_entry.met.contains(Indicator::Eeco04);
        let background = Indicator::Eeco14;
        for row in [0].into_iter().chain(municipality).chain(gender) {
            tally.person(row, 0);
            tally.person(row, dimensions.age_group.map_or(AGE_UNKNOWN, |age| 1 + age as usize));
            for (n, holds) in [
                inactive,
                inactive && at_entry.met.contains(background),
                inactive && at_entry.unknown.contains(background),
            ]
            .into_iter()
            .enumerate()
            {
                if holds {
                    tally.person(row, INACTIVE + n);
                }
            }
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
