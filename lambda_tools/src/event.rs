//! An *event* asks a specialist for an action; its *reply* carries the calculation, or what to do instead.

use serde::Serialize;
use serde_json::{Value, json};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool, tools};
use crate::error::ToolError;

/// What comes back: 200 with a calculation as `result`, or 400 with an `error` that says what to do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// 200, or 400 when the event is at fault.
    pub status_code: u16,
    /// The specialist that answers ("inventory").
    pub agent: Specialist,
    /// The calculation, or `{"error": …}`.
    pub result: Value,
    /// Action, method, version of the calculations, and the event's context.
    pub metadata: Value,
}

impl Reply {
    /// Whether it carries a calculation.
    pub fn is_done(&self) -> bool {
        self.status_code == 200
    }
}

/// Why an event has no calculation.
enum Refusal {
    /// What it should have been, in a sentence; with the actions that there are.
    Event(String),
    /// What the action said of the payload; with what it takes.
    Payload(&'static Tool, ToolError),
}

/// Answers an event `{agent, action, payload, context}` in the name of a specialist. The agent is the specialist's name or
/// its program's; the action is a tool's name; the payload is what the tool takes; the context is handed back.
pub fn answer(specialist: Specialist, event: &Value) -> Reply {
    let context = event.get("context").cloned().unwrap_or_default();
    let action = event.get("action").cloned().unwrap_or_default();
    let (status_code, result, method) = match calculate(specialist, event) {
        Ok(done) => {
            let method = done.method;
            (200, json!(done), method)
        }
        Err(refusal) => (400, refused(specialist, &refusal), ""),
    };
    Reply {
        status_code,
        agent: specialist,
        result,
        metadata: json!({
            "action": action,
            "method": method,
            "version": env!("CARGO_PKG_VERSION"),
            "context": context,
        }),
    }
}

fn calculate(specialist: Specialist, event: &Value) -> Result<Calculation, Refusal> {
    let refuse = |reason: String| Err(Refusal::Event(reason));
    let Value::Object(event) = event else {
        return refuse(
            "the event must be an object with agent, action, payload and context".to_owned(),
        );
    };
    match event.get("agent").and_then(Value::as_str) {
        Some(agent) if specialist.is_named(agent) => {}
        Some(agent) => {
            return refuse(format!(
                "this is the agent {specialist}; send what is for {agent} to its own function"
            ));
        }
        None => return refuse(format!("agent must be \"{specialist}\"")),
    }
    let Some(action) = event.get("action").and_then(Value::as_str) else {
        return refuse("action must be the name of a calculation".to_owned());
    };
    let tool = match tools().iter().find(|tool| tool.name == action) {
        Some(tool) if tool.specialist == specialist => tool,
        Some(tool) => {
            let other = tool.specialist;
            return refuse(format!("{action} is an action of the agent {other}"));
        }
        None => return refuse(format!("there is no action {action}")),
    };
    match event.get("payload") {
        Some(Value::Object(payload)) => tool
            .run(payload)
            .map_err(|error| Refusal::Payload(tool, error)),
        _ => Err(Refusal::Payload(tool, ToolError::NotAnObject)),
    }
}

fn refused(specialist: Specialist, refusal: &Refusal) -> Value {
    match refusal {
        Refusal::Event(reason) => {
            let own = tools().iter().filter(|tool| tool.specialist == specialist);
            let actions: Vec<&str> = own.map(|tool| tool.name).collect();
            json!({"error": format!("{reason}."), "actions": actions})
        }
        Refusal::Payload(tool, error) => {
            json!({"error": format!("payload: {error}."), "payload_schema": tool.schema()})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(agent: &str, action: &str, payload: &Value) -> Value {
        json!({"agent": agent, "action": action, "payload": payload, "context": {"query_id": "q-1"}})
    }

    fn error(event: &Value) -> (Value, String) {
        let reply = answer(Specialist::Inventory, event);
        assert_eq!(reply.status_code, 400, "{reply:?}");
        let error = reply.result["error"].as_str().unwrap().to_owned();
        (reply.result, error)
    }

    #[test]
    fn an_action_is_a_calculation() {
        let payload = json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20});
        for agent in ["inventory", "inventory_optimizer"] {
            let event = event(agent, "calculate_reorder_point", &payload);
            let reply = serde_json::to_value(answer(Specialist::Inventory, &event)).unwrap();
            assert_eq!(reply["statusCode"], 200);
            assert_eq!(reply["agent"], "inventory");
            assert_eq!(reply["result"]["result"], json!(90.0));
            assert_eq!(reply["metadata"]["action"], "calculate_reorder_point");
            assert_eq!(reply["metadata"]["context"]["query_id"], "q-1");
        }
    }

    #[test]
    fn what_cannot_be_answered_says_what_to_do() {
        let (result, reason) = error(&event("inventory", "calculate_luck", &json!({})));
        assert_eq!(reason, "there is no action calculate_luck.");
        let actions = result["actions"].as_array().unwrap();
        assert!(actions.contains(&json!("calculate_eoq")));
        assert!(
            !actions.contains(&json!("calculate_supplier_score")),
            "{actions:?}"
        );

        let (_, reason) = error(&event("supplier", "calculate_supplier_score", &json!({})));
        assert!(
            reason.contains("send what is for supplier to its own function"),
            "{reason}"
        );
        let (_, reason) = error(&event("inventory", "calculate_supplier_score", &json!({})));
        assert_eq!(
            reason,
            "calculate_supplier_score is an action of the agent supplier."
        );

        let payload = json!({"avg_daily_demand": -1, "lead_time_days": 7, "safety_stock": 20});
        let (result, reason) = error(&event("inventory", "calculate_reorder_point", &payload));
        assert!(
            reason.starts_with("payload: avg_daily_demand must be between 0"),
            "{reason}"
        );
        assert!(result["payload_schema"]["properties"]["lead_time_days"].is_object());

        for (bad, expected) in [
            (json!(null), "the event must be an object"),
            (
                json!({"action": "calculate_eoq"}),
                "agent must be \"inventory\"",
            ),
            (json!({"agent": "inventory"}), "action must be the name"),
            (
                json!({"agent": "inventory", "action": "calculate_eoq"}),
                "payload: parameters must be a JSON object",
            ),
        ] {
            let (_, reason) = error(&bad);
            assert!(reason.starts_with(expected), "{reason}");
        }
    }
}
