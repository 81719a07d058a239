//! Values of a question become conditions: which attribute they belong to, whether they are several or one of several.

use semantic::{AttributeId, Literal, Predicate};

use super::{Builder, Declined};
use crate::draft::ValueMention;
use crate::values::{Fit, Match};

/// More values than this are not offered as one thing.
const FAMILY: usize = 60;

impl Builder<'_> {
    /// Conditions from values and order numbers, in the order of the words.
    pub(super) fn values(&mut self) -> Result<(), Declined> {
        let draft = self.draft;
        let mut merged: Vec<(usize, AttributeId, Vec<String>, bool)> = Vec::new();
        for mention in &draft.values {
            let found = self.choose_match(mention)?;
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
        for (at, attribute, values, negated) in merged {
            let values = values.into_iter().map(Literal::Text).collect();
            self.filters.push((
                at,
                Predicate::In {
                    attribute,
                    values,
                    negated,
                },
            ));
        }
        for key in &draft.keys {
            let entity = &self.model.entities[key.entity];
            let texts = [key.prefix.clone(), Some(key.number.clone())];
            for (attribute, text) in entity.key.iter().zip(texts) {
                if let Some(text) = text {
                    let values = vec![Literal::Text(text)];
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

    fn choose_match(&mut self, mention: &ValueMention) -> Result<Match, Declined> {
        let by_noun = mention.noun.and_then(|entity| {
            let entity = &self.model.entities[entity];
            mention.matches.iter().find(|m| {
                entity.key.contains(&m.attribute)
                    || entity.name_attribute.as_ref() == Some(&m.attribute)
            })
        });
        let best_fit = mention
            .matches
            .iter()
            .map(|m| m.fit)
            .max()
            .unwrap_or(Fit::Partial);
        let contenders: Vec<&Match> = match by_noun {
            Some(found) => vec![found],
            None => mention
                .matches
                .iter()
                .filter(|m| m.fit == best_fit && self.fits_facts(&m.attribute))
                .collect(),
        };
        let contenders = if contenders.is_empty() {
            mention
                .matches
                .iter()
                .filter(|m| m.fit == best_fit)
                .collect()
        } else {
            contenders
        };
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
        if chosen.values.len() > 1 && !self.is_family(chosen, mention) {
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
                0.02,
            );
        } else if chosen.fit < Fit::Whole {
            self.assume(
                format!("“{}” is taken for {}.", mention.words, chosen.values[0]),
                if chosen.fit == Fit::Nearly { 0.0 } else { 0.02 },
            );
        }
        Ok(chosen.clone())
    }

    /// Several values that make one group of things: all tools, all sizes of a product, all statuses with a word.
    fn is_family(&self, found: &Match, mention: &ValueMention) -> bool {
        if found.values.len() < 2 || found.values.len() > FAMILY {
            return false;
        }
        if mention.all {
            return true;
        }
        let classifies = self.model.fields_of(&found.attribute).any(|(d, f)| {
            d.name == "product" && f.indexed && !f.name.contains("supplier")
                || f.name.contains("status")
        });
        let words = mention.words.split_whitespace().count();
        classifies
            && (found.heads || words > 1 || found.fit > Fit::Partial || mention.noun.is_some())
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
