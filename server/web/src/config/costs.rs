//! The *costs section* says what services charge and how much may be spent.

use std::path::{Path, PathBuf};
use std::time::Duration;

use assistant::{Above, Price, PriceList, SpendingLimit, SpendingLimits};
use serde::Deserialize;

use super::reader::Reader;

/// Prices that the program carries.
const PRICES: &str = include_str!("../../../../config/prices.yaml");
const PRICES_FILE: &str = "prices.yaml";

/// What questions cost.
#[derive(Debug, Clone)]
pub struct CostsConfig {
    /// Write cost.log.
    pub log: bool,
    /// Files of cost.log that are kept, one a day.
    pub keep: usize,
    /// What services charge.
    pub prices: PriceList,
    /// Base capacity of the Redshift Serverless workgroup, RPUs.
    pub redshift_rpus: u16,
    /// How long a query is expected to take before any was measured.
    pub assumed_time: Duration,
    /// How many bytes a query is expected to scan before any was measured.
    pub assumed_scan: u64,
    /// How much may be spent.
    pub limits: SpendingLimits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PricesFile {
    prices: Vec<Price>,
}

impl CostsConfig {
    /// `beside` is the folder of the configuration file, where the prices are looked for.
    pub(super) fn read(reader: &mut Reader<'_>, beside: Option<&Path>) -> Self {
        let limit = |reader: &mut Reader<'_>, name: &str| {
            let above = match reader.text(&format!("costs.above_{name}_limit")) {
                "confirm" => Above::Confirm,
                "refuse" => Above::Refuse,
                other => {
                    let message = format!("`{other}` is neither confirm nor refuse");
                    reader.fault(&format!("costs.above_{name}_limit"), message);
                    Above::Refuse
                }
            };
            let usd = dollars(reader, &format!("costs.{name}_limit_usd"))?;
            Some(SpendingLimit { usd, above })
        };
        let limits = SpendingLimits {
            question: limit(reader, "question"),
            user_day: limit(reader, "user_day"),
            month: limit(reader, "month"),
        };
        Self {
            log: reader.boolean("costs.log"),
            keep: reader.integer("costs.keep_days", 1..=3_650),
            prices: prices(reader, beside),
            redshift_rpus: reader.integer("costs.redshift_rpus", 4..=1_024),
            assumed_time: Duration::from_secs(
                reader.integer("costs.assumed_query_seconds", 1..=3_600),
            ),
            assumed_scan: reader.integer("costs.assumed_scan_mb", 1..=1_000_000_u64) << 20,
            limits,
        }
    }
}

/// An amount of money, or none.
fn dollars(reader: &mut Reader<'_>, key: &str) -> Option<f64> {
    let text = reader.optional(key)?;
    match text.parse::<f64>() {
        Ok(usd) if usd.is_finite() && usd >= 0.0 => Some(usd),
        _ => {
            reader.fault(
                key,
                format!("`{text}` is not a number of US dollars from 0"),
            );
            None
        }
    }
}

fn prices(reader: &mut Reader<'_>, beside: Option<&Path>) -> PriceList {
    let named = reader.optional_path("costs.prices");
    let file: Option<PathBuf> = named.or_else(|| {
        beside
            .map(|folder| folder.join(PRICES_FILE))
            .filter(|file| file.is_file())
    });
    let text = match &file {
        None => Ok(PRICES.to_owned()),
        Some(file) => std::fs::read_to_string(file).map_err(|error| error.to_string()),
    };
    let read = text.and_then(|text| {
        let written: PricesFile = serde_saphyr::from_str(&text).map_err(|error| {
            let line = error.location().map_or(1, |place| place.line());
            format!("line {line}: {}", error.without_snippet())
        })?;
        PriceList::new(written.prices).map_err(|error| error.to_string())
    });
    read.unwrap_or_else(|reason| {
        let name = file.as_deref().unwrap_or(Path::new(PRICES_FILE)).display();
        reader.fault(
            "costs.prices",
            format!("{name} is not a list of prices: {reason}"),
        );
        PriceList::default()
    })
}

#[cfg(test)]
mod tests {
    use assistant::PricedUnit;
    use jiff::civil::date;

    use super::super::from_yaml;
    use super::*;

    fn faults(yaml: &str) -> String {
        from_yaml(yaml).unwrap_err().to_string()
    }

    #[test]
    fn the_carried_prices_can_be_read_and_name_every_unit() {
        let costs = from_yaml("").unwrap().costs;
        assert_eq!(costs.limits, SpendingLimits::default());
        for unit in PricedUnit::ALL {
            let price = costs.prices.on(date(2026, 1, 1), unit);
            assert!(price.is_some_and(|price| price.usd > 0.0), "{unit:?}");
        }
    }

    #[test]
    fn limits_are_amounts_with_what_happens_above_them() {
        let yaml = "costs:\n  question_limit_usd: 0.25\n  user_day_limit_usd: 0\n  month_limit_usd: 200\n  above_user_day_limit: refuse\n";
        let limits = from_yaml(yaml).unwrap().costs.limits;
        let limit = |usd, above| Some(SpendingLimit { usd, above });
        assert_eq!(limits.question, limit(0.25, Above::Confirm));
        assert_eq!(limits.user_day, limit(0.0, Above::Refuse));
        assert_eq!(limits.month, limit(200.0, Above::Refuse));
        let said = faults("costs:\n  question_limit_usd: -0.01\n  above_month_limit: shout\n");
        assert!(
            said.contains("costs.question_limit_usd: `-0.01` is not a number of US dollars from 0"),
            "{said}"
        );
        assert!(
            said.contains("costs.above_month_limit: `shout` is neither confirm nor refuse"),
            "{said}"
        );
    }

    #[test]
    fn a_wrong_price_list_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.yaml");
        let costs = |text: &str| {
            std::fs::write(&file, text).unwrap();
            format!("costs:\n  prices: {}\n", file.display())
        };
        let said = faults(&costs(
            "prices:\n  - {unit: redshift_rpu_hour, usd: -1, from: 2025-01-01}\n",
        ));
        assert!(
            said.contains("the price of redshift_rpu_hour from 2025-01-01 on must be a number"),
            "{said}"
        );
        let said = faults(&costs(
            "prices:\n  - {unit: moon_dust, usd: 1, from: 2025-01-01}\n",
        ));
        assert!(
            said.contains("p.yaml is not a list of prices: line 2"),
            "{said}"
        );
        let good = "prices:\n  - {unit: athena_terabyte, usd: 6.75, from: 2025-01-01, read_on: 2025-02-03}\n";
        let prices = from_yaml(&costs(good)).unwrap().costs.prices;
        let terabyte = prices
            .on(date(2025, 1, 1), PricedUnit::AthenaTerabyte)
            .unwrap();
        assert!((terabyte.usd - 6.75).abs() < 1e-12);
    }
}
