//! A request as chat completions know it.

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls,
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, ChatCompletionTool,
    ChatCompletionToolChoiceOption, ChatCompletionTools, CreateChatCompletionRequest, FunctionCall,
    FunctionObject, ToolChoiceOptions,
};
use serde_json::Value;

use crate::request::{Message, Part, Request, Tool, ToolChoice};

/// `own` is for OpenAI's own endpoint.
#[expect(
    deprecated,
    reason = "endpoints other than OpenAI's know only the older name of the most tokens"
)]
pub(super) fn request(request: &Request, own: bool, stream: bool) -> CreateChatCompletionRequest {
    let system = ChatCompletionRequestSystemMessage::from(request.system.as_str());
    let messages = [ChatCompletionRequestMessage::System(system)]
        .into_iter()
        .chain(request.messages.iter().flat_map(message))
        .collect();
    let most = Some(request.max_tokens);
    let tools: Vec<ChatCompletionTools> = request.tools.iter().map(tool).collect();
    let choice = (!tools.is_empty()).then_some(ChatCompletionToolChoiceOption::Mode(match request
        .tool_choice
    {
        ToolChoice::Auto => ToolChoiceOptions::Auto,
        ToolChoice::Any => ToolChoiceOptions::Required,
    }));
    CreateChatCompletionRequest {
        messages,
        model: request.model.clone(),
        temperature: request.temperature,
        max_completion_tokens: most.filter(|_| own),
        max_tokens: most.filter(|_| !own),
        tool_choice: choice,
        tools: (!tools.is_empty()).then_some(tools),
        stream: stream.then_some(true),
        stream_options: stream.then_some(ChatCompletionStreamOptions {
            include_usage: Some(true),
            include_obfuscation: None,
        }),
        ..CreateChatCompletionRequest::default()
    }
}

fn message(message: &Message) -> Vec<ChatCompletionRequestMessage> {
    match message {
        Message::Person(text) => {
            let said = ChatCompletionRequestUserMessage::from(text.as_str());
            vec![ChatCompletionRequestMessage::User(said)]
        }
        Message::Model(parts) => vec![ChatCompletionRequestMessage::Assistant(said(parts))],
        Message::Results(results) => results
            .iter()
            .map(|result| {
                ChatCompletionRequestMessage::Tool(ChatCompletionRequestToolMessage {
                    content: result.content.as_str().into(),
                    tool_call_id: result.call.clone(),
                })
            })
            .collect(),
    }
}

fn said(parts: &[Part]) -> ChatCompletionRequestAssistantMessage {
    let mut text = String::new();
    let mut calls = Vec::new();
    for part in parts {
        match part {
            Part::Text(more) => text.push_str(more),
            Part::Call(call) => {
                let arguments = match &call.input {
                    // What was no JSON goes back as it came.
                    Value::String(raw) => raw.clone(),
                    input => input.to_string(),
                };
                let function = FunctionCall {
                    name: call.name.clone(),
                    arguments,
                };
                let id = call.id.clone();
                let call = ChatCompletionMessageToolCall { id, function };
                calls.push(ChatCompletionMessageToolCalls::Function(call));
            }
        }
    }
    ChatCompletionRequestAssistantMessage {
        content: (!text.is_empty()).then(|| text.into()),
        tool_calls: (!calls.is_empty()).then_some(calls),
        ..ChatCompletionRequestAssistantMessage::default()
    }
}

fn tool(tool: &Tool) -> ChatCompletionTools {
    ChatCompletionTools::Function(ChatCompletionTool {
        function: FunctionObject {
            name: tool.name.clone(),
            description: Some(tool.description.clone()),
            parameters: Some(tool.input_schema.clone()),
            strict: None,
        },
    })
}
