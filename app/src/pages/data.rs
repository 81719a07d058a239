//! The *data pages* say what a persona may read and ask for: tables with their columns, figures, conditions.

use leptos::prelude::*;

use crate::components::{Document, Place, Shell, with_persona};
use crate::format;
use crate::view_model::{
    CatalogueView, DataColumnView, DataTableView, DataView, FilterView, Frame, MetricView,
    NewestView, TableView,
};

/// Other words that are shown without being asked for.
const WORDS: usize = 5;

/// The page that lists what one can ask about.
#[component]
pub fn DataPage(
    /// What it shows.
    view: DataView,
) -> impl IntoView {
    let persona = view.frame.persona.clone();
    let tables = view
        .tables
        .into_iter()
        .map(|table| table_entry(table, &view.frame))
        .collect_view();
    let metrics = view.metrics.into_iter().map(metric_entry).collect_view();
    let filters = view.filters.into_iter().map(filter_entry).collect_view();
    let catalogue = view.catalogue.map(|c| catalogue(c, &persona));
    view! {
        <Document title="Data · Quartermaster".to_owned()>
            <Shell frame=view.frame place=Place::Data>
                <div class="data-page">
                    <h1>"Data"</h1>
                    <p><strong>{persona.clone()}</strong>" — "{view.description}" This is what the role may read and ask for."</p>
                    <nav class="turning" aria-label="On this page">
                        <a href="#tables">"Tables"</a>
                        <a href="#figures">"Figures"</a>
                        <a href="#conditions">"Conditions"</a>
                    </nav>
                    {catalogue}
                    <section>
                        <h2 id="tables">"Tables"</h2>
                        <ul class="entries">{tables}</ul>
                    </section>
                    <section>
                        <h2 id="figures">"Figures that you can ask for"</h2>
                        <p class="note">"Choose one to ask for it. Say more to narrow it: by warehouse, last month, top 10."</p>
                        <form method="post" action="/ask">
                            <input type="hidden" name="persona" value=persona/>
                            <ul class="entries">{metrics}</ul>
                        </form>
                    </section>
                    <section>
                        <h2 id="conditions">"Conditions that you can ask with"</h2>
                        <p class="note">"Use one in a question, in these words or others that mean the same."</p>
                        <ul class="entries">{filters}</ul>
                    </section>
                </div>
            </Shell>
        </Document>
    }
}

/// The page of one table.
#[component]
pub fn DataTablePage(
    /// What it shows.
    view: DataTableView,
) -> impl IntoView {
    let table = view.table;
    let title = capitalised(&table.rows_are);
    let missing = table.rows.is_none().then(|| {
        view! {
            <p class="warning">
                "The data does not have this table, so questions about it cannot be answered. Your operator can add it."
            </p>
        }
    });
    let relationships = (!view.relationships.is_empty()).then(|| {
        let items = view.relationships.iter().map(|relationship| {
            let address = table_address(&relationship.table, &view.frame);
            view! { <li>{relationship.sentence.clone()}" "<a href=address>{relationship.table.clone()}</a></li> }
        });
        view! { <section><h2>"How it goes together"</h2><ul>{items.collect_view()}</ul></section> }
    });
    let columns = view
        .columns
        .into_iter()
        .map(|column| column_entry(column, &view.frame))
        .collect_view();
    let all = with_persona("/data", &view.frame);
    let size = size(&table);
    view! {
        <Document title=format!("{title} · Data · Quartermaster")>
            <Shell frame=view.frame place=Place::Data>
                <div class="data-page">
                    <nav aria-label="Breadcrumb"><a href=all>"Data"</a>" / "<span aria-current="page">{table.name}</span></nav>
                    <h1>{title}</h1>
                    <p>{table.description}</p>
                    <p>{size}</p>
                    {missing}
                    {relationships}
                    <section>
                        <h2>"Columns"</h2>
                        <ul class="entries">{columns}</ul>
                    </section>
                </div>
            </Shell>
        </Document>
    }
}

