//! A *result table* shows rows: numbers to the right, units in the heading, a dash for no value, codes that ask on.

use leptos::prelude::*;

use super::ask_form::Hidden;
use crate::format;
use crate::view_model::{Alignment, Cell, ColumnView, ResultView};

/// The rows of an answer. A code is a button that asks the natural next question about the thing.
#[component]
pub(crate) fn ResultTable(
    answer: String,
    persona: String,
    conversation: Option<String>,
    result: ResultView,
) -> impl IntoView {
    let shown = result.rows.len();
    let headings = result.columns.iter().map(heading).collect_view();
    let units: Vec<(Option<String>, Alignment)> = result
        .columns
        .iter()
        .map(|c| (c.unit.clone(), c.alignment))
        .collect();
    let rows = result
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(&units).map(|(value, (unit, alignment))| {
                let class = class_of(*alignment, value);
                view! { <td class=class data-sort=sort_key(value)>{content(value, unit.as_deref())}</td> }
            });
            view! { <tr>{cells.collect_view()}</tr> }
        })
        .collect_view();
    let count = match (result.row_count, result.truncated) {
        (1, false) => "1 row".to_owned(),
        (count, false) => format!("{} rows", format::number(&count.to_string(), None)),
        (count, true) => format!(
            "the first {} rows; there are more",
            format::number(&count.to_string(), None)
        ),
    };
    let all = (shown < result.row_count).then(|| {
        view! {
            <p class="more">
                {format!("Showing the first {shown} of {}. ", format::number(&result.row_count.to_string(), None))}
                <a href=format!("/answers/{answer}?tab=table&rows=all")>"Show all"</a>
            </p>
        }
    });
    view! {
        <form class="rows-form" method="post" action="/ask">
            <Hidden persona conversation/>
            <div class="rows" tabindex="0" role="region" aria-label="Result">
                <table data-sortable="true">
                    <caption class="unseen">{count}</caption>
                    <thead><tr>{headings}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </form>
        {all}
    }
}

fn content(value: &Cell, unit: Option<&str>) -> AnyView {
    match value {
        Cell::Thing { text, ask } => view! {
            <button type="submit" class="thing" name="question" value=ask.clone() title=ask.clone()>{text.clone()}</button>
        }
        .into_any(),
        other => format::cell(other, unit).into_any(),
    }
}

fn heading(column: &ColumnView) -> impl IntoView + use<> {
    let class = (column.alignment == Alignment::End).then_some("number");
    let unit = column
        .unit
        .clone()
        .filter(|unit| unit != "USD" && unit != "fraction");
    view! {
        <th scope="col" class=class>
            {column.label.clone()}
            {unit.map(|unit| view! { <small>{format!(" {unit}")}</small> })}
        </th>
    }
}

fn class_of(alignment: Alignment, cell: &Cell) -> Option<&'static str> {
    match (alignment, cell) {
        (Alignment::End, _) => Some("number"),
        (Alignment::Start, Cell::Day(_) | Cell::Instant(_) | Cell::Period { .. }) => Some("day"),
        _ => None,
    }
}

/// What the script sorts by, where the shown text would sort wrongly.
fn sort_key(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Number(exact)
        | Cell::Day(exact)
        | Cell::Instant(exact)
        | Cell::Period { from: exact, .. } => Some(exact.clone()),
        Cell::Missing => Some(String::new()),
        Cell::Text(_) | Cell::Flag(_) | Cell::Thing { .. } => None,
    }
}
