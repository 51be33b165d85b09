//! Municipality profile: who entered, by gender and age.

use strum::VariantArray;

use super::dated::ByDated;
use super::groups::ByGender;
use super::question::{Days, Scope};
use super::report::Report;
use super::stay::DayOf;
use super::table::{Column, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{AgeGroup, Indicator, Measure, Theme};

const AGES: &[AgeGroup] = AgeGroup::VARIANTS;
/// After the participants and the age groups.
const AGE_UNKNOWN: usize = 1 + AGES.len();
const INACTIVE: usize = AGE_UNKNOWN + 1;
const COLUMNS_OF_INACTIVE: [&str; 3] =
    ["inactive", "inactive_foreign_background", "inactive_background_unknown"];

const HOUSEHOLD: usize = INACTIVE + COLUMNS_OF_INACTIVE.len();
const COLUMNS_OF_HOUSEHOLD: [(&str, Measure); 4] = [
    ("with_children", Measure::WithChildren),
    ("alone_with_children", Measure::AloneWithChildren),
    ("child_with_disability", Measure::ChildWithDisability),
    ("needs_childcare", Measure::NeedsChildcare),
];

pub(super) struct Profile<'a> {
    days: Days,
    municipalities: ByDated<'a>,
    /// By the place of a municipality: the rows of its genders.
    genders: Vec<(usize, ByGender<'a>)>,
}

impl<'a> Profile<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let ages = AGES.iter().map(|group| <&str>::from(*group));
        let codes = ["participants"].into_iter().chain(ages).chain(["age_unknown"]);
        tally.columns(Column::counts(Unit::People, codes.chain(COLUMNS_OF_INACTIVE)));
        let of_household = COLUMNS_OF_HOUSEHOLD.iter().zip(HOUSEHOLD..);
        tally.columns(of_household.map(|((code, _), n)| Column::count(*code, Unit::People, n)));
        tally.row(Row::total());
        let municipalities = ByDated::municipality(scope, tally);
        let genders = municipalities.rows().map(|place| {
            let row = tally.row_at(place).clone();
            (place, ByGender::under(&row, scope, tally))
        });
        let genders = genders.collect();
        Self { days: scope.days, municipalities, genders }
    }
}

impl Report for Profile<'_> {
    fn day_of(&self) -> DayOf {
        DayOf::Entry
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let Some(entry) = self.days.entry(seen) else { return };
        let dimensions = seen.dimensions;
        let municipality = self.municipalities.of(seen).on(entry);
        let of = self.genders.iter().find(|(place, _)| Some(*place) == municipality);
        let gender = of.map(|(_, genders)| genders.of(dimensions));
        let at_entry = dimensions.at_entry;
        let inactive = at_entry.met.contains(Indicator::Eeco04);
        let background = Indicator::Eeco14;
        let of_inactive = [
            inactive,
            inactive && at_entry.met.contains(background),
            inactive && at_entry.unknown.contains(background),
        ];
        let mut household = [0_i32; COLUMNS_OF_HOUSEHOLD.len()];
        seen.theme_until(Theme::Profile, self.days.end).for_each(|row| {
            for (held, (_, measure)) in household.iter_mut().zip(COLUMNS_OF_HOUSEHOLD) {
                *held += i32::from(row.sign) * i32::from(row.measure == measure);
            }
        });
        for row in [0].into_iter().chain(municipality).chain(gender) {
            tally.person_where(row, HOUSEHOLD, household.map(|held| held > 0));
            tally.person(row, 0);
            tally.person(row, dimensions.age_group.map_or(AGE_UNKNOWN, |age| 1 + age as usize));
            tally.person_where(row, INACTIVE, of_inactive);
        }
    }
}
