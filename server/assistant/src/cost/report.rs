//! A *cost report* sums up what a month's questions cost, by service, day, account and persona, and what was saved.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::CostRow;

/// The services that are charged for, in the order in which they are shown.
pub const SERVICES: [&str; 6] = [
    "bedrock",
    "language_model",
    "redshift",
    "athena",
    "lambda",
    "glue",
];

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
    /// US dollars of the month by service: bedrock, language_model (an endpoint in its place), redshift, athena, lambda, glue.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub by_service: BTreeMap<&'static str, f64>,
    /// Of what Redshift is charged for, US dollars beyond the time of the queries themselves: the rest of the minute that
    /// is charged at least each time it wakes, allocated to the question that woke it.
    pub allocated_usd: f64,
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
            by_service: SERVICES.map(|service| (service, 0.0)).into(),
            allocated_usd: 0.0,
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
            report.allocated_usd += row.cost.allocated_usd;
            for (service, usd) in row.cost.by_service() {
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
        let charged = |service| self.by_service.get(service).copied().unwrap_or(0.0);
        let model_usd = charged("bedrock") + charged("language_model");
        // A cached answer needed no model either, but it was the cache that saved it.
        let understood = self.without_model.saturating_sub(self.cached);
        model_usd / with_model as f64 * understood as f64
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::answer::Cost;

    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
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
                allocated_usd: 0.01,
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
        assert!(
            close(report.by_service["bedrock"], 0.6) && close(report.by_service["athena"], 0.0)
        );
        assert!(close(report.allocated_usd, 0.03)); // 3 rows × 0.01
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
        // It is the same wherever the models run.
        let elsewhere = rows.map(|row| CostRow {
            cost: Cost {
                bedrock_usd: 0.0,
                language_model_usd: row.cost.bedrock_usd,
                ..row.cost
            },
            ..row
        });
        let report = CostReport::of(day, &elsewhere);
        assert!(close(report.saved_by_interpreter_usd, 0.35));
        assert!(close(report.by_service["language_model"], 0.2));
        assert!(close(report.by_service["bedrock"], 0.0));
        // Without a model there is nothing to measure it by.
        let none = CostReport::of(day, &[row(5, 1, 5, 0.0)]);
        assert!(close(none.saved_by_interpreter_usd, 0.0) && none.with_model() == 0);
    }
}
