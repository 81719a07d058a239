//! *Understanding* hands each persona's questions to the interpreter, with that persona's model and values.

use std::collections::HashMap;
use std::sync::Arc;

use assistant::store::Turn;
use assistant::{Persona, Understand};
use interpreter::{
    Context, Interpretation, Interpreter, Mention, Reading, Value, ValueIndex, Verified,
};
use jiff::civil::Date;
use semantic::{Model, SemanticQuery};
use warehouse::{Warehouse, WarehouseError};

use super::Meaning;

/// The personas with their interpreters. Values are read once for all of them; an interpreter looks at those of its tables.
pub(super) async fn personas(
    meaning: &Meaning,
    warehouse: &dyn Warehouse,
) -> Result<Vec<(Persona, Arc<dyn Understand>)>, WarehouseError> {
    let values = values(&meaning.model, warehouse).await?;
    Ok(over(meaning, values))
}

/// The personas with interpreters that know these values.
pub(super) fn over(meaning: &Meaning, values: Vec<Value>) -> Vec<(Persona, Arc<dyn Understand>)> {
    let values = Arc::new(ValueIndex::build(values));
    let mut personas: Vec<(Persona, Arc<dyn Understand>)> = Vec::new();
    // Personas with the same tables share an interpreter.
    let mut built: HashMap<&[String], Arc<dyn Understand>> = HashMap::new();
    for persona in &meaning.personas {
        let understand = built.entry(&persona.tables).or_insert_with_key(|tables| {
            Arc::new(Desk(Interpreter::new(
                &meaning.model,
                tables,
                Arc::clone(&values),
            )))
        });
        personas.push((persona.clone(), Arc::clone(understand)));
    }
    personas
}

/// Every value of the indexed columns, with the attributes that speak of them.
pub async fn values(
    model: &Model,
    warehouse: &dyn Warehouse,
) -> Result<Vec<Value>, WarehouseError> {
    let held: Vec<String> = warehouse
        .tables()
        .await?
        .into_iter()
        .filter(|t| t.rows.is_some())
        .map(|t| t.name)
        .collect();
    let mut values = Vec::new();
    for dataset in model.datasets.iter().filter(|d| held.contains(&d.name)) {
        for field in dataset
            .fields
            .iter()
            .filter(|f| f.indexed || !f.parts.is_empty())
        {
            let distinct = warehouse
                .distinct_values(&dataset.name, &field.name)
                .await?;
            // A value is known by the field's own attribute; its aliases are other roles of the same column.
            if let Some(attribute) = field.attributes.first().filter(|_| field.indexed) {
                // A status that no row has at present is known all the same.
                values.extend(field.sample_values.iter().map(|value| Value {
                    attribute: attribute.clone(),
                    dataset: dataset.name.clone(),
                    value: value.clone(),
                    frequency: 0,
                }));
                values.extend(distinct.iter().map(|(value, frequency)| Value {
                    attribute: attribute.clone(),
                    dataset: dataset.name.clone(),
                    value: value.clone(),
                    frequency: *frequency,
                }));
            }
            for part in &field.parts {
                let mut parts: HashMap<&str, u64> = HashMap::new();
                for (value, frequency) in &distinct {
                    if let Some(text) = part_of(value, part.position) {
                        *parts.entry(text).or_default() += frequency;
                    }
                }
                values.extend(parts.into_iter().map(|(value, frequency)| Value {
                    attribute: part.attribute.clone(),
                    dataset: dataset.name.clone(),
                    value: value.to_owned(),
                    frequency,
                }));
            }
        }
    }
    Ok(values)
}

/// The part of a composed text at a position: 1 is the first, −1 the last.
fn part_of(text: &str, position: i32) -> Option<&str> {
    let place = usize::try_from(position.unsigned_abs())
        .ok()?
        .checked_sub(1)?;
    let part = if position > 0 {
        text.split(", ").nth(place)
    } else {
        text.rsplit(", ").nth(place)
    };
    part.filter(|part| !part.is_empty())
}

fn named_things(mention: &assistant::store::Mention) -> Mention {
    Mention {
        entity: mention.entity.clone(),
        key: mention.key.clone(),
        values: mention.values.clone(),
    }
}

struct Desk(Interpreter);

impl Understand for Desk {
    fn understand(&self, question: &str, today: Date, turns: &[Turn]) -> Interpretation {
        let before = turns.iter().rev().find(|turn| turn.query.is_some());
        // One figure names nothing: what was named before it can still be pointed at.
        let named = turns
            .iter()
            .rev()
            .find(|turn| !turn.mentions.is_empty())
            .map_or(&[][..], |turn| &turn.mentions);
        let context = Context {
            today,
            previous: before.and_then(|turn| turn.query.clone()),
            mentions: named.iter().map(named_things).collect(),
            unanswered: turns.last().is_some_and(|turn| !turn.is_understood()),
            calculation: assistant::before(turns),
        };
        self.0.interpret(question, &context)
    }

    fn given(&self, query: SemanticQuery) -> Reading {
        self.0.given(query)
    }

    fn verified(&self, question: &str, today: Date) -> Option<Verified> {
        self.0.verified(question, today)
    }
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn parts_are_counted_from_either_end() {
        assert_eq!(part_of("Queensland, Australia", 1), Some("Queensland"));
        assert_eq!(part_of("Queensland, Australia", -1), Some("Australia"));
        assert_eq!(part_of("Australia", 2), None);
        assert_eq!(part_of("12 High St, Leeds, LS1", 2), Some("Leeds"));
        assert_eq!(part_of("x", 0), None);
    }
}
