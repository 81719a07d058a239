//! Questions that the interpreter declines and a language model takes.

use std::time::Duration;

use assistant::Policy::{Always, Never, WhenDeclined};
use assistant::{Ask, Engine, Outcome, Policy, Provider};
use serde_json::{Value, json};

use crate::counsel::{calls, done, role, script, sql, stage, stage_with};
use crate::stage::{MANAGER, Stage, TODAY, figure, is, stock_rows};

const QUESTION: &str = "current stock in warehouse EAST";
const GOOD: &str = "SELECT product_code, current_stock FROM warehouse_product WHERE warehouse_code = 'EAST' ORDER BY product_code";

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-12
}

fn query(filters: Value) -> Value {
    calls(&[(
        "semantic_query",
        json!({"query": stock_rows(filters), "understood": "x"}),
    )])
}

fn step_names(answer: &assistant::Answer) -> Vec<&str> {
    answer.steps.iter().map(|s| s.name.as_str()).collect()
}

#[tokio::test]
async fn a_semantic_query_is_the_answer_and_costs_what_it_costs() {
    let usage = json!({"input": 1200, "output": 340, "cache_read": 5000, "cache_write": 800});
    let mut reply = query(json!([is("warehouse_code", "EAST")]));
    reply["reply"]["usage"] = usage;
    let (stage, counsel) = stage(&script(QUESTION, json!([reply]))).await;
    let answer = stage.ask(QUESTION).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    assert_eq!(answer.engine, Engine::Bedrock);
    // EAST holds 50 of P2 and 10 of P1, the largest first.
    assert_eq!(
        *answer.rows,
        [
            vec![json!("EAST"), json!("P2"), json!("Lock"), json!(50)],
            vec![json!("EAST"), json!("P1"), json!("Bell"), json!(10)]
        ]
    );
    // 1,200 × 3 + 340 × 15 + 5,000 × 0.3 + 800 × 3.75 = 13,200 millionths of a dollar.
    assert!(close(answer.cost.bedrock_usd, 0.0132), "{:?}", answer.cost);
    assert!(close(answer.cost.total_usd, 0.0132));
    let cost = answer.cost;
    assert_eq!(
        (
            cost.input_tokens,
            cost.output_tokens,
            cost.cache_read_tokens,
            cost.cache_write_tokens
        ),
        (1200, 340, 5000, 800)
    );
    let used = answer.language_model.clone().unwrap();
    assert_eq!(
        (used.models.as_slice(), used.requests),
        (&["plain".to_owned()][..], 1)
    );
    assert_eq!(used.prompt_version.len(), 12);
    assert_eq!(
        step_names(&answer),
        ["understood", "asked", "sql", "checked", "ran", "insight"]
    );
    assert!(answer.query.is_some() && answer.sql.is_some());
    assert!(answer.confidence >= 0.85, "{}", answer.confidence);
    let entry = &stage.shelf.entries()[0];
    assert_eq!(
        (entry.engine, &entry.language_model),
        (Engine::Bedrock, &Some(used))
    );
    assert!(close(entry.cost.bedrock_usd, 0.0132));
    // No row went to the model.
    let sent = counsel.sent();
    assert!(sent.contains("Today is 2025-06-30, a Monday"), "{sent}");
    for value in ["Bell", "Lock", "Leeds", "Cora"] {
        assert!(!sent.contains(value), "{value} was sent");
    }
}

