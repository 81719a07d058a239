//! A *quantity* is a number with a unit and a range: what lies outside the range never becomes one.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::calculation::written;

/// Largest quantity, rate or duration that a calculation takes. Nothing that is stocked or ordered comes near it, and
/// products of three such numbers are still finite.
pub const LARGEST: f64 = 1e12;

/// What a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// 0 to [`LARGEST`].
    Amount,
    /// More than 0, to [`LARGEST`]: what is divided by.
    Positive,
    /// −[`LARGEST`] to [`LARGEST`].
    Signed,
    /// 0 to 1, both included.
    Fraction,
    /// 0.5 to 1, the latter excluded: below 0.5 the normal quantile is negative, at 1 it is infinite.
    ServiceLevel,
    /// 0 to 100, both included.
    Percent,
    /// A whole number from the first to the second.
    Whole(u32, u32),
}

impl Range {
    /// The value, or what it must be and is not: "must be a fraction between 0 and 1 (0.95 for 95 %), not 95".
    fn check(self, value: f64) -> Result<f64, String> {
        let fits = match self {
            Self::Amount => (0.0..=LARGEST).contains(&value),
            Self::Positive => value > 0.0 && value <= LARGEST,
            Self::Signed => value.abs() <= LARGEST,
            Self::Fraction => (0.0..=1.0).contains(&value),
            Self::Percent => (0.0..=100.0).contains(&value),
            Self::ServiceLevel => (0.5..1.0).contains(&value),
            Self::Whole(least, most) => {
                (f64::from(least)..=f64::from(most)).contains(&value) && value.fract() == 0.0
            }
        };
        if fits {
            return Ok(value);
        }
        let found = if value.abs() > LARGEST {
            format!("{value:e}")
        } else {
            written(value)
        };
        Err(format!("must be {self}, not {found}"))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount => f.write_str("between 0 and 1000000000000"),
            Self::Positive => f.write_str("above 0 and at most 1000000000000"),
            Self::Signed => f.write_str("between -1000000000000 and 1000000000000"),
            Self::Fraction => f.write_str("a fraction between 0 and 1 (0.95 for 95 %)"),
            Self::Percent => f.write_str("between 0 and 100 (5 for 5 %)"),
            Self::ServiceLevel => {
                f.write_str("a fraction from 0.5 up to but not including 1 (0.95 for 95 %)")
            }
            Self::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
        }
    }
}

/// Reads a number in a range; what is none is said as JSON writes it.
struct Number(Range);

impl Visitor<'_> for Number {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        self.0.check(value).map_err(E::custom)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "what is above 2^53 is out of every range that would tell the difference"
    )]
    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "what is above 2^53 is out of every range that would tell the difference"
    )]
    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<f64, E> {
        Err(E::custom(format!("must be a number, not {value:?}")))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<f64, E> {
        Err(E::custom(format!("must be a number, not {value}")))
    }

    fn visit_unit<E: Error>(self) -> Result<f64, E> {
        Err(E::custom("must be a number, not null"))
    }
}

fn schema(unit: &str, range: Range) -> Schema {
    let mut schema = match range {
        Range::Amount => json_schema!({"type": "number", "minimum": 0, "maximum": LARGEST}),
        Range::Positive => {
            json_schema!({"type": "number", "exclusiveMinimum": 0, "maximum": LARGEST})
        }
        Range::Signed => json_schema!({"type": "number", "minimum": -LARGEST, "maximum": LARGEST}),
        Range::Fraction => json_schema!({"type": "number", "minimum": 0, "maximum": 1}),
        Range::Percent => json_schema!({"type": "number", "minimum": 0, "maximum": 100}),
        Range::ServiceLevel => {
            json_schema!({"type": "number", "minimum": 0.5, "exclusiveMaximum": 1})
        }
        Range::Whole(least, most) => {
            json_schema!({"type": "integer", "minimum": least, "maximum": most})
        }
    };
    schema.insert(UNIT.to_owned(), unit.into());
    schema
}

/// Keyword of a schema that says the unit.
pub(crate) const UNIT: &str = "x-unit";

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal, $range:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Its unit.
            pub const UNIT: &'static str = $unit;

            /// The number, in [`Self::UNIT`].
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;

            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                $range.check(value).map(Self).map_err(OutOfRange)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Number($range)).map(Self)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema($unit, $range)
            }
        }
    };
}

quantity!(
    /// Times something.
    Factor, "times", Range::Amount
);
quantity!(
    /// A share in hundredths: 5 for 5 %.
    Percent, "%", Range::Percent
);

impl WholeDays {
    /// 90 days.
    pub const QUARTER: Self = Self(90.0);
    /// 180 days.
    pub const HALF_YEAR: Self = Self(180.0);
    /// One day.
    pub const ONE: Self = Self(1.0);
}

impl Factor {
    /// Half of something.
    pub const HALF: Self = Self(0.5);
    /// The thing itself.
    pub const ONE: Self = Self(1.0);
}

