//! A *route map* draws each vehicle's way from the depot through its stops and back, as the crow flies, to scale.

use super::canvas::{Anchor, Area, Canvas, Path, Point, point};
use super::legend::{self, Key};
use super::{Layout, palette, text};
use crate::format;
use crate::view_model::{RouteMap, RouteStop, RouteTour, Spot};

/// Kilometres in a degree of latitude on a sphere of 6,371 km.
const DEGREE: f64 = 111.195;
/// Room between the outermost places and the edge.
const MARGIN: f64 = 28.0;
/// Room around a mark that no text covers.
const MARK: f64 = 8.0;
/// Lines of the grid, about.
const LINES: f64 = 5.0;

/// Draws it and returns its height.
pub(super) fn draw(canvas: &mut Canvas<'_>, layout: Layout, data: &RouteMap) -> f64 {
    let width = layout.width();
    let names: Vec<String> = data.tours.iter().map(|tour| facts(tour, data)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (areas, taken) = legend::rows(&names, legend::height(false), 0.0, width);
    canvas.silent("legend", |canvas| {
        for (position, (name, area)) in names.iter().zip(areas).enumerate() {
            canvas.group(palette::series(position), |canvas| {
                legend::write(canvas, position, name, Key::Line, area);
            });
        }
    });
    let ground = Ground::new(layout, data, taken + 6.0);
    canvas.area("map", ground.area, None);
    ground.grid(canvas);
    for (position, tour) in data.tours.iter().enumerate() {
        canvas.group(palette::series(position), |canvas| {
            canvas.path("line", &way(tour, &data.depot, &ground), None);
        });
    }
    for (position, tour) in data.tours.iter().enumerate() {
        canvas.group(palette::series(position), |canvas| {
            for stop in &tour.stops {
                let title = told(stop, tour);
                palette::point_of(canvas, position, ground.at(&stop.spot), Some(&title));
            }
        });
    }
    for spot in &data.left {
        cross(canvas, ground.at(spot), &spot.name);
    }
    house(canvas, ground.at(&data.depot), &data.depot.name);
    labels(canvas, data, &ground);
    ground.area.bottom() + 4.0
}

/// "Van 1: 5 stops, 43.2 km".
fn facts(tour: &RouteTour, data: &RouteMap) -> String {
    let stops = match tour.stops.len() {
        1 => "1 stop".to_owned(),
        count => format!("{count} stops"),
    };
    match tour.distance {
        Some(distance) => format!("{}: {stops}, {}", tour.vehicle, long(distance, &data.unit)),
        None => format!("{}: {stops}", tour.vehicle),
    }
}

/// "43.2 km".
fn long(distance: f64, unit: &str) -> String {
    let number = format::number(&format!("{distance:.1}"), None);
    format!("{number} {unit}")
}

/// "Van 1, stop 2: SO-1042, 08:10".
fn told(stop: &RouteStop, tour: &RouteTour) -> String {
    let arrival = stop.arrival.as_ref().map(|arrival| format!(", {arrival}"));
    format!(
        "{}, stop {}: {}{}",
        tour.vehicle,
        stop.position,
        stop.spot.name,
        arrival.unwrap_or_default()
    )
}

/// The map in a few sentences.
pub(super) fn describe(data: &RouteMap) -> String {
    const MOST: usize = 12;
    let tours = data.tours.iter().take(MOST).map(|tour| {
        let stops = tour.stops.iter().map(|stop| stop.spot.name.as_str());
        let stops: Vec<&str> = stops.take(MOST).collect();
        let more = if tour.stops.len() > MOST {
            " and others"
        } else {
            ""
        };
        format!("{}: {}{more}.", facts(tour, data), stops.join(", "))
    });
    let tours: Vec<String> = tours.collect();
    let count = match data.tours.len() {
        1 => "1 tour".to_owned(),
        count => format!("{count} tours"),
    };
    let left = match data.left.len() {
        0 => String::new(),
        1 => " 1 stop is left.".to_owned(),
        count => format!(" {count} stops are left."),
    };
    format!(
        "Map of {count} from {}. {}{left}",
        data.depot.name,
        tours.join(" ")
    )
}

/// Where places stand in the picture.
struct Ground {
    area: Area,
    /// Units of the picture for a unit of distance.
    scale: f64,
    /// Units of distance for a degree, or for a unit, to the right and upwards.
    stretch: (f64, f64),
    middle: (f64, f64),
    unit: String,
}

impl Ground {
    fn new(layout: Layout, data: &RouteMap, top: f64) -> Self {
        let extent = |of: fn(&Spot) -> f64| {
            data.spots()
                .map(of)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(value), high.max(value))
                })
        };
        let (west, east) = extent(|spot| spot.east);
        let (south, north) = extent(|spot| spot.north);
        let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
        // Near the poles a degree of longitude is next to nothing.
        let narrowing = middle.1.to_radians().cos().max(0.05);
        let stretch = if data.on_globe {
            (DEGREE * narrowing, DEGREE)
        } else {
            (1.0, 1.0)
        };
        let size = ((east - west) * stretch.0, (north - south) * stretch.1);
        let width = layout.width();
        let (least, most) = match layout {
            Layout::Wide => (220.0, 460.0),
            Layout::Narrow => (200.0, 380.0),
        };
        let fit = |room: f64, size: f64| {
            if size > 0.0 {
                room / size
            } else {
                f64::INFINITY
            }
        };
        let scale = fit(width - 2.0 * MARGIN, size.0).min(fit(most - 2.0 * MARGIN, size.1));
        // All in one place: any scale will do.
        let scale = if scale.is_finite() { scale } else { 1.0 };
        let height = (size.1 * scale + 2.0 * MARGIN).clamp(least, most);
        Self {
            area: Area {
                x: 0.0,
                y: top,
                width,
                height,
            },
            scale,
            stretch,
            middle,
            unit: data.unit.clone(),
        }
    }

    fn at(&self, spot: &Spot) -> Point {
        point(
            self.area.x
                + self.area.width / 2.0
                + (spot.east - self.middle.0) * self.stretch.0 * self.scale,
            self.area.y + self.area.height / 2.0
                - (spot.north - self.middle.1) * self.stretch.1 * self.scale,
        )
    }

    /// A light grid, and a bar that says how long its piece is.
    fn grid(&self, canvas: &mut Canvas<'_>) {
        let piece = round(self.area.width / LINES / self.scale);
        let step = piece * self.scale;
        if !step.is_finite() || step < 8.0 {
            return;
        }
        canvas.silent("axis", |canvas| {
            let mut x = self.area.x + step;
            while x < self.area.right() {
                canvas.line("grid", point(x, self.area.y), point(x, self.area.bottom()));
                x += step;
            }
            let mut y = self.area.bottom() - step;
            while y > self.area.y {
                canvas.line("grid", point(self.area.x, y), point(self.area.right(), y));
                y -= step;
            }
            let (left, base) = (self.area.x + 10.0, self.area.bottom() - 10.0);
            canvas.line("base", point(left, base), point(left + step, base));
            canvas.line("base", point(left, base - 4.0), point(left, base + 4.0));
            canvas.line(
                "base",
                point(left + step, base - 4.0),
                point(left + step, base + 4.0),
            );
            let text = format!("{} {}", format::number(&piece.to_string(), None), self.unit);
            canvas.text(
                "tick",
                point(left + step + 6.0, base + 4.0),
                Anchor::Start,
                &text,
            );
        });
    }
}

