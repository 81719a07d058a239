//! A *format* is how a value is written for people: separators, units, dates, a dash where there is no value.

use crate::view_model::Cell;

/// A cell as text, given its column's unit.
pub(crate) fn cell(cell: &Cell, unit: Option<&str>) -> String {
    match cell {
        Cell::Missing => "—".to_owned(),
        Cell::Period { name, .. } => said(name),
        Cell::Text(text) | Cell::Thing { text, .. } => text.clone(),
        Cell::Number(number) => self::number(number, unit),
        Cell::Day(day) => self::day(day),
        Cell::Instant(instant) => match instant.split_once('T') {
            Some((day, time)) => format!("{} {}", self::day(day), time.get(..5).unwrap_or(time)),
            None => instant.clone(),
        },
        Cell::Flag(true) => "yes".to_owned(),
        Cell::Flag(false) => "no".to_owned(),
    }
}

/// Places after the point that are ever shown.
const MOST_PLACES: usize = 9;

/// A number in its exact digits, with separators; money with two places, a fraction as per cent.
pub(crate) fn number(digits: &str, unit: Option<&str>) -> String {
    let value: f64 = digits.parse().unwrap_or(f64::NAN);
    if !value.is_finite() {
        return digits.to_owned();
    }
    match unit {
        Some("fraction") => format!("{} %", separated(&rounded(digits, value * 100.0, 1))),
        Some("USD") => {
            let places = if value.abs() < 0.01 {
                first_digits(value).max(2)
            } else {
                2
            };
            let money = separated(&fixed(digits, value, places));
            money
                .strip_prefix('-')
                .map_or_else(|| format!("${money}"), |positive| format!("−${positive}"))
        }
        _ => separated(&rounded(digits, value, 2)).replacen('-', "−", 1),
    }
}

/// A fraction as per cent.
pub(crate) fn share(fraction: f64) -> String {
    number(&fraction.to_string(), Some("fraction"))
}

/// `value` with at most `places` after the point, or its first two digits where it would be nothing else but zeros.
fn rounded(digits: &str, value: f64, places: usize) -> String {
    let text = fixed(digits, value, places.max(first_digits(value)));
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Places after the point that show a value's first two digits; none when they are too far behind it.
fn first_digits(value: f64) -> usize {
    let mut value = value.abs();
    (0..=MOST_PLACES)
        .find(|_| {
            let shown = value.round() >= 10.0;
            value *= 10.0;
            shown
        })
        .unwrap_or_default()
}

fn fixed(digits: &str, value: f64, places: usize) -> String {
    // Whole numbers beyond 2^53 keep their digits.
    let whole = !digits.contains(['.', 'e', 'E']) && digits.len() > 15;
    if whole {
        digits.to_owned()
    } else {
        format!("{value:.places$}")
    }
}

pub(crate) fn separated(number: &str) -> String {
    let (sign, digits) = number
        .strip_prefix('-')
        .map_or(("", number), |digits| ("-", digits));
    let (whole, rest) = digits
        .find('.')
        .map_or((digits, ""), |point| digits.split_at(point));
    let mut separated = String::with_capacity(number.len() + number.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            separated.push(',');
        }
        separated.push(digit);
    }
    format!("{sign}{separated}{rest}")
}

/// A sentence with its ISO days written as all days are.
pub(crate) fn said(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        let run = from
            .find(|c: char| !c.is_ascii_digit() && c != '-')
            .unwrap_or(from.len());
        let (digits, after) = from.split_at(run);
        let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let glued = before.ends_with(part) || after.starts_with(part);
        if !glued && is_day(digits) {
            written.push_str(&day(digits));
        } else {
            written.push_str(digits);
        }
        rest = after;
    }
    written.push_str(rest);
    written
}

fn is_day(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(place, byte)| (byte == b'-') == matches!(place, 4 | 7))
}

/// "2025-06-30" as "30 Jun 2025".
pub(crate) fn day(iso: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = iso.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    let month = month
        .parse::<usize>()
        .ok()
        .and_then(|m| MONTHS.get(m.wrapping_sub(1)));
    match month {
        Some(month) => format!("{} {month} {year}", day.trim_start_matches('0')),
        None => iso.to_owned(),
    }
}

/// A duration in milliseconds as seconds.
pub(crate) fn seconds(milliseconds: f64) -> String {
    let seconds = milliseconds / 1000.0;
    if seconds < 0.001 {
        "under 0.001 s".to_owned()
    } else if seconds < 10.0 {
        format!("{seconds:.3} s")
    } else {
        format!("{seconds:.1} s")
    }
}

/// A latency in seconds, in the unit that suits it.
pub(crate) fn latency(seconds: f64) -> String {
    let milliseconds = seconds * 1000.0;
    if milliseconds < 10.0 {
        format!("{milliseconds:.2} ms")
    } else if milliseconds < 1000.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{seconds:.2} s")
    }
}

