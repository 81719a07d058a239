//! What chat completions say, as a reply.

use async_openai::types::chat::{
    ChatCompletionMessageToolCalls, CompletionUsage, CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse, FinishReason,
};

use super::malformed;
use crate::error::ModelError;
use crate::event::{Event, input};
use crate::reply::{Reply, StopReason, Usage};
use crate::request::{Part, ToolCall};

pub(super) fn reply(response: CreateChatCompletionResponse) -> Result<Reply, ModelError> {
    let usage = response.usage.as_ref().map(usage);
    let choice = response.choices.into_iter().next();
    let choice = choice.ok_or_else(|| malformed("the response has no choice"))?;
    let message = choice.message;
    let texts = [message.content, message.refusal].into_iter().flatten();
    let mut parts: Vec<Part> = texts
        .filter(|text| !text.is_empty())
        .map(Part::Text)
        .collect();
    for call in message.tool_calls.into_iter().flatten() {
        let ChatCompletionMessageToolCalls::Function(call) = call else {
            return Err(malformed("the response calls a tool that was not offered"));
        };
        parts.push(Part::Call(ToolCall {
            id: call.id,
            name: call.function.name,
            input: input(&call.function.arguments),
        }));
    }
    let called = parts.iter().any(|part| matches!(part, Part::Call(_)));
    let stop = choice
        .finish_reason
        .ok_or_else(|| malformed("the response does not say why the model stopped"))?;
    Ok(Reply {
        parts,
        stop: stopped(stop, called),
        usage,
    })
}

/// The events in a chunk of a stream.
pub(super) fn events(chunk: CreateChatCompletionStreamResponse) -> Vec<Event> {
    let mut events = Vec::new();
    for choice in chunk.choices.into_iter().filter(|choice| choice.index == 0) {
        let texts = [choice.delta.content, choice.delta.refusal];
        events.extend(texts.into_iter().flatten().map(Event::Text));
        for call in choice.delta.tool_calls.into_iter().flatten() {
            let index = call.index;
            let (name, json) = match call.function {
                Some(function) => (function.name, function.arguments),
                None => (None, None),
            };
            // Some endpoints repeat an empty id and name with every piece of the input.
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                let id = call.id.unwrap_or_default();
                events.push(Event::CallBegun { index, id, name });
            }
            events.extend(json.map(|json| Event::CallInput { index, json }));
        }
        let stop = choice.finish_reason.map(|reason| stopped(reason, false));
        events.extend(stop.map(Event::Stopped));
    }
    events.extend(chunk.usage.as_ref().map(usage).map(Event::Used));
    events
}

/// `called` is for endpoints that say `stop` after calls.
fn stopped(reason: FinishReason, called: bool) -> StopReason {
    match reason {
        FinishReason::Stop if called => StopReason::ToolUse,
        FinishReason::Stop => StopReason::EndOfTurn,
        FinishReason::Length => StopReason::MaxTokens,
        FinishReason::ToolCalls | FinishReason::FunctionCall => StopReason::ToolUse,
        FinishReason::ContentFilter => StopReason::ContentFilter,
    }
}

/// Tokens from the cache are among the prompt's there; here each token is counted once.
fn usage(usage: &CompletionUsage) -> Usage {
    let details = usage.prompt_tokens_details.as_ref();
    let cached = details.and_then(|d| d.cached_tokens).unwrap_or(0);
    Usage {
        input_tokens: u64::from(usage.prompt_tokens.saturating_sub(cached)),
        output_tokens: u64::from(usage.completion_tokens),
        cache_read_tokens: u64::from(cached),
        cache_write_tokens: 0,
    }
}
