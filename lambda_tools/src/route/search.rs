//! The *search* for short routes: tours lose strings of neighbouring stops and get them back at better places, thousands of
//! times, and worse plans are accepted ever less often.
//!
//! Christiaens and Vanden Berghe (2020), "Slack induction by string removals for vehicle routing problems", Transportation
//! Science 54(2). The random numbers begin at a fixed seed and cooling goes by rounds, not by the clock: the same task gives
//! the same plan unless the time limit cuts the search short.

use std::time::{Duration, Instant};

use super::proposal::{Changes, Proposal};
use super::random::Random;

/// Stops that a round takes out on average (the source, 6.1).
const REMOVED: f64 = 10.0;
/// Longest string of stops that is taken out of one tour (the source, 6.1).
const LONGEST_STRING: f64 = 10.0;
/// Chance that a string keeps some stops in its middle (the source, 6.1).
const SPLIT: f64 = 0.5;
/// Chance that the kept middle does not grow by one more (the source, 6.1).
const STOP_GROWING: f64 = 0.01;
/// Chance that a position is overlooked when a stop is put back (the source, 6.1).
const BLINK: f64 = 0.01;
/// Temperature at the begin and at the end, as a share of the mean length of a leg.
const TEMPERATURES: (f64, f64) = (0.3, 0.003);
/// Rounds between looks at the clock.
const LOOK: usize = 32;

/// What is searched: places are counted from 1, 0 is the depot.
#[derive(Debug, Clone)]
pub(super) struct Task {
    /// Distances of all places, row by row, the depot first.
    pub(super) distances: Vec<f64>,
    /// Travel times in the same order, minutes.
    pub(super) minutes: Vec<f64>,
    /// The stops, place by place.
    pub(super) jobs: Vec<TaskStop>,
    /// The kinds of vehicles.
    pub(super) kinds: Vec<TaskKind>,
    /// Whether any stop or vehicle has a latest time.
    pub(super) timed: bool,
    /// Rounds after which the search ends.
    pub(super) rounds: usize,
    /// Time after which it ends.
    pub(super) limit: Duration,
}

/// A stop of a task.
#[derive(Debug, Clone)]
pub(super) struct TaskStop {
    /// Thousandths of units.
    pub(super) demand: i64,
    /// Minutes after midnight.
    pub(super) earliest: f64,
    /// Minutes after midnight, infinite for none.
    pub(super) latest: f64,
    /// Minutes.
    pub(super) service: f64,
}

/// A kind of vehicles of a task.
#[derive(Debug, Clone)]
pub(super) struct TaskKind {
    /// Thousandths of units.
    pub(super) capacity: i64,
    /// Vehicles.
    pub(super) count: u32,
    /// Minutes after midnight.
    pub(super) start: f64,
    /// Minutes after midnight, infinite for none.
    pub(super) end: f64,
    /// Longest tour, infinite for none.
    pub(super) reach: f64,
}

impl Task {
    /// Distance from one place to another.
    pub(super) fn distance(&self, from: usize, to: usize) -> f64 {
        self.distances[from * (self.jobs.len() + 1) + to]
    }

    /// Travel time from one place to another, minutes.
    pub(super) fn minutes(&self, from: usize, to: usize) -> f64 {
        self.minutes[from * (self.jobs.len() + 1) + to]
    }
}

/// What was found: the kind and the places of each tour, and whether the time limit cut the search short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) tours: Vec<(usize, Vec<usize>)>,
    pub(super) cut_short: bool,
}

