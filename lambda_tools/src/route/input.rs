//! What routes are planned from, as it is asked for and as it is described to whoever asks.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A depot, stops to serve from it, and the vehicles that can.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteInput {
    /// Where every vehicle starts and ends.
    pub depot: Depot,
    /// What is to be served, each stop once (1 to 1,000 stops).
    #[schemars(length(min = 1, max = 1000))]
    pub stops: Vec<Stop>,
    /// The kinds of vehicles (1 to 20 kinds, 1 to 500 vehicles together).
    #[schemars(length(min = 1, max = 20))]
    pub vehicles: Vec<VehicleKind>,
    /// Distances between the depot (first row and column) and the stops in their order (km, or any unit that `speed`
    /// goes by). They are taken before coordinates.
    #[serde(default)]
    pub distance_matrix: Option<Vec<Vec<f64>>>,
    /// Travel times in the same order (minutes). By default distance ÷ speed.
    #[serde(default)]
    pub travel_time_matrix: Option<Vec<Vec<f64>>>,
    /// Whether each distance from coordinates is rounded to a whole number, as the CVRPLIB benchmarks count.
    #[serde(default)]
    pub round_distances: bool,
    /// Average speed (km/h; for coordinates on a plane or a matrix, units of distance per hour). 40 by default.
    #[serde(default)]
    pub speed: Option<f64>,
    /// The search ends after this time at the latest (seconds, 0.1 to 60). 5 by default.
    #[serde(default)]
    #[schemars(range(min = 0.1, max = 60.0))]
    pub time_limit_seconds: Option<f64>,
    /// The search ends after this many improvements tried (rounds, 1 to 1,000,000). By default as many as suit the
    /// number of stops.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub rounds: Option<u32>,
}

/// Where vehicles start and end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Depot {
    /// Name or code ("07-FINISHED-GOODS-STORAGE").
    pub name: String,
    /// Where it is.
    #[serde(default)]
    pub coordinates: Option<Coordinates>,
}

/// A place on the globe or on a plane.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Coordinates {
    /// On the globe.
    Globe(Globe),
    /// On a plane.
    Plane(Plane),
}

/// A place on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Globe {
    /// Degrees north (−90 to 90).
    pub latitude: f64,
    /// Degrees east (−180 to 180).
    pub longitude: f64,
}

/// A place on a plane, in the unit that distances are wanted in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plane {
    /// To the right.
    pub x: f64,
    /// Upwards.
    pub y: f64,
}

/// Something to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Its name, different from that of every other stop (an order number).
    pub id: String,
    /// Where it is.
    #[serde(default)]
    pub coordinates: Option<Coordinates>,
    /// What it takes of a vehicle's capacity (units, in thousandths at the finest).
    #[serde(default)]
    pub demand: f64,
    /// Service begins at this time at the earliest; a vehicle that comes before waits (minutes after midnight).
    #[serde(default)]
    pub earliest: Option<f64>,
    /// Service begins at this time at the latest (minutes after midnight).
    #[serde(default)]
    pub latest: Option<f64>,
    /// How long service takes (minutes).
    #[serde(default)]
    pub service_minutes: f64,
    /// Area that it lies in; stops are grouped by it when there are neither coordinates nor distances.
    #[serde(default)]
    pub delivery_area: Option<String>,
    /// When it is due (ISO date); within an area stops are ordered by it when there are neither coordinates nor distances.
    #[serde(default)]
    pub delivery_date: Option<Date>,
}

/// Vehicles of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VehicleKind {
    /// Its name, different from that of every other kind.
    pub name: String,
    /// What one vehicle carries (units).
    pub capacity: f64,
    /// How many there are (1 to 500). 1 by default.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 500))]
    pub count: u32,
    /// It leaves the depot at this time at the earliest (minutes after midnight). 480, eight in the morning, by default.
    #[serde(default)]
    pub shift_start: Option<f64>,
    /// It is back at the depot at this time at the latest (minutes after midnight). No limit by default.
    #[serde(default)]
    pub shift_end: Option<f64>,
    /// How far one vehicle goes at most (km, or the unit of the distances). No limit by default.
    #[serde(default)]
    pub max_distance: Option<f64>,
}

fn one() -> u32 {
    1
}

impl VehicleKind {
    /// Earliest departure, minutes after midnight.
    pub fn starts(&self) -> f64 {
        self.shift_start.unwrap_or(480.0)
    }

    /// Latest return, minutes after midnight.
    pub fn ends(&self) -> f64 {
        self.shift_end.unwrap_or(f64::INFINITY)
    }

    /// Farthest tour, in the unit of the distances.
    pub fn reach(&self) -> f64 {
        self.max_distance.unwrap_or(f64::INFINITY)
    }
}
