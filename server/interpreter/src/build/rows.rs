//! Questions that list: rows of a table, or the distinct things in them.

use semantic::{
    AttributeId, Column, Form, Limit, Measure, MetricKind, Operand, OrderBy, Predicate,
    SemanticQuery,
};

use super::grouped::number_predicate;
use super::{Builder, Declined, plain};
use crate::draft::{Dimension, Existence, TopKind, What, row_column};

impl Builder<'_> {
    /// The entity that is asked for: the first that was named, or what the values stand for.
    pub(super) fn choose_subject(&self) -> Option<usize> {
        let draft = self.draft;
        let product = self.model.entities.iter().position(|e| e.name == "product");
        if let Some(subject) = draft.subjects.first() {
            // "what do pedals cost and who supplies them": columns of the product, with its supplier beside.
            let of_product = draft.attributes.iter().any(|(a, _)| {
                self.numeric(a)
                    && self
                        .model
                        .fields_of(a)
                        .next()
                        .is_some_and(|(d, _)| d.name == "product")
            });
            let values = self.filters.iter().any(|(_, p)| {
                super::facts::attribute_of(p).is_some_and(|a| a.as_str().starts_with("product"))
            });
            let beside =
                draft.subjects.len() == 1 && self.model.entities[subject.entity].key.len() == 1;
            return if of_product && values && beside {
                product
            } else {
                Some(subject.entity)
            };
        }
        let named = |name: &str| self.model.entities.iter().position(|e| e.name == name);
        if draft.due || draft.delivered {
            return self.model.entities.iter().position(|e| {
                e.own_dataset
                    .as_deref()
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.fields.iter().any(|f| f.delivery_date))
            });
        }
        if draft.who {
            let hints = self.hinted_datasets();
            let found = ["customer", "supplier"].into_iter().find(|name| {
                self.model.entity(name).is_some_and(|e| {
                    hints.is_empty()
                        || hints.iter().any(|h| {
                            self.model
                                .reachable(h)
                                .iter()
                                .any(|(d, _)| e.datasets.first() == Some(&d.name))
                        })
                })
            });
            return found.and_then(named).or_else(|| named("supplier"));
        }
        let of_products = self.filters.iter().any(|(_, p)| {
            matches!(p, Predicate::In { attribute, .. } if attribute.as_str() == "product_group"
                || attribute.as_str() == "product_name" || attribute.as_str() == "product_code")
        });
        let lists = draft.list
            || !draft.conditions.is_empty()
            || draft.top.is_some()
            || draft.more_than_before.is_some()
            || draft.rank;
        if of_products && (lists || !draft.filters.is_empty()) {
            return named("product");
        }
        let ranks = draft.top.is_some()
            && draft.grain.is_none()
            && (draft.dimensions.is_empty() || draft.per_group);
        if ranks
            || !draft.existence.is_empty()
            || draft.ordered && draft.measures.is_empty() && !draft.bare_count && !draft.how_much
        {
            return named("product");
        }
        None
    }

    /// Measures that are plain columns of the rows that are listed: they are shown row by row.
    pub(super) fn rows_fit(&self) -> bool {
        let draft = self.draft;
        if draft.grain.is_some()
            || !draft.dimensions.is_empty()
            || draft.how_much
            || draft.bare_count
            || draft.total
            || draft.share.is_some()
            || draft.rank
        {
            return false;
        }
        let columns = |what: &What| match what {
            What::Attribute(semantic::Aggregate::Sum, _) => true,
            What::Metric(candidates) => candidates
                .iter()
                .find_map(|c| row_column(self.model, *c))
                .is_some_and(|a| self.is_state(&a)),
            _ => false,
        };
        let order_level = |what: &What| match (what, self.subject) {
            (What::Metric(candidates), Some(subject)) => {
                let entity = &self.model.entities[subject];
                entity
                    .own_dataset
                    .as_deref()
                    .is_some_and(|d| self.transaction(d))
                    && candidates.iter().any(|c| {
                        entity
                            .natural_metrics
                            .contains(&self.model.metrics[*c].name)
                            || self.is_money(*c)
                    })
            }
            (What::Attribute(semantic::Aggregate::Sum, _), Some(subject)) => self.model.entities
                [subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d)),
            _ => false,
        };
        let product = self.subject.is_none_or(|s| {
            matches!(
                self.model.entities[s].name.as_str(),
                "product" | "stock_row"
            )
        });
        let wanted = draft
            .measures
            .iter()
            .map(|m| &m.what)
            .chain(draft.conditions.iter().filter_map(|c| c.target.as_ref()));
        let all: Vec<&What> = wanted.collect();
        if all.is_empty() {
            return false;
        }
        let top = draft
            .top
            .as_ref()
            .is_some_and(|t| !matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        let stock_list = product
            && !top
            && (draft.list || !draft.conditions.is_empty() || !draft.attributes.is_empty())
            && draft.dates.is_empty()
            && all.iter().all(|w| columns(w));
        let orders = all.iter().all(|w| order_level(w)) && draft.versus == draft.dates.len().gt(&1);
        stock_list || orders
    }

    pub(super) fn is_state(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(d, _)| !self.transaction(&d.name))
    }

    fn is_money(&self, metric: usize) -> bool {
        self.model.metrics[metric].unit.as_deref() == Some("USD")
            && self.model.metrics[metric].additive
    }

    pub(super) fn rows(&mut self) -> Result<SemanticQuery, Declined> {
        let draft = self.draft;
        let nothing = draft.subjects.is_empty()
            && draft.attributes.is_empty()
            && draft.filters.is_empty()
            && draft.existence.is_empty()
            && draft.against.is_empty()
            && draft.conditions.is_empty()
            && draft.keys.is_empty()
            && !draft.due
            && draft.measures.is_empty()
            && self.subject.is_none();
        if nothing {
            return Err(Declined::Nothing);
        }
        let base = self.base_dataset().ok_or(Declined::Nothing)?;
        let values: Vec<Predicate> = self.filters.iter().map(|(_, p)| p.clone()).collect();
        let mut filters: Vec<Predicate> = values
            .into_iter()
            .map(|p| self.absent_value(&base, p))
            .collect();
        let mut related_keys: Vec<AttributeId> = Vec::new();
        for predicate in self.named_filters() {
            filters.push(self.reachable_or_related(&base, predicate, &mut related_keys));
        }
        filters.extend(self.against());
        filters.extend(self.open_when_due(Some(&base)));
        let existing = self.existence(&base);
        let inside = !existing.is_empty();
        let windows = self.windows(Some(&base));
        for mut predicate in existing {
            if let Predicate::Related {
                filters: conditions,
                ..
            } = &mut predicate
            {
                conditions.extend(windows.iter().cloned());
            }
            filters.push(predicate);
        }
        if !inside {
            filters.extend(windows);
        }
        if self.existence_unmet(&filters) {
            return Err(Declined::Unused(vec!["not".to_owned()]));
        }
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
                    let position = columns
                        .iter()
                        .position(|c| *c == plain(measure.clone()))
                        .unwrap_or_else(|| {
                            columns.push(plain(measure));
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
        let mut limit = None;
        if let Some(top) = &draft.top {
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
                    });
                }
            }
        } else if let Some(descending) = draft.direction {
            let column = columns
                .iter()
                .position(|c| matches!(c, Column::Measure(_)))
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
        })
    }

    fn asked_column(&self, columns: &[Column]) -> Option<usize> {
        columns
            .iter()
            .rposition(|c| matches!(c, Column::Attribute(a) if self.numeric(a)))
    }

    /// Rows of a dataset, or the distinct things in them.
    fn form(&self, base: &str, columns: &[Column]) -> Form {
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

    /// The dataset whose rows are looked at: it holds the subject and reaches as much of the rest as possible.
    fn base_dataset(&self) -> Option<String> {
        let draft = self.draft;
        let mut wanted: Vec<AttributeId> = self
            .filters
            .iter()
            .filter_map(|(_, p)| super::facts::attribute_of(p).cloned())
            .collect();
        wanted.extend(draft.attributes.iter().map(|(a, _)| a.clone()));
        wanted.extend(
            draft
                .against
                .iter()
                .flat_map(|a| a.left.iter().chain([&a.right]))
                .cloned(),
        );
        wanted.extend(draft.conditions.iter().filter_map(|c| c.attribute.clone()));
        for what in draft
            .measures
            .iter()
            .map(|m| &m.what)
            .chain(draft.conditions.iter().filter_map(|c| c.target.as_ref()))
        {
            if let What::Metric(candidates) = what
                && let Some(column) = candidates
                    .iter()
                    .find_map(|c| row_column(self.model, *c))
                    .filter(|a| self.is_state(a))
            {
                wanted.push(column);
            }
        }
        let filters: Vec<String> = draft
            .filters
            .iter()
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| self.model.filters[f].dataset.clone())
            .collect();
        let subject = self.subject.map(|s| &self.model.entities[s]);
        let trade = self
            .model
            .entities
            .iter()
            .find(|e| draft.ordered && e.key.len() > 2 && e.own_dataset.is_some());
        let mut others: Vec<&semantic::Entity> = draft
            .subjects
            .iter()
            .filter(|s| Some(s.entity) != self.subject)
            .map(|s| &self.model.entities[s.entity])
            .collect();
        others.extend(trade);
        let score = |dataset: &str| {
            let reach: Vec<&str> = self
                .model
                .reachable(dataset)
                .iter()
                .map(|(d, _)| d.name.as_str())
                .collect();
            let mut score = 0_i32;
            for attribute in &wanted {
                score += if self.model.resolve(dataset, attribute).is_some() {
                    20
                } else {
                    -20
                };
            }
            for filter in &filters {
                score += if reach.contains(&filter.as_str()) {
                    20
                } else {
                    -10
                };
            }
            if let Some(subject) = subject {
                let holds = subject
                    .key
                    .iter()
                    .all(|k| self.model.resolve(dataset, k).is_some());
                score += if holds { 30 } else { -100 };
                if subject.own_dataset.as_deref() == Some(dataset) {
                    score += 6;
                } else if let Some(position) = subject.datasets.iter().position(|d| d == dataset) {
                    score += 4 - i32::try_from(position).unwrap_or(4).min(4);
                }
            }
            for other in &others {
                let holds = other
                    .key
                    .iter()
                    .all(|k| self.model.resolve(dataset, k).is_some());
                score += if holds { 8 } else { -4 };
            }
            if filters.iter().any(|f| f == dataset) {
                score += 3;
            }
            // The fewer tables the better.
            score - i32::try_from(reach.len()).unwrap_or(0)
        };
        let best = self.model.datasets.iter().max_by_key(|d| score(&d.name))?;
        (score(&best.name) > -50).then(|| best.name.clone())
    }

    /// Columns of a list: what names the thing, what was asked for, what the conditions speak of.
    fn list_columns(&mut self, base: &str, related: &[AttributeId]) -> Vec<Column> {
        let draft = self.draft;
        let mut attributes: Vec<AttributeId> = Vec::new();
        let mut add = |list: &[AttributeId]| {
            for attribute in list {
                if !attributes.contains(attribute) && self.model.resolve(base, attribute).is_some()
                {
                    attributes.push(attribute.clone());
                }
            }
        };
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.clone());
        let state_rows = !self.transaction(base) && own.as_deref().is_none_or(|o| o != base);
        let row_list = self
            .model
            .dataset(base)
            .map(|d| d.list.clone())
            .unwrap_or_default();
        match self.subject {
            Some(subject) => {
                let entity = &self.model.entities[subject];
                if state_rows && entity.own_dataset.is_some() {
                    add(&row_list);
                }
                add(&entity.list);
            }
            None => add(&row_list),
        }
        add(related);
        for (attribute, _) in &draft.attributes {
            add(std::slice::from_ref(attribute));
        }
        let distinct = !matches!(self.form(base, &[]), Form::Rows { .. });
        for other in draft
            .subjects
            .iter()
            .filter(|s| Some(s.entity) != self.subject)
        {
            let entity = &self.model.entities[other.entity];
            let event = entity
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d));
            if distinct && event {
                continue;
            }
            let keys: Vec<AttributeId> = entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect();
            add(&keys);
        }
        for dimension in &draft.dimensions {
            add(&self.dimension_attributes(dimension));
        }
        if draft.who
            && draft.subjects.is_empty()
            && let Some(subject) = self.subject
        {
            add(&self.dimension_attributes(&Dimension::Entity(subject)));
        }
        for against in &draft.against {
            let pair: Vec<AttributeId> = against
                .left
                .iter()
                .chain([&against.right])
                .cloned()
                .collect();
            add(&pair);
        }
        for condition in &draft.conditions {
            if let Some(attribute) = &condition.attribute {
                add(std::slice::from_ref(attribute));
            }
        }
        let groups = !matches!(self.form(base, &[]), Form::Rows { .. });
        if !groups {
            for mention in &draft.filters {
                if let Some(filter) = self.choose_filter(&mention.candidates) {
                    add(&self.model.filters[filter].show.clone());
                }
            }
        }
        if draft.how_long
            && !groups
            && let Some(date) = self.asked_date(base)
        {
            let mut columns: Vec<Column> = attributes.into_iter().map(Column::Attribute).collect();
            columns.push(Column::DaysSince(date));
            return columns;
        }
        let mut columns: Vec<Column> = attributes.into_iter().map(Column::Attribute).collect();
        let mut measures: Vec<Measure> = draft
            .measures
            .iter()
            .filter_map(|m| self.row_measure(&m.what))
            .collect();
        if draft.in_money && measures.is_empty() {
            measures.extend(self.value_measure());
        }
        let pair: Vec<AttributeId> = draft
            .attributes
            .iter()
            .map(|(a, _)| a.clone())
            .filter(|a| self.numeric(a))
            .collect();
        if let (true, [left, right]) = (draft.difference, pair.as_slice()) {
            columns.push(Column::DifferenceOf {
                left: left.clone(),
                right: right.clone(),
            });
        }
        if draft.difference {
            for mention in &draft.filters {
                let degree = self
                    .choose_filter(&mention.candidates)
                    .and_then(|f| self.model.filters[f].degree.clone());
                measures.extend(degree.map(Measure::Metric));
            }
        }
        for measure in measures {
            if !columns.contains(&plain(measure.clone())) {
                columns.push(plain(measure));
            }
        }
        columns
    }

    /// The value of each listed order, and the like.
    fn value_measure(&self) -> Option<Measure> {
        let entity = &self.model.entities[self.subject?];
        entity
            .natural_metrics
            .iter()
            .find(|n| {
                self.model
                    .metric(n)
                    .is_some_and(|m| m.unit.as_deref() == Some("USD"))
            })
            .map(|n| Measure::Metric(n.clone()))
    }

    /// A measure of one row: the value of an order is the sum of its lines, whatever its status.
    fn row_measure(&self, what: &What) -> Option<Measure> {
        let entity = self.subject.map(|s| &self.model.entities[s]);
        if let (What::Metric(candidates), Some(entity)) = (what, entity) {
            let natural = candidates.iter().find(|c| {
                entity
                    .natural_metrics
                    .contains(&self.model.metrics[**c].name)
            });
            if let Some(metric) = natural {
                return Some(Measure::Metric(self.model.metrics[*metric].name.clone()));
            }
            if entity
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
                && candidates.iter().any(|c| self.is_money(*c))
            {
                return self.value_measure();
            }
        }
        self.measure_of(what)
    }

    fn asked_date(&self, base: &str) -> Option<AttributeId> {
        let asked = self.draft.attributes.iter().map(|(a, _)| a).find(|a| {
            self.model.fields_of(a).any(|(_, f)| {
                matches!(
                    f.data_type,
                    semantic::DataType::Date | semantic::DataType::Timestamp
                )
            })
        });
        asked
            .cloned()
            .or_else(|| self.model.dataset(base)?.default_time.clone())
    }

    /// The column that ranks rows: a date for "latest", a measure or number otherwise.
    fn row_order(
        &self,
        base: &str,
        columns: &mut Vec<Column>,
        kind: TopKind,
    ) -> (Option<usize>, bool) {
        let dated = matches!(kind, TopKind::Latest | TopKind::Earliest);
        let wanted = if dated {
            self.asked_date(base).map(Column::Attribute)
        } else {
            let numeric = self
                .draft
                .attributes
                .iter()
                .map(|(a, _)| a)
                .find(|a| self.numeric(a));
            numeric
                .cloned()
                .map(Column::Attribute)
                .or_else(|| {
                    columns
                        .iter()
                        .find(|c| matches!(c, Column::Measure(_)))
                        .cloned()
                })
                .or_else(|| self.value_measure().map(plain))
        };
        let Some(wanted) = wanted else {
            return (None, false);
        };
        let position = columns
            .iter()
            .position(|c| *c == wanted)
            .unwrap_or_else(|| {
                columns.push(wanted);
                columns.len() - 1
            });
        (
            Some(position),
            matches!(kind, TopKind::Latest | TopKind::Most | TopKind::Best),
        )
    }

    /// Named filters of the question.
    pub(super) fn named_filters(&self) -> Vec<Predicate> {
        self.draft
            .filters
            .iter()
            .filter_map(|mention| {
                let filter = self.choose_filter(&mention.candidates)?;
                Some(Predicate::Named {
                    filter: self.model.filters[filter].name.clone(),
                    negated: mention.negated,
                })
            })
            .collect()
    }

    /// Columns compared with columns.
    pub(super) fn against(&mut self) -> Vec<Predicate> {
        let draft = self.draft;
        draft
            .against
            .iter()
            .map(|against| {
                let left = against
                    .left
                    .clone()
                    .unwrap_or_else(|| self.counterpart(&against.right));
                let right = match against.factor {
                    Some(factor) => Operand::Scaled {
                        attribute: against.right.clone(),
                        factor: factor.to_owned(),
                    },
                    None => Operand::Attribute(against.right.clone()),
                };
                Predicate::Compare {
                    left: Operand::Attribute(left),
                    comparator: against.comparator,
                    right,
                }
            })
            .collect()
    }

    /// What a limit is compared with when the question leaves it out: the column that the model's filters set beside it.
    fn counterpart(&self, right: &AttributeId) -> AttributeId {
        let beside = self
            .model
            .filters
            .iter()
            .find(|f| f.show.len() == 2 && f.show.contains(right));
        beside
            .and_then(|f| f.show.iter().find(|a| *a != right))
            .cloned()
            .unwrap_or_else(|| right.clone())
    }

    /// What is due is still open.
    pub(super) fn open_when_due(&self, base: Option<&str>) -> Vec<Predicate> {
        let open_period = |d: &crate::draft::DateMention| {
            crate::draft::range_of(&d.phrase)
                .is_some_and(|r| r.whole.until.is_none_or(|until| until > self.today))
        };
        let due =
            self.draft.due || self.draft.delivered && self.draft.dates.iter().any(open_period);
        if !due {
            return Vec::new();
        }
        let Some(base) = base else { return Vec::new() };
        let already = self.named_filters().iter().any(|p| matches!(p, Predicate::Named { filter, .. } if filter.starts_with("open_") || filter.starts_with("overdue_")));
        if already {
            return Vec::new();
        }
        let reach: Vec<String> = self
            .model
            .reachable(base)
            .iter()
            .map(|(d, _)| d.name.clone())
            .collect();
        self.model
            .filters
            .iter()
            .find(|f| f.name.starts_with("open_") && reach.contains(&f.dataset))
            .map(|f| Predicate::Named {
                filter: f.name.clone(),
                negated: false,
            })
            .into_iter()
            .collect()
    }

    /// A named filter as it stands where the rows reach its dataset, else as a condition on related rows.
    fn reachable_or_related(
        &self,
        base: &str,
        predicate: Predicate,
        keys: &mut Vec<AttributeId>,
    ) -> Predicate {
        let Predicate::Named { filter, .. } = &predicate else {
            return predicate;
        };
        let Some(dataset) = self.model.filter(filter).map(|f| f.dataset.clone()) else {
            return predicate;
        };
        if self
            .model
            .reachable(base)
            .iter()
            .any(|(d, _)| d.name == dataset)
        {
            return predicate;
        }
        let on = self.shared_keys(base, &dataset);
        if on.is_empty() {
            return predicate;
        }
        keys.extend(on.iter().cloned());
        Predicate::Related {
            dataset,
            on,
            filters: vec![predicate],
            negated: false,
        }
    }

    /// Codes of things that rows of both datasets carry.
    fn shared_keys(&self, base: &str, other: &str) -> Vec<AttributeId> {
        self.model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .map(|e| e.key[0].clone())
            .filter(|k| {
                matches!(
                    k.as_str(),
                    "product_code" | "warehouse_code" | "supplier_code" | "customer_code"
                )
            })
            .filter(|k| {
                self.model.resolve(base, k).is_some() && self.model.resolve(other, k).is_some()
            })
            // What the product's own record says follows from the product.
            .filter(|k| {
                !self
                    .model
                    .resolve(other, k)
                    .is_some_and(|(d, _)| d.name == "product" && d.primary_key != [k.as_str()])
            })
            .collect()
    }

    /// "customers who never bought lighting": no row with the value, rather than rows with another one.
    fn absent_value(&self, base: &str, predicate: Predicate) -> Predicate {
        let Predicate::In {
            attribute,
            values,
            negated: true,
        } = &predicate
        else {
            return predicate;
        };
        let Some(subject) = self.subject.map(|s| &self.model.entities[s]) else {
            return predicate;
        };
        let own = subject.own_dataset.as_deref() == Some(base)
            || !self.transaction(base) && subject.name == "product";
        if own
            || subject.key.contains(attribute)
            || subject.name_attribute.as_ref() == Some(attribute)
        {
            return predicate;
        }
        let condition = Predicate::In {
            attribute: attribute.clone(),
            values: values.clone(),
            negated: false,
        };
        Predicate::Related {
            dataset: base.to_owned(),
            on: subject.key.clone(),
            filters: vec![condition],
            negated: true,
        }
    }

    /// Some of what must not exist could not be put as a condition.
    pub(super) fn existence_unmet(&self, filters: &[Predicate]) -> bool {
        let met = filters
            .iter()
            .filter(|p| matches!(p, Predicate::Related { negated: true, .. }))
            .count();
        met < self.draft.existence.len()
    }

    /// Conditions that something does not exist.
    pub(super) fn existence(&self, base: &str) -> Vec<Predicate> {
        self.draft
            .existence
            .iter()
            .filter_map(|e| self.absent(base, e))
            .collect()
    }

    fn absent(&self, base: &str, existence: &Existence) -> Option<Predicate> {
        let (dataset, names) = match &existence.what {
            What::Metric(candidates) | What::Of(_, candidates) => {
                let metric = self.choose_metric(candidates);
                match &self.model.metrics[metric].kind {
                    MetricKind::Aggregate {
                        dataset, filters, ..
                    } => (dataset.clone(), filters.clone()),
                    MetricKind::Derived { .. } => return None,
                }
            }
            What::Count(entity) => (
                self.model.entities[*entity].own_dataset.clone()?,
                Vec::new(),
            ),
            What::Attribute(..) => return None,
        };
        let subject = self
            .subject
            .map(|s| self.model.entities[s].key.clone())
            .filter(|k| k.len() == 1);
        let on = match subject {
            Some(key) if self.model.resolve(&dataset, &key[0]).is_some() => key,
            _ => self
                .shared_keys(base, &dataset)
                .into_iter()
                .take(1)
                .collect(),
        };
        if on.is_empty() {
            return None;
        }
        let filters = names
            .into_iter()
            .map(|filter| Predicate::Named {
                filter,
                negated: false,
            })
            .collect();
        Some(Predicate::Related {
            dataset,
            on,
            filters,
            negated: true,
        })
    }
}
