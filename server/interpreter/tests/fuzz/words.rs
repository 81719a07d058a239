//! *Word salads* are questions that nobody would ask, made of what the model and its data are called and of the words
//! that hold questions together: they reach further into the interpreter than arbitrary text does.

use proptest::prelude::*;
use proptest::sample::select;
use semantic::Model;

/// Words that say how the parts of a question belong together.
const GRAMMAR: &str = "how many|how much|number of|total|average|median|the most|the fewest|most|least|best|worst|latest|oldest|\
    top|bottom|first|last|by|per|for each|in every|of each|who|where|when|which|show|list|what|what is|whose|\
    more than|over|at least|less than|below|under|at most|up to|exactly|between|and|or|or more|or less|but|not|\
    no|never|without|except|other than|neither|nor|vs|versus|compared with|than|difference|growth|change|\
    share of|percentage of|what percentage of|in percent|ratio of|rank|ranked by|sorted by|largest|smallest|\
    descending|trend|running total of|cumulative|distinct|different|unique|that|those|these|it|them|\
    the second one|the first two|same for|what about|and|instead|only|just|also|now|due|expected|overdue|late|\
    sold|ordered|bought|kept|carried|in stock|on hand|units|pieces|in units|in money|worth|dollars|%|percent|\
    days|weeks|times|twice|half|double|including none|with|with their|of|in|at|for|from|to|on|the|a|all|any|\
    each|every|both|do we have|have we|did we|is|are|was|how long|since when|days since|fell|rose|grew|more|\
    fewer|please|thanks|why|can you|i need|delete|update|set|ignore all rules|in total|altogether|combined|\
    safety stock|forecast|stockout risk|reorder point for|ninety-five percent service level";

/// Times as people write them.
const TIMES: &str = "today|yesterday|tomorrow|this week|last week|next week|this month|last month|this quarter|last quarter|\
    the quarter before|this year|last year|the year before|same period last year|year to date|2024|2025|in 2023|\
    Q1|Q2 2025|H1 2024|second half of 2024|March|in may|since March|since the start of the year|until friday|\
    by friday|before May|after 3 June|last 30 days|past 90 days|next 10 days|last 3 months|\
    the last two full weeks|month before last|2025-06-01|01/06/2025|30.06.2025|between Jan 3 and March 15 2025|\
    from November to February|more than 45 days old|older than two weeks|9999-12-31|0001-01-01|31 February|\
    last 99999999 days|next 1000000 years|week 53|week 0|Q5|in the year 12000|monthly|weekly|by quarter|by day";

/// Numbers as people write them, large ones and broken ones too.
const NUMBERS: &str = "0|1|2|5|10|100|1,000|4.000|2.5|50 %|0.05|2k|3 million|a dozen|three|twenty five|-7|1e400|\
    18446744073709551616|99999999999999999999999999999999999999|00012|1/2|SO 12|SO-75113|order 12|#12|$400|\
    400 USD|3rd|½|٣";

/// What stands between words.
const GAPS: &[&str] = &[
    " ", " ", " ", " ", " ", " ", ", ", " · ", "; ", ": ", "? ", " - ", "-", "'s ", " (", ") ",
    " \"", "\" ", "\n", "",
];

/// The words of a list, which `|` keeps apart.
fn list(words: &'static str) -> Vec<&'static str> {
    words.split('|').collect()
}

/// Everything that the model and its data are called.
fn names(model: &Model) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for metric in &model.metrics {
        all.push(metric.label.clone());
        for words in [&metric.synonyms, &metric.highest, &metric.lowest] {
            all.extend(words.iter().cloned());
        }
    }
    for filter in &model.filters {
        all.push(filter.label.clone());
        all.extend(filter.synonyms.iter().cloned());
    }
    for entity in &model.entities {
        all.extend([entity.noun.singular.clone(), entity.noun.plural.clone()]);
        all.extend(entity.synonyms.iter().cloned());
    }
    for field in model.datasets.iter().flat_map(|d| &d.fields) {
        all.push(field.label.clone());
        all.extend(field.synonyms.iter().cloned());
        all.extend(field.sample_values.iter().cloned());
    }
    all
}

fn any_of(words: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    select(words.to_vec()).prop_map(str::to_owned)
}

