//! Benchmark instances of capacitated routing from CVRPLIB (<http://vrp.galgos.inf.puc-rio.br>), written down as places and
//! demands; the depot comes first. Distances are straight lines, each rounded to a whole number.
//!
//! E-n13-k4: Eilon, Watson-Gandy and Christofides (1971); A-n32-k5, B-n31-k5, P-n16-k8: Augerat (1995); X-n101-k25: Uchoa
//! et al. (2017).

use lambda_tools::route::{Coordinates, Depot, Plane, RouteInput, Stop, VehicleKind};

/// An instance with the length of the shortest plan that is known.
pub(crate) struct Instance {
    /// Its name.
    pub(crate) name: &'static str,
    /// Shortest length known; proven to be the shortest for all of these.
    pub(crate) best: f64,
    /// Places as (x, y, demand), or none where distances are given.
    places: &'static [(f64, f64, f64)],
    capacity: f64,
    vehicles: u32,
}

/// The instances, from small to large.
pub(crate) const INSTANCES: [Instance; 5] = [
    Instance {
        name: "E-n13-k4",
        best: 247.0,
        places: &[],
        capacity: 6000.0,
        vehicles: 4,
    },
    Instance {
        name: "P-n16-k8",
        best: 450.0,
        places: &P_N16,
        capacity: 35.0,
        vehicles: 8,
    },
    Instance {
        name: "B-n31-k5",
        best: 672.0,
        places: &B_N31,
        capacity: 100.0,
        vehicles: 5,
    },
    Instance {
        name: "A-n32-k5",
        best: 784.0,
        places: &A_N32,
        capacity: 100.0,
        vehicles: 5,
    },
    // The best plan known uses 26 vehicles.
    Instance {
        name: "X-n101-k25",
        best: 27_591.0,
        places: &X_N101,
        capacity: 206.0,
        vehicles: 30,
    },
];

impl Instance {
    /// The instance as it is asked for.
    pub(crate) fn input(&self) -> RouteInput {
        let stop = |index: usize, demand: f64, coordinates| Stop {
            id: index.to_string(),
            coordinates,
            demand,
            earliest: None,
            latest: None,
            service_minutes: 0.0,
            delivery_area: None,
            delivery_date: None,
        };
        let at = |place: &(f64, f64, f64)| {
            Some(Coordinates::Plane(Plane {
                x: place.0,
                y: place.1,
            }))
        };
        let given = self.places.is_empty();
        RouteInput {
            depot: Depot {
                name: "depot".to_owned(),
                coordinates: self.places.first().and_then(at),
            },
            stops: if given {
                (1..)
                    .zip(E_N13_DEMAND)
                    .map(|(index, demand)| stop(index, demand, None))
                    .collect()
            } else {
                (1..)
                    .zip(&self.places[1..])
                    .map(|(index, place)| stop(index, place.2, at(place)))
                    .collect()
            },
            vehicles: vec![VehicleKind {
                name: "vehicle".to_owned(),
                capacity: self.capacity,
                count: self.vehicles,
                shift_start: None,
                shift_end: None,
                max_distance: None,
            }],
            distance_matrix: given.then(|| {
                (0..13)
                    .map(|from| (0..13).map(|to| e_n13(from, to)).collect())
                    .collect()
            }),
            travel_time_matrix: None,
            round_distances: true,
            speed: None,
            time_limit_seconds: Some(5.0),
            rounds: None,
        }
    }

    /// Length of a plan, worked out from the instance alone: routes as the names of their stops.
    pub(crate) fn length(&self, routes: &[Vec<usize>]) -> f64 {
        let between = |from: usize, to: usize| {
            if self.places.is_empty() {
                return e_n13(from, to);
            }
            let (one, other) = (self.places[from], self.places[to]);
            ((one.0 - other.0).powi(2) + (one.1 - other.1).powi(2))
                .sqrt()
                .round()
        };
        routes
            .iter()
            .map(|route| {
                let way: Vec<usize> = [0]
                    .into_iter()
                    .chain(route.iter().copied())
                    .chain([0])
                    .collect();
                way.windows(2)
                    .map(|pair| between(pair[0], pair[1]))
                    .sum::<f64>()
            })
            .sum()
    }

    /// Load of a route.
    pub(crate) fn load(&self, route: &[usize]) -> f64 {
        route
            .iter()
            .map(|stop| {
                if self.places.is_empty() {
                    E_N13_DEMAND[stop - 1]
                } else {
                    self.places[*stop].2
                }
            })
            .sum()
    }

    /// Stops that there are to serve.
    pub(crate) fn stops(&self) -> usize {
        if self.places.is_empty() {
            12
        } else {
            self.places.len() - 1
        }
    }

