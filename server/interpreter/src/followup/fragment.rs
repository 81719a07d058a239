//! A *fragment* is a turn that is no question of its own: it changes parts of the query before it.

use semantic::{Column, Form, Limit, Measure, MeasureUse, Model, Predicate, SemanticQuery};

use super::{Turn, measured, ordered, pointing, replace, same_entity, shifted};
use crate::build::{Built, conditions};
use crate::draft::range_of;
use crate::interpreter::Parsed;
use crate::lattice::Meaning;

impl Turn<'_> {
    /// "List the Narvik ones" after how many there are per depot: the things that were counted there.
    fn list_one_group(&self, query: &mut SemanticQuery) {
        let draft = self.draft;
        let named = |column: &Column| match column {
            Column::Attribute(attribute) => draft.values.iter().any(|v| {
                !v.negated
                    && v.matches
                        .iter()
                        .any(|m| m.attribute == *attribute && m.values.len() == 1)
            }),
            _ => false,
        };
        let Some(measure) = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))
        else {
            return;
        };
        let counted = matches!(&query.columns[measure], Column::Measure(used)
        if matches!(used.measure, Measure::Rows { .. } | Measure::Entities { .. })
            || matches!(&used.measure, Measure::Metric(name) if self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, semantic::MetricKind::Aggregate { expression, .. } if expression.contains("COUNT("))
            })));
        let keys = &query.columns[..measure];
        if draft.list
            && draft.pronoun
            && draft.dimensions.is_empty()
            && query.limit.is_none()
            && counted
            && !keys.is_empty()
            && keys.iter().all(named)
        {
            query.columns.drain(..measure);
            query.order.clear();
            self.list_again(query);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one change after another")]
    pub(super) fn fragment(&self, parsed: &Parsed) -> Option<Built> {
        let draft = self.draft;
        // A figure or a deal that is asked for is no part of the query before.
        // "Under 20 pieces": the unit of the number.
        let in_units = draft.in_units && draft.conditions.is_empty();
        if draft.how_much || draft.bare_count || draft.ordered || draft.in_money || in_units {
            return None;
        }
        // How many there were has no order and no parts.
        let shaped = !draft.dimensions.is_empty()
            || draft.grain.is_some()
            || draft.direction.is_some()
            || draft.rank
            || draft.top.is_some();
        if shaped && self.previous.counted.is_some() {
            return None;
        }
        let mut query = self.previous.clone();
        if draft.list
            && draft.dimensions.is_empty()
            && (!query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
                || self.picks_group(&query))
        {
            query
                .columns
                .retain(|c| !matches!(c, Column::Attribute(_) | Column::Time { .. }));
            self.list_again(&mut query);
        }
        self.list_one_group(&mut query);
        let mut changed = false;
        let (filters, assumptions) =
            conditions(draft, self.model, self.today, self.dataset().as_deref()).ok()?;
        let fresh = filters.clone();
        for mut predicate in filters {
            changed = true;
            self.in_year_before(parsed, &mut predicate);
            if draft.versus {
                beside(&mut query, &mut predicate, self.model)?;
            } else {
                among_those(&query, &mut predicate);
            }
            query
                .filters
                .retain(|old| !shut_out(old, &predicate, self.model));
            replace(&mut query.filters, predicate, &fresh, self.model);
        }
        // "And Almvik, everything they have": no longer only those for which something holds.
        let everything = parsed.tokens.windows(2).any(|pair| {
            pair[0].norm == "everything"
                && matches!(
                    pair[1].norm.as_str(),
                    "they" | "it" | "he" | "she" | "there"
                )
        });
        if everything && !draft.values.is_empty() {
            query
                .filters
                .retain(|p| !matches!(p, Predicate::Named { .. } | Predicate::Compare { .. }));
        }
        // "Only those to Porto" after "the last ten": among the ten.
        if changed && pointing::names_them(parsed) && query.limit.is_some() {
            let chosen = self.pointed?;
            query.filters.extend(chosen.filters.iter().cloned());
            query.limit = None;
        }
        if !draft.conditions.is_empty() {
            if !self.restrict(&mut query) {
                return None;
            }
            changed = true;
        }
        for subject in self.widened() {
            let before = query.filters.len();
            let key = self.model.entities[subject].key.first()?.clone();
            query.filters.retain(|p| !same_entity(self.model, p, &key));
            changed |= query.filters.len() < before;
        }
        if let Some(pointed) = self.pointed.filter(|p| p.picked) {
            changed = true;
            for picked in &pointed.filters {
                if let Predicate::In { attribute, .. } = picked {
                    query
                        .filters
                        .retain(|p| !same_entity(self.model, p, attribute));
                }
            }
            query.filters.extend(pointed.filters.iter().cloned());
            query.limit = None;
        }
        changed |= self.moved(&mut query);
        let sorted = self.ordered(parsed, &mut query);
        if sorted == Some(false) {
            return None;
        }
        changed |= sorted.is_some();
        if sorted.is_none() && (!draft.dimensions.is_empty() || draft.grain.is_some()) {
            changed = true;
            self.regroup(&mut query);
        }
        // "By how much": how far the condition of the rows holds.
        if draft.difference
            && let Some(name) = self.degree(&query)
        {
            changed = true;
            ordered::column_of(
                &mut query,
                Column::Measure(MeasureUse {
                    measure: Measure::Metric(name),
                    filters: Vec::new(),
                    label: None,
                }),
            );
        }
        // "So handheld in total": one figure.
        if draft.total && changed && !matches!(query.form, Form::Rows { .. }) {
            measured::totalled(&mut query)?;
        }
        let rows = matches!(query.form, Form::Rows { .. });
        if sorted.is_some() {
            // Its words have said the order.
        } else if query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
            && self.ranked(&mut query)
        {
            changed = true;
        } else if draft.top.as_ref().is_some_and(|t| t.count.is_none()) && !rows {
            return None;
        } else if let Some(count) = draft
            .plain_number
            .filter(|_| draft.top.is_none() && !is_one(parsed))
        {
            changed = true;
            match &mut query.limit {
                Some(limit) => limit.count = count,
                None => {
                    query.limit = Some(Limit {
                        count,
                        with_ties: false,
                        per: Vec::new(),
                        together: false,
                    });
                }
            }
        }
        for (attribute, _) in &draft.attributes {
            let column = self.column_beside(&query, attribute);
            if matches!(query.form, Form::Rows { .. }) && !query.columns.contains(&column) {
                query.columns.push(column);
                changed = true;
            }
        }
        changed.then_some(Built {
            query,
            assumptions,
            confidence: 0.93,
        })
    }

    /// "Now the first half" after the second of a year: of that year, where the turn names none.
    fn in_year_before(&self, parsed: &Parsed, predicate: &mut Predicate) {
        let Predicate::Within { window, .. } = predicate else {
            return;
        };
        let word = |w: &str| parsed.tokens.iter().any(|t| t.norm == w);
        let part = ["half", "quarter", "q1", "q2", "q3", "q4", "h1", "h2"]
            .iter()
            .any(|w| word(w));
        let relative = [
            "this", "last", "next", "previous", "current", "past", "ago", "before", "after",
        ]
        .iter()
        .any(|w| word(w));
        let year = parsed
            .tokens
            .iter()
            .any(|t| t.norm.len() == 4 && t.norm.bytes().all(|b| b.is_ascii_digit()));
        let before = self.previous.filters.iter().find_map(|p| match p {
            Predicate::Within { window, .. } => {
                let (from, until) = (window.from?, window.until?);
                let last = until.yesterday().ok()?;
                (from.year() == last.year()).then_some(from.year())
            }
            _ => None,
        });
        let (true, false, false, Some(before)) = (part, relative, year, before) else {
            return;
        };
        let Some(from) = window.from else { return };
        let years = before - from.year();
        let moved = |date: jiff::civil::Date| date.with().year(date.year() + years).build().ok();
        if years != 0 {
            let until = window.until.and_then(moved);
            if let (Some(from), Some(until)) = (moved(from), until) {
                window.from = Some(from);
                window.until = Some(until);
            }
        }
    }

    /// The column that shows an attribute beside the rows of the query before: "with the amounts" of orders is what their
    /// lines add up to.
    fn column_beside(&self, query: &SemanticQuery, attribute: &semantic::AttributeId) -> Column {
        let of_line = match &query.form {
            Form::Rows { dataset } if self.model.resolve(dataset, attribute).is_none() => {
                self.model.fields_of(attribute).find(|(d, f)| {
                    let reached = self.model.reachable(&d.name);
                    f.additive && reached.iter().any(|(r, _)| r.name == *dataset)
                })
            }
            _ => None,
        };
        match of_line {
            Some((line, _)) => Column::Measure(MeasureUse {
                measure: Measure::Aggregate {
                    function: semantic::Aggregate::Sum,
                    attribute: attribute.clone(),
                    dataset: line.name.clone(),
                },
                filters: Vec::new(),
                label: None,
            }),
            None => Column::Attribute(attribute.clone()),
        }
    }

    /// "List the OSL-1 ones" after a number for each depot: the rows that were counted there.
    fn picks_group(&self, query: &SemanticQuery) -> bool {
        let counts = query.columns.iter().all(|c| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Rows { .. } | Measure::Entities { .. } => true,
                Measure::Metric(name) => self
                    .model
                    .metric(name)
                    .is_some_and(|m| matches!(m.unit.as_deref(), Some("orders" | "lines"))),
                Measure::Aggregate { .. } => false,
            },
            Column::Attribute(_) => true,
            _ => false,
        });
        let group = |m: &crate::values::Match| {
            query
                .columns
                .contains(&Column::Attribute(m.attribute.clone()))
        };
        let picked = self
            .draft
            .values
            .iter()
            .any(|v| v.matches.iter().any(group));
        counts && picked && query.having.is_empty() && query.limit.is_none()
    }

    /// "All suppliers again", "for every warehouse": things that are no longer restricted.
    fn widened(&self) -> Vec<usize> {
        let subjects = self.draft.subjects.iter().map(|s| s.entity);
        if self.widens {
            subjects.collect()
        } else {
            Vec::new()
        }
    }

    /// "And the month before", "and the year before": the period of the query before, moved.
    fn moved(&self, query: &mut SemanticQuery) -> bool {
        let Some(phrase) = self
            .draft
            .dates
            .iter()
            .map(|d| &d.phrase)
            .find(|p| range_of(p).is_none())
        else {
            return false;
        };
        for predicate in &mut query.filters {
            if let Predicate::Within { window, .. } = predicate {
                let Some(moved) = shifted(phrase, *window) else {
                    return false;
                };
                *window = moved;
                return true;
            }
        }
        false
    }
}

