//! The *interpreter* reads questions for one persona.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::civil::Date;
use semantic::compile::compile;
use semantic::{AttributeId, CompileError, Dialect, Model, SemanticQuery};

use crate::account::{confidence, unaccounted};
use crate::build::{Built, Declined, build, named_one, shape, unnamed};
use crate::calculation::{self, Before};
use crate::clarify;
use crate::decline;
use crate::draft::{Draft, read};
use crate::followup;
use crate::frames;
use crate::lattice::{Meaning, Sources, Span, cover};
use crate::lexicon::Lexicon;
use crate::narrative;
use crate::outcome::{Choice, Interpretation, Reading, UsedWords};
use crate::quotients;
use crate::restate::{line, statements};
use crate::spelling::correct;
use crate::spoken::as_meant;
use crate::text::{Token, tokens};
use crate::values::ValueIndex;
use crate::verified::{self, Verified};

/// A reading that is less likely is asked back rather than answered.
const LEAST_CONFIDENCE: f64 = 0.25;

/// What a question is read beside.
#[derive(Debug, Clone)]
pub struct Context {
    /// As-of date.
    pub today: Date,
    /// The query before, in the same conversation.
    pub previous: Option<SemanticQuery>,
    /// What the answer to it named, the kind of thing that was asked for first.
    pub mentions: Vec<Mention>,
    /// A turn after that query got no answer: what points back may mean that turn.
    pub unanswered: bool,
    /// The calculation before, where the newest answer is one.
    pub calculation: Option<Before>,
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

/// It is written as answers say what they understood.
pub fn is_restated(question: &str) -> bool {
    question.contains(" · ")
}

/// The question with each of the values in the place of the words that fit them all.
fn written_out(question: &str, parsed: &Parsed, at: usize, values: &[String]) -> Vec<Choice> {
    let Some(span) = parsed.spans.iter().find(|s| s.start == at) else {
        return Vec::new();
    };
    let begin = parsed.tokens[span.start].start;
    let last = &parsed.tokens[span.end - 1];
    let end = last.end;
    let possessive = if last.text.ends_with("'s") || last.text.ends_with("’s") {
        "'s"
    } else {
        ""
    };
    values
        .iter()
        .map(|value| Choice {
            text: format!(
                "{}{value}{possessive}{}",
                &question[..begin],
                &question[end..]
            ),
        })
        .collect()
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

    /// A name of the model, a word of a value or an everyday word: none that was mistyped.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word) || self.lexicon.is_ordinary(word) || self.values.knows(word)
    }

    /// The model as the persona sees it.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }

    /// Finds out what a question means.
    pub fn interpret(&self, question: &str, context: &Context) -> Interpretation {
        let parsed = self.parse(question, context);
        if let Some(before) = &context.calculation {
            let model = &self.model;
            let again = calculation::again::read(question, &parsed, before, model, context.today);
            if let Some(again) = again {
                return again;
            }
        }
        match self.read(question, &parsed, context) {
            Interpretation::Answer(reading) => Interpretation::Answer(reading),
            Interpretation::Calculate(calculation) => Interpretation::Calculate(calculation),
            declined => {
                let before = context.calculation.as_ref();
                before
                    .and_then(|before| calculation::again::lacking(question, &parsed, before))
                    .unwrap_or(declined)
            }
        }
    }