/// What differs, or that nothing does.
fn catalogue(catalogue: CatalogueView, persona: &str) -> impl IntoView + use<> {
    let CatalogueView {
        name,
        differences,
        may_read_again,
    } = catalogue;
    let again = may_read_again.then(|| {
        view! {
            <form method="post" action="/catalogue">
                <input type="hidden" name="persona" value=persona.to_owned()/>
                <button type="submit" class="quiet">"Compare again"</button>
            </form>
        }
    });
    let said = match differences.as_deref() {
        Some([]) => {
            return view! {
                <section>
                    <p class="note" id="catalogue">{name}" agrees with this."</p>
                    {again}
                </section>
            }
            .into_any();
        }
        Some(differences) => {
            let items = differences
                .iter()
                .map(|difference| view! { <li>{difference.clone()}"."</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        None => view! { <p>"It could not be read. An operator finds the cause in the log."</p> }
            .into_any(),
    };
    let heading = match differences {
        Some(_) => format!("{name} differs from this"),
        None => format!("{name} was not compared"),
    };
    view! {
        <section class="warning">
            <h2 id="catalogue">{heading}</h2>
            {said}
            {again}
        </section>
    }
    .into_any()
}

fn table_entry(table: TableView, frame: &Frame) -> impl IntoView + use<> {
    let address = table_address(&table.name, frame);
    let size = size(&table);
    view! {
        <li class="entry">
            <div>
                <h3><a href=address>{capitalised(&table.rows_are)}</a></h3>
                <code>{table.name}</code>
            </div>
            <div>
                <p>{table.description}</p>
                <p class="note">{size}</p>
            </div>
        </li>
    }
}

fn metric_entry(metric: MetricView) -> impl IntoView {
    let unit = metric
        .unit
        .map(|unit| view! { <p class="note">{format!("in {unit}")}</p> });
    view! {
        <li class="entry">
            <div>
                <h3>
                    <button type="submit" class="thing" name="question" value=metric.label.clone() title="Ask for it">
                        {metric.label.clone()}
                    </button>
                </h3>
                {unit}
                {owner(&metric.owner)}
            </div>
            <div>
                <p>{metric.definition}</p>
                {words(&metric.synonyms)}
            </div>
        </li>
    }
}

fn filter_entry(filter: FilterView) -> impl IntoView {
    view! {
        <li class="entry">
            <div>
                <h3>{capitalised(&filter.label)}</h3>
                <p class="note">{format!("of {}", filter.rows_are)}</p>
                {owner(&filter.owner)}
            </div>
            <div>
                <p>{filter.definition}</p>
                {words(&filter.synonyms)}
            </div>
        </li>
    }
}

fn column_entry(column: DataColumnView, frame: &Frame) -> impl IntoView + use<> {
    let kind = match column.unit {
        Some(unit) => format!("{}, in {unit}", column.kind),
        None => column.kind.to_owned(),
    };
    let key = column
        .key
        .then(|| view! { <span class="badge">"key"</span> });
    let points_to = column.points_to.map(|table| {
        let address = table_address(&table, frame);
        view! { <p class="note">"points to "<a href=address>{table}</a></p> }
    });
    let values = match (column.personal, column.newest) {
        (true, _) => Some("Not shown: they concern private persons.".into_any()),
        (false, Some(newest)) => {
            Some(format!("The newest is {}.", format::day(&newest)).into_any())
        }
        (false, None) if column.samples.is_empty() => None,
        (false, None) => {
            let samples = column
                .samples
                .into_iter()
                .map(|sample| view! { <li>{sample}</li> });
            Some(view! { <ul class="samples">{samples.collect_view()}</ul> }.into_any())
        }
    };
    let values = values.map(|values| view! { <div class="note">"Values: "{values}</div> });
    let empty = column
        .empty
        .filter(|share| *share > 0.0)
        .map(|share| view! { <p class="note">{format!("Empty in {} of the rows.", emptiness(share))}</p> });
    view! {
        <li class="entry">
            <div>
                <h3>{column.label}{key}</h3>
                <code>{column.name}</code>
                <p class="note">{kind}</p>
                {points_to}
            </div>
            <div>
                <p>{column.description}</p>
                {words(&column.synonyms)}
                {values}
                {empty}
            </div>
        </li>
    }
}

/// Other words for something; many of them are folded.
fn words(synonyms: &[String]) -> impl IntoView + use<> {
    if synonyms.is_empty() {
        return None;
    }
    let (shown, folded) = synonyms.split_at(synonyms.len().min(WORDS));
    let first = format!("Also: {}", shown.join(", "));
    if folded.is_empty() {
        return Some(view! { <p class="note">{first}</p> }.into_any());
    }
    let more = folded.join(", ");
    let said = view! {
        <details class="note">
            <summary>{first}<span class="more-words">{format!(" and {} more", folded.len())}</span></summary>
            {more}
        </details>
    };
    Some(said.into_any())
}

fn owner(owner: &str) -> impl IntoView + use<> {
    (!owner.is_empty()).then(|| view! { <p class="note">{format!("Owner: {owner}")}</p> })
}

/// Size and reach of a table: "50,000 rows · newest 30 Jun 2025 (Order date)".
fn size(table: &TableView) -> String {
    let rows = match table.rows {
        None => "missing from the data".to_owned(),
        Some(1) => "1 row".to_owned(),
        Some(rows) => format!("{} rows", format::number(&rows.to_string(), None)),
    };
    match &table.newest {
        Some(NewestView { column, day }) => {
            format!("{rows} · newest {} ({column})", format::day(day))
        }
        None => rows,
    }
}

/// A share of empty values: few are not none, and nearly all are not all.
fn emptiness(share: f64) -> String {
    if share > 0.0 && share < 0.001 {
        "under 0.1 %".to_owned()
    } else if share < 1.0 && share > 0.999 {
        "over 99.9 %".to_owned()
    } else {
        format::share(share)
    }
}

fn table_address(table: &str, frame: &Frame) -> String {
    with_persona(&format!("/data/{table}"), frame)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_empty_values_are_not_none_and_nearly_all_are_not_all() {
        assert_eq!(emptiness(0.0), "0 %");
        assert_eq!(emptiness(0.000_01), "under 0.1 %");
        assert_eq!(emptiness(0.25), "25 %");
        assert_eq!(emptiness(0.999_99), "over 99.9 %");
        assert_eq!(emptiness(1.0), "100 %");
    }
}
