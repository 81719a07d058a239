//! *Axes* stand around a plot: round numbers with their grid, periods, and what both are called.

use super::canvas::{Anchor, Area, Canvas, point};
use super::scale::{Scale, Ticks};
use super::time::{self, TimeScale};
use super::{number, text};
use crate::view_model::{Measure, OverTime};

/// Room between a number and its axis.
const GAP: f64 = 8.0;

/// An upright axis of numbers.
#[derive(Debug, Clone)]
pub(super) struct Upright {
    ticks: Ticks,
    labels: Vec<String>,
    name: String,
}

impl Upright {
    /// An axis for numbers from `low` to `high`.
    pub(super) fn new((low, high): (f64, f64), whole: bool, measure: &Measure) -> Self {
        let ticks = Ticks::around(low, high, 5, whole);
        Self {
            labels: number::ticks(&ticks, measure.unit.as_deref()),
            ticks,
            name: number::axis(measure),
        }
    }

    /// Room that its numbers take.
    pub(super) fn width(&self) -> f64 {
        text::widest(self.labels.iter().map(String::as_str)) + GAP
    }

    /// Where numbers stand beside a plot.
    pub(super) fn scale(&self, plot: Area) -> Scale {
        Scale::over(&self.ticks, plot.bottom(), plot.y)
    }

    /// Draws it, with a line across the plot for each number.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, plot: Area, width: f64) {
        let scale = self.scale(plot);
        canvas.silent("axis", |canvas| {
            canvas.label(
                "axis-name",
                point(0.0, 15.0),
                Anchor::Start,
                &self.name,
                width,
            );
            for (value, label) in self.ticks.values.iter().zip(&self.labels) {
                let y = scale.at(*value);
                let class = if *value == 0.0 { "base" } else { "grid" };
                canvas.line(class, point(plot.x, y), point(plot.right(), y));
                canvas.text("tick", point(plot.x - GAP, y + 5.0), Anchor::End, label);
            }
        });
    }
}

/// Draws an axis of numbers below a plot and returns where it ends.
pub(super) fn numbers_below(
    canvas: &mut Canvas<'_>,
    plot: Area,
    ticks: &Ticks,
    measure: &Measure,
    width: f64,
) -> f64 {
    let scale = Scale::over(ticks, plot.x, plot.right());
    let bottom = plot.bottom();
    canvas.silent("axis", |canvas| {
        for (value, label) in ticks
            .values
            .iter()
            .zip(number::ticks(ticks, measure.unit.as_deref()))
        {
            let x = scale.at(*value);
            let class = if *value == 0.0 { "base" } else { "grid" };
            canvas.line(class, point(x, plot.y), point(x, bottom));
            let half = text::width(&label) / 2.0;
            let x = x.clamp(half, (width - half).max(half));
            canvas.text("tick", point(x, bottom + 18.0), Anchor::Middle, &label);
        }
        name_below(canvas, plot, bottom + 40.0, &number::axis(measure), width);
    });
    bottom + 48.0
}

/// About how many numbers have room side by side.
pub(super) fn room_for_numbers(width: f64) -> usize {
    [2, 3, 4, 5, 6, 8]
        .into_iter()
        .rev()
        .find(|count| u32::try_from(*count).map_or(0.0, f64::from) * 80.0 <= width)
        .unwrap_or(2)
}

/// Draws an axis of periods below a plot and returns where it ends.
pub(super) fn periods_below(
    canvas: &mut Canvas<'_>,
    plot: Area,
    scale: TimeScale,
    data: &OverTime,
    width: f64,
) -> f64 {
    let room = [16usize, 12, 10, 8, 6, 5, 4, 3]
        .into_iter()
        .find(|count| u32::try_from(*count).map_or(0.0, f64::from) * 58.0 <= plot.width)
        .unwrap_or(2);
    let ticks = time::ticks(data.grid().columns(), data.grain, room);
    let with_context = ticks.iter().any(|tick| tick.context.is_some());
    let bottom = plot.bottom();
    let below = if with_context { text::LINE } else { 0.0 };
    canvas.silent("axis", |canvas| {
        canvas.line("base", point(plot.x, bottom), point(plot.right(), bottom));
        for tick in &ticks {
            let x = scale.at(tick.at);
            canvas.line("grid", point(x, bottom), point(x, bottom + 5.0));
            let half = text::width(&tick.label) / 2.0;
            let x = x.clamp(half, (width - half).max(half));
            canvas.text("tick", point(x, bottom + 19.0), Anchor::Middle, &tick.label);
            if let Some(context) = &tick.context {
                canvas.text(
                    "tick context",
                    point(x, bottom + 19.0 + below),
                    Anchor::Middle,
                    context,
                );
            }
        }
        name_below(canvas, plot, bottom + 40.0 + below, &data.axis, width);
    });
    bottom + 48.0 + below
}

fn name_below(canvas: &mut Canvas<'_>, plot: Area, y: f64, name: &str, width: f64) {
    let middle = plot.x + plot.width / 2.0;
    let half = (text::width(name) / 2.0).min(width / 2.0);
    let x = middle.clamp(half, (width - half).max(half));
    canvas.label("axis-name", point(x, y), Anchor::Middle, name, width);
}
