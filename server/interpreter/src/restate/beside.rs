//! What a list shows *beside* what its rows show anyhow.

use semantic::{AttributeId, Operand, Predicate, SemanticQuery};

use super::Words;

impl Words<'_> {
    /// Distinct orders, told by all parts of their key: "sales orders with delivery address".
    pub(super) fn listed_like_rows(
        &self,
        query: &SemanticQuery,
        keys: &[&AttributeId],
    ) -> Option<String> {
        let entity = self.model.entities.iter().find(|e| {
            e.key.len() > 1 && e.own_dataset.is_some() && e.key.iter().all(|k| keys.contains(&k))
        })?;
        let beside: Vec<String> = self
            .beside(query, entity.own_dataset.as_deref()?, keys)
            .into_iter()
            .map(|a| self.label(a))
            .collect();
        let with = if beside.is_empty() {
            String::new()
        } else {
            format!(" with {}", listed(&beside))
        };
        Some(format!("{}{with}", entity.noun.plural))
    }

    /// Attributes of a list that its rows do not show anyhow.
    pub(super) fn beside<'q>(
        &self,
        query: &SemanticQuery,
        dataset: &str,
        keys: &[&'q AttributeId],
    ) -> Vec<&'q AttributeId> {
        let mut usual: Vec<&AttributeId> = Vec::new();
        let entities = self.model.entities.iter();
        for entity in entities.filter(|e| e.own_dataset.as_deref() == Some(dataset)) {
            usual.extend(entity.key.iter().chain(&entity.name_attribute));
            usual.extend(&entity.list);
        }
        if let Some(dataset) = self.model.dataset(dataset) {
            usual.extend(&dataset.list);
        }
        let named: Vec<&AttributeId> = self
            .model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1 && usual.contains(&&e.key[0]))
            .filter_map(|e| e.name_attribute.as_ref())
            .collect();
        usual.extend(named);
        let mut conditions: Vec<&AttributeId> = Vec::new();
        for filter in &query.filters {
            self.spoken_of(filter, &mut conditions);
        }
        let named = |a: &AttributeId| {
            self.model.entities.iter().any(|e| {
                e.name_attribute.as_ref() == Some(a) && e.key.iter().all(|k| keys.contains(&k))
            })
        };
        keys.iter()
            .copied()
            .filter(|a| !usual.contains(a) && !conditions.contains(a) && !named(a))
            .collect()
    }

    /// Attributes that a condition shows in a list.
    pub(super) fn spoken_of<'q>(
        &'q self,
        predicate: &'q Predicate,
        found: &mut Vec<&'q AttributeId>,
    ) {
        match predicate {
            Predicate::Compare { left, right, .. } => {
                for operand in [left, right] {
                    if let Operand::Attribute(a) | Operand::Scaled { attribute: a, .. } = operand {
                        found.push(a);
                    }
                }
            }
            Predicate::In { attribute, .. }
            | Predicate::Contains { attribute, .. }
            | Predicate::Missing { attribute, .. }
            | Predicate::Within {
                attribute: Some(attribute),
                ..
            } => found.push(attribute),
            Predicate::Named { filter, .. } => {
                found.extend(self.model.filter(filter).iter().flat_map(|f| &f.show));
            }
            Predicate::Any(all) => all.iter().for_each(|p| self.spoken_of(p, found)),
            Predicate::Within { .. } | Predicate::Related { .. } => {}
        }
    }
}

/// "a, b and c".
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
