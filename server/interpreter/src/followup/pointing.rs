//! *Pointing* finds the things that a turn means by "that product", "those orders", "the second one", "their": what the
//! answer before named.

use jiff::civil::Date;
use semantic::{AttributeId, Column, Form, Literal, Model, Predicate, SemanticQuery};

use crate::build::{Built, build};
use crate::cues::Cue;
use crate::draft::{Draft, ValueMention};
use crate::interpreter::{Mention, Parsed};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::values::{Fit, Match};

/// Things of one kind that a turn points at.
#[derive(Debug, Clone)]
pub(super) struct Pointed {
    /// Entity, by position in the model.
    pub(super) entity: usize,
    /// Conditions that pick exactly them.
    pub(super) filters: Vec<Predicate>,
    /// Only some of what the answer named were picked ("the second one").
    pub(super) picked: bool,
    /// Something of each of several things is asked for ("their …").
    pub(super) several: bool,
}

/// What the turn points at among the things that the answer before named.
pub(super) fn pointed(
    parsed: &Parsed,
    mentions: &[Mention],
    previous: &SemanticQuery,
    model: &Model,
) -> Option<Pointed> {
    let (position, span) = reference(parsed)?;
    // "That bike": a word of the data, which the conditions before hold already.
    let behind = parsed.spans.get(position + 1).map(|s| &s.meaning);
    if matches!(behind, Some(Meaning::Values(_))) {
        return None;
    }
    // "Who were they in January": chosen anew.
    let word = parsed.tokens[span.start].norm.as_str();
    if word == "they" && parsed.draft.who && !parsed.draft.dates.is_empty() {
        return None;
    }
    let mention = if let Some(entities) = noun(parsed, position) {
        mentions
            .iter()
            .find(|m| entities.iter().any(|e| model.entities[*e].name == m.entity))?
    } else {
        let main = main_mention(mentions, previous, model)?;
        // "How much of it" after one product in several warehouses: of the product.
        let it = matches!(parsed.tokens[span.start].norm.as_str(), "it" | "its")
            && span.end == span.start + 1;
        if it && main.values.len() > 1 && fixed_thing(previous, model) {
            return None;
        }
        main
    };
    // "How many of those did we sell": pieces of what the conditions before name, not of the places that hold them.
    let lead: Vec<&str> = parsed.tokens[..span.end]
        .iter()
        .map(|t| t.norm.as_str())
        .collect();
    let many = lead
        .windows(3)
        .any(|w| w[0] == "how" && matches!(w[1], "many" | "much") && w[2] == "of");
    let sold = many && (parsed.draft.ordered || !parsed.draft.measures.is_empty());
    if sold
        && fixed_thing(previous, model)
        && mention.entity != "product"
        && noun(parsed, position).is_none()
    {
        return None;
    }
    let words: Vec<&str> = parsed.tokens[span.start..span.end]
        .iter()
        .map(|t| t.norm.as_str())
        .collect();
    let (values, picked) = match places(&words, mention.values.len()) {
        Some(range) => (mention.values.get(range)?.to_vec(), true),
        None => (mention.values.clone(), false),
    };
    let entity = model
        .entities
        .iter()
        .position(|e| e.name == mention.entity)?;
    Some(Pointed {
        entity,
        filters: conditions(&mention.key, &values),
        picked,
        several: values.len() > 1 && words.contains(&"their"),
    })
}

/// The conditions before name one thing, and it is no place.
fn fixed_thing(previous: &SemanticQuery, model: &Model) -> bool {
    let mut named = previous.filters.iter().filter(|p| match p {
        Predicate::In {
            attribute,
            values,
            negated: false,
        } => {
            values.len() == 1
                && model.entities.iter().any(|e| {
                    e.name_attribute.is_some()
                        && (e.key.as_slice() == [attribute.clone()]
                            || e.name_attribute.as_ref() == Some(attribute))
                })
        }
        _ => false,
    });
    named.next().is_some() && named.next().is_none()
}

/// Everything of the kind that each row of the answer before was about.
pub(super) fn all(
    mentions: &[Mention],
    previous: &SemanticQuery,
    model: &Model,
) -> Option<Pointed> {
    let mention = main_mention(mentions, previous, model)?;
    Some(Pointed {
        entity: model
            .entities
            .iter()
            .position(|e| e.name == mention.entity)?,
        filters: conditions(&mention.key, &mention.values),
        picked: false,
        several: false,
    })
}

