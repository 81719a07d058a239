//! Whatever is typed, the interpreter comes to an end without a panic, and what it understands can be written as SQL.
//!
//! A run asks some thousand questions. `PROPTEST_CASES=100000 cargo test --release -p interpreter --test fuzz` asks a
//! hundred thousand conversations, each of up to three turns.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "fuzz/words.rs"]
mod words;

use std::sync::Arc;
use std::time::Instant;

use interpreter::{Context, Interpretation, Interpreter, Mention, Value, ValueIndex};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};
use semantic::compile::compile;
use semantic::{AttributeId, CompileError, Dialect, Model, SemanticQuery};

const TODAY: Date = date(2025, 6, 30);
/// Conversations of a run that is not told how many.
const CASES: u32 = 1_500;

const VALUES: &[(&str, &str, &str)] = &[
    ("product_group", "product", "Garden Hoses"),
    ("product_group", "product", "Hand Tools"),
    ("product_group", "product", "Power Tools"),
    ("product_code", "product", "HT-1029"),
    ("product_code", "product", "GH1073-25M"),
    ("product_code", "product", "001089"),
    ("product_name", "product", "Stenhammer Claw Hammer"),
    ("product_name", "product", "Slangvik Garden Hose 25 m"),
    ("product_name", "product", "Slangvik Garden Hose 50 m"),
    ("product_name", "product", "Order by; DROP TABLE 'x' --"),
    ("supplier_name", "product", "Almvik Tool Works"),
    (
        "supplier_name",
        "purchase_order_header",
        "Almvik Tool Works",
    ),
    ("supplier_name", "purchase_order_header", "O'Brien & Söhne"),
    ("warehouse_code", "warehouse_product", "OSL-MAIN"),
    (
        "warehouse_code",
        "warehouse_product",
        "07-FINISHED-GOODS-STORAGE",
    ),
    ("warehouse_code", "sales_order_header", "OSL-MAIN"),
    ("warehouse_code", "purchase_order_header", "OSL-MAIN"),
    (
        "customer_name",
        "sales_order_header",
        "Birkenhof Eisenwaren GmbH",
    ),
    ("customer_code", "sales_order_header", "12"),
    ("delivery_state", "sales_order_header", "Vestland"),
    ("delivery_country", "sales_order_header", "Norway"),
    ("delivery_city", "sales_order_header", "Bergen"),
    ("delivery_postcode", "sales_order_header", "5656 AT"),
    ("sales_order_prefix", "sales_order_header", "SO"),
    ("purchase_order_prefix", "purchase_order_header", "PO"),
    ("status", "sales_order_header", "Shipped"),
    ("status", "purchase_order_header", "Approved"),
];

fn model() -> Model {
    semantic::load::load(
        "semantic_model.yaml",
        include_str!("../../../config/semantic_model.yaml"),
    )
    .unwrap()
}

/// One interpreter over the sales tables, one over the purchase tables.
fn interpreters(model: &Model) -> [(Interpreter, Model); 2] {
    let values = VALUES.iter().map(|(attribute, dataset, value)| Value {
        attribute: AttributeId::new(*attribute),
        dataset: (*dataset).to_owned(),
        value: (*value).to_owned(),
        frequency: 1,
    });
    let index = Arc::new(ValueIndex::build(values));
    ["sales", "purchase"].map(|side| {
        let tables = [
            "product".to_owned(),
            "warehouse_product".to_owned(),
            format!("{side}_order_header"),
            format!("{side}_order_line"),
        ];
        let interpreter = Interpreter::new(model, &tables, Arc::clone(&index));
        (interpreter, model.restricted_to(&tables))
    })
}

/// Runs the cases of `PROPTEST_CASES`, or as many as `cases`.
fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let told = std::env::var("PROPTEST_CASES").is_ok();
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if !told {
        config.cases = cases;
    }
    if let Err(found) = TestRunner::new(config).run(strategy, test) {
        panic!("{found}");
    }
}

