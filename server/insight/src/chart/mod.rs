//! A *chart* is a picture that says more than the table does; which one follows from the table's shape.
//!
//! | what the rows are about | chart |
//! |---|---|
//! | nothing: one row | a tile |
//! | periods | a line for each figure of one unit |
//! | periods and a few things | a line for each thing; layers when shares were asked for |
//! | periods and more things | a heat map while it has room, else lines for the largest |
//! | things, with shares | a donut of up to six, else bars of the shares |
//! | things, with two figures of different units | a cloud of points |
//! | things | bars, the largest first unless the rows have an order of their own |
//! | pairs of things | a heat map |
//!
//! No chart is drawn of less than three bars or points, of figures that are all the same, and, unless it is of the first
//! rows and says so, of a result that was cut.

mod rows;
#[cfg(test)]
mod tests;
mod title;

use serde::{Deserialize, Serialize};

use crate::numbers::number;
use crate::table::{Role, Table};
use rows::{
    Order, alike, all_equal, figures, is_grid, is_ordinal, largest, order, parts_of_a_whole, unit,
};
use title::title;

/// Slices that an eye can still compare.
const DONUT_SLICES: usize = 6;
/// Lines that can still be told apart.
const LINES: usize = 8;
/// Columns of layers that are still wide enough to read.
const COLUMNS: usize = 60;
/// Bars that still have room for a name.
const BARS: usize = 30;
/// Bars or points of a line below which the table says as much.
const FEW: usize = 3;
/// Points below which a cloud says nothing.
const CLOUD: usize = 8;
/// Points that can still be told apart.
const POINTS: usize = 500;
/// Columns of a heat map whose cells still have room for a figure.
const ACROSS: usize = 12;

/// Kinds of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// One number, large.
    Tile,
    /// Figures over time; with `series`, one line for each of its values.
    Line,
    /// One bar for each category and figure.
    Bar,
    /// Figures of periods, on top of each other for each value of `series`.
    Stacked,
    /// Parts of a whole, at most six.
    Donut,
    /// One point for each row: `y[0]` across, `y[1]` up.
    Scatter,
    /// `x` across, `series` down, the figure as shade.
    Heat,
}

/// A chart over a table; columns are given by position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Kind.
    pub kind: ChartKind,
    /// "Sales by month".
    pub title: String,
    /// Column of the categories or periods.
    pub x: Option<usize>,
    /// Columns of the figures.
    pub y: Vec<usize>,
    /// Column whose values are the lines, layers or rows of a heat map.
    pub series: Option<usize>,
    /// Unit of the figures.
    pub unit: Option<String>,
    /// Only the first so many rows are drawn; the title says so.
    pub rows: Option<usize>,
    /// Rows are drawn from the largest figure of `y[0]` to the smallest, and `rows` counts in that order.
    #[serde(default)]
    pub descending: bool,
    /// Column of each part's share of the whole, for a donut: what the shares leave open are all others.
    #[serde(default)]
    pub share: Option<usize>,
    /// The values of `series` that are drawn, the largest first, when there are more of them; the title says so. Layers
    /// show the others together, lines leave them out. Empty when all are drawn.
    #[serde(default)]
    pub kept: Vec<String>,
    /// Columns between whose figures the last of `y` is expected, the lower one first: a band around its line.
    #[serde(default)]
    pub band: Option<(usize, usize)>,
}

impl Chart {
    /// A single figure.
    pub fn tile(title: String, column: usize, unit: Option<String>) -> Self {
        Self {
            kind: ChartKind::Tile,
            title,
            x: None,
            y: vec![column],
            series: None,
            unit,
            rows: None,
            descending: false,
            share: None,
            kept: Vec::new(),
            band: None,
        }
    }
}

/// The chart that fits, or none when the table says as much by itself.
pub fn chart(table: &Table<'_>) -> Option<Chart> {
    let measures = figures(table);
    let first = *measures.first()?;
    let subjects = table.subjects();
    let times = table.with_role(Role::Time);
    if table.rows.len() == 1 && subjects.is_empty() && times.is_empty() {
        number(table.rows.first()?.get(first)?)?;
        let title = title(table, &[first], None, None);
        return Some(Chart::tile(title, first, unit(table, first)));
    }
    match (times.as_slice(), subjects.as_slice()) {
        ([time], []) => over_time(table, *time, alike(table, &measures)),
        ([time], [subject]) if table.distinct(*subject) == 1 => {
            over_time(table, *time, alike(table, &measures))
        }
        ([time], [subject]) => things_over_time(table, *time, *subject, first),
        ([], [across, down]) if is_grid(table, *across, *down) && !table.truncated => {
            heat(table, *across, *down, first)
        }
        ([], subjects) => {
            let alone = |subject: &&usize| table.distinct(**subject) == table.rows.len();
            things(table, *subjects.iter().find(alone)?, &measures)
        }
        _ => None,
    }
}

