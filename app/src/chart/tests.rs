//! Charts as wholes: whatever is drawn stays inside its picture and is well-formed.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::samples::{figure, subject, units};
use super::*;
use crate::view_model::{
    Bars, Donut, Dot, Figure, Grain, Grid, Heat, OverTime, Scatter, Series, Slice, Subject,
};

/// Tags, attributes and texts of a picture; panics when it is not well-formed.
fn elements(svg: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut open = Vec::new();
    let mut elements = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.contains('>'), "{part}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{part}");
            continue;
        }
        let (tag, closed) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((attribute, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap();
            attributes.push((attribute.trim().to_owned(), value.to_owned()));
            rest = after;
        }
        assert_eq!(rest.trim(), "", "{part}");
        if !closed {
            open.push(name.to_owned());
        }
        elements.push((name.to_owned(), attributes));
    }
    assert!(open.is_empty(), "{open:?}");
    elements
}

/// All numbers of a picture are finite and within its size.
fn check(svg: &str) {
    let elements = elements(svg);
    // A label may say anything; what places something is a number.
    for (element, attributes) in &elements {
        assert!(element != "script", "{svg}");
        for (name, value) in attributes {
            assert!(name != "style", "{svg}");
            let says = ["aria-label", "href", "data-ask"].contains(&name.as_str());
            let is_number = !value.contains("NaN") && !value.contains("inf");
            assert!(says || is_number, "{name}={value} in {svg}");
        }
    }
    let size = &elements[0]
        .1
        .iter()
        .find(|(name, _)| name == "viewBox")
        .unwrap()
        .1;
    let size: Vec<f64> = size
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    let (width, height) = (size[2], size[3]);
    for (element, attributes) in elements.iter().skip(1) {
        let number = |name: &str| -> Option<f64> {
            let (_, value) = attributes.iter().find(|(attribute, _)| attribute == name)?;
            Some(value.parse().unwrap())
        };
        let within = |value: f64, most: f64| {
            assert!(
                (-0.5..=most + 0.5).contains(&value),
                "{value} beyond {most}: <{element} {attributes:?}> in {svg}"
            );
        };
        for name in ["x", "x1", "x2", "cx"] {
            if let Some(value) = number(name) {
                within(value, width);
            }
        }
        for name in ["y", "y1", "y2", "cy"] {
            if let Some(value) = number(name) {
                within(value, height);
            }
        }
        if let ("rect", Some(x), Some(y)) = (element.as_str(), number("x"), number("y")) {
            let (w, h) = (number("width").unwrap(), number("height").unwrap());
            assert!(w >= 0.0 && h >= 0.0, "{attributes:?}");
            within(x + w, width);
            within(y + h, height);
        }
        if let Some((_, data)) = attributes.iter().find(|(name, _)| name == "d") {
            data.split(|letter: char| letter.is_ascii_alphabetic() || letter == ' ')
                .filter(|number| !number.is_empty())
                .for_each(|number| within(number.parse().unwrap(), width.max(height)));
        }
    }
}

