//! Plans from end to end; numbers are worked out by hand.

use super::random::Random;
use super::*;

mod refusals;

fn place(x: f64, y: f64) -> Coordinates {
    Coordinates::Plane(Plane { x, y })
}

fn stop(id: &str, x: f64, y: f64, demand: f64) -> Stop {
    Stop {
        id: id.to_owned(),
        coordinates: Some(place(x, y)),
        demand,
        earliest: None,
        latest: None,
        service_minutes: 0.0,
        delivery_area: None,
        delivery_date: None,
    }
}

fn vehicle(name: &str, capacity: f64, count: u32) -> VehicleKind {
    VehicleKind {
        name: name.to_owned(),
        capacity,
        count,
        shift_start: None,
        shift_end: None,
        max_distance: None,
    }
}

fn input(stops: Vec<Stop>, vehicles: Vec<VehicleKind>) -> RouteInput {
    RouteInput {
        depot: Depot {
            name: "depot".to_owned(),
            coordinates: Some(place(0.0, 0.0)),
        },
        stops,
        vehicles,
        distance_matrix: None,
        travel_time_matrix: None,
        round_distances: false,
        speed: Some(60.0),
        // Tests end by rounds, whatever the machine.
        time_limit_seconds: Some(60.0),
        rounds: Some(2_000),
    }
}

