//! What the rows of an answer are must have been asked for: the things that group, and the things that are listed.

use semantic::{AttributeId, Column, Form};

use super::Account;
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

impl Account<'_> {
    /// Words of a question whose answer has rows of another kind than they ask for.
    pub(super) fn other_rows(&self) -> Vec<String> {
        if self.continued {
            return Vec::new();
        }
        if let Form::Rows { dataset } = &self.query.form {
            let mut missing = self.other_kind(dataset);
            missing.extend(self.half_joined(dataset));
            return missing;
        }
        let unlisted = self.unlisted();
        if !unlisted.is_empty() {
            return unlisted;
        }
        let keys = self.keys();
        let entities: Vec<usize> = keys
            .iter()
            .filter(|k| !self.seen.figure || !self.one_value(k) && !self.column_of_order(k, &keys))
            .filter_map(|k| self.owner(k))
            .fold(Vec::new(), |mut all, entity| {
                if !all.contains(&entity) {
                    all.push(entity);
                }
                all
            });
        // What a list of orders shows of each order names no rows of its own.
        let order = entities.iter().position(|e| {
            let entity = &self.model.entities[*e];
            entity.key.len() == 2
                && entity.own_dataset.is_some()
                && entity.key.iter().all(|k| keys.contains(&k))
        });
        let entities = match order {
            Some(order) if keys.len() > 2 => vec![entities[order]],
            _ => entities,
        };
        if self.seen.figure {
            let mut missing = self.unasked(&entities);
            missing.extend(self.beside_the_way(&keys));
            missing.extend(self.per_event(&keys));
            missing
        } else {
            self.pairs(&entities)
        }
    }

    /// "Open orders with something out of stock": orders share the warehouse with the stock, not the product.
    fn half_joined(&self, dataset: &str) -> Vec<String> {
        let happens = self
            .model
            .dataset(dataset)
            .is_some_and(|d| d.default_time.is_some());
        let half = |filter: usize| {
            let other = &self.model.filters[filter].dataset;
            self.model.dataset(other).is_some_and(|d| {
                d.default_time.is_none()
                    && d.primary_key.len() > 1
                    && d.primary_key.iter().any(|column| {
                        d.fields
                            .iter()
                            .find(|f| f.name == *column)
                            .and_then(|f| f.attributes.first())
                            .is_none_or(|a| self.model.resolve(dataset, a).is_none())
                    })
            })
        };
        let mentions = self.draft.filters.iter().filter(|_| happens);
        mentions
            .filter(|m| m.candidates.iter().all(|f| half(*f)))
            .filter_map(|m| self.parsed.spans.iter().find(|s| s.start == m.at))
            .map(|s| self.words(s))
            .collect()
    }

    /// "Which products …" answered by one figure: no product is shown.
    fn unlisted(&self) -> Vec<String> {
        let one = self.seen.figure
            && self.query.counted.is_none()
            && !self
                .query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }));
        if !one {
            return Vec::new();
        }
        let spans = &self.parsed.spans;
        spans
            .windows(2)
            .filter(|pair| {
                let word = self.parsed.tokens[pair[0].start].norm.as_str();
                pair[0].meaning == Meaning::Cue(Cue::List) && word == "which"
            })
            .filter(|pair| {
                self.parsed.tokens[pair[1].end - 1].norm.ends_with('s')
                    && matches!(&pair[1].meaning, Meaning::Terms(terms)
                        if terms.iter().any(|t| matches!(t, Term::Entity(_))))
            })
            .map(|pair| self.words(&pair[1]))
            .collect()
    }

    fn keys(&self) -> Vec<&AttributeId> {
        self.query
            .columns
            .iter()
            .filter_map(|c| {
                if let Column::Attribute(a) = c {
                    Some(a)
                } else {
                    None
                }
            })
            .collect()
    }

    /// A column of the orders that are shown one by one.
    fn column_of_order(&self, attribute: &AttributeId, keys: &[&AttributeId]) -> bool {
        self.model.entities.iter().any(|e| {
            e.key.len() == 2
                && !e.key.contains(attribute)
                && e.key.iter().all(|k| keys.contains(&k))
                && e.own_dataset
                    .as_deref()
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.default_time.is_some() && d.list.contains(attribute))
        })
    }

    /// A condition leaves one value of it: it names the rows, and sorts nothing.
    fn one_value(&self, attribute: &AttributeId) -> bool {
        self.seen
            .values
            .iter()
            .any(|(of, values, out)| of == attribute && values.len() == 1 && !out)
    }

    /// The entity that an attribute names.
    fn owner(&self, attribute: &AttributeId) -> Option<usize> {
        self.model.entities.iter().position(|e| {
            e.key.first() == Some(attribute) || e.name_attribute.as_ref() == Some(attribute)
        })
    }

    /// A column that groups although nothing says "by": a verb was taken for its name ("which depot fulfils …").
    fn beside_the_way(&self, keys: &[&AttributeId]) -> Vec<String> {
        let spans = &self.parsed.spans;
        let mut missing = Vec::new();
        for (position, span) in spans.iter().enumerate() {
            let Meaning::Terms(terms) = &span.meaning else {
                continue;
            };
            let groups = terms.iter().any(
                |t| matches!(t, Term::Attribute(a) if keys.contains(&a) && self.owner(a).is_none()),
            );
            let other = terms.iter().any(|t| !matches!(t, Term::Attribute(_)));
            let behind = position > 0 && matches!(spans[position - 1].meaning, Meaning::Terms(_));
            let comma = self.parsed.tokens[span.start].gap == Gap::Comma;
            if groups && !other && behind && !comma && span.end == span.start + 1 {
                missing.push(self.words(span));
            }
        }
        missing
    }

    /// "Units per order": how many an order has, not those of each order.
    fn per_event(&self, keys: &[&AttributeId]) -> Vec<String> {
        let per = |span: &crate::lattice::Span| {
            span.meaning == Meaning::Cue(Cue::By) && self.parsed.tokens[span.start].norm == "per"
        };
        self.parsed
            .spans
            .windows(2)
            .filter(|pair| per(&pair[0]))
            .filter(|pair| {
                matches!(&pair[1].meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                    matches!(t, Term::Entity(e) if {
                        let entity = &self.model.entities[*e];
                        entity.key.len() > 1 && entity.key.iter().all(|k| keys.contains(&k))
                    })
                }))
            })
            .map(|pair| self.words(&pair[1]))
            .collect()
    }

    /// Figures of each of something that no word names, beside something that is named.
    fn unasked(&self, entities: &[usize]) -> Vec<String> {
        let (asked, unasked): (Vec<usize>, Vec<usize>) =
            entities.iter().partition(|e| self.named(**e));
        let odd = unasked
            .iter()
            .any(|e| !asked.is_empty() || self.model.entities[*e].key.len() > 1);
        if !odd {
            return Vec::new();
        }
        let mut words = self.said(|cue| {
            matches!(
                cue,
                Cue::Most | Cue::Least | Cue::Best | Cue::Worst | Cue::Where | Cue::Versus
            )
        });
        if words.is_empty() {
            words = self.rankings();
        }
        words
    }

    fn rankings(&self) -> Vec<String> {
        self.parsed
            .spans
            .iter()
            .filter(|s| matches!(&s.meaning, Meaning::Terms(_)))
            .map(|s| self.words(s))
            .take(1)
            .collect()
    }

    /// Some word stands for the entity: its noun, a value of it, a word that asks for such a thing.
    fn named(&self, entity: usize) -> bool {
        let found = &self.model.entities[entity];
        let own = |a: &AttributeId| {
            found.key.contains(a)
                || found.name_attribute.as_ref() == Some(a)
                || found.own_dataset.as_ref().is_some_and(|own| {
                    self.model
                        .fields_of(a)
                        .next()
                        .is_some_and(|(d, _)| d.name == *own)
                })
        };
        self.parsed.spans.iter().any(|span| match &span.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| match t {
                Term::Entity(e) => {
                    *e == entity || self.model.entities[*e].key.starts_with(&found.key)
                }
                Term::Attribute(a) => own(a),
                Term::Ranking(..) => true,
                Term::Metric(m) => found
                    .natural_metrics
                    .first()
                    .is_some_and(|n| *n == self.model.metrics[*m].name && found.key.len() > 1),
                Term::Filter(_) | Term::Cue(_) | Term::Ignorable => false,
            }),
            Meaning::Values(matches) => matches.iter().any(|m| own(&m.attribute)),
            Meaning::Key { entity: e, .. } => *e == entity,
            Meaning::Cue(Cue::Where) => found.name == "warehouse" || found.name.contains("area"),
            Meaning::Cue(Cue::Who) => {
                matches!(
                    found.name.as_str(),
                    "customer" | "supplier" | "main_supplier"
                )
            }
            Meaning::Cue(Cue::All | Cue::Ordered | Cue::Keep | Cue::Have) => {
                found.name == "product" || found.name == "stock_row"
            }
            _ => false,
        })
    }

    /// A list of pairs ("suppliers and their warehouses"): the nouns stand side by side, else one of them only says more
    /// about the other.
    fn pairs(&self, entities: &[usize]) -> Vec<String> {
        if let [only] = entities
            && self.known(*only)
        {
            return self.rankings();
        }
        if let [only] = entities {
            let some = self.only_some(*only);
            if !some.is_empty() {
                return some;
            }
        }
        let levels = self.levels_without_things(entities);
        if !levels.is_empty() {
            return levels;
        }
        if entities.len() < 2 || self.levels_of(entities) {
            return Vec::new();
        }
        let mut met = false;
        for (position, span) in self.parsed.spans.iter().enumerate() {
            let Meaning::Terms(terms) = &span.meaning else {
                continue;
            };
            let key = terms
                .iter()
                .any(|t| matches!(t, Term::Entity(e) if entities.contains(e)));
            if !key {
                continue;
            }
            if met && !self.beside(position, entities) {
                return vec![self.words(span)];
            }
            met = true;
        }
        Vec::new()
    }

    /// The one thing of the kind that is listed is named by the question itself.
    fn known(&self, entity: usize) -> bool {
        let found = &self.model.entities[entity];
        self.seen.values.iter().any(|(a, values, out)| {
            !out && values.len() == 1
                && (found.key.contains(a) || found.name_attribute.as_ref() == Some(a))
        }) && found.key.len() == 1
    }

    /// "Depots that have no stock of lighting": none of any lamp, where the rows say that of some lamp.
    fn only_some(&self, entity: usize) -> Vec<String> {
        let found = &self.model.entities[entity];
        if found.own_dataset.is_some() {
            return Vec::new();
        }
        let spans = &self.parsed.spans;
        let mut last: Option<usize> = None;
        let mut words = Vec::new();
        for span in spans {
            let Meaning::Terms(terms) = &span.meaning else {
                continue;
            };
            let none = self.parsed.tokens[span.start..span.end]
                .iter()
                .any(|t| matches!(t.norm.as_str(), "no" | "none" | "nothing" | "without"));
            let condition = terms.iter().any(|t| {
                matches!(t, Term::Filter(f) if self.seen.filters.contains(&self.model.filters[*f].name))
            });
            if none && condition && last == Some(entity) {
                words.push(self.words(span));
            }
            if let Some(noun) = terms.iter().find_map(|t| {
                if let Term::Entity(e) = t {
                    Some(*e)
                } else {
                    None
                }
            }) {
                last = Some(noun);
            }
        }
        words
    }

    /// Numbers of rows are listed without what the rows are of: stock and minimum of a group, one for each product unseen.
    fn levels_without_things(&self, entities: &[usize]) -> Vec<String> {
        let foreign = |attribute: &AttributeId| {
            self.model.fields_of(attribute).any(|(dataset, field)| {
                matches!(
                    field.data_type,
                    semantic::DataType::Integer | semantic::DataType::Decimal
                ) && !entities.iter().any(|e| {
                    let entity = &self.model.entities[*e];
                    entity.own_dataset.as_ref() == Some(&dataset.name)
                        || entity.key.contains(attribute)
                })
            })
        };
        let keyed = self.levels_of(entities) && entities.len() > 1;
        if !keyed && self.keys().into_iter().any(foreign) {
            self.rankings()
        } else {
            Vec::new()
        }
    }

    /// A condition is on rows that are made of just these things (stock of a product at a warehouse).
    fn levels_of(&self, entities: &[usize]) -> bool {
        self.seen.datasets.iter().any(|name| {
            self.model.dataset(name).is_some_and(|d| {
                entities.iter().all(|e| {
                    let entity = &self.model.entities[*e];
                    let own = |key: &AttributeId| {
                        d.fields
                            .iter()
                            .any(|f| f.attributes.contains(key) && d.primary_key.contains(&f.name))
                    };
                    entity.key.iter().all(own)
                })
            })
        })
    }

    /// Rows are listed that are none of what "which …" or the first noun asks for: orders where lines are wanted.
    fn other_kind(&self, dataset: &str) -> Vec<String> {
        let spans = &self.parsed.spans;
        let plural = |at: usize| {
            self.parsed.tokens[spans[at].end - 1].norm.ends_with('s')
                && matches!(&spans[at].meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Entity(_)))
                        && terms.iter().all(|t| matches!(t, Term::Entity(_) | Term::Ignorable)))
        };
        let asked = (0..spans.len()).find(|at| {
            let lead = spans[..*at]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| {
                    s.meaning == Meaning::Cue(Cue::List)
                        && matches!(
                            self.parsed.tokens[s.start].norm.as_str(),
                            "which" | "show" | "list" | "what"
                        )
                });
            lead && plural(*at)
        });
        let Some(at) = asked else { return Vec::new() };
        let Meaning::Terms(terms) = &spans[at].meaning else {
            return Vec::new();
        };
        let fits = terms.iter().any(|t| match t {
            Term::Entity(e) => {
                let entity = &self.model.entities[*e];
                entity.own_dataset.as_deref() == Some(dataset)
                    || entity.key.len() == 1
                        && self.model.dataset(dataset).is_some_and(|d| {
                            d.fields.iter().any(|f| {
                                f.attributes.contains(&entity.key[0])
                                    && d.primary_key.contains(&f.name)
                            })
                        })
            }
            _ => false,
        });
        if fits {
            Vec::new()
        } else {
            vec![self.words(&spans[at])]
        }
    }

    /// The noun is joined to another that the rows are made of.
    fn beside(&self, position: usize, entities: &[usize]) -> bool {
        let comma = self.parsed.tokens[self.parsed.spans[position].start].gap == Gap::Comma;
        let before = self.parsed.spans[..position]
            .iter()
            .rev()
            .find(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::List)));
        before.is_some_and(|s| match &s.meaning {
            Meaning::Cue(Cue::And | Cue::With | Cue::By | Cue::Each | Cue::All) => true,
            Meaning::Cue(Cue::Pronoun) => {
                matches!(self.parsed.tokens[s.start].norm.as_str(), "their" | "its")
            }
            Meaning::Terms(terms) => {
                comma
                    && terms
                        .iter()
                        .any(|t| matches!(t, Term::Entity(e) if entities.contains(e)))
            }
            _ => false,
        })
    }
}
