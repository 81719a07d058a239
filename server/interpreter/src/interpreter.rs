//! The *interpreter* reads questions for one persona.

use std::sync::Arc;

use jiff::civil::Date;
use semantic::{AttributeId, Model, SemanticQuery};

use crate::account::unaccounted;
use crate::build::{Built, Declined, build};
use crate::calculation;
use crate::decline;
use crate::draft::{Draft, read};
use crate::followup;
use crate::lattice::{Meaning, Sources, Span, cover};
use crate::lexicon::Lexicon;
use crate::outcome::{Choice, Interpretation, Reading, UsedWords};
use crate::restate::{line, statements};
use crate::spelling::correct;
use crate::text::{Token, tokens};
use crate::values::ValueIndex;
use crate::verified::{self, Verified};

/// What a question is read beside.
#[derive(Debug, Clone)]
pub struct Context {
    /// As-of date.
    pub today: Date,
    /// The query before, in the same conversation.
    pub previous: Option<SemanticQuery>,
    /// What the answer to it named, the kind of thing that was asked for first.
    pub mentions: Vec<Mention>,
}

/// Things of one kind that an answer named, in the order of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Entity of the model ("product").
    pub entity: String,
    /// Its key attributes (`product_code`; prefix and number for an order).
    pub key: Vec<AttributeId>,
    /// One list of key values for each thing, in the order of `key`.
    pub values: Vec<Vec<String>>,
}

/// Reads questions for one persona.
#[derive(Debug)]
pub struct Interpreter {
    model: Model,
    lexicon: Lexicon,
    values: Arc<ValueIndex>,
    readable: Vec<String>,
}

/// A question after the lattice: its tokens, its spans, their roles.
pub(crate) struct Parsed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) spans: Vec<Span>,
    pub(crate) draft: Draft,
    pub(crate) corrections: Vec<String>,
}

impl Interpreter {
    /// An interpreter for somebody who may read `tables` of the model.
    pub fn new(model: &Model, tables: &[String], values: Arc<ValueIndex>) -> Self {
        let visible = model.restricted_to(tables);
        let lexicon = Lexicon::new(model, &visible);
        Self {
            model: visible,
            lexicon,
            values,
            readable: tables.to_vec(),
        }
    }

    /// Finds out what a question means.
    pub fn interpret(&self, question: &str, context: &Context) -> Interpretation {
        let parsed = self.parse(question, context);
        if let Some(refusal) = decline::write_request(&parsed, context.previous.is_some()) {
            return refusal;
        }
        if let Some(about) = decline::about_answer(&parsed) {
            return about;
        }
        if let Some(calculation) = calculation::read(question, &parsed, &self.model, context.today)
        {
            return Interpretation::Calculate(Box::new(calculation));
        }
        if !parsed.draft.outside.is_empty() {
            return decline::outside(&parsed.draft.outside);
        }
        if !parsed.draft.unknown.is_empty() {
            return decline::unknown(&parsed.draft.unknown, &self.model);
        }
        if let Some(previous) = &context.previous
            && let Some(built) = followup::patch(&parsed, previous, &context.mentions, &self.model, context.today)
        {
            let missing = unaccounted(&parsed, &built.query, &self.model, true);
            return if missing.is_empty() {
                self.answer(&parsed, built, true)
            } else {
                decline::unused(&missing)
            };
        }
        // A pronoun alone points at something that is not there, or that cannot be pointed at.
        let draft = &parsed.draft;
        let points_only = draft.pronoun
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.attributes.is_empty()
            && draft.keys.is_empty();
        let points_back = context.previous.as_ref().is_some_and(|previous| {
            followup::points_back(&parsed) || followup::only_figure(draft, previous)
        });
        if points_only || points_back {
            return decline::pointing();
        }
        match build(&parsed.draft, &self.model, context.today) {
            Ok(built) => {
                let missing = unaccounted(&parsed, &built.query, &self.model, false);
                if missing.is_empty() {
                    self.answer(&parsed, built, false)
                } else {
                    decline::unused(&missing)
                }
            }
            Err(Declined::Ambiguous { question, choices }) => Interpretation::Clarify {
                question,
                choices: choices.into_iter().map(|text| Choice { text }).collect(),
            },
            Err(Declined::Unused(words)) => decline::unused(&words),
            Err(Declined::Nothing) => decline::nothing(&self.model),
        }
    }

    /// The verified query that has the question's words, if there is one.
    pub fn verified(&self, question: &str, today: Date) -> Option<Verified> {
        verified::find(
            question,
            &self.model.verified_queries,
            &self.values,
            &self.readable,
            today,
        )
    }

    /// The reading of a query that somebody gives as such.
    pub fn given(&self, query: SemanticQuery) -> Reading {
        let statements = statements(&self.model, &query);
        Reading {
            understood: line(&statements),
            statements,
            query,
            assumptions: Vec::new(),
            confidence: 1.0,
            used: Vec::new(),
            follow_up: false,
        }
    }

    pub(crate) fn parse(&self, question: &str, context: &Context) -> Parsed {
        let mut all = tokens(question);
        let corrections = correct(&mut all, &self.lexicon, &self.values);
        let sources = Sources {
            lexicon: &self.lexicon,
            values: &self.values,
            model: &self.model,
            readable: &self.readable,
            today: context.today,
            recalls: context.previous.is_some() && !context.mentions.is_empty(),
        };
        let spans = cover(question, &all, &sources);
        let draft = read(&all, &spans, &self.model);
        let corrections = corrections
            .into_iter()
            .map(|c| format!("“{}” is read as “{}”.", c.typed, c.meant))
            .collect();
        Parsed {
            tokens: all,
            spans,
            draft,
            corrections,
        }
    }

    fn answer(&self, parsed: &Parsed, built: Built, follow_up: bool) -> Interpretation {
        let statements = statements(&self.model, &built.query);
        let mut assumptions = parsed.corrections.clone();
        let doubt = 0.02 * f64::from(u32::try_from(assumptions.len()).unwrap_or(0));
        assumptions.extend(built.assumptions);
        Interpretation::Answer(Box::new(Reading {
            understood: line(&statements),
            statements,
            query: built.query,
            assumptions,
            confidence: (built.confidence - doubt).clamp(0.0, 1.0),
            used: self.used(parsed),
            follow_up,
        }))
    }

    /// Which words became which part.
    fn used(&self, parsed: &Parsed) -> Vec<UsedWords> {
        parsed
            .spans
            .iter()
            .filter_map(|span| {
                let part = match &span.meaning {
                    Meaning::Terms(terms) => {
                        terms.first().map(|t| decline::term_name(t, &self.model))?
                    }
                    Meaning::Values(matches) => {
                        let found = matches.first()?;
                        format!("value: {}", found.values.first()?)
                    }
                    Meaning::Key { number, .. } => format!("number {number}"),
                    Meaning::Number(number) => format!("number {}", number.value),
                    Meaning::Date(_) => "time".to_owned(),
                    Meaning::Cue(_) => "grammar".to_owned(),
                    Meaning::Ignorable | Meaning::Outside | Meaning::Unknown => return None,
                };
                let words = parsed.tokens[span.start..span.end]
                    .iter()
                    .map(|t| t.text.as_str())
                    .collect::<Vec<_>>();
                Some(UsedWords {
                    words: words.join(" "),
                    part,
                })
            })
            .collect()
    }
}
