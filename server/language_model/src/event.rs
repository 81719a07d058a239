//! An *event* is a piece of a reply that is being written; an *assembly* puts the pieces together.

use serde_json::{Map, Value};

use crate::error::{ModelError, ModelErrorKind};
use crate::reply::{Reply, StopReason, Usage};
use crate::request::{Part, ToolCall};

/// A piece of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More text.
    Text(String),
    /// A call begins.
    CallBegun {
        /// Which one, among the parts of the reply.
        index: u32,
        /// Id by which its result refers to it.
        id: String,
        /// Name of the tool.
        name: String,
    },
    /// More of what a call is called with.
    CallInput {
        /// Which call.
        index: u32,
        /// The next piece of the JSON text.
        json: String,
    },
    /// Why the model stopped.
    Stopped(StopReason),
    /// The tokens that it took.
    Used(Usage),
}

/// Puts the pieces of a reply together.
#[derive(Debug, Default)]
pub struct Assembly {
    pieces: Vec<Piece>,
    stop: Option<StopReason>,
    usage: Option<Usage>,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Call {
        index: u32,
        id: String,
        name: String,
        json: String,
    },
}

impl Assembly {
    /// Takes the next piece.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Text(more) => match self.pieces.last_mut() {
                Some(Piece::Text(text)) => text.push_str(&more),
                _ if more.is_empty() => {}
                _ => self.pieces.push(Piece::Text(more)),
            },
            Event::CallBegun { index, id, name } => self.pieces.push(Piece::Call {
                index,
                id,
                name,
                json: String::new(),
            }),
            Event::CallInput { index, json: more } => {
                // The newest call of that index: an index is not used again before its call is whole.
                let call = self.pieces.iter_mut().rev().find_map(|piece| match piece {
                    Piece::Call {
                        index: at, json, ..
                    } if *at == index => Some(json),
                    _ => None,
                });
                if let Some(json) = call {
                    json.push_str(&more);
                }
            }
            Event::Stopped(stop) => self.stop = Some(stop),
            Event::Used(usage) => self.usage = Some(usage),
        }
    }

    /// The whole reply; an error when the stream ended before the model had stopped.
    pub fn finish(self) -> Result<Reply, ModelError> {
        let Some(stop) = self.stop else {
            let cause = "the stream ended before the model said why it stopped";
            return Err(ModelError::new(ModelErrorKind::Malformed, cause));
        };
        let parts = self
            .pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => Part::Text(text),
                Piece::Call { id, name, json, .. } => Part::Call(ToolCall {
                    id,
                    name,
                    input: input(&json),
                }),
            })
            .collect();
        Ok(Reply {
            parts,
            stop,
            usage: self.usage,
        })
    }
}

/// What a call is called with; nothing is an empty object, and what is no JSON stays a text, to be refused as such.
pub(crate) fn input(json: &str) -> Value {
    if json.trim().is_empty() {
        return Value::Object(Map::new());
    }
    serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn assembled(events: Vec<Event>) -> Result<Reply, ModelError> {
        let mut assembly = Assembly::default();
        for event in events {
            assembly.take(event);
        }
        assembly.finish()
    }

    fn begun(index: u32, id: &str) -> Event {
        Event::CallBegun {
            index,
            id: id.to_owned(),
            name: "run_sql".to_owned(),
        }
    }

    fn more(index: u32, json: &str) -> Event {
        Event::CallInput {
            index,
            json: json.to_owned(),
        }
    }

    #[test]
    fn pieces_of_parallel_calls_find_their_call() {
        let reply = assembled(vec![
            Event::Text("I look".to_owned()),
            Event::Text(" it up.".to_owned()),
            begun(1, "a"),
            begun(2, "b"),
            more(1, "{\"sql\": "),
            more(2, "{}"),
            more(1, "\"SELECT 1\"}"),
            Event::Stopped(StopReason::ToolUse),
            Event::Used(Usage {
                input_tokens: 7,
                ..Usage::default()
            }),
        ])
        .unwrap();
        assert_eq!(reply.text(), "I look it up.");
        let calls: Vec<(&str, &Value)> = reply.calls().map(|c| (c.id.as_str(), &c.input)).collect();
        assert_eq!(
            calls,
            [("a", &json!({"sql": "SELECT 1"})), ("b", &json!({}))]
        );
        assert_eq!(reply.usage.unwrap().input_tokens, 7);
    }

    #[test]
    fn a_stream_that_breaks_off_is_no_reply() {
        let error = assembled(vec![Event::Text("SELECT".to_owned())]).unwrap_err();
        assert_eq!(error.kind, ModelErrorKind::Malformed);
    }

    #[test]
    fn what_is_no_json_stays_a_text() {
        assert_eq!(input("{\"sql\": \"SEL"), json!("{\"sql\": \"SEL"));
        assert_eq!(input(" "), json!({}));
    }
}