    /// What one vehicle carries.
    pub(crate) fn capacity(&self) -> f64 {
        self.capacity
    }

    /// How many vehicles there are.
    pub(crate) fn vehicles(&self) -> usize {
        self.vehicles as usize
    }
}

/// Distance of two places of E-n13-k4.
fn e_n13(from: usize, to: usize) -> f64 {
    if from == to {
        return 0.0;
    }
    let (low, high) = (from.min(to), from.max(to));
    // Row by row below the diagonal: before row `high` stand high × (high − 1) ÷ 2 distances.
    E_N13[high * (high - 1) / 2 + low]
}

/// Distances of E-n13-k4, the lower triangle row by row.
#[rustfmt::skip]
const E_N13: [f64; 78] = [
    9.0,
    14.0, 21.0,
    23.0, 22.0, 25.0,
    32.0, 36.0, 38.0, 42.0,
    50.0, 52.0, 5.0, 12.0, 22.0,
    21.0, 24.0, 31.0, 35.0, 37.0, 41.0,
    49.0, 51.0, 7.0, 17.0, 16.0, 23.0, 26.0,
    30.0, 36.0, 36.0, 44.0, 46.0, 10.0, 21.0, 30.0,
    27.0, 37.0, 43.0, 31.0, 37.0, 39.0, 19.0, 28.0, 25.0,
    35.0, 41.0, 29.0, 31.0, 29.0, 9.0, 10.0, 16.0, 22.0, 20.0,
    28.0, 30.0, 7.0, 11.0, 13.0, 17.0, 25.0, 27.0, 10.0, 16.0, 10.0,
    18.0, 20.0, 6.0, 6.0, 14.0, 16.0, 12.0, 12.0, 20.0, 8.0, 10.0, 10.0,
];

/// Demands of E-n13-k4.
const E_N13_DEMAND: [f64; 12] = [
    1200.0, 1700.0, 1500.0, 1400.0, 1700.0, 1400.0, 1200.0, 1900.0, 1800.0, 1600.0, 1700.0, 1100.0,
];

#[rustfmt::skip]
const P_N16: [(f64, f64, f64); 16] = [
    (30.0, 40.0, 0.0), (37.0, 52.0, 19.0), (49.0, 49.0, 30.0), (52.0, 64.0, 16.0), (31.0, 62.0, 23.0), (52.0, 33.0, 11.0),
    (42.0, 41.0, 31.0), (52.0, 41.0, 15.0), (57.0, 58.0, 28.0), (62.0, 42.0, 8.0), (42.0, 57.0, 8.0), (27.0, 68.0, 7.0),
    (43.0, 67.0, 14.0), (58.0, 48.0, 6.0), (58.0, 27.0, 19.0), (37.0, 69.0, 11.0),
];

#[rustfmt::skip]
const B_N31: [(f64, f64, f64); 31] = [
    (17.0, 76.0, 0.0), (24.0, 6.0, 25.0), (96.0, 29.0, 3.0), (14.0, 19.0, 13.0), (14.0, 32.0, 17.0), (0.0, 34.0, 16.0),
    (16.0, 22.0, 9.0), (20.0, 26.0, 22.0), (22.0, 28.0, 10.0), (17.0, 23.0, 16.0), (98.0, 30.0, 8.0), (30.0, 8.0, 3.0),
    (23.0, 27.0, 16.0), (19.0, 23.0, 16.0), (34.0, 7.0, 10.0), (31.0, 7.0, 24.0), (0.0, 37.0, 16.0), (19.0, 23.0, 15.0),
    (0.0, 36.0, 14.0), (26.0, 7.0, 5.0), (98.0, 32.0, 12.0), (5.0, 40.0, 2.0), (17.0, 26.0, 18.0), (21.0, 26.0, 20.0),
    (28.0, 8.0, 15.0), (1.0, 35.0, 8.0), (27.0, 28.0, 22.0), (99.0, 30.0, 15.0), (26.0, 28.0, 10.0), (17.0, 29.0, 13.0),
    (20.0, 26.0, 19.0),
];

