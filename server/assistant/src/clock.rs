//! A *clock* says what time it is; it is handed in, so that everything behind it can be tested.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

/// Says what time it is.
pub trait Clock: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;

    /// The day where the clock stands.
    fn today(&self) -> Date;
}

/// The machine's clock, in the machine's time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn today(&self) -> Date {
        Zoned::now().date()
    }
}
