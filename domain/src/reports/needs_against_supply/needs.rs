//! What clients need, and what they use: one pass over the image.

use super::layout::Layout;
use crate::facts::Measure;
use crate::facts::image::{Image, MeasureRow};
use crate::reports::question::{Fit, Sieve};
use crate::reports::{Period, Question};

/// Distinct clients in need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Whom an open barrier holds back.
    pub clients: u32,
    /// Of them, those whom it holds back severely (4 and more of 5).
    pub severe: u32,
    /// Of them, those for whom no service of the barrier's problem area is running.
    pub without_help: u32,
}

/// One client at the end of the period, by the places of the layout.
#[derive(Default)]
struct Client {
    guided: i32,
    open: Vec<i32>,
    severe: Vec<i32>,
    running: Vec<i32>,
}

/// What is needed of one area, or of any.
#[derive(Clone, Copy, Default)]
struct Need {
    severe: bool,
    without_help: bool,
}

/// Counts everybody into the layout. Gives the distinct total, and those who were left out.
pub(super) fn count(image: &Image, question: &Question, layout: &mut Layout<'_>) -> (Needs, u32) {
    let sieve = Sieve::new(&question.filter, image.names());
    let (mut total, mut unknown) = (Needs::default(), 0);
    let mut client = Client::default();
    for (dimensions, measures) in image.scan(question.as_of) {
        let fit = sieve.fit(dimensions);
        client.clear();
        for row in measures.filter(|row| row.day <= question.period.to()) {
            client.take_in(row, layout);
            if fit == Fit::In {
                take_in_flow(row, question.period, layout);
            }
        }
        client.takes_places(fit == Fit::In, layout);
        let needs = client.needs(layout);
        let Some(any) = Need::any(&needs) else { continue };
        match fit {
            Fit::Out => {}
            Fit::Unknown => unknown += 1,
            Fit::In => {
                total.add(any);
                for (area, need) in needs.into_iter().enumerate() {
                    let Some(need) = need else { continue };
                    add(area, need, dimensions.challenges, layout);
                }
            }
        }
    }
    (total, unknown)
}

fn add(area: usize, need: Need, challenges: u64, layout: &mut Layout<'_>) {
    let bits: Vec<u64> = layout.challenges.iter().map(|(_, bit)| *bit).collect();
    let area = &mut layout.areas[area];
    area.needs.add(need);
    let of: Vec<usize> = (0..bits.len()).filter(|n| challenges & bits[*n] != 0).collect();
    for n in &of {
        area.by_challenge[*n].add(need);
    }
    if of.is_empty() {
        area.by_challenge[bits.len()].add(need);
    }
}

/// What started in the period, or was there for the first time.
fn take_in_flow(row: &MeasureRow, period: Period, layout: &mut Layout<'_>) {
    let Some(code) = row.code else { return };
    let started = match row.measure {
        Measure::InterventionStarted => true,
        Measure::ReferralAttended => false,
        _ => return,
    };
    if !period.contains(row.day) {
        return;
    }
    let place = layout.service(code);
    let service = &mut layout.services[place];
    if started {
        service.usage.started += 1;
    } else {
        service.usage.attended += 1;
    }
    service.waited.extend(row.length);
}

impl Client {
    fn clear(&mut self) {
        self.guided = 0;
        for stocks in [&mut self.open, &mut self.severe, &mut self.running] {
            stocks.fill(0);
        }
    }

    fn take_in(&mut self, row: &MeasureRow, layout: &mut Layout<'_>) {
        let sign = i32::from(row.sign);
        let (stocks, place) = match (row.measure, row.code) {
            (Measure::Guided, _) => return self.guided += sign,
            (Measure::OpenBarrier, Some(code)) => (&mut self.open, layout.area(code)),
            (Measure::SevereBarrier, Some(code)) => (&mut self.severe, layout.area(code)),
            (Measure::InterventionRunning, Some(code)) => (&mut self.running, layout.service(code)),
            _ => return,
        };
        if stocks.len() <= place {
            stocks.resize(place + 1, 0);
        }
        stocks[place] += sign;
    }

    /// What runs takes a place, whoever's it is.
    fn takes_places(&self, counts: bool, layout: &mut Layout<'_>) {
        for (service, running) in layout.services.iter_mut().zip(&self.running) {
            let running = u32::try_from(*running).unwrap_or(0);
            service.taken += running;
            if counts {
                service.usage.running += running;
            }
        }
    }

    /// By area; nothing for who is not guided.
    fn needs(&self, layout: &Layout<'_>) -> Vec<Option<Need>> {
        if self.guided <= 0 {
            return vec![];
        }
        let holds = |stocks: &[i32], place: usize| stocks.get(place).is_some_and(|n| *n > 0);
        let helped = |area: usize| {
            let mut services = layout.services.iter().enumerate();
            services.any(|(n, service)| service.area == Some(area) && holds(&self.running, n))
        };
        let need = |area| Need { severe: holds(&self.severe, area), without_help: !helped(area) };
        let open = (0..self.open.len()).map(|area| holds(&self.open, area).then(|| need(area)));
        open.collect()
    }
}

impl Need {
    /// All of a client's needs as one.
    fn any(needs: &[Option<Self>]) -> Option<Self> {
        needs.iter().flatten().copied().reduce(|one, other| Self {
            severe: one.severe || other.severe,
            without_help: one.without_help || other.without_help,
        })
    }
}

impl Needs {
    fn add(&mut self, need: Need) {
        self.clients += 1;
        self.severe += u32::from(need.severe);
        self.without_help += u32::from(need.without_help);
    }
}