/// "Its supplier", "its unit cost" after a figure of one thing: asked of that thing, which the conditions before name.
pub(super) fn of_itself(
    parsed: &Parsed,
    draft: &Draft,
    previous: &SemanticQuery,
    model: &Model,
    today: Date,
) -> Option<Built> {
    let (position, span) = reference(parsed)?;
    let word = parsed.tokens[span.start].norm.as_str();
    if !matches!(word, "its" | "it" | "that" | "this") || !draft.values.is_empty() {
        return None;
    }
    // "The top three products in that": of the figure before, with all its conditions.
    let within = span
        .start
        .checked_sub(1)
        .is_some_and(|before| matches!(parsed.tokens[before].norm.as_str(), "in" | "of"));
    if within && word != "its" && draft.top.is_some() && noun(parsed, position).is_none() {
        return None;
    }
    let nouns = noun(parsed, position);
    let mut fixed = previous.filters.iter().filter_map(|p| match p {
        Predicate::In {
            attribute,
            values,
            negated: false,
        } => {
            let entity = model.entities.iter().position(|e| {
                e.key.as_slice() == [attribute.clone()]
                    || e.name_attribute.as_ref() == Some(attribute)
            })?;
            let [Literal::Text(value)] = values.as_slice() else {
                return None;
            };
            nouns
                .as_ref()
                .is_none_or(|all| all.contains(&entity))
                .then(|| (entity, attribute.clone(), value.clone()))
        }
        _ => None,
    });
    let (entity, attribute, value) = fixed.next()?;
    // "How many orders is that": of the rows before, not of one thing.
    let counts = draft
        .measures
        .iter()
        .any(|m| matches!(m.what, crate::draft::What::Count(_)));
    let asks = !draft.attributes.is_empty()
        || draft.measures.iter().any(|m| !m.by)
        || draft.subjects.iter().any(|s| s.entity != entity);
    let owned = word == "its" || nouns.is_some() || draft.measures.is_empty();
    if fixed.next().is_some() || !asks || !owned || counts || draft.total || draft.bare_count {
        return None;
    }
    let mut own = draft.clone();
    own.values.push(ValueMention {
        matches: vec![Match {
            attribute,
            values: vec![value.clone()],
            others: Vec::new(),
            longer: Vec::new(),
            fit: Fit::Whole,
            heads: true,
            frequency: 1,
            length: 1,
        }],
        negated: false,
        at: span.start,
        words: value,
        noun: Some(entity),
        joined: false,
        origin: false,
        destined: false,
        grouped: false,
        all: false,
    });
    own.pronoun = false;
    let mut built = build(&own, model, today).ok()?;
    built.confidence = built.confidence.min(0.92);
    Some(built)
}

/// The turn points at something that its own words do not name: "their spend", "those orders".
pub(crate) fn points_back(parsed: &Parsed) -> bool {
    let Some((position, span)) = reference(parsed) else {
        return false;
    };
    let draft = &parsed.draft;
    let at = span.start;
    let named = draft.subjects.iter().any(|s| s.at < at)
        || draft.values.iter().any(|v| v.at < at)
        || draft.keys.iter().any(|k| k.at < at)
        || draft.measures.iter().any(|m| m.at < at);
    let word = parsed.tokens[at].norm.as_str();
    let words: Vec<&str> = parsed.tokens[at..span.end]
        .iter()
        .map(|t| t.norm.as_str())
        .collect();
    // "How many is that": what was said before, whatever else is named.
    let last = parsed.spans[position + 1..]
        .iter()
        .all(|s| s.meaning == Meaning::Ignorable);
    if places(&words, usize::MAX).is_some() || last && matches!(word, "that" | "it") {
        return true;
    }
    // "What products are on those": the noun before them is another thing.
    let names = draft.subjects.len() + draft.values.len() + draft.keys.len() + draft.measures.len();
    let led = at > 0
        && matches!(
            parsed.tokens[at - 1].norm.as_str(),
            "on" | "in" | "with" | "for" | "at" | "from" | "to"
        );
    if last && led && names < 2 && matches!(word, "those" | "these" | "them") {
        return true;
    }
    let of = at > 0 && parsed.tokens[at - 1].norm == "of" || word == "of";
    let possessive = of || matches!(word, "their" | "its" | "them" | "they" | "theirs");
    !named && (possessive || noun(parsed, position).is_some())
}

