//! A *bar chart* draws a bar for each category and measure, from left to right, in the order in which they come.

use super::axes;
use super::canvas::{Anchor, Area, Canvas, point};
use super::legend::{self, Key, TOUCH};
use super::over_time::as_number;
use super::scale::{self, Scale, Ticks};
use super::{Layout, number, palette, text};
use crate::format;
use crate::view_model::{Bars, Figure, Subject};

/// Thickness of a single bar and of one of several.
const THICK: (f64, f64) = (18.0, 14.0);
/// Room between a bar and its value.
const GAP: f64 = 6.0;
/// When a value is longer than this, all are written short.
const LONG: usize = 11;

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &Bars) -> f64 {
    let width = layout.width();
    let mut top = text::LINE;
    canvas.silent("axis", |canvas| {
        canvas.label(
            "axis-name",
            point(0.0, 15.0),
            Anchor::Start,
            &data.axis,
            width,
        );
    });
    let measures = data.grid.columns();
    if measures.len() > 1 {
        let names: Vec<&str> = measures.iter().map(String::as_str).collect();
        let (areas, taken) = legend::rows(&names, legend::height(false), top + 4.0, width);
        canvas.silent("legend", |canvas| {
            for (position, (name, area)) in names.into_iter().zip(areas).enumerate() {
                canvas.group(palette::series(position), |canvas| {
                    legend::write(canvas, position, name, Key::Fill, area);
                });
            }
        });
        top += 4.0 + taken;
    }
    let rows = Rows::new(layout, data);
    let plot = Area {
        x: rows.names + rows.before,
        y: top + 4.0,
        width: width - rows.names - rows.before - rows.after,
        height: rows.height * as_number(data.grid.rows().len()),
    };
    let (low, high) = scale::extent(data.grid.figures());
    let ticks = Ticks::around(
        low.min(0.0),
        high.max(0.0),
        axes::room_for_numbers(plot.width),
        scale::whole(data.grid.figures()),
    );
    let bottom = axes::numbers_below(canvas, plot, &ticks, &data.measure, width);
    let scale = Scale::over(&ticks, plot.x, plot.right());
    for (position, (subject, figures)) in data.grid.rows().enumerate() {
        let row = Area {
            x: 0.0,
            y: plot.y + rows.height * as_number(position),
            width,
            height: rows.height,
        };
        canvas.mark(
            "row",
            subject.ask.as_deref(),
            &told(subject, figures, data),
            |canvas| {
                rows.draw(canvas, data, row, scale, (subject, figures));
            },
        );
    }
    bottom
}

/// "Road Bikes: 1,234 units" or "Road Bikes: Q1 $3.00, Q2 $4.00".
pub(super) fn told(subject: &Subject, figures: &[Option<Figure>], data: &Bars) -> String {
    let several = figures.len() > 1;
    let said: Vec<String> = figures
        .iter()
        .zip(data.grid.columns())
        .map(|(figure, measure)| {
            let figure = figure.as_ref().map_or_else(
                || "no value".to_owned(),
                |figure| number::told(figure, data.measure.unit.as_deref()),
            );
            if several {
                format!("{measure} {figure}")
            } else {
                figure
            }
        })
        .collect();
    format!("{}: {}", subject.name, said.join(", "))
}

/// How the rows are divided.
struct Rows {
    /// Room for the names at the left; none when they stand above their bars.
    names: f64,
    /// Room for the values of negative bars.
    before: f64,
    /// Room for the values of other bars.
    after: f64,
    /// Height of a row.
    height: f64,
    /// Thickness of a bar.
    bar: f64,
    /// Width of the picture.
    width: f64,
    /// How values are written.
    writing: Writing,
}

impl Rows {
    fn new(layout: Layout, data: &Bars) -> Self {
        let width = layout.width();
        let unit = data.measure.unit.as_deref();
        let writing = Writing::of(data);
        let room = |side: fn(&f64) -> bool| {
            let values: Vec<String> = data
                .grid
                .figures()
                .filter(|figure| side(&figure.value()))
                .map(|figure| writing.write(figure, unit))
                .collect();
            text::widest(values.iter().map(String::as_str))
        };
        let (before, after) = (room(|value| *value < 0.0), room(|value| *value >= 0.0));
        let names = match layout {
            Layout::Wide => {
                let widest = text::widest(data.grid.rows().map(|(s, _)| s.name.as_str()));
                widest.min(width * 0.32) + 12.0
            }
            Layout::Narrow => 0.0,
        };
        let count = data.grid.columns().len();
        let bar = if count > 1 { THICK.1 } else { THICK.0 };
        let bars = (bar + 2.0) * as_number(count) + 10.0;
        let height = match layout {
            Layout::Wide => bars.max(TOUCH),
            Layout::Narrow => bars + text::LINE,
        };
        Self {
            names,
            before: if before > 0.0 { before + GAP } else { 0.0 },
            after: after.max(12.0) + GAP,
            height,
            bar,
            width,
            writing,
        }
    }

    fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        data: &Bars,
        row: Area,
        scale: Scale,
        (subject, figures): (&Subject, &[Option<Figure>]),
    ) {
        let unit = data.measure.unit.as_deref();
        canvas.area("hit", row, None);
        let bars = (self.bar + 2.0) * as_number(figures.len());
        let first = if self.names > 0.0 {
            let middle = row.y + row.height / 2.0;
            let at = point(self.names - 10.0, middle + 5.0);
            canvas.label("name", at, Anchor::End, &subject.name, self.names - 10.0);
            middle - bars / 2.0
        } else {
            let at = point(0.0, row.y + 17.0);
            canvas.label("name", at, Anchor::Start, &subject.name, self.width);
            row.y + text::LINE + 3.0
        };
        let zero = scale.at(0.0);
        for (position, figure) in figures.iter().enumerate() {
            let y = first + (self.bar + 2.0) * as_number(position) + 1.0;
            let baseline = y + self.bar / 2.0 + 5.0;
            let Some(figure) = figure else {
                canvas.text(
                    "value missing",
                    point(zero + GAP, baseline),
                    Anchor::Start,
                    "—",
                );
                continue;
            };
            let end = scale.at(figure.value());
            if figure.value() != 0.0 {
                let least = (end - zero).abs().max(1.0);
                let area = Area {
                    x: if end < zero { zero - least } else { zero },
                    y,
                    width: least,
                    height: self.bar,
                };
                let name = data
                    .grid
                    .columns()
                    .get(position)
                    .filter(|_| figures.len() > 1);
                let told = number::told(figure, unit);
                let told = match name {
                    Some(name) => format!("{}, {name}: {told}", subject.name),
                    None => format!("{}: {told}", subject.name),
                };
                let class = format!("bar {}", palette::series(position));
                canvas.area(&class, area, Some(&told));
            }
            let (x, anchor) = if figure.value() < 0.0 {
                (end - GAP, Anchor::End)
            } else {
                (end + GAP, Anchor::Start)
            };
            canvas.text(
                "value",
                point(x, baseline),
                anchor,
                &self.writing.write(figure, unit),
            );
        }
    }
}

/// How values are written beside their bars.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Full,
    Short,
}

impl Writing {
    /// In full while none of them is long.
    fn of(data: &Bars) -> Self {
        let unit = data.measure.unit.as_deref();
        let is_long = |figure: &Figure| Self::Full.write(figure, unit).chars().count() > LONG;
        if data.grid.figures().any(is_long) {
            Self::Short
        } else {
            Self::Full
        }
    }

    fn write(self, figure: &Figure, unit: Option<&str>) -> String {
        match self {
            Self::Full => format::number(figure.digits(), unit),
            Self::Short => number::short(figure.value(), unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn bars_start_at_zero_and_values_stand_at_their_ends() {
        let mut canvas = Canvas::new(None);
        let data = samples::bars(&[
            ("A", Some("300")),
            ("B", Some("-100")),
            ("C", None),
            ("D", Some("0")),
        ]);
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // Names take 10.1 + 12 units, "−100" 38.8 + 6, "300" 26.9 + 6: the plot reaches from x = 66.9 to 767.1 and its
        // ticks from −100 to 300, so that a hundred is 175.1 wide and zero stands at 241.9. Rows are 32 high from y = 24.
        let bar = |x: &str, y: &str, width: &str, told: &str| {
            format!(
                r#"<rect class="bar s0" x="{x}" y="{y}" width="{width}" height="18"><title>{told}</title></rect>"#
            )
        };
        assert!(
            svg.contains(&bar("241.9", "31", "525.2", "A: 300 units")),
            "{svg}"
        );
        assert!(
            svg.contains(&bar("66.9", "63", "175.1", "B: −100 units")),
            "{svg}"
        );
        assert!(
            svg.contains(
                r#"<text class="value missing" x="247.9" y="109" text-anchor="start">—</text>"#
            ),
            "{svg}"
        );
        assert!(
            svg.contains(r#"<text class="value" x="247.9" y="141" text-anchor="start">0</text>"#),
            "{svg}"
        );
        assert_eq!(svg.matches(r#"class="bar"#).count(), 2);
    }
}
