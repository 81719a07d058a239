//! A *chart* as the page shows it: what `insight` decided, with the rows of the answer.

use std::collections::BTreeMap;

use app::{
    Band, Bars, ChartView, Donut, Dot, Figure, Grain, Grid, Heat, Measure, OverTime, Plot, Scatter,
    Series, Slice, Subject,
};
use assistant::{Answer, AnswerColumn};
use insight::{Chart, ChartKind};
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::calculation;

/// What stands for a missing name.
const NAMELESS: &str = "—";

/// The chart of an answer; none when there is none, or when its rows do not make one.
pub(crate) fn chart(answer: &Answer) -> Option<ChartView> {
    if let Some(picture) = calculation::picture(answer) {
        return Some(picture);
    }
    let chart: Chart = serde_json::from_value(answer.insight.chart.clone()?).ok()?;
    let result = Rows {
        columns: &answer.columns,
        rows: &answer.rows,
        drill: answer.insight.drill,
    };
    Some(ChartView {
        plot: result.plot(&chart)?,
        title: chart.title,
    })
}

/// The rows of an answer.
#[expect(clippy::struct_field_names, reason = "rows are what a result has")]
struct Rows<'a> {
    columns: &'a [AnswerColumn],
    rows: &'a [Vec<Value>],
    /// The column whose values can be looked at alone.
    drill: Option<usize>,
}

