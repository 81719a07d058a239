//! *Capacity* is what Redshift Serverless charges for: processing units (RPUs) for as long as it is awake, and for a
//! minute at least each time it wakes.
//!
//! The bill names periods, not queries. So the seconds of a period are allocated: the query that wakes the service takes
//! the whole minimum, one that runs within what is paid already takes nothing, and one that outlasts it takes the rest.
//! Over all queries the seconds add up to those of the bill, as long as one process alone asks the workgroup.

use std::time::{Duration, Instant};

/// Time that is charged at least, each time the service wakes.
const MINIMUM: Duration = Duration::from_mins(1);

/// Until when the service is paid for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Capacity {
    paid_until: Option<Instant>,
}

/// Seconds that are charged for a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charged {
    /// All of them.
    pub time: Duration,
    /// Those beyond the query's own: the rest of the minimum.
    pub allocated: Duration,
}

impl Capacity {
    /// What a query that took `took` and is done `now` is charged for; it is paid then.
    pub(super) fn charge(&mut self, took: Duration, now: Instant) -> Charged {
        let (charged, until) = self.charged(took, now.checked_sub(took).unwrap_or(now));
        self.paid_until = Some(until);
        charged
    }

    /// What a query that is expected to take `expected` would be charged for if it began `now`.
    pub(super) fn expected(&self, expected: Duration, now: Instant) -> Charged {
        self.charged(expected, now).0
    }

    fn charged(&self, took: Duration, began: Instant) -> (Charged, Instant) {
        let ended = began + took;
        match self.paid_until {
            Some(paid) if began <= paid => {
                let time = ended.saturating_duration_since(paid);
                let charged = Charged {
                    time,
                    allocated: Duration::ZERO,
                };
                (charged, ended.max(paid))
            }
            _ => {
                let time = took.max(MINIMUM);
                let charged = Charged {
                    time,
                    allocated: time.saturating_sub(took),
                };
                (charged, began + time)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(charged: Charged) -> (u64, u64) {
        (charged.time.as_secs(), charged.allocated.as_secs())
    }

    #[test]
    fn the_minimum_is_paid_once_for_each_time_awake() {
        let zero = Instant::now() + Duration::from_hours(1);
        let at = |second| zero + Duration::from_secs(second);
        let took = Duration::from_secs;
        let mut capacity = Capacity::default();
        // 0 to 5 s wakes it: 60 s are charged, 55 of them for nothing.
        assert_eq!(seconds(capacity.charge(took(5), at(5))), (60, 55));
        // 50 to 60 s is paid for.
        assert_eq!(seconds(capacity.charge(took(10), at(60))), (0, 0));
        // 60 to 75 s begins just as it runs out: 15 s more, none of them for nothing.
        assert_eq!(seconds(capacity.charge(took(15), at(75))), (15, 0));
        // 40 to 80 s, which ran beside the others: from 75 to 80 s nobody has paid yet.
        assert_eq!(seconds(capacity.charge(took(40), at(80))), (5, 0));
        // 81 to 82 s wakes it again.
        assert_eq!(seconds(capacity.expected(took(1), at(81))), (60, 59));
        assert_eq!(seconds(capacity.charge(took(1), at(82))), (60, 59));
        // 141 s is the last that is paid for; 59 s long ones and 61 s long ones on either side of the minimum.
        assert_eq!(seconds(capacity.expected(took(59), at(142))), (60, 1));
        assert_eq!(seconds(capacity.expected(took(60), at(142))), (60, 0));
        assert_eq!(seconds(capacity.expected(took(61), at(142))), (61, 0));
        assert_eq!(seconds(capacity.expected(took(61), at(141))), (61, 0));
    }
}
