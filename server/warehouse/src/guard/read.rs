//! *Reading* turns text into one statement's tree, by the engine's own grammar, without trusting the text's size or shape.

use sqlparser::ast::Statement;
use sqlparser::dialect::Dialect as Grammar;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::dialect::Dialect;
use super::screen::screen;
use super::{Refusal, limits, refuse};

/// A statement and the tokens of which it was made.
pub(super) struct Reading {
    pub(super) statement: Statement,
    tokens: Vec<TokenWithSpan>,
}

/// Reads what somebody wrote.
pub(super) fn read(sql: &str, dialect: Dialect) -> Result<Reading, Refusal> {
    let characters = sql.chars().count();
    if characters > limits::CHARACTERS {
        return Err(Refusal::TooLong {
            characters,
            limit: limits::CHARACTERS,
        });
    }
    let mut tokens = tokens(sql, true, dialect)?;
    // Comments go before the parser can take one for a hint.
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    screen(&tokens, dialect)?;
    metered(tokens, dialect, end(sql))
}

/// Reads what somebody wrote, leaving doubled quotes in literals and names as they are.
///
/// The printer guesses whether a quote inside a literal is doubled already. In this tree each one is, so that it guesses
/// right; the tree is good for nothing but printing.
pub(super) fn read_for_printing(sql: &str, dialect: Dialect) -> Result<Statement, Refusal> {
    metered(tokens(sql, false, dialect)?, dialect, end(sql)).map(|reading| reading.statement)
}

/// Reads what was printed of another reading, as the engine does.
pub(super) fn read_again(
    sql: &str,
    printed_of: &Reading,
    dialect: Dialect,
) -> Result<Statement, Refusal> {
    let tokens = tokens(sql, true, dialect)?;
    // The same tokens cost no more than they did. Others may be anything that the printer was made to believe.
    if !alike(&tokens, &printed_of.tokens) {
        screen(&tokens, dialect)?;
        metered(tokens.clone(), dialect, end(sql))?;
    }
    // By the very grammar of the engine now, not by one that is to be the same.
    let reading = one_statement(tokens, dialect.grammar(), dialect)
        .map_err(|error| syntax(error, end(sql)))?;
    reading.map(|reading| reading.statement)
}

/// Whether two texts differ in nothing but blanks, semicolons, the case of words and AS before an alias.
fn alike(one: &[TokenWithSpan], other: &[TokenWithSpan]) -> bool {
    fn telling(tokens: &[TokenWithSpan]) -> impl Iterator<Item = &Token> {
        tokens
            .iter()
            .map(|token| &token.token)
            .filter(|token| match token {
                Token::Whitespace(_) | Token::SemiColon => false,
                Token::Word(word) => word.keyword != Keyword::AS,
                _ => true,
            })
    }
    let mut others = telling(other);
    telling(one).all(|token| match (token, others.next()) {
        (Token::Word(word), Some(Token::Word(other))) => {
            word.quote_style == other.quote_style
                && (word.value == other.value
                    || word.quote_style.is_none() && word.value.eq_ignore_ascii_case(&other.value))
        }
        (token, other) => Some(token) == other,
    }) && others.next().is_none()
}

fn tokens(sql: &str, unescape: bool, dialect: Dialect) -> Result<Vec<TokenWithSpan>, Refusal> {
    // What such a comment holds is read as SQL, and such comments within it again, each time one call deeper.
    if sql.contains("/*!") {
        return Err(refuse(
            "A comment that holds SQL (/*! … */)",
            "Write its content without the comment.",
        ));
    }
    dialect.rules().screen(sql)?;
    let mut tokenizer = Tokenizer::new(dialect.grammar(), sql).with_unescape(unescape);
    tokenizer
        .tokenize_with_location()
        .map_err(|error| Refusal::Syntax {
            line: error.location.line,
            column: error.location.column,
            message: shorten(&error.message),
        })
}

fn metered(
    tokens: Vec<TokenWithSpan>,
    dialect: Dialect,
    end: (u64, u64),
) -> Result<Reading, Refusal> {
    let (any, each) = limits::TRIALS;
    let meter = dialect.metered(any.saturating_add(each.saturating_mul(tokens.len())));
    let read = one_statement(tokens, &meter, dialect);
    if meter.exhausted() {
        return Err(refuse(
            "SQL that can be read in so many ways",
            "Nest less; put fewer parentheses behind keywords.",
        ));
    }
    read.map_err(|error| syntax(error, end))?
}

/// The one statement of these tokens. The outer error is the parser's.
fn one_statement(
    tokens: Vec<TokenWithSpan>,
    grammar: &dyn Grammar,
    dialect: Dialect,
) -> Result<Result<Reading, Refusal>, ParserError> {
    let mut parser = Parser::new(grammar)
        .with_tokens_with_locations(tokens)
        .with_recursion_limit(dialect.rules().nesting());
    let statement = parser.parse_statement()?;
    let mut ended = false;
    while parser.consume_token(&Token::SemiColon) {
        ended = true;
    }
    let next = parser.peek_token();
    Ok(if next.token == Token::EOF {
        Ok(Reading {
            statement,
            tokens: parser.into_tokens(),
        })
    } else if ended {
        Err(Refusal::SeveralStatements)
    } else {
        Err(Refusal::Syntax {
            line: next.span.start.line,
            column: next.span.start.column,
            message: shorten(&format!(
                "expected the end of the query, found {}",
                next.token
            )),
        })
    })
}

/// The parser's own words, with the place taken out of them.
fn syntax(error: ParserError, end: (u64, u64)) -> Refusal {
    let text = match error {
        ParserError::RecursionLimitExceeded => return too_deep(),
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
    };
    let place = text.rsplit_once(" at Line: ").and_then(|(message, place)| {
        let (line, column) = place.split_once(", Column: ")?;
        Some((message, line.parse().ok()?, column.trim().parse().ok()?))
    });
    // What is missing at the end of the text has no place of its own.
    let (message, line, column) = place.unwrap_or((&text, end.0, end.1));
    let message = message
        .strip_prefix("Expected: ")
        .map_or_else(|| message.to_owned(), |rest| format!("expected {rest}"));
    Refusal::Syntax {
        line,
        column,
        message: shorten(&message.replace("found: EOF", "found: the end")),
    }
}

/// The refusal of SQL that nests too deep.
pub(super) fn too_deep() -> Refusal {
    refuse(
        "Nesting this deep",
        "Move inner parts into common table expressions (WITH), and write long chains of OR as IN (…).",
    )
}

/// Line and column just behind the last character.
fn end(sql: &str) -> (u64, u64) {
    let last = sql.rsplit('\n').next().unwrap_or_default();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    (
        count(sql.matches('\n').count()).saturating_add(1),
        count(last.chars().count()).saturating_add(1),
    )
}

/// A message that may quote a literal of any length.
fn shorten(message: &str) -> String {
    const LONGEST: usize = 200;
    match message.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &message[..at]),
        None => message.to_owned(),
    }
}
