//! A *price* is what a service charges for one unit, from a day on; a *price list* holds prices of all times.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricedUnit {
    /// One Redshift processing unit (RPU) for an hour.
    RedshiftRpuHour,
    /// 2^40 bytes that Athena scans.
    AthenaTerabyte,
    /// A million Lambda requests.
    LambdaMillionRequests,
    /// One gigabyte (2^30 bytes) of Lambda memory for a second.
    LambdaGigabyteSecond,
    /// A million requests to the Glue catalogue.
    GlueMillionRequests,
}

impl PricedUnit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::RedshiftRpuHour,
        Self::AthenaTerabyte,
        Self::LambdaMillionRequests,
        Self::LambdaGigabyteSecond,
        Self::GlueMillionRequests,
    ];

    /// The word for it in a price list.
    pub fn name(self) -> &'static str {
        match self {
            Self::RedshiftRpuHour => "redshift_rpu_hour",
            Self::AthenaTerabyte => "athena_terabyte",
            Self::LambdaMillionRequests => "lambda_million_requests",
            Self::LambdaGigabyteSecond => "lambda_gigabyte_second",
            Self::GlueMillionRequests => "glue_million_requests",
        }
    }
}

/// What a unit costs from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What is charged for.
    pub unit: PricedUnit,
    /// US dollars for one.
    pub usd: f64,
    /// First day (UTC) on which it holds.
    pub from: Date,
    /// Day on which somebody read it in the provider's list; none when nobody has yet.
    #[serde(default)]
    pub read_on: Option<Date>,
    /// Where it was read.
    #[serde(default)]
    pub source: String,
}

/// Prices of all times.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PriceList {
    prices: Vec<Price>,
}

/// Why a price list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// A price below zero, or none at all.
    #[error("the price of {} from {from} on must be a number of US dollars that is not below 0", unit.name())]
    Senseless {
        /// What is charged for.
        unit: PricedUnit,
        /// From which day on.
        from: Date,
    },
    /// Two prices hold from the same day on.
    #[error("there are two prices of {} from {from} on", unit.name())]
    Twice {
        /// What is charged for.
        unit: PricedUnit,
        /// From which day on.
        from: Date,
    },
}

impl PriceList {
    /// A list of these prices, in any order.
    pub fn new(prices: Vec<Price>) -> Result<Self, PriceError> {
        for (position, price) in prices.iter().enumerate() {
            let Price { unit, from, .. } = *price;
            if !(price.usd.is_finite() && price.usd >= 0.0) {
                return Err(PriceError::Senseless { unit, from });
            }
            if prices[..position]
                .iter()
                .any(|p| p.unit == unit && p.from == from)
            {
                return Err(PriceError::Twice { unit, from });
            }
        }
        Ok(Self { prices })
    }

    /// Units whose price of a day nobody has read in the provider's list.
    pub fn unread(&self, day: Date) -> Vec<PricedUnit> {
        let units = PricedUnit::ALL.into_iter();
        units
            .filter(|unit| {
                self.on(day, *unit)
                    .is_some_and(|price| price.read_on.is_none())
            })
            .collect()
    }

    /// The price that holds on a day: of those that began by then, the newest.
    pub fn on(&self, day: Date, unit: PricedUnit) -> Option<&Price> {
        let begun = self
            .prices
            .iter()
            .filter(|p| p.unit == unit && p.from <= day);
        begun.max_by_key(|p| p.from)
    }

    /// US dollars for one unit on a day; 0 when no price is known.
    pub(super) fn usd(&self, day: Date, unit: PricedUnit) -> f64 {
        self.on(day, unit).map_or(0.0, |price| price.usd)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    pub(super) fn price(unit: PricedUnit, usd: f64, from: Date) -> Price {
        Price {
            unit,
            usd,
            from,
            read_on: Some(from),
            source: String::new(),
        }
    }

    #[test]
    fn a_price_holds_from_its_day_until_the_next_one() {
        let unit = PricedUnit::RedshiftRpuHour;
        let prices = vec![
            price(unit, 0.36, date(2025, 7, 1)),
            price(unit, 0.375, date(2024, 1, 1)),
            price(PricedUnit::AthenaTerabyte, 5.0, date(2024, 1, 1)),
        ];
        let list = PriceList::new(prices).unwrap();
        let on = |day| list.on(day, unit).map(|price| price.usd);
        assert_eq!(on(date(2023, 12, 31)), None);
        assert_eq!(on(date(2024, 1, 1)), Some(0.375));
        assert_eq!(on(date(2025, 6, 30)), Some(0.375));
        assert_eq!(on(date(2025, 7, 1)), Some(0.36));
        assert_eq!(
            list.on(date(2025, 7, 1), PricedUnit::GlueMillionRequests),
            None
        );
    }

    #[test]
    fn senseless_and_doubled_prices_are_refused() {
        let unit = PricedUnit::LambdaGigabyteSecond;
        let day = date(2025, 1, 1);
        for usd in [-0.000_001, f64::NAN, f64::INFINITY] {
            let refused = PriceList::new(vec![price(unit, usd, day)]);
            assert_eq!(
                refused,
                Err(PriceError::Senseless { unit, from: day }),
                "{usd}"
            );
        }
        let twice = vec![price(unit, 1.0, day), price(unit, 2.0, day)];
        assert_eq!(
            PriceList::new(twice),
            Err(PriceError::Twice { unit, from: day })
        );
        assert!(PriceList::new(vec![price(unit, 0.0, day)]).is_ok());
        let unread = Price {
            read_on: None,
            ..price(unit, 1.0, day)
        };
        let list = PriceList::new(vec![unread]).unwrap();
        assert_eq!(list.unread(day), [unit]);
        assert_eq!(list.unread(date(2024, 12, 31)), []);
    }
}
