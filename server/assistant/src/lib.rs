//! The *assistant* takes a question from a person to an answer: intent, interpretation, SQL, guard, engine, insight, ledger.
//!
//! [`Assistant`] is the way in: [`Assistant::ask`] a question, [`Assistant::sql`] for anybody's SQL,
//! [`Assistant::calculate`] for a calculation. Everything it depends on is handed in as [`Parts`]; the traits of what it
//! stores are in [`store`].

mod again;
pub mod answer;
mod ask;
mod assistant;
mod breaker;
mod by_name;
mod cache;
mod calculation;
mod calculator;
mod catalogue;
mod caution;
mod change;
mod clock;
mod consultation;
mod conversation;
mod cost;
mod data;
mod definition;
mod demand;
mod dialect;
mod draft;
mod explain;
mod failure;
mod follow_up;
mod inputs;
mod inquiry;
mod knowledge;
mod last_answer;
mod ledger_writer;
mod measurement;
mod nearest;
pub mod persona;
mod picture;
mod profile;
mod query;
mod record;
mod respond;
mod settings;
mod shape;
mod step;
pub mod store;
mod supply;
mod told;
mod understand;
mod verified;
mod warm;
mod what_if;
mod written;

pub use again::{Again, Mistake, again};
pub use answer::{
    Answer, AnswerColumn, AnswerStep, Change, Cost, Definition, Engine, Insight, Intent, ModelUse,
    NextQuestion, Outcome,
};
pub use ask::Ask;
pub use assistant::{Assistant, Parts, Response};
pub use breaker::{Breaker, BreakerSettings, CircuitOpen, CircuitState, CircuitStatus, Permit};
pub use cache::{
    CacheStatistics, Lifetime, NoRedis, SharedCache, SharedCacheSettings, SharedCacheStatistics,
};
pub use calculator::{Calculated, Calculator, Functions, Lambda, LambdaSettings};
pub use catalogue::{Catalogue, Samples};
pub use clock::{Clock, SystemClock};
pub use consultation::{Consultant, ConsultationSettings, Policy};
pub use cost::{
    Above, Confirmation, CostReport, LimitKind, Price, PriceError, PriceList, PricedUnit, SERVICES,
    Share, Spending, SpendingLimit, SpendingLimits, SpendingSettings,
};
pub use data::reads_data;
pub use failure::{AnswerError, FailureCategory, FailureSettings, Stale};
pub use inputs::{Input, before};
pub use knowledge::Knowledge;
pub use language_model::Provider;
pub use ledger_writer::Receipt;
pub use persona::Persona;
pub use profile::{DataProfile, ProfileError, TableProfile};
pub use settings::{AsOf, Bounds, CacheSettings, MemorySettings, Settings};
pub use step::{Step, StepName};
pub use understand::Understand;
