//! A *literal* is a value from the question, checked against the type of the column that it is compared with.

use crate::model::DataType;
use crate::query::Literal;

use super::CompileError;
use super::dialect::Syntax;

/// Longest number that is accepted, in characters: 38 digits, a sign and a point.
const LONGEST_NUMBER: usize = 40;

/// Checks that a text is a plain decimal number such as `4000`, `-1.5`, `0.985`.
pub(super) fn number(text: &str) -> Result<&str, CompileError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if text.len() <= LONGEST_NUMBER && all_digits(whole) && all_digits(fraction) {
        Ok(text)
    } else {
        Err(CompileError::Invalid(format!(
            "{text:?} is not a plain decimal number"
        )))
    }
}

/// Writes a literal for comparison with a value of a type. Numbers and dates written as text are taken as what the
/// column holds.
pub(super) fn literal_for(
    syntax: &dyn Syntax,
    literal: &Literal,
    data_type: DataType,
    what: &str,
) -> Result<String, CompileError> {
    let mismatch = || {
        CompileError::Invalid(format!(
            "{what} cannot be compared with {}",
            in_words(literal)
        ))
    };
    let fitting = match (data_type, literal) {
        (DataType::Integer | DataType::Decimal, Literal::Number(text)) => {
            Literal::Number(number(text)?.to_owned())
        }
        (DataType::Integer | DataType::Decimal, Literal::Text(text)) => {
            Literal::Number(number(text.trim()).map_err(|_| mismatch())?.to_owned())
        }
        (DataType::Text, Literal::Text(text)) => Literal::Text(text.clone()),
        (DataType::Text, Literal::Number(text)) => Literal::Text(number(text)?.to_owned()),
        (DataType::Date | DataType::Timestamp, Literal::Date(day)) => Literal::Date(*day),
        (DataType::Date | DataType::Timestamp, Literal::Text(text)) => {
            Literal::Date(text.trim().parse().map_err(|_| mismatch())?)
        }
        (DataType::Boolean, Literal::Boolean(truth)) => Literal::Boolean(*truth),
        _ => return Err(mismatch()),
    };
    if let Literal::Text(text) = &fitting
        && text.contains('\0')
    {
        return Err(CompileError::Invalid(format!(
            "{what} cannot be compared with a text that has a zero byte"
        )));
    }
    Ok(syntax.literal(&fitting))
}

fn in_words(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("the text {text:?}"),
        Literal::Number(text) => format!("the number {text}"),
        Literal::Date(day) => format!("the date {day}"),
        Literal::Boolean(truth) => truth.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_numbers() {
        for good in ["4000", "0.985", "-1", "00.10"] {
            assert_eq!(number(good).ok(), Some(good));
        }
        for bad in [
            "", "-", ".", "1.", ".5", "1e9", "NaN", "1;--", "1 OR 1=1", "١", "0x1F",
        ] {
            assert!(number(bad).is_err(), "{bad}");
        }
        assert!(number(&"9".repeat(41)).is_err());
    }
}
