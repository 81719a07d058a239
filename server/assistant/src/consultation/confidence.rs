//! *Confidence* is how likely a query that a language model wrote is what was meant: a number from what can be checked.
//!
//! Four signals, each from 0 to 1: how much of the question the query accounts for (*coverage*), how like the question is
//! to one that an expert has answered (*similarity*), how involved the query is (*complexity*), and how much was decided
//! without being told (*ambiguity*).

use std::collections::BTreeSet;

use semantic::{Field, Model};

/// What confidence is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Signals {
    pub coverage: f64,
    pub similarity: f64,
    pub complexity: f64,
    pub ambiguity: f64,
}

/// Share of confidence that the most involved query loses.
const COMPLEXITY: f64 = 0.3;
/// Share of confidence that the most ambiguous question loses.
const AMBIGUITY: f64 = 0.5;
/// Share of the remaining doubt that the same question, answered by an expert, takes away.
const SIMILARITY: f64 = 0.5;
/// What a word counts that only the model itself accounts for.
const DECLARED: f64 = 0.75;
/// Letters by which two words are alike.
const STEM: usize = 4;

impl Signals {
    /// coverage × (1 − 0.3 × complexity) × (1 − 0.5 × ambiguity), and of what is missing to 1, half by similarity.
    pub(crate) fn confidence(&self) -> f64 {
        let base = self.coverage
            * (1.0 - COMPLEXITY * self.complexity)
            * (1.0 - AMBIGUITY * self.ambiguity);
        (base + (1.0 - base) * SIMILARITY * self.similarity).clamp(0.0, 1.0)
    }
}

/// Words that ask, join or fill, and say nothing about the data.
const PLAIN: &[&str] = &[
    "a", "about", "across", "all", "among", "also", "an", "and", "any", "are", "as", "at", "be",
    "been", "but", "by", "can", "could", "did", "do", "does", "each", "every", "for", "from",
    "get", "give", "had", "has", "have", "having", "how", "i", "if", "in", "is", "it", "its",
    "let", "list", "many", "may", "me", "much", "my", "need", "of", "on", "or", "our", "out",
    "over", "per", "please", "see", "show", "so", "some", "tell", "than", "that", "the", "their",
    "them", "there", "these", "they", "this", "those", "to", "us", "want", "was", "we", "were",
    "what", "when", "where", "which", "who", "whose", "will", "with", "within", "would", "you",
    "your",
];

/// Words of time, which a date in the query accounts for.
const TIMES: &[&str] = &[
    "ago",
    "april",
    "august",
    "date",
    "dates",
    "day",
    "days",
    "december",
    "february",
    "january",
    "july",
    "june",
    "last",
    "march",
    "may",
    "month",
    "monthly",
    "months",
    "next",
    "november",
    "now",
    "october",
    "past",
    "previous",
    "quarter",
    "quarters",
    "recent",
    "recently",
    "september",
    "since",
    "today",
    "tomorrow",
    "until",
    "week",
    "weekly",
    "weeks",
    "year",
    "yearly",
    "years",
    "yesterday",
];

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words of a question that say something about the data.
pub(crate) fn content(question: &str) -> BTreeSet<String> {
    words(question)
        .into_iter()
        .filter(|word| !PLAIN.contains(&word.as_str()))
        .collect()
}

/// Whether two words are alike: the same, or the same at their beginning when both are long enough.
fn alike(left: &str, right: &str) -> bool {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    left == right
        || left.chars().count() >= STEM
            && right.chars().count() >= STEM
            && stem(left) == stem(right)
}

