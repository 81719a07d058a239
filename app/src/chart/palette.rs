//! The *palette* tells series apart: by colour and, for whoever sees none, by the shape of points and the dash of lines.
//!
//! Colours and dashes stand in `picture.css`; here are their class names and the shapes.

use super::canvas::{Canvas, Path, Point, point};

/// Series that have a look of their own; more begin again.
const LOOKS: usize = 8;
/// Shades of a heat map.
pub(super) const SHADES: usize = 7;
/// Class of what is left of a whole.
pub(super) const REST: &str = "rest";

/// Class of a series, by its position.
pub(super) fn series(position: usize) -> &'static str {
    const CLASSES: [&str; LOOKS] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"];
    CLASSES[position % LOOKS]
}

/// Class of a shade, by where a value stands between the smallest (0) and the largest (1).
pub(super) fn shade(share: f64) -> &'static str {
    const CLASSES: [&str; SHADES] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6"];
    let mut bounds = (1..SHADES).map(|step| {
        let step = u32::try_from(step).map_or(0.0, f64::from);
        step / 7.0
    });
    CLASSES[bounds.position(|bound| share < bound).unwrap_or(SHADES - 1)]
}

/// The point of a series: a circle, a square, a diamond, …
pub(super) fn point_of(canvas: &mut Canvas<'_>, position: usize, at: Point, title: Option<&str>) {
    const SHAPES: [&[(f64, f64)]; LOOKS - 1] = [
        &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)],
        &[(0.0, -5.5), (5.0, 4.0), (-5.0, 4.0)],
        &[(0.0, -5.8), (5.0, 0.0), (0.0, 5.8), (-5.0, 0.0)],
        &[(-5.0, -4.0), (5.0, -4.0), (0.0, 5.5)],
        &[
            (-1.5, -5.0),
            (1.5, -5.0),
            (1.5, -1.5),
            (5.0, -1.5),
            (5.0, 1.5),
            (1.5, 1.5),
            (1.5, 5.0),
            (-1.5, 5.0),
            (-1.5, 1.5),
            (-5.0, 1.5),
            (-5.0, -1.5),
            (-1.5, -1.5),
        ],
        &[
            (-2.5, -4.5),
            (2.5, -4.5),
            (5.0, 0.0),
            (2.5, 4.5),
            (-2.5, 4.5),
            (-5.0, 0.0),
        ],
        &[(-5.0, -2.2), (5.0, -2.2), (5.0, 2.2), (-5.0, 2.2)],
    ];
    let shape = (position % LOOKS)
        .checked_sub(1)
        .and_then(|position| SHAPES.get(position));
    let Some(corners) = shape else {
        canvas.circle("point", at, 4.5, title);
        return;
    };
    let mut path = Path::default();
    for (position, (x, y)) in corners.iter().enumerate() {
        let corner = point(at.x + x, at.y + y);
        if position == 0 {
            path.start(corner);
        } else {
            path.line(corner);
        }
    }
    path.close();
    canvas.path("point", &path, title);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_share_the_range_evenly() {
        assert_eq!(
            [0.0, 0.14, 0.15, 0.5, 0.99, 1.0].map(shade),
            ["h0", "h0", "h1", "h3", "h6", "h6"]
        );
    }

    #[test]
    fn series_have_shapes_of_their_own() {
        let drawn: std::collections::BTreeSet<String> = (0..LOOKS)
            .map(|position| {
                let mut canvas = Canvas::new(None);
                point_of(&mut canvas, position, point(10.0, 10.0), None);
                canvas.finish().0
            })
            .collect();
        assert_eq!(drawn.len(), LOOKS);
        assert_eq!(series(8), "s0");
    }
}
