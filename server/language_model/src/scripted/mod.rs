//! A *scripted* model follows a file: what it expects to be asked, and what it replies. It needs no network.
//!
//! It keeps no state. A request belongs to the conversation whose `question` stands in the request's first message, and
//! the number of the model's own messages in it says which exchange comes next. So one script serves many askers at once.

mod script;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use futures::{StreamExt, stream};

pub use script::{Exchange, Expected, Fault, Replied, Script, ScriptError, ScriptedCall};

use crate::error::{ModelError, ModelErrorKind};
use crate::event::Event;
use crate::reply::{Reply, StopReason};
use crate::request::{Message, Part, Request, ToolCall};
use crate::{EventStream, LanguageModel, Provider};

/// Follows a script.
#[derive(Debug, Clone)]
pub struct Scripted {
    script: Script,
}

impl Scripted {
    /// A model that follows this script.
    pub fn new(script: Script) -> Self {
        Self { script }
    }

    /// A model that follows the script in a file, YAML or JSON.
    pub fn load(file: &Path) -> Result<Self, ScriptError> {
        Script::load(file).map(Self::new)
    }

    fn exchange(&self, request: &Request) -> Result<&Exchange, ModelError> {
        let asked = match request.messages.first() {
            Some(Message::Person(text)) => text.as_str(),
            _ => return Err(astray("the request begins with no question".to_owned())),
        };
        let replied = request
            .messages
            .iter()
            .filter(|message| matches!(message, Message::Model(_)))
            .count();
        let conversation = self
            .script
            .conversations
            .iter()
            .find(|c| asked.contains(&c.question) && c.fits(request))
            .ok_or_else(|| astray(format!("the script has no conversation for: {asked}")))?;
        let exchange = conversation.exchanges.get(replied).ok_or_else(|| {
            astray(format!(
                "the script of “{}” ends after {} exchanges",
                conversation.question,
                conversation.exchanges.len()
            ))
        })?;
        match exchange.expect.differs(request) {
            None => Ok(exchange),
            Some(difference) => Err(astray(format!(
                "exchange {} of “{}”: {difference}",
                replied + 1,
                conversation.question
            ))),
        }
    }
}

/// A request that the script does not know: a mistake in the script or in what was asked.
fn astray(cause: String) -> ModelError {
    ModelError::new(ModelErrorKind::Rejected, cause)
}

#[async_trait]
impl LanguageModel for Scripted {
    fn provider(&self) -> Provider {
        self.script.plays
    }

    async fn converse(&self, request: &Request) -> Result<Reply, ModelError> {
        let exchange = self.exchange(request)?;
        tokio::time::sleep(Duration::from_millis(exchange.delay_ms)).await;
        if let Some(fault) = exchange.fault {
            return Err(ModelError::new(fault.kind(), "the script says so"));
        }
        let replied = &exchange.reply;
        let text = replied.text.clone().map(Part::Text);
        let first = request.messages.len();
        let calls = replied.calls.iter().enumerate().map(|(position, call)| {
            Part::Call(ToolCall {
                id: format!("call-{first}-{position}"),
                name: call.name.clone(),
                input: call.input.clone(),
            })
        });
        let stop = replied.stop.clone().unwrap_or(if replied.calls.is_empty() {
            StopReason::EndOfTurn
        } else {
            StopReason::ToolUse
        });
        Ok(Reply {
            parts: text.into_iter().chain(calls).collect(),
            stop,
            usage: replied.usage,
        })
    }

    async fn stream(&self, request: &Request) -> Result<EventStream, ModelError> {
        let reply = self.converse(request).await?;
        Ok(stream::iter(events(reply)).map(Ok).boxed())
    }
}

/// A reply in pieces, every text and every input in two.
fn events(reply: Reply) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, part) in (0_u32..).zip(reply.parts) {
        match part {
            Part::Text(text) => {
                let (first, second) = halves(&text);
                events.extend([first, second].map(|text| Event::Text(text.to_owned())));
            }
            Part::Call(ToolCall { id, name, input }) => {
                events.push(Event::CallBegun { index, id, name });
                let json = match input {
                    serde_json::Value::String(raw) => raw,
                    input => input.to_string(),
                };
                let (first, second) = halves(&json);
                events.extend([first, second].map(|json| Event::CallInput {
                    index,
                    json: json.to_owned(),
                }));
            }
        }
    }
    events.push(Event::Stopped(reply.stop));
    events.extend(reply.usage.map(Event::Used));
    events
}

