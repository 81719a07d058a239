//! *Facts* are the datasets that a question is about: hints from its words, choice of metrics, choice of rows.

use semantic::{AttributeId, DataType, Dataset, Measure, MetricKind, Predicate};

use super::Builder;
use crate::draft::What;
use crate::draft::summed_column;

impl Builder<'_> {
    /// Datasets that the words name outright: through filters, single metrics, orders by number, entities.
    pub(super) fn hinted_datasets(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut add = |name: &str| {
            if !found.iter().any(|f| f == name) {
                found.push(name.to_owned());
            }
        };
        for measure in &self.draft.measures {
            if let What::Metric(candidates) | What::Of(_, candidates) = &measure.what {
                for dataset in candidates.iter().flat_map(|m| self.metric_datasets(*m)) {
                    add(&dataset);
                }
            }
        }
        if self.how_much_there_is()
            && let Some(row) = self.model.entity("stock_row")
            && let Some(own) = &row.own_dataset
        {
            add(own);
        }
        // "The reorder point of the drill at OSL-1": a column of the stock.
        for (attribute, _) in &self.draft.attributes {
            let mut homes = self.model.fields_of(attribute).map(|(d, _)| d);
            if let (Some(home), None) = (homes.next(), homes.next())
                && home.default_time.is_none()
                && home.primary_key.len() > 1
            {
                add(&home.name);
            }
        }
        for filter in &self.draft.filters {
            for candidate in &filter.candidates {
                add(&self.model.filters[*candidate].dataset);
            }
        }
        for subject in &self.draft.subjects {
            if let Some(own) = &self.model.entities[subject.entity].own_dataset
                && (self.transaction(own) || self.model.entities[subject.entity].key.len() > 1)
            {
                add(own);
            }
        }
        found
    }

    /// "How much of it at OSL-1": what there is of a product, where nothing is traded, measured or dated.
    fn how_much_there_is(&self) -> bool {
        let draft = self.draft;
        let product = |m: &crate::values::Match| m.attribute.as_str().starts_with("product");
        (draft.how_much || draft.have)
            && !draft.in_money
            && !draft.ordered
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft
                .values
                .iter()
                .any(|v| v.matches.first().is_some_and(product))
    }

    /// Datasets that a metric aggregates.
    pub(super) fn metric_datasets(&self, metric: usize) -> Vec<String> {
        match &self.model.metrics[metric].kind {
            MetricKind::Aggregate { dataset, .. } => vec![dataset.clone()],
            MetricKind::Derived { inputs, .. } => inputs
                .iter()
                .filter_map(|i| self.model.metrics.iter().position(|m| m.name == i.metric))
                .flat_map(|m| self.metric_datasets(m))
                .collect(),
        }
    }

    /// Rows are events (orders, lines), not states (what is in stock, what a product is): they have a date by default.
    pub(super) fn transaction(&self, dataset: &str) -> bool {
        self.model
            .dataset(dataset)
            .is_some_and(|d| d.default_time.is_some())
    }

    /// The metric that the words most likely mean.
    pub(super) fn choose_metric(&self, candidates: &[usize]) -> usize {
        let unit = match (self.draft.in_money, self.draft.in_units) {
            (true, false) => Some("USD"),
            (false, true) => Some("units"),
            _ => None,
        };
        let chosen = self.likeliest_metric(candidates);
        let has =
            |metric: usize, unit: &str| self.model.metrics[metric].unit.as_deref() == Some(unit);
        // "best sellers by units": the words rank by money, the question wants pieces of the same lines.
        // "Fastest movers by units": the pieces behind the pace.
        if unit == Some("units")
            && has(chosen, "units per day")
            && let MetricKind::Derived { inputs, .. } = &self.model.metrics[chosen].kind
            && let Some(pieces) = inputs.iter().find_map(|input| {
                let found = self
                    .model
                    .metrics
                    .iter()
                    .position(|m| m.name == input.metric)?;
                has(found, "units").then_some(found)
            })
        {
            return pieces;
        }
        match unit {
            Some(unit) if !has(chosen, unit) && self.model.metrics[chosen].additive => {
                self.in_unit(chosen, unit).unwrap_or(chosen)
            }
            _ => chosen,
        }
    }

    /// The same figure in another unit: the value of a shortage for the pieces that are short, sales for units sold.
    fn in_unit(&self, chosen: usize, unit: &str) -> Option<usize> {
        let datasets = self.metric_datasets(chosen);
        let metric = &self.model.metrics[chosen];
        let filters = |m: usize| match &self.model.metrics[m].kind {
            MetricKind::Aggregate { filters, .. } => Some(filters),
            MetricKind::Derived { .. } => None,
        };
        let fits = |m: &usize| {
            let other = &self.model.metrics[*m];
            other.unit.as_deref() == Some(unit)
                && other.additive
                && self.metric_datasets(*m) == datasets
        };
        let named = |m: &usize| {
            let other = &self.model.metrics[*m].name;
            other.starts_with(&metric.name) || metric.name.starts_with(other.as_str())
        };
        let all = || (0..self.model.metrics.len()).filter(fits);
        all()
            .find(named)
            .or_else(|| all().find(|m| filters(*m) == filters(chosen)))
            // What has a condition of its own is not worth all that there is.
            .or_else(|| {
                all()
                    .next()
                    .filter(|_| filters(chosen).is_none_or(Vec::is_empty))
            })
    }

    fn likeliest_metric(&self, candidates: &[usize]) -> usize {
        let hints: Vec<String> = self
            .draft
            .filters
            .iter()
            .flat_map(|f| &f.candidates)
            .map(|f| self.model.filters[*f].dataset.clone())
            .collect();
        let subject_metrics = self.subject.map(|s| &self.model.entities[s]);
        let score = |metric: usize| {
            let found = &self.model.metrics[metric];
            let unit = found.unit.as_deref().unwrap_or("");
            let mut score = 0.0_f64;
            if self.draft.in_units && unit == "units" || self.draft.in_money && unit == "USD" {
                score += 3.0;
            }
            if self.draft.bare_count && unit != "USD" && unit != "fraction" {
                score += 2.0;
            }
            if self.draft.how_much && unit == "USD" {
                score += 1.0;
            }
            let percent = self.draft.in_percent
                || self.draft.conditions.iter().any(|c| {
                    c.percent
                        && matches!(&c.target, Some(What::Metric(all)) if all.contains(&metric))
                });
            if percent && unit == "fraction" {
                score += 4.0;
            }
            let datasets = self.metric_datasets(metric);
            let near = |hint: &String| {
                datasets.iter().any(|d| {
                    self.model.reachable(d).iter().any(|(r, _)| r.name == *hint) || d == hint
                })
            };
            if !hints.is_empty() && hints.iter().all(near) {
                score += 2.0;
            }
            // "Lines with the units missing": of the lines, not of the stock.
            let own_rows = self.draft.subjects.iter().any(|s| {
                let own = self.model.entities[s.entity].own_dataset.as_ref();
                own.is_some_and(|own| self.transaction(own) && datasets.contains(own))
            });
            if own_rows {
                score += 1.5;
            }
            if subject_metrics.is_some_and(|e| e.natural_metrics.contains(&found.name)) {
                score += 1.5;
            }
            let resolves = self.filters.iter().all(|(_, p)| {
                attribute_of(p)
                    .is_none_or(|a| datasets.iter().any(|d| self.model.resolve(d, a).is_some()))
            });
            if resolves {
                score += 1.0;
            }
            // "the value of the drills": of what there is; of what was ordered where orders or a time are spoken of.
            let traded = |m: &crate::draft::MeasureMention| match &m.what {
                What::Metric(all) => all
                    .iter()
                    .all(|m| self.metric_datasets(*m).iter().all(|d| self.transaction(d))),
                _ => false,
            };
            let ordered = self.draft.ordered
                || !self.draft.dates.is_empty()
                || self.draft.measures.iter().any(traded)
                || self.subject.is_some_and(|s| {
                    let own = self.model.entities[s].own_dataset.as_deref();
                    own.is_some_and(|d| self.transaction(d))
                })
                || self
                    .draft
                    .filters
                    .iter()
                    .flat_map(|f| &f.candidates)
                    .any(|f| self.transaction(&self.model.filters[*f].dataset));
            if unit == "USD" && datasets.iter().all(|d| self.transaction(d)) == ordered {
                score += 1.0;
            }
            // The supplier of an order rather than the one on the product's record, where both could be meant.
            let at_home = |attribute: &AttributeId| {
                self.model
                    .entities
                    .iter()
                    .filter(|e| {
                        e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute)
                    })
                    .any(|e| {
                        datasets.iter().any(|d| {
                            self.model
                                .resolve(d, attribute)
                                .is_some_and(|(at, _)| e.datasets.first() == Some(&at.name))
                        })
                    })
            };
            let mut spoken: Vec<AttributeId> = self
                .filters
                .iter()
                .filter_map(|(_, p)| attribute_of(p).cloned())
                .collect();
            spoken.extend(
                self.draft
                    .dimensions
                    .iter()
                    .flat_map(|d| self.dimension_attributes(d)),
            );
            spoken.extend(subject_metrics.iter().flat_map(|e| e.key.clone()));
            if subject_metrics.is_some_and(|e| e.key.iter().all(&at_home)) {
                score += 0.3;
            }
            score += 0.4
                * f64::from(
                    u32::try_from(spoken.iter().filter(|a| at_home(a)).count()).unwrap_or(0),
                )
                .min(2.0);
            score
        };
        candidates
            .iter()
            .copied()
            .enumerate()
            .max_by(|(i, a), (j, b)| score(*a).total_cmp(&score(*b)).then(j.cmp(i)))
            .map_or(0, |(_, m)| m)
    }

    /// The measure that words mean.
    pub(super) fn measure_of(&self, what: &What) -> Option<Measure> {
        Some(match what {
            What::Metric(candidates) => Measure::Metric(
                self.model.metrics[self.choose_metric(candidates)]
                    .name
                    .clone(),
            ),
            What::Attribute(function, attribute) => Measure::Aggregate {
                function: *function,
                attribute: attribute.clone(),
                dataset: self.rows_of(*function, attribute)?,
            },
            What::Of(function, candidates) => {
                let metric = self.choose_metric(candidates);
                match summed_column(self.model, metric) {
                    // The mean of an order's value is not the mean of its lines.
                    Some(attribute) if self.is_state(&attribute) => {
                        let dataset = self.home_of(&attribute)?;
                        Measure::Aggregate {
                            function: *function,
                            attribute,
                            dataset,
                        }
                    }
                    Some(_) => return None,
                    None if self.model.metrics[metric].additive => return None,
                    None => Measure::Metric(self.model.metrics[metric].name.clone()),
                }
            }
            What::Count(entity) => {
                let found = &self.model.entities[*entity];
                Measure::Entities {
                    entity: found.name.clone(),
                    dataset: self.counted_in(*entity)?,
                }
            }
        })
    }

    fn home_of(&self, attribute: &AttributeId) -> Option<String> {
        let hints = self.hinted_datasets();
        let homes: Vec<&Dataset> = self.model.fields_of(attribute).map(|(d, _)| d).collect();
        homes
            .iter()
            .find(|d| hints.contains(&d.name))
            .or_else(|| homes.first())
            .map(|d| d.name.clone())
    }

    /// The dataset whose rows an aggregate looks at: the attribute's own, or finer ones where a condition is about
    /// those and the largest or smallest value stays the same.
    fn rows_of(&self, function: semantic::Aggregate, attribute: &AttributeId) -> Option<String> {
        use semantic::Aggregate::{Maximum, Minimum};
        let home = self.home_of(attribute)?;
        let mut spoken: Vec<AttributeId> = self
            .filters
            .iter()
            .filter_map(|(_, p)| attribute_of(p).cloned())
            .collect();
        let dimensions = self.draft.dimensions.iter();
        spoken.extend(dimensions.flat_map(|d| self.dimension_attributes(d)));
        let resolves = |dataset: &str| {
            spoken
                .iter()
                .all(|a| self.model.resolve(dataset, a).is_some())
        };
        if resolves(&home) || !matches!(function, Maximum | Minimum) {
            return Some(home);
        }
        let finer = self.model.datasets.iter().find(|d| {
            self.transaction(&d.name)
                && resolves(&d.name)
                && self
                    .model
                    .reachable(&d.name)
                    .iter()
                    .any(|(r, _)| r.name == home)
        });
        Some(finer.map_or(home, |d| d.name.clone()))
    }

    /// The dataset whose rows are looked at when an entity is counted.
    pub(super) fn counted_in(&self, entity: usize) -> Option<String> {
        let found = &self.model.entities[entity];
        let filter_datasets: Vec<&String> = self
            .draft
            .filters
            .iter()
            .filter(|f| !f.negated)
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| &self.model.filters[f].dataset)
            .collect();
        let holds = |dataset: &str| {
            found
                .key
                .iter()
                .all(|k| self.model.resolve(dataset, k).is_some())
        };
        let resolves = |dataset: &str| {
            self.filters.iter().all(|(_, p)| {
                attribute_of(p).is_none_or(|a| self.model.resolve(dataset, a).is_some())
            }) && filter_datasets.iter().all(|f| {
                self.model
                    .reachable(dataset)
                    .iter()
                    .any(|(r, _)| r.name == **f)
            })
        };
        let dimension_fits = |dataset: &str| {
            self.draft.dimensions.iter().all(|d| {
                self.dimension_attributes(d)
                    .iter()
                    .all(|a| self.model.resolve(dataset, a).is_some())
            })
        };
        // "the number of products sold": among the lines of what happened.
        if let Some(metrics) = &self.draft.counted_in
            && let Some(dataset) = self
                .metric_datasets(self.choose_metric(metrics))
                .into_iter()
                .next()
            && holds(&dataset)
        {
            return Some(dataset);
        }
        let own = found.own_dataset.iter();
        let mut candidates: Vec<&String> = own
            .chain(found.datasets.iter())
            .chain(filter_datasets.iter().copied())
            .collect();
        candidates.extend(self.model.datasets.iter().map(|d| &d.name));
        // The supplier of an order, not the one on the product's record.
        let at_home = |dataset: &str| {
            found.key.iter().all(|k| {
                self.model
                    .resolve(dataset, k)
                    .is_some_and(|(d, _)| found.datasets.first() == Some(&d.name))
            })
        };
        candidates
            .iter()
            .find(|d| holds(d) && at_home(d) && resolves(d) && dimension_fits(d))
            .or_else(|| {
                candidates
                    .iter()
                    .find(|d| holds(d) && resolves(d) && dimension_fits(d))
            })
            .or_else(|| candidates.iter().find(|d| holds(d) && resolves(d)))
            .or_else(|| candidates.iter().find(|d| holds(d) && dimension_fits(d)))
            .or_else(|| candidates.iter().find(|d| holds(d)))
            .map(|d| (*d).clone())
    }

    /// The named filter that words mean beside the others.
    pub(super) fn choose_filter(&self, candidates: &[usize]) -> Option<usize> {
        let wanted: Vec<String> = self
            .draft
            .subjects
            .iter()
            .filter_map(|s| self.model.entities[s.entity].own_dataset.clone())
            .filter(|d| self.transaction(d))
            .chain(self.draft.measures.iter().flat_map(|m| {
                match &m.what {
                    What::Metric(c) if c.len() == 1 => self.metric_datasets(c[0]),
                    What::Count(e) => self.model.entities[*e]
                        .own_dataset
                        .clone()
                        .into_iter()
                        .collect(),
                    _ => Vec::new(),
                }
            }))
            .collect();
        let reached = |filter: usize| {
            let dataset = &self.model.filters[filter].dataset;
            wanted.iter().any(|w| {
                self.model
                    .reachable(w)
                    .iter()
                    .any(|(r, _)| r.name == *dataset)
            })
        };
        let own = |filter: usize| wanted.contains(&self.model.filters[filter].dataset);
        // "units still to be received": the condition that says how many there are.
        let in_units = |filter: usize| {
            self.draft.in_units
                && self.draft.bare_count
                && self.model.filters[filter]
                    .degree
                    .as_ref()
                    .is_some_and(|degree| {
                        self.model.metric(degree).and_then(|m| m.unit.as_deref()) == Some("units")
                    })
        };
        candidates
            .iter()
            .copied()
            .find(|f| in_units(*f))
            .or_else(|| candidates.iter().copied().find(|f| own(*f)))
            .or_else(|| candidates.iter().copied().find(|f| reached(*f)))
            .or_else(|| candidates.first().copied())
    }

    /// Attributes that a dimension groups by: code and name.
    pub(super) fn dimension_attributes(
        &self,
        dimension: &crate::draft::Dimension,
    ) -> Vec<AttributeId> {
        match dimension {
            crate::draft::Dimension::Entity(entity) => {
                let found = &self.model.entities[*entity];
                let mut all = found.key.clone();
                all.extend(found.name_attribute.clone());
                // Beside another group, such as the country, the part alone says which.
                let others = self.draft.dimensions.iter().any(|d| d != dimension)
                    || self.subject.is_some_and(|s| s != *entity) && self.draft.per_group;
                if !others {
                    all.extend(self.whole_of_part(&found.key));
                }
                all
            }
            crate::draft::Dimension::Attribute(attribute) => {
                // A code brings its name along.
                let entity = self.model.entities.iter().find(|e| {
                    e.key.as_slice() == [attribute.clone()]
                        || e.name_attribute.as_ref() == Some(attribute)
                });
                match entity {
                    Some(entity) => entity
                        .key
                        .iter()
                        .chain(&entity.name_attribute)
                        .cloned()
                        .collect(),
                    None => vec![attribute.clone()],
                }
            }
        }
    }

    /// "By state": the area as it stands in the data, of which the state is the first part.
    pub(super) fn whole_of_part(&self, key: &[AttributeId]) -> Option<AttributeId> {
        let [part] = key else { return None };
        let whole = self
            .model
            .datasets
            .iter()
            .flat_map(|d| &d.fields)
            .find(|f| {
                f.parts
                    .iter()
                    .any(|p| p.attribute == *part && p.position == 1)
            })?;
        let attribute = whole.attributes.first()?;
        self.model
            .entities
            .iter()
            .any(|e| e.key.as_slice() == std::slice::from_ref(attribute))
            .then(|| attribute.clone())
    }

    /// A numeric attribute.
    pub(super) fn numeric(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(_, f)| matches!(f.data_type, DataType::Integer | DataType::Decimal))
    }
}

/// The attribute that a simple condition is about.
pub(super) fn attribute_of(predicate: &Predicate) -> Option<&AttributeId> {
    match predicate {
        Predicate::In { attribute, .. }
        | Predicate::Contains { attribute, .. }
        | Predicate::Missing { attribute, .. } => Some(attribute),
        Predicate::Within { attribute, .. } => attribute.as_ref(),
        _ => None,
    }
}