fn check_all(view: &ChartView) {
    let links = AskLink::new("Warehouse Manager", Some("c1"));
    for layout in [Layout::Wide, Layout::Narrow] {
        check(&picture(view, layout, &links, ("id", "title")).svg);
    }
    let alone = chart_svg(view);
    // Its style holds `>` and `{`, which are no elements.
    let (before, after) = alone.split_once("<style>").unwrap();
    let (_, after) = after.split_once("</style>").unwrap();
    let after = after.replacen(r#" width="100%" height="100%""#, "", 1);
    check(&format!("{before}{after}"));
    assert!(!alone.contains("<a "), "{alone}");
}

fn plots(names: &[String], figures: &[Option<Figure>], several: usize) -> Vec<Plot> {
    let subjects = |ask: bool| -> Vec<Subject> {
        names
            .iter()
            .map(|name| Subject {
                name: name.clone(),
                ask: ask.then(|| format!("only {name}")),
            })
            .collect()
    };
    let at = |position: usize| {
        figures
            .get(position % figures.len().max(1))
            .cloned()
            .flatten()
    };
    let mut plots = Vec::new();
    let series = subjects(several.is_multiple_of(2))
        .into_iter()
        .enumerate()
        .map(|(row, subject)| {
            let points = (0..several).map(|month| {
                let ahead = i32::try_from(month * 7 + row).unwrap();
                (
                    date(2024, 11, 1)
                        .at(0, 0, 0, 0)
                        .checked_add(ahead.days())
                        .unwrap(),
                    at(row * several + month),
                )
            });
            Series {
                subject,
                points: points.collect(),
            }
        });
    if let Some(data) = OverTime::new("Day".into(), Grain::Day, units("Stock"), series.collect()) {
        plots.push(Plot::Line(data.clone()));
        plots.push(Plot::Stacked(data));
    }
    let measures: Vec<String> = (0..several.clamp(1, 4))
        .map(|n| format!("Measure {n}"))
        .collect();
    let count = measures.len();
    if let Some(grid) = Grid::new(measures, subjects(true), |column, row| {
        at(row * count + column)
    }) {
        plots.push(Plot::Bars(Bars {
            axis: "Group".into(),
            measure: units("Stock"),
            grid,
        }));
    }
    let across: Vec<Subject> = (0..several.max(1))
        .map(|n| subject(&format!("OSL-{n}")))
        .collect();
    let count = across.len();
    if let Some(grid) = Grid::new(across, subjects(true), |column, row| {
        at(row * count + column)
    }) {
        plots.push(Plot::Heat(Heat {
            across: "Warehouse".into(),
            down: "Group".into(),
            measure: units("Stock"),
            grid,
        }));
    }
    let slices = subjects(true)
        .into_iter()
        .zip(figures)
        .filter_map(|(subject, figure)| {
            Some(Slice {
                subject,
                figure: figure.clone()?,
            })
        });
    plots.extend(
        Donut::new("Group".into(), units("Stock"), slices.collect(), None).map(Plot::Donut),
    );
    let dots = subjects(true)
        .into_iter()
        .zip(figures)
        .filter_map(|(subject, across)| {
            Some(Dot {
                subject,
                across: across.clone()?,
                up: at(several)?,
            })
        });
    plots.push(Plot::Scatter(Scatter {
        axis: "Product".into(),
        across: units("Stock"),
        up: units("Demand"),
        dots: dots.collect(),
    }));
    plots
}

fn any_figure() -> impl Strategy<Value = Option<Figure>> {
    let number = prop_oneof![
        Just(0.0),
        -1000.0..1000.0,
        prop::num::f64::NORMAL,
        prop::num::f64::SUBNORMAL,
        (-50i32..50).prop_map(f64::from),
    ];
    prop::option::weighted(0.85, number.prop_map(|number| number.to_string()))
        .prop_map(|digits| digits.and_then(Figure::new))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn everything_stays_in_the_picture(
        names in prop::collection::vec(any::<String>(), 1..9),
        figures in prop::collection::vec(any_figure(), 1..40),
        several in 1usize..14,
        title in any::<String>(),
    ) {
        for plot in plots(&names, &figures, several) {
            check_all(&ChartView { title: title.clone(), plot });
        }
    }
}

#[test]
fn equal_zero_huge_and_tiny_figures_are_drawn() {
    let names: Vec<String> = ["A", "B", "C"].map(str::to_owned).into();
    for digits in [
        ["0", "0", "0"],
        ["7", "7", "7"],
        ["-7", "-7", "-7"],
        ["1e300", "-1e300", "1e300"],
        ["1e-300", "0", "1e-300"],
        ["12345678901234567890.123", "12345678901234567890.124", "0"],
        ["-1", "0", "1"],
    ] {
        let figures: Vec<Option<Figure>> = digits.map(|digits| Some(figure(digits))).into();
        for several in [1, 2, 5] {
            for plot in plots(&names, &figures, several) {
                check_all(&ChartView {
                    title: "Stock".to_owned(),
                    plot,
                });
            }
        }
    }
}

#[test]
fn what_is_no_number_is_no_figure() {
    assert!(
        ["", "NaN", "inf", "-inf", "1e301", "many"]
            .map(Figure::new)
            .iter()
            .all(Option::is_none)
    );
    assert!(Grid::new(vec![()], vec![subject("A")], |_, _| None).is_none());
    let slice = |digits| Slice {
        subject: subject("A"),
        figure: figure(digits),
    };
    let donut = |slices| Donut::new("Group".into(), units("Stock"), slices, None);
    assert!(donut(vec![slice("0")]).is_none());
    assert!(donut(vec![slice("3"), slice("-1")]).is_none());
    assert!(donut(vec![slice("1"); 7]).is_none());
    assert!(donut(vec![slice("1"); 6]).is_some());
}

#[test]
fn a_picture_that_stands_alone_has_its_colours_with_it() {
    let view = ChartView {
        title: "Stock <by> group".to_owned(),
        plot: Plot::Bars(samples::bars(&[("A", Some("3"))])),
    };
    let svg = chart_svg(&view);
    assert!(svg.starts_with(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="picture alone" width="840""#
    ));
    assert!(svg.contains(r#"<title id="title">Stock &lt;by&gt; group</title>"#));
    assert!(svg.contains("@media screen and (prefers-color-scheme: dark)"));
    // Programs that are no browsers do not know variables.
    assert!(!STYLE.contains("var("));
    assert!(svg.contains("Bar chart of Stock in units, one row for each group (1). 3 everywhere."));
}

#[test]
fn pictures_with_links_are_groups_and_others_are_images() {
    let links = AskLink::new("Warehouse Manager", None);
    let drawn = |ask: Option<&str>| {
        let rows = vec![Subject {
            name: "Locks".to_owned(),
            ask: ask.map(str::to_owned),
        }];
        let grid = Grid::new(vec!["Stock".to_owned()], rows, |_, _| Some(figure("1234")));
        let plot = Plot::Bars(Bars {
            axis: "Group".to_owned(),
            measure: units("Stock"),
            grid: grid.unwrap(),
        });
        let title = "Stock by group".to_owned();
        picture(&ChartView { title, plot }, Layout::Wide, &links, ("c", "t")).svg
    };
    let linked = drawn(Some("only Locks"));
    assert!(
        linked.contains(r#" role="group" aria-labelledby="t" aria-describedby="c-description">"#)
    );
    assert!(linked.contains(
        r#"<a class="row" href="/?persona=Warehouse+Manager&amp;question=only+Locks" data-ask="only Locks"><title>Locks: 1,234 units – look at it alone</title>"#
    ));
    assert!(drawn(None).contains(r#" role="img" "#));
}
