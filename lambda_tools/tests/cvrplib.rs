//! Routes over CVRPLIB's instances: every plan is worked out again from the instance alone, and is at most one percent longer
//! than the shortest plan that is known.

use lambda_tools::route::{Basis, EndedBy, optimize_route};

#[path = "../benches/cvrplib/mod.rs"]
mod cvrplib;

#[test]
fn plans_are_within_one_percent_of_the_shortest() {
    for instance in cvrplib::INSTANCES {
        let mut input = instance.input();
        // Ended by rounds, whatever the machine.
        input.rounds = Some(60_000);
        input.time_limit_seconds = Some(60.0);
        let plan = optimize_route(&input).unwrap();
        assert_eq!(plan.ended_by, EndedBy::Rounds, "{}", instance.name);
        assert!(matches!(plan.basis, Basis::Rounded | Basis::Matrix));
        let routes: Vec<Vec<usize>> = plan
            .routes
            .iter()
            .map(|route| {
                route
                    .visits
                    .iter()
                    .map(|visit| visit.stop.parse().unwrap())
                    .collect()
            })
            .collect();
        let mut served: Vec<usize> = routes.iter().flatten().copied().collect();
        served.sort_unstable();
        let all: Vec<usize> = (1..=instance.stops()).collect();
        assert_eq!(served, all, "{}", instance.name);
        assert!(plan.unassigned.is_empty());
        assert!(routes.len() <= instance.vehicles(), "{}", instance.name);
        for route in &routes {
            assert!(
                instance.load(route) <= instance.capacity(),
                "{}",
                instance.name
            );
        }
        let length = instance.length(&routes);
        assert!(
            (length - plan.total_distance).abs() < 1e-9,
            "{}",
            instance.name
        );
        assert!(length >= instance.best, "{}: {length}", instance.name);
        assert!(
            length <= 1.01 * instance.best,
            "{}: {length}",
            instance.name
        );
    }
}
