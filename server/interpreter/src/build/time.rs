//! Times of a question become windows: one that restricts, or two that are compared.

use jiff::ToSpan;
use jiff::civil::Date;
use semantic::{AttributeId, Grain, Predicate, Window};

use super::Builder;
use super::lags::outside;
use crate::dates::{DatePhrase, Range, period};
use crate::draft::{DateMention, Draft, DueAs, Moment, What, range_of};

/// Two windows side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compared {
    pub(super) earlier: Window,
    pub(super) later: Window,
}

impl Builder<'_> {
    /// The two windows that a question compares, the earlier first.
    pub(super) fn compared(&mut self) -> Option<Compared> {
        // "by quarter, this year and last": one series over both.
        let times = self.draft.dates.iter().filter(|d| !d.negated).count();
        if self.draft.grain.is_some() && times > 1 {
            return None;
        }
        // "July and August together": one sum over both.
        let compares = self.draft.versus || self.draft.difference || self.draft.growth;
        if self.draft.together && !compares {
            return None;
        }
        let ranges: Vec<Range> = self
            .draft
            .dates
            .iter()
            .filter(|d| !d.negated)
            .filter_map(|d| range_of(&d.phrase))
            .copied()
            .collect();
        let relative = self
            .draft
            .dates
            .iter()
            .find(|d| range_of(&d.phrase).is_none())
            .map(|d| d.phrase.clone());
        let (first, second) = match (ranges.as_slice(), relative) {
            ([first, ..], Some(DatePhrase::PeriodBefore(grain))) => {
                let from = first.happened.from?;
                let second = match grain.or(first.grain) {
                    Some(grain) if Some(grain) == first.grain => period(from, grain, -1),
                    _ => first.happened.before()?,
                };
                (first.happened, second)
            }
            ([first, ..], Some(DatePhrase::YearBefore)) => {
                (first.happened, year_before(first.happened)?)
            }
            ([first, second, ..], None) if self.side_by_side() => (first.happened, second.happened),
            // "compared to last year": this year so far beside it.
            ([first], None)
                if self.draft.versus
                    && self.draft.versus_time
                    && first.grain.is_some()
                    && first.whole.until.is_some_and(|until| until <= self.today) =>
            {
                let current = period(self.today, first.grain?, 0);
                let until = self.today.checked_add(1.day()).ok();
                (
                    Window {
                        from: current.from,
                        until,
                    },
                    first.happened,
                )
            }
            ([first], None)
                if (self.draft.growth
                    || self.draft.difference
                    || self.draft.more_than_before.is_some())
                    && first.ends.is_some() =>
            {
                let (earlier, later) = first.ends?;
                let tomorrow = self.today.checked_add(1.day()).ok()?;
                let until = later.until.map(|until| until.min(tomorrow));
                (earlier, Window { until, ..later })
            }
            ([first], None)
                if (self.draft.growth || self.draft.difference)
                    && halves(first.whole).is_some() =>
            {
                halves(first.whole)?
            }
            ([first], None) if self.draft.growth || self.draft.more_than_before.is_some() => {
                let second = match first.grain {
                    Some(grain) => period(first.whole.from?, grain, -1),
                    None => first.happened.before()?,
                };
                self.assume(
                    format!(
                        "Compared with the period before, {}.",
                        crate::restate::window(&second)
                    ),
                    0.05,
                );
                (first.happened, second)
            }
            _ => return None,
        };
        let (earlier, later) = if first.from <= second.from {
            (first, second)
        } else {
            (second, first)
        };
        Some(Compared { earlier, later })
    }

    fn side_by_side(&self) -> bool {
        let draft = self.draft;
        // "quarterly, two years named": one series over both.
        let compares =
            draft.versus || draft.difference || draft.growth || draft.more_than_before.is_some();
        if draft.grain.is_some() && !compares {
            return false;
        }
        if self.roles_differ() && !draft.versus {
            return false;
        }
        draft.versus
            || draft.difference
            || draft.growth
            || draft.more_than_before.is_some()
            || draft.dates.iter().all(|d| d.attribute.is_none()) && !draft.due
    }

    /// Conditions for the times of a question that compares none.
    pub(super) fn windows(&mut self, dataset: Option<&str>) -> Vec<Predicate> {
        let draft = self.draft;
        let mut all = Vec::new();
        for mention in &draft.dates {
            let Some(range) = range_of(&mention.phrase).copied() else {
                continue;
            };
            if let Some(assumed) = range.assumed {
                self.assume(assumed.sentence(), 0.03);
            }
            // Deliveries of a period that is not over are still to come.
            let ahead = draft.due
                || range.ahead
                || draft.delivered
                    && draft.filters.is_empty()
                    && draft.lags.is_empty()
                    && draft.existence.is_empty()
                    && range.whole.until.is_none_or(|d| d > self.today);
            // Nobody has ordered yet what lies ahead.
            let to_come = range.happened.from.is_some_and(|d| d >= self.today)
                && range
                    .happened
                    .until
                    .is_some_and(|d| Some(d) > self.today.checked_add(1.day()).ok());
            let ahead = ahead || to_come && mention.role != Some(Moment::Ordered);
            // Days to delivery are those of the orders that were placed then.
            let in_days = draft.measures.iter().any(|m| match &m.what {
                What::Metric(candidates) => candidates
                    .iter()
                    .all(|c| self.model.metrics[*c].unit.as_deref() == Some("days")),
                _ => false,
            });
            let about_delivery = ahead || (draft.delivered || draft.arrived) && !in_days;
            let of_role = dataset.and_then(|d| self.date_of_role(d, mention, about_delivery));
            let ordered = of_role.is_some() && mention.role == Some(Moment::Ordered);
            let ahead = ahead && !ordered || mention.role == Some(Moment::Due) && of_role.is_some();
            let attribute = mention.attribute.clone().or(of_role).or_else(|| {
                about_delivery
                    .then(|| dataset.and_then(|d| self.delivery_date(d, ahead)))
                    .flatten()
            });
            // "With a delivery date this week": a promise, whether it lies ahead or not.
            let promised = !draft.arrived
                && !draft.delivered
                && mention.attribute.as_ref().is_some_and(|a| {
                    !a.as_str().contains("actual")
                        && self.model.fields_of(a).any(|(_, f)| f.delivery_date)
                });
            let window = if attribute.is_some() && (ahead || promised) {
                range.whole
            } else {
                range.happened
            };
            if mention.left_out {
                all.push(self.left_out(attribute.as_ref(), window));
                continue;
            }
            if mention.negated {
                continue;
            }
            all.push(Predicate::Within { attribute, window });
        }
        if let (true, Some(date)) = (
            draft.from_today,
            dataset.and_then(|d| self.delivery_date(d, true)),
        ) {
            let from = Some(self.today);
            all.push(Predicate::Within {
                attribute: Some(date),
                window: Window { from, until: None },
            });
        }
        either(all, &draft.dates)
    }

    /// The time outside a window; days to come are no part of it where the window lasts until today.
    fn left_out(&self, attribute: Option<&AttributeId>, window: Window) -> Predicate {
        let mut rest: Vec<Predicate> = outside(window)
            .into_iter()
            .filter(|w| w.from.is_none_or(|from| from <= self.today))
            .map(|window| Predicate::Within {
                attribute: attribute.cloned(),
                window,
            })
            .collect();
        match (rest.len(), rest.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                rest.push(last);
                Predicate::Any(rest)
            }
            (_, None) => Predicate::Any(Vec::new()),
        }
    }

    /// The attribute that says when rows of a dataset are due (or were delivered).
    pub(super) fn delivery_date(&self, dataset: &str, ahead: bool) -> Option<AttributeId> {
        let flagged: Vec<AttributeId> = self
            .model
            .reachable(dataset)
            .into_iter()
            .flat_map(|(d, _)| &d.fields)
            .filter(|f| f.delivery_date)
            .filter_map(|f| f.attributes.first().cloned())
            .collect();
        // Where promise and fact are two columns, the fact is the one named "actual".
        let actual = |a: &&AttributeId| a.as_str().contains("actual");
        if ahead {
            flagged.iter().find(|a| !actual(a)).cloned()
        } else {
            flagged
                .iter()
                .find(actual)
                .or_else(|| flagged.first())
                .cloned()
        }
    }
}

