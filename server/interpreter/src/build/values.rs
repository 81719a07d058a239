//! Values of a question become conditions: which attribute they belong to, whether they are several or one of several.

use semantic::{AttributeId, Literal, Predicate};

use super::{Builder, Declined};
use crate::draft::ValueMention;
use crate::text::{folds, words};
use crate::values::{Fit, Match};

/// More values than this are not offered as one thing.
const FAMILY: usize = 60;
/// More names of customers than this are not offered as one thing.
const MOST_PERSONS: usize = 12;

impl Builder<'_> {
    /// Conditions from values and order numbers, in the order of the words.
    pub(super) fn values(&mut self) -> Result<(), Declined> {
        let draft = self.draft;
        let mut merged: Vec<(usize, AttributeId, Vec<String>, bool)> = Vec::new();
        let mut last: Option<(usize, AttributeId, Fit)> = None;
        for (place, mention) in draft.values.iter().enumerate() {
            let mention = &self.beside_others(place, mention);
            let found = self.choose_match(mention)?;
            // "Hydraulic hose": words of two names, side by side, are neither the one nor the other.
            let end = mention.at + mention.words.split_whitespace().count();
            let torn = last.as_ref().is_some_and(|(at, attribute, fit)| {
                *at == mention.at
                    && !mention.joined
                    && *attribute == found.attribute
                    && attribute.as_str() == "product_group"
                    && (*fit < Fit::Nearly || found.fit < Fit::Nearly)
            });
            if torn {
                return Err(Declined::Unused(vec![mention.words.clone()]));
            }
            last = Some((end, found.attribute.clone(), found.fit));
            let negated = mention.negated;
            if mention.grouped && !self.groups.contains(&found.attribute) {
                self.groups.push(found.attribute.clone());
            }
            let same = merged
                .iter_mut()
                .find(|(_, attribute, _, n)| *attribute == found.attribute && *n == negated);
            match same {
                Some((_, _, values, _)) => values.extend(
                    found
                        .values
                        .iter()
                        .filter(|v| !values.contains(v))
                        .cloned()
                        .collect::<Vec<_>>(),
                ),
                None => merged.push((
                    mention.at,
                    found.attribute.clone(),
                    found.values.clone(),
                    negated,
                )),
            }
        }
        let places: Vec<AttributeId> = merged
            .iter()
            .filter(|(_, _, _, negated)| !negated)
            .map(|(_, attribute, _, _)| attribute.clone())
            .collect();
        for (at, attribute, values, negated) in merged {
            let values = values.into_iter().map(Literal::Text).collect();
            let elsewhere = negated && places.contains(&attribute) && self.of_stock(&attribute);
            let condition = Predicate::In {
                attribute,
                values,
                negated: negated && !elsewhere,
            };
            let condition = if elsewhere {
                self.not_there(condition)
            } else {
                condition
            };
            self.filters.push((at, condition));
        }
        for key in &draft.keys {
            let entity = &self.model.entities[key.entity];
            let texts = [key.prefix.clone(), Some(key.number.clone())];
            for (attribute, text) in entity.key.iter().zip(texts) {
                if let Some(text) = text {
                    // "orders 12 and 15": each of them.
                    let text = Literal::Text(text);
                    let same = self.filters.iter_mut().find_map(|(at, p)| match p {
                        Predicate::In {
                            attribute: of,
                            values,
                            negated: false,
                        } if of == attribute && draft.keys.iter().any(|k| k.at == *at) => {
                            Some(values)
                        }
                        _ => None,
                    });
                    if let Some(values) = same {
                        if !values.contains(&text) {
                            values.push(text);
                        }
                        continue;
                    }
                    let values = vec![text];
                    self.filters.push((
                        key.at,
                        Predicate::In {
                            attribute: attribute.clone(),
                            values,
                            negated: false,
                        },
                    ));
                }
            }
        }
        Ok(())
    }

    /// The place of a stock row, in a question about what is kept rather than what was traded.
    fn of_stock(&self, attribute: &AttributeId) -> bool {
        let draft = self.draft;
        self.model
            .entity("stock_row")
            .is_some_and(|row| row.key.first() == Some(attribute))
            && !draft.ordered
            && draft.dates.is_empty()
            && !self.trader_asked()
            && self.hinted_datasets().iter().all(|d| !self.transaction(d))
    }

    /// Suppliers or customers are asked for: places are those of their orders.
    fn trader_asked(&self) -> bool {
        self.draft.subjects.first().is_some_and(|s| {
            let home = self.model.entities[s.entity].datasets.first();
            home.is_some_and(|d| self.transaction(d))
        })
    }

    /// "at OSL-1 and not at BER-2": there is no such row for the product there.
    fn not_there(&self, place: Predicate) -> Predicate {
        let Some(row) = self.model.entity("stock_row") else {
            return place;
        };
        let dataset = row.own_dataset.clone().unwrap_or_default();
        let mut filters = vec![place];
        filters.extend(self.named_filters().into_iter().filter(|p| {
            matches!(p, Predicate::Named { filter, negated: false } if self
                .model
                .filter(filter)
                .is_some_and(|f| f.dataset == dataset))
        }));
        Predicate::Related {
            dataset,
            on: row.key[1..].to_vec(),
            filters,
            negated: true,
        }
    }

    /// "pending and approved": values that are joined are values of one column, where they can be.
    fn beside_others(&self, place: usize, mention: &ValueMention) -> ValueMention {
        let all = &self.draft.values;
        let before = place.checked_sub(1).filter(|_| mention.joined);
        let after = Some(place + 1).filter(|p| all.get(*p).is_some_and(|v| v.joined));
        let others: Vec<&ValueMention> = [before, after]
            .into_iter()
            .flatten()
            .filter_map(|p| all.get(p))
            .collect();
        if let Some(places) = self.warehouses_in_towns(mention, &others) {
            return places;
        }
        // What the other words fit best: a group by all its words, not a company that has some of them.
        let best = |other: &ValueMention| other.matches.iter().map(|m| m.fit).max();
        let shared = |found: &Match| {
            others.iter().all(|o| {
                o.matches
                    .iter()
                    .any(|m| m.attribute == found.attribute && Some(m.fit) == best(o))
            })
        };
        let mut mention = mention.clone();
        if !others.is_empty() && mention.matches.iter().any(shared) {
            mention.matches.retain(shared);
        }
        mention
    }

    fn choose_match(&mut self, mention: &ValueMention) -> Result<Match, Declined> {
        if let Some(found) = self.status_of_noun(mention) {
            return Ok(found);
        }
        let by_noun = mention.noun.and_then(|entity| {
            let entity = &self.model.entities[entity];
            let named = |m: &&Match| {
                entity.key.contains(&m.attribute)
                    || entity.name_attribute.as_ref() == Some(&m.attribute)
            };
            // "frozen products": a group of them, where none of them is called so.
            let grouped = |m: &&Match| {
                entity.name == "product"
                    && self
                        .model
                        .fields_of(&m.attribute)
                        .any(|(d, f)| d.name == "product" && !f.name.contains("supplier"))
            };
            let all = || mention.matches.iter();
            let classified = |m: &&Match| grouped(m) && !named(m);
            match entity.name.as_str() {
                "product" => all().find(classified).or_else(|| all().find(named)),
                _ => all().find(named),
            }
        });
        // What the figures and conditions are of comes first: stock has a depot, no city of delivery.
        let of_facts = |m: &&Match| self.fits_facts(&m.attribute);
        let near = |m: &&Match| of_facts(m) || self.finer_than_facts(&m.attribute);
        let within = !self.trade_spoken() && mention.matches.iter().any(|m| near(&m));
        let fitting = || mention.matches.iter().filter(move |m| !within || near(m));
        let best_fit = fitting().map(|m| m.fit).max().unwrap_or(Fit::Partial);
        let contenders: Vec<&Match> = match by_noun {
            Some(found) => vec![found],
            None => mention
                .matches
                .iter()
                .filter(|m| m.fit == best_fit && of_facts(m))
                .collect(),
        };
        let facts = self.hinted_datasets();
        let everywhere = |m: &&Match| {
            facts
                .iter()
                .all(|dataset| self.model.resolve(dataset, &m.attribute).is_some())
        };
        let contenders = if by_noun.is_none() && !contenders.iter().any(everywhere) {
            let places = self.places_of_stock(mention, best_fit);
            let found: Vec<&Match> = places.iter().copied().filter(everywhere).collect();
            match (found.is_empty(), contenders.is_empty()) {
                (false, _) => found,
                (true, true) if !places.is_empty() => places,
                (true, true) => fitting().filter(|m| m.fit == best_fit).collect(),
                (true, false) => contenders,
            }
        } else {
            contenders
        };
        // "Shipped out of Narvik": the warehouse, not the town.
        let warehouse = self
            .model
            .entity("stock_row")
            .and_then(|row| row.key.first());
        let contenders = match mention
            .matches
            .iter()
            .find(|m| mention.origin && Some(&m.attribute) == warehouse)
        {
            Some(found) => vec![found],
            None => contenders,
        };
        let contenders = match self.warehouse_in_town(&contenders, mention) {
            Some(found) => vec![found],
            None => contenders,
        };
        let contenders = self.likeliest(contenders, mention);
        // Goods leave a warehouse; stock lies in one. What only is a place of delivery is none of it.
        let nowhere = mention.origin
            && warehouse.is_some()
            && contenders.iter().all(|m| Some(&m.attribute) != warehouse)
            && contenders.iter().any(|m| place_of_delivery(&m.attribute))
            || contenders
                .first()
                .is_some_and(|m| self.stock_elsewhere(&m.attribute));
        if nowhere {
            return Err(Declined::Unused(vec![mention.words.clone()]));
        }
        let Some(first) = contenders.first().copied() else {
            return Err(Declined::Nothing);
        };
        // One value beats several; several that end in the word are the family that it names.
        let single = contenders.iter().copied().find(|m| m.values.len() == 1);
        let family = contenders
            .iter()
            .copied()
            .find(|m| self.is_family(m, mention));
        let chosen = match (single, family) {
            (Some(single), None) => single,
            (Some(single), Some(family))
                if best_fit > Fit::Partial || single.frequency >= family.frequency =>
            {
                single
            }
            (_, Some(family)) => family,
            (None, None) => first,
        };
        let family = self.is_family(chosen, mention);
        if chosen.values.len() > 1
            && !family
            && chosen.values.len() > self.most_alike(chosen, mention)
        {
            return Err(which_one(mention, chosen));
        }
        if chosen.values.len() > 1 {
            let listed = if chosen.values.len() <= 5 {
                chosen.values.join(", ")
            } else {
                format!("{} values", chosen.values.len())
            };
            self.assume(
                format!("“{}” is taken for all that match: {listed}.", mention.words),
                if family { 0.02 } else { 0.04 },
            );
        } else if chosen.fit < Fit::Whole {
            self.assume(
                format!("“{}” is taken for {}.", mention.words, chosen.values[0]),
                if chosen.fit == Fit::Nearly { 0.0 } else { 0.02 },
            );
        }
        Ok(chosen.clone())
    }

    /// "The Atlanta orders", "late at Atlanta": the warehouse in the town rather than the town, where nothing says that
    /// goods go there or that somebody is at home there.
    fn warehouse_in_town<'m>(
        &self,
        contenders: &[&'m Match],
        mention: &'m ValueMention,
    ) -> Option<&'m Match> {
        let place = self.model.entity("stock_row")?.key.first()?;
        let town = contenders.first().is_some_and(|m| {
            matches!(m.attribute.as_str(), "delivery_city" | "delivery_postcode")
                || m.attribute.as_str().ends_with("delivery_address")
        });
        let found = mention.matches.iter().find(|m| m.attribute == *place)?;
        let noun = mention
            .noun
            .is_some_and(|e| self.model.entities[e].key.first() != Some(place));
        let fits = self
            .hinted_datasets()
            .iter()
            .all(|dataset| self.model.resolve(dataset, place).is_some());
        let said = mention.words.len() > 3 && !mention.destined && !noun;
        (town && said && fits).then_some(found)
    }

    /// "Atlanta versus Boston": the warehouses in the towns, where each of the towns has one.
    fn warehouses_in_towns(
        &self,
        mention: &ValueMention,
        others: &[&ValueMention],
    ) -> Option<ValueMention> {
        let place = self.model.entity("stock_row")?.key.first()?;
        let kept = |v: &ValueMention| {
            let mut alone = v.clone();
            alone.matches.retain(|m| m.attribute == *place);
            alone
        };
        let in_town = |v: &ValueMention| {
            let best = v.matches.iter().map(|m| m.fit).max();
            let best: Vec<&Match> = v.matches.iter().filter(|m| Some(m.fit) == best).collect();
            self.warehouse_in_town(&best, v).is_some()
                || v.matches.first().is_some_and(|m| m.attribute == *place)
        };
        let all = || std::iter::once(&mention).chain(others);
        let towns = all().all(|v| in_town(v) && !v.negated) && !others.is_empty();
        towns.then(|| kept(mention))
    }

    /// Stock, or what is worked out from it, is asked for at a place to which orders go.
    fn stock_elsewhere(&self, attribute: &AttributeId) -> bool {
        if !place_of_delivery(attribute) || self.draft.ordered {
            return false;
        }
        let facts = self.hinted_datasets();
        let stock_alone = !facts.is_empty()
            && facts.iter().all(|d| !self.transaction(d))
            && self.draft.existence.is_empty()
            && self.draft.subjects.iter().all(|s| {
                let home = self.model.entities[s.entity].datasets.first();
                home.is_none_or(|d| !self.transaction(d))
            });
        let worked_out = self.draft.measures.iter().any(|m| match &m.what {
            crate::draft::What::Metric(all) => {
                let datasets = self.metric_datasets(self.choose_metric(all));
                datasets.iter().any(|d| !self.transaction(d))
                    && datasets
                        .iter()
                        .any(|d| self.model.resolve(d, attribute).is_none())
            }
            _ => false,
        });
        stock_alone || worked_out
    }

    /// "Stock value in Narvik": the warehouse that has the word in its code rather than the town, where rows of stock are
    /// looked at; else what the words fit best.
    fn places_of_stock<'m>(&self, mention: &'m ValueMention, best_fit: Fit) -> Vec<&'m Match> {
        let place = self
            .model
            .entity("stock_row")
            .and_then(|row| row.key.first());
        let stock: Vec<&Match> = mention
            .matches
            .iter()
            .filter(|m| Some(&m.attribute) == place && self.fits_facts(&m.attribute))
            .collect();
        if stock.is_empty() {
            let best = mention.matches.iter().filter(|m| m.fit == best_fit);
            return best.collect();
        }
        stock
    }

    /// Without the names of companies in which the words stand somewhere in the middle, where a group or product has
    /// them: "gloves" are no "Ardent Glove Company".
    fn likeliest<'m>(
        &self,
        mut contenders: Vec<&'m Match>,
        mention: &ValueMention,
    ) -> Vec<&'m Match> {
        contenders.sort_by_key(|m| self.remoteness(m));
        let said = folds(&mention.words);
        let begins = |m: &Match| {
            m.values
                .iter()
                .any(|value| folds(value).first() == said.first())
        };
        let aside = |m: &Match| {
            let company = ["customer", "supplier", "main_supplier"]
                .iter()
                .any(|name| {
                    self.model
                        .entity(name)
                        .is_some_and(|e| e.name_attribute.as_ref() == Some(&m.attribute))
                });
            company && m.fit <= Fit::Partial && !begins(m)
        };
        let product = |m: &Match| {
            self.model
                .fields_of(&m.attribute)
                .any(|(d, f)| d.name == "product" && !f.name.contains("supplier"))
        };
        if mention.noun.is_none() && contenders.iter().any(|m| product(m)) {
            contenders.into_iter().filter(|m| !aside(m)).collect()
        } else {
            contenders
        }
    }

    /// Groups come before names, names before the lines of an address.
    fn remoteness(&self, found: &Match) -> u8 {
        let of = |attribute: &AttributeId| {
            self.model
                .entities
                .iter()
                .find(|e| e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute))
        };
        match of(&found.attribute) {
            Some(entity) if entity.name == "product_group" => 0,
            Some(entity) if entity.name_attribute.is_some() || entity.name == "warehouse" => 1,
            None => 1,
            Some(_) if found.fit > Fit::Partial => 1,
            Some(_) => 2,
        }
    }

    /// Values with the same words in them that are taken together, with the assumption said; where there are more,
    /// or where they are names of persons, one of them is meant.
    fn most_alike(&self, found: &Match, mention: &ValueMention) -> usize {
        let personal = self
            .model
            .fields_of(&found.attribute)
            .any(|(_, f)| f.personal);
        // Several words of a street are hardly there by chance.
        let several = mention.words.split_whitespace().count() > 1;
        if personal && !several {
            MOST_PERSONS
        } else {
            FAMILY
        }
    }

    /// A status that orders and their lines both have is that of the noun beside it: "lines still pending on shipped
    /// orders".
    fn status_of_noun(&self, mention: &ValueMention) -> Option<Match> {
        let status = |m: &Match| {
            self.model
                .fields_of(&m.attribute)
                .any(|(_, f)| !f.sample_values.is_empty())
        };
        let exact: Vec<&Match> = mention
            .matches
            .iter()
            .filter(|m| m.fit == Fit::Whole && m.values.len() == 1 && status(m))
            .collect();
        if exact.len() < 2 {
            return None;
        }
        let end = mention.at + mention.words.split_whitespace().count();
        let subjects = &self.draft.subjects;
        let behind = subjects.iter().find(|s| s.at == end);
        let before = subjects
            .iter()
            .filter(|s| s.at < mention.at)
            .max_by_key(|s| s.at);
        let noun = behind.or(before)?;
        let own = self.model.entities[noun.entity].own_dataset.as_deref()?;
        let of_noun = |m: &&Match| {
            self.model
                .resolve(own, &m.attribute)
                .is_some_and(|(home, _)| home.name == own)
        };
        exact.into_iter().find(of_noun).cloned()
    }

    /// Several values that make one group of things: all tools, all sizes of a product, all statuses with a word.
    fn is_family(&self, found: &Match, mention: &ValueMention) -> bool {
        if found.values.len() < 2 || found.values.len() > FAMILY {
            return false;
        }
        // "the hotels": all names with "Hotel" in them.
        let last = mention.words.split_whitespace().last().unwrap_or_default();
        let class = folds(last) != words(last)
            && found
                .values
                .iter()
                .all(|value| words(value).iter().all(|w| words(last).first() != Some(w)));
        if mention.all || class {
            return true;
        }
        let classifies = self.model.fields_of(&found.attribute).any(|(d, f)| {
            d.name == "product" && f.indexed && !f.name.contains("supplier")
                || f.name.contains("status")
        });
        let several = mention.words.split_whitespace().count() > 1;
        classifies && (found.heads || several || found.fit > Fit::Partial || mention.noun.is_some())
    }

    /// What was ordered or delivered is spoken of: values may be those of the orders.
    fn trade_spoken(&self) -> bool {
        let draft = self.draft;
        draft.ordered || draft.bought || draft.delivered || draft.due || !draft.existence.is_empty()
    }

    /// Rows that belong to those the question speaks of have the attribute: the product of an order's lines.
    fn finer_than_facts(&self, attribute: &AttributeId) -> bool {
        let facts = self.hinted_datasets();
        self.model.datasets.iter().any(|finer| {
            self.model.resolve(&finer.name, attribute).is_some()
                && self
                    .model
                    .reachable(&finer.name)
                    .iter()
                    .any(|(d, _)| facts.contains(&d.name))
        })
    }

    /// Some dataset that the question speaks of has the attribute.
    fn fits_facts(&self, attribute: &AttributeId) -> bool {
        let facts = self.hinted_datasets();
        facts.is_empty()
            || facts
                .iter()
                .any(|dataset| self.model.resolve(dataset, attribute).is_some())
    }
}

/// The value says where orders go.
fn place_of_delivery(attribute: &AttributeId) -> bool {
    attribute.as_str().contains("delivery_")
}

fn which_one(mention: &ValueMention, found: &Match) -> Declined {
    let choices: Vec<String> = found.values.iter().take(3).cloned().collect();
    let more = if found.values.len() > 3 {
        format!(" ({} match)", found.values.len())
    } else {
        String::new()
    };
    Declined::Which {
        question: format!("Which one do you mean by “{}”{more}?", mention.words),
        at: mention.at,
        values: choices,
    }
}