#[tokio::test]
async fn faults_go_back_and_are_mended() {
    let exchanges = json!([
        calls(&[(
            "semantic_query",
            json!({"query": {"form": {"rows": {"dataset": "warehouse_product"}}, "columns": [{"attribute": "moon"}]}})
        )]),
        sql("SELECT stock FROM warehouse_product"),
        sql("SELECT 1 / (current_stock - current_stock) AS x FROM warehouse_product"),
        sql(GOOD),
    ]);
    let (stage, counsel) = stage(&script(QUESTION, exchanges)).await;
    let answer = stage.ask(QUESTION).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    assert_eq!(
        *answer.rows,
        [vec![json!("P1"), json!(10)], vec![json!("P2"), json!(50)]]
    );
    let returned: Vec<&str> = answer
        .steps
        .iter()
        .filter(|s| s.name == "returned")
        .map(|s| s.detail.as_str())
        .collect();
    assert_eq!(returned.len(), 3, "{returned:?}");
    assert!(
        returned[0].contains("no attribute named moon"),
        "{returned:?}"
    );
    assert!(
        returned[1].starts_with("The SQL cannot be run:"),
        "{returned:?}"
    );
    assert!(
        returned[2].starts_with("The query failed while it ran:"),
        "{returned:?}"
    );
    assert_eq!(counsel.last_results(), [returned[2]]);
    // Four requests of 1,000 tokens read and 100 written: 4 × (3,000 + 1,500) millionths.
    assert!(close(answer.cost.bedrock_usd, 0.018));
    assert_eq!(answer.language_model.unwrap().requests, 4);
}

#[tokio::test]
async fn several_calls_of_one_reply_all_have_results() {
    let call = |sql: &str| ("run_sql", json!({"sql": sql}));
    let exchanges = json!([
        calls(&[
            call("SELECT product_name FROM product WHERE product_code = 'none'"),
            call("SELECT nonsense"),
            call("SELECT group_concat(product_code) AS x FROM product"),
            call("SELECT product_group FROM product"),
            call("SELECT product_code FROM product"),
        ]),
        sql(GOOD),
    ]);
    let (stage, counsel) = stage(&script(QUESTION, exchanges)).await;
    let answer = stage.ask(QUESTION).await;
    assert_eq!(answer.row_count, 2, "{}", answer.message);
    let results = counsel.last_results();
    assert_eq!(results.len(), 5, "{results:?}");
    assert!(
        results[0].starts_with("It ran. 0 rows. Columns: product_name. There is no value in it"),
        "{results:?}"
    );
    assert!(
        results[3].starts_with("It ran. 3 rows. Columns: product_group. If that answers"),
        "{results:?}"
    );
    assert_eq!(
        results[4],
        "At most 4 calls at once are followed; call again."
    );
}

#[tokio::test]
async fn rounds_end_after_five() {
    let bad = || sql("SELECT nonsense");
    let five = json!([bad(), bad(), bad(), bad(), bad(), sql(GOOD)]);
    let (stage_, counsel) = stage(&script(QUESTION, five)).await;
    let answer = stage_.ask(QUESTION).await;
    assert_eq!(answer.outcome, Outcome::Unanswerable);
    assert_eq!(
        answer.message,
        format!("I do not know {QUESTION}. The language model found no query that works.")
    );
    assert_eq!(
        (counsel.requests(), answer.engine),
        (5, Engine::Interpreter)
    );
    assert!(
        close(answer.cost.bedrock_usd, 0.0225),
        "what failed costs, too"
    ); // 5 × 0.0045
    let four = json!([bad(), bad(), bad(), bad(), sql(GOOD)]);
    let (stage, _) = stage(&script(QUESTION, four)).await;
    assert_eq!(stage.ask(QUESTION).await.outcome, Outcome::Answered);
}

#[tokio::test]
async fn tokens_end_before_the_request_that_would_go_beyond() {
    // Each request takes 1,100 tokens.
    let exchanges = json!([sql("SELECT nonsense"), sql(GOOD)]);
    let outcome = async |tokens| {
        let script = script(QUESTION, exchanges.clone());
        let (stage, counsel) = stage_with(&script, |c| c.settings.tokens = tokens, |_| {}).await;
        let answer = stage.ask(QUESTION).await;
        (answer.outcome, counsel.requests(), answer.message)
    };
    assert_eq!(outcome(1_101).await.0, Outcome::Answered);
    let (outcome, requests, message) = outcome(1_100).await;
    assert_eq!((outcome, requests), (Outcome::Unanswerable, 1));
    assert!(message.ends_with("The language model used up its tokens for one question."));
}

