//! *Opposites* tell things by what is true of some of their rows and of none of the others: "kept at A but not at B",
//! "bought both", "sold only in Bergen", "orders with every line fulfilled", "with no open order for it".

use semantic::{AttributeId, Entity, MetricKind, Predicate};

use super::{Builder, Declined};
use crate::draft::ValueMention;

impl Builder<'_> {
    /// The attribute says something of the subject's rows, not of the subject itself.
    fn of_rows(&self, attribute: &AttributeId) -> bool {
        let Some(subject) = self.thing() else {
            return false;
        };
        let itself = subject.key.contains(attribute)
            || subject.name_attribute.as_ref() == Some(attribute)
            || subject
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.model.resolve(d, attribute).is_some());
        !itself
    }

    /// What is asked for, when it has a single key: a product, a customer, an area.
    fn thing(&self) -> Option<&Entity> {
        let entity = &self.model.entities[self.subject?];
        (entity.key.len() == 1).then_some(entity)
    }

    /// Things are told by some of their rows and the absence of others.
    pub(super) fn contrasted(&self) -> bool {
        let draft = self.draft;
        let listed = draft.measures.is_empty()
            && draft.dimensions.is_empty()
            && draft.grain.is_none()
            && !draft.bare_count
            && !draft.how_much
            && draft.top.is_none();
        let of_rows =
            |p: &Predicate| super::facts::attribute_of(p).is_some_and(|a| self.of_rows(a));
        let pair = self
            .filters
            .iter()
            .any(|(_, p)| self.denied_elsewhere(p) && of_rows(p));
        let several = draft.both.is_some()
            && self.filters.iter().any(|(at, p)| {
                matches!(p, Predicate::In { values, negated: false, .. } if values.len() > 1)
                    && draft.both.is_some_and(|both| *at >= both)
                    && of_rows(p)
            });
        listed && (pair || several || self.exclusive().is_some_and(|(_, p)| of_rows(p)))
    }

    /// The value that stands behind "only".
    fn exclusive(&self) -> Option<&(usize, Predicate)> {
        let only = self.draft.exclusive?;
        self.filters
            .iter()
            .find(|(at, p)| *at > only && matches!(p, Predicate::In { negated: false, .. }))
    }

    /// The condition holds for some values of an attribute, and others of it are denied.
    fn denied_elsewhere(&self, predicate: &Predicate) -> bool {
        let Predicate::In {
            attribute,
            negated: false,
            ..
        } = predicate
        else {
            return false;
        };
        self.filters.iter().any(|(_, other)| {
            matches!(other, Predicate::In { attribute: a, negated: true, .. } if a == attribute)
        })
    }

    /// Where it is said whether a thing is there: rows of stock, or what was ordered of it, with the conditions that
    /// always belong to it.
    fn facts_of(&self, attribute: &AttributeId) -> Option<(String, Vec<Predicate>)> {
        let draft = self.draft;
        let thing = self.thing()?;
        let holds = |dataset: &str, a: &AttributeId| self.model.resolve(dataset, a).is_some();
        let trades = draft.ordered || draft.counted_in.is_some();
        let shelf = self.model.entity("stock_row")?;
        let own = shelf.own_dataset.clone()?;
        let trader = thing.datasets.first().is_some_and(|d| self.transaction(d));
        if !trades && !trader && shelf.key.contains(attribute) && holds(&own, &thing.key[0]) {
            let held = draft.held && !draft.kept;
            let named = held.then(|| self.held_filter(&own)).flatten();
            return Some((own, named.into_iter().collect()));
        }
        // Orders themselves, where they say it.
        let orders = self.model.datasets.iter().find(|d| {
            d.primary_key.len() == 2
                && d.default_time.is_some()
                && holds(&d.name, &thing.key[0])
                && holds(&d.name, attribute)
        });
        if let Some(orders) = orders.filter(|_| !draft.bought && draft.counted_in.is_none()) {
            return Some((orders.name.clone(), Vec::new()));
        }
        let lines = self.model.metrics.iter().find_map(|m| match &m.kind {
            MetricKind::Aggregate {
                dataset, filters, ..
            } if m.additive
                && m.unit.as_deref() == Some("units")
                && !filters.is_empty()
                && self.transaction(dataset)
                && holds(dataset, &thing.key[0])
                && holds(dataset, attribute) =>
            {
                Some((dataset.clone(), filters.clone()))
            }
            _ => None,
        })?;
        let named = lines
            .1
            .into_iter()
            .filter(|_| draft.bought || draft.counted_in.is_some())
            .map(|filter| Predicate::Named {
                filter,
                negated: false,
            });
        Some((lines.0, named.collect()))
    }

    /// What was bought was not cancelled, unless the question speaks of that.
    pub(super) fn not_cancelled(&self, base: &str) -> Vec<Predicate> {
        let spoken = !self.draft.filters.is_empty()
            || self.filters.iter().any(|(_, p)| {
                super::facts::attribute_of(p).is_some_and(|a| a.as_str().contains("status"))
            });
        if spoken || !self.draft.existence.is_empty() || self.thing().is_none() {
            return Vec::new();
        }
        let named = self.model.metrics.iter().find_map(|m| match &m.kind {
            MetricKind::Aggregate {
                dataset, filters, ..
            } if m.additive && !filters.is_empty() && dataset == base => Some(filters.clone()),
            _ => None,
        });
        named
            .unwrap_or_default()
            .into_iter()
            .map(|filter| Predicate::Named {
                filter,
                negated: false,
            })
            .collect()
    }

    fn held_filter(&self, dataset: &str) -> Option<Predicate> {
        let filter = self
            .model
            .filters
            .iter()
            .find(|f| f.dataset == dataset && f.says_there_is())?;
        Some(Predicate::Named {
            filter: filter.name.clone(),
            negated: false,
        })
    }

    /// Conditions of a contrast, for rows of `base`; `windows` are the times of the question.
    pub(super) fn contrast(
        &self,
        base: &str,
        values: Vec<(usize, Predicate)>,
        windows: &[Predicate],
    ) -> Result<Vec<Predicate>, Declined> {
        let lost = |word: &str| Declined::Unused(vec![word.to_owned()]);
        let Some(thing) = self.thing() else {
            return Err(lost("but"));
        };
        if self.draft.dates.len() > 1 {
            return Err(lost("but"));
        }
        let rows = self.transaction(base);
        let only = self.exclusive().map(|(at, _)| *at);
        let both = self.draft.both;
        let mut all = Vec::new();
        for (at, predicate) in values {
            let Predicate::In {
                attribute,
                values,
                negated,
            } = &predicate
            else {
                all.push(predicate);
                continue;
            };
            if !self.of_rows(attribute) {
                all.push(predicate);
                continue;
            }
            let (dataset, named) = self.facts_of(attribute).ok_or_else(|| lost("but"))?;
            let related = |condition: Predicate, absent: bool| {
                let mut filters = vec![condition];
                filters.extend(named.iter().cloned());
                filters.extend(windows.iter().cloned());
                Predicate::Related {
                    dataset: dataset.clone(),
                    on: thing.key.clone(),
                    filters,
                    negated: absent,
                }
            };
            let is = |negated: bool| Predicate::In {
                attribute: attribute.clone(),
                values: values.clone(),
                negated,
            };
            if *negated {
                all.push(related(is(false), true));
            } else if both.is_some_and(|both| at >= both) && values.len() > 1 {
                for value in values {
                    let one = Predicate::In {
                        attribute: attribute.clone(),
                        values: vec![value.clone()],
                        negated: false,
                    };
                    all.push(related(one, false));
                }
            } else if rows && self.model.resolve(base, attribute).is_some() {
                all.push(predicate.clone());
                all.extend(
                    named
                        .iter()
                        .filter(|n| !all.contains(n))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            } else {
                all.push(related(is(false), false));
            }
            if only == Some(at) {
                all.push(related(is(true), true));
            }
        }
        Ok(all)
    }

    /// "with every line fulfilled": no line of it for which the condition does not hold.
    pub(super) fn universal(&self) -> Result<Vec<Predicate>, Declined> {
        let Some(every) = &self.draft.every else {
            return Ok(Vec::new());
        };
        let lost = || Declined::Unused(vec!["all".to_owned()]);
        let part = &self.model.entities[every.entity];
        let dataset = part.own_dataset.clone().ok_or_else(lost)?;
        let whole = &self.model.entities[self.subject.ok_or_else(lost)?];
        if every.filters.is_empty() && every.values.is_empty() {
            return Err(lost());
        }
        let mut unmet: Vec<Predicate> = Vec::new();
        for mention in &every.filters {
            let filter = mention
                .candidates
                .iter()
                .map(|f| &self.model.filters[*f])
                .find(|f| f.dataset == dataset)
                .ok_or_else(lost)?;
            unmet.push(Predicate::Named {
                filter: filter.name.clone(),
                negated: !mention.negated,
            });
        }
        let own = |mention: &ValueMention| {
            mention.matches.iter().find_map(|m| {
                let (home, _) = self.model.resolve(&dataset, &m.attribute)?;
                (home.name == dataset).then(|| m.clone())
            })
        };
        for mention in &every.values {
            let found = own(mention).ok_or_else(lost)?;
            unmet.push(Predicate::In {
                attribute: found.attribute,
                values: found
                    .values
                    .into_iter()
                    .map(semantic::Literal::Text)
                    .collect(),
                negated: !mention.negated,
            });
        }
        let unmet = match unmet.len() {
            1 => unmet,
            _ => vec![Predicate::Any(unmet)],
        };
        Ok(vec![Predicate::Related {
            dataset,
            on: whole.key.clone(),
            filters: unmet,
            negated: true,
        }])
    }

    /// "with no open order for it": none of the lines of such orders, for the product, and for the warehouse where it is
    /// named.
    pub(super) fn absent_orders(&mut self, base: &str) -> Result<Vec<Predicate>, Declined> {
        let mut all = Vec::new();
        for absence in &self.draft.absent {
            let lost = || Declined::Unused(vec!["no".to_owned()]);
            let filter = absence
                .candidates
                .iter()
                .map(|f| &self.model.filters[*f])
                .find(|f| self.transaction(&f.dataset))
                .ok_or_else(lost)?;
            let lines = self
                .model
                .datasets
                .iter()
                .find(|d| {
                    self.transaction(&d.name)
                        && d.fields
                            .iter()
                            .any(|f| f.attributes.iter().any(|a| a.as_str() == "product_code"))
                        && self
                            .model
                            .reachable(&d.name)
                            .iter()
                            .any(|(r, _)| r.name == filter.dataset)
                })
                .ok_or_else(lost)?;
            let place = self.filters.iter().any(|(_, p)| {
                super::facts::attribute_of(p).is_some_and(|a| a.as_str() == "warehouse_code")
            });
            let on: Vec<AttributeId> = self
                .shared_keys(base, &lines.name)
                .into_iter()
                .filter(|k| {
                    k.as_str() == "product_code"
                        || k.as_str() == "warehouse_code" && (absence.here || place)
                })
                .collect();
            if on.is_empty() {
                return Err(lost());
            }
            all.push(Predicate::Related {
                dataset: lines.name.clone(),
                on,
                filters: vec![Predicate::Named {
                    filter: filter.name.clone(),
                    negated: false,
                }],
                negated: true,
            });
        }
        Ok(all)
    }
}