/// "Only the blue one" after three lamps: of the things before, those that the words fit.
fn among_those(query: &SemanticQuery, new: &mut Predicate) {
    let Predicate::In {
        attribute,
        values,
        negated: false,
    } = new
    else {
        return;
    };
    let before = query.filters.iter().find_map(|p| match p {
        Predicate::In {
            attribute: old,
            values,
            negated: false,
        } if old == attribute && values.len() > 1 => Some(values),
        _ => None,
    });
    if let Some(before) = before.filter(|_| values.len() > 1) {
        let both: Vec<_> = values
            .iter()
            .filter(|v| before.contains(v))
            .cloned()
            .collect();
        if !both.is_empty() {
            *values = both;
        }
    }
}

/// "Versus B" after a figure of A: both, one row for each.
fn beside(query: &mut SemanticQuery, new: &mut Predicate, model: &Model) -> Option<()> {
    let Predicate::In {
        attribute,
        values,
        negated: false,
    } = new
    else {
        return Some(());
    };
    let met = query.filters.iter().find_map(|p| match p {
        Predicate::In {
            attribute: old,
            values,
            negated: false,
        } if old == attribute => Some(values.clone()),
        _ => None,
    })?;
    let fresh: Vec<_> = values
        .iter()
        .filter(|v| !met.contains(v))
        .cloned()
        .collect();
    *values = met.into_iter().chain(fresh).collect();
    let entity = model
        .entities
        .iter()
        .find(|e| e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute));
    let keys = match entity {
        Some(entity) => entity
            .key
            .iter()
            .chain(&entity.name_attribute)
            .cloned()
            .collect(),
        None => vec![attribute.clone()],
    };
    let plain = |c: &Column| matches!(c, Column::Attribute(_) | Column::Measure(_));
    let groups = matches!(query.form, Form::Groups { .. }) && query.columns.iter().all(plain);
    if groups {
        crate::build::name_rows(query, &keys);
    }
    groups.then_some(())
}

/// The old condition cannot hold beside the new one on the same column: "and cancelled?" after "delivered".
fn shut_out(old: &Predicate, new: &Predicate, model: &Model) -> bool {
    matches!(
        (old, new),
        (
            Predicate::In { negated: false, .. },
            Predicate::Named { .. }
        ) | (
            Predicate::Named { .. },
            Predicate::In { negated: false, .. }
        ) | (Predicate::Named { .. }, Predicate::Named { .. })
    ) && crate::account::excludes(old, new, model)
}

/// "The handheld one": no number.
fn is_one(parsed: &Parsed) -> bool {
    parsed.spans.windows(2).any(|pair| {
        matches!(pair[0].meaning, Meaning::Values(_))
            && matches!(pair[1].meaning, Meaning::Number(_))
            && parsed.tokens[pair[1].start].norm == "one"
    })
}
