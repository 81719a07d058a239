//! What is counted, without a server.

use serde_json::json;

use super::*;

fn answer(changes: &serde_json::Value) -> Answer {
    let mut answer = json!({
        "id": "1", "outcome": "answered", "persona": "Warehouse Manager", "intent": "SQL_QUERY", "understood": "",
        "assumptions": [], "message": "", "choices": [], "sql": null, "dialect": null, "columns": [], "rows": [],
        "row_count": 3, "truncated": false, "tool": null,
        "insight": {"chart": null, "sentences": [], "follow_ups": []},
        "engine": "interpreter", "confidence": 1.0, "cached": false, "elapsed_ms": 4.0,
        "cost": {"total_usd": 0.5, "bedrock_usd": 0.5, "redshift_usd": 0, "lambda_usd": 0, "glue_usd": 0,
                 "input_tokens": 70, "output_tokens": 30},
        "warnings": [], "conversation": null, "as_of": "2025-06-30",
        "steps": [{"name": "understood", "detail": "", "elapsed_ms": 1.0}, {"name": "strange", "detail": "", "elapsed_ms": 1.0}]
    });
    for (key, value) in changes.as_object().unwrap() {
        answer[key] = value.clone();
    }
    serde_json::from_value(answer).unwrap()
}

fn text(metrics: &Metrics) -> String {
    let standing = Standing {
        cache: assistant::CacheStatistics {
            hits: 5,
            misses: 2,
            hit_rate: 0.7,
            entries: 1,
        },
        sessions: Some(4),
        connections: 3,
        queries: 0,
    };
    metrics.text(&standing).unwrap()
}

fn assert_holds(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|l| l == *line), "{line} in\n{text}");
    }
}

#[test]
fn an_answer_is_counted_by_words_that_are_known() {
    let metrics = Metrics::new(["Warehouse Manager".to_owned()]);
    metrics.observe(&answer(&json!({})));
    metrics.observe(&answer(&json!({"persona": "whatever somebody typed"})));
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_answers_total{cached=\"no\",engine=\"interpreter\",outcome=\"answered\",persona=\"Warehouse Manager\"} 1",
            "quartermaster_answers_total{cached=\"no\",engine=\"interpreter\",outcome=\"answered\",persona=\"other\"} 1",
            "quartermaster_stage_seconds_count{stage=\"understood\"} 2",
            "quartermaster_stage_seconds_count{stage=\"other\"} 2",
            "quartermaster_stage_seconds_count{stage=\"total\"} 2",
            "quartermaster_rows_returned_total 6",
            "quartermaster_tokens_total{direction=\"input\",service=\"bedrock\"} 140",
            "quartermaster_tokens_total{direction=\"output\",service=\"bedrock\"} 60",
            "quartermaster_cost_usd_total{service=\"bedrock\"} 1",
            "quartermaster_cost_usd_total{service=\"glue\"} 0",
        ],
    );
    let elsewhere = json!({
        "cost": {"total_usd": 0.25, "bedrock_usd": 0, "language_model_usd": 0.25, "redshift_usd": 0, "lambda_usd": 0,
                 "glue_usd": 0, "input_tokens": 7, "output_tokens": 3},
        "language_model": {"provider": "openai", "models": ["m"], "prompt_version": "1", "requests": 1},
    });
    metrics.observe(&answer(&elsewhere));
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_tokens_total{direction=\"input\",service=\"bedrock\"} 140",
            "quartermaster_tokens_total{direction=\"input\",service=\"language_model\"} 7",
            "quartermaster_cost_usd_total{service=\"bedrock\"} 1",
            "quartermaster_cost_usd_total{service=\"language_model\"} 0.25",
        ],
    );
    assert_eq!(
        metrics.answers_by_outcome(),
        [("answered".to_owned(), 3)],
        "personas are added up"
    );
}

#[test]
fn errors_are_there_before_the_first_and_kept_by_reference() {
    let metrics = Metrics::new([]);
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_errors_total{category=\"internal\"} 0",
            "quartermaster_logins_total{result=\"busy\"} 0",
        ],
    );
    let error = json!({"category": "data_service", "reference": "a"});
    metrics.observe(&answer(
        &json!({"outcome": "failed", "id": "a", "error": error}),
    ));
    metrics.observe(&answer(&json!({"outcome": "unanswerable", "id": "b"})));
    metrics.observe(&answer(&json!({"outcome": "refused", "id": "c"})));
    metrics.error(ErrorCategory::Internal, "/ask", "d");
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_errors_total{category=\"data_service\"} 1",
            "quartermaster_errors_total{category=\"understanding\"} 1",
            "quartermaster_errors_total{category=\"language_model\"} 0",
            "quartermaster_errors_total{category=\"internal\"} 1",
        ],
    );
    let recent = metrics.recent_errors();
    let references: Vec<&str> = recent.iter().map(|e| e.reference.as_str()).collect();
    assert_eq!(references, ["d", "b", "a"]);
}

#[test]
fn requests_are_counted_by_pattern() {
    let metrics = Metrics::new([]);
    let quick = Duration::from_micros(300);
    metrics.request(Some("/answers/{id}"), "GET", 200, quick);
    metrics.request(None, "BREW", 404, quick);
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_http_requests_total{method=\"GET\",route=\"/answers/{id}\",status=\"200\"} 1",
            "quartermaster_http_requests_total{method=\"other\",route=\"other\",status=\"404\"} 1",
            "quartermaster_http_request_seconds_bucket{route=\"other\",le=\"0.00025\"} 0",
            "quartermaster_http_request_seconds_bucket{route=\"other\",le=\"0.0005\"} 1",
        ],
    );
    let latencies = metrics.route_latencies();
    assert_eq!(latencies.len(), 2);
    // Halfway from 0.25 to 0.5 ms.
    let [p50, p95, p99] = latencies[0].percentiles;
    assert_eq!(p50, Some(Percentile::About(0.000_375)));
    assert_eq!((p95, p99), (None, None), "there are too few to tell");
}

#[test]
fn what_is_looked_up_is_never_counted_twice() {
    let metrics = Metrics::new([]);
    text(&metrics);
    assert_holds(
        &text(&metrics),
        &[
            "quartermaster_cache_hits_total 5",
            "quartermaster_cache_misses_total 2",
            "quartermaster_cache_entries 1",
            "quartermaster_open_sessions 4",
            "quartermaster_open_connections 3",
        ],
    );
    assert!(
        metrics
            .resident_memory()
            .is_some_and(|bytes| bytes > 1_000_000)
    );
}
