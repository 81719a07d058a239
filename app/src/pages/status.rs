//! The *status page* tells whoever runs the program how it does: parts, load, latencies, errors.

use leptos::prelude::*;

use crate::components::{Document, Place, Shell};
use crate::format;
use crate::view_model::{
    CacheView, HealthView, HoldingsView, LatencyView, PartView, PercentileView, RecentErrorView,
    StatusView,
};

/// The page on which an operator sees how the program does.
#[component]
pub fn StatusPage(
    /// What it shows.
    view: StatusView,
) -> impl IntoView {
    let ill: Vec<String> = view
        .parts
        .iter()
        .filter(|part| part.health == HealthView::Ill)
        .map(|part| part.name.clone())
        .collect();
    let summary = if ill.is_empty() {
        view! { <p class="summary well">"All parts answer."</p> }.into_any()
    } else {
        view! { <p class="summary ill" role="alert">{format!("Does not answer: {}.", ill.join(", "))}</p> }
            .into_any()
    };
    let number = |count: u64| format::number(&count.to_string(), None);
    let unknown = || "—".to_owned();
    let tiles = vec![
        ("running for", format::uptime(view.uptime_seconds)),
        ("version", view.version),
        (
            "memory",
            view.memory_bytes.map_or_else(unknown, format::memory),
        ),
        ("connections", number(view.connections as u64)),
        ("queries running", number(view.queries as u64)),
        ("logins open", view.sessions.map_or_else(unknown, number)),
    ];
    view! {
        <Document title="Status · Quartermaster".to_owned()>
            <Shell frame=view.frame place=Place::Status>
                <div class="status-page">
                    <h1>"Status"</h1>
                    {summary}
                    <Parts parts=view.parts/>
                    <Tiles label="Load" tiles/>
                    {view.holdings.map(|holdings| view! { <Holdings holdings/> })}
                    <Cache cache=view.cache/>
                    <section>
                        <h2>"Questions by outcome"</h2>
                        <Counts label="Questions by outcome" word="Outcome" counts=view.outcomes
                            none="Nothing has been asked since the start."/>
                    </section>
                    <section>
                        <h2>"How long answers take"</h2>
                        <Latencies label="How long the stages of an answer take" word="Stage" latencies=view.stages
                            none="Nothing has been asked since the start."/>
                    </section>
                    <section>
                        <h2>"How long requests take"</h2>
                        <Latencies label="How long requests take" word="Route" latencies=view.routes
                            none="Nothing has been requested since the start."/>
                        <p class="note">
                            "Since the start. Of 100, 50, 95 or 99 took no longer than p50, p95 or p99. These are \
                             estimated from counts in intervals (0.1, 0.25, 0.5, 1, 2.5 ms … 10 s), as if the times \
                             were spread evenly within an interval, the way Prometheus does it: the true time lies in \
                             the same interval. A dash stands where there are too few times to tell (20 for p95, 100                              for p99). A request's time ends when its answer begins."
                        </p>
                    </section>
                    <section>
                        <h2>"Errors by category"</h2>
                        <Counts label="Errors by category" word="Category" counts=view.errors none="There are none."/>
                        <Recent errors=view.recent/>
                    </section>
                    <p class="note">
                        "Everything here counts from the start of the program. "<a href="/metrics">"/metrics"</a>
                        " gives it to Prometheus. "<a href="/status">"Look again"</a>
                    </p>
                </div>
            </Shell>
        </Document>
    }
}

