//! A *question back* is asked where words leave open what is wanted; each of its choices is a question that is answered.

use semantic::{Entity, Model};

use crate::draft::Draft;
use crate::interpreter::Parsed;

/// Choices that a question back offers at most.
pub(crate) const MOST_CHOICES: usize = 3;

/// What a question back asks, with choices that were not tried yet.
pub(crate) struct Asked {
    pub(crate) question: String,
    pub(crate) choices: Vec<String>,
}

/// What an adjective is about that gives no number.
#[derive(Clone, Copy, PartialEq)]
enum Vague {
    /// Big, small, good, bad: by which measure?
    Size,
    /// Old, new: since when?
    Age,
    /// Cheap, expensive: by which price?
    Price,
}

/// A word of praise, size or age that gives no number.
pub(crate) fn is_vague(word: &str) -> bool {
    vague(&word.to_lowercase()).is_some()
}

fn vague(word: &str) -> Option<Vague> {
    Some(match word {
        "big" | "large" | "huge" | "small" | "tiny" | "great" | "good" | "bad" | "poor"
        | "strong" | "weak" | "important" | "heavy" | "light" | "slow" | "fast" | "nice"
        | "excellent" | "terrible" | "critical" | "key" | "major" => Vague::Size,
        "old" | "older" | "new" | "newer" | "fresh" | "stale" | "recent" | "ancient"
        | "recently" => Vague::Age,
        "cheap" | "cheaper" | "expensive" | "pricey" | "pricy" | "affordable" | "dear" => {
            Vague::Price
        }
        _ => return None,
    })
}

/// The question back to a question whose words give no measure, number or date to go by.
pub(crate) fn ask(parsed: &Parsed, model: &Model, continues: bool) -> Option<Asked> {
    let draft = &parsed.draft;
    // What a turn of a conversation compares was said before.
    if continues && draft.versus && draft.subjects.is_empty() {
        return None;
    }
    let adjectives: Option<Vec<Vague>> = draft
        .unknown
        .iter()
        .map(|w| vague(&w.to_lowercase()))
        .collect();
    let adjective = adjectives?.first().copied();
    let subject = draft.subjects.first().map(|s| &model.entities[s.entity]);
    let measured = !draft.measures.is_empty() || !draft.conditions.is_empty();
    let choices = match (adjective, subject) {
        // "Which ones are slow": which things, by what?
        (Some(Vague::Size), None) if !measured && draft.values.is_empty() => model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .filter_map(|e| {
                let label = measures(e, model).next()?;
                Some(format!("top 10 {} by {label}", e.noun.plural))
            })
            .collect(),
        (Some(Vague::Size), Some(entity)) if !measured => tops(entity, model),
        (Some(Vague::Age), Some(entity)) if !measured && draft.dates.is_empty() => vec![
            format!("the 10 oldest {}", entity.noun.plural),
            format!("{} older than 30 days", entity.noun.plural),
            format!("{} older than 90 days", entity.noun.plural),
        ],
        (Some(Vague::Price), Some(entity)) if !measured => vec![
            format!("top 10 {} by unit price", entity.noun.plural),
            format!("top 10 {} by unit cost", entity.noun.plural),
        ],
        // "Compare our vendors": by what?
        (None, Some(entity)) if draft.versus && !measured && draft.values.is_empty() => {
            measures(entity, model)
                .map(|label| format!("{label} by {}", entity.noun.singular))
                .collect()
        }
        // "Compare it with the other one": of what, by what?
        (None, None) if draft.versus && draft.values.is_empty() && !measured => model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .filter_map(|e| {
                let label = measures(e, model).next()?;
                Some(format!("{label} by {}", e.noun.singular))
            })
            .collect(),
        // "Check Solhyll for me": a name and nothing that is asked of it.
        (None, None) if names_only(draft) => about_named(draft, model),
        // "The best ones": of what?
        (None, None) if draft.top.is_some() && draft.pronoun && !measured => model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .filter_map(|e| {
                let label = measures(e, model).next()?;
                Some(format!("top 10 {} by {label}", e.noun.plural))
            })
            .collect(),
        _ => return None,
    };
    let words = if draft.unknown.is_empty() && !draft.values.is_empty() {
        "What would you like to know about it?".to_owned()
    } else if draft.unknown.is_empty() {
        "What would you like to compare or rank?".to_owned()
    } else {
        format!(
            "What do you mean by “{}”? Please give a measure, a number or a date, for example:",
            draft.unknown.join("”, “")
        )
    };
    Some(Asked {
        question: words,
        choices,
    })
}

/// Words that may stand beside one that points back without saying what it is.
const BESIDE: &str =
    " before earlier previously now then take best better arriving coming there back exactly ";

