//! Why routes cannot be planned, said so that it is clear what to do.

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Nothing to serve.
    #[error("there are no stops; give at least one")]
    NoStops,
    /// Nothing to serve with.
    #[error("there are no vehicles; give at least one kind with a capacity")]
    NoVehicles,
    /// More than what is planned in one go.
    #[error("{given} {what} are too many, at most {most} are planned in one go; {advice}")]
    TooMany {
        /// What there is too much of ("stops").
        what: &'static str,
        /// How many were given.
        given: usize,
        /// How many are taken.
        most: usize,
        /// What to do.
        advice: &'static str,
    },
    /// A number outside what makes sense.
    #[error("{whose}: {name} must be {allowed}, not {found}")]
    OutOfRange {
        /// Whose number it is ("stop SO-1").
        whose: String,
        /// Name of the number.
        name: &'static str,
        /// What is allowed.
        allowed: &'static str,
        /// What was given.
        found: String,
    },
    /// Two stops or two kinds of vehicles have one name.
    #[error("{name} is there twice; every stop and every kind of vehicle needs its own name")]
    Twice {
        /// The name.
        name: String,
    },
    /// Times of which the later one comes first.
    #[error("{whose}: {later} is before {earlier}; exchange them")]
    Backwards {
        /// Whose times they are.
        whose: String,
        /// Which has to be the earlier one.
        earlier: &'static str,
        /// Which has to be the later one.
        later: &'static str,
    },
    /// A matrix of another size than the depot and the stops.
    #[error(
        "{name} must have {wanted} rows of {wanted} numbers, the depot first and then the stops in their order"
    )]
    MatrixSize {
        /// Which matrix.
        name: &'static str,
        /// Depot and stops together.
        wanted: usize,
    },
    /// Some places lie on the globe, others on a plane.
    #[error(
        "{place} has other coordinates than the depot; give latitude and longitude for all places, or x and y for all"
    )]
    MixedCoordinates {
        /// Name of the place.
        place: String,
    },
    /// The search itself broke off.
    #[error("the search for routes broke off ({reason}); try again with fewer stops or report it")]
    Search {
        /// What it said.
        reason: String,
    },
}
