//! What a forecast is made from, as it is asked for and as it is described to whoever asks.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::method::Method;

/// A history of demand and what is wanted of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastInput {
    /// Demand of each period, oldest first, without gaps (units). A period without demand is 0.
    #[schemars(length(min = 1, max = 5000))]
    pub history: Vec<f64>,
    /// How many periods ahead to forecast (periods, 1 to 400).
    #[schemars(range(min = 1, max = 400))]
    pub periods: u32,
    /// Which method: `auto` (the default) chooses by backtest, the others are taken as named and backtested all the same.
    #[serde(default)]
    pub method: MethodChoice,
    /// What a period is. It gives the season (7 days, 52 weeks, 12 months) and, with `first_period`, the dates.
    #[serde(default)]
    pub period: Option<Period>,
    /// First day of the first period (ISO date); for months the first of the month.
    #[serde(default)]
    pub first_period: Option<Date>,
    /// Periods after which the pattern repeats (periods, 1 to 366; 1 for none). By default that of `period`, else 1.
    #[serde(default)]
    #[schemars(range(min = 1, max = 366))]
    pub season_length: Option<u32>,
    /// Share of the outcomes that the interval is to hold (fraction, 0.5 to 0.99). 0.9 by default.
    #[serde(default)]
    #[schemars(range(min = 0.5, max = 0.99))]
    pub level: Option<f64>,
    /// For each period of the history, whether the product was out of stock in it: its demand is then known only to be at
    /// least what was sold, and is not used as demand. Empty when nothing is known.
    #[serde(default)]
    pub stockouts: Vec<bool>,
    /// Smoothing constant of Croston, SBA and TSB (fraction, above 0, up to 1). 0.1 by default.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub smoothing: Option<f64>,
}

/// What one number of the history covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A calendar day; the season is the week.
    Day,
    /// Seven days; the season is 52 weeks.
    Week,
    /// A calendar month; the season is 12 months.
    Month,
}

impl Period {
    /// One of them ("month").
    pub fn noun(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Periods after which the pattern of a calendar repeats.
    pub fn season_length(self) -> usize {
        match self {
            Self::Day => 7,
            Self::Week => 52,
            Self::Month => 12,
        }
    }

    /// First day of the period that lies `ahead` periods after the one that begins at `first`; none beyond the calendar.
    pub fn start(self, first: Date, ahead: usize) -> Option<Date> {
        let ahead = i64::try_from(ahead).ok()?;
        let span = match self {
            Self::Day => jiff::Span::new().try_days(ahead),
            Self::Week => jiff::Span::new().try_weeks(ahead),
            Self::Month => jiff::Span::new().try_months(ahead),
        };
        first.checked_add(span.ok()?).ok()
    }
}

/// Which method a forecast is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodChoice {
    /// The one that did best in the backtest.
    #[default]
    Auto,
    /// The same period of the last season.
    SeasonalNaive,
    /// The last observed period.
    Naive,
    /// The mean of all observed periods.
    Mean,
    /// Exponential smoothing, without or with a trend.
    Ets,
    /// Seasonal pattern taken out by MSTL, the rest by exponential smoothing. Needs two seasons.
    MstlEts,
    /// Croston's method for intermittent demand.
    Croston,
    /// Croston's method with the correction of Syntetos and Boylan.
    Sba,
    /// The method of Teunter, Syntetos and Babai, which follows demand that dies out.
    Tsb,
}

impl MethodChoice {
    /// The method named, none for `auto`.
    pub fn named(self) -> Option<Method> {
        match self {
            Self::Auto => None,
            Self::SeasonalNaive => Some(Method::SeasonalNaive),
            Self::Naive => Some(Method::Naive),
            Self::Mean => Some(Method::Mean),
            Self::Ets => Some(Method::Ets),
            Self::MstlEts => Some(Method::MstlEts),
            Self::Croston => Some(Method::Croston),
            Self::Sba => Some(Method::Sba),
            Self::Tsb => Some(Method::Tsb),
        }
    }
}
