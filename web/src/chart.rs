//! Charts as SVG, made on the server: widths and heights are attributes, since a page has no style of its own. Each is
//! an image with a title; its numbers are in a table beside it.

use maud::{Markup, html};

/// A line of a chart.
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) values: Vec<f64>,
}

/// A chart of lines.
pub(crate) struct Chart<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) steps: &'a [String],
    pub(crate) lines: &'a [Line],
    /// The steps that a pale band marks, from the first to the last.
    pub(crate) band: Option<(usize, usize)>,
    pub(crate) band_label: &'a str,
}

const SMALL: (f64, f64) = (150.0, 32.0);
/// The plane of a chart within its picture, and the picture.
const PLANE: (f64, f64, f64, f64) = (40.0, 16.0, 440.0, 220.0);
const PICTURE: (f64, f64) = (760.0, 270.0);
/// How many lines the grid has, zero included.
const GRID: u32 = 5;

/// A length as SVG writes it.
pub(crate) fn length(value: f64) -> String {
    format!("{value:.1}")
}

fn greatest(values: &[f64]) -> f64 {
    values.iter().copied().fold(1.0, f64::max)
}

fn place(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

/// What happened, step by step; the last bar is full, the others are paler. The figure beside it is the text.
pub(crate) fn bars(values: &[f64]) -> Markup {
    let (width, height) = SMALL;
    let step = width / place(values.len().max(1));
    let most = greatest(values);
    html! {
        svg.spark viewBox={ "0 0 " (width) " " (height) } preserveAspectRatio="none" aria-hidden="true" {
            @for (n, value) in values.iter().enumerate() {
                @let tall = value / most * height;
                rect class=(if n + 1 == values.len() { "full" } else { "pale" }) x=(length(step * place(n) + 1.0))
                    y=(length(height - tall)) width=(length(step - 2.0)) height=(length(tall)) {}
            }
        }
    }
}

/// How things stood, step by step.
pub(crate) fn line(values: &[f64]) -> Markup {
    let (width, height) = SMALL;
    let step = width / place(values.len().saturating_sub(1).max(1));
    let most = greatest(values);
    let points = values.iter().enumerate().map(|(n, value)| {
        format!(
            "{},{}",
            length(step * place(n)),
            length(height - 2.0 - value / most * (height - 4.0))
        )
    });
    let points = points.collect::<Vec<_>>().join(" ");
    html! {
        svg.spark viewBox={ "0 0 " (width) " " (height) } preserveAspectRatio="none" aria-hidden="true" {
            line.axis x1="0" x2=(width) y1=(height - 0.5) y2=(height - 0.5) {}
            polyline.curve points=(points) {}
        }
    }
}

/// A round number that is not smaller, for the top of a grid.
fn top(most: f64) -> f64 {
    let fourth = (most / f64::from(GRID - 1)).max(1.0);
    let power = 10f64.powf(fourth.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let step = steps.iter().map(|step| step * power).find(|step| *step >= fourth).unwrap_or(fourth);
    step * f64::from(GRID - 1)
}

impl Chart<'_> {
    /// The picture. Lines differ in dash and marker as well as in colour, and are named at their ends.
    pub(crate) fn picture(&self) -> Markup {
        let (left, above, width, height) = PLANE;
        let most = self.lines.iter().map(|line| greatest(&line.values)).fold(1.0, f64::max);
        let top = top(most);
        let step = width / place(self.steps.len().saturating_sub(1).max(1));
        let x = |n: usize| left + step * place(n);
        let y = |value: f64| above + height - value / top * height;
        let every = self.steps.len().div_ceil(6).max(1);
        html! {
            svg.chart viewBox={ "0 0 " (PICTURE.0) " " (PICTURE.1) } role="img" aria-labelledby="chart-title chart-story" {
                title id="chart-title" { (self.title) }
                desc id="chart-story" { (self.description) }
                @if let Some((first, last)) = self.band {
                    rect.band x=(length(x(first))) y=(length(above)) width=(length(x(last) - x(first))) height=(length(height)) {}
                    text.band-label x=(length(x(first) + 6.0)) y=(length(above + 12.0)) { (self.band_label) }
                }
                @for n in 0..GRID {
                    @let value = top / f64::from(GRID - 1) * f64::from(n);
                    line class=(if n == 0 { "axis" } else { "grid" }) x1=(length(left)) x2=(length(left + width)) y1=(length(y(value))) y2=(length(y(value))) {}
                    text.tick x=(length(left - 8.0)) y=(length(y(value) + 4.0)) text-anchor="end" { (value) }
                }
                @for (n, step) in self.steps.iter().enumerate().filter(|(n, _)| n % every == 0) {
                    text.tick x=(length(x(n))) y=(length(above + height + 20.0)) text-anchor="middle" { (step) }
                }
                @for (n, line) in self.lines.iter().enumerate() {
                    g class={ "series-" (n + 1) } {
                        polyline points=(line.values.iter().enumerate().map(|(n, value)| format!("{},{}", length(x(n)), length(y(*value)))).collect::<Vec<_>>().join(" ")) {}
                        @for (at_step, value) in line.values.iter().enumerate().filter(|(n, _)| n % every == 0 || *n + 1 == line.values.len()) {
                            (marker(n, x(at_step), y(*value)))
                        }
                    }
                }
                @for (n, (label, at_y)) in self.labels(y).into_iter().enumerate() {
                    text class={ "end series-" (n + 1) } x=(length(left + width + 10.0)) y=(length(at_y + 4.0)) { (label) }
                }
            }
        }
    }

    /// The names of the lines at their ends, far enough from each other to be read.
    fn labels(&self, y: impl Fn(f64) -> f64) -> Vec<(String, f64)> {
        let last = |line: &Line| line.values.last().copied().unwrap_or_default();
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|a, b| y(last(&self.lines[*a])).total_cmp(&y(last(&self.lines[*b]))));
        let mut labels: Vec<_> =
            self.lines.iter().map(|line| (format!("{} {}", last(line), line.label), 0.0)).collect();
        let mut above = f64::NEG_INFINITY;
        for n in order {
            let at_y = y(last(&self.lines[n])).max(above + 18.0);
            labels[n].1 = at_y;
            above = at_y;
        }
        labels
    }
}

