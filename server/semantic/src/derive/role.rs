//! A *role* is what a column is for: it identifies, names, sorts into kinds, dates, counts, values, measures, describes.
//!
//! The name decides where it says something; type and values decide where it does not.

use super::profile::{ColumnProfile, TableProfile};
use super::words::{noun, phrase, words};
use crate::model::DataType;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A code or number that stands for a thing.
    Identifier,
    /// The first part of a number in two parts ("SO" of SO-1017).
    Prefix,
    /// Counts the rows that belong together: line 1, line 2.
    Ordinal,
    /// What a thing is called.
    Name,
    /// One of a few words that sort rows into kinds.
    Category,
    /// A day or an instant.
    Date {
        /// It says when something should happen or arrive.
        promised: bool,
        /// It says when the record was made or changed, or when somebody was born.
        bookkeeping: bool,
    },
    /// A number of pieces that can be summed.
    Quantity,
    /// An amount of money that can be summed.
    Money,
    /// Hours, minutes or days that were taken, which can be summed.
    Duration,
    /// Any other number: a price of one, a rate, an age, a limit.
    Number,
    /// Yes or no.
    Flag,
    /// Free text.
    Text,
}

const IDENTIFIERS: [&str; 14] = [
    "id",
    "code",
    "number",
    "key",
    "reference",
    "sku",
    "barcode",
    "guid",
    "uuid",
    "isbn",
    "ean",
    "serial",
    "identifier",
    "plate",
];
const PREFIXES: [&str; 2] = ["prefix", "series"];
const ORDINALS: [&str; 6] = ["line", "position", "sequence", "ordinal", "row", "index"];
const NAMES: [&str; 5] = ["name", "title", "surname", "label", "caption"];
const DATES: [&str; 6] = ["date", "day", "time", "timestamp", "datetime", "birth"];
const DATE_PREPOSITIONS: [&str; 2] = ["at", "on"];
const PROMISED: [&str; 10] = [
    "due",
    "deadline",
    "expected",
    "promised",
    "planned",
    "scheduled",
    "required",
    "requested",
    "delivery",
    "arrival",
];
const BOOKKEEPING: [&str; 14] = [
    "created", "updated", "modified", "changed", "inserted", "loaded", "birth", "birthday", "hire",
    "hired", "joined", "valid", "added", "last",
];
const QUANTITIES: [&str; 13] = [
    "quantity",
    "count",
    "units",
    "pieces",
    "stock",
    "balance",
    "volume",
    "items",
    "visitors",
    "guests",
    "capacity",
    "headcount",
    "population",
];
const MONEY: [&str; 18] = [
    "amount", "total", "revenue", "sales", "fee", "charge", "cost", "price", "salary", "budget",
    "value", "tax", "discount", "payment", "spend", "turnover", "premium", "freight",
];
const DURATIONS: [&str; 4] = ["hours", "minutes", "days", "duration"];
/// Words that make a number one of a kind that is not summed.
const UNSUMMED: [&str; 21] = [
    "unit",
    "per",
    "rate",
    "average",
    "minimum",
    "maximum",
    "limit",
    "threshold",
    "percent",
    "percentage",
    "ratio",
    "age",
    "score",
    "rating",
    "year",
    "level",
    "lead",
    "reorder",
    "point",
    "list",
    "standard",
];
const CATEGORIES: [&str; 19] = [
    "status", "type", "category", "kind", "group", "class", "state", "stage", "priority", "level",
    "segment", "region", "country", "city", "area", "gender", "colour", "color", "brand",
];
const TEXTS: [&str; 11] = [
    "description",
    "notes",
    "note",
    "comment",
    "comments",
    "remark",
    "remarks",
    "address",
    "email",
    "phone",
    "url",
];
/// Words for private persons and what is known of them.
const PERSONS: [&str; 13] = [
    "customer",
    "client",
    "patient",
    "member",
    "guest",
    "contact",
    "person",
    "employee",
    "student",
    "tenant",
    "passenger",
    "subscriber",
    "donor",
];
const PRIVATE: [&str; 15] = [
    "email", "phone", "mobile", "fax", "address", "street", "birth", "birthday", "ssn", "passport",
    "iban", "surname", "postcode", "zip", "gender",
];

