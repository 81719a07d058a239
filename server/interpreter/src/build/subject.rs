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
            // "Who is our main supplier for the drill": the product, with what its record says.
            let main = self.model.entities[subject.entity].datasets.as_slice() == ["product"]
                && self.model.entities[subject.entity].name_attribute.is_some()
                && draft.measures.is_empty()
                && draft.conditions.is_empty();
            let one = main
                && self.filters.len() == 1
                && self.filters.iter().any(|(_, p)| {
                    matches!(p, Predicate::In { attribute, values, negated: false }
                        if values.len() == 1 && attribute.as_str().starts_with("product_n"))
                });
            return if (of_product || one) && values && beside {
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
        if draft.due
            || !draft.lags.is_empty()
            || (draft.delivered || draft.arrived) && draft.measures.is_empty()
        {
            return self.model.entities.iter().position(|e| {
                e.own_dataset
                    .as_deref()
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.fields.iter().any(|f| f.delivery_date))
            });
        }
        if draft.who {
            let hints = self.hinted_datasets();
            // "who is holding it": a place, where only stock is spoken of.
            if !hints.is_empty()
                && hints.iter().all(|d| !self.transaction(d))
                && !draft.ordered
                && draft.dates.is_empty()
                && draft.existence.is_empty()
            {
                return named("warehouse");
            }
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
            || draft.direction.is_some()
            || draft.rank;
        if of_products && (lists || !draft.filters.is_empty() || draft.kept) {
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
        let dated = draft
            .top
            .as_ref()
            .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest));
        let ranks = draft.top.is_some()
            && (!dated || draft.dimensions.is_empty())
            && draft.grain.is_none()
            && (draft.dimensions.is_empty() || draft.per_group);
        if ranks
            || draft.more_than_before.is_some() && draft.list
            || !draft.contrasts.is_empty() && draft.dimensions.is_empty()
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
        if self.each_row() {
            return true;
        }
        if draft.grain.is_some()
            || !draft.dimensions.is_empty()
            || draft.how_much
            || draft.bare_count
            || draft.total
            || draft.share.is_some()
            || draft.rank && draft.direction.is_none()
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
                            || self.of_own_rows(*c, entity)
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
        // "max levels, baby care": levels are set row by row, and no sum of them is asked for.
        let levels = !draft.values.is_empty()
            && draft.subjects.is_empty()
            && draft.measures.iter().all(|m| self.is_level(&m.what))
            && !draft.measures.is_empty();
        let stock_list = product
            && !top
            && (levels
                || draft.list
                || !draft.conditions.is_empty()
                || !draft.attributes.is_empty()
                || !draft.against.is_empty()
                || !draft.dates.is_empty())
            && draft
                .dates
                .iter()
                .all(|d| d.attribute.as_ref().is_some_and(|a| self.is_state(a)))
            && all.iter().all(|w| columns(w));
        let orders = all.iter().all(|w| order_level(w)) && draft.versus == draft.dates.len().gt(&1);
        // "Lines still short with units not fulfilled": how far each row is over the condition.
        let degree = |what: &What| match what {
            What::Metric(candidates) => draft.filters.iter().flat_map(|f| &f.candidates).any(|f| {
                let degree = self.model.filters[*f].degree.as_ref();
                degree.is_some_and(|d| candidates.iter().any(|c| self.model.metrics[*c].name == *d))
            }),
            _ => false,
        };
        let rows_named = draft.subjects.first().is_some_and(|s| {
            let entity = &self.model.entities[s.entity];
            entity.key.len() > 1 && entity.own_dataset.is_some()
        });
        let far = draft.far && product && all.iter().all(|w| degree(w));
        let degrees = rows_named && !top && draft.list && all.iter().all(|w| degree(w));
        stock_list || orders || degrees || far
    }

    /// "Lines with the units missing": a sum over the very rows that are listed, where they are the lines of orders.
    fn of_own_rows(&self, metric: usize, entity: &semantic::Entity) -> bool {
        let own = entity.own_dataset.as_deref();
        entity.key.len() > 2
            && self.model.metrics[metric].additive
            && self
                .metric_datasets(metric)
                .iter()
                .all(|d| Some(d.as_str()) == own)
            && self.draft.list
            && self.draft.top.is_none()
    }

    /// "how many pieces would bring each of them back up": of each row of stock.
    fn each_row(&self) -> bool {
        let draft = self.draft;
        let things = self.subject.is_none_or(|s| {
            matches!(
                self.model.entities[s].name.as_str(),
                "product" | "stock_row"
            )
        });
        let all: Vec<&What> = draft.measures.iter().map(|m| &m.what).collect();
        draft.per_group
            && draft.top.is_none()
            && draft.grain.is_none()
            && draft.share.is_none()
            && draft.conditions.is_empty()
            && draft.dimensions.len() < 2
            && !draft.filters.is_empty()
            && !all.is_empty()
            && things
            && self.same_state(&all)
    }

    /// The conditions and the measures are all of rows of one dataset that says what there is.
    fn same_state(&self, all: &[&What]) -> bool {
        let mut datasets = self
            .draft
            .filters
            .iter()
            .filter_map(|f| self.choose_filter(&f.candidates))
            .map(|f| self.model.filters[f].dataset.clone());
        let Some(first) = datasets.next().filter(|d| !self.transaction(d)) else {
            return false;
        };
        let of_first = |what: &&What| match what {
            What::Metric(candidates) => {
                let metric = self.choose_metric(candidates);
                self.model.metrics[metric].additive
                    && self.metric_datasets(metric).iter().all(|d| *d == first)
            }
            _ => false,
        };
        datasets.all(|d| d == first) && all.iter().all(of_first)
    }

    /// A limit or a time that is set for each row of stock, and that is not what there is.
    fn is_level(&self, what: &What) -> bool {
        let column = match what {
            What::Attribute(
                semantic::Aggregate::Sum
                | semantic::Aggregate::Maximum
                | semantic::Aggregate::Minimum,
                attribute,
            ) => Some(attribute.clone()),
            What::Metric(candidates) => candidates
                .iter()
                .filter(|c| self.model.metrics[**c].additive)
                .find_map(|c| row_column(self.model, *c)),
            _ => None,
        };
        let row = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.as_deref());
        column.is_some_and(|a| {
            self.model.fields_of(&a).any(|(d, f)| {
                Some(d.name.as_str()) == row
                    && matches!(
                        f.data_type,
                        semantic::DataType::Integer | semantic::DataType::Decimal
                    )
                    && !d.list.contains(&a)
            })
        })
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