/// "Orders going to Bergen since May", "deliveries in April": in a time that is over nothing is due. Nor does "this
/// year's orders going to Bergen" look ahead.
pub(super) fn gone(draft: &mut Draft, today: Date) {
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let goes = draft.due_as == Some(DueAs::Goes);
    let over = |d: &DateMention| {
        range_of(&d.phrase).is_some_and(|r| {
            let past = |until: Option<Date>| until.is_none_or(|d| d <= tomorrow);
            !r.ahead
                && r.happened.from.is_some_and(|from| from < today)
                && r.happened.until.is_some_and(|until| until <= tomorrow)
                && (past(r.whole.until)
                    || goes && matches!(r.grain, Some(Grain::Year | Grain::Quarter)))
                && d.attribute.is_none()
                && d.role != Some(Moment::Due)
        })
    };
    if !draft.due || draft.dates.is_empty() || !draft.dates.iter().all(over) {
        return;
    }
    match draft.due_as {
        Some(DueAs::Goes) => draft.due = false,
        Some(DueAs::Deliveries) if draft.filters.is_empty() && draft.measures.is_empty() => {
            draft.due = false;
            draft.came = true;
            draft.delivered = true;
        }
        _ => {}
    }
}

/// "by month this year, with the change on the previous month": each month beside the one before it.
pub(super) fn step_back(draft: &mut Draft, today: Date) {
    let changes =
        draft.difference || draft.growth || draft.versus || draft.more_than_before.is_some();
    let (true, Some(grain), 2) = (changes, draft.grain, draft.dates.len()) else {
        return;
    };
    let before = period(today, grain, -1);
    for mention in &mut draft.dates {
        if range_of(&mention.phrase).is_some_and(|r| r.grain == Some(grain) && r.whole == before) {
            mention.phrase = DatePhrase::PeriodBefore(Some(grain));
            return;
        }
    }
}

