//! A *margin* is by how much one column exceeds another: "more than 25 units over its maximum", "less than 10 % above
//! cost", "under half of the minimum", "between the reorder point and the maximum".

use semantic::{AttributeId, Comparator, MetricKind};

use super::filters::sign_of;
use super::reader::{Last, Reader, opposite};
use super::{Against, Condition, Margin, MeasureMention, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Reader<'_> {
    /// "between the reorder point and the maximum": two columns as the ends of a range.
    pub(super) fn ranges_of_columns(&mut self) {
        for position in 0..self.spans.len() {
            // "The gap between maximum and stock" is no range.
            let gap = self.spans[..position]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Difference));
            if self.spans[position].meaning != Meaning::Cue(Cue::Between) || gap {
                continue;
            }
            let said: Vec<usize> = (position + 1..self.spans.len())
                .filter(|p| self.spans[*p].meaning != Meaning::Ignorable)
                .take(3)
                .collect();
            let [low, and, high] = said.as_slice() else {
                continue;
            };
            let (Some(lowest), Some(highest)) = (self.limit(*low), self.limit(*high)) else {
                continue;
            };
            if self.spans[*and].meaning != Meaning::Cue(Cue::And) {
                continue;
            }
            for (comparator, right) in
                [(Comparator::AtLeast, lowest), (Comparator::AtMost, highest)]
            {
                self.draft.against.push(Against {
                    left: None,
                    comparator,
                    right,
                    factor: None,
                    by: None,
                });
            }
            self.consumed.extend(position..=*high);
        }
    }

    /// The column of a state that a span names.
    fn limit(&self, position: usize) -> Option<AttributeId> {
        let Meaning::Terms(terms) = &self.spans[position].meaning else {
            return None;
        };
        terms.iter().find_map(|t| match t {
            Term::Attribute(a) if self.numeric(a) && self.is_limit(a) => Some(a.clone()),
            _ => None,
        })
    }

    /// A number of a thing itself: a price, a minimum; not what was ordered.
    fn is_limit(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(d, f)| d.default_time.is_none() || !f.additive)
    }

    /// The number that was said right before and waits for what it is about; `left` may have been said already ("stock
    /// at least 50 over …").
    fn waiting(&mut self, left: Option<&AttributeId>) -> Option<Condition> {
        let condition = self.draft.conditions.last()?;
        let said = match (&condition.attribute, &condition.target) {
            (None, None) => true,
            (Some(attribute), _) => Some(attribute) == left,
            (None, Some(what)) => left.is_some() && self.column_of(what).as_ref() == left,
        };
        if self.last != Last::Condition || !said || condition.days || condition.money {
            return None;
        }
        self.draft.conditions.pop()
    }

    /// "25 units over its maximum", "10 % above cost": a comparison of columns behind a number says by how much.
    pub(super) fn margin(
        &mut self,
        left: Option<AttributeId>,
        over: Comparator,
        right: AttributeId,
    ) -> Option<Against> {
        let condition = self.waiting(left.as_ref())?;
        let up = matches!(over, Comparator::Greater | Comparator::AtLeast);
        let left = left.or_else(|| self.column_said(condition.at, &right));
        if condition.comparator == Comparator::Equal {
            // "10 % above": by so much, or by at least so much?
            self.draft.unused.push(condition.value.clone());
        }
        Some(if condition.percent {
            let comparator = if up {
                condition.comparator
            } else {
                turned(condition.comparator)
            };
            Against {
                left,
                comparator,
                right,
                factor: beside_one(&condition.value, up),
                by: None,
            }
        } else {
            Against {
                left,
                comparator: condition.comparator,
                right,
                factor: None,
                by: Some(Margin {
                    value: condition.value,
                    short: !up,
                }),
            }
        })
    }

    /// A column behind a comparator is compared with the column before it, or with what its limit is usually set for.
    pub(super) fn compared_column(
        &mut self,
        comparator: Comparator,
        right: AttributeId,
        position: usize,
    ) {
        let said = self.pending.comparator.take();
        if self.mean_against(comparator, &right, said.map(|(_, at)| at)) {
            return;
        }
        let negated = self.pending.negation.take().is_some();
        let left = match &self.last {
            Last::Attribute(attribute) => Some(attribute.clone()),
            Last::Measure(what) => self.column_of(what),
            _ => None,
        };
        let left = left.filter(|l| !self.numeric(&right) || self.alike(l, &right));
        let comparator = if negated {
            self.draft.reversed += 1;
            opposite(comparator)
        } else {
            comparator
        };
        if left.is_none() {
            self.verb_of_column(position);
        }
        let factor = self.pending.factor.take();
        let margin = if factor.is_none() {
            let margin = self.margin(left.clone(), comparator, right.clone());
            self.draft.idle += usize::from(margin.is_some());
            margin
        } else {
            None
        };
        self.draft.against.push(margin.unwrap_or(Against {
            left,
            comparator,
            right,
            factor,
            by: None,
        }));
        self.last = Last::Other;
    }

    /// "Whose average cost is above the standard cost": the words of a condition of rows, said of a mean.
    pub(super) fn mean_of_filter(&mut self, candidates: &[usize]) -> bool {
        let found = candidates.iter().find_map(|filter| {
            let filter = &self.model.filters[*filter];
            let words: Vec<&str> = filter.expression.split_whitespace().collect();
            let [left, sign, right] = words.as_slice() else {
                return None;
            };
            let of_mean = format!("AVG({left})");
            let mean = self.draft.measures.last().is_some_and(|m| match &m.what {
                What::Metric(all) => all.iter().any(|m| {
                    matches!(&self.model.metrics[*m].kind, MetricKind::Aggregate { expression, .. }
                        if expression.trim() == of_mean)
                }),
                _ => false,
            });
            let (over, right) = (sign_of(sign)?, self.column(right)?);
            mean.then_some((over, right))
        });
        let Some((over, right)) = found else {
            return false;
        };
        if self.last_was_condition() {
            let word = self.draft.conditions.last().map(|c| c.value.clone());
            self.draft.unused.extend(word);
            return true;
        }
        self.mean_against(over, &right, None)
    }

    /// "Bought at an average cost above the unit cost": the mean of each thing beside the column, no row by row.
    fn mean_against(
        &mut self,
        comparator: Comparator,
        right: &AttributeId,
        at: Option<usize>,
    ) -> bool {
        let Some(mention) = self.draft.measures.last().cloned() else {
            return false;
        };
        let What::Metric(all) = &mention.what else {
            return false;
        };
        let lines = |m: usize| {
            let metric = &self.model.metrics[m];
            matches!(&metric.kind, MetricKind::Aggregate { dataset, expression, .. }
                if !metric.additive
                    && expression.starts_with("AVG(")
                    && self.model.dataset(dataset).is_some_and(|d| d.primary_key.len() > 2))
        };
        let (Some(dataset), Some(field)) = (
            self.model.fields_of(right).next().map(|(d, _)| d),
            self.model.fields_of(right).next().map(|(_, f)| f),
        ) else {
            return false;
        };
        let own = format!("AVG({}.{})", dataset.name, field.name);
        let other = self.model.metrics.iter().position(|m| {
            matches!(&m.kind, MetricKind::Aggregate { expression, .. } if expression.trim() == own)
        });
        let mean = all.iter().copied().find(|m| lines(*m));
        let (Some(mean), Some(other)) = (
            mean.filter(|_| dataset.primary_key.len() == 1 && self.draft.subjects.len() < 2),
            other,
        ) else {
            return false;
        };
        let word = at.map_or("", |at| self.tokens[at].norm.as_str()).to_owned();
        self.last = Last::Other;
        if self.pending.factor.take().is_some() || self.pending.negation.is_some() {
            self.draft.unused.push(word);
            return true;
        }
        if self.draft.subjects.is_empty()
            && let Some(entity) = self
                .model
                .entities
                .iter()
                .position(|e| e.own_dataset.as_ref() == Some(&dataset.name))
        {
            self.draft.subjects.push(super::Subject {
                entity,
                at: 0,
                plural: true,
            });
        }
        self.draft.list = true;
        let right = What::Metric(vec![other]);
        let at = self.tokens.len();
        self.draft.measures.push(MeasureMention {
            what: right.clone(),
            at,
            by: false,
        });
        self.draft.contrasts.push(super::Contrast {
            left: What::Metric(vec![mean]),
            comparator,
            right,
        });
        true
    }

    /// "over max", "below the minimum", "above the standard cost" behind a number: the two columns of the condition.
    pub(super) fn margin_of_filter(&mut self, candidates: &[usize]) -> bool {
        let found = candidates.iter().find_map(|filter| {
            let filter = &self.model.filters[*filter];
            let words: Vec<&str> = filter.expression.split_whitespace().collect();
            let [left, sign, right] = words.as_slice() else {
                return None;
            };
            let comparator = sign_of(sign)?;
            Some((self.column(left)?, comparator, self.column(right)?))
        });
        let Some((left, over, right)) = found else {
            return false;
        };
        match self.margin(Some(left), over, right) {
            Some(against) => {
                self.draft.against.push(against);
                self.last = Last::Other;
                true
            }
            None => false,
        }
    }

    /// "20 units below the minimum" as a measure of how much is missing: of each thing, where no group is asked for.
    pub(super) fn margin_of_degree(&mut self, metrics: &[usize]) -> bool {
        let groups = self.draft.subjects.iter().any(|s| {
            let own = &self.model.entities[s.entity].own_dataset;
            own.as_deref().is_none_or(|own| {
                self.model
                    .dataset(own)
                    .is_some_and(|d| d.default_time.is_some())
            })
        });
        if groups || !self.draft.dimensions.is_empty() {
            return false;
        }
        let filters: Vec<usize> = (0..self.model.filters.len())
            .filter(|f| {
                let filter = &self.model.filters[*f];
                metrics.iter().any(|m| {
                    let metric = &self.model.metrics[*m];
                    filter.degree.as_ref() == Some(&metric.name)
                        && metric.unit.as_deref() == Some("units")
                        && self
                            .model
                            .dataset(&filter.dataset)
                            .is_some_and(|d| d.default_time.is_none())
                })
            })
            .collect();
        self.margin_of_filter(&filters)
    }

    fn column(&self, qualified: &str) -> Option<AttributeId> {
        let (dataset, column) = qualified.split_once('.')?;
        let fields = &self.model.dataset(dataset)?.fields;
        let attribute = fields
            .iter()
            .find(|f| f.name == column)?
            .attributes
            .first()?;
        self.numeric(attribute).then(|| attribute.clone())
    }

    /// "under 10 % of the maximum": a part of a column.
    pub(super) fn part_of_column(&mut self, attribute: &AttributeId) -> bool {
        if self.pending.comparator.is_some()
            || !self.is_limit(attribute)
            || !self.draft.conditions.last().is_some_and(|c| c.percent)
        {
            return false;
        }
        let Some(condition) = self.waiting(None) else {
            return false;
        };
        let left = self.column_said(condition.at, attribute);
        self.draft.against.push(Against {
            left,
            comparator: condition.comparator,
            right: attribute.clone(),
            factor: Some(condition.value),
            by: None,
        });
        self.last = Last::Other;
        true
    }

    /// "received less than half of what was ordered": the verb says which column is meant, not how far an order is.
    pub(super) fn verb_of_column(&mut self, position: usize) {
        let start = self.spans[position].start;
        let Some(filter) = self.draft.filters.last() else {
            return;
        };
        let stems = ["receiv", "deliver", "ship", "fulfil", "sent", "arriv"];
        let word = self.tokens[filter.at].norm.as_str();
        let single = self
            .spans
            .iter()
            .any(|s| s.start == filter.at && s.end == s.start + 1);
        if single
            && !filter.negated
            && start <= filter.at + 6
            && stems.iter().any(|w| word.starts_with(w))
        {
            let at = filter.at;
            self.draft.filters.pop();
            self.draft.verbs.push(at);
        }
    }

    /// Both columns are counted alike: a total is not compared with a price for each.
    pub(super) fn alike(&self, one: &AttributeId, other: &AttributeId) -> bool {
        let kind = |a: &AttributeId| {
            let (_, field) = self.model.fields_of(a).next()?;
            Some((field.unit.clone(), field.additive))
        };
        kind(one) == kind(other)
    }

    /// The column that was named before a token and is counted like another.
    fn column_said(&self, at: usize, other: &AttributeId) -> Option<AttributeId> {
        let columns = self.draft.attributes.iter().map(|(a, at)| (*at, a.clone()));
        let measures = self
            .draft
            .measures
            .iter()
            .filter_map(|m| Some((m.at, self.column_of(&m.what)?)));
        columns
            .chain(measures)
            .filter(|(place, a)| *place < at && a != other && self.alike(a, other))
            .max_by_key(|(place, _)| *place)
            .map(|(_, a)| a)
    }
}

/// "more than … below" is less.
fn turned(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Less => Comparator::Greater,
        Comparator::AtMost => Comparator::AtLeast,
        Comparator::Greater => Comparator::Less,
        Comparator::AtLeast => Comparator::AtMost,
        same => same,
    }
}

/// One and a part of it, or one less that part, as exact decimal text.
fn beside_one(part: &str, more: bool) -> Option<String> {
    const ONE: i64 = 1_000_000;
    let (whole, rest) = part.split_once('.').unwrap_or((part, ""));
    let digits = format!("{rest:0<6}");
    let part = whole.parse::<i64>().ok()? * ONE + digits.get(..6)?.parse::<i64>().ok()?;
    let sum = if more { ONE + part } else { ONE - part };
    if sum < 0 {
        return None;
    }
    let text = format!("{}.{:06}", sum / ONE, sum % ONE);
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}