fn marker(series: usize, x: f64, y: f64) -> Markup {
    html! {
        @match series {
            0 => circle cx=(length(x)) cy=(length(y)) r="3.5" {},
            1 => rect x=(length(x - 3.0)) y=(length(y - 3.0)) width="6" height="6" {},
            _ => path d={ "M" (length(x)) " " (length(y - 4.5)) "l4.5 4.5-4.5 4.5-4.5-4.5z" } {},
        }
    }
}

/// A bar on a scale, as wide as its place.
pub(crate) fn bar(parts: &[(f64, &str)], most: f64) -> Markup {
    let most = most.max(1.0);
    let placed = parts.iter().scan(0.0, |from, (value, class)| {
        let (begins, width) = (*from, value / most * 100.0);
        *from += width;
        Some((begins, width, *class))
    });
    html! {
        svg.bar-chart viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" {
            @for (begins, width, class) in placed {
                rect class=(class) x=(length(begins)) y="0" width=(length(width)) height="12" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_ends_at_a_round_number() {
        for (most, ends) in
            [(0.0, 4.0), (1.0, 4.0), (77.0, 80.0), (170.0, 200.0), (1_531.0, 2_000.0)]
        {
            assert!((top(most) - ends).abs() < f64::EPSILON, "{most}: {}", top(most));
        }
    }

    #[test]
    fn names_of_lines_that_end_together_can_be_read() {
        let lines =
            ["a", "b"].map(|label| Line { label: label.to_owned(), values: vec![1.0, 5.0] });
        let chart = Chart {
            title: "",
            description: "",
            steps: &[],
            lines: &lines,
            band: None,
            band_label: "",
        };
        let labels = chart.labels(|value| value);
        assert!((labels[0].1 - labels[1].1).abs() >= 18.0);
    }
}