/// How much of a question a query accounts for, 0 to 1: words that name what it uses, or stand in it, count whole; words that
/// only the model says what it took them for (`declared`) count less. A question without such words is accounted for.
pub(crate) fn coverage(question: &str, query: &str, declared: &[String], model: &Model) -> f64 {
    let content = content(question);
    if content.is_empty() {
        return 1.0;
    }
    let explained = explained(query, model);
    let dated = has_date(query);
    let declared: BTreeSet<String> = declared.iter().flat_map(|text| words(text)).collect();
    let mut counted = 0.0;
    for word in &content {
        let named = explained.iter().any(|other| alike(word, other));
        let time = dated && TIMES.contains(&word.as_str());
        if named || time {
            counted += 1.0;
        } else if declared.iter().any(|other| alike(word, other)) && !is_number(word) {
            counted += DECLARED;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
    let all = content.len() as f64;
    counted / all
}

/// A number has to stand in the query; nobody can declare it away.
fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// Whether a text holds a day such as 2025-06-30.
fn has_date(text: &str) -> bool {
    text.as_bytes().windows(10).any(|w| {
        w.iter().enumerate().all(|(position, byte)| match position {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// The words that a query stands for: those in it, and the names of everything of the model that it uses.
fn explained(query: &str, model: &Model) -> BTreeSet<String> {
    let made_up = made_up(query);
    let invented: BTreeSet<String> = made_up.iter().flat_map(|name| words(name)).collect();
    let used: BTreeSet<&str> = query
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .flat_map(|name| [Some(name), name.rsplit_once('.').map(|(_, last)| last)])
        .flatten()
        .filter(|name| !name.is_empty() && !made_up.contains(&name.to_lowercase()))
        .collect();
    let mut explained: BTreeSet<String> = words(query)
        .into_iter()
        .filter(|word| !invented.contains(word))
        .collect();
    let mut add = |texts: &[&str]| explained.extend(texts.iter().flat_map(|text| words(text)));
    let list = |texts: &[String]| texts.join(" ");
    for metric in model
        .metrics
        .iter()
        .filter(|m| used.contains(m.name.as_str()))
    {
        let ranks = [list(&metric.highest), list(&metric.lowest)];
        add(&[&metric.label, &list(&metric.synonyms), &ranks[0], &ranks[1]]);
    }
    for filter in model
        .filters
        .iter()
        .filter(|f| used.contains(f.name.as_str()))
    {
        add(&[&filter.label, &list(&filter.synonyms), &filter.description]);
    }
    for dataset in &model.datasets {
        if used.contains(dataset.name.as_str()) {
            add(&[&dataset.noun.singular, &list(&dataset.synonyms)]);
        }
        for field in dataset.fields.iter().filter(|f| is_used(f, &used)) {
            add(&[&field.label, &list(&field.synonyms)]);
            for part in &field.parts {
                add(&[&part.label, &list(&part.synonyms)]);
            }
        }
    }
    for entity in &model.entities {
        let attributes = entity.key.iter().chain(&entity.name_attribute);
        let mut attributes = attributes.map(semantic::AttributeId::as_str);
        if used.contains(entity.name.as_str()) || attributes.any(|a| used.contains(a)) {
            add(&[&entity.noun.singular, &list(&entity.synonyms)]);
        }
    }
    explained
}

/// Names that the query's writer has made up, in lower case: whatever stands behind AS, and the names of WITH. They would
/// explain any question.
fn made_up(query: &str) -> BTreeSet<String> {
    let names: Vec<String> = query
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
        .collect();
    let behind_as = names.iter().enumerate().filter(|(_, name)| *name == "as");
    behind_as
        .filter_map(|(position, _)| {
            let behind = names.get(position + 1)?;
            if behind == "select" {
                names.get(position.checked_sub(1)?)
            } else {
                Some(behind)
            }
        })
        .cloned()
        .collect()
}

fn is_used(field: &Field, used: &BTreeSet<&str>) -> bool {
    let parts = field.parts.iter().map(|part| &part.attribute);
    used.contains(field.name.as_str())
        || field
            .attributes
            .iter()
            .chain(parts)
            .any(|attribute| used.contains(attribute.as_str()))
}

/// How alike two questions are, 0 to 1: the words that both have ÷ the words that either has.
pub(crate) fn similarity(left: &str, right: &str) -> f64 {
    let (left, right) = (content(left), content(right));
    let shared = left
        .iter()
        .filter(|word| right.iter().any(|other| alike(word, other)))
        .count();
    let all = left.len() + right.len() - shared.min(right.len());
    if all == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
    let similarity = shared as f64 / all as f64;
    similarity.min(1.0)
}

/// How involved a query is, 0 to 1: ten parts more than two are as involved as it gets.
pub(crate) fn complexity(parts: usize) -> f64 {
    let parts = u32::try_from(parts.saturating_sub(2)).unwrap_or(u32::MAX);
    (f64::from(parts) / 10.0).min(1.0)
}

/// How much was decided without being told, 0 to 1: from assumptions and from failed attempts.
pub(crate) fn ambiguity(assumptions: usize, failed: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (0.15 * count(assumptions) + 0.05 * count(failed)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    fn model() -> Model {
        let text = include_str!("../../../../config/semantic_model.yaml");
        semantic::load::load("semantic_model.yaml", text).unwrap()
    }

    #[test]
    fn signals_make_confidence() {
        let signals = |coverage, similarity, complexity, ambiguity| Signals {
            coverage,
            similarity,
            complexity,
            ambiguity,
        };
        assert!(close(signals(1.0, 0.0, 0.0, 0.0).confidence(), 1.0));
        // 0.9 × (1 − 0.3 × 0.5) × (1 − 0.5 × 0.3) = 0.9 × 0.85 × 0.85 = 0.65025
        assert!(close(signals(0.9, 0.0, 0.5, 0.3).confidence(), 0.650_25));
        // 0.65025 + 0.34975 × 0.5 × 0.8 = 0.65025 + 0.1399
        assert!(close(signals(0.9, 0.8, 0.5, 0.3).confidence(), 0.790_15));
        assert!(close(signals(0.0, 0.0, 0.0, 0.0).confidence(), 0.0));
    }

    #[test]
    fn words_are_covered_by_what_the_query_uses() {
        let model = model();
        let sql =
            "SELECT product_name, current_stock FROM warehouse_product WHERE current_stock > 12";
        // product(s), stock, 12: all in the query or its names; "gathering" and "dust" are not.
        assert!(close(
            coverage("products with stock above 12", sql, &[], &model),
            0.75
        ));
        let above = ["above".to_owned()];
        assert!(close(
            coverage("products with stock above 12", sql, &above, &model),
            0.9375
        )); // (3 + 0.75) ÷ 4
        // A number that is not there cannot be declared.
        let declared = ["above 13".to_owned()];
        assert!(close(
            coverage("products with stock above 13", sql, &declared, &model),
            0.6875
        )); // (2 + 0.75) ÷ 4
    }

    #[test]
    fn names_that_were_made_up_explain_nothing() {
        let model = model();
        let sql = "WITH dust AS (SELECT product_code AS gathering FROM product) SELECT gathering FROM dust";
        assert!(close(coverage("gathering dust", sql, &[], &model), 0.0));
    }

    #[test]
    fn times_are_covered_by_a_date() {
        let model = model();
        let question = "revenue last month";
        let dated = "SELECT SUM(revenue) FROM t WHERE d >= DATE '2025-05-01'";
        assert!(close(coverage(question, dated, &[], &model), 1.0));
        let undated = "SELECT SUM(revenue) FROM t";
        assert!(close(coverage(question, undated, &[], &model), 1.0 / 3.0));
    }

    #[test]
    fn questions_are_alike_by_their_words() {
        assert!(close(
            similarity("late orders by warehouse", "orders late by warehouse"),
            1.0
        ));
        // late, orders, warehouse against orders, supplier: one of four.
        assert!(close(
            similarity("late orders by warehouse", "orders by supplier"),
            0.25
        ));
        assert!(close(similarity("the", "a"), 0.0));
    }

    #[test]
    fn parts_and_assumptions_take_confidence_away() {
        assert!(
            close(complexity(2), 0.0) && close(complexity(7), 0.5) && close(complexity(99), 1.0)
        );
        assert!(close(ambiguity(2, 1), 0.35) && close(ambiguity(20, 0), 1.0));
    }
}
