//! A *verified query* is SQL that an expert has written for a question. Asked in those words, it answers before anything
//! is interpreted. A slot such as `{warehouse_code}` stands for one value of that attribute, `{number}` for a number.

use jiff::civil::Date;
use semantic::model::VerifiedQuery;

use crate::text::{Token, tokens};
use crate::values::{Fit, ValueIndex};

/// A verified query with its slots filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The expert's question with the values in their places.
    pub question: String,
    /// SQL to run.
    pub sql: String,
    /// Who verified it.
    pub verified_by: String,
    /// When, as an ISO date.
    pub verified_at: String,
}

/// What a slot's values are called in a verified query that has none of that attribute: a number.
const NUMBER: &str = "number";

/// The verified query whose words the question has; the first one in the model's order.
pub(crate) fn find(
    question: &str,
    queries: &[VerifiedQuery],
    values: &ValueIndex,
    readable: &[String],
    today: Date,
) -> Option<Verified> {
    let asked = tokens(question);
    queries.iter().find_map(|query| {
        let pattern = pattern(&query.question);
        let filled = fit(&pattern, &asked, values, readable)?;
        Some(verified(query, &filled, today))
    })
}

/// A piece of a pattern.
enum Piece {
    /// A word, as questions are compared by it.
    Word(String),
    /// A slot for a value of an attribute or a number.
    Slot(String),
}

fn pattern(question: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let words = |text: &str| tokens(text).into_iter().map(|t| Piece::Word(t.norm));
    let mut rest = question;
    while let Some((before, (slot, after))) = rest
        .split_once('{')
        .and_then(|(before, from)| Some((before, from.split_once('}')?)))
    {
        pieces.extend(words(before));
        pieces.push(Piece::Slot(slot.to_owned()));
        rest = after;
    }
    pieces.extend(words(rest));
    pieces
}

/// The values of the slots in their order, when the words fit the pattern from end to end.
fn fit(
    pattern: &[Piece],
    asked: &[Token],
    values: &ValueIndex,
    readable: &[String],
) -> Option<Vec<(String, String)>> {
    match (pattern.split_first(), asked.split_first()) {
        (None, None) => Some(Vec::new()),
        (Some((Piece::Word(word), pattern)), Some((token, asked))) if *word == token.norm => {
            fit(pattern, asked, values, readable)
        }
        (Some((Piece::Slot(slot), pattern)), Some(_)) => {
            // The longest run of words that is one value of the slot's attribute.
            (1..=asked.len()).rev().find_map(|length| {
                let (run, asked) = asked.split_at(length);
                let value = value(slot, run, values, readable)?;
                let mut filled = fit(pattern, asked, values, readable)?;
                filled.insert(0, (slot.clone(), value));
                Some(filled)
            })
        }
        _ => None,
    }
}

fn value(slot: &str, run: &[Token], values: &ValueIndex, readable: &[String]) -> Option<String> {
    if slot == NUMBER {
        let [token] = run else { return None };
        return token.norm.parse::<f64>().ok().map(|_| token.norm.clone());
    }
    let folds: Vec<&str> = run.iter().map(|token| token.fold.as_str()).collect();
    values
        .matches(&folds, readable)
        .into_iter()
        .find(|found| found.attribute.as_str() == slot && found.fit == Fit::Whole)
        .and_then(|found| match found.values.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        })
}

fn verified(query: &VerifiedQuery, filled: &[(String, String)], today: Date) -> Verified {
    let mut question = query.question.clone();
    let mut sql = query.sql.replace("{today}", &format!("DATE '{today}'"));
    for (slot, value) in filled {
        let place = format!("{{{slot}}}");
        question = question.replacen(&place, value, 1);
        let literal = if slot == NUMBER {
            value.clone()
        } else {
            format!("'{}'", value.replace('\'', "''"))
        };
        sql = sql.replace(&place, &literal);
    }
    Verified {
        question,
        sql,
        verified_by: query.verified_by.clone(),
        verified_at: query.verified_at.clone(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use semantic::AttributeId;

    use super::*;
    use crate::values::Value;

    fn queries() -> Vec<VerifiedQuery> {
        let query = |question: &str, sql: &str| VerifiedQuery {
            question: question.to_owned(),
            sql: sql.to_owned(),
            verified_by: "Torill".to_owned(),
            verified_at: "2025-06-01".to_owned(),
        };
        vec![
            query("How healthy are we?", "SELECT 1 WHERE d < {today}"),
            query(
                "shelf check for {depot} above {number}",
                "SELECT x FROM t WHERE depot = {depot} AND n > {number}",
            ),
        ]
    }

    fn ask(question: &str) -> Option<Verified> {
        let values = ["O'Hara Yard", "North Pier"].map(|value| Value {
            attribute: AttributeId::new("depot"),
            dataset: "t".to_owned(),
            value: value.to_owned(),
            frequency: 1,
        });
        let index = ValueIndex::build(values);
        find(
            question,
            &queries(),
            &index,
            &["t".to_owned()],
            date(2025, 6, 30),
        )
    }

    #[test]
    fn the_same_words_are_the_same_question() {
        let found = ask("how healthy are WE").unwrap();
        assert_eq!(found.sql, "SELECT 1 WHERE d < DATE '2025-06-30'");
        assert_eq!(found.verified_by, "Torill");
        assert!(ask("how healthy are we today").is_none());
        assert!(ask("how healthy are").is_none());
        assert!(ask("").is_none());
    }

    #[test]
    fn slots_take_values_of_their_attribute_and_nothing_else() {
        let found = ask("Shelf check for o'hara yard above 12.5").unwrap();
        assert_eq!(
            found.sql,
            "SELECT x FROM t WHERE depot = 'O''Hara Yard' AND n > 12.5"
        );
        assert_eq!(found.question, "shelf check for O'Hara Yard above 12.5");
        for other in [
            "shelf check for the moon above 12",
            "shelf check for north pier above many",
            "shelf check for north pier above 1 2",
            "shelf check for ' OR 1=1 above 12",
        ] {
            assert!(ask(other).is_none(), "{other}");
        }
    }
}
