//! Questions that measure: figures, rankings, comparisons of periods, shares.

use semantic::query::HavingValue;
use semantic::{
    Column, Comparator, Form, Having, Limit, Measure, MeasureUse, OrderBy, Predicate,
    SemanticQuery, Window,
};

use super::time::Compared;
use super::{Builder, Declined, plain};
use crate::draft::{Condition, Dimension, TopKind, What, summed_column};

/// Rows that "the top" of something has when no number was said.
const USUAL_TOP: u64 = 10;

impl Builder<'_> {
    pub(super) fn grouped(&mut self) -> Result<SemanticQuery, Declined> {
        self.nothing_lost()?;
        let measures = self.asked_measures()?;
        let mut columns = self.group_columns(&measures);
        let keys = columns.len();
        let compared = self.compared();
        let mut having = Vec::new();
        if let Some(grain) = self.draft.grain {
            columns.insert(
                0,
                Column::Time {
                    attribute: self.time_attribute(&measures),
                    grain,
                },
            );
        }
        let first_measure = columns.len();
        if let Some(at) = self.draft.share {
            return self.shares(columns, &measures, at);
        }
        match &compared {
            Some(compared) => self.compare_columns(&mut columns, &measures, compared, &mut having),
            None => columns.extend(measures.iter().cloned().map(Column::Measure)),
        }
        if self.draft.running {
            columns.push(Column::RunningTotal { of: first_measure });
        }
        self.conditions(&mut columns, &mut having)?;
        let mut filters = self.common_filters(&measures);
        if self.existence_unmet(&filters) {
            return Err(Declined::Unused(vec!["not".to_owned()]));
        }
        if compared.is_none() {
            let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
            let windows = self.windows(dataset.as_deref());
            // "products not sold this year": the time is that of what did not happen.
            let mut absent = filters.iter_mut().filter_map(|p| match p {
                Predicate::Related {
                    filters,
                    negated: true,
                    ..
                } => Some(filters),
                _ => None,
            });
            match absent.next() {
                Some(conditions) => conditions.extend(windows),
                None => filters.extend(windows),
            }
        }
        let mut query = SemanticQuery {
            form: Form::Groups {
                dataset: None,
                keep_empty: self.draft.keep_empty,
            },
            columns,
            filters,
            having,
            order: Vec::new(),
            limit: None,
        };
        self.rank(&mut query, first_measure, keys, compared.is_some());
        Ok(query)
    }

    /// The measures to show, each with the conditions of its own.
    fn asked_measures(&mut self) -> Result<Vec<MeasureUse>, Declined> {
        let mut found: Vec<(usize, Measure)> = Vec::new();
        for mention in &self.draft.measures {
            // A mean of sums (orders a day, on average) is not a measure that groups have.
            let Some(measure) = self.measure_of(&mention.what) else {
                return Err(Declined::Unused(vec!["average".to_owned()]));
            };
            if !found.iter().any(|(_, m)| *m == measure) {
                found.push((mention.at, measure));
            }
        }
        for condition in &self.draft.conditions {
            if let Some(what) = &condition.target
                && let Some(measure) = self.measure_of(what)
                && !found.iter().any(|(_, m)| *m == measure)
            {
                found.push((condition.at, measure));
            }
        }
        for (attribute, at) in &self.draft.attributes {
            if let Some(what) = self.aggregate_of(attribute)
                && let Some(measure) = self.measure_of(&what)
                && !found.iter().any(|(_, m)| *m == measure)
            {
                found.push((*at, measure));
            }
        }
        for condition in self.draft.conditions.clone() {
            if condition.target.is_none()
                && condition.attribute.is_none()
                && let Some(measure) = self
                    .implied_target(&condition)
                    .and_then(|w| self.measure_of(&w))
                && found.is_empty()
            {
                let label = self.label(&measure).to_lowercase();
                self.assume(format!("The number is taken for the {label}."), 0.05);
                found.push((condition.at, measure));
            }
        }
        if self.draft.difference {
            for filter in &self.draft.filters {
                let degree = self
                    .choose_filter(&filter.candidates)
                    .and_then(|f| self.model.filters[f].degree.clone());
                if let Some(name) = degree.filter(|n| self.model.metric(n).is_some()) {
                    found.push((filter.at, Measure::Metric(name)));
                }
            }
        }
        // "open orders by supplier with value": how many there are comes along.
        if let Some(subject) = draft_subject(self.draft)
            .filter(|_| !found.is_empty() && !self.draft.dimensions.is_empty())
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
            && let Some(count) = self.measure_of(&What::Count(subject))
            && !found.iter().any(|(_, m)| *m == count)
        {
            found.push((usize::MAX, count));
        }
        if found.is_empty() {
            found.extend(self.default_measure()?);
        }
        Ok(self.with_local_conditions(&found))
    }

    /// What a column is for a group: the total of an additive number, the mean of another, the last or first of dates.
    fn aggregate_of(&self, attribute: &semantic::AttributeId) -> Option<What> {
        use semantic::{Aggregate, DataType};
        let (_, field) = self.model.fields_of(attribute).next()?;
        let function = match (field.data_type, self.draft.top.as_ref().map(|t| t.kind)) {
            (DataType::Date | DataType::Timestamp, Some(TopKind::Latest)) => Aggregate::Maximum,
            (DataType::Date | DataType::Timestamp, Some(TopKind::Earliest)) => Aggregate::Minimum,
            (DataType::Integer | DataType::Decimal, _) if field.additive => Aggregate::Sum,
            (DataType::Integer | DataType::Decimal, _) => Aggregate::Average,
            _ => return None,
        };
        Some(What::Attribute(function, attribute.clone()))
    }

    /// Words that change the sense must find their use here; otherwise there is no answer.
    fn nothing_lost(&self) -> Result<(), Declined> {
        let draft = self.draft;
        let ranges = draft
            .dates
            .iter()
            .filter(|d| crate::draft::range_of(&d.phrase).is_some())
            .count();
        let relative = draft.dates.len() - ranges;
        let degree = draft.filters.iter().any(|f| {
            self.choose_filter(&f.candidates)
                .is_some_and(|f| self.model.filters[f].degree.is_some())
        });
        let compares = ranges > 1
            || ranges == 1 && (relative > 0 || draft.growth || draft.more_than_before.is_some());
        let lost = [
            (draft.how_long, "how long"),
            (draft.growth && !compares, "growth"),
            (draft.difference && !compares && !degree, "difference"),
            (draft.more_than_before.is_some() && !compares, "more"),
            (relative > 0 && ranges == 0, "before"),
            (ranges > 2, "the third period"),
        ];
        let lost: Vec<String> = lost
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| (*word).to_owned())
            .collect();
        if lost.is_empty() {
            Ok(())
        } else {
            Err(Declined::Unused(lost))
        }
    }

    /// What is measured when the question does not say: how many of the subject, or its natural metric.
    fn default_measure(&mut self) -> Result<Vec<(usize, Measure)>, Declined> {
        let draft = self.draft;
        let natural = |entity: usize, units: bool| {
            self.model.entities[entity]
                .natural_metrics
                .iter()
                .find_map(|name| {
                    let metric = self.model.metric(name)?;
                    (!units || metric.unit.as_deref() == Some("units"))
                        .then(|| Measure::Metric(name.clone()))
                })
        };
        let product = self.model.entities.iter().position(|e| e.name == "product");
        let counted = draft.subjects.first().map(|s| s.entity);
        // "How many units were ordered": pieces on the lines of the orders.
        if draft.in_units
            && draft.ordered
            && let Some((_, metric)) =
                self.model.metrics.iter().enumerate().find(|(position, m)| {
                    m.unit.as_deref() == Some("units")
                        && m.additive
                        && self
                            .metric_datasets(*position)
                            .iter()
                            .any(|d| self.transaction(d))
                })
        {
            return Ok(vec![(0, Measure::Metric(metric.name.clone()))]);
        }
        if (draft.bare_count || draft.how_much && draft.have) && counted.is_none() {
            let units = product.and_then(|p| natural(p, true));
            let names_product = draft.values.iter().any(|v| {
                v.matches
                    .first()
                    .is_some_and(|m| m.attribute.as_str().starts_with("product"))
            });
            let stock = self.model.metrics.iter().enumerate().find(|(position, m)| {
                m.unit.as_deref() == Some("units")
                    && summed_column(self.model, *position).is_some_and(|a| self.is_state(&a))
            });
            let units = stock
                .map(|(_, m)| Measure::Metric(m.name.clone()))
                .or(units);
            if let Some(measure) =
                units.filter(|_| names_product || draft.have && draft.filters.is_empty())
            {
                self.assume("“How many” is taken for the stock.", 0.05);
                return Ok(vec![(0, measure)]);
            }
        }
        // "How many units were ordered": pieces on the lines of the orders.
        if draft.in_units
            && let Some(own) = counted
                .and_then(|e| self.model.entities[e].own_dataset.clone())
                .filter(|d| self.transaction(d))
            && let Some(metric) = self.model.metrics.iter().enumerate().find(|(position, m)| {
                m.unit.as_deref() == Some("units")
                    && m.additive
                    && self.metric_datasets(*position).iter().any(|d| {
                        self.transaction(d)
                            && self.model.reachable(d).iter().any(|(r, _)| r.name == own)
                    })
            })
        {
            return Ok(vec![(0, Measure::Metric(metric.1.name.clone()))]);
        }
        let said = !draft.values.is_empty()
            || !draft.subjects.is_empty()
            || !draft.filters.is_empty()
            || !draft.dimensions.is_empty()
            || !draft.dates.is_empty();
        if draft
            .top
            .as_ref()
            .is_some_and(|t| !matches!(t.kind, TopKind::Latest | TopKind::Earliest))
            || (draft.how_much || draft.in_money) && said
        {
            let units = draft.in_units;
            if let Some(measure) = self
                .subject
                .or(product)
                .and_then(|s| natural(s, units).or_else(|| natural(s, false)))
            {
                let label = self.label(&measure);
                self.assume(
                    format!(
                        "Ranked by {}, as the question names no measure.",
                        label.to_lowercase()
                    ),
                    0.04,
                );
                return Ok(vec![(0, measure)]);
            }
        }
        if let Some(measure) = counted
            .or(self.subject)
            .and_then(|entity| self.measure_of(&What::Count(entity)))
        {
            return Ok(vec![(0, measure)]);
        }
        if let Some(filter) = draft
            .filters
            .first()
            .and_then(|f| self.choose_filter(&f.candidates))
        {
            return Ok(vec![(
                0,
                Measure::Rows {
                    dataset: self.model.filters[filter].dataset.clone(),
                },
            )]);
        }
        Err(Declined::Nothing)
    }

    /// With measures of several facts, a value or time right behind one of them belongs to that one alone.
    fn with_local_conditions(&mut self, found: &[(usize, Measure)]) -> Vec<MeasureUse> {
        let datasets: Vec<Option<String>> = found.iter().map(|(_, m)| self.dataset_of(m)).collect();
        let several = datasets.windows(2).any(|pair| pair[0] != pair[1]);
        let mut uses: Vec<MeasureUse> = found
            .iter()
            .map(|(_, measure)| MeasureUse {
                measure: measure.clone(),
                filters: Vec::new(),
                label: None,
            })
            .collect();
        if !several {
            return uses;
        }
        let owner = |at: usize| found.iter().rposition(|(measure_at, _)| *measure_at < at);
        let mut kept = Vec::new();
        for (at, predicate) in std::mem::take(&mut self.filters) {
            match owner(at) {
                Some(index) => uses[index].filters.push(predicate),
                None => kept.push((at, predicate)),
            }
        }
        self.filters = kept;
        uses
    }

    pub(super) fn dataset_of(&self, measure: &Measure) -> Option<String> {
        match measure {
            Measure::Metric(name) => {
                let position = self.model.metrics.iter().position(|m| m.name == *name)?;
                self.metric_datasets(position).into_iter().next()
            }
            Measure::Aggregate { dataset, .. }
            | Measure::Rows { dataset }
            | Measure::Entities { dataset, .. } => Some(dataset.clone()),
        }
    }

    fn time_attribute(&self, measures: &[MeasureUse]) -> semantic::AttributeId {
        let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
        let metric_time = measures.first().and_then(|m| match &m.measure {
            Measure::Metric(name) => self.model.metric(name).and_then(|m| m.time.clone()),
            _ => None,
        });
        let due = self
            .draft
            .due
            .then(|| dataset.as_deref().and_then(|d| self.delivery_date(d, true)))
            .flatten();
        let usual = dataset
            .as_deref()
            .and_then(|d| self.model.dataset(d))
            .and_then(|d| d.default_time.clone());
        due.or(metric_time)
            .or(usual)
            .unwrap_or_else(|| semantic::AttributeId::new("order_date"))
    }

    /// What groups: dimensions that were named, and the subject where a list of it is wanted.
    fn group_columns(&mut self, measures: &[MeasureUse]) -> Vec<Column> {
        let mut attributes = self.groups.clone();
        let dimensions = self.draft.dimensions.clone();
        for dimension in &dimensions {
            for attribute in self.dimension_attributes(dimension) {
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        let mut extra: Vec<usize> = Vec::new();
        if self.lists_subject(measures) {
            extra.extend(self.subject);
        }
        if self.draft.place {
            extra.extend(
                self.model
                    .entities
                    .iter()
                    .position(|e| e.name == "warehouse"),
            );
        }
        for entity in extra {
            for attribute in self.dimension_attributes(&Dimension::Entity(entity)) {
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        // Text attributes that were asked for beside the measure describe the group.
        if !attributes.is_empty() {
            for (attribute, _) in &self.draft.attributes {
                let text = self
                    .model
                    .fields_of(attribute)
                    .any(|(_, f)| f.data_type == semantic::DataType::Text);
                if text && !attributes.contains(attribute) {
                    attributes.push(attribute.clone());
                }
            }
        }
        // Several values of one attribute side by side are rows of their own.
        if attributes.is_empty() && self.draft.grain.is_none() && !self.draft.total {
            for (_, predicate) in &self.filters {
                if let Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } = predicate
                    && values.len() > 1
                    && self.several_named(attribute)
                {
                    attributes.push(attribute.clone());
                }
            }
        }
        attributes.into_iter().map(Column::Attribute).collect()
    }

    /// The question names several values of the attribute one by one ("… and …", "… or …").
    fn several_named(&self, attribute: &semantic::AttributeId) -> bool {
        let named = self
            .draft
            .values
            .iter()
            .filter(|v| {
                v.matches
                    .iter()
                    .any(|m| m.attribute == *attribute && m.values.len() == 1)
            })
            .count();
        named > 1
    }

    fn lists_subject(&self, measures: &[MeasureUse]) -> bool {
        let draft = self.draft;
        let Some(subject) = self.subject else {
            return false;
        };
        let counted = measures.iter().any(|m| {
            matches!(&m.measure, Measure::Entities { entity, .. } if *entity == self.model.entities[subject].name)
        });
        if counted
            || draft.dimensions.contains(&Dimension::Entity(subject))
            || !self.groups.is_empty()
        {
            return false;
        }
        let ranks = draft.top.is_some() || draft.rank || draft.direction.is_some();
        let filters =
            draft.conditions.iter().any(|c| c.target.is_some()) || draft.more_than_before.is_some();
        if !draft.dimensions.is_empty()
            && !draft.per_group
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
        {
            return false;
        }
        let explicit = draft.subjects.iter().any(|s| s.entity == subject);
        let counts = draft
            .measures
            .iter()
            .any(|m| !m.by && matches!(m.what, What::Count(_)));
        let figure = draft.how_much || draft.bare_count || draft.total || counts;
        ranks
            || filters
            || (explicit && !figure)
            || (draft.list && !figure && self.implied_subject_listed())
    }

    /// "Which helmets …", "of the drills, which ones …": the values stand for the products.
    fn implied_subject_listed(&self) -> bool {
        self.draft.measures.is_empty() || self.draft.difference
    }

    fn compare_columns(
        &mut self,
        columns: &mut Vec<Column>,
        measures: &[MeasureUse],
        compared: &Compared,
        having: &mut Vec<Having>,
    ) {
        for measure in measures {
            let during = |window: Window| {
                let mut used = measure.clone();
                used.filters.push(Predicate::Within {
                    attribute: None,
                    window,
                });
                used.label = Some(format!(
                    "{} {}",
                    self.label(&measure.measure),
                    crate::restate::window(&window)
                ));
                Column::Measure(used)
            };
            let earlier = columns.len();
            columns.push(during(compared.earlier));
            columns.push(during(compared.later));
            columns.push(Column::Difference {
                later: earlier + 1,
                earlier,
            });
            columns.push(Column::Change {
                later: earlier + 1,
                earlier,
            });
            if let Some(more) = self.draft.more_than_before
                && columns.iter().any(|c| matches!(c, Column::Attribute(_)))
            {
                let comparator = if more {
                    Comparator::Greater
                } else {
                    Comparator::Less
                };
                having.push(Having {
                    column: earlier + 1,
                    comparator,
                    value: HavingValue::Column(earlier),
                });
            }
        }
    }

    fn shares(
        &mut self,
        mut columns: Vec<Column>,
        measures: &[MeasureUse],
        at: usize,
    ) -> Result<SemanticQuery, Declined> {
        let Some(measure) = measures.first() else {
            return Err(Declined::Nothing);
        };
        let keys = columns.len();
        let whole = self.whole_of_share(at);
        let mut filters: Vec<Predicate> = Vec::new();
        let mut part: Vec<Predicate> = Vec::new();
        for (position, predicate) in self.filters.clone() {
            if whole.contains(&position) {
                filters.push(predicate)
            } else {
                part.push(predicate)
            }
        }
        for mention in &self.draft.filters {
            let Some(filter) = self.choose_filter(&mention.candidates) else {
                continue;
            };
            let named = Predicate::Named {
                filter: self.model.filters[filter].name.clone(),
                negated: mention.negated,
            };
            if whole.contains(&mention.at) {
                filters.push(named)
            } else {
                part.push(named)
            }
        }
        // "share of stock rows below minimum in OSL-1": the place belongs to both.
        if part.iter().any(|p| matches!(p, Predicate::Named { .. })) {
            let (values, named): (Vec<_>, Vec<_>) = part
                .into_iter()
                .partition(|p| matches!(p, Predicate::In { .. }));
            filters.extend(values);
            part = named;
        }
        part.extend(self.against());
        let dataset = self.dataset_of(&measure.measure);
        filters.extend(self.windows(dataset.as_deref()));
        if part.is_empty() && keys == 0 && self.draft.grain.is_none() {
            return Err(Declined::Unused(vec!["share".to_owned()]));
        }
        let grouped_part =
            keys > 0 && self.draft.dimensions.is_empty() && self.draft.grain.is_none();
        if (keys == 0 || grouped_part) && !part.is_empty() {
            // Parts that are named one by one each get their own share of the same whole.
            columns.truncate(0);
            let several = part.iter().find_map(|p| match p {
                Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } if values.len() > 1 && self.several_named(attribute) && !self.draft.total => {
                    Some((attribute.clone(), values.clone()))
                }
                _ => None,
            });
            let parts: Vec<(Option<String>, Vec<Predicate>)> = match several {
                Some((attribute, values)) => values
                    .into_iter()
                    .map(|value| {
                        let name = if let semantic::Literal::Text(text) = &value {
                            Some(text.clone())
                        } else {
                            None
                        };
                        let one = Predicate::In {
                            attribute: attribute.clone(),
                            values: vec![value],
                            negated: false,
                        };
                        let mut all: Vec<Predicate> = part
                            .iter()
                            .filter(|p| super::facts::attribute_of(p) != Some(&attribute))
                            .cloned()
                            .collect();
                        all.push(one);
                        (name, all)
                    })
                    .collect(),
                None => vec![(None, part)],
            };
            for (name, conditions) in parts {
                let mut used = measure.clone();
                used.filters.extend(conditions);
                used.label = name.or_else(|| Some("Part".to_owned()));
                columns.push(Column::Measure(used));
            }
            let total = columns.len();
            columns.push(Column::Measure(MeasureUse {
                label: Some("Whole".to_owned()),
                ..measure.clone()
            }));
            for numerator in 0..total {
                columns.push(Column::Ratio {
                    numerator,
                    denominator: total,
                });
            }
        } else {
            filters.extend(part);
            columns.push(Column::Measure(measure.clone()));
            columns.push(Column::Share {
                of: keys,
                within: Vec::new(),
            });
        }
        Ok(SemanticQuery {
            form: Form::Groups {
                dataset: None,
                keep_empty: false,
            },
            columns,
            filters,
            having: Vec::new(),
            order: Vec::new(),
            limit: None,
        })
    }

    /// Positions of the words that describe the whole: between "share of" and the verb or group that follows.
    fn whole_of_share(&self, at: usize) -> Vec<usize> {
        let noun = self
            .draft
            .measures
            .iter()
            .map(|m| m.at)
            .chain(self.draft.subjects.iter().map(|s| s.at))
            .filter(|p| *p > at)
            .min();
        let first_value = self
            .filters
            .iter()
            .map(|(at, _)| *at)
            .filter(|p| *p > at)
            .min();
        let named = self.draft.filters.iter().map(|f| f.at).filter(|p| *p > at);
        match (noun, first_value) {
            // "share of open orders that are overdue": what stands before or in the noun.
            (Some(noun), _) => named.filter(|p| *p <= noun).collect(),
            (None, Some(first)) => named.filter(|p| *p < first).collect(),
            (None, None) => Vec::new(),
        }
    }

    /// Conditions that hold for every measure.
    fn common_filters(&mut self, measures: &[MeasureUse]) -> Vec<Predicate> {
        let mut filters: Vec<Predicate> = self.filters.iter().map(|(_, p)| p.clone()).collect();
        filters.extend(self.named_filters());
        filters.extend(self.against());
        let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
        filters.extend(self.open_when_due(dataset.as_deref()));
        filters.extend(self.existence(dataset.as_deref().unwrap_or_default()));
        filters
    }

    /// Conditions with numbers: on shown measures after grouping, on columns before.
    fn conditions(
        &mut self,
        columns: &mut Vec<Column>,
        having: &mut Vec<Having>,
    ) -> Result<(), Declined> {
        let conditions: Vec<Condition> = self.draft.conditions.clone();
        for condition in conditions {
            let what = condition
                .target
                .clone()
                .or_else(|| self.implied_target(&condition));
            let measure = match (&what, &condition.attribute) {
                (Some(what), _) => self.measure_of(what),
                (None, Some(attribute)) => {
                    let predicate = number_predicate(
                        attribute.clone(),
                        condition.comparator,
                        condition.value.clone(),
                    );
                    self.filters.push((condition.at, predicate));
                    continue;
                }
                (None, None) => columns.iter().find_map(|c| {
                    if let Column::Measure(m) = c {
                        Some(m.measure.clone())
                    } else {
                        None
                    }
                }),
            };
            let Some(measure) = measure else {
                return Err(Declined::Unused(vec![condition.value]));
            };
            let position = columns
                .iter()
                .position(|c| matches!(c, Column::Measure(m) if m.measure == measure));
            let column = position.unwrap_or_else(|| {
                columns.push(plain(measure));
                columns.len() - 1
            });
            having.push(Having {
                column,
                comparator: condition.comparator,
                value: HavingValue::Number(condition.value),
            });
        }
        Ok(())
    }

    /// The measure that a bare number must be about: a rate for a percentage, money for money.
    fn implied_target(&self, condition: &Condition) -> Option<What> {
        let unit = if condition.percent {
            "fraction"
        } else if condition.money {
            "USD"
        } else {
            return None;
        };
        let already = self.draft.measures.iter().find(|m| match &m.what {
            What::Metric(candidates) => candidates
                .iter()
                .any(|c| self.model.metrics[*c].unit.as_deref() == Some(unit)),
            _ => false,
        });
        if let Some(found) = already {
            return Some(found.what.clone());
        }
        let subject = self.subject.map(|s| &self.model.entities[s])?;
        let natural = subject.natural_metrics.iter().find_map(|name| {
            let position = self.model.metrics.iter().position(|m| m.name == *name)?;
            (self.model.metrics[position].unit.as_deref() == Some(unit)).then_some(position)
        })?;
        Some(What::Metric(vec![natural]))
    }

    /// Order and limit.
    fn rank(
        &mut self,
        query: &mut SemanticQuery,
        first_measure: usize,
        keys: usize,
        compared: bool,
    ) {
        let draft = self.draft;
        let by = draft
            .measures
            .iter()
            .find(|m| m.by)
            .and_then(|m| self.measure_of(&m.what));
        let measured = by
            .and_then(|b| {
                query
                    .columns
                    .iter()
                    .position(|c| matches!(c, Column::Measure(m) if m.measure == b))
            })
            .unwrap_or(first_measure);
        let column = if compared && draft.top.is_some() {
            first_measure + 2
        } else {
            measured
        };
        let lower_is_better = match query.columns.get(measured) {
            Some(Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            })) => self.model.metric(name).is_some_and(|m| m.lower_is_better),
            _ => false,
        };
        if draft.grain.is_some() && draft.top.is_none() {
            query.order = vec![OrderBy {
                column: 0,
                descending: false,
            }];
            return;
        }
        if query.columns.len() <= first_measure || (keys == 0 && draft.grain.is_none()) {
            return;
        }
        let descending = draft
            .direction
            .unwrap_or(match draft.top.as_ref().map(|t| t.kind) {
                Some(TopKind::Least) => false,
                Some(TopKind::Best) => !lower_is_better,
                Some(TopKind::Worst) => lower_is_better,
                None if draft.rank => !lower_is_better,
                _ => true,
            });
        query.order = vec![OrderBy { column, descending }];
        let Some(top) = draft
            .top
            .as_ref()
            .filter(|t| !matches!(t.kind, TopKind::Latest | TopKind::Earliest))
        else {
            return;
        };
        let plural = draft.subjects.first().is_none_or(|s| s.plural);
        let count = top.count.or(draft.plain_number);
        let per: Vec<usize> =
            if draft.per_group && !draft.dimensions.is_empty() && self.subject.is_some() {
                let group = self.dimension_attributes(&draft.dimensions[0]);
                query
                    .columns
                    .iter()
                    .enumerate()
                    .filter(|(_, c)| matches!(c, Column::Attribute(a) if group.contains(a)))
                    .map(|(i, _)| i)
                    .collect()
            } else {
                Vec::new()
            };
        let (count, with_ties) = match count {
            Some(count) => (count, !per.is_empty()),
            None if plural && per.is_empty() && draft.grain.is_none() => {
                self.assume(
                    format!("The first {USUAL_TOP} are shown, as the question names no number."),
                    0.04,
                );
                (USUAL_TOP, false)
            }
            None => (1, true),
        };
        query.limit = Some(Limit {
            count,
            with_ties,
            per,
        });
    }
}

fn draft_subject(draft: &crate::draft::Draft) -> Option<usize> {
    draft.subjects.first().map(|s| s.entity)
}

/// A column compared with a number.
pub(super) fn number_predicate(
    attribute: semantic::AttributeId,
    comparator: Comparator,
    value: String,
) -> Predicate {
    Predicate::Compare {
        left: semantic::Operand::Attribute(attribute),
        comparator,
        right: semantic::Operand::Literal(semantic::Literal::Number(value)),
    }
}
