//! A *stacked chart* draws a column for each period with a layer for each series; negative layers hang below zero.

use super::canvas::{Area, Canvas, point};
use super::legend::{self, Key};
use super::over_time;
use super::{Layout, number, time};
use crate::view_model::{Figure, OverTime};

/// Part of its slot that a column fills.
const FILL: f64 = 0.78;
/// Layers that can still be told one by one.
const TOLD: usize = 600;

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &OverTime) -> f64 {
    let series = over_time::series(data);
    let periods = data.grid().columns();
    // For each series, where its layers begin and end.
    let mut above = vec![0.0; periods.len()];
    let mut below = vec![0.0; periods.len()];
    let layers: Vec<Vec<Option<(f64, f64)>>> = series
        .iter()
        .map(|series| {
            let layer = |(position, figure): (usize, &Option<_>)| {
                let value = figure.as_ref().map(Figure::value)?;
                let reached = if value < 0.0 { &mut below } else { &mut above };
                let from = *reached.get(position)?;
                reached[position] = from + value;
                Some((from, from + value))
            };
            series.figures.iter().enumerate().map(layer).collect()
        })
        .collect();
    let low = below.iter().copied().fold(0.0, f64::min);
    let high = above.iter().copied().fold(0.0, f64::max);
    let (setting, height) = over_time::set(canvas, layout, data, (low, high), Key::Fill);
    let plot = setting.plot;
    let scale = setting.upright.scale(plot);
    let width = over_time::slot(periods, plot.width) * FILL;
    let tells = periods.len() * series.len() <= TOLD;
    let unit = data.measure.unit.as_deref();
    let middles: Vec<f64> = layers
        .iter()
        .map(|layers| {
            let last = layers.iter().rev().flatten().next();
            last.map_or(plot.bottom(), |(from, to)| {
                scale.at(f64::midpoint(*from, *to))
            })
        })
        .collect();
    let names = setting.names(&middles);
    over_time::tell_periods(canvas, &setting, data, &series);
    for (position, (series, layers)) in series.iter().zip(&layers).enumerate() {
        let class = format!("series {}", series.class);
        let ask = series.subject.ask.as_deref();
        canvas.mark(&class, ask, &series.told, |canvas| {
            for ((period, figure), layer) in periods.iter().zip(series.figures).zip(layers) {
                let (Some(figure), Some((from, to))) = (figure, layer) else {
                    continue;
                };
                let (one, other) = (scale.at(*from), scale.at(*to));
                let area = Area {
                    x: setting.times.at(*period) - width / 2.0,
                    y: one.min(other),
                    width,
                    height: (one - other).abs(),
                };
                let told = tells.then(|| {
                    format!(
                        "{}, {}: {}",
                        time::name(*period, data.grain),
                        series.subject.name,
                        number::told(figure, unit)
                    )
                });
                canvas.area("bar", area, told.as_deref());
            }
            if let Some(Some(area)) = names.get(position) {
                legend::write(canvas, position, &series.subject.name, Key::Fill, *area);
            }
        });
    }
    canvas.silent("axis", |canvas| {
        let zero = scale.at(0.0);
        canvas.line("base", point(plot.x, zero), point(plot.right(), zero));
    });
    height
}

/// The totals of the columns, for whoever describes the chart.
pub(super) fn totals(data: &OverTime) -> Vec<f64> {
    let mut totals = vec![0.0; data.grid().columns().len()];
    for (_, figures) in data.grid().rows() {
        for (total, figure) in totals.iter_mut().zip(figures) {
            *total += figure.as_ref().map_or(0.0, Figure::value);
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn layers_stand_on_each_other_and_negative_ones_hang() {
        let mut canvas = Canvas::new(None);
        let data = samples::series_of_months(&[
            ("A", &[Some("30"), Some("10")]),
            ("B", &[Some("20"), Some("-10")]),
        ]);
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // "−10" takes 29.8 + 8 and the names 50.1 + 4 units: the plot is 708.1 wide from x = 37.8, a slot 354.1, a column
        // 276.2. Ticks go from −10 to 50, so that ten is 46.7 high and zero stands at y = 263.3.
        let bar = |x: &str, y: &str, height: &str, told: &str| {
            format!(
                r#"<rect class="bar" x="{x}" y="{y}" width="276.2" height="{height}"><title>{told}</title></rect>"#
            )
        };
        for layer in [
            bar("76.8", "123.3", "140", "Jan 2025, A: 30 units"),
            bar("76.8", "30", "93.3", "Jan 2025, B: 20 units"),
            bar("430.8", "216.7", "46.7", "Feb 2025, A: 10 units"),
            bar("430.8", "263.3", "46.7", "Feb 2025, B: −10 units"),
        ] {
            assert!(svg.contains(&layer), "{layer} in {svg}");
        }
        assert!(
            svg.contains("<title>Feb 2025\nA: 10 units\nB: −10 units</title>"),
            "{svg}"
        );
    }
}
