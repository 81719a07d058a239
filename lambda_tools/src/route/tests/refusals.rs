//! What is refused, and which stops are left with which reason.

use super::*;

#[test]
fn what_cannot_be_served_is_named_with_the_reason() {
    let mut van = vehicle("van", 10.0, 1);
    van.shift_end = Some(540.0);
    van.max_distance = Some(50.0);
    let stops = vec![
        stop("good", 5.0, 0.0, 4.0),
        stop("heavy", 6.0, 0.0, 11.0),
        stop("late", 20.0, 24.0, 1.0),
        Stop {
            service_minutes: 41.0,
            ..stop("slow", 10.0, 0.0, 1.0)
        },
        Stop {
            coordinates: None,
            ..stop("lost", 0.0, 0.0, 1.0)
        },
        stop("second", 5.0, 1.0, 7.0),
    ];
    let plan = optimize_route(&input(stops, vec![van])).unwrap();
    let reason = |name: &str| {
        let found = plan.unassigned.iter().find(|left| left.stop == name);
        found.map(|left| (left.reason, left.note.as_str()))
    };
    let heavy = reason("heavy").unwrap();
    assert_eq!(heavy.0, Reason::AboveCapacity);
    assert!(heavy.1.contains("takes 11 units") && heavy.1.contains("carries 10"));
    // √(20² + 24²) = 31.2 there and back again is 62.5 minutes of 60, and 62.5 units of 50.
    assert_eq!(reason("late").unwrap().0, Reason::OutOfTime);
    assert_eq!(reason("slow").unwrap().0, Reason::OutOfTime);
    assert_eq!(reason("lost").unwrap().0, Reason::NoCoordinates);
    // Of 4 and 7 units only one fits into 10; which one is left says how much room there is.
    let left = reason("good").or_else(|| reason("second")).unwrap();
    assert_eq!(left.0, Reason::NoRoomLeft);
    assert!(left.1.contains("add a vehicle"), "{}", left.1);
    assert_eq!(plan.routes.len(), 1);
    assert_eq!(plan.unassigned.len(), 5);
}

#[test]
fn reach_is_a_limit_of_its_own() {
    let mut van = vehicle("van", 10.0, 1);
    van.max_distance = Some(50.0);
    let far = vec![stop("far", 26.0, 0.0, 1.0)];
    let plan = optimize_route(&input(far, vec![van])).unwrap();
    assert_eq!(plan.unassigned[0].reason, Reason::OutOfReach);
    assert_eq!(plan.ended_by, EndedBy::NoSearch);
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let good = input(
        vec![stop("a", 1.0, 0.0, 1.0), stop("b", 2.0, 0.0, 1.0)],
        vec![vehicle("van", 10.0, 1)],
    );
    assert!(optimize_route(&good).is_ok());
    let with = |change: &dyn Fn(&mut RouteInput)| {
        let mut bad = good.clone();
        change(&mut bad);
        optimize_route(&bad).unwrap_err().to_string()
    };
    let globe = |latitude, longitude| {
        Some(Coordinates::Globe(Globe {
            latitude,
            longitude,
        }))
    };
    let refusals = [
        (with(&|bad| bad.stops.clear()), "there are no stops"),
        (with(&|bad| bad.vehicles.clear()), "there are no vehicles"),
        (
            with(&|bad| bad.stops[1].demand = -1.0),
            "stop b: demand must be from 0",
        ),
        (with(&|bad| bad.stops[1].demand = f64::NAN), "not NaN"),
        (with(&|bad| bad.stops[0].demand = 1e308), "stop a: demand"),
        (
            with(&|bad| bad.stops[0].earliest = Some(-5.0)),
            "stop a: earliest",
        ),
        (
            with(&|bad| bad.stops[0].service_minutes = f64::INFINITY),
            "service_minutes",
        ),
        (
            with(&|bad| bad.stops[0].coordinates = Some(place(f64::NAN, 0.0))),
            "a: x must be",
        ),
        (
            with(&|bad| bad.stops[0].coordinates = globe(10.0, 10.0)),
            "a has other coordinates",
        ),
        (
            with(&|bad| bad.stops[0].coordinates = globe(91.0, 10.0)),
            "a: latitude",
        ),
        (
            with(&|bad| bad.stops[1].id = "a".to_owned()),
            "stop a is there twice",
        ),
        (
            with(&|bad| bad.vehicles[0].capacity = 0.0),
            "vehicle van: capacity must be above 0",
        ),
        (with(&|bad| bad.vehicles[0].count = 0), "vehicle van: count"),
        (
            with(&|bad| bad.vehicles[0].shift_end = Some(100.0)),
            "shift_end is before shift_start",
        ),
        (with(&|bad| bad.speed = Some(0.0)), "speed must be above 0"),
        (
            with(&|bad| bad.time_limit_seconds = Some(1e9)),
            "time_limit_seconds",
        ),
        (
            with(&|bad| {
                bad.stops[0].earliest = Some(700.0);
                bad.stops[0].latest = Some(600.0);
            }),
            "latest is before earliest",
        ),
        (
            with(&|bad| {
                bad.stops = (0..10_000)
                    .map(|index| stop(&index.to_string(), 0.0, 0.0, 1.0))
                    .collect();
            }),
            "10000 stops are too many, at most 1000",
        ),
    ];
    for (refusal, expected) in refusals {
        assert!(refusal.contains(expected), "{refusal} / {expected}");
    }
}
