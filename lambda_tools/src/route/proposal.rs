//! A *proposal* is a plan while it is searched for: tours that keep their limits, and the places that are in none.

use super::random::Random;
use super::search::Task;

/// How much two times or lengths may differ before one breaks a limit.
const TOLERANCE: f64 = 1e-7;

/// One tour with what makes a further place cheap to check.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Kind of the vehicle.
    pub(super) kind: usize,
    /// Places in their order, from 1 on.
    pub(super) places: Vec<usize>,
    /// Load, thousandths of units.
    load: i64,
    /// Length with the way back.
    pub(super) length: f64,
    /// When service begins at each place, minutes after midnight.
    begins: Vec<f64>,
    /// When service has to begin at each place, and the vehicle be back, at the latest, so that all after it keeps its times.
    latest: Vec<f64>,
}

impl Way {
    fn empty(kind: usize) -> Self {
        Self {
            kind,
            places: Vec::new(),
            load: 0,
            length: 0.0,
            begins: Vec::new(),
            latest: Vec::new(),
        }
    }

    /// Works out load, length and times anew.
    pub(super) fn refresh(&mut self, task: &Task) {
        self.load = self
            .places
            .iter()
            .map(|place| task.jobs[place - 1].demand)
            .sum();
        self.length = 0.0;
        let mut at = 0;
        for place in self.places.iter().copied().chain([0]) {
            self.length += task.distance(at, place);
            at = place;
        }
        if !task.timed {
            return;
        }
        let kind = &task.kinds[self.kind];
        self.begins.clear();
        let (mut at, mut clock) = (0, kind.start);
        for place in self.places.iter().copied() {
            let stop = &task.jobs[place - 1];
            let begin = (clock + task.minutes(at, place)).max(stop.earliest);
            self.begins.push(begin);
            clock = begin + stop.service;
            at = place;
        }
        self.latest.clear();
        self.latest.push(kind.end);
        let (mut next, mut limit) = (0, kind.end);
        for place in self.places.iter().rev().copied() {
            let stop = &task.jobs[place - 1];
            limit = (limit - task.minutes(place, next) - stop.service).min(stop.latest);
            self.latest.push(limit);
            next = place;
        }
        self.latest.reverse();
    }

    /// Whether the vehicle has room for a place.
    fn has_room(&self, place: usize, task: &Task) -> bool {
        self.load + task.jobs[place - 1].demand <= task.kinds[self.kind].capacity
    }

    /// How much longer the tour becomes with a place before the one at `position`; none when that breaks times or reach.
    fn longer(&self, place: usize, position: usize, task: &Task) -> Option<f64> {
        let before = position
            .checked_sub(1)
            .map_or(0, |index| self.places[index]);
        let after = self.places.get(position).copied().unwrap_or(0);
        let mut added = task.distance(before, place) + task.distance(place, after);
        if !self.places.is_empty() {
            added -= task.distance(before, after);
        }
        if self.length + added > task.kinds[self.kind].reach + TOLERANCE {
            return None;
        }
        (!task.timed || self.in_time(place, position, before, after, task)).then_some(added)
    }

    fn in_time(
        &self,
        place: usize,
        position: usize,
        before: usize,
        after: usize,
        task: &Task,
    ) -> bool {
        let kind = &task.kinds[self.kind];
        let left = match position.checked_sub(1) {
            Some(index) => self.begins[index] + task.jobs[before - 1].service,
            None => kind.start,
        };
        let stop = &task.jobs[place - 1];
        let begin = (left + task.minutes(before, place)).max(stop.earliest);
        if begin > stop.latest + TOLERANCE {
            return false;
        }
        let then = begin + stop.service + task.minutes(place, after);
        let limit = self.latest.get(position).copied().unwrap_or(kind.end);
        // A place after it may be waited for: its earliest time is below its latest one, so only lateness matters.
        then <= limit + TOLERANCE
    }
}

/// Tours and the places in none of them.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// Tours, of which some may be empty.
    pub(super) ways: Vec<Way>,
    /// For each place the tour that it is in.
    pub(super) way_of: Vec<Option<usize>>,
    /// Places in no tour.
    pub(super) absent: Vec<usize>,
}

/// What a round changed, to take it back.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    ways: Vec<(usize, Way)>,
    count: usize,
    absent: Vec<usize>,
}

