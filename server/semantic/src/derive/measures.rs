//! *Measures* are derived from numbers that can be summed over rows, and from the rows of what happened.

use super::attributes::Attributes;
use super::role::{Column, Role, Table};
use super::words::{heading, identifier, of_thing, phrase, plural_phrase};
use crate::compile::is_plain;
use crate::model::{DataType, Metric, MetricKind, NamedFilter};

/// Who answers for a definition until somebody has reviewed it.
pub(super) const OWNER: &str = "nobody yet";
/// Currency in which money is written until somebody has said which it is.
pub(super) const CURRENCY: &str = "USD";

/// Words of money that a thing has once, so that the sum over things says something.
const OWNED: [&str; 6] = ["salary", "budget", "balance", "amount", "total", "value"];
/// Words of money that is said of one piece where a quantity stands beside it.
const OF_ONE: [&str; 3] = ["price", "cost", "fee"];

/// Whether a column's values add up over rows. `event` says whether a row is something that happened.
pub(super) fn is_additive(table: &Table<'_>, column: &Column<'_>, event: bool) -> bool {
    let says = |list: &[&str]| column.words.iter().any(|w| list.contains(&w.as_str()));
    let counted = table.columns.iter().any(|c| c.role == Role::Quantity);
    match column.role {
        Role::Quantity => true,
        Role::Duration => event,
        Role::Money if event => !(counted && says(&OF_ONE)),
        Role::Money => says(&OWNED),
        _ => false,
    }
}

/// Unit of a column's values, where its name says one.
pub(super) fn unit(column: &Column<'_>) -> Option<String> {
    let last = column.words.last().map_or("", String::as_str);
    match column.role {
        Role::Money => Some(CURRENCY.to_owned()),
        Role::Quantity => Some(
            match last {
                "visitors" | "guests" => last,
                _ => "units",
            }
            .to_owned(),
        ),
        Role::Duration | Role::Number if ["hours", "minutes", "days"].contains(&last) => {
            Some(last.to_owned())
        }
        Role::Number if ["price", "cost", "fee"].contains(&last) => Some(CURRENCY.to_owned()),
        _ => None,
    }
}

/// Rank of a number of rows.
pub(super) const ROWS: u8 = 3;

/// A metric with the table and the role that it comes from.
#[derive(Debug, Clone)]
pub(super) struct Derived<'p> {
    pub(super) metric: Metric,
    pub(super) table: &'p str,
    /// Money first, then quantities, then time taken, then rows.
    pub(super) rank: u8,
}

/// The sums of a table's additive columns, and the number of its rows where a row is something that happened.
pub(super) fn metrics<'p>(
    table: &Table<'p>,
    event: bool,
    shared_names: &dyn Fn(&str) -> bool,
) -> Vec<Derived<'p>> {
    let noun = phrase(&table.noun);
    let things = plural_phrase(&table.noun);
    let mut found: Vec<Derived<'p>> = table
        .columns
        .iter()
        .filter(|column| is_additive(table, column, event))
        .map(|column| {
            // "amount" of several tables is the amount of each.
            let alone = column.words.len() == 1 && OF_ANYTHING.contains(&column.words[0].as_str());
            let words = if alone || shared_names(&phrase(&column.words)) {
                of_thing(&table.noun, &column.words)
            } else {
                column.words.clone()
            };
            let sum = format!("SUM({}.{})", quoted(table.name()), quoted(column.name()));
            let synonyms = [
                phrase(&column.words),
                format!("{} {}", noun, phrase(&column.words)),
            ];
            let synonyms = synonyms.into_iter().chain(column.without_unit());
            let rank = match column.role {
                Role::Money => 0,
                Role::Quantity => 1,
                _ => 2,
            };
            Derived {
                metric: Metric {
                    label: heading(&words),
                    description: format!("Sum of {} over {things}.", column.name()),
                    synonyms: distinct(synonyms, &phrase(&words)),
                    unit: unit(column),
                    data_type: column.data_type,
                    ..aggregate(identifier(&words), table.name(), sum)
                },
                table: table.name(),
                rank,
            }
        })
        .collect();
    if event {
        let mut words = table.noun.clone();
        words.push("count".to_owned());
        found.push(Derived {
            metric: Metric {
                label: format!("Number of {things}"),
                description: format!("Number of {things}: the rows of {}.", table.name()),
                synonyms: vec![
                    format!("count of {things}"),
                    format!("{noun} count"),
                    participle(&noun),
                ],
                unit: Some(things.clone()),
                data_type: DataType::Integer,
                ..aggregate(identifier(&words), table.name(), "COUNT(*)".to_owned())
            },
            table: table.name(),
            rank: ROWS,
        });
    }
    found
}

/// What is done in an event: "repaired" in a repair. Of nouns that are no verbs it is a word that nobody says.
fn participle(noun: &str) -> String {
    if let Some(base) = noun.strip_suffix('y')
        && !base.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        format!("{base}ied")
    } else if noun.ends_with('e') {
        format!("{noun}d")
    } else {
        format!("{noun}ed")
    }
}

/// Names of columns that say nothing without the table's.
const OF_ANYTHING: [&str; 6] = ["amount", "total", "value", "quantity", "count", "number"];

fn aggregate(name: String, dataset: &str, expression: String) -> Metric {
    Metric {
        name,
        label: String::new(),
        description: String::new(),
        owner: OWNER.to_owned(),
        synonyms: Vec::new(),
        unit: None,
        data_type: DataType::Decimal,
        kind: MetricKind::Aggregate {
            dataset: dataset.to_owned(),
            expression,
            filters: Vec::new(),
        },
        time: None,
        additive: true,
        lower_is_better: false,
        highest: Vec::new(),
        lowest: Vec::new(),
        unreviewed: true,
    }
}

/// What is true or false of a row is a condition: "active" for `is_active`.
pub(super) fn filters(table: &Table<'_>, attributes: &Attributes<'_>) -> Vec<NamedFilter> {
    table
        .columns
        .iter()
        .filter(|column| column.role == Role::Flag)
        .map(|column| {
            let words: Vec<String> = column
                .words
                .iter()
                .enumerate()
                .filter(|(at, word)| *at > 0 || !["is", "has", "was"].contains(&word.as_str()))
                .map(|(_, word)| word.clone())
                .collect();
            let said = phrase(&words);
            let mut name = table.noun.clone();
            name.extend(words);
            NamedFilter {
                name: identifier(&name),
                label: said,
                description: format!("{} is true.", column.name()),
                owner: OWNER.to_owned(),
                synonyms: Vec::new(),
                dataset: table.name().to_owned(),
                expression: format!("{}.{} = TRUE", quoted(table.name()), quoted(column.name())),
                show: vec![attributes.id(table.name(), column.name())],
                degree: None,
                rate: None,
                unreviewed: true,
            }
        })
        .collect()
}

/// Other words for something, each once and none of them its own.
pub(super) fn distinct(synonyms: impl IntoIterator<Item = String>, own: &str) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for synonym in synonyms {
        if !synonym.is_empty() && synonym != own && !kept.contains(&synonym) {
            kept.push(synonym);
        }
    }
    kept
}

/// A name as expressions of the model write it.
fn quoted(name: &str) -> String {
    if is_plain(name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}
