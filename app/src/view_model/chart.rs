//! A *chart view* is a picture to be drawn: its kind, what its axes are called, and every figure in its exact digits.
//!
//! What cannot be drawn cannot be built: figures are finite, grids have a place for each pair, parts make up a whole.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{Cell, RouteMap};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartView {
    /// "Sales by month".
    pub title: String,
    /// What is drawn.
    pub plot: Plot,
}

/// What a chart draws, by its kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// A line for each series.
    Line(OverTime),
    /// Bars for each category, one for each measure.
    Bars(Bars),
    /// A column for each period, with a layer for each series.
    Stacked(OverTime),
    /// Parts of a whole.
    Donut(Donut),
    /// A dot for each thing.
    Scatter(Scatter),
    /// A shade for each pair.
    Heat(Heat),
    /// Ways on a map.
    Route(RouteMap),
}

/// A number in its exact digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    digits: String,
    value: f64,
}

impl Figure {
    /// Beyond this there is nothing left to draw with double precision.
    const LARGEST: f64 = 1e300;

    /// A figure; none when the text is no number, or one that is too large to draw.
    pub fn new(digits: impl Into<String>) -> Option<Self> {
        let digits = digits.into();
        let value: f64 = digits.parse().ok()?;
        if value.is_nan() || value.abs() > Self::LARGEST {
            return None;
        }
        let value = if value.abs() < 1.0 / Self::LARGEST {
            0.0
        } else {
            value
        };
        Some(Self { digits, value })
    }

    /// Its exact digits.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Its value for drawing: finite.
    pub fn value(&self) -> f64 {
        self.value
    }
}

/// What figures measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// "Sales".
    pub label: String,
    /// Unit ("units", "USD", "days", "fraction").
    pub unit: Option<String>,
}

/// What a mark is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// "Road Bikes".
    pub name: String,
    /// The question that looks at it alone: "only Road Bikes".
    pub ask: Option<String>,
}

/// A place for each pair of a column and a row, with or without a figure; at least one figure is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<C> {
    columns: Vec<C>,
    rows: Vec<Subject>,
    figures: Vec<Option<Figure>>,
}

impl<C> Grid<C> {
    /// A grid that asks for the figure of each (column, row); none when there is no figure at all.
    pub fn new(
        columns: Vec<C>,
        rows: Vec<Subject>,
        mut figure: impl FnMut(usize, usize) -> Option<Figure>,
    ) -> Option<Self> {
        let mut figures = Vec::with_capacity(columns.len() * rows.len());
        for row in 0..rows.len() {
            for column in 0..columns.len() {
                figures.push(figure(column, row));
            }
        }
        figures.iter().any(Option::is_some).then_some(Self {
            columns,
            rows,
            figures,
        })
    }

    /// The columns.
    pub fn columns(&self) -> &[C] {
        &self.columns
    }

    /// The rows with their figures, one for each column.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&Subject, &[Option<Figure>])> {
        self.rows
            .iter()
            .zip(self.figures.chunks(self.columns.len().max(1)))
    }

    /// All figures that are there.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().flatten()
    }
}

/// Length of the periods of a time axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Points in time.
    Instant,
    /// Days.
    Day,
    /// Weeks, by their first day.
    Week,
    /// Months, by their first day.
    Month,
    /// Quarters, by their first day.
    Quarter,
    /// Years, by their first day.
    Year,
}

/// Figures of one thing over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is.
    pub subject: Subject,
    /// Its figures, in any order.
    pub points: Vec<(DateTime, Option<Figure>)>,
}

/// Figures over time.
#[derive(Debug, Clone, PartialEq)]
pub struct OverTime {
    /// What the time axis is called ("Month").
    pub axis: String,
    /// Length of a period.
    pub grain: Grain,
    /// What is measured.
    pub measure: Measure,
    grid: Grid<DateTime>,
    with_rest: bool,
    band: Vec<(DateTime, Band)>,
}

/// Between which figures that of a period is expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// At least.
    pub lower: Figure,
    /// At most.
    pub upper: Figure,
}

impl OverTime {
    /// Figures over time. A series has a gap where another one has a period that it lacks. None when there is no figure
    /// at all.
    pub fn new(axis: String, grain: Grain, measure: Measure, series: Vec<Series>) -> Option<Self> {
        let mut periods: Vec<DateTime> = series
            .iter()
            .flat_map(|series| series.points.iter().map(|(period, _)| *period))
            .collect();
        periods.sort_unstable();
        periods.dedup();
        let (subjects, mut points): (Vec<_>, Vec<BTreeMap<_, _>>) = series
            .into_iter()
            .map(|series| (series.subject, series.points.into_iter().collect()))
            .unzip();
        let grid = Grid::new(periods.clone(), subjects, |column, row| {
            points.get_mut(row)?.remove(periods.get(column)?)?
        })?;
        Some(Self {
            axis,
            grain,
            measure,
            grid,
            with_rest: false,
            band: Vec::new(),
        })
    }