fn halves(text: &str) -> (&str, &str) {
    let mut middle = text.len() / 2;
    while !text.is_char_boundary(middle) {
        middle += 1;
    }
    text.split_at(middle)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event::Assembly;
    use crate::price::Prices;
    use crate::request::{Tool, ToolResult};
    use crate::role::Role;

    const SCRIPT: &str = r"
plays: bedrock
conversations:
  - question: rotting stock
    exchanges:
      - expect:
          tools: [run_sql]
          system: [2025-06-30]
        reply:
          text: I look.
          calls:
            - name: run_sql
              input: {sql: SELEC 1}
          usage: {input: 100, output: 20, cache_read: 3}
      - expect:
          last: [error at line 1]
        reply:
          text: DONE
          usage: {input: 130, output: 5}
  - question: slow one
    exchanges:
      - fault: throttled
";

    fn request(messages: Vec<Message>) -> Request {
        let prices = Prices {
            input: 0.0,
            output: 0.0,
            cache_read: 0.0,
            cache_write: 0.0,
            read_on: None,
        };
        let role = Role {
            model: "m".to_owned(),
            temperature: None,
            max_tokens: 10,
            prices,
        };
        let tool = Tool {
            name: "run_sql".to_owned(),
            description: String::new(),
            input_schema: json!({"type": "object"}),
        };
        Request::to(&role, "Today is 2025-06-30.", messages, vec![tool])
    }

    fn model() -> Scripted {
        Scripted::new(Script::read("test.yaml", SCRIPT).unwrap())
    }

    #[tokio::test]
    async fn exchanges_follow_one_another() {
        let model = model();
        let mut messages = vec![Message::Person("How much rotting stock?".to_owned())];
        let first = model.converse(&request(messages.clone())).await.unwrap();
        assert_eq!(first.stop, StopReason::ToolUse);
        assert_eq!(first.usage.unwrap().total(), 123);
        let call = first.calls().next().unwrap().clone();
        assert_eq!(call.input, json!({"sql": "SELEC 1"}));
        messages.push(Message::Model(first.parts));
        messages.push(Message::Results(vec![ToolResult {
            call: call.id,
            content: "The SQL has an error at line 1.".to_owned(),
            failed: true,
        }]));
        let second = model.converse(&request(messages.clone())).await.unwrap();
        assert_eq!(
            (second.text().as_str(), second.stop),
            ("DONE", StopReason::EndOfTurn)
        );
        messages.push(Message::Model(second.parts));
        let third = model.converse(&request(messages)).await.unwrap_err();
        assert_eq!(
            third.cause,
            "the script of “rotting stock” ends after 2 exchanges"
        );
    }

    #[tokio::test]
    async fn a_stream_gives_the_same_reply() {
        let model = model();
        let request = request(vec![Message::Person("rotting stock".to_owned())]);
        let mut events = model.stream(&request).await.unwrap();
        let mut assembly = Assembly::default();
        while let Some(event) = events.next().await {
            assembly.take(event.unwrap());
        }
        assert_eq!(
            assembly.finish().unwrap(),
            model.converse(&request).await.unwrap()
        );
    }

    #[tokio::test]
    async fn what_differs_from_the_script_is_said() {
        let model = model();
        let person = |text: &str| vec![Message::Person(text.to_owned())];
        let fault = model.converse(&request(person("slow one"))).await;
        assert_eq!(fault.unwrap_err().kind, ModelErrorKind::Throttled);
        let unknown = model.converse(&request(person("hello"))).await;
        assert!(unknown.unwrap_err().cause.ends_with("for: hello"));
        let mut other = request(person("rotting stock"));
        other.system = "Today is Monday.".to_owned();
        let differs = model.converse(&other).await.unwrap_err();
        assert_eq!(
            differs.cause,
            "exchange 1 of “rotting stock”: the system prompt does not contain “2025-06-30”"
        );
        other.system = "2025-06-30".to_owned();
        other.tools.clear();
        let differs = model.converse(&other).await.unwrap_err();
        assert_eq!(
            differs.cause,
            "exchange 1 of “rotting stock”: the tool run_sql is not offered"
        );
    }

    #[test]
    fn a_script_that_is_none_is_refused_with_its_line() {
        let error = Script::read("s.yaml", "plays: bedrock\nconversations:\n  - quest: x\n");
        let said = error.unwrap_err().to_string();
        assert!(
            said.starts_with("the script s.yaml is not valid at line 3"),
            "{said}"
        );
    }
}