/// What an answer is held to.
fn holds(
    interpretation: &Interpretation,
    model: &Model,
) -> Result<Option<SemanticQuery>, TestCaseError> {
    match interpretation {
        Interpretation::Answer(reading) => {
            prop_assert!(
                (0.0..=1.0).contains(&reading.confidence),
                "{}",
                reading.confidence
            );
            prop_assert!(!reading.understood.trim().is_empty());
            match compile(model, &reading.query, Dialect::Embedded, TODAY) {
                Ok(compiled) => {
                    let begins = ["SELECT", "WITH"]
                        .iter()
                        .any(|word| compiled.sql.starts_with(word));
                    prop_assert!(begins, "{}", compiled.sql);
                    let readable = compiled.tables.iter().all(|t| model.dataset(t).is_some());
                    prop_assert!(readable, "{:?}", compiled.tables);
                }
                // Stock has no dates, a purchase no customer: that is said when the data is asked.
                Err(CompileError::NoPath { .. }) => {}
                Err(error) => prop_assert!(false, "{}: {error}", reading.understood),
            }
            Ok(Some(reading.query.clone()))
        }
        Interpretation::Clarify { question, choices } => {
            prop_assert!(!question.is_empty());
            prop_assert!(
                (1..=3).contains(&choices.len()),
                "{} choices",
                choices.len()
            );
            Ok(None)
        }
        Interpretation::Refused { message } | Interpretation::Unanswerable { message, .. } => {
            prop_assert!(!message.is_empty());
            Ok(None)
        }
        Interpretation::Calculate(_) => Ok(None),
    }
}

/// Two products that an answer before named.
fn mentions() -> Vec<Mention> {
    vec![Mention {
        entity: "product".to_owned(),
        key: vec![AttributeId::new("product_code")],
        values: vec![vec!["HT-1029".to_owned()], vec!["GH1073-25M".to_owned()]],
    }]
}

#[test]
fn any_conversation_comes_to_an_end() {
    let model = model();
    let interpreters = interpreters(&model);
    let values: Vec<String> = VALUES.iter().map(|(_, _, v)| (*v).to_owned()).collect();
    let strategy = (
        words::conversation(&model, &values),
        0..2_usize,
        any::<bool>(),
    );
    let counts = std::cell::RefCell::new([0_u64; 3]);
    let longest = std::cell::Cell::new(std::time::Duration::ZERO);
    run(CASES, &strategy, |(turns, side, named)| {
        let (interpreter, visible) = &interpreters[side];
        let mut previous = None;
        for turn in turns {
            let context = Context {
                today: TODAY,
                previous: previous.clone(),
                mentions: if named { mentions() } else { Vec::new() },
                unanswered: false,
                calculation: None,
            };
            let began = Instant::now();
            let interpretation = interpreter.interpret(&turn, &context);
            longest.set(longest.get().max(began.elapsed()));
            let again = interpreter.interpret(&turn, &context);
            prop_assert_eq!(
                &interpretation,
                &again,
                "the same question is read alike: {}",
                turn
            );
            let query = holds(&interpretation, visible)?;
            let mut counts = counts.borrow_mut();
            counts[0] += 1;
            if let Some(query) = query {
                counts[1] += 1;
                counts[2] += u64::from(compile(visible, &query, Dialect::Embedded, TODAY).is_err());
                previous = Some(query);
            }
        }
        Ok(())
    });
    let [turns, answered, unwritten] = counts.into_inner();
    say(&format!(
        "{turns} turns, {answered} understood, {unwritten} of them without SQL, the slowest in {:.1} ms",
        longest.get().as_secs_f64() * 1000.0
    ));
    assert!(
        answered * 10 > turns,
        "the salads reach the compiler: {answered} of {turns} are understood"
    );
}

#[expect(clippy::print_stdout, reason = "shown by `--no-capture`")]
fn say(text: &str) {
    println!("{text}");
}