#[tokio::test]
async fn a_slow_model_leaves_what_the_interpreter_said() {
    let mut slow = sql(GOOD);
    slow["delay_ms"] = json!(60_000);
    let (stage_, _) = stage_with(
        &script(QUESTION, json!([slow])),
        |c| c.settings.time_limit = Duration::from_millis(200),
        |_| {},
    )
    .await;
    let answer = stage_.ask(QUESTION).await;
    assert_eq!(answer.outcome, Outcome::Unanswerable);
    assert_eq!(
        answer.message,
        format!("I do not know {QUESTION}. The language model took too long.")
    );
    assert_eq!(
        answer.warnings.len(),
        1,
        "its tokens were not counted: {:?}",
        answer.warnings
    );
    // What it had found before is not lost.
    let late = json!([
        sql(
            "SELECT product_code, current_stock, warehouse_code FROM warehouse_product ORDER BY 1, 3"
        ),
        slow
    ]);
    let question = "current stock of the frobnicated";
    let (stage, _) = stage_with(
        &script(question, late),
        |c| {
            c.settings.time_limit = Duration::from_millis(1_500);
            c.settings.ask_back = 0.3;
        },
        |_| {},
    )
    .await;
    let answer = stage.ask(question).await;
    assert_eq!(
        (answer.outcome, answer.row_count),
        (Outcome::Answered, 4),
        "{}",
        answer.message
    );
    assert!(
        answer.warnings[0].starts_with("A language model wrote this query."),
        "{:?}",
        answer.warnings
    );
}

#[tokio::test]
async fn a_dead_model_leaves_what_the_interpreter_said() {
    for (fault, said) in [
        ("unreachable", "The language model cannot be reached."),
        (
            "throttled",
            "The language model has too many requests at the moment. Ask again in a minute.",
        ),
        (
            "credentials",
            "The language model does not accept the program's credentials; they may have expired. The operator can renew them.",
        ),
        (
            "context_overflow",
            "This is more than the language model can read at once. Ask a shorter question in a new conversation.",
        ),
        ("malformed", "The language model's reply could not be read."),
    ] {
        let (stage, _) = stage(&script(QUESTION, json!([{"fault": fault}]))).await;
        let answer = stage.ask(QUESTION).await;
        assert_eq!(answer.outcome, Outcome::Unanswerable, "{fault}");
        assert_eq!(answer.message, format!("I do not know {QUESTION}. {said}"));
        stage.script.mean("stock rows", stock_rows(json!([])));
        assert_eq!(
            stage.ask("stock rows").await.outcome,
            Outcome::Answered,
            "the interpreter works on"
        );
    }
}

#[tokio::test]
async fn stops_are_told_apart() {
    let stopped = |stop: &str| json!({"reply": {"text": "Sorry.", "stop": stop, "usage": {"input": 10, "output": 1}}});
    for stop in ["guardrail", "content_filter"] {
        let (stage, _) = stage(&script(QUESTION, json!([stopped(stop)]))).await;
        let answer = stage.ask(QUESTION).await;
        assert!(
            answer
                .message
                .ends_with("The language model was stopped by a guardrail."),
            "{}",
            answer.message
        );
        assert!(!answer.message.contains("Sorry"));
    }
    let (stage_, _) = stage(&script(QUESTION, json!([stopped("context_overflow")]))).await;
    assert!(
        stage_
            .ask(QUESTION)
            .await
            .message
            .contains("more than the language model can read")
    );
    // A reply that was cut goes back, with a result for each call in it.
    let mut cut = sql("SELECT cou");
    cut["reply"]["stop"] = json!("max_tokens");
    let (stage, counsel) = stage(&script(QUESTION, json!([cut, sql(GOOD)]))).await;
    assert_eq!(stage.ask(QUESTION).await.outcome, Outcome::Answered);
    assert!(counsel.last_results()[0].starts_with("Your reply was cut off"));
}

