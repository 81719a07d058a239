//! A *line chart* draws a line for each series over time; where a value is missing, the line has a gap.

use jiff::civil::DateTime;

use super::canvas::{Canvas, Path, Point, point};
use super::legend::{self, Key};
use super::over_time::{self, Drawn, Setting};
use super::{Layout, palette, scale};
use crate::view_model::{Figure, OverTime};

/// Points that can still be told apart on a line.
const POINTS: usize = 40;

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &OverTime) -> f64 {
    let edges = data.band().iter().flat_map(|(_, b)| [&b.lower, &b.upper]);
    let extent = scale::near_zero(scale::extent(data.grid().figures().chain(edges)));
    let (setting, height) = over_time::set(canvas, layout, data, extent, Key::Line);
    let series = over_time::series(data);
    band(canvas, &setting, data, &series);
    over_time::tell_periods(canvas, &setting, data, &series);
    let most = match layout {
        Layout::Wide => POINTS,
        Layout::Narrow => POINTS / 2,
    };
    let with_points = data.grid().columns().len() <= most;
    let places: Vec<Vec<Option<Point>>> = series
        .iter()
        .map(|series| places(&setting, data, series))
        .collect();
    let ends: Vec<f64> = places
        .iter()
        .map(|places| last(places).map_or(setting.plot.bottom(), |last| last.y))
        .collect();
    let names = setting.names(&ends);
    for (position, ((series, places), name)) in series.iter().zip(&places).zip(names).enumerate() {
        let class = format!("series {}", series.class);
        let ask = series.subject.ask.as_deref();
        canvas.mark(&class, ask, &series.told, |canvas| {
            canvas.path("line", &joined(places), None);
            for (place, at) in places.iter().enumerate() {
                let Some(at) = at else { continue };
                if with_points || alone(places, place) || Some(*at) == last(places) {
                    palette::point_of(canvas, position, *at, None);
                }
            }
            if let Some(area) = name {
                legend::write(canvas, position, &series.subject.name, Key::Line, area);
            }
        });
    }
    height
}

/// Shades the band around the last series, in its colour.
fn band(canvas: &mut Canvas<'_>, setting: &Setting, data: &OverTime, series: &[Drawn<'_>]) {
    let Some(last) = series.last().filter(|_| !data.band().is_empty()) else {
        return;
    };
    let scale = setting.upright.scale(setting.plot);
    let at = |period: &DateTime, figure: &Figure| {
        point(setting.times.at(*period), scale.at(figure.value()))
    };
    let upper = data.band().iter().map(|(period, b)| at(period, &b.upper));
    let lower = data.band().iter().map(|(period, b)| at(period, &b.lower));
    let mut edge = joined(&upper.chain(lower.rev()).map(Some).collect::<Vec<_>>());
    edge.close();
    canvas.silent(&format!("band {}", last.class), |canvas| {
        canvas.path("shade", &edge, None);
    });
}

/// The last place that there is.
fn last(places: &[Option<Point>]) -> Option<Point> {
    places.iter().rev().flatten().next().copied()
}

/// Where the figures of a series stand.
fn places(setting: &Setting, data: &OverTime, series: &Drawn<'_>) -> Vec<Option<Point>> {
    let scale = setting.upright.scale(setting.plot);
    data.grid()
        .columns()
        .iter()
        .zip(series.figures)
        .map(|(period, figure)| {
            let figure = figure.as_ref()?;
            Some(point(setting.times.at(*period), scale.at(figure.value())))
        })
        .collect()
}

/// The line through the places, with gaps.
fn joined(places: &[Option<Point>]) -> Path {
    let mut path = Path::default();
    let mut drawing = false;
    for place in places {
        match place {
            Some(at) if drawing => path.line(*at),
            Some(at) => path.start(*at),
            None => {}
        }
        drawing = place.is_some();
    }
    path
}

/// Whether a place has no neighbour, so that no line shows it.
fn alone(places: &[Option<Point>], position: usize) -> bool {
    let there = |position: Option<usize>| {
        position
            .and_then(|position| places.get(position))
            .is_some_and(Option::is_some)
    };
    !there(position.checked_sub(1)) && !there(position.checked_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn a_band_lies_around_the_last_line() {
        let mut canvas = Canvas::new(None);
        let data = samples::with_band();
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // The highest edge, 100, stands at the top of the plot: y = 30.
        let shaded = svg.split(r#"<g class="band s1" aria-hidden="true"><path class="shade" d=""#);
        let edge = shaded.last().and_then(|rest| rest.split('"').next());
        let edge = edge.unwrap_or_default();
        assert_eq!(edge.matches(['M', 'L', ' ']).count(), 8, "{edge}");
        assert!(edge.contains(" 30L") && edge.ends_with('Z'), "{edge}");
        assert!(
            svg.contains("Forecast: 50 units, between 20 and 100 units"),
            "{svg}"
        );
    }

    #[test]
    fn points_stand_where_their_figures_are() {
        let mut canvas = Canvas::new(None);
        let data = samples::months(&[Some("0"), None, Some("100"), Some("50")]);
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // "100" takes 3 × 8.96 and 8 units, so the plot reaches from x = 34.9 to 772 and from y = 30 to 310; with 6 units
        // at both ends the months stand at days 0, 59 and 90 of 90: 40.9, 40.9 + 725.1 × 59/90 = 516.2, 766.
        assert!(
            svg.contains(r#"<path class="line" d="M40.9 310M516.2 30L766 170"/>"#),
            "{svg}"
        );
        assert!(svg.contains("<title>Feb 2025: no value</title>"), "{svg}");
        assert!(svg.contains("<title>Mar 2025: 100 units</title>"), "{svg}");
    }
}