/// The question back to a first turn that points at something: "when is it arriving", "which one should we take", "where is my order".
pub(crate) fn of_what(parsed: &Parsed, model: &Model) -> Option<Asked> {
    let draft = &parsed.draft;
    let words = || parsed.tokens.iter().map(|t| t.norm.as_str());
    let order = |e: &Entity| {
        let own = e.own_dataset.as_deref().and_then(|d| model.dataset(d));
        e.key.len() == 2 && own.is_some_and(|d| d.fields.iter().any(|f| f.delivery_date))
    };
    // "My order": one that the asker has in mind.
    let mine = draft.subjects.iter().all(|s| {
        !s.plural
            && order(&model.entities[s.entity])
            && s.at.checked_sub(1).is_some_and(|before| {
                matches!(
                    parsed.tokens[before].norm.as_str(),
                    "my" | "our" | "the" | "that" | "this"
                )
            })
    });
    let points = words().any(|w| matches!(w, "it" | "they" | "them" | "one" | "ones" | "that"))
        || !draft.subjects.is_empty() && (draft.place || draft.when || draft.due);
    let nothing_named = mine
        && draft.values.is_empty()
        && draft.keys.is_empty()
        && draft.filters.is_empty()
        && draft.conditions.is_empty()
        && draft.dates.is_empty()
        && draft.dimensions.is_empty()
        && draft.existence.is_empty()
        && draft.attributes.is_empty();
    let plain = draft.unknown.iter().all(|w| {
        let word = format!(" {} ", w.to_lowercase());
        BESIDE.contains(&word)
    });
    if !points || !nothing_named || !plain || parsed.tokens.len() > 9 {
        return None;
    }
    let delivery = draft.place
        || draft.when
        || draft.due
        || draft.delivered
        || words().any(|w| w.starts_with("arriv") || w == "get" || w == "come");
    let choices = if delivery && draft.measures.is_empty() {
        let found = model.entities.iter().find(|e| order(e))?;
        let plural = &found.noun.plural;
        vec![
            format!("{plural} due this week"),
            format!("{plural} due today"),
            format!("overdue {plural}"),
        ]
    } else {
        model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .filter_map(|e| {
                let label = measures(e, model).next()?;
                Some(format!("top 10 {} by {label}", e.noun.plural))
            })
            .collect()
    };
    let question = if delivery {
        "Which order do you mean? Please give its number, or ask for example:"
    } else {
        "What do you mean? Please name it, or ask for example:"
    };
    Some(Asked {
        question: question.to_owned(),
        choices,
    })
}

/// "Show me the paint": one thing is named, and nothing that is asked of it. A list of it would say what was said already.
pub(crate) fn only_named(draft: &Draft, model: &Model) -> bool {
    let [named] = draft.values.as_slice() else {
        return false;
    };
    let thing = |a: &semantic::AttributeId| {
        model
            .entities
            .iter()
            .any(|e| e.key.as_slice() == [a.clone()] || e.name_attribute.as_ref() == Some(a))
    };
    names_only(draft)
        && named
            .matches
            .first()
            .is_some_and(|m| m.values.len() == 1 && thing(&m.attribute))
        && named.noun.is_none()
        && !named.negated
        && draft.subjects.is_empty()
        && draft.dates.is_empty()
        && draft.dimensions.is_empty()
        && draft.missing.is_empty()
        && draft.against.is_empty()
        && draft.lags.is_empty()
        && draft.grain.is_none()
        && draft.list
        && !(draft.have
            || draft.kept
            || draft.ordered
            || draft.how_much
            || draft.in_units
            || draft.in_money
            || draft.place
            || draft.who
            || draft.when
            || draft.due
            || draft.delivered
            || draft.arrived
            || draft.total
            || draft.how_long
            || draft.newcomers.is_some()
            || draft.top.is_some()
            || draft.share.is_some()
            || draft.vague
            || draft.nowhere
            || draft.held
            || draft.inside)
}

/// Nothing but names of the data was said.
fn names_only(draft: &Draft) -> bool {
    !draft.values.is_empty()
        && draft.measures.is_empty()
        && draft.filters.is_empty()
        && draft.conditions.is_empty()
        && draft.attributes.is_empty()
        && draft.existence.is_empty()
        && draft.keys.is_empty()
        && !draft.bare_count
        && draft.unused.is_empty()
}

/// What can be asked of the thing that is named.
fn about_named(draft: &Draft, model: &Model) -> Vec<String> {
    let Some(named) = draft.values.first() else {
        return Vec::new();
    };
    let of = |attribute: &semantic::AttributeId| {
        model.entities.iter().find(|e| {
            e.key.as_slice() == [attribute.clone()] || e.name_attribute.as_ref() == Some(attribute)
        })
    };
    let Some(entity) = named.matches.iter().find_map(|m| of(&m.attribute)) else {
        return Vec::new();
    };
    let figures = measures(entity, model).map(|label| format!("{label} for {}", named.words));
    let next = entity
        .next_questions
        .iter()
        .map(|question| question.replace("{key}", &named.words));
    figures.take(2).chain(next).collect()
}

fn tops(entity: &Entity, model: &Model) -> Vec<String> {
    measures(entity, model)
        .map(|label| format!("top 10 {} by {label}", entity.noun.plural))
        .collect()
}

/// Labels of the measures that are natural for a thing.
fn measures<'a>(entity: &'a Entity, model: &'a Model) -> impl Iterator<Item = String> + 'a {
    entity
        .natural_metrics
        .iter()
        .filter_map(|name| model.metric(name))
        .map(|m| m.label.to_lowercase())
}
