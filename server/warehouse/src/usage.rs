//! *Usage* is what a query took of a service that charges for it.

use std::time::Duration;

/// What an engine charges for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Billing {
    /// Nothing by the query.
    #[default]
    Free,
    /// Time in which it computes.
    Time,
    /// Bytes that it scans.
    Scan,
}

/// What a query took of a service that charges for it, as the service itself measured it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Usage {
    /// Nothing: the engine is our own, or is paid for whether it is asked or not.
    #[default]
    Free,
    /// Time in which the engine computed, for one that charges for it (Redshift Serverless).
    Time(Duration),
    /// Bytes that were scanned, for one that charges for them (Athena).
    Scanned(u64),
}