/// The round number next below: 1, 2 or 5 times a power of ten.
fn round(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let factor = match value / power {
        5.0.. => 5.0,
        2.0.. => 2.0,
        _ => 1.0,
    };
    factor * power
}

/// From the depot through the stops and back.
fn way(tour: &RouteTour, depot: &Spot, ground: &Ground) -> Path {
    let mut path = Path::default();
    path.start(ground.at(depot));
    for stop in &tour.stops {
        path.line(ground.at(&stop.spot));
    }
    path.close();
    path
}

fn house(canvas: &mut Canvas<'_>, at: Point, name: &str) {
    let mut path = Path::default();
    path.start(point(at.x - 8.0, at.y + 8.0));
    for (x, y) in [(-8.0, -1.0), (0.0, -9.0), (8.0, -1.0), (8.0, 8.0)] {
        path.line(point(at.x + x, at.y + y));
    }
    path.close();
    canvas.path("depot", &path, Some(&format!("Depot {name}")));
}

fn cross(canvas: &mut Canvas<'_>, at: Point, name: &str) {
    let mut path = Path::default();
    for (from, to) in [((-5.0, -5.0), (5.0, 5.0)), ((-5.0, 5.0), (5.0, -5.0))] {
        path.start(point(at.x + from.0, at.y + from.1));
        path.line(point(at.x + to.0, at.y + to.1));
    }
    canvas.path("left", &path, Some(&format!("{name}: nobody comes here")));
}

