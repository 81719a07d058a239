//! *Samples* are small charts to try the drawing on.

use jiff::civil::date;

use crate::view_model::{
    Band, Bars, Donut, Dot, Figure, Grain, Grid, Heat, Measure, OverTime, Scatter, Series, Slice,
    Subject,
};

pub(super) fn subject(name: &str) -> Subject {
    Subject {
        name: name.to_owned(),
        ask: None,
    }
}

pub(super) fn units(label: &str) -> Measure {
    Measure {
        label: label.to_owned(),
        unit: Some("units".to_owned()),
    }
}

pub(super) fn figure(digits: &str) -> Figure {
    Figure::new(digits).unwrap()
}

/// Months of 2025 from January on.
pub(super) fn months(figures: &[Option<&str>]) -> OverTime {
    series_of_months(&[("Stock", figures)])
}

/// Several series of months of 2025.
pub(super) fn series_of_months(series: &[(&str, &[Option<&str>])]) -> OverTime {
    let series = series.iter().map(|(name, figures)| {
        let points = (1..).zip(*figures).map(|(month, digits)| {
            let period = date(2025, month, 1).at(0, 0, 0, 0);
            (period, digits.map(figure))
        });
        Series {
            subject: subject(name),
            points: points.collect(),
        }
    });
    let axis = "Month".to_owned();
    OverTime::new(axis, Grain::Month, units("Stock"), series.collect()).unwrap()
}

/// Two months that were and two that are expected, with what they may come to.
pub(super) fn with_band() -> OverTime {
    let expected = series_of_months(&[
        ("Demand", &[Some("40"), Some("60")]),
        ("Forecast", &[None, None, Some("55"), Some("50")]),
    ]);
    let band = [(3, "30", "80"), (4, "20", "100")];
    let band = band.map(|(month, lower, upper)| {
        let (lower, upper) = (figure(lower), figure(upper));
        (date(2025, month, 1).at(0, 0, 0, 0), Band { lower, upper })
    });
    expected.with_band(band.to_vec())
}

pub(super) fn bars(figures: &[(&str, Option<&str>)]) -> Bars {
    let rows = figures.iter().map(|(name, _)| subject(name)).collect();
    let grid = Grid::new(vec!["Stock".to_owned()], rows, |_, row| {
        figures[row].1.map(figure)
    });
    Bars {
        axis: "Group".to_owned(),
        measure: units("Stock"),
        grid: grid.unwrap(),
    }
}

pub(super) fn donut(figures: &[(&str, &str)], whole: Option<f64>) -> Donut {
    let slices = figures.iter().map(|(name, digits)| Slice {
        subject: subject(name),
        figure: figure(digits),
    });
    Donut::new("Group".to_owned(), units("Stock"), slices.collect(), whole).unwrap()
}

pub(super) fn scatter(figures: &[(&str, &str, &str)]) -> Scatter {
    let dots = figures.iter().map(|(name, across, up)| Dot {
        subject: subject(name),
        across: figure(across),
        up: figure(up),
    });
    Scatter {
        axis: "Product".to_owned(),
        across: units("Stock"),
        up: units("Demand"),
        dots: dots.collect(),
    }
}

/// Figures row by row.
pub(super) fn heat(columns: &[&str], rows: &[&str], figures: &[Option<&str>]) -> Heat {
    let subjects = |names: &[&str]| names.iter().map(|name| subject(name)).collect();
    let width = columns.len();
    let grid = Grid::new(subjects(columns), subjects(rows), |column, row| {
        figures[row * width + column].map(figure)
    });
    Heat {
        across: "Warehouse".to_owned(),
        down: "Group".to_owned(),
        measure: units("Stock"),
        grid: grid.unwrap(),
    }
}