#[tokio::test]
async fn policies_decide_by_persona_when_it_is_asked() {
    let asked = async |general: Policy, own: Option<Policy>, question: &str| {
        let (stage, counsel) = stage_with(
            &script(question, json!([sql(GOOD)])),
            |c| c.settings.policy = general,
            |k| k.personas[0].0.language_model = own,
        )
        .await;
        stage.script.mean("known", stock_rows(json!([])));
        stage.script.say(
            "forbidden",
            interpreter::Interpretation::Refused {
                message: "No.".to_owned(),
            },
        );
        let answer = stage.ask(question).await;
        (counsel.requests() > 0, answer.outcome)
    };
    assert_eq!(
        asked(Never, None, QUESTION).await,
        (false, Outcome::Unanswerable)
    );
    assert!(!asked(WhenDeclined, Some(Never), QUESTION).await.0);
    assert_eq!(
        asked(Never, Some(WhenDeclined), QUESTION).await,
        (true, Outcome::Answered)
    );
    assert_eq!(
        asked(WhenDeclined, None, "known").await,
        (false, Outcome::Answered)
    );
    assert!(asked(Always, None, "known").await.0);
    for policy in [Always, WhenDeclined] {
        assert_eq!(
            asked(policy, None, "forbidden").await,
            (false, Outcome::Refused)
        );
    }
}

#[tokio::test]
async fn always_falls_back_on_the_interpreter() {
    let (stage, _) = stage_with(
        &script("known", json!([{"fault": "unreachable"}])),
        |c| c.settings.policy = Policy::Always,
        |_| {},
    )
    .await;
    stage.script.mean("known", stock_rows(json!([])));
    let answer = stage.ask("known").await;
    assert_eq!(
        (answer.outcome, answer.engine),
        (Outcome::Answered, Engine::Interpreter)
    );
    assert_eq!(
        answer.warnings[0],
        "The language model cannot be reached. The program's own interpreter answered instead."
    );
}

/// Current stock of the frobnicated in EAST: "frobnicated" stands for nothing in the model. Of four words three are
/// accounted for, 0.75; a `DONE` makes it the answer, with a warning.
#[tokio::test]
async fn doubt_is_shown_and_much_doubt_asks_back() {
    let question = "current stock frobnicated EAST";
    let confirmed = json!([sql(GOOD), done()]);
    let (stage_, counsel) = stage(&script(question, confirmed.clone())).await;
    let answer = stage_.ask(question).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    assert!(
        (0.6..0.85).contains(&answer.confidence),
        "{}",
        answer.confidence
    );
    assert!(
        answer.warnings[0].starts_with("A language model wrote this query."),
        "{:?}",
        answer.warnings
    );
    assert_eq!(
        (counsel.requests(), answer.understood.as_str()),
        (2, "What the SQL says")
    );
    // The same with a higher threshold asks back; what can be chosen works.
    let (stage, _) = stage_with(
        &script(question, confirmed),
        |c| c.settings.ask_back = 0.8,
        |_| {},
    )
    .await;
    stage.script.mean("stock rows", stock_rows(json!([])));
    let answer = stage.ask(question).await;
    assert_eq!(answer.outcome, Outcome::Clarify);
    assert_eq!(
        answer.message,
        "I am not sure that I understood this. Did you mean: What the SQL says?"
    );
    assert_eq!(
        (answer.choices.as_slice(), answer.rows.len()),
        (&["stock rows".to_owned()][..], 0)
    );
}

#[tokio::test]
async fn a_word_that_the_model_accounts_for_is_shown_as_its_reading() {
    let question = "current stock frobnicated EAST";
    let input = json!({"sql": GOOD, "understood": "Stock.", "assumptions": ["All products count."],
        "words": [{"words": "frobnicated", "meaning": "of any age."}]});
    let exchanges = json!([calls(&[("run_sql", input)]), done()]);
    let (stage, _) = stage(&script(question, exchanges)).await;
    let answer = stage.ask(question).await;
    assert_eq!(
        answer.assumptions,
        [
            "“frobnicated” is read as “of any age”.",
            "All products count."
        ]
    );
}

