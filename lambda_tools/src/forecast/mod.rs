//! A *forecast* says how much will be wanted in the periods to come, how sure that is, and how well the same method
//! would have done before.
//!
//! The history is classed after Syntetos and Boylan; the candidates for its class are backtested against the seasonal
//! naive forecast from several moments of the past; the best one forecasts. Nothing is random: the same history gives
//! the same forecast.

#[cfg(test)]
mod air_passengers;
mod backtest;
mod choice;
mod error;
mod input;
mod intermittent;
mod interval;
mod many;
mod method;
mod series;
mod smoothing;
mod tool;

use jiff::civil::Date;
use serde::Serialize;

pub use backtest::{Backtest, Candidate, Errors};
pub use error::ForecastError;
pub use input::{ForecastInput, MethodChoice, Period};
pub use intermittent::{Intermittent, Observed, croston, sba, tsb};
pub use many::{DemandSeries, ForecastMany};
pub use method::Method;
pub use series::{Classified, ERRATIC_FROM, INTERMITTENT_FROM, SeriesClass, classify};
pub use smoothing::EtsModel;
pub use tool::tool;

use choice::Chosen;
use method::Settings;
use series::Series;

/// Observed periods below which nothing is forecast.
pub const LEAST_HISTORY: usize = 8;
/// Periods ahead at most.
const FARTHEST: u32 = 400;
const LONGEST_SEASON: u32 = 366;
const DEFAULT_LEVEL: f64 = 0.9;
const DEFAULT_SMOOTHING: f64 = 0.1;

/// A finished forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Class of the history, with the numbers that it follows from.
    #[serde(flatten)]
    pub classified: Classified,
    /// The method used.
    pub method: Method,
    /// The method, for people.
    pub method_label: &'static str,
    /// How the method works.
    pub method_explanation: &'static str,
    /// Form and fit of the model, where the method is exponential smoothing alone.
    pub model: Option<EtsModel>,
    /// Why this method.
    pub reason: String,
    /// Periods after which the pattern is taken to repeat, 1 for none.
    pub season_length: usize,
    /// Share of the outcomes that each interval is to hold (fraction).
    pub level: f64,
    /// The periods to come.
    pub points: Vec<ForecastPoint>,
    /// Sum of the demand forecast for all periods to come, units.
    pub total: f64,
    /// The history, for a chart.
    pub history: Vec<HistoryPoint>,
    /// How all candidates did on the past.
    pub backtest: Backtest,
    /// What the forecast does not say, each a sentence.
    pub caveats: Vec<String>,
}

/// One period to come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ForecastPoint {
    /// How many periods ahead, from 1.
    pub ahead: usize,
    /// Its first day, where period and first period were given.
    pub start: Option<Date>,
    /// Expected demand, units.
    pub demand: f64,
    /// Lower bound of the interval, units, never below 0.
    pub lower: f64,
    /// Upper bound of the interval, units.
    pub upper: f64,
}

/// One period of the history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HistoryPoint {
    /// Its first day, where period and first period were given.
    pub start: Option<Date>,
    /// What was given as its demand, units.
    pub demand: f64,
    /// Whether it was out of stock, so that its demand is only known to be at least that.
    pub out_of_stock: bool,
    /// Whether the forecast left it out because the product was not yet on sale.
    pub before_sale: bool,
}

/// Forecasts demand. Fails when there is not enough history, when a number cannot be a demand, or when a method was named
/// that cannot be used.
pub fn forecast(input: &ForecastInput) -> Result<Forecast, ForecastError> {
    let (settings, level, ahead) = settings(input)?;
    let calendar = Calendar::checked(input, ahead)?;
    let series = Series::checked(input)?;
    if series.known() < LEAST_HISTORY {
        return Err(ForecastError::NotEnoughHistory {
            observed: series.known(),
            needed: LEAST_HISTORY,
            purpose: "for any forecast".to_owned(),
        });
    }
    let classified = classify(&series.observed);
    let chosen = choice::choose(input, &series, classified.class, ahead, settings, level)?;
    let points: Vec<ForecastPoint> = chosen
        .points
        .iter()
        .enumerate()
        .map(|(step, point)| ForecastPoint {
            ahead: step + 1,
            start: calendar.start(input.history.len() + step),
            ..*point
        })
        .collect();
    let history = input
        .history
        .iter()
        .enumerate()
        .map(|(index, demand)| HistoryPoint {
            start: calendar.start(index),
            demand: *demand,
            out_of_stock: input.stockouts.get(index).copied().unwrap_or(false),
            before_sale: index < series.left_out,
        })
        .collect();
    let caveats = caveats(&series, classified.class, &chosen, ahead, settings);
    Ok(Forecast {
        classified,
        method: chosen.method,
        method_label: chosen.method.label(),
        method_explanation: chosen.method.explanation(),
        model: chosen.model,
        reason: chosen.reason,
        season_length: settings.season,
        level,
        total: points.iter().map(|point| point.demand).sum(),
        points,
        history,
        backtest: chosen.backtest,
        caveats,
    })
}

