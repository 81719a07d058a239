//! A *counsel* is a scripted model that keeps what it was asked.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use assistant::{Consultant, ConsultationSettings, Knowledge, Settings};
use async_trait::async_trait;
use language_model::scripted::{Script, Scripted};
use language_model::{
    EventStream, LanguageModel, Message, ModelError, Prices, Prompts, Provider, Reply, Request,
    Role, Roles,
};
use serde_json::{Value, json};

use crate::company::Company;
use crate::stage::Stage;

/// Follows a script and keeps what it was asked.
pub(crate) struct Counsel {
    model: Scripted,
    pub asked: Mutex<Vec<Request>>,
}

impl Counsel {
    /// Everything that was sent, as one text.
    pub(crate) fn sent(&self) -> String {
        let mut text = String::new();
        for request in self.asked.lock().unwrap().iter() {
            text.push_str(&request.system);
            for message in &request.messages {
                match message {
                    Message::Person(said) => text.push_str(said),
                    Message::Model(_) => {}
                    Message::Results(results) => {
                        for result in results {
                            text.push_str(&result.content);
                        }
                    }
                }
            }
            write!(text, "{:?}", request.tools).unwrap();
        }
        text
    }

    pub(crate) fn requests(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// What came back to the model last.
    pub(crate) fn last_results(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        match asked.last().and_then(|request| request.messages.last()) {
            Some(Message::Results(results)) => results.iter().map(|r| r.content.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

#[async_trait]
impl LanguageModel for Counsel {
    fn provider(&self) -> Provider {
        self.model.provider()
    }

    async fn converse(&self, request: &Request) -> Result<Reply, ModelError> {
        self.asked.lock().unwrap().push(request.clone());
        self.model.converse(request).await
    }

    async fn stream(&self, request: &Request) -> Result<EventStream, ModelError> {
        self.asked.lock().unwrap().push(request.clone());
        self.model.stream(request).await
    }
}

/// A model of the name with these prices for a million tokens read and written.
pub(crate) fn role(model: &str, input: f64, output: f64) -> Role {
    Role {
        model: model.to_owned(),
        temperature: Some(0.0),
        max_tokens: 1_000,
        prices: Prices {
            input,
            output,
            cache_read: input / 10.0,
            cache_write: input * 1.25,
            read_on: None,
        },
    }
}

pub(crate) fn consultant(script: &Value) -> (Consultant, Arc<Counsel>) {
    let script = Script::read("script", &script.to_string()).unwrap();
    let counsel = Arc::new(Counsel {
        model: Scripted::new(script),
        asked: Mutex::default(),
    });
    let consultant = Consultant {
        model: Arc::clone(&counsel) as Arc<dyn LanguageModel>,
        roles: Roles {
            default: role("plain", 3.0, 15.0),
            high_accuracy: None,
            fast_validation: None,
        },
        prompts: Prompts::carried().unwrap(),
        settings: ConsultationSettings::default(),
    };
    (consultant, counsel)
}

/// A script of one conversation.
pub(crate) fn script(question: &str, exchanges: Value) -> Value {
    json!({"plays": "bedrock", "conversations": [{"question": question, "exchanges": exchanges}]})
}

/// A stage on which the counsel follows the script.
pub(crate) async fn stage(script: &Value) -> (Stage, Arc<Counsel>) {
    stage_with(script, |_| {}, |_| {}).await
}

pub(crate) async fn stage_with(
    script: &Value,
    adapt: impl FnOnce(&mut Consultant),
    change: impl FnOnce(&mut Knowledge),
) -> (Stage, Arc<Counsel>) {
    let (mut consultant, counsel) = consultant(script);
    adapt(&mut consultant);
    let settings = Settings::default();
    let stage = Stage::consulting(Company::whole(), settings, Some(consultant), change).await;
    (stage, counsel)
}

/// A reply that calls tools.
pub(crate) fn calls(calls: &[(&str, Value)]) -> Value {
    let calls: Vec<Value> = calls
        .iter()
        .map(|(name, input)| json!({"name": name, "input": input}))
        .collect();
    json!({"reply": {"calls": calls, "usage": {"input": 1000, "output": 100}}})
}

pub(crate) fn sql(sql: &str) -> Value {
    calls(&[(
        "run_sql",
        json!({"sql": sql, "understood": "What the SQL says."}),
    )])
}

pub(crate) fn done() -> Value {
    json!({"reply": {"text": "DONE", "usage": {"input": 1200, "output": 4}}})
}
