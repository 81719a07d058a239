//! What holds for any text: no panic, nothing outside the rights, and what is admitted stays as it is.

use std::ops::ControlFlow;

use proptest::prelude::*;
use sqlparser::ast::{ObjectName, Statement, Visit, Visitor};

use super::admitted::QUERIES;
use super::{check, rights};
use crate::guard::{Dialect, read};

/// Pieces of SQL, harmless and other.
const PIECES: [&str; 110] = [
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT",
    "OFFSET",
    "JOIN",
    "LEFT JOIN",
    "ON",
    "USING",
    "WITH",
    "AS",
    "UNION",
    "ALL",
    "EXCEPT",
    "INTERSECT",
    "VALUES",
    "DISTINCT",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "AND",
    "OR",
    "NOT",
    "IN",
    "EXISTS",
    "BETWEEN",
    "LIKE",
    "IS",
    "NULL",
    "TRUE",
    "CAST",
    "EXTRACT",
    "INTERVAL",
    "DATE",
    "OVER",
    "PARTITION BY",
    "ROWS",
    "FILTER",
    "WITHIN GROUP",
    "WINDOW",
    "RECURSIVE",
    "LATERAL",
    "TABLE",
    "INTO",
    "FOR UPDATE",
    "DELETE",
    "INSERT",
    "UPDATE",
    "DROP",
    "COPY",
    "EXPLAIN",
    "SET",
    "(",
    ")",
    ",",
    ".",
    ";",
    "*",
    "+",
    "-",
    "/",
    "%",
    "||",
    "=",
    "<>",
    "<",
    ">=",
    "::",
    "'x'",
    "''",
    "'it''s'",
    "'\\'",
    "\"a\"",
    "\"a\"\"b\"",
    "`b`",
    "1",
    "2.5",
    "1e3",
    "$1",
    "?",
    ":p",
    "@v",
    "$$",
    "[",
    "]",
    "{",
    "}",
    "->",
    "--",
    "\n",
    "/*",
    "*/",
    "/*!",
    "product",
    "warehouse",
    "PRODUCT",
    "purchase_order_line",
    "\"Secret\"",
    "t",
    "a",
    "b",
    "count",
    "sum",
    "lower",
    "pg_sleep",
];

/// Tables that an independent visitor finds: it knows nothing of scopes, so it reports names of table expressions too.
fn relations(statement: &Statement) -> Vec<String> {
    #[derive(Default)]
    struct Names(Vec<String>);
    impl Visitor for Names {
        type Break = ();
        fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<()> {
            self.0.push(name.to_string());
            ControlFlow::Continue(())
        }
    }
    let mut names = Names::default();
    let _ = statement.visit(&mut names);
    names.0
}

fn holds(sql: &str) -> Result<(), TestCaseError> {
    let Ok(admitted) = check(sql) else {
        return Ok(());
    };
    let rights = rights();
    prop_assert!(admitted.reads().is_subset(rights.tables()), "{sql}");
    prop_assert_eq!(admitted.tables(), rights.tables());
    let again = check(admitted.sql());
    prop_assert_eq!(again.as_ref(), Ok(&admitted), "{}", sql);
    let statement = read::read(admitted.sql(), Dialect::Embedded)
        .unwrap()
        .statement;
    prop_assert!(matches!(statement, Statement::Query(_)), "{sql}");
    let with = sql.to_ascii_lowercase().contains("with");
    for name in relations(&statement) {
        let bare = name.trim_matches(['"', '`']).to_ascii_lowercase();
        prop_assert!(
            with || rights.tables().contains(&bare),
            "{sql}\nreads {name}"
        );
    }
    Ok(())
}

/// A query with pieces put in, taken out, or doubled, at the boundaries of its words or anywhere.
fn mutated() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..5_u8,
            prop::sample::select(&PIECES[..]),
        ),
        1..4,
    );
    (
        prop::sample::select(&QUERIES[..]),
        prop::sample::select(&QUERIES[..]),
        edits,
    )
        .prop_map(|(query, other, edits)| {
            let mut words: Vec<String> = query
                .split_inclusive([' ', '(', ')', ','])
                .map(str::to_owned)
                .collect();
            for (at, kind, piece) in edits {
                let at = at.index(words.len());
                match kind {
                    0 => words.insert(at, format!(" {piece} ")),
                    1 => words[at] = format!(" {piece} "),
                    2 => words[at] = format!("{}{piece}", words[at].trim()),
                    3 => words[at] = format!("({other})"),
                    _ => words[at] = words[at].repeat(2),
                }
            }
            words.concat()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_letters(text in "\\PC{0,100}") {
        holds(&text)?;
        holds(&format!("SELECT {text}"))?;
        holds(&format!("SELECT '{text}', \"{text}\" FROM product"))?;
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..25)) {
        holds(&pieces.join(" "))?;
        holds(&format!("SELECT {}", pieces.join(" ")))?;
        holds(&pieces.concat())?;
    }

    #[test]
    fn any_change_to_a_query(sql in mutated()) {
        holds(&sql)?;
    }

    #[test]
    fn any_text_in_a_literal(text in "[a'\\\\\"; \n-]{0,20}", name in "[a'\\\\\"; \n-]{1,20}") {
        let sql = format!(
            "SELECT '{}' AS \"{}\", 'end' FROM product",
            text.replace('\'', "''"),
            name.replace('"', "\"\"")
        );
        prop_assert!(check(&sql).is_ok(), "{sql}");
        holds(&sql)?;
    }
}
