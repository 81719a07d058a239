//! A *donut* draws parts of a whole as slices of a ring, clockwise from the top, with their shares.

use std::f64::consts::TAU;

use super::canvas::{Anchor, Area, Canvas, Path, Point, point};
use super::legend::{TOUCH, apart};
use super::over_time::as_number;
use super::{Layout, number, palette, text};
use crate::format;
use crate::view_model::{Donut, Subject};

/// From here on a slice is the whole ring.
const ALL: f64 = 0.9999;
/// From here on a slice has room for its share beside it; the legend has the shares of all.
const LABELLED: f64 = 0.04;
/// Below this a share would be written as nothing.
const LEAST: f64 = 0.0005;

/// A part with all that is said of it.
struct Part<'a> {
    class: &'static str,
    subject: &'a Subject,
    share: f64,
    value: String,
    told: String,
    /// Where it begins and ends, in parts of the ring.
    span: (f64, f64),
}

/// A ring.
#[derive(Clone, Copy)]
struct Ring {
    centre: Point,
    radius: f64,
    hole: f64,
    /// Where labels beside it may stand.
    room: (f64, f64),
}

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &Donut) -> f64 {
    let others = Subject {
        name: "all others".to_owned(),
        ask: None,
    };
    let parts = parts(data, &others);
    let rows = TOUCH * as_number(parts.len());
    let width = layout.width();
    let (ring, legend) = match layout {
        Layout::Wide => {
            let height = rows.max(280.0);
            let middle = height / 2.0;
            (
                Ring {
                    centre: point(200.0, middle),
                    radius: 112.0,
                    hole: 68.0,
                    room: (middle - 140.0, middle + 140.0),
                },
                Area {
                    x: 400.0,
                    y: middle - rows / 2.0,
                    width: width - 400.0,
                    height: rows,
                },
            )
        }
        Layout::Narrow => (
            Ring {
                centre: point(width / 2.0, 120.0),
                radius: 92.0,
                hole: 56.0,
                room: (0.0, 240.0),
            },
            Area {
                x: 0.0,
                y: 250.0,
                width,
                height: rows,
            },
        ),
    };
    let labels = labels(&parts, ring);
    for (position, (part, label)) in parts.iter().zip(labels).enumerate() {
        let row = Area {
            y: legend.y + TOUCH * as_number(position),
            height: TOUCH,
            ..legend
        };
        let class = format!("slice {}", part.class);
        canvas.mark(&class, part.subject.ask.as_deref(), &part.told, |canvas| {
            canvas.area("hit", row, None);
            canvas.path("bar", &slice(ring, part.span), Some(&part.told));
            if let Some((at, anchor)) = label {
                canvas.text("value", at, anchor, &share(part.share));
            }
            entry(canvas, part, row);
        });
    }
    let unit = data.measure.unit.as_deref();
    if unit != Some("fraction") {
        canvas.silent("whole", |canvas| {
            let room = ring.hole * 2.0 - 20.0;
            let Point { x, y } = ring.centre;
            let whole = number::short(data.whole(), unit);
            canvas.label("total", point(x, y + 2.0), Anchor::Middle, &whole, room);
            let label = &data.measure.label;
            canvas.label("axis-name", point(x, y + 22.0), Anchor::Middle, label, room);
        });
    }
    (legend.bottom()).max(ring.room.1)
}

/// The slices and what is left of the whole.
fn parts<'a>(data: &'a Donut, others: &'a Subject) -> Vec<Part<'a>> {
    let unit = data.measure.unit.as_deref();
    let mut reached = 0.0;
    let mut span = |share: f64| {
        let from = reached;
        reached += share;
        (from, f64::min(reached, 1.0))
    };
    let mut parts: Vec<Part<'a>> = data
        .slices()
        .enumerate()
        .map(|(position, (slice, part))| Part {
            class: palette::series(position),
            subject: &slice.subject,
            share: part,
            value: number::short(slice.figure.value(), unit),
            told: if unit == Some("fraction") {
                format!("{}: {}", slice.subject.name, share(part))
            } else {
                format!(
                    "{}: {}, {}",
                    slice.subject.name,
                    share(part),
                    number::told(&slice.figure, unit)
                )
            },
            span: span(part),
        })
        .collect();
    if let Some(rest) = data.rest() {
        parts.push(Part {
            class: palette::REST,
            subject: others,
            share: rest,
            value: number::short(data.whole() * rest, unit),
            told: format!("{}: {}", others.name, share(rest)),
            span: span(rest),
        });
    }
    if unit == Some("fraction") {
        for part in &mut parts {
            part.value.clear();
        }
    }
    parts
}

/// "12.3 %".
pub(super) fn share(fraction: f64) -> String {
    if fraction > 0.0 && fraction < LEAST {
        return "<0.1 %".to_owned();
    }
    format::number(&fraction.to_string(), Some("fraction"))
}