/// A name with one letter changed, left out or doubled.
fn misspelt(names: Vec<String>) -> impl Strategy<Value = String> {
    (select(names), any::<prop::sample::Index>(), 0..4_u8).prop_map(|(name, at, how)| {
        let mut letters: Vec<char> = name.chars().collect();
        let at = at.index(letters.len().max(1));
        match (how, letters.get(at).copied()) {
            (0, Some(_)) => {
                letters.remove(at);
            }
            (1, Some(letter)) => letters.insert(at, letter),
            (2, Some(_)) => letters[at] = 'q',
            (_, Some(_)) if at > 0 => letters.swap(at - 1, at),
            _ => {}
        }
        letters.into_iter().collect()
    })
}

/// Any words in any order, up to `most` of them.
pub(crate) fn salad(
    model: &Model,
    values: &[String],
    most: usize,
) -> impl Strategy<Value = String> + use<> {
    let names = names(model);
    let word = prop_oneof![
        6 => any_of(&list(GRAMMAR)),
        6 => select(names.clone()),
        3 => select(values.to_vec()),
        2 => any_of(&list(TIMES)),
        2 => any_of(&list(NUMBERS)),
        1 => misspelt(names),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec((word, any_of(GAPS)), 0..most).prop_map(|words| {
        let mut text = String::new();
        for (word, gap) in words {
            text.push_str(&word);
            text.push_str(&gap);
        }
        text
    })
}

/// Words in the order that questions have them: these are mostly answered.
pub(crate) fn sentence(model: &Model, values: &[String]) -> impl Strategy<Value = String> + use<> {
    let metrics: Vec<String> = model
        .metrics
        .iter()
        .flat_map(|m| m.synonyms.iter().chain([&m.label]))
        .cloned()
        .collect();
    let things: Vec<String> = model
        .entities
        .iter()
        .flat_map(|e| [&e.noun.singular, &e.noun.plural])
        .cloned()
        .collect();
    let columns: Vec<String> = model
        .datasets
        .iter()
        .flat_map(|d| &d.fields)
        .map(|f| f.label.clone())
        .collect();
    let filters: Vec<String> = model
        .filters
        .iter()
        .flat_map(|f| f.synonyms.iter().chain([&f.label]))
        .cloned()
        .collect();
    let counted = (
        any_of(&[
            "how many",
            "number of",
            "which",
            "list",
            "top 5",
            "the 3 best",
            "share of",
            "distinct",
        ]),
        select(things.clone()),
    )
        .prop_map(|(lead, thing)| format!("{lead} {thing}"));
    let compared = (
        any_of(&[
            "above", "at least", "below", "at most", "exactly", "not over",
        ]),
        any_of(&list(NUMBERS)),
    )
        .prop_map(|(sign, number)| format!("{sign} {number}"));
    let what = prop_oneof![
        4 => select(metrics),
        4 => counted,
        2 => select(things.clone()),
        1 => (any_of(&["average", "total", "highest", "median"]), select(columns.clone())).prop_map(|(of, column)| format!("{of} {column}")),
    ];
    let group = prop_oneof![
        select(things),
        select(columns),
        any_of(&["month", "week", "day", "year", "quarter"])
    ]
    .prop_map(|name| format!("by {name}"));
    let place = (
        any_of(&["in", "at", "not in", "without", "from", "for", "except"]),
        select(values.to_vec()),
    )
        .prop_map(|(link, value)| format!("{link} {value}"));
    let condition = (
        any_of(&["", "not ", "never ", "that are ", "with "]),
        select(filters),
    )
        .prop_map(|(link, filter)| format!("{link}{filter}"));
    let order = any_of(&[
        "",
        "largest first",
        "lowest first",
        "vs the month before",
        "and growth",
        "with their share",
        "including none",
        "the best of each",
    ]);
    let maybe = |words: BoxedStrategy<String>| prop_oneof![3 => Just(String::new()), 1 => words];
    (
        what,
        maybe(group.boxed()),
        maybe(place.boxed()),
        maybe(condition.boxed()),
        maybe(compared.boxed()),
        maybe(any_of(&list(TIMES)).boxed()),
        order,
    )
        .prop_map(|(what, group, place, condition, compared, time, order)| {
            [what, group, place, condition, compared, time, order]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
}

/// Turns of one conversation: text of any letters, salads and sentences.
pub(crate) fn conversation(
    model: &Model,
    values: &[String],
) -> impl Strategy<Value = Vec<String>> + use<> {
    let turn = prop_oneof![
        1 => "\\PC{0,120}",
        1 => prop::collection::vec(any::<char>(), 0..60).prop_map(|letters| letters.into_iter().collect::<String>()),
        4 => salad(model, values, 14),
        4 => sentence(model, values),
    ];
    prop::collection::vec(turn, 1..4)
}