impl Proposal {
    /// Nothing served yet.
    pub(super) fn nothing(task: &Task) -> Self {
        Self {
            ways: Vec::new(),
            way_of: vec![None; task.jobs.len() + 1],
            absent: (1..=task.jobs.len()).collect(),
        }
    }

    /// Length of all tours, with `penalty` for each place in none.
    pub(super) fn cost(&self, penalty: f64) -> f64 {
        let left = u32::try_from(self.absent.len()).map_or(f64::MAX, f64::from);
        self.ways.iter().map(|way| way.length).sum::<f64>() + penalty * left
    }

    /// Begins a round.
    pub(super) fn begin(&self, changes: &mut Changes) {
        changes.ways.clear();
        changes.count = self.ways.len();
        changes.absent.clone_from(&self.absent);
    }

    /// Remembers a tour before it is changed.
    fn touch(&self, way: usize, changes: &mut Changes) {
        let known = way >= changes.count || changes.ways.iter().any(|(index, _)| *index == way);
        if !known {
            changes.ways.push((way, self.ways[way].clone()));
        }
    }

    /// Takes a round back.
    pub(super) fn undo(&mut self, changes: &mut Changes) {
        for place in &changes.absent {
            self.way_of[*place] = None;
        }
        self.ways.truncate(changes.count);
        for (index, way) in changes.ways.drain(..) {
            for place in &way.places {
                self.way_of[*place] = Some(index);
            }
            self.ways[index] = way;
        }
        self.absent.clone_from(&changes.absent);
    }

    /// Takes places out of a tour: `length` from `first` on, of which the middle `kept` from `keep_from` on stay.
    pub(super) fn take_out(
        &mut self,
        way: usize,
        first: usize,
        length: usize,
        kept: std::ops::Range<usize>,
        task: &Task,
        changes: &mut Changes,
    ) {
        self.touch(way, changes);
        let mut index = 0;
        let (absent, way_of) = (&mut self.absent, &mut self.way_of);
        self.ways[way].places.retain(|place| {
            let out = (first..first + length).contains(&index) && !kept.contains(&index);
            index += 1;
            if out {
                absent.push(*place);
                way_of[*place] = None;
            }
            !out
        });
        self.ways[way].refresh(task);
    }

    /// Puts a place where it lengthens the plan least; now and then, with the chance `blink`, a position is overlooked. Of
    /// vehicles that would go there alone each is as likely. False when it fits nowhere: it then stays absent.
    pub(super) fn put_in(
        &mut self,
        place: usize,
        task: &Task,
        changes: &mut Changes,
        random: &mut Random,
        blink: f64,
    ) -> bool {
        let mut best: Option<(f64, usize, usize)> = None;
        // Kinds of which a vehicle may still begin, with the empty tour where there is one.
        let mut used = vec![0; task.kinds.len()];
        let mut idle = vec![None; task.kinds.len()];
        for (index, way) in self.ways.iter().enumerate() {
            used[way.kind] += 1;
            if way.places.is_empty() {
                idle[way.kind] = Some(index);
                continue;
            }
            if !way.has_room(place, task) {
                continue;
            }
            for position in 0..=way.places.len() {
                let least = best.map_or(f64::INFINITY, |(least, _, _)| least);
                if let Some(added) = way.longer(place, position, task)
                    && added < least
                    && random.fraction() >= blink
                {
                    best = Some((added, index, position));
                }
            }
        }
        let begin: Vec<usize> = (0..task.kinds.len())
            .filter(|kind| {
                let mut way = Way::empty(*kind);
                way.refresh(task);
                (idle[*kind].is_some() || used[*kind] < task.kinds[*kind].count as usize)
                    && way.has_room(place, task)
                    && way.longer(place, 0, task).is_some()
            })
            .collect();
        let alone = task.distance(0, place) + task.distance(place, 0);
        let shorter = best.is_none_or(|(least, _, _)| alone < least);
        let (way, position) = if shorter && !begin.is_empty() {
            let kind = begin[random.below(begin.len())];
            let way = idle[kind].unwrap_or(self.ways.len());
            if way == self.ways.len() {
                self.ways.push(Way::empty(kind));
            }
            (way, 0)
        } else if let Some((_, way, position)) = best {
            (way, position)
        } else {
            return false;
        };
        self.touch(way, changes);
        self.ways[way].places.insert(position, place);
        self.ways[way].refresh(task);
        self.way_of[place] = Some(way);
        true
    }
}
