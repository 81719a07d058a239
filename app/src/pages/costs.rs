//! The *costs page* says what this month's questions cost, and what was saved.

use leptos::prelude::*;

use crate::components::{Document, Place, Shell};
use crate::format;
use crate::view_model::{CostShare, CostsView, LimitView};

/// The page that says what questions cost.
#[component]
pub fn CostsPage(
    /// What it shows.
    view: CostsView,
) -> impl IntoView {
    let whose = if view.everybody {
        "What everybody's questions cost this month. You see it because you run the program."
    } else {
        "What your own questions cost this month."
    };
    let number = |count: u64| format::number(&count.to_string(), None);
    let month = vec![
        ("today", format::dollars(view.today_usd)),
        ("this month so far", format::dollars(view.month_usd)),
        ("month estimate", format::dollars(view.month_estimate_usd)),
        ("questions", number(view.questions)),
        ("from the cache", share(view.cached, view.questions)),
        (
            "without a language model",
            share(view.without_model, view.questions),
        ),
    ];
    let by_interpreter = view.saved_by_interpreter_usd.unwrap_or(0.0);
    let saved = vec![
        ("by the cache", format::dollars(view.saved_by_cache_usd)),
        ("by the interpreter", format::dollars(by_interpreter)),
    ];
    let measured = if view.saved_by_interpreter_usd.is_some() {
        "By the cache: what the answers that were asked for again had cost. By the interpreter: the questions that \
         needed neither a language model nor the cache, times the mean charge of a language model for this month's \
         questions that needed one."
    } else {
        "By the cache: what the answers that were asked for again had cost. No question of this month needed a language \
         model, so nothing was charged that the interpreter's saving could be measured by."
    };
    let services = view.by_service.into_iter().map(|(name, usd)| {
        view! { <tr><th scope="row">{name}</th><td class="number">{format::dollars(usd)}</td></tr> }
    });
    let allocated = (view.allocated_usd > 0.0).then(|| {
        view! {
            <p class="note">
                {format::dollars(view.allocated_usd)}" of what Redshift costs is allocated: Redshift Serverless charges for a \
                minute at least each time it wakes, and the question that woke it bears the rest of that minute."
            </p>
        }
    });
    let limits = (!view.limits.is_empty()).then(|| view! { <Limits limits=view.limits/> });
    let by_day = view
        .by_day
        .into_iter()
        .map(|day| CostShare {
            name: format::day(&day.name),
            ..day
        })
        .collect::<Vec<_>>();
    let by_person = view.everybody.then(|| {
        view! { <Shares title="By person" word="Person" shares=view.by_person/> }
    });
    let last_month = format!("/costs.csv?month={}", view.last_month);
    let this_month = format!("/costs.csv?month={}", view.month);
    view! {
        <Document title="Costs · Quartermaster".to_owned()>
            <Shell frame=view.frame place=Place::Costs>
                <div class="costs-page">
                    <h1>"Costs"</h1>
                    <p>{whose}</p>
                    <section aria-label="This month"><Tiles tiles=month/></section>
                    <section>
                        <h2>"Saved"</h2>
                        <Tiles tiles=saved/>
                        <p class="note">{measured}</p>
                    </section>
                    <section>
                        <h2>"By service"</h2>
                        <div class="rows" tabindex="0" role="region" aria-label="By service">
                            <table>
                                <thead>
                                    <tr><th scope="col">"Service"</th><th scope="col" class="number">"US dollars"</th></tr>
                                </thead>
                                <tbody>{services.collect_view()}</tbody>
                            </table>
                        </div>
                        {allocated}
                    </section>
                    {limits}
                    {by_person}
                    <Shares title="By persona" word="Persona" shares=view.by_persona/>
                    <Shares title="By day" word="Day" shares=by_day/>
                    <p class="note">
                        "Days are those of UTC; today is "{format::day(&view.today)}". The estimate is the mean of the \
                         month's days so far, for all of its days."
                    </p>
                    <p class="downloads">
                        <a class="button quiet" href=this_month download="">"CSV of this month"</a>
                        <a class="button quiet" href=last_month download="">"CSV of last month"</a>
                    </p>
                </div>
            </Shell>
        </Document>
    }
}

#[component]
fn Tiles(tiles: Vec<(&'static str, String)>) -> impl IntoView {
    let tiles = tiles.into_iter().map(|(name, value)| {
        view! { <div class="tile"><dt class="tile-label">{name}</dt><dd class="tile-value">{value}</dd></div> }
    });
    view! { <dl class="tiles">{tiles.collect_view()}</dl> }
}

/// How much may be spent, and what has been.
#[component]
fn Limits(limits: Vec<LimitView>) -> impl IntoView {
    let rows = limits.into_iter().map(|limit| {
        let above = if limit.confirm {
            "you are asked whether it is worth it"
        } else {
            "it is not asked"
        };
        view! {
            <tr>
                <th scope="row">{limit.name}</th>
                <td class="number">{format::dollars(limit.limit_usd)}</td>
                <td class="number">{limit.spent_usd.map_or_else(|| "—".to_owned(), format::dollars)}</td>
                <td>{above}</td>
            </tr>
        }
    });
    view! {
        <section>
            <h2>"Limits"</h2>
            <div class="rows" tabindex="0" role="region" aria-label="Limits">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"For"</th>
                            <th scope="col" class="number">"Limit"</th>
                            <th scope="col" class="number">"Spent"</th>
                            <th scope="col">"Above it"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// A table of parts of the month.
#[component]
fn Shares(title: &'static str, word: &'static str, shares: Vec<CostShare>) -> impl IntoView {
    if shares.is_empty() {
        return view! { <section><h2>{title}</h2><p class="note">"Nothing has been asked this month."</p></section> }
            .into_any();
    }
    let rows = shares.into_iter().map(|share| {
        view! {
            <tr>
                <th scope="row">{share.name}</th>
                <td class="number">{format::number(&share.questions.to_string(), None)}</td>
                <td class="number">{format::dollars(share.usd)}</td>
            </tr>
        }
    });
    view! {
        <section>
            <h2>{title}</h2>
            <div class="rows" tabindex="0" role="region" aria-label=title>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{word}</th>
                            <th scope="col" class="number">"Questions"</th>
                            <th scope="col" class="number">"US dollars"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A part of the questions in per cent; a dash when there are none.
fn share(part: u64, questions: u64) -> String {
    (part * 100)
        .checked_div(questions)
        .map_or_else(|| "—".to_owned(), |percent| format!("{percent} %"))
}
