//! A *legend* says what the looks of series mean: in rows above a plot, or beside it where the marks end.

use super::canvas::{Anchor, Area, Canvas, Point, point};
use super::{palette, text};

/// Height of an entry that is a link: large enough for a finger.
pub(super) const TOUCH: f64 = 32.0;
/// Height of any other entry.
const ROW: f64 = 24.0;
/// Room for the key before an entry's name.
const KEY: f64 = 36.0;
/// Room between two entries.
const GAP: f64 = 16.0;

/// What stands before an entry's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A piece of line with its point.
    Line,
    /// A filled box.
    Fill,
}

/// Height of an entry.
pub(super) fn height(linked: bool) -> f64 {
    if linked { TOUCH } else { ROW }
}

/// Width that a name takes as an entry.
pub(super) fn width(name: &str) -> f64 {
    KEY + text::width(name) + 4.0
}

/// Where entries stand in rows from `top` on, and the height that they take together.
pub(super) fn rows(names: &[&str], height: f64, top: f64, most: f64) -> (Vec<Area>, f64) {
    let mut at = point(0.0, top);
    let areas = names
        .iter()
        .map(|name| {
            let width = width(name).min(most);
            if at.x > 0.0 && at.x + width > most {
                at = point(0.0, at.y + height);
            }
            let area = Area {
                x: at.x,
                y: at.y,
                width,
                height,
            };
            at.x += width + GAP;
            area
        })
        .collect();
    (areas, at.y + height - top)
}

/// Where entries stand beside a plot: as near to `places` as they can without overlapping.
pub(super) fn beside(places: &[f64], height: f64, area: Area) -> Vec<Area> {
    apart(places, height, area.y, area.bottom())
        .into_iter()
        .map(|middle| Area {
            y: middle - height / 2.0,
            height,
            ..area
        })
        .collect()
}

/// Writes an entry: key and name of the series at a position.
pub(super) fn write(canvas: &mut Canvas<'_>, position: usize, name: &str, key: Key, area: Area) {
    let middle = area.y + area.height / 2.0;
    canvas.area("hit", area, None);
    draw_key(canvas, position, key, point(area.x, middle));
    canvas.label(
        "name",
        point(area.x + KEY, middle + 5.0),
        Anchor::Start,
        name,
        area.width - KEY,
    );
}

fn draw_key(canvas: &mut Canvas<'_>, position: usize, key: Key, at: Point) {
    match key {
        Key::Line => {
            canvas.line("line", point(at.x + 2.0, at.y), point(at.x + 30.0, at.y));
            palette::point_of(canvas, position, point(at.x + 16.0, at.y), None);
        }
        Key::Fill => {
            let area = Area {
                x: at.x + 10.0,
                y: at.y - 7.0,
                width: 18.0,
                height: 14.0,
            };
            canvas.area("bar", area, None);
        }
    }
}

/// The places moved apart until each has its height, between `low` and `high` as far as there is room; order stays.
pub(super) fn apart(places: &[f64], height: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut moved = places.to_vec();
    let mut least = low + height / 2.0;
    for place in &order {
        moved[*place] = moved[*place].max(least);
        least = moved[*place] + height;
    }
    let mut most = high - height / 2.0;
    for place in order.iter().rev() {
        moved[*place] = moved[*place].min(most);
        most = moved[*place] - height;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_their_distance() {
        assert_eq!(
            apart(&[50.0, 52.0, 20.0], 20.0, 0.0, 100.0),
            [50.0, 70.0, 20.0]
        );
        // Pushed down against the edge, and from there up again.
        assert_eq!(
            apart(&[95.0, 90.0, 85.0], 20.0, 0.0, 100.0),
            [90.0, 70.0, 50.0]
        );
        assert_eq!(apart(&[0.0], 20.0, 0.0, 100.0), [10.0]);
    }

    #[test]
    fn entries_flow_into_rows() {
        let two = 2.0 * width("Locks") + GAP;
        let (areas, height) = rows(&["Locks", "Locks", "Locks"], 24.0, 10.0, two);
        let corners: Vec<Point> = areas.iter().map(|area| point(area.x, area.y)).collect();
        assert_eq!(
            corners,
            [
                point(0.0, 10.0),
                point(width("Locks") + GAP, 10.0),
                point(0.0, 34.0)
            ]
        );
        assert!((height - 48.0).abs() < 1e-9);
    }
}
