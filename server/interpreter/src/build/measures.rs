//! *Measures* of a question: those it names, those it implies, each with the conditions of its own.

use semantic::{Measure, MeasureUse};

use super::grouped::draft_subject;
use super::{Builder, Declined};
use crate::draft::{TopKind, What, summed_column};

impl Builder<'_> {
    /// The measures to show, each with the conditions of its own.
    pub(super) fn asked_measures(&mut self) -> Result<Vec<MeasureUse>, Declined> {
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
            // "shortfall against minimum": a column that a measure is made of is no measure beside it.
            let part = found
                .iter()
                .any(|(_, m)| self.is_made_of(m, attribute) || self.names_same(m, attribute));
            if part {
                continue;
            }
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
                self.assume(format!("The number is taken for the {label}."), 0.1);
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
        if let Some(subject) =
            draft_subject(self.draft).filter(|_| !found.is_empty() && self.counted_along(&found))
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
            && let Some(count) = self.measure_of(&What::Count(subject))
            && !found
                .iter()
                .any(|(_, m)| *m == count || self.counts(m, subject))
        {
            found.push((usize::MAX, count));
        }
        if let Some(worth) = self.worth_of_counted(&found) {
            found.push((usize::MAX, worth));
        }
        if found.is_empty() {
            found.extend(self.default_measure()?);
        }
        let mut uses = self.with_local_conditions(&found);
        uses.extend(self.parts());
        Ok(uses)
    }

    /// The things that the question begins with are counted beside their measures.
    fn counted_along(&self, found: &[(usize, Measure)]) -> bool {
        let draft = self.draft;
        let first = found.iter().map(|(at, _)| *at).min().unwrap_or(0);
        let begins = draft.subjects.first().is_some_and(|s| s.at < first);
        !draft.dimensions.is_empty() && begins || draft.bare_count && !draft.in_units
    }

    /// Figures beside the others: how many of the same things fulfil a condition.
    fn parts(&self) -> Vec<MeasureUse> {
        let counts = |what: &What| match what {
            What::Count(_) => true,
            What::Metric(candidates) => candidates.iter().all(|c| {
                matches!(
                    self.model.metrics[*c].unit.as_deref(),
                    Some("orders" | "lines")
                )
            }),
            _ => false,
        };
        let counted = self
            .draft
            .measures
            .iter()
            .map(|m| &m.what)
            .find(|w| counts(w))
            .cloned();
        let counted = counted.or_else(|| draft_subject(self.draft).map(What::Count));
        let Some(measure) = counted.and_then(|what| self.measure_of(&what)) else {
            return Vec::new();
        };
        self.draft
            .parts
            .iter()
            .filter_map(|mention| {
                let filter = &self.model.filters[self.choose_filter(&mention.candidates)?];
                let not = if mention.negated { "not " } else { "" };
                Some(MeasureUse {
                    measure: measure.clone(),
                    filters: vec![semantic::Predicate::Named {
                        filter: filter.name.clone(),
                        negated: mention.negated,
                    }],
                    label: Some(format!("{not}{}", filter.label)),
                })
            })
            .collect()
    }

    /// The measure is the mean of a column of that name elsewhere: the unit cost of lines, not of products.
    fn names_same(&self, measure: &Measure, attribute: &semantic::AttributeId) -> bool {
        let Measure::Metric(name) = measure else {
            return false;
        };
        let column = self
            .model
            .metrics
            .iter()
            .position(|m| m.name == *name)
            .and_then(|m| crate::draft::row_column(self.model, m));
        let field = |a: &semantic::AttributeId| {
            let mut fields = self.model.fields_of(a);
            fields.next().map(|(_, f)| f.name.clone())
        };
        column.is_some_and(|c| field(&c).is_some() && field(&c) == field(attribute))
    }

    /// The measure is computed from that column.
    fn is_made_of(&self, measure: &Measure, attribute: &semantic::AttributeId) -> bool {
        let Measure::Metric(name) = measure else {
            return false;
        };
        let Some(semantic::MetricKind::Aggregate { expression, .. }) =
            self.model.metric(name).map(|m| &m.kind)
        else {
            return false;
        };
        self.model
            .fields_of(attribute)
            .any(|(d, f)| expression.contains(&format!("{}.{}", d.name, f.name)))
    }

    /// What a column is for a group: the total of an additive number, the mean of another, the last or first of dates.
    pub(super) fn aggregate_of(&self, attribute: &semantic::AttributeId) -> Option<What> {
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
    pub(super) fn nothing_lost(&self) -> Result<(), Declined> {
        let draft = self.draft;
        let ranges = draft
            .dates
            .iter()
            .filter(|d| !d.negated && crate::draft::range_of(&d.phrase).is_some())
            .count();
        let relative = draft
            .dates
            .iter()
            .filter(|d| crate::draft::range_of(&d.phrase).is_none())
            .count();
        let degree = draft.filters.iter().any(|f| {
            self.choose_filter(&f.candidates)
                .is_some_and(|f| self.model.filters[f].degree.is_some())
        });
        let compares = self.steps()
            || ranges > 1
            || ranges == 1
                && (relative > 0
                    || draft.growth
                    || draft.versus
                    || draft.more_than_before.is_some());
        let lost = [
            (draft.how_long, "how long"),
            (draft.growth && !compares, "growth"),
            (
                draft.difference && !compares && !degree && draft.measures.len() != 2,
                "difference",
            ),
            (draft.more_than_before.is_some() && !compares, "more"),
            (relative > 0 && ranges == 0 && !self.steps(), "before"),
            (ranges > 2 && draft.grain.is_none(), "the third period"),
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
    pub(super) fn default_measure(&mut self) -> Result<Vec<(usize, Measure)>, Declined> {
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
        // "units owed": what the condition says how much there is of.
        if draft.in_units
            && draft.filters.len() == 1
            && draft.within_orders
            && let Some(metric) = self.units_traded()
        {
            return Ok(vec![(0, Measure::Metric(metric))]);
        }
        if draft.in_units {
            let degree = draft
                .filters
                .iter()
                .filter_map(|f| self.choose_filter(&f.candidates))
                .filter_map(|f| self.model.filters[f].degree.as_ref())
                .find(|d| {
                    self.model
                        .metric(d)
                        .is_some_and(|m| m.unit.as_deref() == Some("units"))
                });
            if let Some(name) = degree {
                return Ok(vec![(0, Measure::Metric(name.clone()))]);
            }
            if let Some(outstanding) = self.units_of_condition() {
                return Ok(vec![(0, outstanding)]);
            }
        }
        if let Some(metric) = self.units_in_time(counted) {
            return Ok(vec![(0, Measure::Metric(metric))]);
        }
        // "How much did we buy, in euros": the money of the lines of the orders.
        let money = draft.in_money && !draft.in_units;
        if (draft.in_units || money)
            && draft.ordered
            && let Some((_, metric)) =
                self.model.metrics.iter().enumerate().find(|(position, m)| {
                    m.unit.as_deref() == Some(if money { "USD" } else { "units" })
                        && m.additive
                        && self
                            .metric_datasets(*position)
                            .iter()
                            .any(|d| self.transaction(d))
                })
        {
            return Ok(vec![(0, Measure::Metric(metric.name.clone()))]);
        }
        if let Some(things) = self.things_at_level(product.filter(|_| counted.is_none())) {
            return Ok(vec![(0, things)]);
        }
        let held = draft.how_much && (draft.have || draft.kept) || self.somewhere();
        if (draft.bare_count || held) && counted.is_none() {
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
        // "The number of pieces ordered": pieces on the lines of the orders.
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
        if let Some(measure) = self.worth_of_held() {
            return Ok(vec![(0, measure)]);
        }
        if let Some(measure) = self.held_pieces().filter(|_| counted.is_none()) {
            return Ok(vec![(0, measure)]);
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

    /// "Units in May against June": what was traded then.
    fn units_in_time(&self, counted: Option<usize>) -> Option<String> {
        let draft = self.draft;
        let traded = draft.in_units
            && counted.is_none_or(|e| self.model.entities[e].own_dataset.is_none())
            && (!draft.dates.is_empty() || draft.grain.is_some())
            && draft.dates.iter().all(|d| d.attribute.is_none())
            && draft.filters.is_empty()
            && !draft.have
            && !draft.kept;
        traded.then(|| self.units_traded()).flatten()
    }

    /// Pieces on the lines of the orders that count.
    fn units_traded(&self) -> Option<String> {
        let found = self.model.metrics.iter().enumerate().find(|(position, m)| {
            let counts = matches!(&m.kind, semantic::MetricKind::Aggregate { filters, .. } if !filters.is_empty());
            m.unit.as_deref() == Some("units")
                && m.additive
                && counts
                && self
                    .metric_datasets(*position)
                    .iter()
                    .any(|d| self.transaction(d))
        });
        found.map(|(_, m)| m.name.clone())
    }

    /// "what are we still waiting for, units by product": the units that the model counts under just that condition.
    fn units_of_condition(&self) -> Option<Measure> {
        let mut named = self
            .draft
            .filters
            .iter()
            .filter(|f| !f.negated)
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| &self.model.filters[f].name);
        let (Some(only), None) = (named.next(), named.next()) else {
            return None;
        };
        let under = |m: &&semantic::Metric| {
            m.additive
                && m.unit.as_deref() == Some("units")
                && matches!(&m.kind, semantic::MetricKind::Aggregate { filters, .. } if filters.as_slice() == std::slice::from_ref(only))
        };
        let found = self.model.metrics.iter().find(under)?;
        Some(Measure::Metric(found.name.clone()))
    }

    /// "How many ointments are below the minimum": the products of the group, not their pieces.
    fn things_at_level(&self, product: Option<usize>) -> Option<Measure> {
        let draft = self.draft;
        let level = draft
            .filters
            .iter()
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| &self.model.filters[f])
            .any(|f| !self.transaction(&f.dataset) && !f.expression.trim().ends_with("> 0"));
        let grouped = self.filters.iter().any(|(_, p)| {
            super::facts::attribute_of(p).is_some_and(|a| a.as_str() == "product_group")
        });
        product
            .filter(|_| draft.bare_count && level && grouped)
            .and_then(|p| self.measure_of(&What::Count(p)))
    }

    /// "How much of it at OSL-1", "where is it and how much": what there is, where nothing is traded.
    fn somewhere(&self) -> bool {
        let draft = self.draft;
        let of = |begins: &str| {
            self.filters.iter().any(|(_, p)| {
                super::facts::attribute_of(p).is_some_and(|a| a.as_str().starts_with(begins))
            })
        };
        draft.how_much
            && !draft.in_money
            && !draft.ordered
            && draft.dates.is_empty()
            && (draft.place || of("warehouse_code"))
            && of("product")
    }

    /// "hammers in stock by depot": how many pieces, where nothing is said to be counted.
    fn held_pieces(&self) -> Option<Measure> {
        let draft = self.draft;
        if draft.bare_count || draft.values.is_empty() || draft.dimensions.is_empty() {
            return None;
        }
        let filters = draft.filters.iter().filter(|f| !f.negated);
        let metric = filters
            .filter_map(|f| self.choose_filter(&f.candidates))
            .filter(|f| self.model.filters[*f].expression.trim().ends_with("> 0"))
            .find_map(|f| match self.model.filters[f].show.as_slice() {
                [only] => (0..self.model.metrics.len())
                    .find(|m| summed_column(self.model, *m).as_ref() == Some(only)),
                _ => None,
            })?;
        Some(Measure::Metric(self.model.metrics[metric].name.clone()))
    }

    /// "how much are the drills in stock worth": the money is that of what the condition speaks of.
    fn worth_of_held(&self) -> Option<Measure> {
        let draft = self.draft;
        if draft.how_much || draft.in_money {
            // "how much is on the shelf": how much of it there is, where no money is spoken of.
            let units = draft.in_units || draft.how_much && !draft.in_money;
            let unit = if units { "units" } else { "USD" };
            let held = draft
                .filters
                .iter()
                .filter_map(|f| self.choose_filter(&f.candidates))
                .find(|f| !self.transaction(&self.model.filters[*f].dataset));
            let place = self.filters.iter().any(|(_, p)| {
                super::facts::attribute_of(p).is_some_and(|a| a.as_str() == "warehouse_code")
            });
            let shelf = self
                .model
                .entity("stock_row")
                .and_then(|e| e.own_dataset.clone());
            let dataset = held
                .map(|filter| self.model.filters[filter].dataset.clone())
                .or(shelf.filter(|_| place && self.worth_of_place() && draft.filters.is_empty()));
            let worth = dataset.and_then(|dataset| {
                (0..self.model.metrics.len()).find(|m| {
                    let metric = &self.model.metrics[*m];
                    metric.additive
                        && metric.unit.as_deref() == Some(unit)
                        && self.metric_datasets(*m).iter().all(|d| *d == dataset)
                })
            });
            if let Some(metric) = worth {
                return Some(Measure::Metric(self.model.metrics[metric].name.clone()));
            }
        }
        None
    }

    /// With measures of several facts, a value or time right behind one of them belongs to that one alone.
    pub(super) fn with_local_conditions(&mut self, found: &[(usize, Measure)]) -> Vec<MeasureUse> {
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
        let last = found.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let owner = |at: usize| found.iter().rposition(|(measure_at, _)| *measure_at < at);
        // What stands behind all measures and fits all of them is said of all.
        let fits_all = |predicate: &semantic::Predicate| {
            super::facts::attribute_of(predicate).is_some_and(|attribute| {
                datasets
                    .iter()
                    .flatten()
                    .all(|d| self.model.resolve(d, attribute).is_some())
            })
        };
        let shared: Vec<bool> = self
            .filters
            .iter()
            .map(|(at, predicate)| *at > last && fits_all(predicate))
            .collect();
        let mut kept = Vec::new();
        for ((at, predicate), shared) in std::mem::take(&mut self.filters).into_iter().zip(shared) {
            match owner(at).filter(|_| !shared) {
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

    pub(super) fn time_attribute(&self, measures: &[MeasureUse]) -> semantic::AttributeId {
        let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
        let metric_time = measures.first().and_then(|m| match &m.measure {
            Measure::Metric(name) => self.model.metric(name).and_then(|m| m.time.clone()),
            _ => None,
        });
        let came = (self.draft.delivered || self.draft.arrived) && !self.draft.dates.is_empty();
        let due = (self.draft.due || came)
            .then(|| {
                dataset
                    .as_deref()
                    .and_then(|d| self.delivery_date(d, self.draft.due))
            })
            .flatten();
        let usual = dataset
            .as_deref()
            .and_then(|d| self.model.dataset(d))
            .and_then(|d| d.default_time.clone());
        due.or(metric_time)
            .or(usual)
            .unwrap_or_else(|| semantic::AttributeId::new("order_date"))
    }
}
