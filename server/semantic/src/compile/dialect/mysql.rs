//! The *MySQL* syntax, which MariaDB understands as well. It holds whatever the session's SQL mode is: names stand in
//! backticks, texts are joined by CONCAT, and no literal has a backslash.

use super::{Syntax, listed_rows, pattern};
use crate::model::DataType;
use crate::query::Grain;

/// MySQL from version 8 and MariaDB from version 10.5 on.
#[derive(Debug)]
pub(super) struct Mysql;

/// Rows that a table of literals may have: each is a SELECT of its own.
const MOST_ROWS: usize = 200;

impl Syntax for Mysql {
    fn engine(&self) -> &'static str {
        "MySQL"
    }

    // All of these give a date and NULL for NULL.
    fn period_start(&self, grain: Grain, date: &str) -> String {
        match grain {
            Grain::Day => format!("CAST({date} AS DATE)"),
            // WEEKDAY of a Monday is 0.
            Grain::Week => format!("FROM_DAYS(TO_DAYS({date}) - WEEKDAY({date}))"),
            Grain::Month => format!("FROM_DAYS(TO_DAYS({date}) - DAYOFMONTH({date}) + 1)"),
            Grain::Quarter => {
                format!("CAST(CONCAT(YEAR({date}), '-', QUARTER({date}) * 3 - 2, '-01') AS DATE)")
            }
            Grain::Year => format!("MAKEDATE(YEAR({date}), 1)"),
        }
    }

    fn days_between(&self, from: &str, until: &str) -> String {
        format!("DATEDIFF({until}, {from})")
    }

    // `substring_index` gives what there is when there are fewer parts, so that is looked at first.
    fn part(&self, text: &str, position: i32) -> String {
        let cut = |back: i32| {
            format!(
                "TRIM(SUBSTRING_INDEX(SUBSTRING_INDEX({text}, ', ', {position}), ', ', {back}))"
            )
        };
        let found = cut(if position > 0 { -1 } else { 1 });
        let before = position.unsigned_abs().saturating_sub(1);
        if before == 0 {
            return found;
        }
        let separators = format!("CHAR_LENGTH({text}) - CHAR_LENGTH(REPLACE({text}, ', ', ''))");
        let needed = 2 * u64::from(before);
        format!("CASE WHEN {separators} < {needed} THEN '' ELSE {found} END")
    }

    // MariaDB has a median over windows only, MySQL has none.
    fn median(&self, _: &str) -> Option<String> {
        None
    }

    fn double(&self, number: &str) -> String {
        format!("CAST({number} AS DOUBLE)")
    }

    // `||` means OR unless the session says otherwise.
    fn joined(&self, left: &str, right: &str) -> String {
        format!("CONCAT({left}, {right})")
    }

    fn same(&self, left: &str, right: &str, _: DataType) -> String {
        format!("({left} <=> {right})")
    }

    // NULL is less than any value here.
    fn sort_key(&self, sql: &str, descending: bool) -> String {
        if descending {
            format!("{sql} DESC")
        } else {
            format!("{sql} IS NULL, {sql}")
        }
    }

    // Inside an expression a name means a column of the tables, not one of the result.
    fn result_key(&self, name: &str, expression: &str, descending: bool) -> String {
        if descending {
            format!("{name} DESC")
        } else {
            format!("{expression} IS NULL, {name}")
        }
    }

    fn contains(&self, text: &str, part: &str, negated: bool) -> String {
        let (pattern, escaped) = pattern(part, '!');
        let not = if negated { "NOT " } else { "" };
        // Without the clause a backslash would escape.
        let escape = if escaped || part.contains('\\') {
            " ESCAPE '!'"
        } else {
            ""
        };
        format!("LOWER({text}) {not}LIKE {}{escape}", self.text(&pattern))
    }

    // Whether a backslash in a literal escapes is the session's choice, so none stands in one.
    fn text(&self, text: &str) -> String {
        let quoted = |part: &str| format!("'{}'", part.replace('\'', "''"));
        if !text.contains('\\') {
            return quoted(text);
        }
        let parts: Vec<String> = text.split('\\').map(quoted).collect();
        format!("CONCAT({})", parts.join(", CHAR(92), "))
    }

    fn quote(&self) -> char {
        '`'
    }

    fn rows(&self, values: &[String], alias: &str, column: &str) -> Option<String> {
        listed_rows(values, alias, column, MOST_ROWS)
    }

    fn as_text(&self, value: &str) -> String {
        format!("CAST({value} AS CHAR)")
    }

    // Of both servers, as far as they are lower-case words.
    fn reserved(&self) -> &'static str {
        "accessible add alter analyze asensitive before bigint binary blob call cascade change char character collate \
         condition constraint continue convert cube cume_dist current_role current_time current_timestamp \
         current_user cursor database databases day_hour day_microsecond day_minute day_second dec decimal declare \
         delayed delete dense_rank describe deterministic distinctrow div double drop dual each elseif empty enclosed \
         escaped exit explain first_value float float4 float8 force foreign fulltext function general generated get \
         grouping groups high_priority hour_microsecond hour_minute hour_second ignore ignore_server_ids index infile \
         inout insensitive insert int int1 int2 int3 int4 int8 integer io_after_gtids io_before_gtids iterate \
         json_table key keys kill lag last_value lateral lead leave linear lines load localtime localtimestamp lock \
         long longblob longtext loop low_priority manual match maxvalue mediumblob mediumint mediumtext middleint \
         minute_microsecond minute_second mod modifies nth_value ntile numeric offset optimize optimizer_costs option \
         optionally out outfile parallel percent_rank period portion precision procedure purge range rank read \
         read_write reads real recursive ref_system_id regexp release rename repeat replace require resignal restrict \
         return returning revoke rlike row_number schema schemas second_microsecond sensitive separator show signal \
         slow smallint spatial specific sql sqlexception sqlstate sqlwarning ssl starting stats_auto_recalc \
         stats_persistent stats_sample_pages stored straight_join system system_time terminated tinyblob tinyint \
         tinytext trigger undo unlock unsigned update usage use utc_date utc_time utc_timestamp varbinary varchar \
         varcharacter varying versioning virtual while write xor year_month zerofill"
    }
}
