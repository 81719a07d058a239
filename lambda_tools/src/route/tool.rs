//! Routes as a *tool* of the catalogue.

use std::collections::HashMap;

use super::input::{Coordinates, RouteInput, Stop};
use super::{Basis, RoutePlan, optimize_route};
use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::route_plan::{self as shown, Place};
use crate::rows::{counted, how_many};
use crate::table::{Cell, Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: RouteInput::TOOL,
        label: "Routes",
        description: "Which vehicle serves which stops in which order: as few stops left as possible, then as short a way as possible, within capacities, \
                      time windows, shifts and reach; what no vehicle can serve is named with the reason. Distances come from coordinates or from a \
                      matrix; without either, stops are grouped by delivery area, and the answer says so.",
        specialist: Specialist::Logistics,
        forms: vec![Form::of::<RouteInput>()],
    }
}

impl Calculate for RouteInput {
    const TOOL: &'static str = "optimize_route";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let plan = optimize_route(self).map_err(|error| ToolError::Senseless(error.to_string()))?;
        Ok(told(&plan, self))
    }
}

/// The calculation that a plan is.
pub(crate) fn told(plan: &RoutePlan, input: &RouteInput) -> Calculation {
    let by_area = plan.basis == Basis::DeliveryArea;
    let served: usize = plan.routes.iter().map(|route| route.visits.len()).sum();
    let calculation =
        if by_area {
            let stops = counted(input.stops.len(), "stop", "stops");
            let areas = counted(plan.areas.len(), "delivery area", "delivery areas");
            Calculation::of(
                "areas",
                "Delivery areas",
                how_many(plan.areas.len()),
                "count",
            )
            .by(
                "stops grouped by delivery area, ordered by delivery date within it",
                format!("{stops} in {areas}"),
            )
        } else {
            let routes = counted(plan.routes.len(), "route", "routes");
            let unit = plan.distance_unit;
            Calculation::of("total_distance", "Distance", plan.total_distance, unit)
            .by(
                "the fewest stops left, then the shortest way within capacities, times and reach",
                format!("{} in {routes}", counted(served, "stop", "stops")),
            )
            .figure("total_minutes", "Time on the way", plan.total_minutes, "minutes")
            .figure("unassigned", "Stops left", how_many(plan.unassigned.len()), "count")
        };
    let mut calculation = calculation
        .figure("total_load", "Load", plan.total_load, "units")
        .table(stops(plan, input))
        .caveat(plan.basis_note.clone());
    if !plan.unassigned.is_empty() {
        calculation = calculation.table(left(plan));
    }
    calculation.caveats.extend(plan.caveats.iter().cloned());
    calculation.route = Some(drawn(plan, input));
    calculation
}

/// One row for each stop in its order.
fn stops(plan: &RoutePlan, input: &RouteInput) -> Table {
    let mut table = Table::new(
        "stops",
        "Stops in their order",
        &[
            Column::text("route", "Route"),
            Column::count("position", "Position", ""),
            Column::text("stop", "Stop"),
            Column::text("delivery_area", "Delivery area"),
            Column::date("delivery_date", "Due"),
            Column::text("arrival", "Arrival"),
            Column::number("distance", "From the place before", plan.distance_unit),
            Column::number("load", "Load", "units"),
        ],
    );
    let known = known(input);
    let area = |id: &str| -> Cell {
        let stop = known.get(id);
        stop.and_then(|stop| stop.delivery_area.as_ref()).into()
    };
    let due = |id: &str| -> Cell { known.get(id).and_then(|stop| stop.delivery_date).into() };
    for route in &plan.routes {
        let name = named(&route.vehicle, route.number, input);
        for (position, visit) in route.visits.iter().enumerate() {
            table.push([
                name.as_str().into(),
                (position + 1).into(),
                visit.stop.as_str().into(),
                area(&visit.stop),
                due(&visit.stop),
                clock(visit.arrival).into(),
                visit.distance.into(),
                visit.demand.into(),
            ]);
        }
    }
    for group in &plan.areas {
        for (position, stop) in group.stops.iter().enumerate() {
            table.push([
                group
                    .delivery_area
                    .as_deref()
                    .unwrap_or("No delivery area")
                    .into(),
                (position + 1).into(),
                stop.stop.as_str().into(),
                area(&stop.stop),
                due(&stop.stop),
                None::<&str>.into(),
                None::<f64>.into(),
                stop.demand.into(),
            ]);
        }
    }
    table
}

fn left(plan: &RoutePlan) -> Table {
    let columns = [
        Column::text("stop", "Stop"),
        Column::text("reason", "Why not"),
    ];
    let mut table = Table::new("unassigned", "Stops that no vehicle serves", &columns);
    for stop in &plan.unassigned {
        table.push([stop.stop.as_str().into(), stop.note.as_str().into()]);
    }
    table
}