/// "Quarter on quarter, Q1 and Q2", "March over February, both months": the two periods stand side by side, and there is
/// no series of them.
pub(super) fn two_periods(draft: &mut Draft) {
    let compares =
        draft.difference || draft.growth || draft.versus || draft.more_than_before.is_some();
    let wholes: Vec<Window> = draft
        .dates
        .iter()
        .filter(|d| !d.negated)
        .filter_map(|d| range_of(&d.phrase))
        .filter(|r| r.grain.is_some() && r.grain == draft.grain)
        .map(|r| r.whole)
        .collect();
    let ends = draft.dates.iter().find_map(|d| range_of(&d.phrase)?.ends);
    if let (Some((first, second)), Some(grain), 1) = (ends, draft.grain, draft.dates.len()) {
        let whole = |w: Window| w.from.is_some_and(|from| period(from, grain, 0) == w);
        if compares && whole(first) && whole(second) {
            draft.grain = None;
        }
    }
    if let [first, second] = wholes.as_slice()
        && compares
        && draft.dates.len() == 2
        && first != second
    {
        draft.grain = None;
    }
}

/// "Q3, this year next to last year", "January to September this year against last year": the part of each of the years.
pub(super) fn part_of_years(draft: &mut Draft, today: Date) {
    use semantic::Grain::Year;
    let plain = draft
        .dates
        .iter()
        .all(|d| !d.negated && d.attribute.is_none() && range_of(&d.phrase).is_some());
    let compares =
        draft.versus || draft.difference || draft.growth || draft.more_than_before.is_some();
    // "January to March, this year and last year": they would stand side by side.
    let compares = compares || draft.existence.is_empty() && draft.grain.is_none() && !draft.due;
    let (years, parts): (Vec<DateMention>, Vec<DateMention>) = draft
        .dates
        .iter()
        .cloned()
        .partition(|d| range_of(&d.phrase).is_some_and(|r| r.grain == Some(Year) && !r.ahead));
    if !plain || parts.is_empty() || years.is_empty() || years.len() > 2 {
        return;
    }
    let Some(part) = joined(&parts) else { return };
    let (Some(from), Some(until)) = (part.whole.from, part.whole.until) else {
        return;
    };
    let lasts = until.yesterday().unwrap_or(until);
    let within = from.year() == lasts.year() && (from.month() > 1 || until.year() == from.year());
    let year_of = |d: &DateMention| range_of(&d.phrase).and_then(|r| r.whole.from);
    let others = years
        .iter()
        .all(|d| year_of(d).is_some_and(|year| years.len() == 2 || year.year() != from.year()));
    if !within || !others || years.len() == 1 && !compares {
        return;
    }
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    // "More in the year so far than in all of 2024".
    let so_far = from.month() == 1 && from.day() == 1 && until == tomorrow;
    if so_far && draft.more_than_before.is_some() {
        return;
    }
    let in_year = |mention: &DateMention| -> Option<DateMention> {
        let years = i32::from(year_of(mention)?.year()) - i32::from(from.year());
        let whole = Window {
            from: Some(from.checked_add(years.years()).ok()?),
            until: Some(until.checked_add(years.years()).ok()?),
        };
        let until = whole.until.map(|until| until.min(tomorrow));
        let happened = Window { until, ..whole };
        Some(DateMention {
            phrase: DatePhrase::Range(Range {
                happened,
                whole,
                ..part
            }),
            ..mention.clone()
        })
    };
    let mut dates: Vec<DateMention> = years.iter().filter_map(in_year).collect();
    if dates.len() != years.len() {
        return;
    }
    if let [_] = years.as_slice() {
        dates.insert(
            0,
            DateMention {
                phrase: DatePhrase::Range(part),
                ..parts[0].clone()
            },
        );
    }
    draft.dates = dates;
}