/// A row of the legend: key, name, value, share.
fn entry(canvas: &mut Canvas<'_>, part: &Part<'_>, row: Area) {
    let middle = row.y + row.height / 2.0;
    let key = Area {
        x: row.x + 8.0,
        y: middle - 7.0,
        width: 18.0,
        height: 14.0,
    };
    canvas.area("bar", key, None);
    let baseline = middle + 5.0;
    let right = row.right() - 6.0;
    canvas.text(
        "value",
        point(right, baseline),
        Anchor::End,
        &share(part.share),
    );
    let value = right - text::width("100.0 %") - 12.0;
    canvas.text("name", point(value, baseline), Anchor::End, &part.value);
    let room = if part.value.is_empty() {
        value
    } else {
        value - text::width("$99.9M") - 10.0
    };
    canvas.label(
        "name",
        point(row.x + 36.0, baseline),
        Anchor::Start,
        &part.subject.name,
        room - row.x - 36.0,
    );
}

/// Where the shares stand around the ring.
fn labels(parts: &[Part<'_>], ring: Ring) -> Vec<Option<(Point, Anchor)>> {
    let middle = |part: &Part<'_>| f64::midpoint(part.span.0, part.span.1);
    let around = ring.radius + 12.0;
    let mut labels = vec![None; parts.len()];
    for right in [true, false] {
        let side: Vec<(usize, Point)> = parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.share >= LABELLED)
            .map(|(position, part)| (position, on(ring, around, middle(part))))
            .filter(|(_, at)| (at.x >= ring.centre.x) == right)
            .collect();
        let places: Vec<f64> = side.iter().map(|(_, at)| at.y).collect();
        let moved = apart(&places, 18.0, ring.room.0, ring.room.1);
        for ((position, natural), y) in side.into_iter().zip(moved) {
            // Beside the ring at its new height, and no nearer to the middle than before.
            let aside = (around.powi(2) - (y - ring.centre.y).powi(2)).max(0.0);
            let aside = aside.sqrt().max((natural.x - ring.centre.x).abs()).max(4.0);
            let (x, anchor) = if right {
                (ring.centre.x + aside, Anchor::Start)
            } else {
                (ring.centre.x - aside, Anchor::End)
            };
            labels[position] = Some((point(x, y + 5.0), anchor));
        }
    }
    labels
}

/// The place at a radius and a part of the way round.
fn on(ring: Ring, radius: f64, part: f64) -> Point {
    let (sin, cos) = (part * TAU).sin_cos();
    point(ring.centre.x + radius * sin, ring.centre.y - radius * cos)
}

fn slice(ring: Ring, (from, to): (f64, f64)) -> Path {
    let mut path = Path::default();
    if to - from >= ALL {
        for (radius, clockwise) in [(ring.radius, true), (ring.hole, false)] {
            path.start(on(ring, radius, 0.0));
            path.arc(radius, false, clockwise, on(ring, radius, 0.5));
            path.arc(radius, false, clockwise, on(ring, radius, 0.0));
            path.close();
        }
        return path;
    }
    let long = to - from > 0.5;
    path.start(on(ring, ring.radius, from));
    path.arc(ring.radius, long, true, on(ring, ring.radius, to));
    path.line(on(ring, ring.hole, to));
    path.arc(ring.hole, long, false, on(ring, ring.hole, from));
    path.close();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn slices_go_clockwise_from_the_top() {
        let mut canvas = Canvas::new(None);
        let data = samples::donut(&[("A", "50"), ("B", "25")], Some(100.0));
        draw(&mut canvas, Layout::Wide, &data);
        let (svg, _) = canvas.finish();
        // Centre (200, 140), radius 112, hole 68.
        assert!(
            svg.contains(r#"d="M200 28A112 112 0 0 1 200 252L200 208A68 68 0 0 0 200 72Z""#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"d="M200 252A112 112 0 0 1 88 140L132 140A68 68 0 0 0 200 208Z""#),
            "{svg}"
        );
        assert!(svg.contains("<title>A: 50 %, 50 units</title>"), "{svg}");
        assert!(svg.contains("<title>all others: 25 %</title>"), "{svg}");
    }

    #[test]
    fn shares_stand_beside_the_ring_without_touching() {
        let parts = [
            ("A", "780"),
            ("B", "70"),
            ("C", "50"),
            ("D", "49"),
            ("E", "41"),
            ("F", "10"),
        ];
        let data = samples::donut(&parts, None);
        let others = samples::subject("others");
        let ring = Ring {
            centre: point(180.0, 120.0),
            radius: 92.0,
            hole: 56.0,
            room: (0.0, 240.0),
        };
        let labels = labels(&super::parts(&data, &others), ring);
        assert!(labels[5].is_none());
        let labels: Vec<(Point, Anchor)> = labels.into_iter().flatten().collect();
        assert_eq!(labels.len(), 5);
        for (position, (at, anchor)) in labels.iter().enumerate() {
            // Baselines are 5 below the middles of their texts.
            assert!((at.x - 180.0).hypot(at.y - 125.0) >= 103.9, "{at:?}");
            for (other, side) in &labels[..position] {
                assert!(side != anchor || (other.y - at.y).abs() >= 17.9);
            }
        }
    }

    #[test]
    fn a_single_slice_is_a_ring() {
        let mut canvas = Canvas::new(None);
        draw(
            &mut canvas,
            Layout::Wide,
            &samples::donut(&[("A", "5")], None),
        );
        let (svg, _) = canvas.finish();
        assert!(
            svg.contains(r#"d="M200 28A112 112 0 0 1 200 252A112 112 0 0 1 200 28ZM200 72A68"#),
            "{svg}"
        );
    }
}
