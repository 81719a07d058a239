//! An *inquiry* takes one question through its stages: understand, write SQL, check, run, say.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use insight::{Column as Shown, Table};
use interpreter::{Interpretation, Reading};
use jiff::civil::Date;
use semantic::{CompileError, Compiled, SemanticQuery};
use serde_json::Value;
use warehouse::guard::{self, Refusal};
use warehouse::{ColumnType, Limits, WarehouseError, cells};

use crate::answer::{Answer, Engine, Insight, Intent, Outcome};
use crate::assistant::Assistant;
use crate::breaker::CircuitOpen;
use crate::consultation::{Asked, Consultant, Consulted, Policy, Spent};
use crate::cost::{Above, Objection, Spending};
use crate::draft::Draft;
use crate::failure::{AnswerError, FailureCategory};
use crate::knowledge::{Desk, Prepared};
use crate::step::{StepName, Steps};
use crate::store::{StoreError, Turn};
use crate::{caution, change, definition, dialect, explain, follow_up, shape};

/// Rows that a calculation is made over at most.
const MOST_COMPUTED: usize = 1_000_000;

/// One question under way.
pub(crate) struct Inquiry<'a> {
    pub assistant: &'a Assistant,
    pub knowledge: &'a Prepared,
    pub desk: &'a Arc<Desk>,
    pub today: Date,
    /// A language model may be asked.
    pub consults: bool,
    /// What it costs.
    pub spending: &'a Spending,
}

/// A query that ran.
pub(crate) struct Ran {
    pub compiled: Compiled,
    pub types: Vec<(String, ColumnType)>,
    pub rows: Vec<Vec<Value>>,
    pub truncated: bool,
    pub took: Duration,
}

/// Why a query did not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Compile(#[from] CompileError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error("the data service is left alone for another {:.0} s after it failed", .0.wait.as_secs_f64())]
    LeftAlone(CircuitOpen),
    #[error("{0}")]
    Spending(Objection),
    #[error("what has been spent is not known: {0}")]
    Ledger(#[from] StoreError),
}

impl From<CircuitOpen> for Failure {
    fn from(open: CircuitOpen) -> Self {
        Self::LeftAlone(open)
    }
}

