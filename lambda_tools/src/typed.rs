//! What somebody *types* for a parameter becomes its value, or is said to be wrong in the words of the parameter.

use jiff::civil::Date;
use serde_json::Value;

use crate::calculation::{number, written};
use crate::parameter::{Kind, Parameter};

/// Decimals of a number that is offered for change: enough to compute with, few enough to read.
const DECIMALS: usize = 4;
/// A bound from here on only keeps nonsense out; nobody comes near it.
const FAR: f64 = 1e9;

/// A value as it is offered for change; empty for none.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let text = format!("{:.DECIMALS$}", number.as_f64().unwrap_or_default());
            let text = text.trim_end_matches('0').trim_end_matches('.');
            if text == "-0" { "0" } else { text }.to_owned()
        }
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}

impl Parameter {
    /// Whether its value can be typed into one field.
    pub fn is_typed(&self) -> bool {
        matches!(
            self.kind,
            Kind::Number | Kind::Fraction | Kind::Whole | Kind::Choice | Kind::Date
        )
    }

    /// What it may be, for people: "0 or more", "0.5 up to, but not including, 1", "a whole number from 1 to 3660".
    pub fn range(&self) -> String {
        let least = self.minimum.filter(|least| *least > -FAR);
        let most = self.maximum.filter(|most| *most < FAR);
        let bounds = match (least, most) {
            (Some(least), Some(most)) if self.maximum_excluded => {
                format!(
                    "{} up to, but not including, {}",
                    written(least),
                    written(most)
                )
            }
            (Some(least), Some(most)) if self.minimum_excluded => {
                format!("above {} up to {}", written(least), written(most))
            }
            (Some(least), Some(most)) => format!("{} to {}", written(least), written(most)),
            (Some(least), None) if self.minimum_excluded => format!("above {}", written(least)),
            (Some(least), None) => format!("{} or more", written(least)),
            (None, Some(most)) => format!("at most {}", written(most)),
            (None, None) => String::new(),
        };
        match self.kind {
            Kind::Whole if bounds.is_empty() => "a whole number".to_owned(),
            Kind::Whole => format!("a whole number, {bounds}"),
            Kind::Choice => format!("one of: {}", self.choices.join(", ")),
            Kind::Date => "a day such as 2025-06-30".to_owned(),
            _ => bounds,
        }
    }

    /// The value that was typed, or what it must be: "must be 0 or more, not -3". A share may be typed in per cent, and
    /// the unit may stand behind a number.
    pub fn read(&self, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        let must = |what: &str| Err(format!("must be {what}, not {}", quoted(typed)));
        match self.kind {
            Kind::Choice => {
                let wanted = typed.to_lowercase().replace(' ', "_");
                let choice = self.choices.iter().find(|choice| **choice == wanted);
                choice.map_or_else(
                    || must(&self.range()),
                    |choice| Ok(Value::from(choice.clone())),
                )
            }
            Kind::Date => match typed.parse::<Date>() {
                Ok(day) => Ok(Value::from(day.to_string())),
                Err(_) => must("a day such as 2025-06-30"),
            },
            Kind::Number | Kind::Fraction | Kind::Whole => {
                let Some((value, percent)) = self.number(typed) else {
                    return must("a number");
                };
                let value = if percent && self.unit != "%" {
                    value / 100.0
                } else {
                    value
                };
                if self.holds(value) {
                    Ok(number(value))
                } else if self.unit == "fraction" && !percent {
                    must(&format!("{} (0.95 for 95 %)", self.range()))
                } else {
                    must(&self.range())
                }
            }
            Kind::Text | Kind::Flag | Kind::List | Kind::Object => must("left as it is"),
        }
    }

    /// The number that was typed, and whether it was per cent.
    fn number(&self, typed: &str) -> Option<(f64, bool)> {
        let is_share = self.unit.starts_with("fraction") || self.unit == "%";
        let plain = typed.strip_suffix('%').filter(|_| is_share);
        let percent = plain.is_some();
        let plain = plain.unwrap_or(typed).trim();
        let plain = plain.strip_suffix(self.unit.as_str()).unwrap_or(plain);
        let plain = plain
            .strip_prefix('$')
            .filter(|_| self.unit.starts_with("USD"))
            .unwrap_or(plain);
        let plain: String = plain
            .trim()
            .chars()
            .map(|letter| if letter == '−' { '-' } else { letter })
            .collect();
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | ',' | 'e' | 'E');
        if plain.is_empty() || !plain.chars().all(digits) {
            return None;
        }
        let plain = if plain.contains(',') {
            without_separators(&plain)?
        } else {
            plain
        };
        let value: f64 = plain.parse().ok()?;
        Some((value, percent))
    }

    /// Whether a number is in its range.
    pub fn holds(&self, value: f64) -> bool {
        let (least, most) = (
            self.minimum.unwrap_or(f64::NEG_INFINITY),
            self.maximum.unwrap_or(f64::INFINITY),
        );
        value.is_finite()
            && value >= least
            && value <= most
            && !(self.minimum_excluded && value <= least)
            && !(self.maximum_excluded && value >= most)
            && (self.kind != Kind::Whole || value.fract() == 0.0)
    }
}