    /// What a question means that does not repeat the calculation before it.
    fn read(&self, question: &str, parsed: &Parsed, context: &Context) -> Interpretation {
        let outcome = self.outcome(question, parsed, context);
        if matches!(
            outcome,
            Interpretation::Clarify { .. } | Interpretation::Unanswerable { .. }
        ) && let Some(answer) = self.without_narrative(question, parsed, context)
        {
            return answer;
        }
        match outcome {
            Interpretation::Clarify {
                question: asked,
                choices,
            } => {
                let texts = choices.into_iter().map(|c| c.text).collect();
                self.ask_back(asked, texts, context.today)
                    .unwrap_or_else(|| decline::nothing(&self.model))
            }
            // What was understood, asked as a question: it was chosen.
            Interpretation::Answer(reading)
                if reading.confidence < LEAST_CONFIDENCE && !is_restated(question) =>
            {
                let asked = "Is this what you mean?".to_owned();
                self.ask_back(asked, vec![reading.understood.clone()], context.today)
                    .unwrap_or_else(|| decline::unused(&[question.to_owned()]))
            }
            Interpretation::Unanswerable {
                message,
                words,
                nearest,
            } => clarify::ask(parsed, &self.model, context.previous.is_some())
                .filter(|_| context.previous.is_none() || !parsed.draft.pronoun)
                .or_else(|| {
                    let first = context.previous.is_none() && !context.unanswered;
                    first
                        .then(|| clarify::of_what(parsed, &self.model))
                        .flatten()
                })
                .and_then(|a| self.ask_back(a.question, a.choices, context.today))
                .unwrap_or(Interpretation::Unanswerable {
                    message,
                    words,
                    nearest,
                }),
            outcome => outcome,
        }
    }

    /// The answer to the request alone, without what is told around it.
    fn without_narrative(
        &self,
        question: &str,
        parsed: &Parsed,
        context: &Context,
    ) -> Option<Interpretation> {
        narrative::requests(question, parsed)
            .into_iter()
            .find_map(|request| {
                let parsed = self.parse(&request.text, context);
                match self.outcome(&request.text, &parsed, context) {
                    Interpretation::Answer(mut reading)
                        if reading.confidence >= LEAST_CONFIDENCE =>
                    {
                        reading.assumptions.push(request.assumption());
                        Some(Interpretation::Answer(reading))
                    }
                    _ => None,
                }
            })
    }

    /// A question back with those of its choices that are answered when they are asked, each with another meaning.
    fn ask_back(
        &self,
        question: String,
        choices: Vec<String>,
        today: Date,
    ) -> Option<Interpretation> {
        let alone = Context {
            today,
            previous: None,
            mentions: Vec::new(),
            unanswered: false,
            calculation: None,
        };
        let mut kept: Vec<(Choice, Option<SemanticQuery>)> = Vec::new();
        let mut waiting: VecDeque<(String, bool)> =
            choices.into_iter().map(|text| (text, true)).collect();
        while let Some((text, first)) = waiting.pop_front()
            && kept.len() < clarify::MOST_CHOICES
        {
            let parsed = self.parse(&text, &alone);
            match self.outcome(&text, &parsed, &alone) {
                Interpretation::Answer(reading)
                    if kept
                        .iter()
                        .all(|(_, query)| query.as_ref() != Some(&reading.query)) =>
                {
                    kept.push((Choice { text }, Some(reading.query)));
                }
                Interpretation::Calculate(_) => kept.push((Choice { text }, None)),
                // A choice that is open itself: its likeliest meaning.
                Interpretation::Clarify { choices, .. } if first => {
                    waiting.extend(choices.into_iter().map(|c| (c.text, false)));
                }
                _ => {}
            }
        }
        (!kept.is_empty()).then(|| Interpretation::Clarify {
            question,
            choices: kept.into_iter().map(|(choice, _)| choice).collect(),
        })
    }

