//! The *assistant* takes a question from a person to an answer: intent, interpretation, SQL, guard, engine, insight, ledger.
//!
//! [`Assistant`] is the way in: [`Assistant::ask`] a question, [`Assistant::sql`] for anybody's SQL,
//! [`Assistant::calculate`] for a calculation. Everything it depends on is handed in as [`Parts`]; the traits of what it
//! stores are in [`store`].

mod again;
pub mod answer;
mod ask;
mod assistant;
mod cache;
mod calculation;
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
mod follow_up;
mod inputs;
mod inquiry;
mod knowledge;
mod ledger_writer;
mod measurement;
mod nearest;
pub mod persona;
mod picture;
mod profile;
mod record;
mod settings;
mod shape;
mod step;
pub mod store;
mod supply;
mod told;
mod understand;
mod verified;
mod what_if;
mod written;

pub use again::{Again, Mistake, again};
pub use answer::{
    Answer, AnswerColumn, AnswerStep, Change, Cost, Definition, Engine, Insight, Intent, ModelUse,
    NextQuestion, Outcome,
};
pub use ask::Ask;
pub use assistant::{Assistant, Parts, Response};
pub use cache::{CacheStatistics, Lifetime};
pub use catalogue::{Catalogue, Samples};
pub use clock::{Clock, SystemClock};
pub use consultation::{Consultant, ConsultationSettings, Policy};
pub use cost::{CostReport, Prices, Share, Usage};
pub use data::reads_data;
pub use inputs::{Input, before};
pub use knowledge::Knowledge;
pub use ledger_writer::Receipt;
pub use persona::Persona;
pub use profile::{DataProfile, ProfileError, TableProfile};
pub use settings::{AsOf, Bounds, CacheSettings, MemorySettings, Settings};
pub use step::{Step, StepName};
pub use understand::Understand;
