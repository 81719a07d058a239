//! *Knowledge* is what the assistant answers from: the model, the personas, the interpreters, what the data lacks.
//!
//! It is replaced as a whole when a file changes; a question that is under way keeps the one it began with.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use semantic::Model;
use warehouse::guard::Rights;

use crate::persona::Persona;
use crate::profile::DataProfile;
use crate::understand::Understand;

/// What the assistant answers from.
#[derive(Clone)]
pub struct Knowledge {
    /// What the tables mean, all of them.
    pub model: Arc<Model>,
    /// Personas with their interpreters.
    pub personas: Vec<(Persona, Arc<dyn Understand>)>,
    /// What the data lacks and how far it reaches.
    pub profile: DataProfile,
}

/// Knowledge made ready for asking.
pub(crate) struct Prepared {
    pub desks: BTreeMap<String, Arc<Desk>>,
    pub profile: DataProfile,
    /// Hash of model, personas, language models and prompts: what is allowed and what words mean.
    pub policy_version: Arc<str>,
    pub newest_order: Option<Date>,
}

/// Where questions of one persona are answered.
pub(crate) struct Desk {
    pub persona: Persona,
    /// The model as the persona sees it.
    pub model: Model,
    pub rights: Rights,
    pub understand: Arc<dyn Understand>,
}

impl Prepared {
    /// `consultant` is the version of the language models and prompts that answers depend on, too.
    pub(crate) fn new(knowledge: Knowledge, consultant: Option<&str>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(consultant.unwrap_or_default().as_bytes());
        hasher.update(format!("{:?}", knowledge.model).as_bytes());
        let mut desks = BTreeMap::new();
        for (persona, understand) in knowledge.personas {
            hasher.update(format!("{persona:?}").as_bytes());
            let desk = Desk {
                model: knowledge.model.restricted_to(&persona.tables),
                rights: Rights::new(persona.tables.iter().cloned()),
                persona,
                understand,
            };
            desks.insert(desk.persona.name.clone(), Arc::new(desk));
        }
        let policy_version: String = hasher.finalize().to_hex().chars().take(16).collect();
        Self {
            newest_order: knowledge.profile.newest_order(&knowledge.model),
            desks,
            profile: knowledge.profile,
            policy_version: policy_version.into(),
        }
    }
}