#[component]
fn Parts(parts: Vec<PartView>) -> impl IntoView {
    let rows = parts.into_iter().map(|part| {
        let (class, health) = match part.health {
            HealthView::Well => ("well", "✓ answers"),
            HealthView::Ill => ("ill", "✗ does not answer"),
            HealthView::AskedWhenNeeded => ("absent", "– asked when needed"),
            HealthView::BuiltIn => ("absent", "– built in"),
            HealthView::Absent => ("absent", "– none"),
        };
        view! {
            <tr>
                <th scope="row">{part.name}</th>
                <td class=class>{health}</td>
                <td>{part.engine}</td>
                <td>{part.detail}</td>
            </tr>
        }
    });
    view! {
        <div class="rows" tabindex="0" role="region" aria-label="Parts">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Part"</th><th scope="col">"State"</th><th scope="col">"Engine"</th>
                        <th scope="col">"Detail"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Tiles(label: &'static str, tiles: Vec<(&'static str, String)>) -> impl IntoView {
    let tiles = tiles.into_iter().map(|(name, value)| {
        view! { <div class="tile"><dt class="tile-label">{name}</dt><dd class="tile-value">{value}</dd></div> }
    });
    view! {
        <section aria-label=label><dl class="tiles">{tiles.collect_view()}</dl></section>
    }
}

#[component]
fn Holdings(holdings: HoldingsView) -> impl IntoView {
    let tiles = vec![
        (
            "tables",
            format!("{} of {}", holdings.tables, holdings.declared),
        ),
        ("rows", format::number(&holdings.rows.to_string(), None)),
        ("as of", format::day(&holdings.as_of)),
    ];
    view! { <section><h2>"Data"</h2><Tiles label="Data" tiles/></section> }
}

#[component]
fn Cache(cache: CacheView) -> impl IntoView {
    let number = |count: u64| format::number(&count.to_string(), None);
    let rate = if cache.hits + cache.misses == 0 {
        "—".to_owned()
    } else {
        format::number(&cache.hit_rate.to_string(), Some("fraction"))
    };
    let tiles = vec![
        ("hit rate", rate),
        ("known", number(cache.hits)),
        ("not known", number(cache.misses)),
        ("answers kept", number(cache.entries)),
    ];
    view! { <section><h2>"Cache"</h2><Tiles label="Cache" tiles/></section> }
}

#[component]
fn Counts(
    label: &'static str,
    word: &'static str,
    counts: Vec<(String, u64)>,
    none: &'static str,
) -> impl IntoView {
    if counts.is_empty() {
        return view! { <p class="note">{none}</p> }.into_any();
    }
    let rows = counts.into_iter().map(|(name, count)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{format::number(&count.to_string(), None)}</td>
            </tr>
        }
    });
    view! {
        <div class="rows" tabindex="0" role="region" aria-label=label>
            <table>
                <thead><tr><th scope="col">{word}</th><th scope="col" class="number">"Number"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Latencies(
    label: &'static str,
    word: &'static str,
    latencies: Vec<LatencyView>,
    none: &'static str,
) -> impl IntoView {
    if latencies.is_empty() {
        return view! { <p class="note">{none}</p> }.into_any();
    }
    let rows = latencies.into_iter().map(|latency| {
        let percentiles = latency
            .percentiles
            .map(|percentile| view! { <td class="number">{written(percentile)}</td> });
        view! {
            <tr>
                <th scope="row">{latency.name}</th>
                <td class="number">{format::number(&latency.count.to_string(), None)}</td>
                {percentiles.into_iter().collect_view()}
            </tr>
        }
    });
    view! {
        <div class="rows" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{word}</th>
                        <th scope="col" class="number">"Number"</th>
                        <th scope="col" class="number">"p50"</th>
                        <th scope="col" class="number">"p95"</th>
                        <th scope="col" class="number">"p99"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn written(percentile: Option<PercentileView>) -> String {
    match percentile {
        None => "—".to_owned(),
        Some(PercentileView { seconds, beyond }) => {
            let over = if beyond { "over " } else { "" };
            format!("{over}{}", format::latency(seconds))
        }
    }
}

#[component]
fn Recent(errors: Vec<RecentErrorView>) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let rows = errors.into_iter().map(|error| {
            view! {
                <tr>
                    <td class="day"><time datetime=error.at.clone()>{format::instant(&error.at)}</time></td>
                    <td>{error.category}</td>
                    <td>{error.place}</td>
                    <td><code>{error.reference}</code></td>
                </tr>
            }
        });
        view! {
            <h3>"The latest errors"</h3>
            <div class="rows" tabindex="0" role="region" aria-label="The latest errors">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"When (UTC)"</th><th scope="col">"Category"</th>
                            <th scope="col">"Where"</th><th scope="col">"Reference in the log"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    })
}
