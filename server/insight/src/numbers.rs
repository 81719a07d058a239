//! *Numbers* as people read them.

use serde_json::Value;

/// The number that a JSON value holds; long decimals come as text.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// A number with thousands separators and its unit: `1,234.5 USD`, `12 units`, `81.2 %` for the fraction 0.812.
pub fn written(value: f64, unit: Option<&str>) -> String {
    match unit {
        Some("fraction") => format!("{} %", grouped(value * 100.0, 1)),
        Some("USD") => format!("{} USD", money(value)),
        Some(unit) => format!("{} {unit}", grouped(value, 2)),
        None => grouped(value, 2),
    }
}

/// Two decimals when there are cents, none otherwise.
fn money(value: f64) -> String {
    let cents = (value * 100.0).round();
    if (cents / 100.0).fract() == 0.0 {
        return grouped(value, 0);
    }
    let text = separated(&format!("{:.2}", cents.abs() / 100.0));
    if cents < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

/// At most `decimals` decimals, without trailing zeros.
fn grouped(value: f64, decimals: usize) -> String {
    let mut text = format!("{:.decimals$}", value.abs());
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let text = separated(&text);
    if value < 0.0 && text != "0" {
        format!("−{text}")
    } else {
        text
    }
}

/// Commas between thousands.
fn separated(text: &str) -> String {
    let (whole, rest) = text
        .split_once('.')
        .map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::with_capacity(text.len() + whole.len() / 3);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_carry_their_units() {
        assert_eq!(written(1_234_567.0, Some("units")), "1,234,567 units");
        assert_eq!(written(1234.5, Some("USD")), "1,234.50 USD");
        assert_eq!(written(-1234.5, Some("USD")), "−1,234.50 USD");
        assert_eq!(written(1000.0, Some("USD")), "1,000 USD");
        assert_eq!(written(0.812, Some("fraction")), "81.2 %");
        assert_eq!(written(0.5, Some("fraction")), "50 %");
        assert_eq!(written(999.0, None), "999");
        assert_eq!(written(-0.001, None), "0");
        assert_eq!(written(2.345_67, Some("days")), "2.35 days");
    }

    #[test]
    fn long_decimals_come_as_text() {
        assert_eq!(
            number(&json!("12345678901234567.8901")),
            Some(12_345_678_901_234_568.0)
        );
        assert_eq!(number(&json!(2.5)), Some(2.5));
        assert_eq!(number(&json!("NaN")), None);
        assert_eq!(number(&json!(null)), None);
    }
}
