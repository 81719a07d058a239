//! The work that a question makes grows with its length, and no faster.

use jiff::civil::date;
use semantic::AttributeId;

use super::*;
use crate::text::tokens;
use crate::values::Value;

/// Spans that may begin at one word.
const SPANS: usize = 24;

fn model() -> Model {
    semantic::load::load(
        "semantic_model.yaml",
        include_str!("../../../../config/semantic_model.yaml"),
    )
    .unwrap()
}

/// A few hundred names that share their words, the worst that names can do.
fn alike() -> ValueIndex {
    const WORDS: [&str; 8] = [
        "red", "blue", "road", "bike", "frame", "small", "north", "depot",
    ];
    let names = (0..512_usize).map(|n| {
        let word = |at: usize| WORDS[at % 8];
        format!("{} {} {}", word(n), word(n / 8), word(n / 64))
    });
    ValueIndex::build(names.map(|value| Value {
        attribute: AttributeId::new("product_name"),
        dataset: "product".to_owned(),
        value,
        frequency: 1,
    }))
}

#[test]
fn spans_grow_with_the_words() {
    let (model, values) = (model(), alike());
    let readable = [
        "product",
        "warehouse_product",
        "sales_order_header",
        "sales_order_line",
    ]
    .map(str::to_owned);
    let visible = model.restricted_to(&readable);
    let lexicon = Lexicon::new(&model, &visible);
    let sources = Sources {
        lexicon: &lexicon,
        values: &values,
        model: &visible,
        readable: &readable,
        today: date(2025, 6, 30),
        recalls: true,
        follows: true,
        dated: false,
    };
    for words in [
        "red blue road bike frame small north depot ",
        "the first sales order number of the open sales orders last 3 months ",
        "SO 12, SO-13; order 14 ",
        "between 3 April 2025 and 2025-05-01 since March ",
        "not not not and or and or ",
        "zzzz qqqq ",
    ] {
        let mut before = 0;
        for length in [250, 500, 1_000, 2_000] {
            let text: String = words.chars().cycle().take(length).collect();
            let all = tokens(&text);
            let found = spans(&text, &all, &sources);
            assert!(
                found.len() <= all.len() * SPANS,
                "{} spans of {} words: {words}",
                found.len(),
                all.len()
            );
            // Twice the text makes twice the spans, give or take those at the end.
            assert!(
                before == 0 || found.len() <= before * 2 + 2 * SPANS,
                "{words}"
            );
            before = found.len();
            let chain = cover(&text, &all, &sources);
            assert!(chain.len() <= all.len());
            assert!(
                chain.windows(2).all(|pair| pair[0].end == pair[1].start),
                "no word is left out or read twice: {words}"
            );
        }
    }
}