/// A chart of the figures `y`; none when they are all the same.
fn drawn(
    table: &Table<'_>,
    kind: ChartKind,
    x: usize,
    y: Vec<usize>,
    series: Option<usize>,
) -> Option<Chart> {
    if all_equal(table, &y) {
        return None;
    }
    Some(Chart {
        kind,
        title: title(table, &y, Some(x), series),
        x: Some(x),
        series,
        unit: y.first().and_then(|column| unit(table, *column)),
        y,
        rows: None,
        descending: false,
        share: None,
        kept: Vec::new(),
        band: None,
    })
}

/// A line for each figure, when each period comes once.
fn over_time(table: &Table<'_>, time: usize, measures: Vec<usize>) -> Option<Chart> {
    let rows = table.rows.len();
    if table.truncated || rows < FEW || table.distinct(time) != rows {
        return None;
    }
    drawn(table, ChartKind::Line, time, measures, None)
}

/// Lines, layers or cells for things over time, when each pair comes once.
fn things_over_time(
    table: &Table<'_>,
    time: usize,
    subject: usize,
    measure: usize,
) -> Option<Chart> {
    let (periods, things) = (table.distinct(time), table.distinct(subject));
    if table.truncated || periods < 2 || !rows::pairs_are_unique(table, time, subject) {
        return None;
    }
    let shared = !table.with_role(Role::Share).is_empty();
    let layered = shared && parts_of_a_whole(table, measure) && periods <= COLUMNS;
    if !layered && things > LINES && things <= BARS && periods <= ACROSS {
        return heat(table, time, subject, measure);
    }
    let (kind, most) = match (layered, things > LINES) {
        // One layer is for all others.
        (true, true) => (ChartKind::Stacked, LINES - 1),
        (true, false) => (ChartKind::Stacked, LINES),
        (false, _) => (ChartKind::Line, LINES),
    };
    let mut chart = drawn(table, kind, time, vec![measure], Some(subject))?;
    if things > most {
        chart.kept = largest(table, subject, measure, most);
        let others = if layered { " and all others" } else { "" };
        chart.title = format!("{} (the {most} largest of {things}{others})", chart.title);
    }
    Some(chart)
}

/// Cells for pairs; the side with fewer values goes across, periods always do.
fn heat(table: &Table<'_>, one: usize, other: usize, measure: usize) -> Option<Chart> {
    let is_time = table.with_role(Role::Time).contains(&one);
    let (across, down) = if is_time || table.distinct(one) <= table.distinct(other) {
        (one, other)
    } else {
        (other, one)
    };
    if table.distinct(across) > ACROSS || table.distinct(down) > BARS {
        return None;
    }
    let title = title(table, &[measure], Some(one), Some(other));
    let chart = drawn(table, ChartKind::Heat, across, vec![measure], Some(down))?;
    Some(Chart { title, ..chart })
}

/// A donut, a cloud or bars for things that each have one row.
fn things(table: &Table<'_>, subject: usize, measures: &[usize]) -> Option<Chart> {
    let first = *measures.first()?;
    let rows = table.rows.len();
    let share = table.with_role(Role::Share).first().copied();
    if let Some(share) = share
        && (2..=DONUT_SLICES).contains(&rows)
        && parts_of_a_whole(table, first)
    {
        let chart = drawn(table, ChartKind::Donut, subject, vec![first], None)?;
        return Some(Chart {
            share: Some(share),
            descending: !is_ordinal(table, subject),
            ..chart
        });
    }
    let same = alike(table, measures);
    if let [across, up] = *measures
        && same.len() == 1
        && rows::are_scattered(table, across, up)
    {
        return cloud(table, subject, across, up);
    }
    match share {
        Some(share) if measures.len() == 1 => bars(table, subject, vec![share]),
        _ => bars(table, subject, same),
    }
}

fn cloud(table: &Table<'_>, subject: usize, across: usize, up: usize) -> Option<Chart> {
    let mut chart = drawn(table, ChartKind::Scatter, subject, vec![across, up], None)?;
    chart.title = title::against(table, across, up, subject);
    if table.rows.len() > POINTS || table.truncated {
        let shown = table.rows.len().min(POINTS);
        chart.rows = Some(shown);
        chart.title = title::of_the_first(&chart.title, shown, table);
    }
    Some(chart)
}

fn bars(table: &Table<'_>, subject: usize, measures: Vec<usize>) -> Option<Chart> {
    let first = *measures.first()?;
    let rows = table.rows.len();
    // Two bars of one figure say what two rows say.
    if rows < FEW && measures.len() == 1 {
        return None;
    }
    let mut chart = drawn(table, ChartKind::Bar, subject, measures, None)?;
    let order = order(table, first);
    // Of a result that was cut nobody knows the largest.
    chart.descending = order == Order::Mixed && !is_ordinal(table, subject) && !table.truncated;
    if rows > BARS {
        chart.rows = Some(BARS);
    }
    if rows > BARS || table.truncated {
        let shown = rows.min(BARS);
        chart.title = match order {
            _ if table.truncated => title::of_the_first(&chart.title, shown, table),
            Order::Mixed if !chart.descending => title::of_the_first(&chart.title, shown, table),
            Order::Mixed | Order::Falling => {
                format!("{} (the {shown} largest of {rows})", chart.title)
            }
            Order::Rising => format!("{} (the {shown} smallest of {rows})", chart.title),
        };
    }
    Some(chart)
}