impl Rows<'_> {
    fn plot(&self, chart: &Chart) -> Option<Plot> {
        match chart.kind {
            ChartKind::Tile => None,
            ChartKind::Line => self.over_time(chart).map(Plot::Line),
            ChartKind::Stacked => self.over_time(chart).map(Plot::Stacked),
            ChartKind::Bar => self.bars(chart).map(Plot::Bars),
            ChartKind::Donut => self.donut(chart).map(Plot::Donut),
            ChartKind::Scatter => self.scatter(chart).map(Plot::Scatter),
            ChartKind::Heat => self.heat(chart).map(Plot::Heat),
        }
    }

    fn over_time(&self, chart: &Chart) -> Option<OverTime> {
        let time = chart.x?;
        let measure = *chart.y.first()?;
        let (series, rest) = match chart.series {
            None => (self.figures_over_time(time, &chart.y), None),
            Some(thing) => self.things_over_time(time, thing, measure, &chart.kept),
        };
        let rest = rest.filter(|_| chart.kind == ChartKind::Stacked);
        let with_rest = rest.is_some();
        let series = series.into_iter().chain(rest).collect();
        let drawn = OverTime::new(
            self.label(time),
            self.grain(time)?,
            self.measure(&chart.y)?,
            series,
        )?;
        let drawn = if with_rest { drawn.with_rest() } else { drawn };
        Some(match chart.band {
            Some(edges) => drawn.with_band(self.band(time, edges)),
            None => drawn,
        })
    }

    /// What lies between two figures, where both are there.
    fn band(&self, time: usize, (lower, upper): (usize, usize)) -> Vec<(DateTime, Band)> {
        let edges = self.rows.iter().filter_map(|row| {
            let (lower, upper) = (figure(row, lower)?, figure(row, upper)?);
            Some((period(row, time)?, Band { lower, upper }))
        });
        edges.collect()
    }

    /// A series for each figure.
    fn figures_over_time(&self, time: usize, measures: &[usize]) -> Vec<Series> {
        let points = |measure: usize| {
            let point = |row: &Vec<Value>| Some((period(row, time)?, figure(row, measure)));
            self.rows.iter().filter_map(point).collect()
        };
        measures
            .iter()
            .map(|measure| Series {
                subject: Subject {
                    name: self.label(*measure),
                    ask: None,
                },
                points: points(*measure),
            })
            .collect()
    }

    /// A series for each thing, the largest first. When only some things are kept, the others come as one.
    fn things_over_time(
        &self,
        time: usize,
        thing: usize,
        measure: usize,
        kept: &[String],
    ) -> (Vec<Series>, Option<Series>) {
        let mut things: BTreeMap<String, Series> = BTreeMap::new();
        let mut others: BTreeMap<DateTime, f64> = BTreeMap::new();
        for row in self.rows {
            let Some(period) = period(row, time) else {
                continue;
            };
            let name = plain(row.get(thing));
            let figure = figure(row, measure);
            if kept.is_empty() || kept.contains(&name) {
                let series = things.entry(name).or_insert_with(|| Series {
                    subject: self.subject(row, thing),
                    points: Vec::new(),
                });
                series.points.push((period, figure));
            } else {
                let value = figure.as_ref().map_or(0.0, Figure::value);
                *others.entry(period).or_default() += value;
            }
        }
        let mut series: Vec<Series> = things.into_values().collect();
        series.sort_by(|one, other| total(other).total_cmp(&total(one)));
        let rest = (!others.is_empty()).then(|| Series {
            subject: Subject {
                name: "all others".to_owned(),
                ask: None,
            },
            points: others
                .into_iter()
                .map(|(period, sum)| (period, rounded(sum)))
                .collect(),
        });
        (series, rest)
    }

    fn bars(&self, chart: &Chart) -> Option<Bars> {
        let thing = chart.x?;
        let rows = self.ordered(chart);
        let names = chart.y.iter().map(|measure| self.label(*measure)).collect();
        let things = rows.iter().map(|row| self.subject(row, thing)).collect();
        let grid = Grid::new(names, things, |measure, row| {
            figure(rows.get(row)?, *chart.y.get(measure)?)
        })?;
        Some(Bars {
            axis: self.label(thing),
            measure: self.measure(&chart.y)?,
            grid,
        })
    }

    fn donut(&self, chart: &Chart) -> Option<Donut> {
        let (thing, measure) = (chart.x?, *chart.y.first()?);
        let rows = self.ordered(chart);
        let slices = rows.iter().map(|row| {
            Some(Slice {
                subject: self.subject(row, thing),
                figure: figure(row, measure)?,
            })
        });
        let sum = |column: usize| -> f64 {
            let figures = rows.iter().filter_map(|row| figure(row, column));
            figures.map(|figure| figure.value()).sum()
        };
        // Parts that are no more than a part of the whole themselves leave the rest to all others.
        let whole = chart.share.map(|share| match sum(share) {
            together if together > 0.0 => sum(measure) / together,
            _ => 0.0,
        });
        let slices: Option<Vec<Slice>> = slices.collect();
        Donut::new(self.label(thing), self.measure(&chart.y)?, slices?, whole)
    }

    fn scatter(&self, chart: &Chart) -> Option<Scatter> {
        let [across, up] = *chart.y else { return None };
        let thing = chart.x?;
        let dots = self.ordered(chart).into_iter().filter_map(|row| {
            Some(Dot {
                subject: self.subject(row, thing),
                across: figure(row, across)?,
                up: figure(row, up)?,
            })
        });
        let dots: Vec<Dot> = dots.collect();
        (!dots.is_empty()).then_some(Scatter {
            axis: self.label(thing),
            across: self.measure(&[across])?,
            up: self.measure(&[up])?,
            dots,
        })
    }

    fn heat(&self, chart: &Chart) -> Option<Heat> {
        let (across, down, measure) = (chart.x?, chart.series?, *chart.y.first()?);
        let mut cells: BTreeMap<(String, String), Figure> = BTreeMap::new();
        let mut columns: Vec<(String, Subject)> = Vec::new();
        let mut rows: Vec<(String, Subject)> = Vec::new();
        for row in self.rows {
            let pair = (plain(row.get(across)), plain(row.get(down)));
            if !columns.iter().any(|(name, _)| *name == pair.0) {
                columns.push((pair.0.clone(), self.subject(row, across)));
            }
            if !rows.iter().any(|(name, _)| *name == pair.1) {
                rows.push((pair.1.clone(), self.subject(row, down)));
            }
            if let Some(figure) = figure(row, measure) {
                cells.insert(pair, figure);
            }
        }
        if self.grain(across).is_some() {
            columns.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        let (columns, across_subjects): (Vec<String>, _) = columns.into_iter().unzip();
        let (rows, down_subjects): (Vec<String>, _) = rows.into_iter().unzip();
        let grid = Grid::new(across_subjects, down_subjects, |column, row| {
            cells.remove(&(columns.get(column)?.clone(), rows.get(row)?.clone()))
        })?;
        Some(Heat {
            across: self.label(across),
            down: self.label(down),
            measure: self.measure(&[measure])?,
            grid,
        })
    }

    /// The rows that are drawn, in the order in which they are drawn.
    fn ordered(&self, chart: &Chart) -> Vec<&Vec<Value>> {
        let mut rows: Vec<&Vec<Value>> = self.rows.iter().collect();
        if let Some(first) = chart.y.first().filter(|_| chart.descending) {
            let value = |row: &Vec<Value>| figure(row, *first).map(|figure| figure.value());
            rows.sort_by(|one, other| {
                let (one, other) = (value(one), value(other));
                let value = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
                value(other).total_cmp(&value(one))
            });
        }
        rows.truncate(chart.rows.unwrap_or(usize::MAX));
        rows
    }

    /// What a row is about in a column, with the question that looks at it alone.
    fn subject(&self, row: &[Value], column: usize) -> Subject {
        let value = row.get(column).filter(|value| !value.is_null());
        let Some(value) = value.map(|value| plain(Some(value))) else {
            return Subject {
                name: NAMELESS.to_owned(),
                ask: None,
            };
        };
        let grain = self.columns.get(column).and_then(|column| column.grain);
        let period = grain.map(|grain| named(&value, grain));
        Subject {
            ask: (self.drill == Some(column)).then(|| format!("only {value}")),
            name: period.unwrap_or(value),
        }
    }

    fn label(&self, column: usize) -> String {
        let column = self.columns.get(column);
        column.map(|c| c.label.clone()).unwrap_or_default()
    }

    /// What some columns measure together: the words with which all their labels begin.
    fn measure(&self, columns: &[usize]) -> Option<Measure> {
        let first = self.columns.get(*columns.first()?)?;
        let mut common: Vec<&str> = first.label.split(' ').collect();
        for column in columns {
            let words = self.columns.get(*column)?.label.split(' ');
            let same = common.iter().zip(words).take_while(|(a, b)| **a == *b);
            let same = same.count();
            common.truncate(same);
        }
        Some(Measure {
            label: common.join(" "),
            unit: first.unit.clone(),
        })
    }

    /// Length of the periods in a column of dates.
    fn grain(&self, column: usize) -> Option<Grain> {
        let column = self.columns.get(column)?;
        Some(match column.grain {
            Some(insight::Grain::Day) => Grain::Day,
            Some(insight::Grain::Week) => Grain::Week,
            Some(insight::Grain::Month) => Grain::Month,
            Some(insight::Grain::Quarter) => Grain::Quarter,
            Some(insight::Grain::Year) => Grain::Year,
            None if column.data_type == "date" => Grain::Day,
            None if column.data_type == "timestamp" => Grain::Instant,
            None => return None,
        })
    }
}

