//! A *route map* shows who drives where: a depot, tours through stops, and the stops that nobody reaches.

/// A place on a map: degrees east and north, or units to the right and upwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// What is there ("SO-1042").
    pub name: String,
    /// To the right.
    pub east: f64,
    /// Upwards.
    pub north: f64,
}

impl Spot {
    /// A place; none when it lies nowhere.
    pub fn new(name: impl Into<String>, east: f64, north: f64) -> Option<Self> {
        let name = name.into();
        (east.is_finite() && north.is_finite()).then_some(Self { name, east, north })
    }
}

/// A stop of a tour.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteStop {
    /// Where it is.
    pub spot: Spot,
    /// Its place in the tour, from 1.
    pub position: usize,
    /// When the vehicle comes ("08:10"); none without times.
    pub arrival: Option<String>,
}

/// What one vehicle does.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteTour {
    /// The vehicle.
    pub vehicle: String,
    /// Its stops that have a place, in order.
    pub stops: Vec<RouteStop>,
    /// Length, in the map's unit.
    pub distance: Option<f64>,
}

/// Who drives where.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteMap {
    /// Where the tours begin and end.
    pub depot: Spot,
    /// The tours.
    pub tours: Vec<RouteTour>,
    /// Stops that nobody reaches.
    pub left: Vec<Spot>,
    /// Unit of the distances ("km").
    pub unit: String,
    /// Places are degrees on the globe.
    pub on_globe: bool,
}

impl RouteMap {
    /// A map; none without a stop to draw.
    pub fn new(depot: Spot, tours: Vec<RouteTour>, left: Vec<Spot>, unit: String) -> Option<Self> {
        let on_globe = unit == "km";
        let map = Self {
            depot,
            tours,
            left,
            unit,
            on_globe,
        };
        let drawn = map.tours.iter().any(|tour| !tour.stops.is_empty());
        drawn.then_some(map)
    }

    /// Every place on it.
    pub fn spots(&self) -> impl Iterator<Item = &Spot> {
        let stops = self.tours.iter().flat_map(|tour| &tour.stops);
        let stops = stops.map(|stop| &stop.spot);
        std::iter::once(&self.depot).chain(stops).chain(&self.left)
    }
}