fn order(route: &Route) -> Vec<&str> {
    route
        .visits
        .iter()
        .map(|visit| visit.stop.as_str())
        .collect()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

#[test]
fn a_square_is_driven_around() {
    // Depot and three corners of a square of 10: once around is 40 units, 40 minutes at 60 an hour.
    let stops = vec![
        stop("c", 10.0, 10.0, 1.0),
        stop("a", 0.0, 10.0, 2.0),
        stop("b", 10.0, 0.0, 3.0),
    ];
    let plan = optimize_route(&input(stops, vec![vehicle("van", 10.0, 3)])).unwrap();
    assert_eq!(plan.basis, Basis::Plane);
    assert_eq!(plan.routes.len(), 1);
    let route = &plan.routes[0];
    // The direction makes no difference: the stop that was given earlier comes first.
    assert_eq!(order(route), ["a", "c", "b"]);
    assert!(near(plan.total_distance, 40.0) && near(plan.total_minutes, 40.0));
    assert!(near(route.load, 6.0));
    assert!(near(route.departure, 480.0) && near(route.back, 520.0));
    assert!(near(route.visits[1].arrival, 500.0));
    let line: Vec<(f64, f64)> = route.line.iter().map(|point| (point.x, point.y)).collect();
    assert_eq!(
        line,
        [
            (0.0, 0.0),
            (0.0, 10.0),
            (10.0, 10.0),
            (10.0, 0.0),
            (0.0, 0.0)
        ]
    );
    assert_eq!(plan.ended_by, EndedBy::Rounds);
}

#[test]
fn capacity_makes_a_second_tour() {
    // Two stops east and two west, each side a full load: 2 × 12 east and 2 × 22 west.
    let stops = vec![
        stop("e1", 10.0, 0.0, 5.0),
        stop("w1", -20.0, 0.0, 5.0),
        stop("e2", 12.0, 0.0, 5.0),
        stop("w2", -22.0, 0.0, 5.0),
    ];
    let plan = optimize_route(&input(stops, vec![vehicle("van", 10.0, 2)])).unwrap();
    assert!(near(plan.total_distance, 68.0));
    let numbers: Vec<usize> = plan.routes.iter().map(|route| route.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert!(plan.routes.iter().all(|route| near(route.load, 10.0)));
}

#[test]
fn times_decide_the_order_and_waiting_is_counted() {
    // The far stop closes first: straight there (30 min), then back past the near one, which opens at 9:30.
    let far = Stop {
        latest: Some(515.0),
        service_minutes: 5.0,
        ..stop("far", 30.0, 0.0, 1.0)
    };
    let near_one = Stop {
        earliest: Some(570.0),
        latest: Some(600.0),
        service_minutes: 10.0,
        ..stop("near", 10.0, 0.0, 1.0)
    };
    let mut van = vehicle("van", 10.0, 1);
    van.shift_end = Some(600.0);
    let plan = optimize_route(&input(vec![near_one, far], vec![van])).unwrap();
    let route = &plan.routes[0];
    assert_eq!(order(route), ["far", "near"]);
    // 8:00 + 30 = 8:30, 5 minutes of service, 20 minutes of way: 8:55; it waits 35 minutes; 9:40 + 10 minutes back.
    assert!(near(route.visits[0].begin, 510.0));
    assert!(near(route.visits[1].arrival, 535.0));
    assert!(near(route.visits[1].waiting, 35.0));
    assert!(near(route.back, 590.0));
}

#[test]
fn a_vehicle_leaves_so_that_it_does_not_wait_at_the_first_stop() {
    let late = Stop {
        earliest: Some(600.0),
        ..stop("late", 10.0, 0.0, 1.0)
    };
    let plan = optimize_route(&input(vec![late], vec![vehicle("van", 10.0, 1)])).unwrap();
    assert!(near(plan.routes[0].departure, 590.0));
    assert!(near(plan.total_minutes, 20.0));
}

#[test]
fn the_larger_vehicle_is_found_where_it_is_needed() {
    // Two stops of 8 at one far place: one truck of 16 goes once (200), two vans of 8 would go twice (400).
    let stops = vec![stop("a", 100.0, 0.0, 8.0), stop("b", 100.0, 0.0, 8.0)];
    let kinds = vec![vehicle("van", 8.0, 2), vehicle("truck", 16.0, 1)];
    let plan = optimize_route(&input(stops, kinds)).unwrap();
    assert!(near(plan.total_distance, 200.0));
    assert_eq!(plan.routes[0].vehicle, "truck");
}

#[test]
fn a_matrix_may_be_longer_one_way() {
    // Around one way is 1 + 1 + 1, the other way 10 + 10 + 10.
    let mut asked = input(
        vec![stop("a", 0.0, 0.0, 1.0), stop("b", 0.0, 0.0, 1.0)],
        vec![vehicle("van", 2.0, 1)],
    );
    asked.distance_matrix = Some(vec![
        vec![0.0, 10.0, 1.0],
        vec![1.0, 0.0, 10.0],
        vec![10.0, 1.0, 0.0],
    ]);
    let plan = optimize_route(&asked).unwrap();
    assert_eq!(plan.basis, Basis::Matrix);
    assert_eq!(order(&plan.routes[0]), ["b", "a"]);
    assert!(near(plan.total_distance, 3.0));
    asked.distance_matrix = Some(vec![vec![0.0; 3]; 2]);
    let refusal = optimize_route(&asked).unwrap_err().to_string();
    assert!(refusal.contains("3 rows of 3 numbers"), "{refusal}");
}

#[test]
fn without_coordinates_stops_are_grouped_by_area() {
    let due = |id: &str, area: Option<&str>, day: Option<i8>, demand: f64| Stop {
        coordinates: None,
        delivery_area: area.map(str::to_owned),
        delivery_date: day.map(|day| jiff::civil::date(2025, 6, day)),
        ..stop(id, 0.0, 0.0, demand)
    };
    let stops = vec![
        due("4", Some("South"), Some(9), 3.0),
        due("1", Some("North"), None, 3.0),
        due("2", Some("South"), Some(2), 4.0),
        due("3", None, Some(1), 1.0),
        due("0", Some("South"), Some(9), 4.0),
    ];
    let plan = optimize_route(&input(stops, vec![vehicle("van", 10.0, 2)])).unwrap();
    assert_eq!(plan.basis, Basis::DeliveryArea);
    assert!(plan.basis_note.contains("grouped by delivery area"));
    assert!(plan.routes.is_empty() && plan.unassigned.is_empty());
    let groups: Vec<(Option<&str>, Vec<&str>)> = plan
        .areas
        .iter()
        .map(|area| {
            let stops = area.stops.iter().map(|stop| stop.stop.as_str()).collect();
            (area.delivery_area.as_deref(), stops)
        })
        .collect();
    assert_eq!(
        groups,
        [
            (Some("North"), vec!["1"]),
            (Some("South"), vec!["2", "0", "4"]),
            (None, vec!["3"])
        ]
    );
    // 11 units are two loads of 10.
    assert!(near(plan.areas[1].load, 11.0) && near(plan.areas[1].vehicle_loads, 2.0));
    assert!(near(plan.total_load, 15.0));
}

/// Stops and vehicles drawn at random, with times and several kinds.
fn drawn(seed: u64) -> RouteInput {
    let mut random = Random::new(seed);
    let stops = (0..25)
        .map(|index| {
            let (x, y) = (
                60.0 * random.fraction() - 30.0,
                60.0 * random.fraction() - 30.0,
            );
            let opens = 480.0 + 200.0 * random.fraction();
            let timed = random.below(2) == 0;
            Stop {
                earliest: timed.then_some(opens),
                latest: timed.then_some(opens + 90.0),
                service_minutes: 10.0 * random.fraction(),
                ..stop(&index.to_string(), x, y, 0.25 + 2.0 * random.fraction())
            }
        })
        .collect();
    let kinds = vec![
        VehicleKind {
            shift_end: Some(720.0),
            ..vehicle("van", 5.0, 3)
        },
        VehicleKind {
            shift_start: Some(540.0),
            max_distance: Some(150.0),
            ..vehicle("truck", 9.0, 2)
        },
    ];
    input(stops, kinds)
}

#[test]
fn every_plan_keeps_all_limits_and_loses_no_stop() {
    for seed in 0..12 {
        let asked = drawn(seed);
        let plan = optimize_route(&asked).unwrap();
        let mut names: Vec<&str> = plan
            .routes
            .iter()
            .flat_map(order)
            .chain(plan.unassigned.iter().map(|left| left.stop.as_str()))
            .collect();
        names.sort_unstable();
        let mut given: Vec<&str> = asked.stops.iter().map(|stop| stop.id.as_str()).collect();
        given.sort_unstable();
        assert_eq!(names, given, "{seed}");
        for kind in &asked.vehicles {
            let used = plan
                .routes
                .iter()
                .filter(|route| route.vehicle == kind.name);
            assert!(used.count() <= kind.count as usize, "{seed}");
        }
        let mut total = 0.0;
        for route in &plan.routes {
            let kind = asked
                .vehicles
                .iter()
                .find(|kind| kind.name == route.vehicle)
                .unwrap();
            let mut at = (0.0, 0.0);
            let (mut clock, mut length, mut load) = (route.departure, 0.0, 0.0);
            assert!(clock >= kind.starts());
            for visit in &route.visits {
                let stop = asked
                    .stops
                    .iter()
                    .find(|stop| stop.id == visit.stop)
                    .unwrap();
                let Some(Coordinates::Plane(to)) = stop.coordinates else {
                    panic!("a stop on a plane");
                };
                let leg = ((to.x - at.0).powi(2) + (to.y - at.1).powi(2)).sqrt();
                // 60 units an hour: a unit a minute.
                clock = (clock + leg).max(stop.earliest.unwrap_or(0.0));
                assert!(clock <= stop.latest.unwrap_or(f64::MAX) + 1e-6, "{seed}");
                assert!((clock - visit.begin).abs() < 1e-6);
                clock += stop.service_minutes;
                length += leg;
                load += stop.demand;
                at = (to.x, to.y);
            }
            length += at.0.hypot(at.1);
            clock += at.0.hypot(at.1);
            assert!(clock <= kind.ends() + 1e-6 && length <= kind.reach() + 1e-6);
            assert!(load <= kind.capacity + 1e-9, "{seed}");
            assert!((length - route.distance).abs() < 1e-6 && (clock - route.back).abs() < 1e-6);
            total += length;
        }
        assert!((total - plan.total_distance).abs() < 1e-6);
    }
}

#[test]
fn the_same_task_gives_the_same_plan() {
    let asked = drawn(3);
    assert_eq!(
        optimize_route(&asked).unwrap(),
        optimize_route(&asked).unwrap()
    );
}

#[test]
fn a_few_stops_are_as_short_as_trying_all_orders() {
    // Eight stops for one vehicle: all 8! orders.
    for seed in 0..5 {
        let mut random = Random::new(seed);
        let stops: Vec<Stop> = (0..8)
            .map(|index| {
                let (x, y) = (100.0 * random.fraction(), 100.0 * random.fraction());
                stop(&index.to_string(), x, y, 1.0)
            })
            .collect();
        let at: Vec<(f64, f64)> = stops
            .iter()
            .filter_map(|stop| match stop.coordinates {
                Some(Coordinates::Plane(plane)) => Some((plane.x, plane.y)),
                _ => None,
            })
            .collect();
        let plan = optimize_route(&input(stops, vec![vehicle("van", 8.0, 1)])).unwrap();
        let shortest = shortest((0.0, 0.0), &mut (0..8).collect(), &at);
        assert!((plan.total_distance - shortest).abs() < 1e-6, "{seed}");
    }
}

fn shortest(from: (f64, f64), left: &mut Vec<usize>, at: &[(f64, f64)]) -> f64 {
    if left.is_empty() {
        return from.0.hypot(from.1);
    }
    (0..left.len())
        .map(|index| {
            let next = left.swap_remove(index);
            let leg = (at[next].0 - from.0).hypot(at[next].1 - from.1);
            let length = leg + shortest(at[next], left, at);
            left.push(next);
            let last = left.len() - 1;
            left.swap(index, last);
            length
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn it_reads_and_writes_json() {
    let asked: RouteInput = serde_json::from_str(
        r#"{"depot": {"name": "07", "coordinates": {"latitude": 52.5, "longitude": 13.4}},
            "stops": [{"id": "SO-1", "coordinates": {"latitude": 52.6, "longitude": 13.4}, "demand": 3}],
            "vehicles": [{"name": "van", "capacity": 10}], "rounds": 10}"#,
    )
    .unwrap();
    let written = serde_json::to_value(optimize_route(&asked).unwrap()).unwrap();
    assert_eq!(written["basis"], "great_circle");
    assert_eq!(written["distance_unit"], "km");
    // A tenth of a degree north is 11.12 km, there and back 22.24.
    let distance = written["total_distance"].as_f64().unwrap();
    assert!((distance - 22.239).abs() < 1e-3, "{distance}");
    assert_eq!(written["routes"][0]["line"][1]["y"], 52.6);
    let mixed = r#"{"name": "07", "coordinates": {"latitude": 52.5, "x": 13.4}}"#;
    assert!(serde_json::from_str::<Depot>(mixed).is_err());
    let schema = serde_json::to_value(schemars::schema_for!(RouteInput)).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["stops"]["description"].is_string());
}
