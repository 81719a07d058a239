//! *Lags* become conditions on the days between two dates, and the role of a time the date that it restricts.

use jiff::civil::Date;
use semantic::{AttributeId, Column, Comparator, Literal, Operand, Predicate, Window};

use super::{Builder, Declined};
use crate::draft::{DateMention, Draft, Lag, Moment};

impl Builder<'_> {
    /// Conditions on the days between two moments.
    pub(super) fn lags(&self, base: Option<&str>) -> Result<Vec<Predicate>, Declined> {
        self.draft
            .lags
            .iter()
            .map(|lag| {
                let lost = || Declined::Unused(vec![format!("{} days", lag.count)]);
                let base = base.ok_or_else(lost)?;
                let from = self.moment(base, &lag.from).ok_or_else(lost)?;
                let to = self.moment(base, &lag.to).ok_or_else(lost)?;
                if from == to {
                    return Err(lost());
                }
                Ok(if lag.count == 0 {
                    Predicate::Compare {
                        left: Operand::Attribute(to),
                        comparator: lag.comparator,
                        right: Operand::Attribute(from),
                    }
                } else {
                    Predicate::Compare {
                        left: Operand::DaysBetween { from, to },
                        comparator: lag.comparator,
                        right: Operand::Literal(Literal::Number(lag.count.to_string())),
                    }
                })
            })
            .collect()
    }

    /// The days between the moments of each lag, as columns.
    pub(super) fn days_of_lags(&self, base: &str) -> Vec<Column> {
        let lags = self.draft.lags.iter().filter(|l| l.count != 0);
        lags.filter_map(|lag| {
            Some(Column::DaysBetween {
                from: self.moment(base, &lag.from)?,
                to: self.moment(base, &lag.to)?,
            })
        })
        .collect()
    }

    /// Columns that lags name.
    pub(super) fn lag_columns(&self) -> Vec<AttributeId> {
        let ends = self.draft.lags.iter().flat_map(|l| [&l.from, &l.to]);
        ends.filter_map(|moment| match moment {
            Moment::Column(attribute) => Some(attribute.clone()),
            _ => None,
        })
        .collect()
    }

    /// The date of a moment, for rows of a dataset.
    pub(super) fn moment(&self, base: &str, moment: &Moment) -> Option<AttributeId> {
        match moment {
            Moment::Ordered => self.model.dataset(base)?.default_time.clone(),
            Moment::Due => self.delivery_date(base, true),
            Moment::Came => self.delivery_date(base, false),
            Moment::Column(attribute) => Some(attribute.clone()),
            Moment::Today => None,
        }
    }

    /// The dates of the question are those of different moments ("placed in July and received in August").
    pub(super) fn roles_differ(&self) -> bool {
        let mut roles = self.draft.dates.iter().filter_map(|d| d.role.as_ref());
        let first = roles.next();
        roles.any(|role| Some(role) != first)
    }

    /// The date that a time restricts, where its words say what happened then; `delivery`, when it would be taken for
    /// that of the delivery.
    pub(super) fn date_of_role(
        &self,
        dataset: &str,
        mention: &DateMention,
        delivery: bool,
    ) -> Option<AttributeId> {
        let differ = self.roles_differ();
        match mention.role.as_ref()? {
            Moment::Ordered if delivery || differ => self.moment(dataset, &Moment::Ordered),
            Moment::Due => self.moment(dataset, &Moment::Due),
            Moment::Came if differ => self.moment(dataset, &Moment::Came),
            _ => None,
        }
    }
}

/// Days outside a window, in which something that did not happen in it may have happened.
pub(crate) fn outside(window: Window) -> Vec<Window> {
    let before = window.from.map(|from| Window {
        from: None,
        until: Some(from),
    });
    let after = window.until.map(|until| Window {
        from: Some(until),
        until: None,
    });
    before.into_iter().chain(after).collect()
}

/// Lags that end today are times: "not restocked for 90 days" is before the day that lies that far back.
pub(super) fn lags_until_today(draft: &mut Draft, today: Date) {
    let (open, kept): (Vec<Lag>, Vec<Lag>) = std::mem::take(&mut draft.lags)
        .into_iter()
        .partition(|l| l.to == Moment::Today);
    draft.lags = kept;
    for lag in open {
        let back = |count: i64| {
            let span = jiff::Span::new();
            match lag.unit {
                semantic::Grain::Week => span.try_weeks(count),
                semantic::Grain::Month => span.try_months(count),
                semantic::Grain::Year => span.try_years(count),
                _ => span.try_days(count),
            }
            .ok()
            .and_then(|span| today.checked_sub(span).ok())
        };
        let (Some(day), Some(tomorrow)) = (back(lag.count), today.tomorrow().ok()) else {
            draft.unused.push(lag.count.to_string());
            continue;
        };
        let window = match (&lag.from, lag.comparator) {
            // What was not done in that time.
            (Moment::Ordered, Comparator::AtLeast | Comparator::Greater) => Window {
                from: day.tomorrow().ok(),
                until: Some(tomorrow),
            },
            (Moment::Column(_), Comparator::Greater) => Window {
                from: None,
                until: Some(day),
            },
            (Moment::Column(_), Comparator::AtLeast) => Window {
                from: None,
                until: day.tomorrow().ok(),
            },
            _ => {
                draft.unused.push(lag.count.to_string());
                continue;
            }
        };
        let attribute = match &lag.from {
            Moment::Column(attribute) => Some(attribute.clone()),
            _ => None,
        };
        draft.dates.push(DateMention {
            phrase: crate::dates::DatePhrase::Range(crate::dates::Range::fixed(window)),
            at: lag.at,
            attribute,
            negated: false,
            role: None,
            left_out: false,
        });
    }
}
