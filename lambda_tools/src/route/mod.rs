//! A *route* is the way of a vehicle from the depot through its stops and back.
//!
//! The search proposes tours; what they cost and whether they can be driven is worked out from the input again, so that a
//! plan never shows what the search merely claims. Where nothing is known of distances, stops are grouped by delivery area,
//! and the plan says so.
//!
//! The search is our own: vrp-core 1.25 was measured first. It was 2 to 8 percent above the shortest known plan of X-n101-k25
//! and up to 6 percent above that of A-n32-k5 after five seconds, and with a fixed seed on one thread it still gave another
//! plan at every run, because it walks through hash maps whose order differs.

mod area;
mod check;
mod distances;
mod error;
mod input;
mod plan;
mod proposal;
mod random;
mod search;
mod tour;

use std::collections::HashSet;
use std::time::Duration;

pub use area::group_by_area;
pub use error::RouteError;
pub use input::{Coordinates, Depot, Globe, Plane, RouteInput, Stop, VehicleKind};
pub use plan::{
    Area, AreaStop, Basis, EndedBy, Point, Reason, Route, RoutePlan, Unassigned, Visit,
};

use distances::{DEFAULT_SPEED, Distances};
use search::{Task, TaskKind, TaskStop};
use tour::Tour;

const DEFAULT_LIMIT_SECONDS: f64 = 5.0;

/// Plans routes: as few stops left as possible, then as short a way as possible. Without coordinates of the depot and of
/// any stop, and without distances, stops are grouped by delivery area instead. Fails when the input makes no sense; a stop
/// that no vehicle can serve is no failure but is named with the reason.
pub fn optimize_route(input: &RouteInput) -> Result<RoutePlan, RouteError> {
    check::refuse(input)?;
    let available = input.vehicles.iter().map(|kind| kind.count as usize).sum();
    let Some((basis, distances)) = Distances::of(input)? else {
        return Ok(by_area(input, available));
    };
    let (mut unassigned, places) = check::hopeless(input, &distances);
    let (mut tours, ended_by) = if places.is_empty() {
        (Vec::new(), EndedBy::NoSearch)
    } else {
        searched(input, &distances, &places)
    };
    let served: HashSet<usize> = tours
        .iter()
        .flat_map(|tour| tour.places.iter().copied())
        .collect();
    let left: Vec<usize> = places
        .into_iter()
        .filter(|place| !served.contains(place))
        .collect();
    let nowhere = tour::insert_left(&mut tours, &left, input, &distances);
    tour::settle(&mut tours, input, &distances);
    unassigned.extend(nowhere.into_iter().map(|place| Unassigned {
        stop: input.stops[place - 1].id.clone(),
        reason: Reason::NoRoomLeft,
        note: no_room(input, &tours, place),
    }));
    let mut numbers = vec![0; input.vehicles.len()];
    let routes = tours
        .iter()
        .map(|tour| {
            numbers[tour.kind] += 1;
            tour.driven(input, &distances, numbers[tour.kind])
                .ok_or_else(|| RouteError::Search {
                    reason: "a route broke its limits".to_owned(),
                })
        })
        .collect::<Result<Vec<Route>, RouteError>>()?;
    Ok(RoutePlan {
        basis,
        basis_note: note(basis, input).to_owned(),
        distance_unit: unit(basis, input),
        areas: Vec::new(),
        total_distance: routes.iter().map(|route| route.distance).sum(),
        total_minutes: routes
            .iter()
            .map(|route| route.back - route.departure)
            .sum(),
        total_load: routes.iter().map(|route| route.load).sum(),
        caveats: caveats(input, basis, ended_by),
        routes,
        unassigned,
        vehicles_available: available,
        ended_by,
    })
}

/// Tours that the search proposes, of which those are kept that can be driven.
fn searched(input: &RouteInput, distances: &Distances, places: &[usize]) -> (Vec<Tour>, EndedBy) {
    let with_depot: Vec<usize> = std::iter::once(0).chain(places.iter().copied()).collect();
    let (lengths, minutes) = distances.among(&with_depot);
    let limit = input.time_limit_seconds.unwrap_or(DEFAULT_LIMIT_SECONDS);
    let jobs: Vec<TaskStop> = places
        .iter()
        .map(|place| {
            let stop = &input.stops[place - 1];
            TaskStop {
                demand: thousandths(stop.demand, f64::ceil),
                earliest: stop.earliest.unwrap_or(0.0),
                latest: stop.latest.unwrap_or(f64::INFINITY),
                service: stop.service_minutes,
            }
        })
        .collect();
    let timed = jobs.iter().any(|stop| stop.latest.is_finite())
        || input.vehicles.iter().any(|kind| kind.shift_end.is_some());
    let found = search::search(&Task {
        distances: lengths,
        minutes,
        jobs,
        timed,
        kinds: input
            .vehicles
            .iter()
            .map(|kind| TaskKind {
                capacity: thousandths(kind.capacity, f64::floor),
                count: kind.count,
                start: kind.starts(),
                end: kind.ends(),
                reach: kind.reach(),
            })
            .collect(),
        rounds: input
            .rounds
            .map_or_else(|| rounds(places.len()), |rounds| rounds as usize),
        limit: Duration::from_secs_f64(limit),
    });
    let tours = found
        .tours
        .into_iter()
        .map(|(kind, places)| Tour {
            kind,
            places: places.into_iter().map(|place| with_depot[place]).collect(),
        })
        .filter(|tour| tour.driven(input, distances, 1).is_some())
        .collect();
    let ended_by = if found.cut_short {
        EndedBy::TimeLimit
    } else {
        EndedBy::Rounds
    };
    (tours, ended_by)
}