impl Inquiry<'_> {
    /// Answers a question.
    pub(crate) async fn answer(
        &self,
        question: &str,
        turns: &[Turn],
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        if let Some(draft) = Box::pin(self.verified(question, &answer, steps)).await {
            return draft;
        }
        // A mistake in the interpreter must not cost the asker the answer, nor the ledger its entry.
        let understood = catch_unwind(AssertUnwindSafe(|| {
            self.desk.understand.understand(question, self.today, turns)
        }));
        let Ok(interpretation) = understood else {
            tracing::error!(query_id = %answer.id, question, "the interpreter panicked");
            return Draft::fails(answer, FailureCategory::Internal, None);
        };
        let always = self.consultant(Policy::Always);
        let consulted = match (&interpretation, always) {
            // What is not allowed is not allowed to a language model either.
            (Interpretation::Refused { .. }, _) | (_, None) => None,
            (_, Some(consultant)) => {
                let asked = Asked {
                    question,
                    declined: "",
                    turns,
                };
                let asking = self.consult(consultant, asked, answer.clone(), steps);
                match Box::pin(asking).await {
                    Consulted::Answer(draft) => return *draft,
                    Consulted::Nothing(reason, spent) => Some((consultant, reason, spent)),
                }
            }
        };
        let interpreted = self.interpreted(question, interpretation, turns, answer, steps);
        let mut draft = Box::pin(interpreted).await;
        if let Some((consultant, reason, spent)) = consulted {
            draft.answer.warnings.push(format!(
                "{reason} The program's own interpreter answered instead."
            ));
            spent.onto(consultant, &mut draft.answer);
        }
        draft
    }

    /// Who is asked under a policy; nobody when the persona's is another one.
    fn consultant(&self, policy: Policy) -> Option<&Consultant> {
        let consultant = self.assistant.consultant.as_ref()?;
        let own = self.desk.persona.language_model;
        let decided = own.unwrap_or(consultant.settings.policy);
        (self.consults && decided == policy).then_some(consultant)
    }

    /// Answers by what the interpreter found out.
    async fn interpreted(
        &self,
        question: &str,
        interpretation: Interpretation,
        turns: &[Turn],
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        match interpretation {
            Interpretation::Answer(reading) => {
                steps.done(StepName::Understood, reading.understood.clone());
                self.reading(question, *reading, turns, answer, steps).await
            }
            Interpretation::Calculate(calculation) => {
                self.calculation(question, *calculation, answer, steps)
                    .await
            }
            Interpretation::Clarify {
                question: back,
                choices,
            } => {
                steps.done(StepName::Understood, back.clone());
                let choices = choices
                    .into_iter()
                    .map(|choice| choice.text)
                    .take(3)
                    .collect();
                Draft::says(Answer { choices, ..answer }, Outcome::Clarify, back)
            }
            Interpretation::Refused { message } => {
                steps.done(StepName::Understood, message.clone());
                Draft::says(answer, Outcome::Refused, message)
            }
            Interpretation::Unanswerable {
                mut message,
                nearest,
                ..
            } => {
                steps.done(StepName::Understood, message.clone());
                let mut spent: Option<(&Consultant, Spent)> = None;
                if let Some(consultant) = self.consultant(Policy::WhenDeclined) {
                    let asked = Asked {
                        question,
                        declined: &message,
                        turns,
                    };
                    let asking = self.consult(consultant, asked, answer.clone(), steps);
                    match Box::pin(asking).await {
                        Consulted::Answer(draft) => return *draft,
                        Consulted::Nothing(reason, took) => {
                            message = format!("{message} {reason}");
                            spent = Some((consultant, took));
                        }
                    }
                }
                let choices = if nearest.is_empty() {
                    self.nearest(question)
                } else {
                    nearest.into_iter().take(3).collect()
                };
                let mut draft =
                    Draft::says(Answer { choices, ..answer }, Outcome::Unanswerable, message);
                if let Some((consultant, spent)) = spent {
                    spent.onto(consultant, &mut draft.answer);
                }
                draft
            }
        }
    }

    /// Answers a query that is given as such.
    pub(crate) async fn given(
        &self,
        question: &str,
        query: SemanticQuery,
        turns: &[Turn],
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let reading = self.desk.understand.given(query);
        steps.done(StepName::Understood, reading.understood.clone());
        self.reading(question, reading, turns, answer, steps).await
    }

    /// Answers what was understood as a query.
    async fn reading(
        &self,
        question: &str,
        reading: Reading,
        turns: &[Turn],
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let answer = Answer {
            understood: reading.understood,
            statements: reading.statements,
            used: reading.used,
            query: Some(reading.query.clone()),
            assumptions: reading.assumptions,
            confidence: reading.confidence,
            engine: Engine::Interpreter,
            intent: Intent::SqlQuery,
            dialect: Some(self.assistant.warehouse.dialect().to_owned()),
            definitions: definition::of(&reading.query, &self.desk.model),
            ..answer
        };
        let query = reading.query;
        let remembered = Turn {
            question: question.to_owned(),
            query: Some(query.clone()),
            ..Turn::default()
        };
        let compiled = match self.compile(&query) {
            Ok(compiled) => compiled,
            Err(error) => return failed(answer, &error.into()),
        };
        let tables: Vec<String> = compiled.tables.iter().cloned().collect();
        steps.done(StepName::Sql, tables.join(", "));
        let mut answer = Answer {
            sql: Some(compiled.sql.clone()),
            tables,
            ..answer
        };
        answer.assumptions.extend(compiled.notes.iter().cloned());
        let lacks = caution::lacks(
            &self.knowledge.profile,
            &self.desk.model,
            &query,
            &compiled.tables,
        );
        if let Some(message) = lacks.fatal {
            return Draft::says(answer, Outcome::Unanswerable, message);
        }
        // The engine computes on threads of its own; meanwhile this one looks for ways to go on.
        let continuing = async { self.continuations(&query, turns, &remembered) };
        let (ran, follow_ups) = tokio::join!(self.execute(compiled, steps), continuing);
        let ran = match ran {
            Ok(ran) => ran,
            Err(failure) => return failed(answer, &failure),
        };
        let answer = Answer {
            insight: Insight {
                follow_ups,
                ..Insight::default()
            },
            ..answer
        };
        let mut draft = self
            .told(&query, ran, turns, remembered, answer, steps)
            .await;
        draft.answer.warnings.splice(0..0, lacks.warnings);
        draft
    }

    /// Says what came of a query.
    pub(crate) async fn told(
        &self,
        query: &SemanticQuery,
        ran: Ran,
        turns: &[Turn],
        mut turn: Turn,
        mut answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let model = &self.desk.model;
        let (mut columns, shown) = shape::columns(query, model, &ran.compiled, &ran.types);
        let noun = shape::noun(query, model);
        let table = Table {
            columns: &shown,
            rows: &ran.rows,
            truncated: ran.truncated,
            noun: noun.as_ref(),
        };
        answer.insight.chart =
            insight::chart(&table).and_then(|chart| serde_json::to_value(chart).ok());
        answer.insight.sentences = insight::sentences(&table);
        if ran.truncated {
            answer.warnings.push(cut(ran.rows.len()));
        }
        answer.warnings.extend(caution::ends_early(
            &self.knowledge.profile,
            model,
            query,
            self.today,
        ));
        if ran.rows.is_empty() {
            let what = noun.as_ref().map_or("rows", |noun| noun.plural.as_str());
            answer.message = format!("There are no such {what}.");
            let empty = explain::empty(self, query, ran.took).await;
            if let Some(reason) = &empty.reason {
                answer.message = format!("{} {reason}", answer.message);
            }
            if explain::doubts(answer.confidence) && !explain::asks_whether(&turn.question) {
                let choices = explain::questions(self, empty.wider);
                if !choices.is_empty() {
                    let message = format!("{} What is meant?", answer.message);
                    return Draft::says(Answer { choices, ..answer }, Outcome::Clarify, message);
                }
            }
        } else if all_null(&shown, &ran.rows) {
            answer.message =
                String::from("Nothing fits these conditions, so there is no figure to show.");
            answer
                .warnings
                .push("Every figure is empty: no rows with a value fit the conditions.".to_owned());
        } else {
            answer.message = answer
                .insight
                .sentences
                .iter()
                .take(2)
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
        }
        turn.mentions = shape::mentions(
            query,
            model,
            &ran.rows,
            self.assistant.settings.memory.mentions,
        );
        let narrower = insight::narrowing(&table)
            .filter(|narrowing| self.works(&narrowing.question, query, turns, &turn));
        if let Some(narrower) = narrower {
            answer.insight.drill = Some(narrower.column);
            answer.insight.follow_ups.insert(0, narrower.question);
            answer.insight.follow_ups.truncate(follow_up::MOST);
        }
        self.add_next_questions(&mut columns, query, &ran.rows, turns, &turn);
        answer.insight.change = change::of(self, query, &table, ran.took).await;
        steps.done(StepName::Insight, answer.message.clone());
        answer.outcome = Outcome::Answered;
        answer.confidence = explain::weighed(answer.confidence, ran.rows.len());
        answer.columns = columns;
        answer.row_count = ran.rows.len();
        answer.truncated = ran.truncated;
        answer.rows = Arc::new(ran.rows);
        Draft {
            answer,
            turn: Some(turn),
        }
    }

    /// The guard's dialect of the engine.
    pub(crate) fn guard(&self) -> guard::Dialect {
        self.assistant.warehouse.sql()
    }

    pub(crate) fn compile(&self, query: &SemanticQuery) -> Result<Compiled, CompileError> {
        let dialect = dialect::written_for(self.guard());
        semantic::compile::compile(&self.desk.model, query, dialect, self.today)
    }

    /// Compiles, checks and runs a query.
    pub(crate) async fn run(&self, query: &SemanticQuery) -> Result<Ran, Failure> {
        self.execute(self.compile(query)?, &mut Steps::new(None))
            .await
    }

    /// The same for a calculation, which needs all rows: more than a person can look at, and as many as fit in memory.
    pub(crate) async fn run_all(&self, query: &SemanticQuery) -> Result<Ran, Failure> {
        let own = self.assistant.limits();
        let limits = Limits {
            row_cap: own.row_cap.max(MOST_COMPUTED),
            ..own
        };
        self.execute_within(self.compile(query)?, &mut Steps::new(None), &limits)
            .await
    }

    async fn execute(&self, compiled: Compiled, steps: &mut Steps) -> Result<Ran, Failure> {
        self.execute_within(compiled, steps, &self.assistant.limits())
            .await
    }

    async fn execute_within(
        &self,
        compiled: Compiled,
        steps: &mut Steps,
        limits: &Limits,
    ) -> Result<Ran, Failure> {
        let admitted = guard::admit(&compiled.sql, &self.desk.rights, self.guard())?;
        steps.done(StepName::Checked, self.checked());
        let started = Instant::now();
        let result = self.query(admitted, limits).await?;
        let took = started.elapsed();
        let types = result.columns();
        let rows = cells::rows(&result)?;
        steps.done(StepName::Ran, format!("{} rows", rows.len()));
        Ok(Ran {
            compiled,
            types,
            truncated: result.truncated,
            rows,
            took,
        })
    }
}