/// The turn points at several things, or at something's own, and no word before names any: an answer before must have.
pub(crate) fn points_at(parsed: &Parsed) -> bool {
    let Some((_, span)) = reference(parsed) else {
        return false;
    };
    let word = |w: &str| {
        parsed.tokens[span.start..span.end]
            .iter()
            .any(|t| t.norm == w)
    };
    // "When they are late …? The three worst suppliers": named behind.
    let behind = !parsed.draft.subjects.is_empty() || !parsed.draft.values.is_empty();
    ["these", "those"].into_iter().any(word) && points_back(parsed)
        || ["their", "them", "they"].into_iter().any(word) && !behind && points_back(parsed)
}

/// The first word that points back, with its position among the spans.
pub(super) fn reference(parsed: &Parsed) -> Option<(usize, &Span)> {
    parsed
        .spans
        .iter()
        .enumerate()
        .find(|(_, span)| span.meaning == Meaning::Cue(Cue::Pronoun))
}

/// The things that the noun behind the pointing word can be; none when there is no noun.
pub(super) fn noun(parsed: &Parsed, position: usize) -> Option<Vec<usize>> {
    let next = parsed.spans.get(position + 1)?;
    let word = parsed.tokens[parsed.spans[position].start].norm.as_str();
    // "The third one" has its noun.
    let last = parsed.tokens[parsed.spans[position].end - 1].norm.as_str();
    if matches!(last, "one" | "ones") {
        return None;
    }
    // "their suppliers" are others than "they".
    if matches!(word, "their" | "its" | "it" | "they" | "them") {
        return None;
    }
    let Meaning::Terms(terms) = &next.meaning else {
        return None;
    };
    let entities: Vec<usize> = terms
        .iter()
        .filter_map(|t| match t {
            Term::Entity(entity) => Some(*entity),
            _ => None,
        })
        .collect();
    (!entities.is_empty()).then_some(entities)
}

/// The turn restricts the very things that were named: "those to Porto", where "only the late ones" chooses anew.
pub(super) fn names_them(parsed: &Parsed) -> bool {
    reference(parsed).is_some_and(|(_, span)| {
        parsed.tokens[span.start..span.end]
            .iter()
            .any(|t| matches!(t.norm.as_str(), "those" | "these" | "them" | "it" | "they"))
    })
}

/// The kind of thing that each row of the answer before was about.
fn main_mention<'a>(
    mentions: &'a [Mention],
    previous: &SemanticQuery,
    model: &Model,
) -> Option<&'a Mention> {
    let first = previous.columns.iter().find_map(|c| match c {
        Column::Attribute(attribute) => Some(attribute),
        _ => None,
    });
    let of_rows = |m: &&Mention| match &previous.form {
        Form::Rows { dataset } => {
            model.entity(&m.entity).and_then(|e| e.own_dataset.as_ref()) == Some(dataset)
        }
        Form::Groups { .. } => false,
    };
    mentions
        .iter()
        .find(of_rows)
        .or_else(|| {
            mentions
                .iter()
                .find(|m| first.is_some() && m.key.first() == first)
        })
        .or_else(|| mentions.first().filter(|_| mentions.len() == 1))
}

/// Places of "the second one", "the first two", "the last one" among `count` things.
fn places(words: &[&str], count: usize) -> Option<std::ops::Range<usize>> {
    const NUMBERS: [&str; 10] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let how_many = words
        .iter()
        .find_map(|w| {
            NUMBERS
                .iter()
                .position(|n| n == w)
                .map(|p| p + 1)
                .or_else(|| w.parse().ok())
        })
        .unwrap_or(1);
    if words.contains(&"last") {
        return Some(count.checked_sub(how_many)?..count);
    }
    let at = ORDINALS.iter().position(|o| words.contains(o))?;
    Some(at..at.saturating_add(if at == 0 { how_many } else { 1 }))
}

/// Conditions that pick things by their keys. Where the first part of a key is the same for all, the parts stand alone.
fn conditions(key: &[AttributeId], values: &[Vec<String>]) -> Vec<Predicate> {
    key.iter()
        .enumerate()
        .map(|(part, attribute)| {
            let mut distinct: Vec<Literal> = Vec::new();
            for value in values.iter().filter_map(|v| v.get(part)) {
                let value = Literal::Text(value.clone());
                if !distinct.contains(&value) {
                    distinct.push(value);
                }
            }
            Predicate::In {
                attribute: attribute.clone(),
                values: distinct,
                negated: false,
            }
        })
        .collect()
}
