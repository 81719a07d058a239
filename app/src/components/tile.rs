//! A *tile* shows a single figure, large, with its change against the period before.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{ChangeView, TileView};

/// A single figure.
#[component]
pub(crate) fn Tile(tile: TileView) -> impl IntoView {
    let value = format::cell(&tile.value, tile.unit.as_deref());
    let change = tile
        .change
        .as_ref()
        .map(|change| view! { <span class="tile-change">{compared(change, tile.unit.as_deref())}</span> });
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

/// "▲ 12.4 % against Q1 2025 ($4,100.00)": the direction by sign and word, never by colour alone.
fn compared(change: &ChangeView, unit: Option<&str>) -> String {
    let previous = format::cell(&change.previous, unit);
    let difference = match change.fraction {
        Some(fraction) if fraction > 0.0 => format!("▲ {} more than", format::share(fraction)),
        Some(fraction) if fraction < 0.0 => format!("▼ {} less than", format::share(-fraction)),
        Some(_) => "as much as".to_owned(),
        None => "against".to_owned(),
    };
    format!("{difference} {} ({previous})", format::said(&change.period))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::Cell;

    #[test]
    fn a_change_is_said_with_sign_and_word() {
        let change = |fraction| ChangeView {
            previous: Cell::Number("4100".into()),
            fraction,
            period: "Q1 2025".into(),
        };
        let said = |fraction| compared(&change(fraction), Some("USD"));
        assert_eq!(said(Some(0.124)), "▲ 12.4 % more than Q1 2025 ($4,100.00)");
        assert_eq!(said(Some(-0.5)), "▼ 50 % less than Q1 2025 ($4,100.00)");
        assert_eq!(said(Some(0.0)), "as much as Q1 2025 ($4,100.00)");
        assert_eq!(said(None), "against Q1 2025 ($4,100.00)");
    }
}