    /// The same with a band around the last series, period by period.
    #[must_use]
    pub fn with_band(self, mut band: Vec<(DateTime, Band)>) -> Self {
        band.sort_by_key(|(period, _)| *period);
        Self { band, ..self }
    }

    /// The band around the last series, oldest period first; empty without one.
    pub fn band(&self) -> &[(DateTime, Band)] {
        &self.band
    }

    /// The same, where the last series is what all others have together.
    #[must_use]
    pub fn with_rest(self) -> Self {
        Self {
            with_rest: true,
            ..self
        }
    }

    /// The series at a position is what all others have together.
    pub fn is_rest(&self, position: usize) -> bool {
        self.with_rest && position + 1 == self.grid.rows.len()
    }

    /// Periods, oldest first, and the series.
    pub fn grid(&self) -> &Grid<DateTime> {
        &self.grid
    }
}

/// Bars for categories.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the categories are called ("Warehouse").
    pub axis: String,
    /// What the bars measure, all of them in one unit.
    pub measure: Measure,
    /// A column for each measure, by its label; a row for each category.
    pub grid: Grid<String>,
}

/// Parts of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Donut {
    /// What the parts are called ("Product group").
    pub axis: String,
    /// What is measured.
    pub measure: Measure,
    slices: Vec<Slice>,
    whole: f64,
}

/// A part of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What it is.
    pub subject: Subject,
    /// How much it is.
    pub figure: Figure,
}

impl Donut {
    /// Slices that an eye can still compare.
    pub const MOST: usize = 6;
    /// What is left of the whole is shown from this share on.
    const LEAST_REST: f64 = 0.001;

    /// Parts of a whole that may be more than the parts together; `None` is their sum. Without a whole above zero, with a
    /// negative part or with too many of them there is no donut.
    pub fn new(
        axis: String,
        measure: Measure,
        slices: Vec<Slice>,
        whole: Option<f64>,
    ) -> Option<Self> {
        let sum: f64 = slices.iter().map(|slice| slice.figure.value).sum();
        let whole = whole.filter(|w| w.is_finite()).unwrap_or(sum).max(sum);
        let drawable = (1..=Self::MOST).contains(&slices.len())
            && whole > 0.0
            && whole <= Figure::LARGEST
            && slices.iter().all(|slice| slice.figure.value >= 0.0);
        drawable.then_some(Self {
            axis,
            measure,
            slices,
            whole,
        })
    }

    /// The slices with their shares, fractions of the whole.
    pub fn slices(&self) -> impl Iterator<Item = (&Slice, f64)> {
        self.slices
            .iter()
            .map(|slice| (slice, slice.figure.value / self.whole))
    }

    /// The share that no slice has, when it is worth showing.
    pub fn rest(&self) -> Option<f64> {
        let rest = 1.0 - self.slices().map(|(_, share)| share).sum::<f64>();
        (rest >= Self::LEAST_REST).then_some(rest)
    }

    /// The whole.
    pub fn whole(&self) -> f64 {
        self.whole
    }
}

/// A cloud of dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    /// What the dots are called ("Product").
    pub axis: String,
    /// What is measured from left to right.
    pub across: Measure,
    /// What is measured upwards.
    pub up: Measure,
    /// The dots.
    pub dots: Vec<Dot>,
}

/// A thing with two figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// What it is.
    pub subject: Subject,
    /// From left to right.
    pub across: Figure,
    /// Upwards.
    pub up: Figure,
}

/// A heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What the columns are called.
    pub across: String,
    /// What the rows are called.
    pub down: String,
    /// What is measured.
    pub measure: Measure,
    /// The figures. When rows have no questions of their own, a pair is looked at by its column's.
    pub grid: Grid<Subject>,
}

/// A single value, large.
#[derive(Debug, Clone, PartialEq)]
pub struct TileView {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: Cell,
    /// Its unit ("units", "USD", "days", "fraction").
    pub unit: Option<String>,
    /// How it differs from the period before, when there is one.
    pub change: Option<ChangeView>,
}

/// How a figure differs from the one of the period before.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeView {
    /// The figure of the period before.
    pub previous: Cell,
    /// (figure − previous) ÷ previous; none when the previous one is 0.
    pub fraction: Option<f64>,
    /// The period before, in words ("Q1 2025").
    pub period: String,
}
