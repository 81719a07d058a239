//! A *cost* is what answering one question is charged for by the services that were used, in US dollars.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Answer, Cost};
use crate::store::CostRow;

/// What services cost, in US dollars. Without configuration nothing is charged for, because nothing is used.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// A thousand tokens that a language model reads.
    pub thousand_input_tokens: f64,
    /// A thousand tokens that a language model writes.
    pub thousand_output_tokens: f64,
    /// One Redshift processing unit for an hour.
    pub redshift_unit_hour: f64,
    /// One Lambda request.
    pub lambda_request: f64,
    /// One gigabyte of Lambda memory for a second.
    pub lambda_gigabyte_second: f64,
    /// One request to the Glue catalogue.
    pub glue_request: f64,
}

/// What was used to answer one question.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Usage {
    /// Tokens read by a language model.
    pub input_tokens: u64,
    /// Tokens written by a language model.
    pub output_tokens: u64,
    /// Redshift processing units × seconds.
    pub redshift_unit_seconds: f64,
    /// Lambda requests.
    pub lambda_requests: u64,
    /// Lambda memory × time, gigabyte-seconds.
    pub lambda_gigabyte_seconds: f64,
    /// Requests to the Glue catalogue.
    pub glue_requests: u64,
}

impl Usage {
    /// What it costs.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of one question are far below 2^52"
    )]
    pub fn cost(&self, prices: &Prices) -> Cost {
        let bedrock_usd = self.input_tokens as f64 / 1000.0 * prices.thousand_input_tokens
            + self.output_tokens as f64 / 1000.0 * prices.thousand_output_tokens;
        let redshift_usd = self.redshift_unit_seconds / 3600.0 * prices.redshift_unit_hour;
        let lambda_usd = self.lambda_requests as f64 * prices.lambda_request
            + self.lambda_gigabyte_seconds * prices.lambda_gigabyte_second;
        let glue_usd = self.glue_requests as f64 * prices.glue_request;
        Cost {
            total_usd: bedrock_usd + redshift_usd + lambda_usd + glue_usd,
            bedrock_usd,
            redshift_usd,
            lambda_usd,
            glue_usd,
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            ..Cost::default()
        }
    }
}

/// Costs of a month so far.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CostReport {
    /// The day that the report is of.
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// US dollars of that day.
    pub today_usd: f64,
    /// US dollars of the month up to and including that day.
    pub month_usd: f64,
    /// Mean of the month's days so far × days of the month, US dollars.
    pub month_estimate_usd: f64,
    /// US dollars of the month by service: bedrock, redshift, lambda, glue.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub by_service: BTreeMap<&'static str, f64>,
    /// Month by account.
    pub by_user: BTreeMap<String, Share>,
    /// Month by persona.
    pub by_persona: BTreeMap<String, Share>,
    /// Days of the month on which something was asked.
    #[schema(value_type = BTreeMap<String, Share>)]
    pub by_day: BTreeMap<Date, Share>,
    /// Questions of the month.
    pub questions: u64,
    /// Of those, answered from the cache.
    pub cached: u64,
    /// Of those, understood without a language model.
    pub without_model: u64,
    /// US dollars that the questions answered from the cache would have cost.
    pub saved_by_cache_usd: f64,
    /// US dollars that language models would have charged for the questions that the interpreter understood: as many as
    /// were neither cached nor needed a model × the mean charge of this month's questions that needed one. 0 in a month
    /// in which none did, because there is nothing to measure it by.
    pub saved_by_interpreter_usd: f64,
}

/// Part of a month's costs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, ToSchema)]
pub struct Share {
    /// US dollars.
    pub usd: f64,
    /// Questions.
    pub questions: u64,
}

impl CostReport {
    /// The report of the month that holds `today`, from the ledger's rows of that month; later days are left out.
    pub fn of(today: Date, rows: &[CostRow]) -> Self {
        let mut report = Self {
            today,
            today_usd: 0.0,
            month_usd: 0.0,
            month_estimate_usd: 0.0,
            by_service: ["bedrock", "redshift", "lambda", "glue"]
                .map(|service| (service, 0.0))
                .into(),
            by_user: BTreeMap::new(),
            by_persona: BTreeMap::new(),
            by_day: BTreeMap::new(),
            questions: 0,
            cached: 0,
            without_model: 0,
            saved_by_cache_usd: 0.0,
            saved_by_interpreter_usd: 0.0,
        };
        for row in rows
            .iter()
            .filter(|row| row.day <= today && row.day >= today.first_of_month())
        {
            report.month_usd += row.cost.total_usd;
            if row.day == today {
                report.today_usd += row.cost.total_usd;
            }
            let services = [
                ("bedrock", row.cost.bedrock_usd),
                ("redshift", row.cost.redshift_usd),
                ("lambda", row.cost.lambda_usd),
                ("glue", row.cost.glue_usd),
            ];
            for (service, usd) in services {
                *report.by_service.entry(service).or_default() += usd;
            }
            for share in [
                report.by_user.entry(row.user.clone()).or_default(),
                report.by_persona.entry(row.persona.clone()).or_default(),
                report.by_day.entry(row.day).or_default(),
            ] {
                share.usd += row.cost.total_usd;
                share.questions += row.questions;
            }
            report.questions += row.questions;
            report.cached += row.cached;
            report.without_model += row.without_model;
            report.saved_by_cache_usd += row.saved_usd;
        }
        report.saved_by_interpreter_usd = report.saved_by_interpreter();
        report.month_estimate_usd =
            report.month_usd / f64::from(today.day()) * f64::from(today.days_in_month());
        report
    }

