//! The *natural* measure: what is measured when the question does not say.

use semantic::Measure;

use super::{Builder, Declined};
use crate::draft::{TopKind, What, summed_column};

impl Builder<'_> {
    /// What is measured when the question does not say: how many of the subject, or its natural metric.
    #[expect(
        clippy::too_many_lines,
        reason = "one default after the other, in the order in which they are tried"
    )]
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
        // "What is outstanding, by product": of products it is units, of orders the orders.
        let by_product = product.is_some_and(|p| {
            draft
                .dimensions
                .contains(&crate::draft::Dimension::Entity(p))
        });
        if by_product
            && draft.subjects.is_empty()
            && !draft.bare_count
            && let Some(outstanding) = self.units_of_condition()
        {
            return Ok(vec![(0, outstanding)]);
        }
        let placed = self.stock_of_place();
        let held = || self.held_pieces().filter(|_| counted.is_none());
        if let Some(measure) = placed.or_else(held) {
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
    pub(super) fn units_in_time(&self, counted: Option<usize>) -> Option<String> {
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

    /// What there is, where pieces of a place are asked for.
    fn stock_of_place(&self) -> Option<Measure> {
        let row = self.model.entity("stock_row")?;
        let name = row.natural_metrics.first()?;
        self.pieces_of_place()
            .then(|| Measure::Metric(name.clone()))
    }

    /// "Total pieces in OSL-1": what there is, where nothing else is spoken of.
    pub(in crate::build) fn pieces_of_place(&self) -> bool {
        let draft = self.draft;
        let held = |m: &crate::values::Match| {
            self.model
                .entity("stock_row")
                .is_some_and(|row| row.key.contains(&m.attribute))
                || m.attribute.as_str().starts_with("product")
        };
        draft.in_units
            && !draft.ordered
            && draft.subjects.is_empty()
            && draft.measures.is_empty()
            && draft.conditions.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.grain.is_none()
            && draft.existence.is_empty()
            && !draft.values.is_empty()
            && draft.values.iter().all(|v| v.matches.iter().any(held))
    }

    /// Pieces on the lines of the orders that count.
    pub(super) fn units_traded(&self) -> Option<String> {
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
    pub(super) fn units_of_condition(&self) -> Option<Measure> {
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
    pub(super) fn things_at_level(&self, product: Option<usize>) -> Option<Measure> {
        let draft = self.draft;
        let level = draft
            .filters
            .iter()
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| &self.model.filters[f])
            .any(|f| !self.transaction(&f.dataset) && !f.says_there_is());
        let grouped = self.filters.iter().any(|(_, p)| {
            super::facts::attribute_of(p).is_some_and(|a| a.as_str() == "product_group")
        });
        product
            .filter(|_| draft.bare_count && level && grouped)
            .and_then(|p| self.measure_of(&What::Count(p)))
    }

    /// "How much of it at OSL-1", "where is it and how much": what there is, where nothing is traded.
    pub(super) fn somewhere(&self) -> bool {
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
    pub(super) fn held_pieces(&self) -> Option<Measure> {
        let draft = self.draft;
        if draft.bare_count || draft.values.is_empty() || draft.dimensions.is_empty() {
            return None;
        }
        let filters = draft.filters.iter().filter(|f| !f.negated);
        let metric = filters
            .filter_map(|f| self.choose_filter(&f.candidates))
            .filter(|f| self.model.filters[*f].says_there_is())
            .find_map(|f| match self.model.filters[f].show.as_slice() {
                [only] => (0..self.model.metrics.len())
                    .find(|m| summed_column(self.model, *m).as_ref() == Some(only)),
                _ => None,
            })?;
        Some(Measure::Metric(self.model.metrics[metric].name.clone()))
    }

    /// "how much are the drills in stock worth": the money is that of what the condition speaks of.
    pub(super) fn worth_of_held(&self) -> Option<Measure> {
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
}