#[rustfmt::skip]
const A_N32: [(f64, f64, f64); 32] = [
    (82.0, 76.0, 0.0), (96.0, 44.0, 19.0), (50.0, 5.0, 21.0), (49.0, 8.0, 6.0), (13.0, 7.0, 19.0), (29.0, 89.0, 7.0),
    (58.0, 30.0, 12.0), (84.0, 39.0, 16.0), (14.0, 24.0, 6.0), (2.0, 39.0, 16.0), (3.0, 82.0, 8.0), (5.0, 10.0, 14.0),
    (98.0, 52.0, 21.0), (84.0, 25.0, 16.0), (61.0, 59.0, 3.0), (1.0, 65.0, 22.0), (88.0, 51.0, 18.0), (91.0, 2.0, 19.0),
    (19.0, 32.0, 1.0), (93.0, 3.0, 24.0), (50.0, 93.0, 8.0), (98.0, 14.0, 12.0), (5.0, 42.0, 4.0), (42.0, 9.0, 8.0),
    (61.0, 62.0, 24.0), (9.0, 97.0, 24.0), (80.0, 55.0, 2.0), (57.0, 69.0, 20.0), (23.0, 15.0, 15.0), (20.0, 70.0, 2.0),
    (85.0, 60.0, 14.0), (98.0, 5.0, 9.0),
];

#[rustfmt::skip]
const X_N101: [(f64, f64, f64); 101] = [
    (365.0, 689.0, 0.0), (146.0, 180.0, 38.0), (792.0, 5.0, 51.0), (658.0, 510.0, 73.0), (461.0, 270.0, 70.0), (299.0, 531.0, 58.0),
    (812.0, 228.0, 54.0), (643.0, 90.0, 1.0), (615.0, 630.0, 98.0), (258.0, 42.0, 62.0), (616.0, 299.0, 98.0), (475.0, 957.0, 25.0),
    (425.0, 473.0, 86.0), (406.0, 64.0, 46.0), (656.0, 369.0, 27.0), (202.0, 467.0, 17.0), (318.0, 21.0, 97.0), (579.0, 587.0, 74.0),
    (458.0, 354.0, 81.0), (575.0, 871.0, 62.0), (47.0, 512.0, 59.0), (568.0, 742.0, 23.0), (128.0, 436.0, 62.0), (546.0, 806.0, 66.0),
    (197.0, 696.0, 35.0), (615.0, 300.0, 53.0), (852.0, 563.0, 18.0), (772.0, 803.0, 87.0), (678.0, 342.0, 32.0), (916.0, 176.0, 4.0),
    (390.0, 949.0, 61.0), (113.0, 782.0, 95.0), (226.0, 736.0, 23.0), (119.0, 923.0, 15.0), (584.0, 572.0, 5.0), (134.0, 554.0, 53.0),
    (912.0, 173.0, 97.0), (827.0, 233.0, 70.0), (851.0, 677.0, 32.0), (598.0, 322.0, 27.0), (627.0, 472.0, 42.0), (94.0, 442.0, 67.0),
    (688.0, 274.0, 76.0), (977.0, 176.0, 15.0), (597.0, 461.0, 39.0), (931.0, 23.0, 14.0), (170.0, 640.0, 43.0), (941.0, 601.0, 11.0),
    (873.0, 487.0, 93.0), (797.0, 95.0, 53.0), (451.0, 816.0, 44.0), (866.0, 970.0, 80.0), (833.0, 912.0, 87.0), (106.0, 913.0, 97.0),
    (260.0, 107.0, 67.0), (332.0, 45.0, 72.0), (685.0, 613.0, 50.0), (728.0, 372.0, 8.0), (487.0, 497.0, 58.0), (702.0, 440.0, 55.0),
    (717.0, 412.0, 67.0), (635.0, 794.0, 89.0), (927.0, 972.0, 38.0), (635.0, 356.0, 65.0), (634.0, 540.0, 3.0), (658.0, 261.0, 5.0),
    (303.0, 168.0, 46.0), (707.0, 410.0, 100.0), (254.0, 135.0, 52.0), (346.0, 29.0, 28.0), (75.0, 79.0, 96.0), (893.0, 987.0, 18.0),
    (729.0, 372.0, 16.0), (29.0, 910.0, 7.0), (356.0, 39.0, 73.0), (274.0, 943.0, 76.0), (322.0, 96.0, 6.0), (664.0, 396.0, 64.0),
    (704.0, 236.0, 39.0), (415.0, 837.0, 86.0), (576.0, 587.0, 70.0), (750.0, 977.0, 14.0), (726.0, 363.0, 83.0), (861.0, 948.0, 96.0),
    (302.0, 129.0, 43.0), (415.0, 989.0, 12.0), (199.0, 135.0, 73.0), (801.0, 405.0, 2.0), (679.0, 426.0, 21.0), (994.0, 804.0, 18.0),
    (311.0, 116.0, 55.0), (739.0, 898.0, 75.0), (268.0, 97.0, 68.0), (176.0, 991.0, 100.0), (688.0, 588.0, 61.0), (107.0, 836.0, 24.0),
    (708.0, 522.0, 40.0), (679.0, 864.0, 48.0), (985.0, 877.0, 51.0), (954.0, 950.0, 78.0), (615.0, 750.0, 35.0),
];