/// How long something has been running, in its two largest units.
pub(crate) fn uptime(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

/// Bytes of memory in MB.
pub(crate) fn memory(bytes: u64) -> String {
    let megabytes = (bytes + (1 << 19)) >> 20;
    format!("{} MB", separated(&megabytes.to_string()))
}

/// "2025-06-30T14:05:09Z" as "30 Jun 2025 14:05:09".
pub(crate) fn instant(iso: &str) -> String {
    match iso.split_once('T') {
        Some((date, time)) => format!("{} {}", day(date), time.get(..8).unwrap_or(time)),
        None => iso.to_owned(),
    }
}

/// US dollars: cents, and smaller amounts with four places.
pub(crate) fn dollars(usd: f64) -> String {
    if usd > 0.0 && usd < 0.000_1 {
        "under $0.0001".to_owned()
    } else if usd > 0.0 && usd < 0.01 {
        format!("${usd:.4}")
    } else {
        format!("${}", separated(&format!("{usd:.2}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_separated_and_rounded_for_people() {
        assert_eq!(number("1234567", None), "1,234,567");
        assert_eq!(number("-1234.5", None), "−1,234.5");
        assert_eq!(number("12.3456", None), "12.35");
        assert_eq!(number("0.3456", None), "0.35");
        assert_eq!(number("0.03456", None), "0.035");
        assert_eq!(number("-0.0001", None), "−0.0001");
        assert_eq!(number("0.00012345", None), "0.00012");
        assert_eq!(number("0.000000001", None), "0");
        assert_eq!(number("0", None), "0");
        assert_eq!(number("100", None), "100");
        assert_eq!(number("999", None), "999");
        assert_eq!(
            number("12345678901234567890", None),
            "12,345,678,901,234,567,890"
        );
    }

    #[test]
    fn units_decide_how_a_number_is_written() {
        assert_eq!(number("1234.5", Some("USD")), "$1,234.50");
        assert_eq!(number("-3", Some("USD")), "−$3.00");
        assert_eq!(number("0.0042", Some("USD")), "$0.0042");
        assert_eq!(number("0.01", Some("USD")), "$0.01");
        assert_eq!(number("0", Some("USD")), "$0.00");
        assert_eq!(number("0.00012", Some("fraction")), "0.012 %");
        assert_eq!(number("0.8567", Some("fraction")), "85.7 %");
        assert_eq!(number("1", Some("fraction")), "100 %");
        assert_eq!(number("14", Some("days")), "14");
    }

    #[test]
    fn no_value_is_a_dash_and_days_have_one_form() {
        assert_eq!(cell(&Cell::Missing, None), "—");
        assert_eq!(cell(&Cell::Day("2025-06-05".into()), None), "5 Jun 2025");
        assert_eq!(
            cell(&Cell::Instant("2025-06-30T14:05:00".into()), None),
            "30 Jun 2025 14:05"
        );
        assert_eq!(day("soon"), "soon");
    }

    #[test]
    fn the_program_s_own_figures_have_units() {
        assert_eq!(latency(0.000_42), "0.42 ms");
        assert_eq!(latency(0.0421), "42 ms");
        assert_eq!(latency(1.254), "1.25 s");
        assert_eq!(uptime(59), "59 s");
        assert_eq!(uptime(3_599), "59 min");
        assert_eq!(uptime(7_260), "2 h 1 min");
        assert_eq!(uptime(90_000), "1 d 1 h");
        assert_eq!(memory(0), "0 MB");
        assert_eq!(memory(1_258_291_200), "1,200 MB");
        assert_eq!(instant("2025-06-05T14:05:09.25Z"), "5 Jun 2025 14:05:09");
    }

    #[test]
    fn days_within_sentences_have_the_same_form() {
        assert_eq!(
            said("2025-01-01 to 2025-06-30"),
            "1 Jan 2025 to 30 Jun 2025"
        );
        assert_eq!(said("week of 2025-06-02."), "week of 2 Jun 2025.");
        for same in [
            "A-2025-01-01",
            "2025-01-01X",
            "12-34",
            "SO-71774",
            "Zoë 2025",
            "",
        ] {
            assert_eq!(said(same), same);
        }
    }

    #[test]
    fn small_costs_and_times_are_not_rounded_to_nothing() {
        assert_eq!(dollars(0.0), "$0.00");
        assert_eq!(dollars(0.0042), "$0.0042");
        assert_eq!(dollars(0.000_003), "under $0.0001");
        assert_eq!(seconds(11.2), "0.011 s");
        assert_eq!(seconds(0.04), "under 0.001 s");
    }
}
