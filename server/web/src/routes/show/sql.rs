//! *SQL* as the page shows it: word by word, each with what it is.

use app::{SqlWord, SqlWordKind};
use sqlparser::dialect::GenericDialect;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Token, Tokenizer, Whitespace};

/// The words of an SQL text; together they are the text. What is not SQL stays one plain word.
pub(super) fn words(sql: &str) -> Vec<SqlWord> {
    let plain = |text: &str| SqlWord {
        text: text.to_owned(),
        kind: SqlWordKind::Plain,
    };
    let dialect = GenericDialect {};
    let Ok(tokens) = Tokenizer::new(&dialect, sql).tokenize_with_location() else {
        return vec![plain(sql)];
    };
    let lines = line_starts(sql);
    let mut words: Vec<SqlWord> = Vec::new();
    let mut until = 0;
    for token in &tokens {
        let (Some(from), Some(to)) = (
            offset(sql, &lines, token.span.start),
            offset(sql, &lines, token.span.end),
        ) else {
            return vec![plain(sql)];
        };
        if from < until || to < from {
            return vec![plain(sql)];
        }
        push(&mut words, &sql[until..from], SqlWordKind::Plain);
        push(&mut words, &sql[from..to], kind(&token.token));
        until = to;
    }
    push(&mut words, &sql[until..], SqlWordKind::Plain);
    words
}

/// Adds a word; plain ones next to each other are one.
fn push(words: &mut Vec<SqlWord>, text: &str, kind: SqlWordKind) {
    if text.is_empty() {
        return;
    }
    match words.last_mut() {
        Some(last) if last.kind == kind && kind == SqlWordKind::Plain => last.text.push_str(text),
        _ => words.push(SqlWord {
            text: text.to_owned(),
            kind,
        }),
    }
}

fn kind(token: &Token) -> SqlWordKind {
    match token {
        Token::Word(word) if word.quote_style.is_none() && word.keyword != Keyword::NoKeyword => {
            // Names of columns that happen to be key words somewhere are written in lower case here.
            if word
                .value
                .chars()
                .all(|c| c.is_ascii_uppercase() || c == '_')
            {
                SqlWordKind::Keyword
            } else {
                SqlWordKind::Plain
            }
        }
        Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::NationalStringLiteral(_)
        | Token::EscapedStringLiteral(_) => SqlWordKind::Literal,
        Token::Whitespace(
            Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
        ) => SqlWordKind::Comment,
        _ => SqlWordKind::Plain,
    }
}

fn line_starts(sql: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(sql.match_indices('\n').map(|(at, _)| at + 1))
        .collect()
}

/// Place in bytes of a line and column, which count characters from 1.
fn offset(sql: &str, lines: &[usize], place: Location) -> Option<usize> {
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let start = *lines.get(line)?;
    let rest = &sql[start..];
    match rest.char_indices().nth(column) {
        Some((at, _)) => Some(start + at),
        None if rest.chars().count() == column => Some(sql.len()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(words: &[SqlWord]) -> String {
        words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn words_make_up_the_text_again() {
        for sql in [
            "SELECT product_code, SUM(\"x\") AS total\nFROM t\nWHERE name = 'Zoë''s – é' AND n >= 12.50 -- remark\nLIMIT 5",
            "",
            "not 'sql",
            "SELECT\r\n 1",
        ] {
            assert_eq!(joined(&words(sql)), sql);
        }
    }

    #[test]
    fn key_words_and_literals_are_told_apart() {
        let words = words("SELECT name FROM t WHERE name = 'FROM' AND n > 5");
        let of = |kind| {
            words
                .iter()
                .filter(|word| word.kind == kind)
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(SqlWordKind::Keyword), ["SELECT", "FROM", "WHERE", "AND"]);
        assert_eq!(of(SqlWordKind::Literal), ["'FROM'", "5"]);
    }
}