    /// Questions that a language model was needed for.
    pub fn with_model(&self) -> u64 {
        self.questions.saturating_sub(self.without_model)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "questions of a month are far below 2^52"
    )]
    fn saved_by_interpreter(&self) -> f64 {
        let with_model = self.with_model();
        if with_model == 0 {
            return 0.0;
        }
        let model_usd = self.by_service.get("bedrock").copied().unwrap_or(0.0);
        // A cached answer needed no model either, but it was the cache that saved it.
        let understood = self.without_model.saturating_sub(self.cached);
        model_usd / with_model as f64 * understood as f64
    }
}

/// Writes the line that the cost log keeps of an answer (tracing target `cost`).
pub(crate) fn log(answer: &Answer, user: &str) {
    tracing::info!(
        target: "cost",
        query_id = %answer.id,
        user,
        persona = %answer.persona,
        cached = answer.cached,
        total_usd = answer.cost.total_usd,
        bedrock_usd = answer.cost.bedrock_usd,
        redshift_usd = answer.cost.redshift_usd,
        lambda_usd = answer.cost.lambda_usd,
        glue_usd = answer.cost.glue_usd,
        input_tokens = answer.cost.input_tokens,
        output_tokens = answer.cost.output_tokens,
        cache_read_tokens = answer.cost.cache_read_tokens,
        cache_write_tokens = answer.cost.cache_write_tokens,
        "query cost"
    );
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    #[test]
    fn usage_is_multiplied_by_prices() {
        let prices = Prices {
            thousand_input_tokens: 0.003,
            thousand_output_tokens: 0.015,
            redshift_unit_hour: 0.36,
            lambda_request: 0.000_000_2,
            lambda_gigabyte_second: 0.000_016_666_7,
            glue_request: 0.000_001,
        };
        let usage = Usage {
            input_tokens: 2_000,
            output_tokens: 500,
            redshift_unit_seconds: 80.0,
            lambda_requests: 1,
            lambda_gigabyte_seconds: 0.25,
            glue_requests: 3,
        };
        let cost = usage.cost(&prices);
        assert!(close(cost.bedrock_usd, 0.0135)); // 2 × 0.003 + 0.5 × 0.015
        assert!(close(cost.redshift_usd, 0.008)); // 80 s of one unit at 0.36 an hour
        assert!(close(cost.lambda_usd, 0.000_004_366_675)); // 0.0000002 + 0.25 × 0.0000166667
        assert!(close(cost.glue_usd, 0.000_003));
        assert!(close(cost.total_usd, 0.021_507_366_675));
        assert!(close(Usage::default().cost(&prices).total_usd, 0.0));
    }

    fn row(day: Date, user: &str, persona: &str, bedrock_usd: f64) -> CostRow {
        CostRow {
            day,
            user: user.to_owned(),
            persona: persona.to_owned(),
            questions: 2,
            cached: 1,
            without_model: 1,
            cost: Cost {
                total_usd: bedrock_usd,
                bedrock_usd,
                ..Cost::default()
            },
            saved_usd: 0.05,
        }
    }

    #[test]
    fn a_month_is_estimated_from_its_days_so_far() {
        let rows = [
            row(date(2025, 5, 31), "anna", "Field Engineer", 100.0), // the month before
            row(date(2025, 6, 1), "anna", "Field Engineer", 0.1),
            row(date(2025, 6, 10), "anna", "Warehouse Manager", 0.2),
            row(date(2025, 6, 10), "ben", "Field Engineer", 0.3),
            row(date(2025, 6, 11), "ben", "Field Engineer", 100.0), // after today
        ];
        let report = CostReport::of(date(2025, 6, 10), &rows);
        assert!(close(report.today_usd, 0.5));
        assert!(close(report.month_usd, 0.6));
        assert!(close(report.month_estimate_usd, 1.8)); // 0.6 ÷ 10 days × 30 days
        assert!(close(report.by_service["bedrock"], 0.6) && close(report.by_service["glue"], 0.0));
        assert!(close(report.by_user["anna"].usd, 0.3) && report.by_user["anna"].questions == 4);
        assert!(close(report.by_persona["Field Engineer"].usd, 0.4));
        assert!(close(report.by_day[&date(2025, 6, 10)].usd, 0.5));
        assert_eq!(report.by_day.len(), 2);
        assert!(close(report.saved_by_cache_usd, 0.15)); // 3 rows × 0.05
        assert_eq!(
            (report.questions, report.cached, report.without_model),
            (6, 3, 3)
        );
    }

    #[test]
    fn the_interpreter_saves_what_a_model_would_have_charged() {
        let day = date(2025, 6, 10);
        let row = |questions, cached, without_model, bedrock_usd| CostRow {
            questions,
            cached,
            without_model,
            ..row(day, "anna", "Field Engineer", bedrock_usd)
        };
        // 4 questions needed a model for $0.20; 10 needed none, of which 3 were cached: 7 × $0.05.
        let rows = [row(5, 1, 2, 0.15), row(9, 2, 8, 0.05)];
        assert!(close(
            CostReport::of(day, &rows).saved_by_interpreter_usd,
            0.35
        ));
        // Without a model there is nothing to measure it by.
        let none = CostReport::of(day, &[row(5, 1, 5, 0.0)]);
        assert!(close(none.saved_by_interpreter_usd, 0.0) && none.with_model() == 0);
    }
}
