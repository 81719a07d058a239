//! *Distances* between all places of a plan: the depot is place 0, the stops follow in their order.

use super::error::RouteError;
use super::input::{Coordinates, RouteInput};
use super::plan::Basis;

/// Mean radius of the earth, km (IUGG).
const EARTH_RADIUS: f64 = 6_371.008_8;
/// Speed where none was given, km/h.
pub(super) const DEFAULT_SPEED: f64 = 40.0;

/// Distances and travel times between places.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Distances {
    size: usize,
    lengths: Vec<f64>,
    minutes: Vec<f64>,
}

impl Distances {
    /// Between all places: the matrix where there is one, else from coordinates. None where the depot or all stops are
    /// without; ways to a single stop without coordinates are 0 and not to be used.
    pub(super) fn of(input: &RouteInput) -> Result<Option<(Basis, Self)>, RouteError> {
        let size = input.stops.len() + 1;
        let (basis, lengths) = if let Some(matrix) = &input.distance_matrix {
            (Basis::Matrix, flat("distance_matrix", matrix, size)?)
        } else {
            let places: Vec<Option<Coordinates>> = std::iter::once(input.depot.coordinates)
                .chain(input.stops.iter().map(|stop| stop.coordinates))
                .collect();
            if places[0].is_none() || places[1..].iter().all(Option::is_none) {
                return Ok(None);
            }
            let globe = matches!(places[0], Some(Coordinates::Globe(_)));
            let between = |from: usize, to: usize| {
                let distance = match (places[from], places[to]) {
                    (Some(from), Some(to)) => apart(from, to),
                    _ => 0.0,
                };
                if input.round_distances {
                    (distance + 0.5).floor()
                } else {
                    distance
                }
            };
            let lengths = (0..size * size)
                .map(|cell| between(cell / size, cell % size))
                .collect();
            let basis = match (input.round_distances, globe) {
                (true, _) => Basis::Rounded,
                (false, true) => Basis::GreatCircle,
                (false, false) => Basis::Plane,
            };
            (basis, lengths)
        };
        let minutes = if let Some(matrix) = &input.travel_time_matrix {
            flat("travel_time_matrix", matrix, size)?
        } else {
            let speed = input.speed.unwrap_or(DEFAULT_SPEED);
            lengths.iter().map(|length| length / speed * 60.0).collect()
        };
        Ok(Some((
            basis,
            Self {
                size,
                lengths,
                minutes,
            },
        )))
    }

    /// Distance from one place to another.
    pub(super) fn distance(&self, from: usize, to: usize) -> f64 {
        self.lengths[from * self.size + to]
    }

    /// Travel time from one place to another, minutes.
    pub(super) fn minutes(&self, from: usize, to: usize) -> f64 {
        self.minutes[from * self.size + to]
    }

    /// Whether every way is as long as the way back.
    pub(super) fn symmetric(&self) -> bool {
        let same = |one: f64, other: f64| one.total_cmp(&other).is_eq();
        (0..self.size).all(|from| {
            (0..from).all(|to| {
                same(self.distance(from, to), self.distance(to, from))
                    && same(self.minutes(from, to), self.minutes(to, from))
            })
        })
    }

    /// Distances between some of the places, in their order, and the travel times.
    pub(super) fn among(&self, places: &[usize]) -> (Vec<f64>, Vec<f64>) {
        places
            .iter()
            .flat_map(|from| places.iter().map(move |to| (*from, *to)))
            .map(|(from, to)| (self.distance(from, to), self.minutes(from, to)))
            .unzip()
    }
}

fn flat(name: &'static str, matrix: &[Vec<f64>], size: usize) -> Result<Vec<f64>, RouteError> {
    if matrix.len() != size || matrix.iter().any(|row| row.len() != size) {
        return Err(RouteError::MatrixSize { name, wanted: size });
    }
    for (from, row) in matrix.iter().enumerate() {
        for (to, number) in row.iter().enumerate() {
            if !(0.0..=1e9).contains(number) {
                return Err(RouteError::OutOfRange {
                    whose: format!("row {}, column {}", from + 1, to + 1),
                    name,
                    allowed: "from 0 to 10⁹",
                    found: number.to_string(),
                });
            }
        }
    }
    Ok(matrix.concat())
}

/// Distance of two places: km on the globe (haversine formula, Sinnott 1984), units on a plane.
fn apart(from: Coordinates, to: Coordinates) -> f64 {
    match (from, to) {
        (Coordinates::Plane(from), Coordinates::Plane(to)) => (to.x - from.x).hypot(to.y - from.y),
        (Coordinates::Globe(from), Coordinates::Globe(to)) => {
            let north = (to.latitude - from.latitude).to_radians();
            let east = (to.longitude - from.longitude).to_radians();
            let across = (north / 2.0).sin().powi(2)
                + from.latitude.to_radians().cos()
                    * to.latitude.to_radians().cos()
                    * (east / 2.0).sin().powi(2);
            2.0 * EARTH_RADIUS * across.sqrt().min(1.0).asin()
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::{Globe, Plane};
    use super::*;

    #[test]
    fn a_plane_has_straight_lines() {
        let at = |x, y| Coordinates::Plane(Plane { x, y });
        assert!((apart(at(1.0, 2.0), at(4.0, 6.0)) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn a_globe_has_great_circles() {
        let at = |latitude, longitude| {
            Coordinates::Globe(Globe {
                latitude,
                longitude,
            })
        };
        // A degree along the equator is 2πR ÷ 360 = 111.195 km; half around is πR = 20,015.1 km.
        assert!((apart(at(0.0, 0.0), at(0.0, 1.0)) - 111.195).abs() < 1e-3);
        assert!((apart(at(0.0, 0.0), at(0.0, 180.0)) - 20_015.114).abs() < 1e-2);
        // Hamburg to Munich, 53.5511 N 9.9937 E to 48.1351 N 11.5820 E: about 612 km as the crow flies.
        let crow = apart(at(53.5511, 9.9937), at(48.1351, 11.582));
        assert!((crow - 612.4).abs() < 1.0, "{crow}");
        // Across the date line.
        assert!(apart(at(0.0, 179.5), at(0.0, -179.5)) < 112.0);
    }
}
