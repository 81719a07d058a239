//! A *plan*: which vehicle serves which stops in which order and when, and what is left.

use jiff::civil::Date;
use serde::Serialize;

use super::input::Coordinates;

/// Planned routes, or stops grouped by area where nothing is known of distances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoutePlan {
    /// What the plan rests on.
    pub basis: Basis,
    /// The same in words, to be shown.
    pub basis_note: String,
    /// Unit of all distances ("km", or "units" on a plane or in a matrix).
    pub distance_unit: &'static str,
    /// The routes; empty when stops are grouped by area.
    pub routes: Vec<Route>,
    /// Groups of stops; empty when there are routes.
    pub areas: Vec<Area>,
    /// Stops that no vehicle serves, each with the reason.
    pub unassigned: Vec<Unassigned>,
    /// Distance of all routes together.
    pub total_distance: f64,
    /// Time of all routes together, from leaving the depot to being back, minutes.
    pub total_minutes: f64,
    /// Load of all routes together, units.
    pub total_load: f64,
    /// Vehicles that there are.
    pub vehicles_available: usize,
    /// What ended the search.
    pub ended_by: EndedBy,
    /// What the plan does not say, each a sentence.
    pub caveats: Vec<String>,
}

/// What a plan rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Great-circle distances between latitudes and longitudes.
    GreatCircle,
    /// Straight lines on a plane.
    Plane,
    /// Straight lines on a plane, or great circles, each rounded to a whole number.
    Rounded,
    /// The distances that were given.
    Matrix,
    /// No distances: grouped by delivery area, ordered by delivery date.
    DeliveryArea,
}

/// What ended the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// All rounds were done.
    Rounds,
    /// The time limit came first: with more time the plan may become better.
    TimeLimit,
    /// There was nothing to search for.
    NoSearch,
}

/// The way of one vehicle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// Kind of the vehicle.
    pub vehicle: String,
    /// Which vehicle of its kind, from 1.
    pub number: usize,
    /// Stops in their order.
    pub visits: Vec<Visit>,
    /// Length with the way back.
    pub distance: f64,
    /// What is loaded at the depot, units.
    pub load: f64,
    /// What the vehicle carries, units.
    pub capacity: f64,
    /// When it leaves the depot, minutes after midnight.
    pub departure: f64,
    /// When it is back, minutes after midnight.
    pub back: f64,
    /// The way as a line from the depot through the stops and back, for a drawing; empty without coordinates.
    pub line: Vec<Point>,
}

/// One stop of a route.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Visit {
    /// Name of the stop.
    pub stop: String,
    /// Distance from the place before.
    pub distance: f64,
    /// When the vehicle arrives, minutes after midnight.
    pub arrival: f64,
    /// How long it waits for the stop to open, minutes.
    pub waiting: f64,
    /// When service begins, minutes after midnight.
    pub begin: f64,
    /// When it leaves, minutes after midnight.
    pub departure: f64,
    /// What is unloaded, units.
    pub demand: f64,
}

/// A point of a drawing: to the right and upwards. On the globe degrees east and north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// To the right; longitude.
    pub x: f64,
    /// Upwards; latitude.
    pub y: f64,
}

impl From<Coordinates> for Point {
    fn from(coordinates: Coordinates) -> Self {
        match coordinates {
            Coordinates::Globe(globe) => Self {
                x: globe.longitude,
                y: globe.latitude,
            },
            Coordinates::Plane(plane) => Self {
                x: plane.x,
                y: plane.y,
            },
        }
    }
}

/// Stops of one delivery area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// The area, none for stops without one.
    pub delivery_area: Option<String>,
    /// Its stops by delivery date, those without one last.
    pub stops: Vec<AreaStop>,
    /// What they take together, units.
    pub load: f64,
    /// Loads of the largest vehicle that this is, rounded up.
    pub vehicle_loads: f64,
}

/// A stop in an area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaStop {
    /// Name of the stop.
    pub stop: String,
    /// When it is due.
    pub delivery_date: Option<Date>,
    /// What it takes, units.
    pub demand: f64,
}

/// A stop that no vehicle serves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unassigned {
    /// Name of the stop.
    pub stop: String,
    /// Why.
    pub reason: Reason,
    /// Why, in words.
    pub note: String,
}

/// Why a stop is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody knows where it is, while others have coordinates.
    NoCoordinates,
    /// It takes more than the largest vehicle carries.
    AboveCapacity,
    /// No vehicle gets there and back in time, even if it goes there alone.
    OutOfTime,
    /// It is farther than any vehicle may go, even if it goes there alone.
    OutOfReach,
    /// Vehicles that would take it alone are full or busy with other stops.
    NoRoomLeft,
}
