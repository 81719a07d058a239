//! A *tile* shows a single figure, large, with its change against the period before.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{Cell, ChangeView, TileView};

/// A single figure.
#[component]
pub(crate) fn Tile(tile: TileView) -> impl IntoView {
    let value = format::cell(&tile.value, tile.unit.as_deref());
    let change = tile
        .change
        .as_ref()
        .map(|change| view! { <span class="tile-change">{compared(&tile, change)}</span> });
    let unit = tile
        .unit
        .filter(|unit| unit != "USD" && unit != "fraction")
        .map(|unit| view! { <small>{format!(" {unit}")}</small> });
    view! {
        <div class="tile">
            <span class="tile-label">{tile.label}</span>
            <span class="tile-value">{value}{unit}</span>
            {change}
        </div>
    }
}

/// "▲ 12.4 % more than Q1 2025 ($4,100.00)": the direction by sign and word, never by colour alone. A rate differs by
/// percentage points; per cent of per cent would be misread.
fn compared(tile: &TileView, change: &ChangeView) -> String {
    let unit = tile.unit.as_deref();
    let difference = if unit == Some("fraction") {
        points(&tile.value, &change.previous).map(|points| {
            let size = format::number(&format!("{:.2}", points.abs()), None);
            (points, format!("{size} percentage points"))
        })
    } else {
        change
            .fraction
            .map(|fraction| (fraction, format::share(fraction.abs())))
    };
    let compared = match difference {
        Some((by, size)) if by > 0.0 => format!("▲ {size} more than"),
        Some((by, size)) if by < 0.0 => format!("▼ {size} less than"),
        Some(_) => "as much as".to_owned(),
        None => "against".to_owned(),
    };
    let previous = format::cell(&change.previous, unit);
    format!("{compared} {} ({previous})", format::said(&change.period))
}

/// How many percentage points a rate lies above an earlier one.
fn points(rate: &Cell, previous: &Cell) -> Option<f64> {
    let number = |cell: &Cell| match cell {
        Cell::Number(digits) => digits.parse::<f64>().ok(),
        _ => None,
    };
    Some((number(rate)? - number(previous)?) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: &str, previous: &str, unit: &str, fraction: Option<f64>) -> String {
        let number = |digits: &str| Cell::Number(digits.to_owned());
        let change = ChangeView {
            previous: number(previous),
            fraction,
            period: "Q1 2025".to_owned(),
        };
        let tile = TileView {
            label: "Sales".to_owned(),
            value: number(value),
            unit: Some(unit.to_owned()),
            change: None,
        };
        compared(&tile, &change)
    }

    #[test]
    fn a_change_is_said_with_sign_and_word() {
        let sales = |fraction| said("4608.4", "4100", "USD", fraction);
        assert_eq!(sales(Some(0.124)), "▲ 12.4 % more than Q1 2025 ($4,100.00)");
        assert_eq!(sales(Some(-0.5)), "▼ 50 % less than Q1 2025 ($4,100.00)");
        assert_eq!(sales(Some(0.0)), "as much as Q1 2025 ($4,100.00)");
        assert_eq!(sales(None), "against Q1 2025 ($4,100.00)");
    }

    #[test]
    fn rates_differ_by_percentage_points() {
        let rate = |now, before| said(now, before, "fraction", Some(0.1));
        assert_eq!(
            rate("0.9", "0.825"),
            "▲ 7.5 percentage points more than Q1 2025 (82.5 %)"
        );
        assert_eq!(
            rate("0.8", "0.825"),
            "▼ 2.5 percentage points less than Q1 2025 (82.5 %)"
        );
        assert_eq!(rate("0.8", "0.8"), "as much as Q1 2025 (80 %)");
    }
}
