//! *Other* things than those before, and the time before set beside another one.

use semantic::{Column, Form, MeasureUse, OrderBy, Predicate, Window};

use super::{Turn, same_entity};
use crate::build::Built;
use crate::draft::range_of;
use crate::interpreter::Parsed;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Turn<'_> {
    /// "The other warehouses": all but those that the query before was about.
    pub(super) fn others(&self, parsed: &Parsed) -> Option<Built> {
        let draft = self.draft;
        let plain = draft.measures.is_empty()
            && draft.values.is_empty()
            && draft.dates.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        let entity = parsed.spans.iter().find_map(|span| {
            let before = span.start.checked_sub(1)?;
            let other = matches!(
                parsed.tokens[before].norm.as_str(),
                "other" | "others" | "remaining"
            );
            match &span.meaning {
                Meaning::Terms(terms) if other => terms.iter().find_map(|t| match t {
                    Term::Entity(entity) => Some(*entity),
                    _ => None,
                }),
                _ => None,
            }
        })?;
        if !plain {
            return None;
        }
        let found = &self.model.entities[entity];
        let mut query = self.previous.clone();
        let key = found.key.first()?;
        let one = query.filters.iter_mut().find(|p| {
            same_entity(self.model, p, key) && matches!(p, Predicate::In { negated: false, .. })
        });
        if let Some(Predicate::In { negated, .. }) = one {
            *negated = true;
        } else {
            let named = self.named.filter(|n| n.entity == entity)?;
            query.limit.take()?;
            for filter in &named.filters {
                let Predicate::In {
                    attribute, values, ..
                } = filter
                else {
                    continue;
                };
                query.filters.push(Predicate::In {
                    attribute: attribute.clone(),
                    values: values.clone(),
                    negated: true,
                });
            }
        }
        let single = query
            .columns
            .iter()
            .all(|c| matches!(c, Column::Measure(_)));
        if single && matches!(query.form, Form::Groups { .. }) {
            let keys: Vec<Column> = found
                .key
                .iter()
                .chain(&found.name_attribute)
                .cloned()
                .map(Column::Attribute)
                .collect();
            query.order = vec![OrderBy {
                column: keys.len(),
                descending: true,
            }];
            query.columns.splice(0..0, keys);
        }
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.92,
        })
    }

    /// "Compare with last year": the figures before and those of the other time side by side.
    pub(super) fn beside_time(&self) -> Option<Built> {
        let draft = self.draft;
        let [mention] = draft.dates.as_slice() else {
            return None;
        };
        let plain = draft.versus
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        if !plain || matches!(self.previous.form, Form::Rows { .. }) {
            return None;
        }
        let mut query = self.previous.clone();
        let at = query.filters.iter().position(|p| {
            matches!(
                p,
                Predicate::Within {
                    attribute: None,
                    ..
                }
            )
        })?;
        let Predicate::Within { window: first, .. } = query.filters.remove(at) else {
            return None;
        };
        let second = match range_of(&mention.phrase) {
            Some(range) => range.happened,
            None => super::shifted(&mention.phrase, first)?,
        };
        let apart = |a: Window, b: Window| matches!((a.until, b.from), (Some(until), Some(from)) if until <= from);
        let (earlier, later) = if apart(first, second) {
            (first, second)
        } else if apart(second, first) {
            (second, first)
        } else {
            return None;
        };
        let position = query
            .columns
            .iter()
            .position(|c| !matches!(c, Column::Attribute(_)))?;
        let [Column::Measure(used)] = &query.columns[position..] else {
            return None;
        };
        let during = |window: Window| {
            let mut used: MeasureUse = used.clone();
            used.filters.push(Predicate::Within {
                attribute: None,
                window,
            });
            used.label = Some(format!(
                "{} {}",
                self.label(&used.measure),
                crate::restate::window(&window)
            ));
            Column::Measure(used)
        };
        let pair = [
            during(earlier),
            during(later),
            Column::Difference {
                later: position + 1,
                earlier: position,
            },
            Column::Change {
                later: position + 1,
                earlier: position,
            },
        ];
        query.columns.truncate(position);
        query.columns.extend(pair);
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.92,
        })
    }

    fn label(&self, measure: &semantic::Measure) -> String {
        match measure {
            semantic::Measure::Metric(name) => self
                .model
                .metric(name)
                .map_or_else(|| name.clone(), |m| m.label.clone()),
            semantic::Measure::Entities { entity, .. } => self
                .model
                .entity(entity)
                .map_or_else(|| entity.clone(), |e| e.noun.plural.clone()),
            semantic::Measure::Rows { dataset } => self
                .model
                .dataset(dataset)
                .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone()),
            semantic::Measure::Aggregate { attribute, .. } => self
                .model
                .fields_of(attribute)
                .next()
                .map_or_else(|| attribute.as_str().to_owned(), |(_, f)| f.label.clone()),
        }
    }
}
