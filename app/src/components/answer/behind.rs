//! What is *behind* an answer: the SQL that ran, and what each figure means.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{AnswerView, CalculationView, SqlWordKind};

/// The SQL, coloured.
pub(super) fn sql(answer: &AnswerView) -> impl IntoView + use<> {
    let words = answer
        .sql
        .iter()
        .map(|word| {
            let class = match word.kind {
                SqlWordKind::Keyword => "sql-keyword",
                SqlWordKind::Literal => "sql-literal",
                SqlWordKind::Comment => "sql-comment",
                SqlWordKind::Plain => return word.text.clone().into_any(),
            };
            view! { <span class=class>{word.text.clone()}</span> }.into_any()
        })
        .collect_view();
    view! {
        <p class="dialect">"Dialect: "{answer.dialect.clone()}</p>
        <pre tabindex="0" aria-label="SQL"><code id="sql">{words}</code></pre>
    }
}

/// Definitions, conditions and sources.
pub(super) fn how(answer: &AnswerView) -> impl IntoView + use<> {
    let definitions = answer
        .definitions
        .iter()
        .map(|d| {
            let owner = (!d.owner.is_empty())
                .then(|| view! { <small>{format!(" Owner: {}.", d.owner)}</small> });
            view! { <dt>{d.label.clone()}</dt><dd>{d.definition.clone()}{owner}</dd> }
        })
        .collect_view();
    let calculation = answer
        .calculation
        .iter()
        .flat_map(lines)
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{format::said(&value)}</dd> })
        .collect_view();
    let reading = answer
        .statements
        .iter()
        .map(|s| format::said(&s.text))
        .collect::<Vec<_>>()
        .join(" · ");
    let tables = (!answer.tables.is_empty())
        .then(|| view! { <dt>"Tables"</dt><dd>{answer.tables.join(", ")}</dd> });
    let version = (!answer.data_version.is_empty())
        .then(|| view! { <dt>"Version of the data"</dt><dd><code>{answer.data_version.clone()}</code></dd> });
    let words = (!answer.used.is_empty()).then(|| {
        let words = answer.used.iter().map(|(words, part)| {
            view! { <li><q>{words.clone()}</q>" → "{part.clone()}</li> }
        });
        view! { <dt>"Your words"</dt><dd><ul class="words">{words.collect_view()}</ul></dd> }
    });
    view! {
        <dl class="how">
            {calculation}
            {definitions}
            <dt>"Reading"</dt><dd>{reading}</dd>
            {words}
            <dt>"As of"</dt><dd>{format::day(&answer.as_of)}</dd>
            {tables}
            {version}
        </dl>
    }
}

/// A calculation, as names and values.
fn lines(calculation: &CalculationView) -> Vec<(String, String)> {
    let CalculationView {
        label,
        method,
        formula,
        worked,
        figures,
        sources,
        inputs,
        ..
    } = calculation;
    let named = [
        ("Calculation", label),
        ("Method", method),
        ("Formula", formula),
        (
            if worked.contains('=') {
                "With numbers"
            } else {
                "Found"
            },
            worked,
        ),
    ];
    let named = named.map(|(name, value)| (name.to_owned(), value.clone()));
    let inputs = inputs.iter().filter(|input| !input.open).map(|input| {
        let value = if input.value.is_empty() {
            "differs from row to row".to_owned()
        } else {
            format!("{} {}", input.value, input.unit)
        };
        let how = if input.how.is_empty() {
            String::new()
        } else {
            format!(": {}", input.how)
        };
        (
            input.label.clone(),
            format!("{} ({}{how})", value.trim_end(), input.origin),
        )
    });
    let mut lines: Vec<(String, String)> = named.into_iter().collect();
    lines.extend(figures.iter().cloned());
    lines.extend(inputs);
    lines.extend(sources.iter().cloned());
    lines.retain(|(_, value)| !value.is_empty());
    lines
}
