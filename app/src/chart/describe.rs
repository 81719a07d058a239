//! A *description* is what a chart says in words: kind, subject, range, extremes. The table beside it has every figure.

use super::over_time::as_number;
use super::{donut, number, route, scatter, stacked, time};
use crate::view_model::{ChartView, Figure, Measure, OverTime, Plot};

/// The chart in a few sentences.
pub(super) fn describe(view: &ChartView) -> String {
    match &view.plot {
        Plot::Line(data) => format!(
            "Line chart of {}. {} {}",
            number::axis(&data.measure),
            span(data),
            over_time(data)
        ),
        Plot::Stacked(data) => {
            let totals = stacked::totals(data);
            let places = totals.iter().zip(data.grid().columns());
            let places = places.map(|(total, period)| (time::name(*period, data.grain), *total));
            format!(
                "Stacked columns of {}. {} {}",
                number::axis(&data.measure),
                span(data),
                extremes(&places.collect::<Vec<_>>(), &data.measure, " sum")
            )
        }
        Plot::Bars(data) => {
            let mut places = Vec::new();
            for (subject, figures) in data.grid.rows() {
                for (measure, figure) in data.grid.columns().iter().zip(figures) {
                    let Some(figure) = figure else { continue };
                    let name = if data.grid.columns().len() > 1 {
                        format!("{}, {measure}", subject.name)
                    } else {
                        subject.name.clone()
                    };
                    places.push((name, figure.value()));
                }
            }
            format!(
                "Bar chart of {}, one row for each {} ({}). {}",
                number::axis(&data.measure),
                data.axis.to_lowercase(),
                count(data.grid.rows().len()),
                extremes(&places, &data.measure, "")
            )
        }
        Plot::Donut(data) => {
            let slices = data
                .slices()
                .map(|(slice, share)| format!("{} {}", slice.subject.name, donut::share(share)));
            let rest = data
                .rest()
                .map(|share| format!("all others {}", donut::share(share)));
            let slices: Vec<String> = slices.chain(rest).collect();
            format!(
                "Donut of {}: {}.",
                number::axis(&data.measure),
                slices.join(", ")
            )
        }
        Plot::Scatter(data) => {
            let outermost: Vec<&str> = scatter::outermost(&data.dots)
                .into_iter()
                .map(|dot| dot.subject.name.as_str())
                .collect();
            format!(
                "Scatter chart: {} from left to right, {} upwards, a dot for each {} ({}). Farthest out: {}.",
                number::axis(&data.across),
                number::axis(&data.up),
                data.axis.to_lowercase(),
                count(data.dots.len()),
                outermost.join(" and ")
            )
        }
        Plot::Route(data) => route::describe(data),
        Plot::Heat(data) => {
            let columns = data.grid.columns();
            let places = data.grid.rows().flat_map(|(subject, figures)| {
                columns.iter().zip(figures).filter_map(|(column, figure)| {
                    let figure = figure.as_ref()?;
                    Some((format!("{}, {}", subject.name, column.name), figure.value()))
                })
            });
            format!(
                "Heat map of {}, {} across and {} down. {}",
                number::axis(&data.measure),
                data.across.to_lowercase(),
                data.down.to_lowercase(),
                extremes(&places.collect::<Vec<_>>(), &data.measure, "")
            )
        }
    }
}

/// "From Jan 2025 to Jun 2025."
fn span(data: &OverTime) -> String {
    let periods = data.grid().columns();
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first < last => format!(
            "From {} to {}.",
            time::name(*first, data.grain),
            time::name(*last, data.grain)
        ),
        (Some(only), _) => format!("{}.", time::name(*only, data.grain)),
        _ => String::new(),
    }
}

fn over_time(data: &OverTime) -> String {
    let several = data.grid().rows().len() > 1;
    let mut places = Vec::new();
    for (subject, figures) in data.grid().rows() {
        for (period, figure) in data.grid().columns().iter().zip(figures) {
            let Some(value) = figure.as_ref().map(Figure::value) else {
                continue;
            };
            let period = time::name(*period, data.grain);
            let name = if several {
                format!("{}, {period}", subject.name)
            } else {
                period
            };
            places.push((name, value));
        }
    }
    let lines = several.then(|| format!("{} lines. ", data.grid().rows().len()));
    let band = match data.band() {
        [] => "",
        _ => " A band around the last line shows between which figures it is expected.",
    };
    format!(
        "{}{}{band}",
        lines.unwrap_or_default(),
        extremes(&places, &data.measure, "")
    )
}

/// "Highest $9,000 (May 2025), lowest $1,000 (Feb 2024)."
fn extremes(places: &[(String, f64)], measure: &Measure, of: &str) -> String {
    let unit = measure.unit.as_deref();
    let highest = places.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let lowest = places.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    match (highest, lowest) {
        (Some(highest), Some(lowest)) if highest.1 > lowest.1 => format!(
            "Highest{of} {} ({}), lowest {} ({}).",
            number::short(highest.1, unit),
            highest.0,
            number::short(lowest.1, unit),
            lowest.0
        ),
        (Some(only), _) => format!("{} everywhere.", number::short(only.1, unit)),
        _ => String::new(),
    }
}

fn count(count: usize) -> String {
    number::short(as_number(count), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    fn said(plot: Plot) -> String {
        describe(&ChartView {
            title: String::new(),
            plot,
        })
    }

    #[test]
    fn charts_say_their_kind_range_and_extremes() {
        let months = samples::months(&[Some("5"), None, Some("12500"), Some("7")]);
        assert_eq!(
            said(Plot::Line(months)),
            "Line chart of Stock in units. From Jan 2025 to Apr 2025. Highest 12.5k (Mar 2025), lowest 5 (Jan 2025)."
        );
        let layers = samples::series_of_months(&[
            ("A", &[Some("30"), Some("10")]),
            ("B", &[Some("20"), None]),
        ]);
        assert_eq!(
            said(Plot::Stacked(layers.clone())),
            "Stacked columns of Stock in units. From Jan 2025 to Feb 2025. Highest sum 50 (Jan 2025), lowest 10 (Feb 2025)."
        );
        assert!(
            said(Plot::Line(layers))
                .ends_with("2 lines. Highest 30 (A, Jan 2025), lowest 10 (A, Feb 2025).")
        );
        assert_eq!(
            said(Plot::Donut(samples::donut(
                &[("A", "50"), ("B", "25")],
                Some(100.0)
            ))),
            "Donut of Stock in units: A 50 %, B 25 %, all others 25 %."
        );
        assert_eq!(
            said(Plot::Scatter(samples::scatter(&[
                ("A", "1", "9"),
                ("B", "5", "2")
            ]))),
            "Scatter chart: Stock in units from left to right, Demand in units upwards, a dot for each product (2). Farthest out: B and A."
        );
        assert_eq!(
            said(Plot::Heat(samples::heat(
                &["X"],
                &["A", "B"],
                &[Some("3"), Some("3")]
            ))),
            "Heat map of Stock in units, warehouse across and group down. 3 everywhere."
        );
    }
}
