//! What Converse says, as a reply.

use aws_sdk_bedrockruntime::operation::converse::ConverseOutput as Response;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ContentBlockDelta, ContentBlockStart, ConverseOutput, ConverseStreamOutput,
    StopReason as Stopped, TokenUsage,
};

use super::document;
use crate::error::{ModelError, ModelErrorKind};
use crate::event::Event;
use crate::reply::{Reply, StopReason, Usage};
use crate::request::{Part, ToolCall};

pub(super) fn reply(response: &Response) -> Result<Reply, ModelError> {
    let Some(ConverseOutput::Message(message)) = response.output() else {
        let cause = "the response has no message";
        return Err(ModelError::new(ModelErrorKind::Malformed, cause));
    };
    Ok(Reply {
        parts: message.content().iter().filter_map(part).collect(),
        stop: stopped(response.stop_reason()),
        usage: response.usage().map(usage),
    })
}

/// What a model thinks aloud, and media, are no part of what it says here.
fn part(block: &ContentBlock) -> Option<Part> {
    match block {
        ContentBlock::Text(text) => Some(Part::Text(text.clone())),
        ContentBlock::ToolUse(call) => Some(Part::Call(ToolCall {
            id: call.tool_use_id().to_owned(),
            name: call.name().to_owned(),
            input: document::read(call.input()),
        })),
        _ => None,
    }
}

/// The event in a piece of a stream; most kinds of pieces hold none.
pub(super) fn event(output: &ConverseStreamOutput) -> Option<Event> {
    let index = |index: i32| u32::try_from(index).unwrap_or_default();
    match output {
        ConverseStreamOutput::ContentBlockStart(start) => match start.start() {
            Some(ContentBlockStart::ToolUse(call)) => Some(Event::CallBegun {
                index: index(start.content_block_index()),
                id: call.tool_use_id().to_owned(),
                name: call.name().to_owned(),
            }),
            _ => None,
        },
        ConverseStreamOutput::ContentBlockDelta(delta) => match delta.delta() {
            Some(ContentBlockDelta::Text(text)) => Some(Event::Text(text.clone())),
            Some(ContentBlockDelta::ToolUse(call)) => Some(Event::CallInput {
                index: index(delta.content_block_index()),
                json: call.input().to_owned(),
            }),
            _ => None,
        },
        ConverseStreamOutput::MessageStop(stop) => {
            Some(Event::Stopped(stopped(stop.stop_reason())))
        }
        ConverseStreamOutput::Metadata(metadata) => {
            metadata.usage().map(|used| Event::Used(usage(used)))
        }
        _ => None,
    }
}

fn stopped(reason: &Stopped) -> StopReason {
    match reason {
        Stopped::EndTurn | Stopped::StopSequence => StopReason::EndOfTurn,
        Stopped::ToolUse => StopReason::ToolUse,
        Stopped::MaxTokens => StopReason::MaxTokens,
        Stopped::GuardrailIntervened => StopReason::Guardrail,
        Stopped::ContentFiltered => StopReason::ContentFilter,
        Stopped::ModelContextWindowExceeded => StopReason::ContextOverflow,
        // Reasons that this program does not know yet, too.
        _ => StopReason::Malformed,
    }
}

/// Tokens from and into the cache are not among the input's there.
fn usage(usage: &TokenUsage) -> Usage {
    let count = |tokens: i32| u64::try_from(tokens).unwrap_or_default();
    Usage {
        input_tokens: count(usage.input_tokens()),
        output_tokens: count(usage.output_tokens()),
        cache_read_tokens: usage.cache_read_input_tokens().map_or(0, count),
        cache_write_tokens: usage.cache_write_input_tokens().map_or(0, count),
    }
}
