//! The *Redshift* syntax: PostgreSQL's of long ago, with differences that change figures. A backslash in a literal
//! escapes, VALUES is no table, and a mean has the type of what it is the mean of, so that its fraction is lost.

use super::unit;
use super::{Syntax, listed_rows, pattern};
use crate::query::Grain;

/// Amazon Redshift, provisioned and serverless.
#[derive(Debug)]
pub(super) struct Redshift;

/// Rows that a table of literals may have: each is a SELECT of its own.
const MOST_ROWS: usize = 400;

impl Syntax for Redshift {
    fn engine(&self) -> &'static str {
        "Amazon Redshift"
    }

    fn period_start(&self, grain: Grain, date: &str) -> String {
        format!("CAST(DATE_TRUNC('{}', {date}) AS DATE)", unit(grain))
    }

    fn days_between(&self, from: &str, until: &str) -> String {
        format!("DATEDIFF(day, {from}, {until})")
    }

    // `split_part` counts from the front only, so what is counted from the end is read backwards.
    fn part(&self, text: &str, position: i32) -> String {
        if position < 0 {
            let place = position.unsigned_abs();
            return format!("TRIM(REVERSE(SPLIT_PART(REVERSE({text}), ' ,', {place})))");
        }
        format!("TRIM(SPLIT_PART({text}, ', ', {position}))")
    }

    fn median(&self, value: &str) -> Option<String> {
        Some(format!("MEDIAN({value})"))
    }

    // The mean of integers is an integer, that of decimals has no more digits than they have.
    fn average(&self, value: &str) -> String {
        format!("AVG({})", self.double(value))
    }

    // There is no CONCAT_WS, and a text joined with NULL is NULL.
    fn tuple(&self, columns: &[String]) -> String {
        if let [one] = columns {
            return one.clone();
        }
        let texts = columns
            .iter()
            .map(|column| format!("COALESCE({}, '')", self.as_text(column)));
        texts.collect::<Vec<_>>().join(" || '|' || ")
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

    fn text(&self, text: &str) -> String {
        let quoted = |part: &str| format!("'{}'", part.replace('\'', "''"));
        if !text.contains('\\') {
            return quoted(text);
        }
        let parts: Vec<String> = text.split('\\').map(quoted).collect();
        format!("({})", parts.join(" || CHR(92) || "))
    }

    fn rows(&self, values: &[String], alias: &str, column: &str) -> Option<String> {
        listed_rows(values, alias, column, MOST_ROWS)
    }

    // Amazon's list, without the words that are reserved everywhere.
    fn reserved(&self) -> &'static str {
        "aes128 aes256 allowoverwrite analyse analyze authorization backup binary blanksasnull bytedict bzip2 collate \
         connect constraint credentials current_time current_timestamp current_user current_user_id deferrable deflate \
         defrag delta delta32k disable emptyasnull enable encode encrypt encryption explicit foreign freeze globaldict256 \
         globaldict64k gzip identity ignore ilike initially isnull language localtime localtimestamp lun luns lzo lzop \
         minus mostly16 mostly32 mostly8 new notnull nulls off offline oid old open overlaps parallel percent permissions \
         pivot placing raw readratio recover rejectlog resort respect restore session_user similar snapshot start sysdate \
         system tag tdes text255 text32k timestamp top truncatecolumns unnest unpivot verbose wallet without"
    }
}
