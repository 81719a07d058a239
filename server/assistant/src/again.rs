//! *Again*: a calculation that was answered, made once more with other inputs.

use interpreter::{Calculation, Takes};
use lambda_tools::{Tool, ToolError, typed};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::inputs::{self, Input};

/// A calculation to be made again.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    /// What is asked for.
    pub calculation: Calculation,
    /// The same in words: "What if lead time were 10 days?".
    pub question: String,
}

/// What is wrong with an input that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Name of the input.
    pub name: String,
    /// What it must be: "must be 0 or more, not “-3”".
    pub why: String,
}

/// The calculation of an answer with what somebody typed into its inputs, by name: what was typed as it stood stays as it
/// was, what is emptied is measured again. None when nothing was changed, or when the answer cannot be made again.
pub fn again(answer: &Answer, given: &[(String, String)]) -> Result<Option<Again>, Vec<Mistake>> {
    let (Some(asked), Some(described)) = (&answer.calculation, &answer.tool) else {
        return Ok(None);
    };
    let Some(tool) = lambda_tools::find(&asked.tool) else {
        return Ok(None);
    };
    let inputs = described.get("inputs").cloned().unwrap_or_default();
    let inputs: Vec<Input> = serde_json::from_value(inputs).unwrap_or_default();
    let mut calculation = Calculation {
        changes: Vec::new(),
        awaits: None,
        assumptions: Vec::new(),
        used: Vec::new(),
        ..asked.clone()
    };
    let measured_on_data = asked.many || !asked.filters.is_empty() || asked.set.is_some();
    let (mut said, mut mistakes) = (Vec::new(), Vec::new());
    for input in inputs.iter().filter(|input| input.changeable) {
        let Some((_, text)) = given.iter().find(|(name, _)| *name == input.name) else {
            continue;
        };
        let Some(parameter) = inputs::parameter(tool, &input.name) else {
            continue;
        };
        let text = text.trim();
        if text == typed::shown(&input.value) {
            continue;
        }
        let takes = Takes {
            name: parameter.name.clone(),
            label: parameter.label.clone(),
            unit: parameter.unit.clone(),
            ..Takes::default()
        };
        if text.is_empty() {
            let was_given = calculation.given.remove(&input.name).is_some()
                | calculation.words.remove(&input.name).is_some();
            if was_given && parameter.required && !measured_on_data {
                mistakes.push(Mistake {
                    name: input.name.clone(),
                    why: "is needed: nothing but what is typed says it".to_owned(),
                });
            } else if was_given {
                calculation.changes.push(input.name.clone());
                said.push(format!("{} were left to the data", takes.noun()));
            }
            continue;
        }
        match parameter.read(text) {
            Ok(Value::String(word)) => {
                said.push(format!("{} were {}", takes.noun(), word.replace('_', " ")));
                calculation.words.insert(input.name.clone(), word);
                calculation.changes.push(input.name.clone());
            }
            Ok(value) => {
                let value = value.as_f64().unwrap_or_default();
                said.push(format!("{} were {}", takes.noun(), takes.measured(value)));
                calculation.given.insert(input.name.clone(), value);
                calculation.changes.push(input.name.clone());
            }
            Err(why) => mistakes.push(Mistake {
                name: input.name.clone(),
                why,
            }),
        }
    }
    if mistakes.is_empty() {
        mistakes.extend(contradiction(tool, &calculation));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok((!said.is_empty()).then(|| Again {
        calculation,
        question: format!("What if {}?", said.join(" and ")),
    }))
}

/// What is impossible together, where everything is given.
fn contradiction(tool: &'static Tool, calculation: &Calculation) -> Option<Mistake> {
    let given: Map<String, Value> = calculation
        .given
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    match tool.run(&given) {
        Err(ToolError::Contradiction { greater, lesser }) => Some(Mistake {
            name: greater.to_owned(),
            why: format!("must not be below {}", lesser.replace('_', " ")),
        }),
        Err(ToolError::Senseless(why)) => calculation.changes.first().map(|name| Mistake {
            name: name.clone(),
            why: format!("makes no sense here: {why}"),
        }),
        _ => None,
    }
}