/// "1,250.5" as "1250.5": commas between groups of three digits. "1,5" is none: it could be one and a half.
fn without_separators(typed: &str) -> Option<String> {
    let (whole, rest) = typed
        .split_once('.')
        .map_or((typed, ""), |(whole, rest)| (whole, rest));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    (grouped && !rest.contains(',')).then(|| typed.replace(',', ""))
}

fn quoted(typed: &str) -> String {
    if typed.is_empty() {
        return "nothing".to_owned();
    }
    let short: String = typed.chars().take(40).collect();
    format!("“{short}”")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::find;

    fn parameter(tool: &str, form: usize, name: &str) -> Parameter {
        find(tool).unwrap().forms[form]
            .parameter(name)
            .unwrap()
            .clone()
    }

    #[test]
    fn numbers_with_units_and_separators() {
        let lead_time = parameter("calculate_reorder_point", 0, "lead_time_days");
        for (typed, value) in [
            ("10", json!(10)),
            (" 10 ", json!(10)),
            ("10 days", json!(10)),
            ("7.5", json!(7.5)),
            ("1,250", json!(1250)),
            ("1,250.5", json!(1250.5)),
            ("0", json!(0)),
        ] {
            assert_eq!(lead_time.read(typed), Ok(value), "{typed}");
        }
        for typed in ["", "soon", "1,5", "10 %", "NaN", "inf", "1 2", "0x10"] {
            let refusal = lead_time.read(typed).unwrap_err();
            assert!(
                refusal.starts_with("must be a number, not "),
                "{typed}: {refusal}"
            );
        }
        assert_eq!(
            lead_time.read("-3"),
            Err("must be 0 or more, not “-3”".to_owned())
        );
        assert_eq!(
            lead_time.read("−3"),
            Err("must be 0 or more, not “−3”".to_owned())
        );
        assert!(lead_time.read("1e308").is_err() && lead_time.read("1e12").is_ok());
        assert!(lead_time.read("1.1e12").is_err());
    }

    #[test]
    fn shares_are_fractions_or_per_cent() {
        let level = parameter("calculate_safety_stock", 1, "service_level");
        assert_eq!(level.range(), "0.5 up to, but not including, 1");
        assert_eq!(level.read("0.98"), Ok(json!(0.98)));
        assert_eq!(level.read("98 %"), Ok(json!(0.98)));
        assert_eq!(level.read("50%"), Ok(json!(0.5)));
        assert_eq!(
            level.read("98"),
            Err("must be 0.5 up to, but not including, 1 (0.95 for 95 %), not “98”".to_owned())
        );
        for typed in ["1", "100 %", "0.499", "1.2"] {
            assert!(level.read(typed).is_err(), "{typed}");
        }
        let threshold = parameter("identify_cost_savings", 0, "threshold_percent");
        assert_eq!(threshold.read("5 %"), Ok(json!(5)));
        assert_eq!(threshold.read("100"), Ok(json!(100)));
        assert!(threshold.read("100.1").is_err());
    }

    #[test]
    fn whole_numbers_words_and_days() {
        let days = parameter("identify_stockout_risk", 0, "days");
        assert_eq!(days.range(), "a whole number, 1 to 3660");
        assert_eq!(days.read("14"), Ok(json!(14)));
        assert!(days.read("0").is_err() && days.read("3660").is_ok() && days.read("3661").is_err());
        assert!(days.read("1.5").is_err());
        let group = parameter("analyze_purchase_trends", 0, "group_by");
        assert_eq!(group.read("Product group"), Ok(json!("product_group")));
        assert!(
            group
                .read("colour")
                .unwrap_err()
                .starts_with("must be one of: ")
        );
        let first = parameter("forecast_demand", 0, "first_period");
        assert_eq!(first.read("2025-01-01"), Ok(json!("2025-01-01")));
        assert!(first.read("2025-02-30").is_err());
    }

    #[test]
    fn what_is_above_zero_is_above_zero() {
        let cost = parameter("calculate_eoq", 0, "annual_demand");
        assert_eq!(cost.range(), "above 0");
        assert!(cost.read("0").is_err() && cost.read("0.001").is_ok());
    }

    #[test]
    fn values_are_shown_short_and_read_back() {
        assert_eq!(shown(&json!(1.844_444_444_444_444_6)), "1.8444");
        assert_eq!(shown(&json!(7)), "7");
        assert_eq!(shown(&json!(-0.000_01)), "0");
        assert_eq!(shown(&Value::Null), "");
    }
}