/// Searches. Places that are in no tour fit in none.
pub(super) fn search(task: &Task) -> Found {
    let deadline = Instant::now() + task.limit;
    let mut random = Random::new(2_020);
    let near = neighbours(task);
    let mut changes = Changes::default();
    let mut current = Proposal::nothing(task);
    current.begin(&mut changes);
    put_back(&mut current, task, &mut random, &mut changes);
    // Serving one more stop is worth any way.
    let penalty = 1.0
        + (1..=task.jobs.len())
            .map(|place| task.distance(0, place) + task.distance(place, 0))
            .sum::<f64>();
    let mut cost = current.cost(penalty);
    let mut best = current.clone();
    let mut least = cost;
    let legs = count(task.jobs.len() + current.ways.len());
    let mean = current.ways.iter().map(|way| way.length).sum::<f64>() / legs.max(1.0);
    let hot = (TEMPERATURES.0 * mean).max(1e-9);
    let cooling = (TEMPERATURES.1 / TEMPERATURES.0).powf(1.0 / count(task.rounds).max(1.0));
    let mut temperature = hot;
    let mut cut_short = false;
    for round in 0..task.rounds {
        if round % LOOK == 0 && Instant::now() >= deadline {
            cut_short = true;
            break;
        }
        current.begin(&mut changes);
        take_out(&mut current, task, &near, &mut random, &mut changes);
        put_back(&mut current, task, &mut random, &mut changes);
        let found = current.cost(penalty);
        // Better by a threshold that is drawn as in simulated annealing.
        if found < cost - temperature * (1.0 - random.fraction()).ln() {
            cost = found;
            if found < least - 1e-9 {
                least = found;
                best.clone_from(&current);
            }
        } else {
            current.undo(&mut changes);
        }
        temperature *= cooling;
    }
    Found {
        tours: best
            .ways
            .into_iter()
            .filter(|way| !way.places.is_empty())
            .map(|way| (way.kind, way.places))
            .collect(),
        cut_short,
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// A whole number drawn from 1 to `most` (at least 1).
fn drawn(random: &mut Random, most: f64) -> usize {
    let mut number = 1;
    let drawn = 1.0 + random.fraction() * most.max(1.0);
    while count(number + 1) <= drawn {
        number += 1;
    }
    number
}

/// For each place all others from the nearest on, by the mean of both ways.
fn neighbours(task: &Task) -> Vec<Vec<usize>> {
    let both = |one, other| task.distance(one, other) + task.distance(other, one);
    (0..=task.jobs.len())
        .map(|place| {
            let mut others: Vec<usize> = (1..=task.jobs.len()).collect();
            others.sort_by(|one, other| {
                both(place, *one)
                    .total_cmp(&both(place, *other))
                    .then(one.cmp(other))
            });
            others
        })
        .collect()
}

/// Takes strings of stops out of tours that lie near a stop drawn at random.
fn take_out(
    current: &mut Proposal,
    task: &Task,
    near: &[Vec<usize>],
    random: &mut Random,
    changes: &mut Changes,
) {
    let served = task.jobs.len() - current.absent.len();
    let tours = current
        .ways
        .iter()
        .filter(|way| !way.places.is_empty())
        .count();
    let mean = count(served) / count(tours.max(1));
    let longest = mean.clamp(1.0, LONGEST_STRING);
    let strings = drawn(random, 4.0 * REMOVED / (1.0 + longest) - 1.0);
    let seed = 1 + random.below(task.jobs.len());
    let mut ruined: Vec<usize> = Vec::with_capacity(strings);
    for place in &near[seed] {
        if ruined.len() >= strings {
            break;
        }
        let Some(way) = current.way_of[*place] else {
            continue;
        };
        if ruined.contains(&way) {
            continue;
        }
        ruined.push(way);
        let size = current.ways[way].places.len();
        let length = drawn(random, count(size).min(longest)).min(size);
        let at = current.ways[way]
            .places
            .iter()
            .position(|other| other == place)
            .unwrap_or(0);
        // A string that keeps its middle is that much longer.
        let mut kept = 0;
        if length > 1 && length < size && random.fraction() < SPLIT {
            kept = 1;
            while length + kept < size && random.fraction() > STOP_GROWING {
                kept += 1;
            }
        }
        let whole = length + kept;
        let earliest = (at + 1).saturating_sub(whole);
        let latest = at.min(size - whole);
        let first = earliest + random.below(latest - earliest + 1);
        let inner = first + 1 + random.below(length.saturating_sub(1));
        current.take_out(way, first, whole, inner..inner + kept, task, changes);
    }
}

/// Puts all absent stops back where they lengthen the plan least, in an order that is drawn; those that fit nowhere stay.
fn put_back(current: &mut Proposal, task: &Task, random: &mut Random, changes: &mut Changes) {
    let mut absent = std::mem::take(&mut current.absent);
    absent.sort_unstable();
    random.shuffle(&mut absent);
    let job = |place: &usize| &task.jobs[place - 1];
    let depot = |place: &usize| task.distance(0, *place);
    match random.below(if task.timed { 17 } else { 11 }) {
        0..4 => {}
        4..8 => absent.sort_by_key(|place| std::cmp::Reverse(job(place).demand)),
        8..10 => absent.sort_by(|one, other| depot(other).total_cmp(&depot(one))),
        10 => absent.sort_by(|one, other| depot(one).total_cmp(&depot(other))),
        11..13 => absent.sort_by(|one, other| {
            let width = |place| job(place).latest - job(place).earliest;
            width(one).total_cmp(&width(other))
        }),
        13..15 => absent.sort_by(|one, other| job(one).earliest.total_cmp(&job(other).earliest)),
        _ => absent.sort_by(|one, other| job(other).latest.total_cmp(&job(one).latest)),
    }
    for place in absent {
        if !current.put_in(place, task, changes, random, BLINK) {
            current.absent.push(place);
        }
    }
}