/// The period of a row.
fn period(row: &[Value], column: usize) -> Option<DateTime> {
    row.get(column)?
        .as_str()?
        .trim_end_matches('Z')
        .parse()
        .ok()
}

/// A period by its first day: "Jun 2025", "Q2 2025"; a day and a week are called by the day itself: "2 Jun 2025".
fn named(day: &str, grain: insight::Grain) -> String {
    let date: Option<Date> = day.parse().ok();
    match (grain, date) {
        (insight::Grain::Day | insight::Grain::Week, Some(date)) => {
            date.strftime("%-d %b %Y").to_string()
        }
        _ => grain.period(day),
    }
}

/// The figure of a row, in its exact digits.
fn figure(row: &[Value], column: usize) -> Option<Figure> {
    match row.get(column)? {
        Value::Number(number) => Figure::new(number.to_string()),
        Value::String(digits) => Figure::new(digits.as_str()),
        _ => None,
    }
}

/// The figures of a series together.
fn total(series: &Series) -> f64 {
    let figures = series
        .points
        .iter()
        .filter_map(|(_, figure)| figure.as_ref());
    figures.map(Figure::value).sum()
}

/// A sum of decimals without what binary fractions add to it.
fn rounded(sum: f64) -> Option<Figure> {
    Figure::new(((sum * 1e6).round() / 1e6).to_string())
}

/// A value as text; empty for NULL.
fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