#[tokio::test]
async fn the_accurate_model_takes_over_and_each_costs_its_own() {
    let bad = sql("SELECT nonsense");
    let exchanges = json!([bad, bad, sql(GOOD)]);
    let (stage, counsel) = stage_with(
        &script(QUESTION, exchanges),
        |c| c.roles.high_accuracy = Some(role("strong", 10.0, 50.0)),
        |_| {},
    )
    .await;
    let answer = stage.ask(QUESTION).await;
    let asked: Vec<String> = counsel
        .asked
        .lock()
        .unwrap()
        .iter()
        .map(|r| r.model.clone())
        .collect();
    assert_eq!(asked, ["plain", "plain", "strong"]);
    assert_eq!(answer.language_model.unwrap().models, ["plain", "strong"]);
    // Two requests at 3,000 + 1,500 and one at 10,000 + 5,000 millionths of a dollar.
    assert!(close(answer.cost.bedrock_usd, 0.024), "{:?}", answer.cost);
}

#[tokio::test]
async fn the_fast_model_checks_sql_in_doubt() {
    let question = "current stock frobnicated EAST";
    let verdict = |fits: bool| {
        json!({"reply": {"calls": [{"name": "verdict", "input": {"fits": fits, "reason": "Wrong warehouse."}}],
            "usage": {"input": 500, "output": 10}}})
    };
    let checked = async |fits: bool| {
        let script = json!({"plays": "bedrock", "conversations": [
            {"question": question, "model": "plain", "exchanges": [sql(GOOD), done()]},
            {"question": question, "model": "quick", "exchanges": [verdict(fits)]},
        ]});
        let adapt =
            |c: &mut assistant::Consultant| c.roles.fast_validation = Some(role("quick", 1.0, 5.0));
        let (stage, counsel) = stage_with(&script, adapt, |_| {}).await;
        (stage.ask(question).await, counsel)
    };
    let (answer, counsel) = checked(true).await;
    assert_eq!((answer.outcome, counsel.requests()), (Outcome::Answered, 2));
    assert!(
        close(answer.confidence, 0.85) && answer.warnings.is_empty(),
        "{:?}",
        answer.warnings
    );
    // 3,000 + 1,500 and 500 + 50 millionths of a dollar.
    assert!(
        close(answer.cost.bedrock_usd, 0.005_05),
        "{:?}",
        answer.cost
    );
    let (answer, counsel) = checked(false).await;
    assert_eq!(answer.outcome, Outcome::Clarify, "an objection asks back");
    assert!(counsel.last_results()[0].contains("A reviewer objects: Wrong warehouse."));
}

#[tokio::test]
async fn a_question_back_is_asked_and_its_answer_is_read_beside_it() {
    let back = json!({"question": "Stock where?", "choices": ["Stock in EAST", "Stock in WEST", "", "Stock in all", "More"]});
    let script = json!({"plays": "openai", "conversations": [
        {"question": "between quotes: \"in EAST\"", "exchanges": [sql(GOOD)]},
        {"question": "how much stuff", "exchanges": [calls(&[("ask_user", back)])]},
    ]});
    let (stage, counsel) = stage(&script).await;
    let answer = stage.ask_in("talk", "how much stuff").await;
    assert_eq!(
        (answer.outcome, answer.engine),
        (Outcome::Clarify, Engine::OpenAi)
    );
    assert_eq!(answer.message, "Stock where?");
    assert_eq!(
        answer.choices,
        ["Stock in EAST", "Stock in WEST", "Stock in all"]
    );
    let answer = stage.ask_in("talk", "in EAST").await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    // 3,000 + 1,500 millionths of a dollar, and none of them Bedrock's.
    assert!(close(answer.cost.language_model_usd, 0.0045));
    assert!(close(answer.cost.bedrock_usd, 0.0) && close(answer.cost.total_usd, 0.0045));
    let provider = answer.language_model.and_then(|used| used.provider);
    assert_eq!(provider, Some(Provider::OpenAi));
    assert!(counsel.sent().contains("how much stuff"));
}

