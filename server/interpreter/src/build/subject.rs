//! The *subject* is the thing that is asked for: named, or what the values stand for.

use semantic::{AttributeId, Predicate};

use super::Builder;
use crate::draft::{TopKind, What, row_column};

impl Builder<'_> {
    /// The entity that is asked for: the first that was named, or what the values stand for.
    pub(super) fn choose_subject(&self) -> Option<usize> {
        let draft = self.draft;
        let product = self.model.entities.iter().position(|e| e.name == "product");
        if let (true, Some(key)) = (draft.inside, draft.keys.first()) {
            return self.lines_of(key.entity).or(Some(key.entity));
        }
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
        // "orders worth over 4000": the condition is about each order.
        let ranked = draft.conditions.iter().find_map(|c| match &c.target {
            Some(What::Metric(candidates)) => self.model.entities.iter().position(|e| {
                e.key.len() > 1
                    && e.own_dataset
                        .as_deref()
                        .is_some_and(|d| self.transaction(d))
                    && candidates
                        .iter()
                        .any(|m| e.natural_metrics.contains(&self.model.metrics[*m].name))
            }),
            _ => None,
        });
        if ranked.is_some() && draft.dimensions.is_empty() {
            return ranked;
        }
        let named = |name: &str| self.model.entities.iter().position(|e| e.name == name);
        if draft.due || (draft.delivered || draft.arrived) && draft.measures.is_empty() {
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
        // "the highest order value": of an order.
        let natural = draft.measures.iter().find_map(|m| match &m.what {
            What::Metric(candidates) => self.model.entities.iter().position(|e| {
                e.own_dataset
                    .as_deref()
                    .is_some_and(|d| self.transaction(d))
                    && e.natural_metrics.first().is_some_and(|n| {
                        candidates.iter().all(|m| self.model.metrics[*m].name == *n)
                    })
                    && !self.model.entities.iter().any(|o| {
                        o.key.len() == 1
                            && e.natural_metrics
                                .iter()
                                .any(|n| o.natural_metrics.contains(n))
                    })
            }),
            _ => None,
        });
        if draft.top.is_some()
            && draft.grain.is_none()
            && draft.dimensions.is_empty()
            && natural.is_some()
        {
            return natural;
        }
        let ranks = draft.top.is_some()
            && draft.grain.is_none()
            && (draft.dimensions.is_empty() || draft.per_group);
        if ranks
            || draft.more_than_before.is_some() && draft.list
            || !draft.existence.is_empty()
            || draft.ordered && draft.measures.is_empty() && !draft.bare_count && !draft.how_much
        {
            return named("product");
        }
        None
    }

    /// The entity whose rows belong to an order's: it has the order's key and more.
    pub(super) fn lines_of(&self, order: usize) -> Option<usize> {
        let order = &self.model.entities[order];
        self.model.entities.iter().position(|e| {
            e.own_dataset.is_some()
                && e.key.len() > order.key.len()
                && order.key.iter().all(|k| e.key.contains(k))
        })
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

    pub(super) fn is_money(&self, metric: usize) -> bool {
        self.model.metrics[metric].unit.as_deref() == Some("USD")
            && self.model.metrics[metric].additive
    }
}
