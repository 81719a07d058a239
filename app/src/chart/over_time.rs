//! A plot *over time* is what lines and stacked columns share: axes, a legend, and what each period holds in words.

use jiff::civil::DateTime;

use super::axes::{self, Upright};
use super::canvas::{Area, Canvas};
use super::legend::{self, Key};
use super::time::{self, TimeScale};
use super::{Layout, number, palette, scale, text};
use crate::view_model::{Band, Figure, OverTime, Subject};

/// Periods of which each is told on its own; in more of them nobody finds one.
const TOLD: usize = 400;
/// Room to the right of a plot for half a label below it.
const MARGIN: f64 = 28.0;
/// Most room for names beside a plot.
const BESIDE: f64 = 220.0;
/// Room between a plot and the names beside it.
const GAP: f64 = 4.0;

/// Where things stand.
pub(super) struct Setting {
    /// The plot.
    pub(super) plot: Area,
    /// Its axis of numbers.
    pub(super) upright: Upright,
    /// Its axis of periods.
    pub(super) times: TimeScale,
    /// The names of the series.
    names: Names,
}

/// Where the names of series stand.
enum Names {
    /// Nowhere: there is one series, and the axis says what it is.
    Nowhere,
    /// Above the plot.
    Above(Vec<Area>),
    /// Beside the plot, each of that height.
    Beside(Area, f64),
}

impl Setting {
    /// Where the names stand, given where the marks of their series end.
    pub(super) fn names(&self, ends: &[f64]) -> Vec<Option<Area>> {
        match &self.names {
            Names::Nowhere => vec![None; ends.len()],
            Names::Above(areas) => areas.iter().copied().map(Some).collect(),
            Names::Beside(area, height) => legend::beside(ends, *height, *area)
                .into_iter()
                .map(Some)
                .collect(),
        }
    }
}

/// A series with what is said of it.
pub(super) struct Drawn<'a> {
    /// What it is.
    pub(super) subject: &'a Subject,
    /// Its figures.
    pub(super) figures: &'a [Option<Figure>],
    /// Class of its look.
    pub(super) class: &'static str,
    /// Name and range: "Road Bikes: 12 months from $1,200 to $3,400".
    pub(super) told: String,
}

/// The series of some data.
pub(super) fn series(data: &OverTime) -> Vec<Drawn<'_>> {
    data.grid()
        .rows()
        .enumerate()
        .map(|(position, (subject, figures))| Drawn {
            subject,
            figures,
            class: if data.is_rest(position) {
                palette::REST
            } else {
                palette::series(position)
            },
            told: format!("{}: {}", subject.name, range(figures, data)),
        })
        .collect()
}

/// "from $1,200 to $3,400".
fn range(figures: &[Option<Figure>], data: &OverTime) -> String {
    let mut there: Vec<&Figure> = figures.iter().flatten().collect();
    there.sort_by(|a, b| a.value().total_cmp(&b.value()));
    let unit = data.measure.unit.as_deref();
    match (there.first(), there.last()) {
        (Some(least), Some(most)) if least.value() < most.value() => format!(
            "from {} to {}",
            number::told(least, unit),
            number::told(most, unit)
        ),
        (Some(only), _) => number::told(only, unit),
        _ => "no figures".to_owned(),
    }
}

