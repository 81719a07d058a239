//! *Exponential smoothing* by augurs: recent periods weigh more than old ones; a season is taken out before and put back.

use augurs::ets::AutoETS;
use augurs::ets::model::Model;
use augurs::mstl::stlrs::MstlParams;
use augurs::{Fit as _, Predict as _};
use serde::Serialize;

use super::method::{Interval, deviation};
use super::series::number;

/// Form and fit of an exponential smoothing (Hyndman, Koehler, Ord and Snyder 2008).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EtsModel {
    /// Error, trend and season, each A (additive), M (multiplicative) or N (none): "(M,A,N)".
    pub form: String,
    /// Whether the trend levels off.
    pub damped: bool,
    /// Logarithm of the likelihood, up to a constant of the data.
    pub log_likelihood: f64,
    /// Information criterion of Akaike; the variance of the errors counts as a parameter. Comparable between models of one history.
    pub aic: f64,
}

impl EtsModel {
    fn of(model: &Model) -> Self {
        let form = model.model_type();
        let trend = form.trend.included();
        // Level and its constant, trend and its constant, the constant that levels it off, the variance.
        let parameters =
            2.0 + if trend { 2.0 } else { 0.0 } + if model.damped() { 1.0 } else { 0.0 } + 1.0;
        Self {
            form: format!("({},{},{})", form.error, form.trend, form.season),
            damped: model.damped(),
            log_likelihood: model.log_likelihood(),
            aic: -2.0 * model.log_likelihood() + 2.0 * parameters,
        }
    }
}

/// Form of a smoothing, found by a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// Letters for error, trend and season ("MAN").
    components: String,
    damped: bool,
}

impl Form {
    fn of(model: &Model) -> Self {
        Self {
            components: model.model_type().to_string(),
            damped: model.damped(),
        }
    }

    /// Fits this form; none where it does not suit the history.
    fn fit(&self, history: &[f64]) -> Option<Model> {
        let search = AutoETS::new(1, self.components.as_str()).ok()?;
        let search = search.damped(self.damped).ok()?;
        Some(search.fit(history).ok()?.model().clone())
    }
}

/// A forecast by smoothing.
pub(super) struct Smoothed {
    /// Demand of each period ahead, units.
    pub(super) points: Vec<f64>,
    /// Half the width of the interval of each period, units; empty where none is wanted.
    pub(super) spread: Vec<f64>,
    /// Form and fit.
    pub(super) model: EtsModel,
    /// The form, to be used again.
    pub(super) form: Form,
}

/// Smooths a history without gaps, the form given or else searched by the corrected information criterion of Akaike. With a
/// season, its pattern is taken out by MSTL (Bandara, Hyndman and Bergmeir 2021) and that of the last season is put back.
pub(super) fn smoothed(
    filled: &[f64],
    ahead: usize,
    season: Option<usize>,
    interval: Option<Interval>,
    form: Option<&Form>,
) -> Result<Smoothed, String> {
    let (level, pattern) = match season {
        None => (filled.to_vec(), Vec::new()),
        Some(season) => without_season(filled, season)?,
    };
    let model = match form.and_then(|form| form.fit(&level)) {
        Some(model) => model,
        None => searched(&level)?,
    };
    let projected = model
        .predict(ahead, interval.map(|interval| interval.level))
        .map_err(|error| format!("exponential smoothing: {error}"))?;
    let points = projected
        .point
        .iter()
        .zip(pattern.iter().cycle().chain(std::iter::repeat(&0.0)))
        .map(|(point, season)| point + season)
        .collect();
    let steps = deviation(filled.windows(2).map(|pair| pair[1] - pair[0]));
    let spread = interval.map_or_else(Vec::new, |interval| {
        (0..projected.point.len())
            .map(|step| {
                let own = projected.intervals.as_ref().and_then(|intervals| {
                    let width = intervals.upper.get(step)? - intervals.lower.get(step)?;
                    (width.is_finite() && width >= 0.0).then_some(width / 2.0)
                });
                // Where the model has no interval, that of a random walk.
                own.unwrap_or_else(|| interval.quantile * steps * number(step + 1).sqrt())
            })
            .collect()
    });
    Ok(Smoothed {
        points,
        spread,
        form: Form::of(&model),
        model: EtsModel::of(&model),
    })
}

fn searched(level: &[f64]) -> Result<Model, String> {
    AutoETS::new(1, "ZZN")
        .and_then(|search| search.fit(level))
        .map(|fitted| fitted.model().clone())
        .map_err(|error| format!("exponential smoothing: {error}"))
}

/// The history without its seasonal pattern, and the pattern of the season that follows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the decomposition computes in single precision"
)]
fn without_season(filled: &[f64], season: usize) -> Result<(Vec<f64>, Vec<f64>), String> {
    let single: Vec<f32> = filled.iter().map(|demand| *demand as f32).collect();
    let parts = MstlParams::new()
        .fit(&single, &[season])
        .map_err(|error| format!("seasonal pattern: {error}"))?;
    let pattern: Vec<f64> = parts
        .seasonal()
        .first()
        .map(|pattern| pattern.iter().copied().map(f64::from).collect())
        .unwrap_or_default();
    let level = filled
        .iter()
        .zip(&pattern)
        .map(|(demand, season)| demand - season)
        .collect();
    Ok((
        level,
        pattern[pattern.len().saturating_sub(season)..].to_vec(),
    ))
}