/// Names beside their marks, wherever there is room; the depot's first. What has no name here has one in its title.
fn labels(canvas: &mut Canvas<'_>, data: &RouteMap, ground: &Ground) {
    let marks: Vec<Area> = data.spots().map(|spot| around(ground.at(spot))).collect();
    let mut taken = marks;
    let numbered = data.tours.iter().flat_map(|tour| &tour.stops);
    let numbered =
        numbered.map(|stop| (&stop.spot, format!("{} {}", stop.position, stop.spot.name)));
    let left = data.left.iter().map(|spot| (spot, spot.name.clone()));
    let depot = std::iter::once((&data.depot, data.depot.name.clone()));
    canvas.silent("names", |canvas| {
        for (spot, name) in depot.chain(numbered).chain(left) {
            let at = ground.at(spot);
            let width = text::width(&name).min(ground.area.width / 2.0);
            let places = [
                (Anchor::Start, at.x + MARK + 2.0, at.y + 5.0),
                (Anchor::End, at.x - MARK - 2.0, at.y + 5.0),
                (Anchor::Middle, at.x, at.y - MARK - 4.0),
                (Anchor::Middle, at.x, at.y + MARK + 14.0),
            ];
            let free = places.into_iter().find_map(|(anchor, x, y)| {
                let from = match anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                let area = Area {
                    x: from,
                    y: y - 12.0,
                    width,
                    height: 16.0,
                };
                let inside = area.x >= ground.area.x
                    && area.right() <= ground.area.right()
                    && area.y >= ground.area.y
                    && area.bottom() <= ground.area.bottom();
                // The name of a place may touch its own mark and no other.
                let own = around(at);
                let free = taken
                    .iter()
                    .all(|other| *other == own || !overlap(area, *other));
                (inside && free).then_some((anchor, x, y, area))
            });
            if let Some((anchor, x, y, area)) = free {
                taken.push(area);
                canvas.label("name", point(x, y), anchor, &name, width);
            }
        }
    });
}

fn around(at: Point) -> Area {
    Area {
        x: at.x - MARK,
        y: at.y - MARK,
        width: 2.0 * MARK,
        height: 2.0 * MARK,
    }
}

