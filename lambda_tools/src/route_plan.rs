//! A *route plan* says which vehicle goes where in which order, and which stops nobody reaches.

use serde::{Deserialize, Serialize};

/// Who drives where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoutePlan {
    /// Where the distances come from ("straight lines between coordinates", "delivery areas").
    pub basis: String,
    /// Name of the place where the tours begin and end.
    pub start: String,
    /// Where that is; none without coordinates.
    pub depot: Option<Place>,
    /// The tours.
    pub tours: Vec<Tour>,
    /// Stops that no tour has, each with the reason.
    pub unassigned: Vec<Unassigned>,
    /// Unit of the distances ("km"); empty where there are none.
    pub unit: String,
}

/// What one vehicle does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tour {
    /// The vehicle.
    pub vehicle: String,
    /// Its stops, in order, the depot left out.
    pub stops: Vec<Stop>,
    /// Length of the whole tour, in the plan's unit; none where there are no distances.
    pub distance: Option<f64>,
    /// What it carries when it leaves.
    pub load: f64,
}

/// A stop of a tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// What is delivered ("SO-1042").
    pub id: String,
    /// For people.
    pub label: String,
    /// Where it is; none without coordinates.
    pub place: Option<Place>,
    /// When the vehicle arrives (ISO, or hours and minutes); none without times.
    pub arrival: Option<String>,
    /// What it takes.
    pub load: f64,
}

/// A point on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Latitude, degrees; or the second coordinate of a plane.
    pub latitude: f64,
    /// Longitude, degrees; or the first coordinate of a plane.
    pub longitude: f64,
}

/// A stop that no tour has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unassigned {
    /// What should have been delivered.
    pub id: String,
    /// Why it is not.
    pub reason: String,
    /// Where it is; none without coordinates.
    pub place: Option<Place>,
}
