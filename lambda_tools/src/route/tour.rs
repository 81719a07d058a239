//! A *tour* is an order of places for one vehicle. What it costs and whether it can be driven is worked out here, from the
//! input alone, whoever proposed the tour.

use super::check::{TOLERANCE, alone};
use super::distances::Distances;
use super::input::RouteInput;
use super::plan::{Point, Route, Visit};

/// Order of the places that a vehicle of a kind serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tour {
    /// Kind of the vehicle, by its position in the input.
    pub(super) kind: usize,
    /// Places, from 1 on.
    pub(super) places: Vec<usize>,
}

impl Tour {
    /// Length with the way back.
    pub(super) fn length(&self, distances: &Distances) -> f64 {
        let mut at = 0;
        let mut length = 0.0;
        for place in self.places.iter().copied().chain([0]) {
            length += distances.distance(at, place);
            at = place;
        }
        length
    }

    /// What is loaded, units.
    pub(super) fn load(&self, input: &RouteInput) -> f64 {
        self.places
            .iter()
            .map(|place| input.stops[place - 1].demand)
            .sum()
    }

    /// The route with its times: the vehicle leaves so that it does not wait at the first stop. None when it breaks a limit.
    pub(super) fn driven(
        &self,
        input: &RouteInput,
        distances: &Distances,
        number: usize,
    ) -> Option<Route> {
        let kind = input.vehicles.get(self.kind)?;
        let first = *self.places.first()?;
        let opens = input.stops[first - 1].earliest.unwrap_or(0.0);
        let departure = kind.starts().max(opens - distances.minutes(0, first));
        let mut clock = departure;
        let mut at = 0;
        let mut visits = Vec::with_capacity(self.places.len());
        for place in self.places.iter().copied() {
            let stop = &input.stops[place - 1];
            let arrival = clock + distances.minutes(at, place);
            let begin = arrival.max(stop.earliest.unwrap_or(0.0));
            if begin > stop.latest.unwrap_or(f64::INFINITY) + TOLERANCE {
                return None;
            }
            clock = begin + stop.service_minutes;
            visits.push(Visit {
                stop: stop.id.clone(),
                distance: distances.distance(at, place),
                arrival,
                waiting: begin - arrival,
                begin,
                departure: clock,
                demand: stop.demand,
            });
            at = place;
        }
        let back = clock + distances.minutes(at, 0);
        let distance = self.length(distances);
        let load = self.load(input);
        let fits = back <= kind.ends() + TOLERANCE
            && distance <= kind.reach() + TOLERANCE
            && load <= kind.capacity + TOLERANCE;
        fits.then(|| Route {
            vehicle: kind.name.clone(),
            number,
            visits,
            distance,
            load,
            capacity: kind.capacity,
            departure,
            back,
            line: self.line(input),
        })
    }

    fn line(&self, input: &RouteInput) -> Vec<Point> {
        let stops = self
            .places
            .iter()
            .map(|place| input.stops[place - 1].coordinates);
        std::iter::once(input.depot.coordinates)
            .chain(stops)
            .chain([input.depot.coordinates])
            .map(|coordinates| coordinates.map(Point::from))
            .collect::<Option<Vec<Point>>>()
            .unwrap_or_default()
    }
}

/// Puts places that are in no tour where they lengthen the plan least, into a tour or a vehicle that is still free; gives
/// back those that fit nowhere.
pub(super) fn insert_left(
    tours: &mut Vec<Tour>,
    left: &[usize],
    input: &RouteInput,
    distances: &Distances,
) -> Vec<usize> {
    let mut nowhere = Vec::new();
    for place in left.iter().copied() {
        let demand = input.stops[place - 1].demand;
        let mut best: Option<(f64, usize, Tour)> = None;
        for (index, tour) in tours.iter().enumerate() {
            let free = input.vehicles[tour.kind].capacity - tour.load(input);
            if demand > free + TOLERANCE {
                continue;
            }
            let before = tour.length(distances);
            for position in 0..=tour.places.len() {
                let mut longer = tour.clone();
                longer.places.insert(position, place);
                let added = longer.length(distances) - before;
                let better = best.as_ref().is_none_or(|(least, _, _)| added < *least);
                if better && longer.driven(input, distances, 1).is_some() {
                    best = Some((added, index, longer));
                }
            }
        }
        for (kind, vehicle) in input.vehicles.iter().enumerate() {
            let used = tours.iter().filter(|tour| tour.kind == kind).count();
            if used >= vehicle.count as usize || alone(input, distances, vehicle, place).is_err() {
                continue;
            }
            let tour = Tour {
                kind,
                places: vec![place],
            };
            let added = tour.length(distances);
            if best.as_ref().is_none_or(|(least, _, _)| added < *least) {
                best = Some((added, tours.len(), tour));
            }
        }
        match best {
            Some((_, index, tour)) if index < tours.len() => tours[index] = tour,
            Some((_, _, tour)) => tours.push(tour),
            None => nowhere.push(place),
        }
    }
    nowhere
}

/// One way to write down a plan: where the direction makes no difference a tour begins with the earlier stop of its two
/// ends, and tours are ordered by kind and first stop.
pub(super) fn settle(tours: &mut Vec<Tour>, input: &RouteInput, distances: &Distances) {
    tours.retain(|tour| !tour.places.is_empty());
    let timeless = input
        .stops
        .iter()
        .all(|stop| stop.earliest.is_none() && stop.latest.is_none());
    if timeless && distances.symmetric() {
        for tour in tours.iter_mut() {
            if tour.places.last() < tour.places.first() {
                tour.places.reverse();
            }
        }
    }
    tours.sort_by(|one, other| {
        (one.kind, one.places.first()).cmp(&(other.kind, other.places.first()))
    });
}