fn overlap(one: Area, other: Area) -> bool {
    one.x < other.right()
        && other.x < one.right()
        && one.y < other.bottom()
        && other.y < one.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, east: f64, north: f64) -> Spot {
        Spot::new(name, east, north).unwrap_or_else(|| panic!("{name} lies nowhere"))
    }

    /// A square of 100 by 100 with its depot in a corner.
    fn square() -> RouteMap {
        let corners = [("A", 100.0, 0.0), ("B", 100.0, 100.0), ("C", 0.0, 100.0)];
        let stops = corners
            .iter()
            .enumerate()
            .map(|(place, (name, east, north))| RouteStop {
                spot: spot(name, *east, *north),
                position: place + 1,
                arrival: Some(format!("08:{place}0")),
            });
        let tour = RouteTour {
            vehicle: "Van".to_owned(),
            stops: stops.collect(),
            distance: Some(400.0),
        };
        let left = vec![spot("D", 50.0, 50.0)];
        RouteMap::new(spot("HOME", 0.0, 0.0), vec![tour], left, "units".to_owned())
            .unwrap_or_else(|| panic!("no map"))
    }

    #[test]
    fn a_square_stays_a_square() {
        let mut canvas = Canvas::new(None);
        let height = draw(&mut canvas, Layout::Wide, &square());
        let (svg, _) = canvas.finish();
        // The legend takes 24 and 6 units, the map 460: 404 units for 100, so that the square reaches from x = 198 to 602 and
        // from y = 58 to 462.
        assert!(
            svg.contains(r#"d="M198 462L602 462L602 58L198 58Z""#),
            "{svg}"
        );
        assert!((height - 494.0).abs() < 0.1, "{height}");
        for part in [
            "Van, stop 2: B, 08:10",
            "Depot HOME",
            "D: nobody comes here",
            "Van: 3 stops, 400 units",
            "1 A",
            "HOME",
        ] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
    }

    #[test]
    fn on_the_globe_a_degree_of_longitude_narrows() {
        let stop = RouteStop {
            spot: spot("A", 2.0, 61.0),
            position: 1,
            arrival: None,
        };
        let tour = RouteTour {
            vehicle: "Van".to_owned(),
            stops: vec![stop],
            distance: None,
        };
        let map = RouteMap::new(
            spot("HOME", 0.0, 59.0),
            vec![tour],
            Vec::new(),
            "km".to_owned(),
        );
        let map = map.unwrap_or_else(|| panic!("no map"));
        let ground = Ground::new(Layout::Wide, &map, 0.0);
        let (home, there) = (
            ground.at(&map.depot),
            ground.at(&map.tours[0].stops[0].spot),
        );
        // Two degrees each way at 60° north: half as wide as high.
        let (wide, high) = (there.x - home.x, home.y - there.y);
        assert!((wide / high - 0.5).abs() < 0.001, "{wide} by {high}");
    }

    #[test]
    fn everything_in_one_place_is_drawn() {
        let stop = RouteStop {
            spot: spot("A", 1.0, 1.0),
            position: 1,
            arrival: None,
        };
        let tour = RouteTour {
            vehicle: "Van".to_owned(),
            stops: vec![stop],
            distance: None,
        };
        let map = RouteMap::new(
            spot("HOME", 1.0, 1.0),
            vec![tour],
            Vec::new(),
            "km".to_owned(),
        );
        let mut canvas = Canvas::new(None);
        draw(
            &mut canvas,
            Layout::Narrow,
            &map.unwrap_or_else(|| panic!("no map")),
        );
        assert!(!canvas.finish().0.contains("NaN"));
    }

    #[test]
    fn it_is_told_in_words() {
        assert_eq!(
            describe(&square()),
            "Map of 1 tour from HOME. Van: 3 stops, 400 units: A, B, C. 1 stop is left."
        );
        assert!(
            RouteMap::new(
                spot("HOME", 0.0, 0.0),
                Vec::new(),
                Vec::new(),
                "km".to_owned()
            )
            .is_none()
        );
        assert!(Spot::new("X", f64::NAN, 0.0).is_none());
    }

    #[test]
    fn bars_of_the_grid_are_round() {
        let rounded: Vec<f64> = [1.0, 1.9, 2.0, 4.9, 7.0, 12.0, 0.06]
            .into_iter()
            .map(round)
            .collect();
        let expected = [1.0, 1.0, 2.0, 2.0, 5.0, 10.0, 0.05];
        assert!(
            rounded
                .iter()
                .zip(expected)
                .all(|(one, other)| (one - other).abs() < 1e-12),
            "{rounded:?}"
        );
    }
}
