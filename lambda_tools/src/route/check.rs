//! What is refused before any planning, and which stops cannot be served by any vehicle whatever the plan.

use std::collections::HashSet;

use super::distances::Distances;
use super::error::RouteError;
use super::input::{Coordinates, RouteInput, Stop, VehicleKind};
use super::plan::{Reason, Unassigned};

/// Stops planned in one go.
const MOST_STOPS: usize = 1_000;
const MOST_KINDS: usize = 20;
const MOST_VEHICLES: usize = 500;
/// Largest demand and capacity, units.
const LARGEST: f64 = 1e9;
/// A week, minutes.
const WEEK: f64 = 10_080.0;
/// Times and distances that differ by less are the same.
pub(super) const TOLERANCE: f64 = 1e-6;

/// Refuses what makes no sense.
pub(super) fn refuse(input: &RouteInput) -> Result<(), RouteError> {
    if input.stops.is_empty() {
        return Err(RouteError::NoStops);
    }
    if input.vehicles.is_empty() {
        return Err(RouteError::NoVehicles);
    }
    few(
        "stops",
        input.stops.len(),
        MOST_STOPS,
        "plan by day, area or warehouse",
    )?;
    few(
        "kinds of vehicles",
        input.vehicles.len(),
        MOST_KINDS,
        "give equal vehicles as one kind with a count",
    )?;
    let mut names = HashSet::new();
    let all_names = input
        .stops
        .iter()
        .map(|stop| ("stop", &stop.id))
        .chain(input.vehicles.iter().map(|kind| ("vehicle", &kind.name)));
    for name in all_names {
        if !names.insert(name) {
            return Err(RouteError::Twice {
                name: format!("{} {}", name.0, name.1),
            });
        }
    }
    for stop in &input.stops {
        sound_stop(stop)?;
    }
    for kind in &input.vehicles {
        sound_vehicle(kind)?;
    }
    few(
        "vehicles",
        input.vehicles.iter().map(|kind| kind.count as usize).sum(),
        MOST_VEHICLES,
        "plan by day, area or warehouse",
    )?;
    places(input)?;
    if let Some(speed) = input.speed {
        number(
            "the plan",
            "speed",
            speed,
            TOLERANCE,
            1e6,
            "above 0, up to 10⁶",
        )?;
    }
    if let Some(limit) = input.time_limit_seconds {
        number(
            "the plan",
            "time_limit_seconds",
            limit,
            0.1,
            60.0,
            "from 0.1 to 60 seconds",
        )?;
    }
    if let Some(rounds) = input.rounds {
        let rounds = f64::from(rounds);
        number(
            "the plan",
            "rounds",
            rounds,
            1.0,
            1e6,
            "from 1 to 1,000,000",
        )?;
    }
    Ok(())
}

fn few(
    what: &'static str,
    given: usize,
    most: usize,
    advice: &'static str,
) -> Result<(), RouteError> {
    if given > most {
        return Err(RouteError::TooMany {
            what,
            given,
            most,
            advice,
        });
    }
    Ok(())
}

fn number(
    whose: &str,
    name: &'static str,
    found: f64,
    least: f64,
    most: f64,
    allowed: &'static str,
) -> Result<(), RouteError> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(RouteError::OutOfRange {
        whose: whose.to_owned(),
        name,
        allowed,
        found: found.to_string(),
    })
}

fn sound_stop(stop: &Stop) -> Result<(), RouteError> {
    const TIME: &str = "from 0 to 10,080 minutes";
    let whose = format!("stop {}", stop.id);
    number(
        &whose,
        "demand",
        stop.demand,
        0.0,
        LARGEST,
        "from 0 to 10⁹ units",
    )?;
    number(
        &whose,
        "service_minutes",
        stop.service_minutes,
        0.0,
        WEEK,
        TIME,
    )?;
    number(
        &whose,
        "earliest",
        stop.earliest.unwrap_or(0.0),
        0.0,
        WEEK,
        TIME,
    )?;
    number(
        &whose,
        "latest",
        stop.latest.unwrap_or(0.0),
        0.0,
        WEEK,
        TIME,
    )?;
    if let (Some(earliest), Some(latest)) = (stop.earliest, stop.latest)
        && latest < earliest
    {
        return Err(RouteError::Backwards {
            whose,
            earlier: "earliest",
            later: "latest",
        });
    }
    Ok(())
}