/// Finds room for everything and draws the axes; returns where they end, too. Columns need half a slot at both ends,
/// lines hardly anything.
pub(super) fn set(
    canvas: &mut Canvas<'_>,
    layout: Layout,
    data: &OverTime,
    extent: (f64, f64),
    key: Key,
) -> (Setting, f64) {
    let width = layout.width();
    let grid = data.grid();
    let upright = Upright::new(extent, scale::whole(grid.figures()), &data.measure);
    let left = upright.width();
    let height = layout.plot_height();
    let series: Vec<&str> = grid.rows().map(|(s, _)| s.name.as_str()).collect();
    let linked = grid.rows().any(|(s, _)| canvas.links(s.ask.as_deref()));
    let entry = legend::height(linked);
    let mut top = text::LINE;
    let mut right = MARGIN;
    let mut names = Names::Nowhere;
    let fit_beside = layout == Layout::Wide && entry * as_number(series.len()) <= height;
    if (series.len() > 1 || linked) && !fit_beside {
        let (areas, taken) = legend::rows(&series, entry, top + 4.0, width);
        top += 4.0 + taken;
        names = Names::Above(areas);
    } else if series.len() > 1 || linked {
        let widest = series.iter().map(|name| legend::width(name));
        right = widest.fold(0.0, f64::max).min(BESIDE) + GAP;
        let area = Area {
            x: width - right + GAP,
            y: top + 10.0,
            width: right - GAP,
            height,
        };
        names = Names::Beside(area, entry);
    }
    let plot = Area {
        x: left,
        y: top + 10.0,
        width: width - left - right,
        height,
    };
    upright.draw(canvas, plot, width);
    let inset = match key {
        Key::Line => 6.0,
        Key::Fill => slot(grid.columns(), plot.width) / 2.0,
    };
    let times = TimeScale::over(grid.columns(), plot.x + inset, plot.right() - inset);
    let bottom = axes::periods_below(canvas, plot, times, data, width);
    let setting = Setting {
        plot,
        upright,
        times,
        names,
    };
    (setting, bottom)
}

/// Room for a column: the least distance of two periods when all stand in a width with half a column at both ends.
pub(super) fn slot(periods: &[DateTime], width: f64) -> f64 {
    let seconds = |from: DateTime, until: DateTime| until.duration_since(from).as_secs_f64();
    let least = periods
        .windows(2)
        .map(|pair| seconds(pair[0], pair[1]))
        .fold(f64::INFINITY, f64::min);
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first < last => {
            let whole = seconds(*first, *last);
            width * least / (whole + least)
        }
        _ => width.min(80.0),
    }
}

/// Lays an unseen strip over each period that says what it holds.
pub(super) fn tell_periods(
    canvas: &mut Canvas<'_>,
    setting: &Setting,
    data: &OverTime,
    series: &[Drawn<'_>],
) {
    let periods = data.grid().columns();
    if periods.len() > TOLD {
        return;
    }
    let unit = data.measure.unit.as_deref();
    let several = series.len() > 1;
    let Setting { plot, times, .. } = setting;
    canvas.silent("periods", |canvas| {
        for (position, period) in periods.iter().enumerate() {
            let x = times.at(*period);
            let between = |other: Option<&DateTime>, edge: f64| {
                other.map_or(edge, |other| f64::midpoint(times.at(*other), x))
            };
            let from = between(position.checked_sub(1).and_then(|p| periods.get(p)), plot.x);
            let until = between(periods.get(position + 1), plot.right());
            let mut told = time::name(*period, data.grain);
            for series in series {
                let figure = series.figures.get(position).and_then(Option::as_ref);
                let figure =
                    figure.map_or_else(|| "no value".to_owned(), |f| number::told(f, unit));
                if several {
                    told.push_str(&format!("\n{}", series.subject.name));
                }
                told.push_str(&format!(": {figure}"));
            }
            if let Some((_, band)) = data.band().iter().find(|(p, _)| p == period) {
                told.push_str(&format!(", {}", between_edges(band, unit)));
            }
            let strip = Area {
                x: from,
                y: plot.y,
                width: until - from,
                height: plot.height,
            };
            canvas.area("hit", strip, Some(&told));
        }
    });
}

/// "between 20 and 100 units".
fn between_edges(band: &Band, unit: Option<&str>) -> String {
    format!(
        "between {} and {}",
        number::told(&band.lower, None),
        number::told(&band.upper, unit)
    )
}

/// A count as a number to draw with.
pub(super) fn as_number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn columns_have_room_at_both_ends() {
        let day = |day| date(2025, 6, day).at(0, 0, 0, 0);
        // Three days and half a day at both ends: four slots.
        assert!((slot(&[day(1), day(2), day(4)], 400.0) - 100.0).abs() < 1e-9);
        assert!((slot(&[day(1)], 400.0) - 80.0).abs() < 1e-9);
    }
}
