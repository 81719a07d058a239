//! An *assignment* says which amount of a question is which parameter of a formula. Names before and behind a number and
//! its unit speak for a parameter, words, commas and other numbers between them against it; the assignment with the least
//! of these costs is the one that is meant, unless another costs hardly more.

use std::ops::Range;

use super::amounts::{Amount, Unit};
use super::formulas::{Formula, MONEY, PLAIN, RATE, SETTLED, SHARE, Slot, TIME};
use super::phrases::{Break, Words};
use super::quantities::{Quantity, Statistic};

/// A parameter: a quantity, and which figure of it.
pub(super) type Role = (Quantity, Option<Statistic>);

/// An amount without a parameter.
const UNUSED: f64 = 6.0;
/// A quantity that only the unit tells.
const UNNAMED: f64 = 1.5;
/// A quantity that only what is counted tells.
const COUNTED: f64 = 2.0;
/// A number without the unit that tells its quantity.
const UNTOLD: f64 = 0.2;
/// A quantity that is that of another number beside it.
const ALIKE: f64 = 0.6;
/// An average that nothing says.
const UNSAID: f64 = 0.7;
/// A statistic that was said of no amount.
const SAID_OF_NOTHING: f64 = 1.0;
/// What another assignment must cost more.
const MARGIN: f64 = 0.25;
/// More numbers than any formula takes.
const MOST: usize = 12;

/// Which amount is which parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assignment {
    /// By place in the list of amounts.
    pub(super) roles: Vec<Option<Role>>,
    pub(super) cost: f64,
    /// Another one costs hardly more.
    pub(super) doubtful: bool,
}

/// What speaks for an amount being a parameter.
#[derive(Debug, Clone, Copy)]
struct Claim {
    cost: f64,
    /// The word for the statistic, by its place in the list of them.
    statistic: Option<usize>,
}

/// The likeliest assignment; none with more numbers than any formula takes.
pub(super) fn assign(
    words: &Words<'_>,
    amounts: &[Amount],
    formula: &Formula,
) -> Option<Assignment> {
    if amounts.len() > MOST {
        return None;
    }
    let scene = Scene {
        words,
        amounts,
        quantities: names(words, amounts, formula),
        statistics: statistics(words, amounts),
    };
    let mut roles: Vec<(usize, Role)> = Vec::new();
    for (place, slot) in formula.slots.iter().enumerate() {
        if slot.statistics.is_empty() {
            roles.push((place, (slot.quantity, None)));
        }
        let figures = slot.statistics.iter();
        roles.extend(figures.map(|figure| (place, (slot.quantity, Some(*figure)))));
    }
    let claims: Vec<Vec<Option<Claim>>> = (0..amounts.len())
        .map(|amount| {
            let claims = roles.iter().map(|(place, (_, statistic))| {
                scene.claim(amount, &formula.slots[*place], *place, *statistic)
            });
            claims.collect()
        })
        .collect();
    let mut search = Search {
        claims: &claims,
        statistics: scene.statistics.len(),
        chosen: vec![None; amounts.len()],
        best: None,
        next: f64::INFINITY,
    };
    search.from(0, 0.0);
    let (cost, chosen) = search.best?;
    Some(Assignment {
        roles: chosen
            .iter()
            .map(|role| role.map(|role| roles[role].1))
            .collect(),
        cost,
        doubtful: search.next - cost < MARGIN,
    })
}

/// Where each slot is named. A name that is part of a longer one of another slot is none ("costs" in "ordering costs").
fn names(words: &Words<'_>, amounts: &[Amount], formula: &Formula) -> Vec<Vec<Range<usize>>> {
    // "By the service level method": the way to compute it, no figure.
    let way = |name: &Range<usize>| {
        words.break_before(name.end) == Break::None
            && words.is(name.end, "method|approach|formula|model|way")
    };
    let own = |slot: &Slot| {
        let mut own = words.find(slot.phrases);
        own.retain(|name| !way(name));
        if slot.quantity == Quantity::SafetyStock {
            // "3.5/day x 20 days + 25".
            let added = amounts.iter().map(|amount| amount.tokens.start);
            let added = added.filter(|at| words.between(*at).trim() == "+");
            own.extend(added.map(|at| at..at));
        }
        own
    };
    let all: Vec<Vec<Range<usize>>> = formula.slots.iter().map(own).collect();
    let longest = |name: &&Range<usize>| {
        let mut others = all.iter().flatten();
        !others.any(|other| within(name, other) && other.len() > name.len())
    };
    let longest = |names: &Vec<Range<usize>>| names.iter().filter(longest).cloned().collect();
    all.iter().map(longest).collect()
}