/// An answer to a question whose query did not run.
pub(crate) fn failed(answer: Answer, failure: &Failure) -> Draft {
    tracing::warn!(query_id = %answer.id, cause = %failure, sql = answer.sql.as_deref(), "no result");
    match failure {
        // The asker's own SQL, or SQL of ours that the guard is right to stop.
        Failure::Refused(refusal) => Draft::says(answer, Outcome::Refused, refusal.to_string()),
        Failure::Compile(CompileError::NoPath { .. } | CompileError::Inexpressible { .. }) => {
            Draft::says(
                answer,
                Outcome::Unanswerable,
                sentence(&failure.to_string()),
            )
        }
        Failure::Compile(error) => {
            tracing::error!(query_id = %answer.id, %error, "a reading could not be written as SQL");
            let message =
                "This was understood but could not be written as a query. Put it in other words.";
            Draft::fails(answer, FailureCategory::Internal, Some(message.to_owned()))
        }
        Failure::Warehouse(
            WarehouseError::MissingTable { .. } | WarehouseError::NoTable { .. },
        ) => Draft::says(answer, Outcome::Unanswerable, failure.to_string()),
        Failure::Spending(objection) => {
            let outcome = match objection.above {
                Above::Confirm => Outcome::Clarify,
                Above::Refuse => Outcome::Refused,
            };
            let confirm = (objection.above == Above::Confirm).then_some(objection.confirmation);
            Draft::says(Answer { confirm, ..answer }, outcome, objection.to_string())
        }
        Failure::Ledger(_) => Draft::fails(answer, FailureCategory::Internal, None),
        Failure::LeftAlone(_) | Failure::Warehouse(WarehouseError::Engine(_)) => {
            outage(Draft::fails(answer, FailureCategory::DataService, None))
        }
        Failure::Warehouse(error) => {
            let message = Some(error.to_string());
            let draft = Draft::fails(answer, FailureCategory::DataService, message);
            if error.is_outage() {
                outage(draft)
            } else {
                draft
            }
        }
    }
}

/// The same, where an earlier answer is better than none.
pub(crate) fn outage(mut draft: Draft) -> Draft {
    if let Some(AnswerError { is_outage, .. }) = &mut draft.answer.error {
        *is_outage = true;
    }
    draft
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let text: String = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    });
    if text.ends_with('.') {
        text
    } else {
        format!("{text}.")
    }
}

/// What an answer says whose rows were cut.
pub(crate) fn cut(rows: usize) -> String {
    format!(
        "Only the first {rows} rows are shown; there are more. Narrow the question to see the rest."
    )
}

/// All figures of the result are NULL.
fn all_null(shown: &[Shown], rows: &[Vec<Value>]) -> bool {
    let figures: Vec<usize> = shown
        .iter()
        .enumerate()
        .filter(|(_, column)| matches!(column.role, insight::Role::Measure | insight::Role::Share))
        .map(|(position, _)| position)
        .collect();
    !figures.is_empty()
        && rows.iter().all(|row| {
            figures
                .iter()
                .all(|f| row.get(*f).is_none_or(Value::is_null))
        })
}