/// "July and August": one time over periods that follow each other.
fn joined(parts: &[DateMention]) -> Option<Range> {
    let mut all: Vec<Range> = parts
        .iter()
        .filter_map(|d| range_of(&d.phrase).copied())
        .collect();
    all.sort_by_key(|r| r.whole.from);
    let mut ranges = all.into_iter();
    let mut whole = ranges.next()?;
    for next in ranges {
        if whole.whole.until.is_none() || whole.whole.until != next.whole.from {
            return None;
        }
        whole.whole.until = next.whole.until;
        whole.happened.until = next.happened.until;
        whole.grain = None;
        whole.ends = None;
    }
    Some(whole)
}

/// "2023 and 2024", "in March and in May": periods of one kind that do not overlap are alternatives, a single window
/// where one follows the other.
fn either(windows: Vec<Predicate>, dates: &[DateMention]) -> Vec<Predicate> {
    let kinds: Vec<Option<semantic::Grain>> = dates
        .iter()
        .filter_map(|d| range_of(&d.phrase))
        .map(|r| r.grain)
        .collect();
    let same = kinds.len() > 1 && kinds[0].is_some() && kinds.iter().all(|k| *k == kinds[0]);
    let mut found: Vec<(Option<AttributeId>, Window)> = windows
        .iter()
        .filter_map(|p| match p {
            Predicate::Within { attribute, window } => Some((attribute.clone(), *window)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(_, w)| w.from);
    let apart = found.windows(2).all(|pair| {
        pair[0].0 == pair[1].0 && pair[0].1.until.is_some() && pair[0].1.until <= pair[1].1.from
    });
    if !same || found.len() != windows.len() || found.len() < 2 || !apart {
        return windows;
    }
    let mut joined: Vec<(Option<AttributeId>, Window)> = Vec::new();
    for (attribute, window) in found {
        match joined.last_mut() {
            Some((_, last)) if last.until == window.from => last.until = window.until,
            _ => joined.push((attribute, window)),
        }
    }
    let mut alternatives: Vec<Predicate> = joined
        .into_iter()
        .map(|(attribute, window)| Predicate::Within { attribute, window })
        .collect();
    match (alternatives.len(), alternatives.pop()) {
        (1, Some(only)) => vec![only],
        (_, Some(last)) => {
            alternatives.push(last);
            vec![Predicate::Any(alternatives)]
        }
        (_, None) => windows,
    }
}

/// "from April to May": two months, quarters or years that stand side by side.
fn halves(window: Window) -> Option<(Window, Window)> {
    let (from, until) = (window.from?, window.until?);
    let months = (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month());
    let half = match months {
        2 => 1,
        6 if (from.month() - 1) % 3 == 0 => 3,
        24 if from.month() == 1 => 12,
        _ => return None,
    };
    if from.day() != 1 || until.day() != 1 {
        return None;
    }
    let middle = from.checked_add(half.months()).ok()?;
    let part = |from, until| Window {
        from: Some(from),
        until: Some(until),
    };
    Some((part(from, middle), part(middle, until)))
}

/// The same days a year before.
pub(crate) fn year_before(window: Window) -> Option<Window> {
    Some(Window {
        from: Some(window.from?.checked_sub(1.year()).ok()?),
        until: Some(window.until?.checked_sub(1.year()).ok()?),
    })
}