impl Fraction {
    /// 80 %.
    pub const FOUR_FIFTHS: Self = Self(0.8);
    /// 95 %.
    pub const NINETEEN_TWENTIETHS: Self = Self(0.95);
}

impl Percent {
    /// 5 %.
    pub const FIVE: Self = Self(5.0);
}

impl Count {
    /// Five.
    pub const FIVE: Self = Self(5.0);
}

/// Why a number is not a quantity: "must be between 0 and 1000000000000, not -1".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OutOfRange(String);

quantity!(
    /// Units of a product.
    Units, "units", Range::Amount
);
quantity!(
    /// Units of a product that may be negative: stock that backorders have overdrawn.
    Balance, "units", Range::Signed
);
quantity!(
    /// Units of a product, more than none.
    SomeUnits, "units", Range::Positive
);
quantity!(
    /// Units a day.
    UnitsPerDay, "units/day", Range::Amount
);
quantity!(
    /// Units a year.
    UnitsPerYear, "units/year", Range::Positive
);
quantity!(
    /// Units a year that may be none.
    YearlyUnits, "units/year", Range::Amount
);
quantity!(
    /// Days.
    Days, "days", Range::Amount
);
quantity!(
    /// US dollars.
    Usd, "USD", Range::Amount
);
quantity!(
    /// US dollars, more than none.
    SomeUsd, "USD", Range::Positive
);
quantity!(
    /// US dollars that may be owed or owing.
    Money, "USD", Range::Signed
);
quantity!(
    /// US dollars a unit.
    UsdPerUnit, "USD/unit", Range::Amount
);
quantity!(
    /// US dollars a unit, more than none.
    SomeUsdPerUnit, "USD/unit", Range::Positive
);
quantity!(
    /// US dollars for keeping a unit for a year.
    UsdPerUnitAndYear, "USD/unit/year", Range::Positive
);
quantity!(
    /// A share.
    Fraction, "fraction", Range::Fraction
);
quantity!(
    /// The share of a year's cost of a unit that keeping it costs.
    YearlyFraction, "fraction/year", Range::Positive
);
quantity!(
    /// US dollars for keeping a unit, or for owing one, over a period.
    UsdPerUnitAndPeriod, "USD/unit/period", Range::Positive
);
quantity!(
    /// Units a period.
    UnitsPerPeriod, "units/period", Range::Positive
);
quantity!(
    /// A share of cycles, or of units, that are served; at least half.
    ServiceLevel, "fraction", Range::ServiceLevel
);
quantity!(
    /// Whole days, at least one and at most ten years of them.
    WholeDays, "days", Range::Whole(1, 3_660)
);
quantity!(
    /// How many.
    Count, "count", Range::Whole(0, 1_000_000_000)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_finite_and_not_negative() {
        for good in [0.0, 1e12] {
            assert!(Units::try_from(good).is_ok());
        }
        for bad in [
            -0.001,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e308,
            1.1e12,
        ] {
            assert!(Units::try_from(bad).is_err(), "{bad} was taken");
            assert!(SomeUnits::try_from(bad).is_err(), "{bad} was taken");
        }
        assert!(SomeUnits::try_from(0.0).is_err() && SomeUnits::try_from(0.1).is_ok());
    }

    #[test]
    fn a_balance_may_be_negative() {
        assert!(Balance::try_from(-3.0).is_ok() && Balance::try_from(-1.1e12).is_err());
        assert!(Balance::try_from(f64::NAN).is_err());
    }

    #[test]
    fn fractions_stay_between_0_and_1() {
        assert!(Fraction::try_from(0.0).is_ok() && Fraction::try_from(1.0).is_ok());
        for bad in [1.000_1, -0.1, f64::NAN] {
            assert!(Fraction::try_from(bad).is_err());
        }
        assert_eq!(
            Fraction::try_from(95.0).unwrap_err().to_string(),
            "must be a fraction between 0 and 1 (0.95 for 95 %), not 95"
        );
    }

    #[test]
    fn service_levels_have_a_finite_quantile_that_is_not_negative() {
        for good in [0.5, 0.999_9] {
            assert!(ServiceLevel::try_from(good).is_ok());
        }
        for bad in [1.0, 0.499, 95.0] {
            assert!(ServiceLevel::try_from(bad).is_err());
        }
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert!(WholeDays::try_from(14.0).is_ok());
        assert_eq!(
            WholeDays::try_from(1.5).unwrap_err().to_string(),
            "must be a whole number from 1 to 3660, not 1.5"
        );
    }

    #[test]
    fn what_is_no_number_is_said() {
        let refused = |json: &str| serde_json::from_str::<Units>(json).unwrap_err().to_string();
        assert!(refused("\"1\"").starts_with("must be a number, not \"1\""));
        assert!(refused("null").starts_with("must be a number, not null"));
        assert!(refused("true").starts_with("must be a number, not true"));
        assert!(refused("[1]").contains("expected a number"));
    }
}