/// Words for statistics, without those that name a method ("max–avg").
fn statistics(words: &Words<'_>, amounts: &[Amount]) -> Vec<(Statistic, Range<usize>)> {
    let number = |place: usize| amounts.iter().any(|a| a.tokens.start == place);
    let method = |place: usize| {
        let then = place + 1 + usize::from(words.is(place + 1, "minus|less"));
        let named = words.is(place, "maximum|peak") && words.is(then, "average|mean");
        let of_number = number(then + 1) && !words.between(then + 1).contains(':');
        (named && !of_number).then_some(place..then + 1)
    };
    let methods = (0..words.len()).filter_map(method);
    let settled = SETTLED
        .iter()
        .flat_map(|(.., phrases, _)| words.find(phrases));
    // What a phrase says there is none of ("without any deviation") is said of no number.
    let methods: Vec<Range<usize>> = methods.chain(settled).collect();
    let mut found: Vec<(Statistic, Range<usize>)> = Vec::new();
    for statistic in Statistic::ALL {
        for range in words.find(statistic.phrases()) {
            if !methods.iter().any(|method| overlaps(method, &range)) {
                found.push((statistic, range));
            }
        }
    }
    // "Varies by 2 days around 16".
    for pair in amounts.windows(2) {
        let (spread, mean) = (&pair[0].tokens, &pair[1].tokens);
        let before = spread.start.wrapping_sub(1);
        let around = mean.start == spread.end + 1 && words.is(spread.end, "around|about");
        if around && words.is(before, "by") {
            found.push((Statistic::Deviation, before..spread.start));
        }
    }
    found.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
    // "At most" is no "most", "on average" one thing.
    let mut end = 0;
    found.retain(|(_, range)| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    found
}

fn kind(unit: Unit) -> u8 {
    match unit {
        Unit::Plain => PLAIN,
        Unit::Money => MONEY,
        Unit::Share => SHARE,
        Unit::Rate(_) => RATE,
        Unit::Time(_) => TIME,
    }
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The amounts of a question with the names that stand around them.
struct Scene<'a> {
    words: &'a Words<'a>,
    amounts: &'a [Amount],
    /// Names of each slot.
    quantities: Vec<Vec<Range<usize>>>,
    statistics: Vec<(Statistic, Range<usize>)>,
}

impl Scene<'_> {
    /// What it costs to take an amount for a figure of a slot; none where it cannot be one.
    fn claim(
        &self,
        amount: usize,
        slot: &Slot,
        place: usize,
        statistic: Option<Statistic>,
    ) -> Option<Claim> {
        let kind = kind(self.amounts[amount].unit);
        if slot.takes & kind == 0 {
            return None;
        }
        let own = &self.quantities[place];
        // A name that is part of this one's ("supplier" in "supplier takes") is no other.
        let quantities = self.quantities.iter().enumerate();
        let others: Vec<&Range<usize>> = quantities
            .filter(|(other, _)| *other != place)
            .flat_map(|(_, found)| found)
            .filter(|cue| !own.iter().any(|own| overlaps(own, cue)))
            .collect();
        let named = own
            .iter()
            .filter_map(|cue| self.distance(amount, cue, &others, own))
            .fold(f64::INFINITY, f64::min);
        // "20/day sd 6": what the number before is of, this one is of as well.
        let told_by =
            self.amounts.iter().enumerate().filter(|(other, known)| {
                *other != amount && slot.tells & self::kind(known.unit) != 0
            });
        let alike = told_by
            .filter_map(|(_, known)| self.distance(amount, &known.tokens, &others, own))
            .fold(f64::INFINITY, f64::min);
        let told = slot.tells & kind != 0;
        let unnamed = if told { UNNAMED } else { alike + ALIKE };
        // "22 units": what goes out, where nothing else is said to be counted.
        let counted = kind == PLAIN
            && slot.tells & RATE != 0
            && self
                .words
                .is(self.amounts[amount].tokens.end, "unit|units|piece|pieces");
        let unnamed = if counted {
            unnamed.min(COUNTED)
        } else {
            unnamed
        };
        let mut cost = named.min(unnamed);
        if kind == PLAIN && slot.tells != 0 {
            cost += UNTOLD;
        }
        let mut used = None;
        if let Some(statistic) = statistic {
            let said = self.statistics.iter().enumerate();
            let nearest = said
                .filter(|(_, (said, _))| *said == statistic)
                .filter_map(|(number, (_, cue))| {
                    let rest = self.statistics.iter().map(|(_, other)| other);
                    let others: Vec<&Range<usize>> = rest.filter(|other| *other != cue).collect();
                    Some((self.distance(amount, cue, &others, own)?, number))
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            let average = statistic == Statistic::Average;
            let unsaid = if average { UNSAID } else { f64::INFINITY };
            match nearest {
                Some((near, number)) if near < unsaid => {
                    cost += near;
                    used = Some(number);
                }
                _ => cost += unsaid,
            }
        }
        (cost < UNUSED).then_some(Claim {
            cost,
            statistic: used,
        })
    }

    /// What stands between a name and an amount; none where they overlap. `others` are names of other things, `own` those
    /// of the same thing.
    fn distance(
        &self,
        at: usize,
        cue: &Range<usize>,
        others: &[&Range<usize>],
        own: &[Range<usize>],
    ) -> Option<f64> {
        let amount = &self.amounts[at];
        if within(cue, &amount.marker) || within(cue, &amount.tokens) {
            return Some(0.0);
        }
        let before = cue.end <= amount.tokens.start;
        if !before && amount.tokens.end > cue.start {
            return None;
        }
        let (between, last) = if before {
            (cue.end..amount.tokens.start, amount.tokens.start)
        } else {
            (amount.tokens.end..cue.start, cue.start)
        };
        let crossed = self.amounts.iter().filter(|a| within(&a.tokens, &between));
        // "60 a day x 21 days at most": the word belongs to both.
        let crossed = crossed.filter(|other| before || !self.multiplies(amount, other));
        let crossed = float(crossed.count());
        let named = float(
            others
                .iter()
                .filter(|other| within(other, &between))
                .count(),
        );
        let loud = between.clone().filter(|place| self.is_loud(*place, own));
        let loud = float(loud.count());
        let broken = self.words.breaks(between.start..last + 1);
        if before {
            let broken = match broken {
                Break::None => 0.0,
                Break::Bracket => 0.2,
                Break::Comma => 1.2,
                Break::Stop => 4.5,
            };
            // "18 at most and 7 on average": the words belong to the number right before them.
            let joined = between
                .clone()
                .any(|place| self.words.is(place, "and|or|but|plus"));
            let taken = if joined && self.closes_another(cue) {
                2.5
            } else {
                0.0
            };
            return Some(loud + 1.2 * crossed + 4.0 * named + broken + taken);
        }
        let broken = match broken {
            Break::None => 0.0,
            Break::Bracket => 1.5,
            Break::Comma => 3.0,
            Break::Stop => 6.0,
        };
        let joined = between
            .into_iter()
            .any(|place| self.words.is(place, "and|or|but|plus"));
        let joined = if joined { 2.0 } else { 0.0 };
        // A name right before another amount is that one's, unless the other has a name behind it as well.
        let taken = match self.followed(cue.end) {
            Some(next) if self.is_named_behind(next, own) => 0.5,
            Some(_) => 3.0,
            None => 0.0,
        };
        Some(0.4 + loud + 5.0 * crossed + 4.0 * named + joined + broken + taken)
    }

    /// Nothing but a sign of multiplication stands between two amounts.
    fn multiplies(&self, amount: &Amount, next: &Amount) -> bool {
        let between = amount.tokens.end..next.tokens.start;
        between.len() == 1 && self.words.is(between.start, "x|times|over|by")
    }

    /// The name stands right behind an amount.
    fn closes_another(&self, cue: &Range<usize>) -> bool {
        self.amounts.iter().any(|amount| {
            let between = amount.tokens.end..cue.start;
            amount.tokens.end <= cue.start
                && between.len() <= 2
                && self.words.breaks(between.start..cue.start + 1) == Break::None
                && between.clone().all(|place| {
                    self.words.is_linking(place)
                        || self.words.is(place, "day|days|week|weeks|month|months")
                })
        })
    }

    /// The word speaks against a name being meant for what is on its other side.
    fn is_loud(&self, place: usize, own: &[Range<usize>]) -> bool {
        let mut amounts = self.amounts.iter();
        let number = amounts.any(|a| a.tokens.contains(&place) || a.marker.contains(&place));
        let mut names = self.statistics.iter().map(|(_, cue)| cue).chain(own);
        let named = names.any(|cue| cue.contains(&place));
        let joins = self.words.is(place, "and|or|but|x|times");
        !number && !named && !joins && !self.words.is_linking(place)
    }

    /// The amount that follows a place, with nothing but linking words between.
    fn followed(&self, from: usize) -> Option<usize> {
        let mut place = from;
        while place < self.words.len() && self.words.break_before(place) <= Break::Bracket {
            let found = self.amounts.iter().position(|a| a.tokens.start == place);
            if found.is_some() {
                return found;
            }
            if !self.words.is_linking(place) {
                return None;
            }
            place += 1;
        }
        None
    }

    /// A name stands right behind an amount, and no other amount behind that.
    fn is_named_behind(&self, at: usize, own: &[Range<usize>]) -> bool {
        let mut place = self.amounts[at].tokens.end;
        while self.words.is_linking(place) && self.words.break_before(place) == Break::None {
            place += 1;
        }
        let mut names = self.statistics.iter().map(|(_, cue)| cue).chain(own);
        let named =
            names.find(|cue| cue.start == place && self.words.break_before(place) == Break::None);
        named.is_some_and(|cue| self.followed(cue.end).is_none())
    }
}

struct Search<'a> {
    claims: &'a [Vec<Option<Claim>>],
    statistics: usize,
    chosen: Vec<Option<usize>>,
    best: Option<(f64, Vec<Option<usize>>)>,
    /// Cost of the best but one.
    next: f64,
}

impl Search<'_> {
    fn from(&mut self, amount: usize, cost: f64) {
        if cost >= self.next {
            return;
        }
        if amount == self.claims.len() {
            let cost = cost + self.unused_statistics();
            match &self.best {
                Some((best, _)) if cost >= *best => self.next = self.next.min(cost),
                _ => {
                    let before = self.best.replace((cost, self.chosen.clone()));
                    self.next = before.map_or(f64::INFINITY, |(best, _)| best.min(self.next));
                }
            }
            return;
        }
        for role in 0..self.claims[amount].len() {
            let Some(claim) = self.claims[amount][role] else {
                continue;
            };
            if self.chosen[..amount].contains(&Some(role)) {
                continue;
            }
            self.chosen[amount] = Some(role);
            self.from(amount + 1, cost + claim.cost);
        }
        self.chosen[amount] = None;
        self.from(amount + 1, cost + UNUSED);
    }

    fn unused_statistics(&self) -> f64 {
        let used = |statistic: usize| {
            self.chosen.iter().enumerate().any(|(amount, role)| {
                role.and_then(|role| self.claims[amount][role])
                    .is_some_and(|claim| claim.statistic == Some(statistic))
            })
        };
        let unused = (0..self.statistics).filter(|statistic| !used(*statistic));
        SAID_OF_NOTHING * f64::from(u32::try_from(unused.count()).unwrap_or(u32::MAX))
    }
}
