//! *Intermittent* demand has periods without any: what is smoothed is how much a demand is and how often one comes.
//!
//! Croston (1972), "Forecasting and stock control for intermittent demands"; Syntetos and Boylan (2005), "The accuracy
//! of intermittent demand estimates" (SBA); Teunter, Syntetos and Babai (2011), "Intermittent demand: linking
//! forecasting to inventory obsolescence" (TSB).

/// What smoothing makes of a history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intermittent {
    /// Demand of one period, units/period.
    pub rate: f64,
    /// Chance that a period has a demand (fraction).
    pub probability: f64,
}

/// One period of the history: its demand in units, or none where the demand is not known (out of stock).
pub type Observed = Option<f64>;

/// Croston's method: smoothed size ÷ smoothed interval. The first size and the first interval (periods up to and with
/// the first demand) are the start; size and interval move only in periods with a demand. None without a demand.
pub fn croston(history: &[Observed], smoothing: f64) -> Option<Intermittent> {
    let mut state: Option<(f64, f64)> = None;
    let mut since = 0.0;
    for demand in history.iter().flatten() {
        since += 1.0;
        if *demand > 0.0 {
            state = Some(match state {
                None => (*demand, since),
                Some((size, interval)) => (
                    size + smoothing * (demand - size),
                    interval + smoothing * (since - interval),
                ),
            });
            since = 0.0;
        }
    }
    state.map(|(size, interval)| Intermittent {
        rate: size / interval,
        probability: 1.0 / interval,
    })
}

/// Croston's method times 1 − smoothing ÷ 2, which takes out most of its bias upwards.
pub fn sba(history: &[Observed], smoothing: f64) -> Option<Intermittent> {
    croston(history, smoothing).map(|croston| Intermittent {
        rate: croston.rate * (1.0 - smoothing / 2.0),
        ..croston
    })
}

/// Smoothed size × smoothed chance of a demand; the chance moves in every period, so that the forecast falls while no
/// demand comes. The first size and 1 ÷ the first interval are the start; both move by the same constant. None without a demand.
pub fn tsb(history: &[Observed], smoothing: f64) -> Option<Intermittent> {
    let mut state: Option<(f64, f64)> = None;
    let mut since = 0.0;
    for demand in history.iter().flatten() {
        since += 1.0;
        state = match state {
            None if *demand > 0.0 => Some((*demand, 1.0 / since)),
            None => None,
            Some((size, chance)) if *demand > 0.0 => Some((
                size + smoothing * (demand - size),
                chance + smoothing * (1.0 - chance),
            )),
            Some((size, chance)) => Some((size, chance * (1.0 - smoothing))),
        };
    }
    state.map(|(size, chance)| Intermittent {
        rate: size * chance,
        probability: chance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(history: &[f64]) -> Vec<Observed> {
        history.iter().copied().map(Some).collect()
    }

    const REFERENCE: [f64; 13] = [
        0.0, 5.0, 0.0, 0.0, 3.0, 0.0, 4.0, 0.0, 0.0, 0.0, 6.0, 0.0, 2.0,
    ];

    #[test]
    fn croston_and_sba_meet_the_reference_values() {
        // Reference value "Croston, SBA (α = .1; first size and interval as start)": 2.025478 and 1.924204. By hand:
        // size 5 → 4.8 → 4.72 → 4.848 → 4.5632; interval 2 → 2.1 → 2.09 → 2.281 → 2.2529; 4.5632 ÷ 2.2529.
        let croston = croston(&known(&REFERENCE), 0.1).unwrap();
        assert!((croston.rate - 2.025_478).abs() < 5e-7, "{}", croston.rate);
        assert!((croston.probability - 1.0 / 2.2529).abs() < 1e-12);
        let sba = sba(&known(&REFERENCE), 0.1).unwrap();
        assert!((sba.rate - 1.924_204).abs() < 5e-7, "{}", sba.rate);
    }

    #[test]
    fn tsb_falls_while_no_demand_comes() {
        // By hand with 0.5: start size 4, chance ½ (demand in the second period); then a demand of 8: size 6, chance ¾;
        // then two periods without: chance 3/8, 3/16. 6 × 3/16 = 1.125.
        let tsb = tsb(&known(&[0.0, 4.0, 8.0, 0.0, 0.0]), 0.5).unwrap();
        assert!((tsb.rate - 1.125).abs() < 1e-12);
        assert!((tsb.probability - 0.1875).abs() < 1e-12);
    }

    #[test]
    fn croston_stays_while_no_demand_comes() {
        let before = croston(&known(&[0.0, 4.0, 8.0]), 0.5);
        assert_eq!(before, croston(&known(&[0.0, 4.0, 8.0, 0.0, 0.0]), 0.5));
    }

    #[test]
    fn a_stockout_is_no_period_without_demand() {
        let with = [Some(0.0), Some(4.0), None, None, Some(0.0), Some(2.0)];
        let without = [Some(0.0), Some(4.0), Some(0.0), Some(2.0)];
        assert_eq!(croston(&with, 0.1), croston(&without, 0.1));
        assert_eq!(tsb(&with, 0.1), tsb(&without, 0.1));
    }

    #[test]
    fn without_a_demand_there_is_nothing() {
        assert_eq!(croston(&known(&[0.0; 9]), 0.1), None);
        assert_eq!(sba(&[], 0.1), None);
        assert_eq!(tsb(&[None, None], 0.1), None);
    }
}
