//! What each engine's syntax writes. That the engines understand it is tested on real servers.

use super::*;

const ALL: [Dialect; 5] = [
    Dialect::Embedded,
    Dialect::Postgres,
    Dialect::Mysql,
    Dialect::Redshift,
    Dialect::Athena,
];

#[test]
fn text_literals_cannot_break_out() {
    for dialect in ALL {
        assert_eq!(
            syntax(dialect).text("O'Neil'; DROP"),
            "'O''Neil''; DROP'",
            "{dialect:?}"
        );
    }
    // Whether the backslash escapes the quote depends on the session.
    assert_eq!(
        syntax(Dialect::Mysql).text(r"a\' OR 1=1"),
        "CONCAT('a', CHAR(92), ''' OR 1=1')"
    );
    // Here it always does.
    assert_eq!(
        syntax(Dialect::Redshift).text(r"a\' OR 1=1"),
        "('a' || CHR(92) || ''' OR 1=1')"
    );
    assert_eq!(syntax(Dialect::Athena).text(r"a\b"), r"'a\b'");
}

#[test]
fn patterns_escape_wildcards_and_the_escape_sign() {
    for dialect in ALL {
        assert_eq!(
            syntax(dialect).contains("p.name", "Mountain", false),
            "LOWER(p.name) LIKE '%mountain%'"
        );
    }
    for dialect in [Dialect::Embedded, Dialect::Postgres, Dialect::Athena] {
        assert_eq!(
            syntax(dialect).contains("p.name", r"50%_\", true),
            r"LOWER(p.name) NOT LIKE '%50\%\_\\%' ESCAPE '\'"
        );
    }
    let mysql = syntax(Dialect::Mysql);
    for syntax in [mysql, syntax(Dialect::Redshift)] {
        assert_eq!(
            syntax.contains("p.name", "50%_!", true),
            "LOWER(p.name) NOT LIKE '%50!%!_!!%' ESCAPE '!'"
        );
    }
    assert_eq!(
        syntax(Dialect::Redshift).contains("p.name", r"a\b", false),
        "LOWER(p.name) LIKE ('%a' || CHR(92) || 'b%') ESCAPE '!'"
    );
    assert_eq!(
        mysql.contains("p.name", r"a\b", false),
        "LOWER(p.name) LIKE CONCAT('%a', CHAR(92), 'b%') ESCAPE '!'"
    );
}

#[test]
fn names_that_are_keywords_or_mixed_case_are_quoted() {
    for dialect in [Dialect::Embedded, Dialect::Postgres] {
        let syntax = syntax(dialect);
        assert_eq!(syntax.name("order_date"), "order_date");
        assert_eq!(syntax.name("order"), "\"order\"");
        assert_eq!(syntax.name("Unit \"Cost\""), "\"Unit \"\"Cost\"\"\"");
        assert_eq!(syntax.name("change"), "change");
    }
    assert_eq!(syntax(Dialect::Embedded).name("placing"), "placing");
    assert_eq!(syntax(Dialect::Postgres).name("placing"), "\"placing\"");
    let mysql = syntax(Dialect::Mysql);
    assert_eq!(mysql.name("order_date"), "order_date");
    assert_eq!(mysql.name("change"), "`change`");
    assert_eq!(mysql.name("Unit `Cost`"), "`Unit ``Cost```");
}

#[test]
fn reserved_words_are_plain_words() {
    for dialect in ALL {
        let syntax = syntax(dialect);
        let words = syntax.reserved().split(' ').filter(|word| !word.is_empty());
        for word in words {
            assert!(reserved::is_word(word), "{dialect:?}: {word:?}");
            assert!(syntax.is_reserved(word));
        }
    }
}

#[test]
fn periods_begin_on_their_first_day() {
    let sql = |dialect, grain| syntax(dialect).period_start(grain, "d");
    let units = ["day", "week", "month", "quarter", "year"];
    let grains = [
        Grain::Day,
        Grain::Week,
        Grain::Month,
        Grain::Quarter,
        Grain::Year,
    ];
    for (grain, unit) in grains.into_iter().zip(units) {
        let expected = format!("CAST(DATE_TRUNC('{unit}', d) AS DATE)");
        assert_eq!(sql(Dialect::Embedded, grain), expected);
        assert_eq!(sql(Dialect::Postgres, grain), expected);
        assert_eq!(sql(Dialect::Redshift, grain), expected);
        assert_eq!(sql(Dialect::Athena, grain), expected);
    }
    assert_eq!(
        grains.map(|grain| sql(Dialect::Mysql, grain)),
        [
            "CAST(d AS DATE)",
            "FROM_DAYS(TO_DAYS(d) - WEEKDAY(d))",
            "FROM_DAYS(TO_DAYS(d) - DAYOFMONTH(d) + 1)",
            "CAST(CONCAT(YEAR(d), '-', QUARTER(d) * 3 - 2, '-01') AS DATE)",
            "MAKEDATE(YEAR(d), 1)",
        ]
    );
}

#[test]
fn missing_values_come_last() {
    for dialect in [Dialect::Embedded, Dialect::Postgres] {
        assert_eq!(syntax(dialect).sort_key("a", false), "a NULLS LAST");
        assert_eq!(syntax(dialect).sort_key("a", true), "a DESC NULLS LAST");
    }
    let mysql = syntax(Dialect::Mysql);
    assert_eq!(mysql.sort_key("a", false), "a IS NULL, a");
    // Inside an expression "a" would be a column of the tables.
    assert_eq!(mysql.result_key("a", "t.b", false), "t.b IS NULL, a");
    assert_eq!(mysql.result_key("a", "t.b", true), "a DESC");
    assert_eq!(mysql.sort_key("a", true), "a DESC");
}

#[test]
fn null_equals_null_where_groups_meet() {
    assert_eq!(
        syntax(Dialect::Postgres).same("a.g", "b.g", DataType::Text),
        "COALESCE(a.g, '') = COALESCE(b.g, '') AND (a.g IS NULL) = (b.g IS NULL)"
    );
    assert_eq!(
        syntax(Dialect::Postgres).same("a.m", "b.m", DataType::Date),
        "COALESCE(a.m, DATE '0001-01-01') = COALESCE(b.m, DATE '0001-01-01') AND (a.m IS NULL) = (b.m IS NULL)"
    );
    assert_eq!(
        syntax(Dialect::Mysql).same("a.g", "b.g", DataType::Text),
        "(a.g <=> b.g)"
    );
}

#[test]
fn divisions_medians_casts_and_days() {
    let postgres = syntax(Dialect::Postgres);
    assert_eq!(postgres.double("a"), "CAST(a AS DOUBLE PRECISION)");
    assert_eq!(
        postgres.median("a").as_deref(),
        Some("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)")
    );
    assert_eq!(postgres.days_between("a", "b"), "(b - a)");
    let mysql = syntax(Dialect::Mysql);
    assert_eq!(mysql.double("a"), "CAST(a AS DOUBLE)");
    assert_eq!(mysql.median("a"), None);
    assert_eq!(mysql.days_between("a", "b"), "DATEDIFF(b, a)");
    assert_eq!(mysql.as_text("a"), "CAST(a AS CHAR)");
    assert_eq!(
        mysql.joined(&mysql.joined("a", "'-'"), "b"),
        "CONCAT(CONCAT(a, '-'), b)"
    );
    assert_eq!(
        mysql.part("a", -1),
        "TRIM(SUBSTRING_INDEX(SUBSTRING_INDEX(a, ', ', -1), ', ', 1))"
    );
    assert_eq!(
        mysql.part("a", 2),
        "CASE WHEN CHAR_LENGTH(a) - CHAR_LENGTH(REPLACE(a, ', ', '')) < 2 THEN '' \
         ELSE TRIM(SUBSTRING_INDEX(SUBSTRING_INDEX(a, ', ', 2), ', ', -1)) END"
    );
}

#[test]
fn tables_of_literals_have_a_longest_length_where_rows_are_statements() {
    let values = |count: usize| vec!["1".to_owned(); count];
    let mysql = syntax(Dialect::Mysql);
    assert_eq!(
        mysql.rows(&values(2), "t", "c").as_deref(),
        Some("(SELECT 1 AS c UNION ALL SELECT 1) AS t")
    );
    assert!(mysql.rows(&values(200), "t", "c").is_some());
    assert!(mysql.rows(&values(201), "t", "c").is_none());
    assert_eq!(
        syntax(Dialect::Postgres)
            .rows(&values(2), "t", "c")
            .as_deref(),
        Some("(VALUES (1), (1)) AS t(c)")
    );
}

#[test]
fn means_of_integers_keep_their_fraction_where_they_would_not() {
    assert_eq!(syntax(Dialect::Postgres).average("a"), "AVG(a)");
    assert_eq!(
        syntax(Dialect::Redshift).average("a"),
        "AVG(CAST(a AS DOUBLE PRECISION))"
    );
    assert_eq!(
        syntax(Dialect::Athena).average("a"),
        "AVG(CAST(a AS DOUBLE))"
    );
}

#[test]
fn redshift_writes_what_it_has() {
    let redshift = syntax(Dialect::Redshift);
    assert_eq!(redshift.days_between("a", "b"), "DATEDIFF(day, a, b)");
    assert_eq!(redshift.median("a").as_deref(), Some("MEDIAN(a)"));
    assert_eq!(redshift.part("a", 2), "TRIM(SPLIT_PART(a, ', ', 2))");
    assert_eq!(
        redshift.part("a", -1),
        "TRIM(REVERSE(SPLIT_PART(REVERSE(a), ' ,', 1)))"
    );
    assert_eq!(
        redshift.tuple(&["a".to_owned(), "b".to_owned()]),
        "COALESCE(CAST(a AS VARCHAR), '') || '|' || COALESCE(CAST(b AS VARCHAR), '')"
    );
    assert_eq!(
        redshift
            .rows(&["1".to_owned(), "2".to_owned()], "t", "c")
            .as_deref(),
        Some("(SELECT 1 AS c UNION ALL SELECT 2) AS t")
    );
    assert!(redshift.rows(&vec![String::new(); 400], "t", "c").is_some());
    assert!(redshift.rows(&vec![String::new(); 401], "t", "c").is_none());
    assert_eq!(redshift.name("tag"), "\"tag\"");
    assert_eq!(redshift.name("order_date"), "order_date");
}

#[test]
fn athena_writes_what_trino_has() {
    let athena = syntax(Dialect::Athena);
    assert_eq!(athena.days_between("a", "b"), "DATE_DIFF('day', a, b)");
    assert_eq!(athena.median("a"), None);
    assert_eq!(athena.double("a"), "CAST(a AS DOUBLE)");
    assert_eq!(athena.not_true("a > 1"), "NOT COALESCE((a > 1), FALSE)");
    assert_eq!(
        athena.part("a", -1),
        "CASE WHEN a IS NOT NULL THEN COALESCE(TRIM(ELEMENT_AT(SPLIT(a, ', '), -1)), '') END"
    );
    assert_eq!(
        athena.tuple(&["a".to_owned(), "b".to_owned()]),
        "CONCAT_WS('|', CAST(a AS VARCHAR), CAST(b AS VARCHAR))"
    );
    assert_eq!(athena.name("values"), "\"values\"");
}
