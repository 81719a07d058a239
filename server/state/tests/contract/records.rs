//! *Records* to write in tests.

use assistant::store::{Entry, HistoryFilter, Ledger, Record, Turn};
use assistant::{Cost, Engine, Intent, ModelUse, Outcome, Provider};
use serde_json::json;
use state::State;

/// A record with every column set to something of its own.
pub(crate) fn record(id: &str, user: &str, at: &str) -> Record {
    Record {
        entry: Entry {
            id: id.to_owned(),
            at: at.parse().unwrap(),
            user: user.to_owned(),
            persona: "Field Engineer".to_owned(),
            conversation: None,
            question: format!("what is {id}?"),
            outcome: Outcome::Answered,
            intent: Intent::Hybrid,
            engine: Engine::Tool,
            understood: "What it is".to_owned(),
            message: "It is “ß — 東京”.".to_owned(),
            sql: Some("SELECT 1".to_owned()),
            row_count: 12,
            truncated: true,
            cached: true,
            confidence: 0.97,
            elapsed_ms: 11.25,
            as_of: "2025-06-30".parse().unwrap(),
            policy_version: "p1".to_owned(),
            data_version: "d1".to_owned(),
            cost: Cost {
                total_usd: 0.012_301_001,
                bedrock_usd: 0.01,
                language_model_usd: 0.002,
                redshift_usd: 0.000_1,
                lambda_usd: 0.000_001,
                glue_usd: 0.000_000_001,
                athena_usd: 0.000_2,
                allocated_usd: 0.000_08,
                input_tokens: 1200,
                output_tokens: 34,
                cache_read_tokens: 5600,
                cache_write_tokens: 78,
            },
            saved_usd: 0.000_25,
            language_model: Some(ModelUse {
                provider: Some(Provider::Bedrock),
                models: vec!["arn:aws:bedrock:m".to_owned()],
                prompt_version: "0123456789ab".to_owned(),
                requests: 2,
            }),
        },
        turn: None,
    }
}

/// The same, in a conversation that remembers it.
pub(crate) fn turn(id: &str, user: &str, at: &str, conversation: &str) -> Record {
    let mut record = record(id, user, at);
    record.entry.conversation = Some(conversation.to_owned());
    let query = json!({
        "form": {"rows": {"dataset": "product"}},
        "columns": [{"attribute": "product_code"}],
        "filters": [{"in": {"attribute": "product_code", "values": [{"text": id}]}}],
    });
    record.turn = Some(Turn {
        question: record.entry.question.clone(),
        query: Some(serde_json::from_value(query).unwrap()),
        mentions: serde_json::from_value(json!([
            {"entity": "product", "key": ["product_code"], "values": [["A"], ["B"]]}
        ]))
        .unwrap(),
        calculation: Some(
            serde_json::from_value(json!({
                "tool": "calculate_reorder_point", "given": {"lead_time_days": 7.5}, "words": {}, "filters": [], "set": null,
                "understood": "Reorder point", "assumptions": [], "confidence": 0.9, "used": []
            }))
            .unwrap(),
        ),
        inputs: [("lead_time_days".to_owned(), 7.5)].into(),
    });
    record
}

/// All entries, newest first.
pub(crate) async fn all(state: &State) -> Vec<Entry> {
    state
        .history(&HistoryFilter {
            limit: 10_000,
            ..HistoryFilter::default()
        })
        .await
        .unwrap()
}