/// The plan as it is drawn.
fn drawn(plan: &RoutePlan, input: &RouteInput) -> shown::RoutePlan {
    let known = known(input);
    let stop = |id: &str, arrival: Option<f64>, load: f64| shown::Stop {
        id: id.to_owned(),
        label: id.to_owned(),
        place: known.get(id).and_then(|stop| stop.coordinates).map(place),
        arrival: arrival.map(clock),
        load,
    };
    let routes = plan.routes.iter().map(|route| shown::Tour {
        vehicle: named(&route.vehicle, route.number, input),
        stops: route
            .visits
            .iter()
            .map(|visit| stop(&visit.stop, Some(visit.arrival), visit.demand))
            .collect(),
        distance: Some(route.distance),
        load: route.load,
    });
    let areas = plan.areas.iter().map(|group| shown::Tour {
        vehicle: group
            .delivery_area
            .clone()
            .unwrap_or_else(|| "No delivery area".to_owned()),
        stops: group
            .stops
            .iter()
            .map(|one| stop(&one.stop, None, one.demand))
            .collect(),
        distance: None,
        load: group.load,
    });
    let by_area = plan.basis == Basis::DeliveryArea;
    shown::RoutePlan {
        basis: plan.basis_note.clone(),
        start: input.depot.name.clone(),
        depot: input.depot.coordinates.filter(|_| !by_area).map(place),
        tours: routes.chain(areas).collect(),
        unassigned: plan
            .unassigned
            .iter()
            .map(|stop| shown::Unassigned {
                id: stop.stop.clone(),
                reason: stop.note.clone(),
                place: known
                    .get(stop.stop.as_str())
                    .and_then(|stop| stop.coordinates)
                    .map(place),
            })
            .collect(),
        unit: if by_area {
            String::new()
        } else {
            plan.distance_unit.to_owned()
        },
    }
}

fn known(input: &RouteInput) -> HashMap<&str, &Stop> {
    input
        .stops
        .iter()
        .map(|stop| (stop.id.as_str(), stop))
        .collect()
}

/// "Van 2", or the kind alone where there is one vehicle of it.
fn named(kind: &str, number: usize, input: &RouteInput) -> String {
    let alone = input
        .vehicles
        .iter()
        .any(|vehicle| vehicle.name == kind && vehicle.count == 1);
    if alone {
        kind.to_owned()
    } else {
        format!("{kind} {number}")
    }
}

fn place(coordinates: Coordinates) -> Place {
    match coordinates {
        Coordinates::Globe(globe) => Place {
            latitude: globe.latitude,
            longitude: globe.longitude,
        },
        Coordinates::Plane(plane) => Place {
            latitude: plane.y,
            longitude: plane.x,
        },
    }
}

/// Minutes after midnight as hours and minutes, "08:05"; the days after with how many, "00:30 +1 d".
fn clock(minutes: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked before: far below 2^53 minutes"
    )]
    let whole = minutes.round() as i64;
    let (day, rest) = (whole.div_euclid(1_440), whole.rem_euclid(1_440));
    let time = format!("{:02}:{:02}", rest / 60, rest % 60);
    if day == 0 {
        time
    } else {
        format!("{time} +{day} d")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn square() -> Value {
        let stop = |id: &str, x: f64, y: f64| json!({"id": id, "coordinates": {"x": x, "y": y}, "demand": 1});
        json!({
            "depot": {"name": "HOME", "coordinates": {"x": 0, "y": 0}},
            "stops": [stop("C", 0.0, 10.0), stop("A", 10.0, 0.0), stop("B", 10.0, 10.0)],
            "vehicles": [{"name": "Van", "capacity": 3}],
            "speed": 60
        })
    }

    #[test]
    fn a_square_is_driven_around() {
        let done = run(RouteInput::TOOL, &square()).unwrap();
        // Four sides of ten.
        assert!((done.result.unwrap() - 40.0).abs() < 1e-9);
        let stops = &done.tables[0];
        assert_eq!(stops.rows.len(), 3);
        assert_eq!(stops.cell(1, "stop"), Some(&json!("B")));
        assert_eq!(stops.cell(0, "route"), Some(&json!("Van")));
        // Ten units at sixty an hour are ten minutes after eight.
        assert_eq!(stops.cell(0, "arrival"), Some(&json!("08:10")));
        let route = done.route.unwrap();
        assert!(
            route.depot.is_some() && route.tours[0].stops.iter().all(|stop| stop.place.is_some())
        );
        assert_eq!(done.worked, "3 stops in 1 route");
    }

    #[test]
    fn without_coordinates_stops_are_grouped() {
        let given = json!({
            "depot": {"name": "HOME"},
            "stops": [
                {"id": "1", "delivery_area": "North", "delivery_date": "2025-07-02", "demand": 4},
                {"id": "2", "delivery_area": "North", "delivery_date": "2025-07-01", "demand": 5},
                {"id": "3"}
            ],
            "vehicles": [{"name": "Van", "capacity": 10, "count": 2}]
        });
        let done = run(RouteInput::TOOL, &given).unwrap();
        assert_eq!(
            (done.result, done.value("total_load")),
            (Some(2.0), Some(9.0))
        );
        let stops = &done.tables[0];
        assert_eq!(stops.cell(0, "stop"), Some(&json!("2")));
        assert_eq!(stops.cell(2, "route"), Some(&json!("No delivery area")));
        assert!(done.caveats[0].contains("grouped by delivery area"));
        assert!(done.route.unwrap().depot.is_none());
    }

    #[test]
    fn what_no_vehicle_carries_is_left_with_the_reason() {
        let mut given = square();
        given["stops"][0]["demand"] = json!(9);
        let done = run(RouteInput::TOOL, &given).unwrap();
        assert_eq!(done.value("unassigned"), Some(1.0));
        assert_eq!(done.tables[1].cell(0, "stop"), Some(&json!("C")));
    }

    #[test]
    fn times_are_of_the_clock() {
        assert_eq!(
            (clock(485.4).as_str(), clock(1_470.0).as_str()),
            ("08:05", "00:30 +1 d")
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let mut given = square();
        given["vehicles"][0]["capacity"] = json!(-1);
        assert!(
            run(RouteInput::TOOL, &given)
                .unwrap_err()
                .to_string()
                .contains("capacity")
        );
        given["vehicles"] = json!([]);
        assert!(
            run(RouteInput::TOOL, &given)
                .unwrap_err()
                .to_string()
                .starts_with("there are no vehicles")
        );
    }
}
