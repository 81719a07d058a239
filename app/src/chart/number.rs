//! A *chart number* is written short: ticks alike along an axis, values by their first three digits.

use super::scale::Ticks;
use crate::format;
use crate::view_model::{Figure, Measure};

/// Numbers from here on are written in thousands, millions and so on.
const LONG: f64 = 10_000.0;
/// Powers of a thousand, the largest first.
const POWERS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")];
/// Numbers from here on are written as powers of ten.
const HUGE: f64 = 1e15;
/// Decimals that can still be read.
const DECIMALS: usize = 6;

/// A figure in full, with its unit: "1,234 units", "$12.50", "81.2 %".
pub(super) fn told(figure: &Figure, unit: Option<&str>) -> String {
    let number = format::number(figure.digits(), unit);
    match spoken(unit) {
        Some(unit) => format!("{number} {unit}"),
        None => number,
    }
}

/// A figure by its first three digits: "1,234", "12.3k", "$3.4M", "81.2 %".
pub(super) fn short(value: f64, unit: Option<&str>) -> String {
    let shown = if unit == Some("fraction") {
        value * 100.0
    } else {
        value
    };
    let size = shown.abs();
    if size >= HUGE || (size > 0.0 && size < 0.001) {
        return signed(shown, &powers_of_ten(size, 2), unit);
    }
    if size < LONG {
        let places = match size {
            _ if unit == Some("fraction") => 1,
            1000.0.. => 0,
            1.0.. => 2,
            _ => 3,
        };
        return signed(shown, &trimmed(size, places), unit);
    }
    // 999,999 is 1M and not 1000k.
    let digits = 10f64.powf(size.log10().floor() - 2.0);
    let rounded = (size / digits).round() * digits;
    let (power, letter) = POWERS
        .into_iter()
        .find(|(power, _)| rounded >= *power)
        .unwrap_or((1.0, ""));
    let part = rounded / power;
    let places = match part {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    signed(shown, &format!("{}{letter}", trimmed(part, places)), unit)
}

/// The labels of ticks: all with the same decimals and the same power of a thousand.
pub(super) fn ticks(ticks: &Ticks, unit: Option<&str>) -> Vec<String> {
    let factor = if unit == Some("fraction") { 100.0 } else { 1.0 };
    let largest = ticks.low().abs().max(ticks.high().abs()) * factor;
    let step = ticks.step * factor;
    let (power, letter) = if largest < LONG {
        (1.0, "")
    } else {
        POWERS
            .into_iter()
            .find(|(power, _)| largest >= *power)
            .unwrap_or((1.0, ""))
    };
    let places = places(step / power);
    ticks
        .values
        .iter()
        .map(|value| {
            let size = (value * factor).abs();
            let text = match places {
                _ if size == 0.0 => "0".to_owned(),
                Some(places) if largest < HUGE => {
                    let number = format!("{:.places$}", size / power);
                    format!("{}{letter}", format::separated(&number))
                }
                _ => powers_of_ten(size, 1),
            };
            signed(*value, &text, unit)
        })
        .collect()
}

/// The name of an axis: "Sales in USD", "Stock in units", "Fill rate in %".
pub(super) fn axis(measure: &Measure) -> String {
    let unit = match measure.unit.as_deref() {
        Some("fraction") => "%",
        Some(unit) => unit,
        None => "",
    };
    let label = measure.label.trim();
    // "Sales orders" are counted in sales orders.
    if unit.is_empty() || label.to_lowercase().contains(&unit.to_lowercase()) {
        label.to_owned()
    } else if label.is_empty() {
        unit.to_owned()
    } else {
        format!("{label} in {unit}")
    }
}

/// The unit, where a number does not carry it itself.
fn spoken(unit: Option<&str>) -> Option<&str> {
    unit.filter(|unit| *unit != "USD" && *unit != "fraction")
}

/// Decimals that a step needs; none when they are too many to read.
fn places(step: f64) -> Option<usize> {
    (0..=DECIMALS).find(|places| {
        let shifted = step * 10f64.powi(i32::try_from(*places).unwrap_or(0));
        shifted >= 0.999
    })
}

/// A number without sign, with at most so many decimals.
fn trimmed(size: f64, places: usize) -> String {
    let text = format!("{size:.places$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format::separated(text)
}

/// "1.2e18".
fn powers_of_ten(size: f64, places: usize) -> String {
    let text = format!("{size:.places$e}");
    match text.split_once('e') {
        Some((digits, power)) if digits.contains('.') => format!(
            "{}e{power}",
            digits.trim_end_matches('0').trim_end_matches('.')
        ),
        _ => text,
    }
}

fn signed(value: f64, text: &str, unit: Option<&str>) -> String {
    let sign = if value < 0.0 && text != "0" {
        "−"
    } else {
        ""
    };
    match unit {
        Some("USD") => format!("{sign}${text}"),
        Some("fraction") => format!("{sign}{text} %"),
        _ => format!("{sign}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, unit: Option<&str>) -> Vec<String> {
        ticks(&Ticks::around(low, high, 4, false), unit)
    }

    #[test]
    fn ticks_are_alike_along_an_axis() {
        assert_eq!(
            labels(0.0, 20_000.0, Some("USD")),
            ["$0", "$5k", "$10k", "$15k", "$20k"]
        );
        assert_eq!(labels(0.0, 1_400.0, None), ["0", "500", "1,000", "1,500"]);
        assert_eq!(
            labels(-1e6, 1e6, None),
            ["−1.0M", "−0.5M", "0", "0.5M", "1.0M"]
        );
        assert_eq!(
            labels(0.9, 0.98, Some("fraction")),
            ["90 %", "92 %", "94 %", "96 %", "98 %"]
        );
        assert_eq!(labels(0.0, 0.4, None), ["0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(
            labels(0.0, 4e-9, None),
            ["0", "1e-9", "2e-9", "3e-9", "4e-9"]
        );
        assert_eq!(
            labels(0.0, 4e18, None),
            ["0", "1e18", "2e18", "3e18", "4e18"]
        );
    }

    #[test]
    fn values_have_three_digits() {
        let short = |value| short(value, None);
        assert_eq!(
            [0.0, 7.0, 12.346, 0.1236, 1_234.5, 9_999.0].map(short),
            ["0", "7", "12.35", "0.124", "1,234", "9,999"]
        );
        assert_eq!(
            [12_345.0, 123_456.0, 999_999.0, 3.4e6, -2.5e9, 1.5e12].map(short),
            ["12.3k", "123k", "1M", "3.4M", "−2.5B", "1.5T"]
        );
        assert_eq!([1.25e18, 0.000_012].map(short), ["1.25e18", "1.2e-5"]);
    }

    #[test]
    fn units_are_said_once() {
        let measure = |label: &str, unit: &str| Measure {
            label: label.to_owned(),
            unit: Some(unit.to_owned()),
        };
        assert_eq!(axis(&measure("Sales", "USD")), "Sales in USD");
        assert_eq!(axis(&measure("Fill rate", "fraction")), "Fill rate in %");
        assert_eq!(
            axis(&measure("Sales orders", "sales orders")),
            "Sales orders"
        );
        assert_eq!(axis(&measure("", "units")), "units");
        assert_eq!(short(-1234.5, Some("USD")), "−$1,234");
        assert_eq!(short(0.1236, Some("fraction")), "12.4 %");
        let figure = Figure::new("1234.50").unwrap();
        assert_eq!(told(&figure, Some("units")), "1,234.5 units");
        assert_eq!(told(&figure, Some("USD")), "$1,234.50");
    }
}