    pub(crate) fn outcome(
        &self,
        question: &str,
        parsed: &Parsed,
        context: &Context,
    ) -> Interpretation {
        if let Some(about_set) = calculation::tools::read(self, question, parsed, context) {
            return about_set;
        }
        if let Some(calculation) = calculation::complete(self, question, parsed) {
            return calculation;
        }
        if let Some(refusal) = decline::write_request(parsed, context.previous.is_some()) {
            return refusal;
        }
        if let Some(about) = decline::about_answer(parsed) {
            return about;
        }
        if let Some(calculation) = calculation::read(self, question, parsed, context.today) {
            return calculation;
        }
        if !parsed.draft.outside.is_empty() {
            return decline::outside(&parsed.draft.outside);
        }
        if let Some(words) = decline::deliveries_of_suppliers(parsed, &self.model) {
            return decline::outside(&[words]);
        }
        // "How is … doing lately": the question back settles the time too.
        let open_time = parsed.draft.vague
            && parsed.draft.measures.is_empty()
            && parsed
                .draft
                .unknown
                .iter()
                .all(|w| matches!(w.as_str(), "lately" | "recently") || clarify::is_vague(w));
        if !parsed.draft.unknown.is_empty() && !open_time {
            return decline::unknown(&parsed.draft.unknown, &self.model);
        }
        // A name beside a figure of one thing is no group that the next turn speaks of.
        let before = context.previous.as_ref().map(|p| unnamed(p, &self.model));
        if let Some(previous) = &before
            && let Some(mut built) = followup::patch(
                parsed,
                previous,
                &context.mentions,
                &self.model,
                context.today,
            )
        {
            named_one(&mut built.query, &self.model);
            if context.unanswered || followup::lists_unasked(parsed, previous, &built.query) {
                return decline::pointing();
            }
            let missing = unaccounted(parsed, &built.query, &self.model, context.today, true);
            return if missing.is_empty() {
                self.answer(parsed, built, true, context.today)
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
            followup::points_back(parsed)
                || followup::only_figure(draft, previous)
                || followup::definite(parsed)
        });
        // "The lead time as well" after a question that was not understood: of what?
        let adds = context.unanswered
            && draft.continues
            && draft.values.is_empty()
            && draft.keys.is_empty()
            && parsed.tokens.iter().any(|t| {
                matches!(
                    t.norm.as_str(),
                    "well" | "also" | "same" | "again" | "instead" | "add" | "likewise"
                )
            });
        if adds
            || points_only
            || points_back
            || context.previous.is_none() && followup::points_at(parsed)
        {
            return decline::pointing();
        }
        if clarify::only_named(draft, &self.model) {
            return decline::nothing(&self.model);
        }
        // "Only the top five" as the first words of a conversation: of what?
        let restricts_nothing = context.previous.is_none()
            && draft.only
            && parsed.tokens.len() <= 5
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.attributes.is_empty()
            && draft.keys.is_empty();
        if restricts_nothing {
            return decline::pointing();
        }
        match build(&parsed.draft, &self.model, context.today) {
            Ok(mut built) => {
                shape(parsed, &mut built, &self.model);
                let missing = unaccounted(parsed, &built.query, &self.model, context.today, false);
                if missing.is_empty() {
                    self.answer(parsed, built, false, context.today)
                } else {
                    decline::unused(&missing)
                }
            }
            Err(Declined::Ambiguous { question, choices }) => Interpretation::Clarify {
                question,
                choices: choices.into_iter().map(|text| Choice { text }).collect(),
            },
            Err(Declined::Which {
                question: which,
                at,
                values,
            }) => Interpretation::Clarify {
                question: which,
                choices: written_out(question, parsed, at, &values),
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
        let mut all = as_meant(question, tokens(question));
        let corrections = correct(&mut all, &self.lexicon, &self.values);
        let sources = Sources {
            lexicon: &self.lexicon,
            values: &self.values,
            model: &self.model,
            readable: &self.readable,
            today: context.today,
            recalls: context.previous.is_some() && !context.mentions.is_empty(),
            follows: context.previous.is_some(),
            dated: context.previous.as_ref().is_some_and(|previous| {
                let within =
                    |p: &semantic::Predicate| matches!(p, semantic::Predicate::Within { .. });
                previous.limit.is_none() && previous.filters.iter().any(within)
            }),
        };
        let spans = cover(question, &all, &sources);
        let spans = frames::pass(&all, quotients::pass(question, &all, spans, &self.model));
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

    fn answer(
        &self,
        parsed: &Parsed,
        built: Built,
        follow_up: bool,
        today: Date,
    ) -> Interpretation {
        // What contradicts itself is no answer. What no relationship joins is said when it is asked of the data.
        if let Err(CompileError::Invalid(why)) =
            compile(&self.model, &built.query, Dialect::Embedded, today)
        {
            return decline::contradiction(&why);
        }
        let statements = statements(&self.model, &built.query);
        let mut assumptions = parsed.corrections.clone();
        let confidence = confidence(parsed, &built.query, built.confidence);
        assumptions.extend(built.assumptions);
        Interpretation::Answer(Box::new(Reading {
            understood: line(&statements),
            statements,
            query: built.query,
            assumptions,
            confidence,
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
