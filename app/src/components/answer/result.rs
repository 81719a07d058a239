//! The *result* as tabs: the rows, the picture, the SQL, how it was computed. Without a script a tab is a link.

use leptos::prelude::*;

use super::behind;
use crate::components::{Chart, ResultTable, Tile};
use crate::view_model::{AnswerView, OutcomeView, ResultView, Tab};

/// The tabs that the answer has, and what is in them.
pub(super) fn tabs(answer: &AnswerView, persona: &str) -> impl IntoView + use<> {
    let there: Vec<Tab> = Tab::ALL
        .into_iter()
        .filter(|tab| match tab {
            Tab::Table => answer.result.is_some(),
            Tab::Chart => answer.chart.is_some(),
            Tab::Sql => !answer.sql.is_empty(),
            Tab::How => answer.outcome == OutcomeView::Answered,
        })
        .collect();
    let first = there.first().copied()?;
    let shown = if there.contains(&answer.tab) {
        answer.tab
    } else {
        first
    };
    let links = there
        .iter()
        .map(|tab| {
            let current = (*tab == shown).then_some("true");
            let href = format!("/answers/{}?tab={}", answer.id, tab.name());
            view! { <a href=href data-tab=tab.name() aria-current=current>{label(*tab, answer)}</a> }
        })
        .collect_view();
    let panels = there
        .iter()
        .map(|tab| {
            let hidden = (*tab != shown).then_some("");
            let content = content(*tab, answer, persona);
            view! {
                <section class="panel" data-panel=tab.name() aria-label=label(*tab, answer) hidden=hidden>
                    {content}
                </section>
            }
        })
        .collect_view();
    let exports = answer.result.is_some().then(|| {
        let id = &answer.id;
        view! {
            <span class="exports">
                <a href=format!("/answers/{id}/export.csv") download="">"CSV"</a>
                <a href=format!("/answers/{id}/export.xlsx") download="">"XLSX"</a>
                <button type="button" class="quiet" data-copy="rows" hidden>"Copy"</button>
                <button type="button" class="quiet" data-copy="link" hidden>"Link"</button>
            </span>
        }
    });
    Some(view! {
        <div class="result">
            <div class="tab-row">
                <nav class="tabs" aria-label="Views of the answer">{links}</nav>
                {exports}
            </div>
            {panels}
        </div>
    })
}

fn label(tab: Tab, answer: &AnswerView) -> &'static str {
    match tab {
        Tab::Table if answer.tile.is_some() => "Figure",
        Tab::Table => "Table",
        Tab::Chart => "Chart",
        Tab::Sql => "SQL",
        Tab::How => "How computed",
    }
}

fn content(tab: Tab, answer: &AnswerView, persona: &str) -> AnyView {
    match tab {
        Tab::Table => {
            let tile = answer.tile.clone().map(|tile| view! { <Tile tile/> });
            // A single figure says all there is.
            let is_all = |result: &&ResultView| answer.tile.is_none() || result.columns.len() > 1;
            let rows = answer.result.as_ref().filter(is_all).map(|result| {
                view! {
                    <ResultTable
                        answer=answer.id.clone() persona=persona.to_owned() conversation=answer.conversation.clone()
                        result=result.clone()
                    />
                }
            });
            view! { {tile}{rows} }.into_any()
        }
        Tab::Chart => answer
            .chart
            .clone()
            .map(|chart| {
                view! {
                    <Chart
                        chart answer=answer.id.clone() persona=persona.to_owned()
                        conversation=answer.conversation.clone()
                    />
                }
            })
            .into_any(),
        Tab::Sql => behind::sql(answer).into_any(),
        Tab::How => behind::how(answer).into_any(),
    }
}
