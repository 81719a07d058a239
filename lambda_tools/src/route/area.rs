//! Stops without coordinates or distances are grouped by *delivery area* and ordered by delivery date within it.

use std::collections::BTreeMap;

use super::input::{RouteInput, Stop};
use super::plan::{Area, AreaStop};

/// Groups stops by area (in alphabetical order, those without one last), within an area by delivery date (those without
/// one last) and then by name. Nothing is said of distances or times.
pub fn group_by_area(input: &RouteInput) -> Vec<Area> {
    let largest = input
        .vehicles
        .iter()
        .map(|kind| kind.capacity)
        .fold(0.0, f64::max);
    let mut groups: BTreeMap<(bool, &str), Vec<&Stop>> = BTreeMap::new();
    for stop in &input.stops {
        let area = stop
            .delivery_area
            .as_deref()
            .map(str::trim)
            .unwrap_or_default();
        groups
            .entry((area.is_empty(), area))
            .or_default()
            .push(stop);
    }
    groups
        .into_iter()
        .map(|((nowhere, area), mut stops)| {
            stops.sort_by_key(|stop| (stop.delivery_date.is_none(), stop.delivery_date, &stop.id));
            let load: f64 = stops.iter().map(|stop| stop.demand).sum();
            Area {
                delivery_area: (!nowhere).then(|| area.to_owned()),
                load,
                vehicle_loads: if largest > 0.0 {
                    (load / largest).ceil()
                } else {
                    0.0
                },
                stops: stops
                    .into_iter()
                    .map(|stop| AreaStop {
                        stop: stop.id.clone(),
                        delivery_date: stop.delivery_date,
                        demand: stop.demand,
                    })
                    .collect(),
            }
        })
        .collect()
}