/// More different words than this are not kinds.
const MOST_KINDS: u64 = 500;
/// So few different words are kinds, however few rows there are.
const FEW_KINDS: u64 = 25;
/// Longer texts are not kinds or names, in characters.
const LONGEST_NAME: usize = 80;

/// A column with what its name and its values say.
#[derive(Debug, Clone)]
pub(super) struct Column<'p> {
    pub(super) profile: &'p ColumnProfile,
    pub(super) words: Vec<String>,
    pub(super) data_type: DataType,
    pub(super) role: Role,
    pub(super) personal: bool,
}

/// A table with what its name and its columns say.
#[derive(Debug, Clone)]
pub(super) struct Table<'p> {
    pub(super) profile: &'p TableProfile,
    /// What one row is called.
    pub(super) noun: Vec<String>,
    pub(super) columns: Vec<Column<'p>>,
}

impl<'p> Table<'p> {
    /// Looks at a table. `known` is the type that columns of the same name have where there are values.
    pub(super) fn of(profile: &'p TableProfile, known: &dyn Fn(&str) -> Option<DataType>) -> Self {
        let noun = noun(&profile.name);
        let columns = profile
            .columns
            .iter()
            .map(|column| {
                let words = words(&column.name);
                let data_type = column
                    .data_type
                    .or_else(|| known(&column.name))
                    .unwrap_or_else(|| by_name(&words));
                let role = role(column, profile.rows, &words, data_type, &noun);
                let personal = personal(&words, role, &noun);
                Column {
                    profile: column,
                    words,
                    data_type,
                    role,
                    personal,
                }
            })
            .collect();
        Self {
            profile,
            noun,
            columns,
        }
    }

    pub(super) fn name(&self) -> &'p str {
        &self.profile.name
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column<'p>> {
        self.columns.iter().find(|c| c.profile.name == name)
    }

    /// The table's own name for its rows, where it has one: `name`, `product_name`, never the name of something else.
    pub(super) fn name_column(&self) -> Option<&Column<'p>> {
        let own = |column: &&Column<'p>| {
            let stem = column.stem();
            column.role == Role::Name
                && (stem.is_empty()
                    || self.noun.ends_with(stem)
                    || matches!(stem, [only] if only == "full" || only == "display"))
        };
        let family = |column: &&Column<'p>| {
            column.role == Role::Name
                && matches!(column.words.last().map(String::as_str), Some("surname"))
                || column.words == ["last", "name"]
        };
        self.columns
            .iter()
            .find(own)
            .or_else(|| self.columns.iter().find(family))
    }
}

impl<'p> Column<'p> {
    pub(super) fn name(&self) -> &'p str {
        &self.profile.name
    }

    /// What is identified or named: the words without "id", "number", "name" at the end.
    pub(super) fn stem(&self) -> &[String] {
        match self.words.split_last() {
            Some((last, before))
                if IDENTIFIERS.contains(&last.as_str())
                    || PREFIXES.contains(&last.as_str())
                    || NAMES.contains(&last.as_str()) =>
            {
                before
            }
            _ => &self.words,
        }
    }

    /// Every row has a value of its own.
    pub(super) fn is_unique(&self, rows: u64) -> bool {
        self.profile.nulls == 0 && self.profile.distinct == rows
    }

    /// What is measured, where the name ends in how: "duration" of "duration_mins", "fee" of "fee_amt".
    pub(super) fn without_unit(&self) -> Option<String> {
        let (last, before) = self.words.split_last()?;
        let measured = before.last()?;
        let said = DURATIONS.contains(&last.as_str())
            || last == "amount" && MONEY.contains(&measured.as_str());
        let unlike = !DURATIONS.contains(&measured.as_str()) || measured == "duration";
        (said && unlike).then(|| phrase(before))
    }

    pub(super) fn is_date(&self) -> bool {
        matches!(self.role, Role::Date { .. })
    }
}

