//! A request as Converse knows it.

use aws_sdk_bedrockruntime::types::{
    AnyToolChoice, AutoToolChoice, CachePointBlock, CachePointType, ContentBlock, ConversationRole,
    GuardrailConfiguration, GuardrailStreamConfiguration, InferenceConfiguration,
    Message as Written, SystemContentBlock, Tool as OfferedTool, ToolChoice as Choice,
    ToolConfiguration, ToolInputSchema, ToolResultBlock, ToolResultContentBlock, ToolResultStatus,
    ToolSpecification, ToolUseBlock,
};
use serde_json::{Value, json};

use super::{Guardrail, document, unwritable};
use crate::error::ModelError;
use crate::request::{Message, Part, Request, Tool, ToolCall, ToolChoice, ToolResult};

/// Stands for a message without any text, which Converse refuses.
const NOTHING: &str = "(nothing)";

pub(super) fn system(
    request: &Request,
    cached: bool,
) -> Result<Vec<SystemContentBlock>, ModelError> {
    let mut system = vec![SystemContentBlock::Text(request.system.clone())];
    if cached {
        system.push(SystemContentBlock::CachePoint(cache_point()?));
    }
    Ok(system)
}

pub(super) fn messages(request: &Request) -> Result<Vec<Written>, ModelError> {
    request.messages.iter().map(message).collect()
}

fn message(message: &Message) -> Result<Written, ModelError> {
    let (role, mut content) = match message {
        Message::Person(text) => (
            ConversationRole::User,
            vec![ContentBlock::Text(text.clone())],
        ),
        Message::Model(parts) => {
            let blocks: Result<Vec<_>, _> = parts.iter().filter_map(part).collect();
            (ConversationRole::Assistant, blocks?)
        }
        Message::Results(results) => {
            let blocks: Result<Vec<_>, _> = results.iter().map(result).collect();
            (ConversationRole::User, blocks?)
        }
    };
    if content.is_empty() {
        content.push(ContentBlock::Text(NOTHING.to_owned()));
    }
    let built = Written::builder()
        .role(role)
        .set_content(Some(content))
        .build();
    built.map_err(|error| unwritable(&error))
}

fn part(part: &Part) -> Option<Result<ContentBlock, ModelError>> {
    match part {
        // Converse refuses blank text.
        Part::Text(text) => (!text.trim().is_empty()).then(|| Ok(ContentBlock::Text(text.clone()))),
        Part::Call(call) => Some(called(call)),
    }
}

fn called(call: &ToolCall) -> Result<ContentBlock, ModelError> {
    // An input has to be an object there, also where the model wrote none.
    let input = match &call.input {
        Value::Object(_) => document::written(&call.input),
        other => document::written(&json!({"unreadable": other})),
    };
    let block = ToolUseBlock::builder()
        .tool_use_id(&call.id)
        .name(&call.name)
        .input(input)
        .build();
    Ok(ContentBlock::ToolUse(
        block.map_err(|error| unwritable(&error))?,
    ))
}

fn result(result: &ToolResult) -> Result<ContentBlock, ModelError> {
    let status = if result.failed {
        ToolResultStatus::Error
    } else {
        ToolResultStatus::Success
    };
    let block = ToolResultBlock::builder()
        .tool_use_id(&result.call)
        .content(ToolResultContentBlock::Text(result.content.clone()))
        .status(status)
        .build();
    Ok(ContentBlock::ToolResult(
        block.map_err(|error| unwritable(&error))?,
    ))
}

pub(super) fn tools(
    request: &Request,
    cached: bool,
) -> Result<Option<ToolConfiguration>, ModelError> {
    if request.tools.is_empty() {
        return Ok(None);
    }
    let mut tools = request
        .tools
        .iter()
        .map(tool)
        .collect::<Result<Vec<_>, _>>()?;
    if cached {
        tools.push(OfferedTool::CachePoint(cache_point()?));
    }
    let choice = match request.tool_choice {
        ToolChoice::Auto => Choice::Auto(AutoToolChoice::builder().build()),
        ToolChoice::Any => Choice::Any(AnyToolChoice::builder().build()),
    };
    let configuration = ToolConfiguration::builder()
        .set_tools(Some(tools))
        .tool_choice(choice)
        .build();
    configuration.map(Some).map_err(|error| unwritable(&error))
}

fn tool(tool: &Tool) -> Result<OfferedTool, ModelError> {
    let specification = ToolSpecification::builder()
        .name(&tool.name)
        .description(&tool.description)
        .input_schema(ToolInputSchema::Json(document::written(&tool.input_schema)))
        .build();
    Ok(OfferedTool::ToolSpec(
        specification.map_err(|error| unwritable(&error))?,
    ))
}

fn cache_point() -> Result<CachePointBlock, ModelError> {
    CachePointBlock::builder()
        .r#type(CachePointType::Default)
        .build()
        .map_err(|error| unwritable(&error))
}

pub(super) fn inference(request: &Request) -> InferenceConfiguration {
    InferenceConfiguration::builder()
        .max_tokens(i32::try_from(request.max_tokens).unwrap_or(i32::MAX))
        .set_temperature(request.temperature)
        .build()
}

pub(super) fn guardrail(guardrail: &Guardrail) -> GuardrailConfiguration {
    GuardrailConfiguration::builder()
        .guardrail_identifier(&guardrail.id)
        .guardrail_version(&guardrail.version)
        .build()
}

pub(super) fn guardrail_of_stream(guardrail: &Guardrail) -> GuardrailStreamConfiguration {
    GuardrailStreamConfiguration::builder()
        .guardrail_identifier(&guardrail.id)
        .guardrail_version(&guardrail.version)
        .build()
}
