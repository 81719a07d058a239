//! Why a forecast cannot be made, said so that it is clear what to do.

/// Why there is no forecast.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// Too little was observed to say anything: no number is invented.
    #[error(
        "not enough history: {observed} observed periods, at least {needed} are needed {purpose}; \
         take shorter periods or wait for more history"
    )]
    NotEnoughHistory {
        /// Periods that were observed: since the product is on sale, stockouts not counted.
        observed: usize,
        /// Periods that are needed.
        needed: usize,
        /// What they are needed for ("for any forecast").
        purpose: String,
    },
    /// The history holds a number that cannot be a demand.
    #[error(
        "history: period {position} is {found}; a demand is a number from 0 to {largest} units \
         (count returns in the period of the sale, or leave them out)"
    )]
    NotADemand {
        /// Position of the period, counted from 1.
        position: usize,
        /// What was given.
        found: String,
        /// Largest demand that is taken, units.
        largest: String,
    },
    /// The history is longer than what is computed.
    #[error("history has {given} periods, at most {most} are taken; leave out the oldest ones")]
    HistoryTooLong {
        /// Periods given.
        given: usize,
        /// Periods taken at most.
        most: usize,
    },
    /// The stockout flags do not fit the history.
    #[error(
        "stockouts has {given} flags for {periods} periods of history; give one for each period, or none"
    )]
    Stockouts {
        /// Flags given.
        given: usize,
        /// Periods of history.
        periods: usize,
    },
    /// A setting outside what makes sense.
    #[error("{name} must be {allowed}, not {found}")]
    OutOfRange {
        /// Name of the setting.
        name: &'static str,
        /// What is allowed ("from 1 to 400 periods").
        allowed: &'static str,
        /// What was given.
        found: String,
    },
    /// A date that cannot start a period, or dates beyond the calendar.
    #[error("first_period {given}: {reason}")]
    FirstPeriod {
        /// Date as given.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The method that was asked for cannot be used on this history.
    #[error("{method} cannot be used here: {reason}")]
    MethodFailed {
        /// Label of the method.
        method: &'static str,
        /// Why not.
        reason: String,
    },
}
