//! How short routes are and how fast they are found: CVRPLIB's instances beside the shortest plans that are known, and plans
//! of the size that a warehouse has.
//!
//! `cargo bench -p lambda_tools --bench routes`

#![expect(clippy::print_stdout, reason = "a benchmark prints a table")]

use std::error::Error;
use std::time::Instant;

use lambda_tools::route::{
    Coordinates, Depot, Globe, RouteInput, Stop, VehicleKind, optimize_route,
};

mod cvrplib;

fn main() -> Result<(), Box<dyn Error>> {
    instances()?;
    sizes()
}

fn instances() -> Result<(), Box<dyn Error>> {
    println!(
        "| instance | stops | length | best known | above it | vehicles | seconds | ended by |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for instance in cvrplib::INSTANCES {
        let began = Instant::now();
        let plan = optimize_route(&instance.input())?;
        let seconds = began.elapsed().as_secs_f64();
        let routes: Vec<Vec<usize>> = plan
            .routes
            .iter()
            .map(|route| {
                route
                    .visits
                    .iter()
                    .map(|visit| visit.stop.parse())
                    .collect()
            })
            .collect::<Result<_, _>>()?;
        let length = instance.length(&routes);
        let served: usize = routes.iter().map(Vec::len).sum();
        let loaded = routes
            .iter()
            .all(|route| instance.load(route) <= instance.capacity());
        if served != instance.stops() || !loaded || routes.len() > instance.vehicles() {
            return Err(format!("{}: the plan breaks a limit", instance.name).into());
        }
        println!(
            "| {} | {} | {length:.0} | {:.0} | {:.2} % | {} of {} | {seconds:.2} | {:?} |",
            instance.name,
            instance.stops(),
            instance.best,
            100.0 * (length / instance.best - 1.0),
            routes.len(),
            instance.vehicles(),
            plan.ended_by
        );
    }
    Ok(())
}

/// Plans with coordinates on the globe, times and shifts.
fn sizes() -> Result<(), Box<dyn Error>> {
    println!("\n| stops with times | unassigned | vehicles | km | seconds | ended by |");
    println!("|---|---|---|---|---|---|");
    for stops in [20, 100, 300, 1_000] {
        let began = Instant::now();
        let plan = optimize_route(&made(stops))?;
        println!(
            "| {stops} | {} | {} of {} | {:.0} | {:.2} | {:?} |",
            plan.unassigned.len(),
            plan.routes.len(),
            plan.vehicles_available,
            plan.total_distance,
            began.elapsed().as_secs_f64(),
            plan.ended_by
        );
    }
    Ok(())
}

fn made(stops: u32) -> RouteInput {
    let place = |index: u32| {
        Some(Coordinates::Globe(Globe {
            latitude: 52.0 + f64::from(index * 7_919 % 1_000) / 2_000.0,
            longitude: 13.0 + f64::from(index * 104_729 % 1_000) / 1_300.0,
        }))
    };
    RouteInput {
        depot: Depot {
            name: "depot".to_owned(),
            coordinates: place(0),
        },
        stops: (1..=stops)
            .map(|index| {
                let opens = 480.0 + f64::from(index % 4) * 120.0;
                Stop {
                    id: format!("SO-{index}"),
                    coordinates: place(index),
                    demand: f64::from(index % 9 + 1),
                    earliest: Some(opens),
                    latest: Some(opens + 240.0),
                    service_minutes: 10.0,
                    delivery_area: None,
                    delivery_date: None,
                }
            })
            .collect(),
        vehicles: vec![VehicleKind {
            name: "van".to_owned(),
            capacity: 60.0,
            count: stops / 8 + 1,
            shift_start: Some(450.0),
            shift_end: Some(1_080.0),
            max_distance: None,
        }],
        distance_matrix: None,
        travel_time_matrix: None,
        round_distances: false,
        speed: Some(50.0),
        time_limit_seconds: None,
        rounds: None,
    }
}
