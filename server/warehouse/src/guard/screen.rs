//! *Screening* looks at the tokens before the parser does: a grammar of many dialects meets only what one query needs.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan, Word};

use super::dialect::Dialect;
use super::{Refusal, limits, refuse};

/// Refuses tokens that no admitted query has, and amounts that the parser would turn into depth.
pub(super) fn screen(tokens: &[TokenWithSpan], dialect: Dialect) -> Result<(), Refusal> {
    let mut open = 0_usize;
    let mut operators = 0_usize;
    let mut previous: Option<&Token> = None;
    for token in tokens.iter().map(|token| &token.token) {
        match weigh(token, dialect)? {
            Weight::Blank => continue,
            Weight::Light => {}
            Weight::Operator => operators += 1,
            Weight::Open => open += 1,
            Weight::Close => open = open.saturating_sub(1),
        }
        match previous {
            None => begins(token)?,
            Some(before) => follows(token, before)?,
        }
        if operators > limits::OPERATORS {
            return Err(Refusal::TooMuch {
                what: "keywords and operators",
                limit: limits::OPERATORS,
                advice: "Ask for less in one query.",
            });
        }
        if open > limits::PARENTHESES {
            return Err(super::read::too_deep());
        }
        previous = Some(token);
    }
    if previous.is_none() {
        Err(Refusal::Empty)
    } else {
        Ok(())
    }
}

/// What a token adds to the tree.
enum Weight {
    /// Nothing: blanks and comments.
    Blank,
    /// A leaf.
    Light,
    /// A level, possibly.
    Operator,
    /// A level until it is closed.
    Open,
    /// The end of that level.
    Close,
}

/// A query begins with one of three words, or with a parenthesis.
fn begins(token: &Token) -> Result<(), Refusal> {
    match token {
        Token::Word(Word {
            keyword,
            value,
            quote_style: None,
        }) => match keyword {
            // A word that is no keyword is a slip of the pen; the parser says where it is.
            Keyword::SELECT | Keyword::WITH | Keyword::VALUES | Keyword::NoKeyword => Ok(()),
            _ => Err(Refusal::NotAQuery {
                found: value.to_uppercase(),
            }),
        },
        Token::SemiColon => Err(Refusal::Empty),
        _ => Ok(()),
    }
}

/// Refuses neighbours behind which the parser calls itself without counting.
fn follows(token: &Token, before: &Token) -> Result<(), Refusal> {
    let Token::Word(Word {
        quote_style: None,
        keyword,
        ..
    }) = before
    else {
        return Ok(());
    };
    match (keyword, token) {
        (Keyword::ARRAY | Keyword::STRUCT | Keyword::MAP, Token::Lt) => {
            Err(refuse("A nested type", "Cast to a plain type."))
        }
        (Keyword::INTERVAL, Token::SingleQuotedString(_) | Token::Number(..) | Token::RParen) => {
            Ok(())
        }
        (Keyword::INTERVAL, _) => Err(refuse(
            "INTERVAL without a literal",
            "Write INTERVAL '1' DAY, or quote the name.",
        )),
        _ => Ok(()),
    }
}