/// The type that a column without values is likely to have.
fn by_name(words: &[String]) -> DataType {
    let last = words.last().map_or("", String::as_str);
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if DATES.contains(&last) || DATE_PREPOSITIONS.contains(&last) && words.len() > 1 {
        DataType::Date
    } else if says(&IDENTIFIERS) || says(&NAMES) || says(&PREFIXES) {
        DataType::Text
    } else if ORDINALS.contains(&last) || says(&QUANTITIES) || says(&DURATIONS) {
        DataType::Integer
    } else if says(&MONEY) {
        DataType::Decimal
    } else {
        DataType::Text
    }
}

fn role(
    column: &ColumnProfile,
    rows: u64,
    words: &[String],
    data_type: DataType,
    noun: &[String],
) -> Role {
    match data_type {
        DataType::Boolean => Role::Flag,
        DataType::Date | DataType::Timestamp => {
            let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
            let actual = says(&["actual", "real"]);
            Role::Date {
                promised: says(&PROMISED) || actual,
                bookkeeping: says(&BOOKKEEPING),
            }
        }
        DataType::Integer | DataType::Decimal => number(words, data_type, noun),
        DataType::Text => text(column, rows, words),
    }
}

fn number(words: &[String], data_type: DataType, noun: &[String]) -> Role {
    let last = words.last().map_or("", String::as_str);
    let before = words.len().checked_sub(2).map_or("", |p| words[p].as_str());
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    if data_type == DataType::Integer {
        let counted = words == noun && words.len() > 1
            || ORDINALS.contains(&last)
            || last == "number" && (ORDINALS.contains(&before) || before == "item");
        if counted {
            return Role::Ordinal;
        }
        if IDENTIFIERS.contains(&last) {
            return Role::Identifier;
        }
        // "number of guests" counts; "mechanic" with whole numbers is a reference to one.
        if words.first().is_some_and(|w| w == "number") && words.len() > 1 {
            return Role::Quantity;
        }
    }
    if says(&UNSUMMED) {
        Role::Number
    } else if says(&QUANTITIES) {
        Role::Quantity
    } else if says(&DURATIONS) {
        Role::Duration
    } else if says(&MONEY) {
        Role::Money
    } else {
        Role::Number
    }
}

fn text(column: &ColumnProfile, rows: u64, words: &[String]) -> Role {
    let last = words.last().map_or("", String::as_str);
    let longest = column.samples.iter().map(|s| s.chars().count()).max();
    let short = longest.is_none_or(|longest| longest <= LONGEST_NAME);
    if TEXTS.contains(&last) || words.iter().any(|w| w == "address" || w == "phone") {
        return Role::Text;
    }
    if IDENTIFIERS.contains(&last) {
        return Role::Identifier;
    }
    if PREFIXES.contains(&last) {
        return Role::Prefix;
    }
    if NAMES.contains(&last) && short {
        return Role::Name;
    }
    let repeated = column.distinct <= FEW_KINDS
        || column.distinct <= MOST_KINDS && column.distinct.saturating_mul(2) <= rows;
    if CATEGORIES.contains(&last) {
        return Role::Category;
    }
    let coded = !column.samples.is_empty() && column.samples.iter().all(|s| is_code(s));
    if coded && !(repeated && column.distinct < rows) {
        Role::Identifier
    } else if short && repeated {
        Role::Category
    } else {
        Role::Text
    }
}

/// Looks like a code: no spaces, and digits or capitals throughout ("BK-M82B-42").
fn is_code(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_uppercase() || matches!(c, '-' | '_' | '/' | '.'))
}

fn personal(words: &[String], role: Role, noun: &[String]) -> bool {
    let says = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let person = says(&PERSONS) || noun.iter().any(|w| PERSONS.contains(&w.as_str()));
    let name_of_person = role == Role::Name && person
        || words == ["first", "name"]
        || words == ["last", "name"]
        || words == ["full", "name"];
    name_of_person || says(&PRIVATE) && !matches!(role, Role::Identifier)
}
