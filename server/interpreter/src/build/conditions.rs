//! *Conditions* beside values: named filters, columns against columns, what must not exist.

use semantic::{AttributeId, Literal, MetricKind, Operand, Predicate};

use super::Builder;
use crate::draft::{Existence, What};

impl Builder<'_> {
    /// Named filters of the question.
    pub(super) fn named_filters(&self) -> Vec<Predicate> {
        let mut all: Vec<Predicate> = Vec::new();
        for mention in &self.draft.filters {
            let Some(filter) = self.choose_filter(&mention.candidates) else {
                continue;
            };
            let named = Predicate::Named {
                filter: self.model.filters[filter].name.clone(),
                negated: mention.negated,
            };
            // "rejected or cancelled".
            match all.pop() {
                Some(Predicate::Any(mut others)) if mention.or => {
                    others.push(named);
                    all.push(Predicate::Any(others));
                }
                Some(other) if mention.or => all.push(Predicate::Any(vec![other, named])),
                other => {
                    all.extend(other);
                    all.push(named);
                }
            }
        }
        all
    }

    /// Named filters, alternatives together, each with the position of its first words.
    pub(super) fn named_with_words(&self) -> Vec<(usize, Predicate)> {
        let firsts = self
            .draft
            .filters
            .iter()
            .filter(|f| !f.or && self.choose_filter(&f.candidates).is_some());
        firsts.map(|f| f.at).zip(self.named_filters()).collect()
    }

    /// Conditions that belong to what happened to the things that are counted (cancelled orders are left out).
    pub(super) fn happened(&self) -> Vec<Predicate> {
        let Some(metrics) = &self.draft.counted_in else {
            return Vec::new();
        };
        match &self.model.metrics[self.choose_metric(metrics)].kind {
            MetricKind::Aggregate { filters, .. } => filters
                .iter()
                .map(|filter| Predicate::Named {
                    filter: filter.clone(),
                    negated: false,
                })
                .collect(),
            MetricKind::Derived { .. } => Vec::new(),
        }
    }

    /// A column against itself says nothing: the other side was not understood.
    pub(super) fn two_columns(&self) -> Result<(), super::Declined> {
        let same = self.draft.against.iter().find(|a| {
            let left = a.left.clone().unwrap_or_else(|| self.counterpart(&a.right));
            a.by.is_none() && a.factor.is_none() && left == a.right
        });
        match same {
            Some(a) => Err(super::Declined::Unused(vec![
                a.right.as_str().replace('_', " "),
            ])),
            None => Ok(()),
        }
    }

    /// Columns compared with columns.
    pub(super) fn against(&self) -> Vec<Predicate> {
        let draft = self.draft;
        let missing = draft
            .missing
            .iter()
            .map(|(attribute, _)| Predicate::Missing {
                attribute: attribute.clone(),
                negated: false,
            })
            .chain(
                draft
                    .present
                    .iter()
                    .map(|(attribute, _)| Predicate::Missing {
                        attribute: attribute.clone(),
                        negated: true,
                    }),
            );
        let pairs = draft.against.iter().map(|against| {
            let left = against
                .left
                .clone()
                .unwrap_or_else(|| self.counterpart(&against.right));
            let left = self.paid_on_lines(left, &against.right);
            let right = match &against.factor {
                Some(factor) => Operand::Scaled {
                    attribute: against.right.clone(),
                    factor: factor.clone(),
                },
                None => Operand::Attribute(against.right.clone()),
            };
            match &against.by {
                // "25 units over": by how much one side exceeds the other.
                Some(margin) => {
                    let (more, less) = if margin.short {
                        (against.right.clone(), left)
                    } else {
                        (left, against.right.clone())
                    };
                    Predicate::Compare {
                        left: Operand::DifferenceOf {
                            left: more,
                            right: less,
                        },
                        comparator: against.comparator,
                        right: Operand::Literal(Literal::Number(margin.value.clone())),
                    }
                }
                None => Predicate::Compare {
                    left: Operand::Attribute(left),
                    comparator: against.comparator,
                    right,
                },
            }
        });
        missing.chain(pairs).collect()
    }

    /// What a limit is compared with when the question leaves it out: the column that the model's filters set beside it.
    pub(super) fn counterpart(&self, right: &AttributeId) -> AttributeId {
        let pairs = || {
            self.model
                .filters
                .iter()
                .filter(|f| f.show.len() == 2 && f.show.contains(right))
        };
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.as_deref());
        let beside = pairs()
            .find(|f| own == Some(f.dataset.as_str()))
            .or_else(|| pairs().next());
        beside
            .and_then(|f| f.show.iter().find(|a| *a != right))
            .cloned()
            .unwrap_or_else(|| right.clone())
    }

    /// What is due is still open.
    pub(super) fn open_when_due(&self, base: Option<&str>) -> Vec<Predicate> {
        let open_period = |d: &crate::draft::DateMention| {
            d.role != Some(crate::draft::Moment::Ordered)
                && crate::draft::range_of(&d.phrase)
                    .is_some_and(|r| r.whole.until.is_none_or(|until| until > self.today))
        };
        // "late deliveries in 2025": the condition says already what happened.
        let to_come = self.draft.delivered
            && self.draft.filters.is_empty()
            && self.draft.existence.is_empty()
            && self.draft.lags.is_empty();
        let due = self.draft.due || to_come && self.draft.dates.iter().any(open_period);
        if self.draft.came {
            return self.rows_that_came(base);
        }
        if !due {
            return Vec::new();
        }
        self.open_rows(base)
    }

    /// Orders that were delivered, where a date alone does not say so.
    fn rows_that_came(&self, base: Option<&str>) -> Vec<Predicate> {
        let Some(base) = base else { return Vec::new() };
        let reach = self.model.reachable(base);
        let delivered = |f: &&semantic::NamedFilter| {
            reach.iter().any(|(d, _)| d.name == f.dataset)
                && f.expression.trim().ends_with("status = 'Delivered'")
        };
        self.model
            .filters
            .iter()
            .find(delivered)
            .map(|f| Predicate::Named {
                filter: f.name.clone(),
                negated: false,
            })
            .into_iter()
            .collect()
    }

    /// Rows that are still open, where no condition says so already.
    pub(super) fn open_rows(&self, base: Option<&str>) -> Vec<Predicate> {
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
    pub(super) fn reachable_or_related(
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
        // "No open purchase order": there is none, rather than one that is not open.
        if let Predicate::Named {
            filter,
            negated: true,
        } = &predicate
        {
            let holds = Predicate::Named {
                filter: filter.clone(),
                negated: false,
            };
            return Predicate::Related {
                dataset,
                on,
                filters: vec![holds],
                negated: true,
            };
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
    pub(super) fn shared_keys(&self, base: &str, other: &str) -> Vec<AttributeId> {
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
    pub(super) fn absent_value(&self, base: &str, predicate: Predicate) -> Predicate {
        // "Orders with lines that are not fulfilled": there are such lines.
        let finer = self.draft.subjects.iter().any(|s| {
            self.subject.is_some_and(|subject| {
                self.model.entities[s.entity].key.len() > self.model.entities[subject].key.len()
                    && self.model.entities[subject].key.len() > 1
            })
        });
        if finer {
            return predicate;
        }
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

    /// "suppliers that were never late": none of their rows, rather than some row that was not.
    pub(super) fn absent_condition(&self, base: &str, predicate: Predicate) -> Predicate {
        let Predicate::Named {
            filter,
            negated: true,
        } = &predicate
        else {
            return predicate;
        };
        let Some(subject) = self.subject.map(|s| &self.model.entities[s]) else {
            return predicate;
        };
        let Some(dataset) = self.model.filter(filter).map(|f| f.dataset.clone()) else {
            return predicate;
        };
        // A warehouse has stock rows as a supplier has orders.
        let rows = self.transaction(base) && self.transaction(&dataset) || base == dataset;
        if subject.own_dataset.is_some() || subject.key.len() > 1 || !rows {
            return predicate;
        }
        let holds = Predicate::Named {
            filter: filter.clone(),
            negated: false,
        };
        Predicate::Related {
            dataset,
            on: subject.key.clone(),
            filters: vec![holds],
            negated: true,
        }
    }

    /// "bought in one period and not in another": no such row in that time. `counted` are the filters of what is measured.
    pub(super) fn absent_times(&self, base: &str, counted: &[String]) -> Vec<Predicate> {
        let key = self
            .subject
            .map(|s| self.model.entities[s].key.clone())
            .filter(|k| k.len() == 1 && self.transaction(base));
        let Some(on) = key else { return Vec::new() };
        let named = counted.iter().map(|filter| Predicate::Named {
            filter: filter.clone(),
            negated: false,
        });
        self.draft
            .dates
            .iter()
            .filter(|d| d.negated && !d.left_out)
            .filter_map(|d| crate::draft::range_of(&d.phrase).map(|r| (d, r)))
            .map(|(mention, range)| {
                let mut filters: Vec<Predicate> = named.clone().collect();
                filters.push(Predicate::Within {
                    attribute: mention.attribute.clone(),
                    window: range.happened,
                });
                Predicate::Related {
                    dataset: base.to_owned(),
                    on: on.clone(),
                    filters,
                    negated: true,
                }
            })
            .collect()
    }

    /// Some of what must not exist could not be put as a condition.
    pub(super) fn existence_unmet(&self, filters: &[Predicate]) -> bool {
        let met = filters
            .iter()
            .filter(|p| matches!(p, Predicate::Related { negated: true, .. }))
            .count();
        met < self.draft.existence.len()
    }

    /// "Purchase lines priced above the unit cost": the price of a line is what was paid on it, where the line has a column
    /// that a condition of its own sets beside the other.
    pub(super) fn paid_on_lines(&self, left: AttributeId, right: &AttributeId) -> AttributeId {
        let priced = left.as_str() == "product.unit_price" && right.as_str() == "product.unit_cost";
        let own = self
            .subject
            .and_then(|s| self.model.entities[s].own_dataset.as_deref())
            .filter(|own| priced && self.transaction(own));
        let paid = self.counterpart(right);
        let of_line = self
            .model
            .fields_of(&paid)
            .any(|(d, _)| Some(d.name.as_str()) == own);
        if of_line { paid } else { left }
    }

    /// Conditions that something does not exist.
    pub(super) fn existence(&self, base: &str) -> Vec<Predicate> {
        self.draft
            .existence
            .iter()
            .filter_map(|e| self.absent(base, e))
            .collect()
    }

    /// Orders of a product are found by their lines.
    fn lines_with_product(&self, base: &str, orders: String) -> String {
        let key = AttributeId::new("product_code");
        let of_product = !self.transaction(base)
            && self.model.resolve(base, &key).is_some()
            && self.subject.is_none_or(|s| {
                let keys = &self.model.entities[s].key;
                keys.contains(&key)
            });
        if !of_product || !self.transaction(&orders) || self.model.resolve(&orders, &key).is_some()
        {
            return orders;
        }
        let lines = self.model.datasets.iter().find(|d| {
            self.model.resolve(&d.name, &key).is_some()
                && self
                    .model
                    .reachable(&d.name)
                    .iter()
                    .any(|(r, _)| r.name == orders)
        });
        lines.map_or(orders, |d| d.name.clone())
    }

    /// Names of the filters that say that something is there.
    fn held_filters(&self, dataset: &str) -> Vec<String> {
        let held = self
            .model
            .filters
            .iter()
            .find(|f| f.dataset == dataset && f.says_there_is());
        held.map(|f| f.name.clone()).into_iter().collect()
    }

    /// "on the shelf in Narvik, not sold from Narvik": the place is named again for what must not be, so it holds for both.
    fn at_the_place(&self, base: &str, other: &str, at: usize) -> Option<Vec<AttributeId>> {
        let row = self.model.entity("stock_row")?;
        let place = row.key.first()?;
        let said = |v: &crate::draft::ValueMention| {
            !v.negated && v.matches.iter().any(|m| m.attribute == *place)
        };
        let before = self.draft.values.iter().any(|v| said(v) && v.at < at);
        let behind = self.draft.values.iter().any(|v| said(v) && v.at > at)
            || self.draft.there.is_some_and(|there| there > at);
        let same = self.draft.same_place && self.transaction(base) && !self.transaction(other);
        let both = row.key.iter().all(|k| {
            self.model.resolve(base, k).is_some() && self.model.resolve(other, k).is_some()
        });
        ((before && behind || same) && both).then(|| row.key.clone())
    }

    pub(super) fn absent(&self, base: &str, existence: &Existence) -> Option<Predicate> {
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
            What::Count(entity) => {
                let own = self.model.entities[*entity].own_dataset.clone()?;
                let held = self.draft.nowhere && !self.transaction(&own);
                let names = if held {
                    self.held_filters(&own)
                } else {
                    Vec::new()
                };
                (self.lines_with_product(base, own), names)
            }
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
        let on = self
            .at_the_place(base, &dataset, existence.at)
            .unwrap_or(on);
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