fn weigh(token: &Token, dialect: Dialect) -> Result<Weight, Refusal> {
    let (what, advice) = match token {
        Token::EOF | Token::Whitespace(_) => return Ok(Weight::Blank),
        Token::Word(word) => return weigh_word(word),
        Token::Number(_, false)
        | Token::SingleQuotedString(_)
        | Token::Comma
        | Token::Period
        | Token::SemiColon => {
            return Ok(Weight::Light);
        }
        Token::LParen => return Ok(Weight::Open),
        Token::RParen => return Ok(Weight::Close),
        Token::Eq
        | Token::Neq
        | Token::Lt
        | Token::Gt
        | Token::LtEq
        | Token::GtEq
        | Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::Mod
        | Token::StringConcat
        | Token::DoubleColon => return Ok(Weight::Operator),
        Token::Spaceship if dialect.rules().has_spaceship() => return Ok(Weight::Operator),

        Token::Placeholder(_) | Token::Question | Token::Colon => {
            ("A parameter", "Write the value itself.")
        }
        Token::AtSign | Token::AtAt => ("A session variable", "Write the value itself."),
        Token::Number(_, true) => (
            "A number with a letter behind it",
            "Write the digits alone.",
        ),
        Token::LBracket | Token::RBracket | Token::LBrace | Token::RBrace => (
            "A list or a structure in brackets",
            "Use plain columns and values.",
        ),
        Token::DollarQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::TripleSingleQuotedString(_)
        | Token::TripleDoubleQuotedString(_)
        | Token::SingleQuotedByteStringLiteral(_)
        | Token::DoubleQuotedByteStringLiteral(_)
        | Token::TripleSingleQuotedByteStringLiteral(_)
        | Token::TripleDoubleQuotedByteStringLiteral(_)
        | Token::SingleQuotedRawStringLiteral(_)
        | Token::DoubleQuotedRawStringLiteral(_)
        | Token::TripleSingleQuotedRawStringLiteral(_)
        | Token::TripleDoubleQuotedRawStringLiteral(_)
        | Token::NationalStringLiteral(_)
        | Token::QuoteDelimitedStringLiteral(_)
        | Token::NationalQuoteDelimitedStringLiteral(_)
        | Token::EscapedStringLiteral(_)
        | Token::UnicodeStringLiteral(_)
        | Token::HexStringLiteral(_) => {
            ("Text in other than plain single quotes", "Write it as '…'.")
        }
        Token::Char(_)
        | Token::DoubleEq
        | Token::Spaceship
        | Token::DuckIntDiv
        | Token::Assignment
        | Token::Backslash
        | Token::Ampersand
        | Token::Pipe
        | Token::Caret
        | Token::RArrow
        | Token::Sharp
        | Token::DoubleSharp
        | Token::Tilde
        | Token::TildeAsterisk
        | Token::ExclamationMarkTilde
        | Token::ExclamationMarkTildeAsterisk
        | Token::DoubleTilde
        | Token::DoubleTildeAsterisk
        | Token::ExclamationMarkDoubleTilde
        | Token::ExclamationMarkDoubleTildeAsterisk
        | Token::ShiftLeft
        | Token::ShiftRight
        | Token::Overlap
        | Token::ExclamationMark
        | Token::DoubleExclamationMark
        | Token::CaretAt
        | Token::PGSquareRoot
        | Token::PGCubeRoot
        | Token::Arrow
        | Token::LongArrow
        | Token::HashArrow
        | Token::AtDashAt
        | Token::QuestionMarkDash
        | Token::AmpersandLeftAngleBracket
        | Token::AmpersandRightAngleBracket
        | Token::AmpersandLeftAngleBracketVerticalBar
        | Token::VerticalBarAmpersandRightAngleBracket
        | Token::TwoWayArrow
        | Token::LeftAngleBracketCaret
        | Token::RightAngleBracketCaret
        | Token::QuestionMarkSharp
        | Token::QuestionMarkDashVerticalBar
        | Token::QuestionMarkDoubleVerticalBar
        | Token::TildeEqual
        | Token::ShiftLeftVerticalBar
        | Token::VerticalBarShiftRight
        | Token::VerticalBarRightAngleBracket
        | Token::HashLongArrow
        | Token::AtArrow
        | Token::ArrowAt
        | Token::HashMinus
        | Token::AtQuestion
        | Token::QuestionAnd
        | Token::QuestionPipe
        | Token::CustomBinaryOperator(_) => return Err(super::walk::unknown_operator()),
    };
    Err(refuse(what, advice))
}

fn weigh_word(word: &Word) -> Result<Weight, Refusal> {
    match word {
        Word {
            quote_style: None,
            value,
            ..
        } if value.starts_with('@') => Err(refuse("A session variable", "Write the value itself.")),
        // A name, a literal, or the word before an alias, which the printer adds where it is missing.
        Word {
            quote_style: None,
            keyword:
                Keyword::NoKeyword | Keyword::AS | Keyword::NULL | Keyword::TRUE | Keyword::FALSE,
            ..
        }
        | Word {
            quote_style: Some('"' | '`'),
            ..
        } => Ok(Weight::Light),
        Word {
            quote_style: None, ..
        } => Ok(Weight::Operator),
        Word {
            quote_style: Some(_),
            ..
        } => Err(refuse(
            "A name in these quotes",
            "Write it in double quotes.",
        )),
    }
}