fn settings(input: &ForecastInput) -> Result<(Settings, f64, usize), ForecastError> {
    let refused = |name, allowed, found: String| ForecastError::OutOfRange {
        name,
        allowed,
        found,
    };
    if !(1..=FARTHEST).contains(&input.periods) {
        return Err(refused(
            "periods",
            "from 1 to 400",
            input.periods.to_string(),
        ));
    }
    let season = match input.season_length {
        Some(season) if (1..=LONGEST_SEASON).contains(&season) => season as usize,
        Some(season) => {
            return Err(refused(
                "season_length",
                "from 1 to 366 periods",
                season.to_string(),
            ));
        }
        None => input.period.map_or(1, Period::season_length),
    };
    let level = input.level.unwrap_or(DEFAULT_LEVEL);
    if !(0.5..=0.99).contains(&level) {
        return Err(refused("level", "from 0.5 to 0.99", level.to_string()));
    }
    let smoothing = input.smoothing.unwrap_or(DEFAULT_SMOOTHING);
    if !(smoothing > 0.0 && smoothing <= 1.0) {
        return Err(refused(
            "smoothing",
            "above 0 and at most 1",
            smoothing.to_string(),
        ));
    }
    Ok((
        Settings { season, smoothing },
        level,
        input.periods as usize,
    ))
}

/// The dates of the periods, where they are known.
struct Calendar(Option<(Period, Date)>);

impl Calendar {
    fn checked(input: &ForecastInput, ahead: usize) -> Result<Self, ForecastError> {
        let (Some(period), Some(first)) = (input.period, input.first_period) else {
            return Ok(Self(None));
        };
        let refused = |reason| {
            Err(ForecastError::FirstPeriod {
                given: first.to_string(),
                reason,
            })
        };
        if period == Period::Month && first.day() != 1 {
            return refused("a month begins on its first day; give the first of the month");
        }
        if period
            .start(first, input.history.len().saturating_add(ahead))
            .is_none()
        {
            return refused(
                "the periods run beyond the calendar; give the date of the first period",
            );
        }
        Ok(Self(Some((period, first))))
    }

    fn start(&self, index: usize) -> Option<Date> {
        self.0
            .and_then(|(period, first)| period.start(first, index))
    }
}

fn caveats(
    series: &Series,
    class: SeriesClass,
    chosen: &Chosen,
    ahead: usize,
    settings: Settings,
) -> Vec<String> {
    let mut caveats = Vec::new();
    let backtest = &chosen.backtest;
    if class == SeriesClass::NoDemand {
        caveats.push(
            "There was no demand in the whole history; what is forecast is that this goes on."
                .to_owned(),
        );
    }
    if series.left_out > 0 {
        caveats.push(format!(
            "The first {} periods are without demand and are taken as the time before the product was on sale.",
            series.left_out
        ));
    }
    let stockouts = series.observed.len() - series.known();
    if stockouts > 0 {
        caveats.push(format!(
            "{stockouts} periods were out of stock: their demand is known only to be at least what was sold, so they are neither used as \
             demand nor compared in the backtest."
        ));
    }
    if let Some(trailing) = series.ended() {
        caveats.push(format!(
            "The last {trailing} periods are without demand, longer than ever before: the product may have run out of sale."
        ));
    }
    if settings.season > 1 && series.observed.len() < 2 * settings.season {
        caveats.push(format!(
            "The history holds less than two seasons of {} periods: a seasonal pattern cannot be told from chance.",
            settings.season
        ));
    }
    if settings.season > 1 && backtest.benchmark_season == 1 {
        caveats.push(
            "Too short for a seasonal comparison: the benchmark is the last observed period instead.".to_owned(),
        );
    }
    if let Some(errors) = chosen.errors() {
        if errors.compared < 6 {
            caveats.push(format!(
                "The backtest compares only {} periods.",
                errors.compared
            ));
        }
        if let Some(bias) = errors.bias.filter(|bias| bias.abs() > 0.15) {
            caveats.push(format!(
                "In the backtest the method forecast {:.0} % too {}.",
                100.0 * bias.abs(),
                if bias > 0.0 { "much" } else { "little" }
            ));
        }
        if errors
            .relative_to_benchmark
            .is_some_and(|ratio| ratio > 1.0)
        {
            caveats.push(
                "In the backtest the method's mean absolute error was above that of the benchmark."
                    .to_owned(),
            );
        }
    }
    if ahead > backtest.horizon {
        caveats.push(format!(
            "Backtested up to {} periods ahead; what lies beyond is less certain than its interval says.",
            backtest.horizon
        ));
    }
    caveats.push(if class.has_gaps() {
        "Each interval holds for one period, from how often and how large demands were; bounds of several periods do not add up.".to_owned()
    } else {
        "Each interval holds for one period, the wider of the model's own and that of the errors in the backtest; bounds of several periods do not add up."
            .to_owned()
    });
    caveats
}

#[cfg(test)]
mod tests;