fn sound_vehicle(kind: &VehicleKind) -> Result<(), RouteError> {
    const TIME: &str = "from 0 to 10,080 minutes";
    let whose = format!("vehicle {}", kind.name);
    number(
        &whose,
        "capacity",
        kind.capacity,
        0.001,
        LARGEST,
        "above 0, up to 10⁹ units",
    )?;
    number(
        &whose,
        "count",
        f64::from(kind.count),
        1.0,
        500.0,
        "from 1 to 500",
    )?;
    number(&whose, "shift_start", kind.starts(), 0.0, WEEK, TIME)?;
    if let Some(end) = kind.shift_end {
        number(&whose, "shift_end", end, 0.0, WEEK, TIME)?;
        if end < kind.starts() {
            return Err(RouteError::Backwards {
                whose,
                earlier: "shift_start",
                later: "shift_end",
            });
        }
    }
    if let Some(reach) = kind.max_distance {
        number(
            &whose,
            "max_distance",
            reach,
            TOLERANCE,
            LARGEST,
            "above 0, up to 10⁹",
        )?;
    }
    Ok(())
}

/// All coordinates are numbers of one kind.
fn places(input: &RouteInput) -> Result<(), RouteError> {
    let named = std::iter::once((&input.depot.name, input.depot.coordinates))
        .chain(input.stops.iter().map(|stop| (&stop.id, stop.coordinates)));
    let mut globe = None;
    for (name, coordinates) in named {
        let Some(coordinates) = coordinates else {
            continue;
        };
        match coordinates {
            Coordinates::Globe(at) => {
                number(
                    name,
                    "latitude",
                    at.latitude,
                    -90.0,
                    90.0,
                    "from −90 to 90 degrees",
                )?;
                number(
                    name,
                    "longitude",
                    at.longitude,
                    -180.0,
                    180.0,
                    "from −180 to 180 degrees",
                )?;
            }
            Coordinates::Plane(at) => {
                number(name, "x", at.x, -LARGEST, LARGEST, "from −10⁹ to 10⁹")?;
                number(name, "y", at.y, -LARGEST, LARGEST, "from −10⁹ to 10⁹")?;
            }
        }
        let here = matches!(coordinates, Coordinates::Globe(_));
        if *globe.get_or_insert(here) != here && input.distance_matrix.is_none() {
            return Err(RouteError::MixedCoordinates {
                place: name.clone(),
            });
        }
    }
    Ok(())
}

/// Whether a vehicle of a kind can serve a stop (a place from 1 on) if it goes there alone.
pub(super) fn alone(
    input: &RouteInput,
    distances: &Distances,
    kind: &VehicleKind,
    place: usize,
) -> Result<(), Reason> {
    let stop = &input.stops[place - 1];
    if stop.demand > kind.capacity + TOLERANCE {
        return Err(Reason::AboveCapacity);
    }
    let begin = (kind.starts() + distances.minutes(0, place)).max(stop.earliest.unwrap_or(0.0));
    let back = begin + stop.service_minutes + distances.minutes(place, 0);
    if begin > stop.latest.unwrap_or(f64::INFINITY) + TOLERANCE || back > kind.ends() + TOLERANCE {
        return Err(Reason::OutOfTime);
    }
    if distances.distance(0, place) + distances.distance(place, 0) > kind.reach() + TOLERANCE {
        return Err(Reason::OutOfReach);
    }
    Ok(())
}

/// Stops that no vehicle can serve, whatever the plan; the places of the others.
pub(super) fn hopeless(input: &RouteInput, distances: &Distances) -> (Vec<Unassigned>, Vec<usize>) {
    let mut unassigned = Vec::new();
    let mut places = Vec::new();
    for (index, stop) in input.stops.iter().enumerate() {
        let place = index + 1;
        let reason = if input.distance_matrix.is_none() && stop.coordinates.is_none() {
            Some(Reason::NoCoordinates)
        } else {
            let tried = input
                .vehicles
                .iter()
                .map(|kind| alone(input, distances, kind, place));
            // The reason of the kind that comes closest to serving it.
            let mut closest = Some(Reason::AboveCapacity);
            for outcome in tried {
                match outcome {
                    Ok(()) => {
                        closest = None;
                        break;
                    }
                    Err(reason) if reason != Reason::AboveCapacity => closest = Some(reason),
                    Err(_) => {}
                }
            }
            closest
        };
        match reason {
            None => places.push(place),
            Some(reason) => unassigned.push(Unassigned {
                stop: stop.id.clone(),
                reason,
                note: note(reason, stop, input),
            }),
        }
    }
    (unassigned, places)
}

fn note(reason: Reason, stop: &Stop, input: &RouteInput) -> String {
    match reason {
        Reason::NoCoordinates => "It has no coordinates.".to_owned(),
        Reason::AboveCapacity => {
            let largest = input
                .vehicles
                .iter()
                .map(|kind| kind.capacity)
                .fold(0.0, f64::max);
            format!(
                "It takes {} units, the largest vehicle carries {largest}: split it.",
                stop.demand
            )
        }
        Reason::OutOfTime => {
            "No vehicle gets there within its times and back before the end of the shift, even alone.".to_owned()
        }
        Reason::OutOfReach => "It is farther than any vehicle may go, even alone.".to_owned(),
        Reason::NoRoomLeft => String::new(),
    }
}
