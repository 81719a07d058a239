//! A *chart* on a page: its picture, once for wide and once for narrow pages, with a way to take it along.

use leptos::prelude::*;

use crate::ask_link::AskLink;
use crate::chart::{Layout, Picture, picture};
use crate::view_model::ChartView;

/// A chart of an answer. Its marks ask in the persona and the conversation.
#[component]
pub(crate) fn Chart(
    chart: ChartView,
    answer: String,
    persona: String,
    conversation: Option<String>,
) -> impl IntoView {
    let links = AskLink::new(&persona, conversation.as_deref());
    let title = format!("chart-{answer}");
    let pictures = [(Layout::Wide, "wide"), (Layout::Narrow, "narrow")].map(|(layout, name)| {
        let id = format!("{title}-{name}");
        let drawn = picture(&chart, layout, &links, (&id, &title));
        framed(drawn, name, &chart.title)
    });
    let svg = format!("/answers/{answer}/chart.svg");
    view! {
        <figure class="chart">
            <figcaption id=title>{chart.title.clone()}</figcaption>
            {pictures.into_iter().collect_view()}
            <div class="foot">
                <span>"Every figure stands in the "<a href=format!("/answers/{answer}?tab=table")>"table"</a>"."</span>
                <span class="downloads">
                    <a href=svg.clone() download="">"SVG"</a>
                    <button type="button" data-png=svg hidden>"PNG"</button>
                </span>
            </div>
        </figure>
    }
}

/// A picture in a box; one that is too wide for it can be scrolled, by the keyboard as well.
fn framed(picture: Picture, name: &str, title: &str) -> impl IntoView + use<> {
    let Picture { svg, broad } = picture;
    let region = broad.then_some("region");
    let focus = broad.then_some("0");
    let label = broad.then(|| title.to_owned());
    let class = format!("box {name}");
    // The picture escapes what data or a person wrote.
    view! { <div class=class tabindex=focus role=region aria-label=label inner_html=svg></div> }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::view_model::{Bars, Figure, Grid, Measure, Plot, Subject};

    #[test]
    fn a_chart_stands_on_its_page_without_styles_or_scripts_of_its_own() {
        let name = "<script>alert(1)</script>";
        let rows = vec![Subject {
            name: name.to_owned(),
            ask: Some(format!("only {name}")),
        }];
        let grid = Grid::new(vec!["Stock".to_owned()], rows, |_, _| Figure::new("12"));
        let chart = ChartView {
            title: format!("Stock of {name}"),
            plot: Plot::Bars(Bars {
                axis: "Product".to_owned(),
                measure: Measure {
                    label: "Stock".to_owned(),
                    unit: None,
                },
                grid: grid.unwrap(),
            }),
        };
        let html = view! {
            <Chart chart answer="7".to_owned() persona="Field Engineer".to_owned() conversation=None/>
        }
        .to_html();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("style="), "{html}");
        assert!(
            html.contains(r#"<figcaption id="chart-7">Stock of &lt;script&gt;"#),
            "{html}"
        );
        assert_eq!(
            html.matches(r#"role="group" aria-labelledby="chart-7""#)
                .count(),
            2
        );
        assert_eq!(
            html.matches(r#"href="/?persona=Field+Engineer&amp;question=only+%3Cscript"#)
                .count(),
            2
        );
        assert!(
            html.contains(r#"<a href="/answers/7/chart.svg" download="">SVG</a>"#),
            "{html}"
        );
    }
}