/// Rounds that suit a number of stops: enough for plans within one percent of the shortest up to a hundred stops, few enough
/// to be done well before the time limit, so that it is the rounds that end the search and the same task gives the same plan.
fn rounds(stops: usize) -> usize {
    (5_000 * stops).min(150_000).min(45_000_000 / stops.max(1))
}

/// Units as thousandths; a demand is rounded up and a capacity down, so that what fits in thousandths fits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked before: at most 10⁹ units"
)]
fn thousandths(units: f64, rounded: fn(f64) -> f64) -> i64 {
    // What is a whole number of thousandths but for binary fractions stays that number.
    let exact = units * 1_000.0;
    let whole = exact.round();
    if (exact - whole).abs() < 1e-4 {
        whole as i64
    } else {
        rounded(exact) as i64
    }
}

fn by_area(input: &RouteInput, available: usize) -> RoutePlan {
    let areas = group_by_area(input);
    let depot_alone = input.depot.coordinates.is_none()
        && input.stops.iter().any(|stop| stop.coordinates.is_some());
    let mut caveats = vec![
        "No way was planned and no distance or time is known: give coordinates or a distance matrix for that.".to_owned(),
    ];
    if depot_alone {
        caveats.push(
            "Stops have coordinates, but the depot has none: with them routes can be planned."
                .to_owned(),
        );
    }
    if input
        .stops
        .iter()
        .any(|stop| stop.earliest.is_some() || stop.latest.is_some())
    {
        caveats.push("Times of the stops were not looked at.".to_owned());
    }
    RoutePlan {
        basis: Basis::DeliveryArea,
        basis_note: note(Basis::DeliveryArea, input).to_owned(),
        distance_unit: unit(Basis::DeliveryArea, input),
        routes: Vec::new(),
        total_load: areas.iter().map(|area| area.load).sum(),
        areas,
        unassigned: Vec::new(),
        total_distance: 0.0,
        total_minutes: 0.0,
        vehicles_available: available,
        ended_by: EndedBy::NoSearch,
        caveats,
    }
}

fn no_room(input: &RouteInput, tours: &[Tour], place: usize) -> String {
    let demand = input.stops[place - 1].demand;
    let unused = input.vehicles.iter().enumerate().filter(|(kind, vehicle)| {
        tours.iter().filter(|tour| tour.kind == *kind).count() < vehicle.count as usize
    });
    let free = tours
        .iter()
        .map(|tour| input.vehicles[tour.kind].capacity - tour.load(input))
        .chain(unused.map(|(_, vehicle)| vehicle.capacity))
        .fold(0.0, f64::max);
    if free < demand {
        format!(
            "It takes {demand} units, and no vehicle has more than {free} left: add a vehicle or split it."
        )
    } else {
        "Vehicles with room for it have no time or distance left for the way: add a vehicle or widen the times.".to_owned()
    }
}

fn note(basis: Basis, input: &RouteInput) -> &'static str {
    let globe = matches!(input.depot.coordinates, Some(Coordinates::Globe(_)));
    match basis {
        Basis::GreatCircle => {
            "Distances are great circles between coordinates, as the crow flies; roads are longer."
        }
        Basis::Plane => "Distances are straight lines between coordinates on a plane.",
        Basis::Rounded if globe => {
            "Distances are great circles between coordinates, each rounded to a whole number."
        }
        Basis::Rounded => {
            "Distances are straight lines between coordinates on a plane, each rounded to a whole number."
        }
        Basis::Matrix => "Distances are those of the matrix that was given.",
        Basis::DeliveryArea => {
            "Without coordinates and distances: stops are grouped by delivery area and ordered by delivery date within it."
        }
    }
}

fn unit(basis: Basis, input: &RouteInput) -> &'static str {
    match (basis, input.depot.coordinates) {
        (Basis::GreatCircle, _) | (Basis::Rounded, Some(Coordinates::Globe(_))) => "km",
        _ => "units",
    }
}

fn caveats(input: &RouteInput, basis: Basis, ended_by: EndedBy) -> Vec<String> {
    let mut caveats = Vec::new();
    if input.speed.is_none() && input.travel_time_matrix.is_none() {
        caveats.push(format!(
            "Travel times take {DEFAULT_SPEED} {} per hour, because no speed was given.",
            unit(basis, input)
        ));
    }
    if input.vehicles.iter().any(|kind| kind.shift_start.is_none()) {
        caveats.push("Vehicles without a start of shift leave at 8:00 at the earliest.".to_owned());
    }
    match ended_by {
        EndedBy::TimeLimit => caveats.push(
            "The time limit ended the search: with more time the plan may become shorter, and another run may give another plan."
                .to_owned(),
        ),
        EndedBy::Rounds => caveats.push(
            "The plan is the shortest that was found; that there is no shorter one is not proven.".to_owned(),
        ),
        EndedBy::NoSearch => {}
    }
    caveats
}

#[cfg(test)]
mod tests;
