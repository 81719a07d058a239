//! A *parameter* is a named number with a unit and a range; a tool refuses what lies outside.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::calculation::{Input, ToolError, written};

/// Largest quantity, rate or duration that a calculation takes. Nothing that is stocked or ordered comes near it, and
/// products of three such numbers are still finite.
pub const LARGEST: f64 = 1e12;

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 0 to [`LARGEST`].
    Amount,
    /// 0 to 1, both included.
    Fraction,
    /// 0.5 to 1, the latter excluded: below 0.5 the normal quantile is negative, at 1 it is infinite.
    ServiceLevel,
}

/// A named number that a tool takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Name in JSON ("lead_time_days").
    pub name: &'static str,
    /// For people ("Lead time").
    pub label: &'static str,
    /// What it is, one sentence with the unit.
    pub description: &'static str,
    /// Unit ("units", "units/day", "days", "fraction").
    pub unit: &'static str,
    /// Range.
    pub kind: Kind,
}

impl Parameter {
    /// The value, when it is in range.
    pub fn check(&self, value: f64) -> Result<f64, ToolError> {
        let (fits, allowed) = match self.kind {
            Kind::Amount => (
                (0.0..=LARGEST).contains(&value),
                "between 0 and 1000000000000",
            ),
            Kind::Fraction => (
                (0.0..=1.0).contains(&value),
                "a fraction between 0 and 1 (0.95 for 95 %)",
            ),
            Kind::ServiceLevel => (
                (0.5..1.0).contains(&value),
                "a fraction from 0.5 up to but not including 1 (0.95 for 95 %)",
            ),
        };
        if fits {
            return Ok(value);
        }
        let found = if value.abs() > LARGEST {
            format!("{value:e}")
        } else {
            written(value)
        };
        Err(ToolError::OutOfRange {
            name: self.name,
            allowed: allowed.to_owned(),
            found,
        })
    }

    /// The value as an input of a calculation.
    pub(crate) fn input(&self, value: f64) -> Input {
        Input {
            name: self.name,
            label: self.label,
            value,
            unit: self.unit,
        }
    }
}

/// Parameters of one call, each in range.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters(BTreeMap<&'static str, f64>);

impl Parameters {
    /// Reads exactly the parameters of a form.
    pub(crate) fn read(
        tool: &'static str,
        form: &'static [Parameter],
        given: &serde_json::Map<String, Value>,
    ) -> Result<Self, ToolError> {
        for name in given.keys() {
            if form.iter().all(|p| p.name != name) {
                let known = form.iter().map(|p| p.name).collect::<Vec<_>>().join(", ");
                return Err(ToolError::UnknownParameter {
                    tool,
                    name: name.clone(),
                    known,
                });
            }
        }
        let mut values = BTreeMap::new();
        for parameter in form {
            let value = given
                .get(parameter.name)
                .ok_or(ToolError::MissingParameter {
                    name: parameter.name,
                    description: parameter.description,
                })?;
            let number = value.as_f64().ok_or_else(|| ToolError::NotANumber {
                name: parameter.name,
                found: value.to_string(),
            })?;
            values.insert(parameter.name, parameter.check(number)?);
        }
        Ok(Self(values))
    }

    /// A value; NaN for a name that is not in the form, which every range check refuses.
    pub(crate) fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: Parameter = Parameter {
        name: "days",
        label: "Days",
        description: "Days.",
        unit: "days",
        kind: Kind::Amount,
    };
    const SHARE: Parameter = Parameter {
        name: "share",
        label: "Share",
        description: "A share.",
        unit: "fraction",
        kind: Kind::Fraction,
    };
    const LEVEL: Parameter = Parameter {
        name: "level",
        label: "Level",
        description: "A level.",
        unit: "fraction",
        kind: Kind::ServiceLevel,
    };

    #[test]
    fn amounts_are_finite_and_not_negative() {
        assert_eq!(DAYS.check(0.0), Ok(0.0));
        assert_eq!(DAYS.check(1e12), Ok(1e12));
        for bad in [
            -0.001,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e308,
            1.1e12,
        ] {
            assert!(DAYS.check(bad).is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn fractions_stay_between_0_and_1() {
        assert!(SHARE.check(0.0).is_ok() && SHARE.check(1.0).is_ok());
        assert!(
            SHARE.check(1.000_1).is_err()
                && SHARE.check(-0.1).is_err()
                && SHARE.check(f64::NAN).is_err()
        );
        let refusal = SHARE.check(95.0).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "share must be a fraction between 0 and 1 (0.95 for 95 %), not 95"
        );
    }

    #[test]
    fn service_levels_have_a_finite_quantile_that_is_not_negative() {
        assert!(LEVEL.check(0.5).is_ok() && LEVEL.check(0.9999).is_ok());
        assert!(
            LEVEL.check(1.0).is_err() && LEVEL.check(0.499).is_err() && LEVEL.check(95.0).is_err()
        );
    }
}
