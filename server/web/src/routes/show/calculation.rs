//! A *calculation* as the page shows it: formula, caveats, and its inputs as they can be changed.

use app::{
    AnswerView, Bars, CalculationView, Cell, ChartView, Figure, Grid, InputView, Measure, Plot,
    RouteMap, RouteStop, RouteTour, Spot, Subject, TileView,
};
use assistant::{Answer, Input, Mistake};
use serde_json::Value;

/// How an answer was calculated; none when it was not.
pub(super) fn shown(answer: &Answer) -> Option<CalculationView> {
    let tool = answer.tool.as_ref()?;
    let text = |name: &str| plain(tool.get(name));
    let listed = |name: &str| {
        tool.get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let inputs = tool.get("inputs").cloned().unwrap_or_default();
    let inputs: Vec<Input> = serde_json::from_value(inputs).unwrap_or_default();
    let figures = listed("figures").map(|figure| {
        let unit = plain(figure.get("unit"));
        let value = figure
            .get("value")
            .and_then(Value::as_f64)
            .unwrap_or_default();
        let unit = Some(unit.as_str()).filter(|unit| !unit.is_empty() && *unit != "count");
        (plain(figure.get("label")), insight::written(value, unit))
    });
    let sources =
        listed("sources").map(|source| (plain(source.get("label")), plain(source.get("how"))));
    Some(CalculationView {
        label: text("label"),
        // A row for each is seen.
        method: text("method").replace("many products", ""),
        formula: text("formula"),
        worked: text("worked"),
        figures: figures.collect(),
        sources: sources.collect(),
        caveats: listed("caveats")
            .map(|caveat| plain(Some(caveat)))
            .collect(),
        inputs: inputs.iter().map(input).collect(),
        repeatable: answer.calculation.is_some(),
        error: None,
    })
}

/// The main figure of a calculation that is not a table.
pub(super) fn tile(answer: &Answer) -> Option<TileView> {
    let tool = answer.tool.as_ref()?;
    let value = tool.get("result").and_then(Value::as_number)?;
    if answer.row_count != 1 || answer.columns.first()?.label != plain(tool.get("label")) {
        return None;
    }
    Some(TileView {
        label: plain(tool.get("label")),
        value: Cell::Number(value.to_string()),
        unit: Some(plain(tool.get("unit"))).filter(|unit| !unit.is_empty() && unit != "count"),
        change: None,
    })
}

/// What a calculation draws besides what its rows say: ways on a map, a figure beside the parts that it is made of.
pub(super) fn picture(answer: &Answer) -> Option<ChartView> {
    let tool = answer.tool.as_ref()?;
    let label = plain(tool.get("label"));
    if let Some(map) = tool.get("route").and_then(map) {
        return Some(ChartView {
            title: format!("Routes from {}", map.depot.name),
            plot: Plot::Route(map),
        });
    }
    Some(ChartView {
        title: format!("{label} and what it is made of"),
        plot: Plot::Bars(parts(answer, tool)?),
    })
}

/// Who drives where, when it is known where that is.
fn map(route: &Value) -> Option<RouteMap> {
    let spot = |name: String, place: Option<&Value>| {
        let degrees = |name: &str| place?.get(name)?.as_f64();
        Spot::new(name, degrees("longitude")?, degrees("latitude")?)
    };
    let listed = |value: &Value, name: &str| -> Vec<Value> {
        value
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let stops = |tour: &Value| -> Vec<RouteStop> {
        let stops = listed(tour, "stops").into_iter().enumerate();
        let stops = stops.filter_map(|(place, stop)| {
            Some(RouteStop {
                spot: spot(plain(stop.get("label")), stop.get("place"))?,
                position: place + 1,
                arrival: stop
                    .get("arrival")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            })
        });
        stops.collect()
    };
    let tours = listed(route, "tours");
    let tours = tours.iter().map(|tour| RouteTour {
        vehicle: plain(tour.get("vehicle")),
        stops: stops(tour),
        distance: tour.get("distance").and_then(Value::as_f64),
    });
    let left = listed(route, "unassigned");
    let left = left
        .iter()
        .filter_map(|stop| spot(plain(stop.get("id")), stop.get("place")));
    let depot = spot(plain(route.get("start")), route.get("depot"))?;
    RouteMap::new(
        depot,
        tours.collect(),
        left.collect(),
        plain(route.get("unit")),
    )
}

/// A share beside the shares that it is made of.
fn parts(answer: &Answer, tool: &Value) -> Option<Bars> {
    /// Parts of which there is nothing to see without a picture.
    const FEW: usize = 3;
    let result = tool.get("result").and_then(Value::as_number)?;
    if answer.row_count != 1 || plain(tool.get("unit")) != "fraction" {
        return None;
    }
    let label = plain(tool.get("label"));
    let mut figures = vec![(label.clone(), result.to_string())];
    let inputs = tool
        .get("inputs")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    figures.extend(inputs.filter_map(|input| {
        let value = input.get("value").and_then(Value::as_number)?;
        let is_share = plain(input.get("unit")) == "fraction";
        is_share.then(|| (plain(input.get("label")), value.to_string()))
    }));
    if figures.len() <= FEW {
        return None;
    }
    let subjects = figures.iter().map(|(name, _)| Subject {
        name: name.clone(),
        ask: None,
    });
    let grid = Grid::new(vec![label.clone()], subjects.collect(), |_, row| {
        Figure::new(figures.get(row)?.1.clone())
    })?;
    Some(Bars {
        axis: "Part".to_owned(),
        measure: Measure {
            label,
            unit: Some("fraction".to_owned()),
        },
        grid,
    })
}

/// The answer with what somebody typed into its inputs, and what is wrong with it.
pub(in crate::routes) fn mistaken(
    mut answer: AnswerView,
    typed: &[(String, String)],
    message: &str,
    mistakes: &[Mistake],
) -> AnswerView {
    if let Some(calculation) = &mut answer.calculation {
        calculation.error = Some(message.to_owned());
        for input in &mut calculation.inputs {
            if let Some((_, text)) = typed.iter().find(|(name, _)| *name == input.name) {
                input.value.clone_from(text);
            }
            let mistake = mistakes.iter().find(|mistake| mistake.name == input.name);
            input.error = mistake.map(|mistake| format!("{} {}.", input.label, mistake.why));
        }
    }
    answer
}

fn input(input: &Input) -> InputView {
    let value = match &input.value {
        Value::Array(values) => match values.len() {
            1 => "1 value".to_owned(),
            count => format!("{count} values"),
        },
        value => lambda_tools::typed::shown(value),
    };
    InputView {
        name: input.name.clone(),
        label: input.label.clone(),
        description: input.description.clone(),
        unit: input.unit.clone(),
        value,
        choices: input.choices.clone(),
        range: input.range.clone(),
        origin: match input.origin.as_str() {
            "on_file" => "on file",
            "defaulted" => "default",
            origin => origin,
        }
        .to_owned(),
        how: input.how.clone().unwrap_or_default(),
        changeable: input.changeable,
        open: input.origin == "open",
        error: None,
    }
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
