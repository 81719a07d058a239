//! Questions that list: rows of a table, or the distinct things in them.

use semantic::{AttributeId, Column, Form, Limit, OrderBy, Predicate, SemanticQuery};

use super::grouped::number_predicate;
use super::{Builder, Declined, plain};
use crate::draft::{What, row_column};

impl Builder<'_> {
    /// Nothing in the question says what is to be listed.
    fn asks_nothing(&self) -> bool {
        let draft = self.draft;
        draft.subjects.is_empty()
            && draft.attributes.is_empty()
            && draft.filters.is_empty()
            && draft.existence.is_empty()
            && draft.against.is_empty()
            && draft.lags.is_empty()
            && draft.missing.is_empty()
            && draft.present.is_empty()
            && draft.dates.iter().all(|d| d.attribute.is_none())
            && draft.conditions.is_empty()
            && draft.keys.is_empty()
            && !draft.due
            && draft.measures.is_empty()
            && self.subject.is_none()
    }

    pub(super) fn rows(&mut self) -> Result<SemanticQuery, Declined> {
        let draft = self.draft;
        if self.asks_nothing() {
            return Err(Declined::Nothing);
        }
        let contrasted = self.contrasted();
        let base = contrasted
            .then(|| {
                self.subject
                    .and_then(|s| self.model.entities[s].own_dataset.clone())
            })
            .flatten()
            .or_else(|| self.base_dataset())
            .ok_or(Declined::Nothing)?;
        let (absent, values): (Vec<_>, Vec<_>) = self
            .filters
            .iter()
            .cloned()
            .partition(|(at, p)| self.not_kept(p) || self.not_done(*at, p));
        let bare = |all: Vec<(usize, Predicate)>| -> Vec<Predicate> {
            all.into_iter().map(|(_, p)| p).collect()
        };
        let mut windows = self.windows(Some(&base));
        let mut filters: Vec<Predicate> = if contrasted {
            self.contrast(&base, values, &windows)?
        } else {
            bare(values)
                .into_iter()
                .map(|p| with_times(self.absent_value(&base, p), &windows))
                .collect()
        };
        if contrasted && !self.transaction(&base) {
            windows.clear();
        }
        let absent = bare(absent);
        filters.extend(self.universal()?);
        filters.extend(self.absent_orders(&base)?);
        if draft.bought && !contrasted {
            filters.extend(self.not_cancelled(&base));
        }
        let counted = self.counted_filters(&base);
        filters.extend(self.absent_times(&base, &counted));
        let mut related_keys: Vec<AttributeId> = Vec::new();
        let parts = self.finer_filters();
        for predicate in self.named_filters() {
            if parts.contains(&predicate) {
                continue;
            }
            let predicate = with_times(self.absent_condition(&base, predicate), &windows);
            filters.push(self.reachable_or_related(&base, predicate, &mut related_keys));
        }
        filters.extend(self.against());
        filters.extend(self.happened());
        filters.extend(self.lags(Some(&base))?);
        filters.extend(self.open_when_due(Some(&base)));
        let existing = self.existence(&base);
        let inside = !existing.is_empty();
        if inside {
            // "added in 2024 and never sold": a time of the thing itself.
            let own = |p: &Predicate| {
                matches!(p, Predicate::Within { attribute: Some(a), .. }
                    if self.model.dataset(&base).is_some_and(|d| d.default_time.is_none() && d.fields.iter().any(|f| f.attributes.contains(a)) && d.default_time.as_ref() != Some(a)))
            };
            let (kept, moved): (Vec<_>, Vec<_>) = windows.into_iter().partition(own);
            filters.extend(kept);
            windows = moved;
        }
        for mut predicate in existing {
            if let Predicate::Related {
                filters: conditions,
                ..
            } = &mut predicate
            {
                conditions.extend(windows.iter().cloned());
                conditions.extend(absent.iter().cloned());
            }
            filters.push(predicate);
        }
        if !inside {
            filters.extend(windows);
        }
        if self.existence_unmet(&filters) {
            return Err(Declined::Unused(vec!["not".to_owned()]));
        }
        filters.extend(self.known_subject(&base));
        self.scopes_met(contrasted)?;
        let relative = draft
            .dates
            .iter()
            .any(|d| crate::draft::range_of(&d.phrase).is_none());
        if relative || draft.growth || draft.share.is_some() || draft.more_than_before.is_some() {
            return Err(Declined::Unused(vec!["the comparison".to_owned()]));
        }
        let mut order = Vec::new();
        let mut columns = self.list_columns(&base, &related_keys);
        let form = self.form(&base, &columns);
        let row_form = matches!(form, Form::Rows { .. });
        let having = self.row_conditions(&mut columns, &mut filters, &parts)?;
        let mut limit = None;
        let last = !row_form && self.last_of_each(&base, &mut columns);
        if let Some(top) = draft.top.as_ref().filter(|_| !last) {
            let (column, descending) = self.row_order(&base, &mut columns, top.kind);
            if let Some(column) = column {
                order.push(OrderBy {
                    column,
                    descending: draft.direction.unwrap_or(descending),
                });
                let plural = draft.subjects.first().is_some_and(|s| s.plural);
                let count =
                    top.count
                        .or(draft.plain_number)
                        .or(if plural { None } else { Some(1) });
                if let Some(count) = count {
                    limit = Some(Limit {
                        count,
                        with_ties: count == 1,
                        per: Vec::new(),
                        together: false,
                    });
                }
            }
        } else if let Some(descending) = draft.direction {
            let column = columns
                .iter()
                .position(|c| matches!(c, Column::DaysSince(_)))
                .or_else(|| columns.iter().position(|c| matches!(c, Column::Measure(_))))
                .or_else(|| self.asked_column(&columns));
            if let Some(column) = column {
                order.push(OrderBy { column, descending });
            }
        }
        if !row_form && columns.is_empty() {
            return Err(Declined::Nothing);
        }
        Ok(SemanticQuery {
            form,
            columns,
            filters,
            having,
            order,
            limit,
            counted: None,
        })
    }

    /// Suppliers that products name: rows that name none are nobody.
    fn known_subject(&self, base: &str) -> Option<Predicate> {
        let subject = self.subject.map(|s| &self.model.entities[s])?;
        let [key] = subject.key.as_slice() else {
            return None;
        };
        let elsewhere = subject.own_dataset.is_none()
            && subject.datasets.first().is_some_and(|home| home != base)
            && !self.draft.existence.is_empty();
        elsewhere.then(|| Predicate::Missing {
            attribute: key.clone(),
            negated: true,
        })
    }

    /// Names of the conditions on what was bought: it was not cancelled.
    fn counted_filters(&self, base: &str) -> Vec<String> {
        self.not_cancelled(base)
            .into_iter()
            .filter_map(|p| match p {
                Predicate::Named { filter, .. } if self.draft.bought => Some(filter),
                _ => None,
            })
            .collect()
    }

    /// "Only" and "every" that no condition here reflects: "products kept in every warehouse".
    fn scopes_met(&self, contrasted: bool) -> Result<(), Declined> {
        let draft = self.draft;
        if draft.exclusive.is_some() && !contrasted {
            return Err(Declined::Unused(vec!["only".to_owned()]));
        }
        if draft.kept && draft.per_group && !draft.dimensions.is_empty() {
            return Err(Declined::Unused(vec!["every".to_owned()]));
        }
        Ok(())
    }

    /// Conditions on the finer rows that are counted ("with two backordered lines").
    fn finer_filters(&self) -> Vec<Predicate> {
        let Some(dataset) = self.finer_dataset() else {
            return Vec::new();
        };
        self.named_filters()
            .into_iter()
            .filter(|p| {
                matches!(p, Predicate::Named { filter, .. } if self
                    .model
                    .filter(filter)
                    .is_some_and(|f| f.dataset == dataset))
            })
            .collect()
    }

    /// The dataset whose rows are counted for each row that is listed.
    pub(super) fn finer_dataset(&self) -> Option<String> {
        let counted = self.draft.conditions.iter().find_map(|c| match c.target {
            Some(What::Count(entity)) => self.model.entities[entity].own_dataset.clone(),
            _ => None,
        });
        counted.filter(|_| self.finer_counted())
    }

    /// "customers … with their last order date": the date of each thing that is listed, not one of all.
    fn last_of_each(&self, base: &str, columns: &mut Vec<Column>) -> bool {
        let draft = self.draft;
        let Some(top) = &draft.top else { return false };
        let function = match top.kind {
            crate::draft::TopKind::Latest => semantic::Aggregate::Maximum,
            crate::draft::TopKind::Earliest => semantic::Aggregate::Minimum,
            _ => return false,
        };
        let plural = draft.subjects.first().is_some_and(|s| s.plural);
        let conditioned = !draft.existence.is_empty() || !draft.lags.is_empty();
        let Some(date) = self.asked_date(base) else {
            return false;
        };
        if !plural || !conditioned || top.count.is_some() || !self.transaction(base) {
            return false;
        }
        columns.retain(|c| *c != Column::Attribute(date.clone()));
        columns.push(plain(semantic::Measure::Aggregate {
            function,
            attribute: date,
            dataset: base.to_owned(),
        }));
        true
    }

    /// Conditions with numbers: on columns of the rows, or on what a row's finer rows add up to.
    fn row_conditions(
        &self,
        columns: &mut Vec<Column>,
        filters: &mut Vec<Predicate>,
        parts: &[Predicate],
    ) -> Result<Vec<semantic::query::Having>, Declined> {
        let draft = self.draft;
        let mut having = Vec::new();
        for condition in draft.conditions.clone() {
            let column = condition
                .attribute
                .clone()
                .or_else(|| match &condition.target {
                    Some(What::Metric(candidates)) => candidates
                        .iter()
                        .find_map(|c| row_column(self.model, *c))
                        .filter(|a| self.is_state(a)),
                    Some(What::Attribute(_, attribute)) => Some(attribute.clone()),
                    _ => None,
                });
            match (column, &condition.target) {
                (Some(attribute), _) => filters.push(number_predicate(
                    attribute,
                    condition.comparator,
                    condition.value,
                )),
                (None, target) => {
                    let measure = target
                        .as_ref()
                        .and_then(|w| self.row_measure(w))
                        .or_else(|| self.value_measure());
                    let Some(measure) = measure else {
                        return Err(Declined::Unused(vec![condition.value]));
                    };
                    // "two backordered lines": only those are counted.
                    let column = Column::Measure(semantic::MeasureUse {
                        measure,
                        filters: parts.to_vec(),
                        label: None,
                    });
                    let position = columns
                        .iter()
                        .position(|c| *c == column)
                        .unwrap_or_else(|| {
                            columns.push(column);
                            columns.len() - 1
                        });
                    having.push(semantic::query::Having {
                        column: position,
                        comparator: condition.comparator,
                        value: semantic::query::HavingValue::Number(condition.value),
                    });
                }
            }
        }
        Ok(having)
    }

    pub(super) fn asked_column(&self, columns: &[Column]) -> Option<usize> {
        // "oldest expected date first": the date that was named.
        let asked = self.draft.attributes.last().map(|(a, _)| a);
        let dated = columns
            .iter()
            .position(|c| matches!(c, Column::Attribute(a) if Some(a) == asked && self.is_date(a)));
        if dated.is_some() {
            return dated;
        }
        columns
            .iter()
            .rposition(|c| matches!(c, Column::Attribute(a) if self.numeric(a)))
    }

    /// "never bought lighting": a value behind what must not exist, that says nothing of the thing itself.
    pub(super) fn not_done(&self, at: usize, predicate: &Predicate) -> bool {
        let behind = self.draft.existence.iter().any(|e| {
            e.at < at
                && (matches!(e.what, What::Metric(_))
                    || self.trade_row(&e.what)
                    || self.place_row(&e.what))
        });
        let Some(subject) = self.subject.map(|s| &self.model.entities[s]) else {
            return false;
        };
        let of_itself = super::facts::attribute_of(predicate).is_none_or(|a| {
            subject.key.contains(a)
                || subject.name_attribute.as_ref() == Some(a)
                || subject
                    .own_dataset
                    .as_deref()
                    .is_some_and(|d| self.model.resolve(d, a).is_some())
        });
        behind && !of_itself
    }

    /// "warehouses that don't keep any lighting": the rows that a place lacks.
    fn place_row(&self, what: &What) -> bool {
        let place = self
            .subject
            .is_some_and(|s| self.model.entities[s].name == "warehouse");
        place
            && matches!(what, What::Count(entity) if self.model.entities[*entity].name == "stock_row")
    }

    fn trade_row(&self, what: &What) -> bool {
        matches!(what, What::Count(entity)
            if self.model.entities[*entity].own_dataset.as_deref().is_some_and(|d| self.transaction(d)))
    }

    /// "not kept at OSL-1": the place of the stock that must not exist.
    pub(super) fn not_kept(&self, predicate: &Predicate) -> bool {
        let Some(row) = self.model.entity("stock_row") else {
            return false;
        };
        let place = super::facts::attribute_of(predicate).is_some_and(|a| {
            row.key.contains(a)
                && self
                    .subject
                    .is_none_or(|s| !self.model.entities[s].key.contains(a))
        });
        let absent = self.draft.existence.iter().any(|e| {
            matches!(e.what, What::Count(entity) if self.model.entities[entity].name == row.name)
        });
        self.draft.kept && absent && place
    }

    /// Rows of a dataset, or the distinct things in them.
    pub(super) fn form(&self, base: &str, columns: &[Column]) -> Form {
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.clone());
        let whole = match &own {
            Some(own) => own == base || !self.transaction(base),
            None => self.subject.is_none(),
        };
        let measured = columns.iter().any(|c| matches!(c, Column::Measure(_)));
        if whole || (measured && own.as_deref() == Some(base)) {
            Form::Rows {
                dataset: base.to_owned(),
            }
        } else {
            Form::Groups {
                dataset: Some(base.to_owned()),
                keep_empty: false,
            }
        }
    }
}

/// What must not exist must not exist in the time of the question.
fn with_times(predicate: Predicate, windows: &[Predicate]) -> Predicate {
    match predicate {
        Predicate::Related {
            dataset,
            on,
            mut filters,
            negated: true,
        } => {
            filters.extend(windows.iter().cloned());
            Predicate::Related {
                dataset,
                on,
                filters,
                negated: true,
            }
        }
        other => other,
    }
}