#[tokio::test]
async fn an_answer_of_a_model_is_kept_and_saves_what_it_cost() {
    let (stage, counsel) = stage(&script(QUESTION, json!([sql(GOOD)]))).await;
    let first = stage.ask(QUESTION).await;
    let second = stage.ask(QUESTION).await;
    assert!(!first.cached && second.cached);
    assert_eq!(counsel.requests(), 1);
    assert!(close(first.cost.bedrock_usd, 0.0045) && close(second.saved_usd, 0.0045));
    assert!(close(second.cost.total_usd, 0.0) && second.language_model.is_none());
    // In a conversation the model is told what was asked before; that answer is another one.
    stage.ask_in("talk", "something else").await;
    assert!(!stage.ask_in("talk", QUESTION).await.cached);
}

#[tokio::test]
async fn a_calculation_runs_over_what_the_model_gives() {
    let input = json!({"name": "calculate_reorder_point",
        "parameters": {"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20}});
    let question = "reorder point avg daily demand 10, lead time 7, safety stock 20";
    let (stage, _) = stage(&script(question, json!([calls(&[("calculate", input)])]))).await;
    let answer = stage.ask(question).await;
    assert_eq!(answer.outcome, Outcome::Answered, "{}", answer.message);
    // 10 × 7 + 20
    assert!(close(
        answer.tool.unwrap()["result"].as_f64().unwrap(),
        90.0
    ));
    assert_eq!(answer.engine, Engine::Bedrock);
}

#[tokio::test]
async fn rows_are_shown_to_the_model_only_as_far_as_it_is_configured() {
    let names = "SELECT customer_name, status FROM sales_order_header ORDER BY sales_order_number";
    let question = "status frobnicated whatsit";
    let sent = async |rows: usize| {
        let script = script(question, json!([sql(names), done()]));
        let (stage, counsel) = stage_with(&script, |c| c.settings.rows_shown = rows, |_| {}).await;
        stage.ask(question).await;
        counsel.last_results().concat() + &counsel.sent()
    };
    assert!(!sent(0).await.contains("\"status\":\"Pending\""));
    let shown = sent(1).await;
    assert!(
        shown.contains(r#"[{"status":"Pending"}]"#),
        "one row, and no private person: {shown}"
    );
    assert!(!shown.contains("Cora"));
}

#[tokio::test]
async fn suggestions_are_warmed_without_a_model() {
    let (stage, counsel) = stage(&script("stock rows", json!([sql(GOOD)]))).await;
    assert_eq!(stage.assistant.warm().await, 0);
    assert_eq!(counsel.requests(), 0);
}

#[tokio::test]
async fn steps_are_told_as_they_finish() {
    let (stage, _) = stage(&script(
        QUESTION,
        json!([sql("SELECT nonsense"), sql(GOOD)]),
    ))
    .await;
    let (teller, mut told) = tokio::sync::mpsc::unbounded_channel();
    let ask = Ask::new("anna", MANAGER, QUESTION).on(TODAY).told(teller);
    stage.assistant.ask(ask).await;
    let mut names = Vec::new();
    while let Ok(step) = told.try_recv() {
        names.push(step.name.name());
    }
    assert_eq!(
        names,
        [
            "understood",
            "asked",
            "returned",
            "asked",
            "sql",
            "checked",
            "ran"
        ]
    );
}

#[tokio::test]
async fn without_a_model_nothing_changes() {
    let stage = Stage::new().await;
    let answer = stage.ask(QUESTION).await;
    assert_eq!(answer.message, format!("I do not know {QUESTION}."));
    stage.script.mean("stock", figure("stock", json!([])));
    let answer = stage.ask("stock").await;
    assert!(answer.language_model.is_none() && close(answer.cost.total_usd, 0.0));
}
