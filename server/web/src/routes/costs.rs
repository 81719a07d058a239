//! *Costs* are shown to whoever caused them; operators see everybody's.

use std::collections::BTreeMap;

use app::{CostShare, CostsView, LimitView};
use assistant::store::CostRow;
use assistant::{Above, CostReport, Share, SpendingLimit, SpendingLimits};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::error::HttpError;
use super::exports::download;
use super::state::WebState;
use super::{ask, page, show};
use crate::accounts::LoggedIn;
use crate::export::FileName;
use crate::export::csv::{self, Field};

/// Services by their names in the report and for people.
const SERVICES: [(&str, &str); 6] = [
    ("bedrock", "Amazon Bedrock"),
    ("language_model", "Other language models"),
    ("redshift", "Amazon Redshift"),
    ("athena", "Amazon Athena"),
    ("lambda", "AWS Lambda"),
    ("glue", "AWS Glue"),
];

const HEADINGS: [&str; 19] = [
    "Day",
    "Person",
    "Persona",
    "Questions",
    "From the cache",
    "Without a language model",
    "Bedrock (USD)",
    "Other language models (USD)",
    "Redshift (USD)",
    "Redshift, allocated (USD)",
    "Athena (USD)",
    "Lambda (USD)",
    "Glue (USD)",
    "Total (USD)",
    "Saved by the cache (USD)",
    "Input tokens",
    "Output tokens",
    "Tokens read from the model's cache",
    "Tokens written to the model's cache",
];

#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    persona: Option<String>,
}

/// Which month a file is of.
#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub(super) month: Option<String>,
}

/// The page of this month.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Query(Choice { persona }): Query<Choice>,
) -> Result<Response, HttpError> {
    let persona = ask::persona_of(&logged_in, persona.as_deref())?;
    let frame = show::frame(&state, &logged_in, &persona, None, state.assistant.today()).await?;
    let report = state.assistant.costs(whose(&logged_in)).await?;
    let by_service = SERVICES.map(|(service, name)| {
        let usd = report.by_service.get(service).copied().unwrap_or(0.0);
        (name.to_owned(), usd)
    });
    let by_person = if logged_in.operator {
        shares(&report.by_user)
    } else {
        Vec::new()
    };
    let view = CostsView {
        frame,
        everybody: logged_in.operator,
        today: report.today.to_string(),
        today_usd: report.today_usd,
        month_usd: report.month_usd,
        month_estimate_usd: report.month_estimate_usd,
        questions: report.questions,
        cached: report.cached,
        without_model: report.without_model,
        saved_by_cache_usd: report.saved_by_cache_usd,
        saved_by_interpreter_usd: (report.with_model() > 0)
            .then_some(report.saved_by_interpreter_usd),
        by_service: by_service.into(),
        allocated_usd: report.allocated_usd,
        limits: limits(
            &state.assistant.spending_limits(),
            &report,
            logged_in.operator,
        ),
        by_day: report
            .by_day
            .iter()
            .rev()
            .map(|(day, share)| named(&day.to_string(), *share))
            .collect(),
        by_persona: shares(&report.by_persona),
        by_person,
        month: month_of(report.today),
        last_month: month_of(before(report.today)),
    };
    Ok(page::costs(StatusCode::OK, view).await)
}

/// The limits, each with what has been spent against it; what everybody spends is for operators.
fn limits(limits: &SpendingLimits, report: &CostReport, operator: bool) -> Vec<LimitView> {
    let shown = |name: &str, limit: Option<SpendingLimit>, spent_usd: Option<f64>| {
        limit.map(|SpendingLimit { usd, above }| LimitView {
            name: name.to_owned(),
            limit_usd: usd,
            spent_usd,
            confirm: above == Above::Confirm,
        })
    };
    // An operator's report is everybody's, not one's own.
    let own_day = (!operator).then_some(report.today_usd);
    let month = operator.then_some(report.month_usd);
    let all = [
        shown("one question", limits.question, None),
        shown("a person's day", limits.user_day, own_day),
        shown("everybody's month", limits.month, month),
    ];
    all.into_iter().flatten().collect()
}

/// A month as a CSV file: one row for each day, person and persona.
pub(super) async fn csv(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Query(Period { month }): Query<Period>,
) -> Result<Response, HttpError> {
    let today = state.clock.now().to_zoned(TimeZone::UTC).date();
    let first = match month.as_deref().filter(|month| !month.is_empty()) {
        Some(month) => first_of(month).ok_or_else(|| {
            HttpError::unprocessable(format!(
                "month: must be a year and a month, such as {}.",
                month_of(today)
            ))
        })?,
        None => today.first_of_month(),
    };
    let until = first.saturating_add(1.month());
    let rows = state
        .stores
        .ledger
        .costs(first, until, whose(&logged_in))
        .await?;
    let file = csv::file(&HEADINGS, rows.into_iter().map(row))?;
    download(
        file,
        csv::MEDIA_TYPE,
        &FileName::new("costs", &month_of(first), "csv"),
    )
}

/// Whose costs one sees: an operator everybody's.
pub(super) fn whose(logged_in: &LoggedIn) -> Option<&str> {
    (!logged_in.operator).then_some(logged_in.username.as_str())
}

fn row(row: CostRow) -> Vec<Field> {
    let count = |count: u64| Field::Exact(count.to_string());
    let usd = |usd: f64| Field::Exact(usd.to_string());
    vec![
        Field::Exact(row.day.to_string()),
        Field::Text(row.user),
        Field::Text(row.persona),
        count(row.questions),
        count(row.cached),
        count(row.without_model),
        usd(row.cost.bedrock_usd),
        usd(row.cost.language_model_usd),
        usd(row.cost.redshift_usd),
        usd(row.cost.allocated_usd),
        usd(row.cost.athena_usd),
        usd(row.cost.lambda_usd),
        usd(row.cost.glue_usd),
        usd(row.cost.total_usd),
        usd(row.saved_usd),
        count(row.cost.input_tokens),
        count(row.cost.output_tokens),
        count(row.cost.cache_read_tokens),
        count(row.cost.cache_write_tokens),
    ]
}

/// Parts of the month, the dearest first, then those with the most questions.
fn shares(parts: &BTreeMap<String, Share>) -> Vec<CostShare> {
    let mut shares: Vec<CostShare> = parts
        .iter()
        .map(|(name, share)| named(name, *share))
        .collect();
    shares.sort_by(|a, b| b.usd.total_cmp(&a.usd).then(b.questions.cmp(&a.questions)));
    shares
}

fn named(name: &str, share: Share) -> CostShare {
    CostShare {
        name: name.to_owned(),
        questions: share.questions,
        usd: share.usd,
    }
}

/// "2026-11".
fn month_of(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// The first day of a month such as "2026-11".
fn first_of(month: &str) -> Option<Date> {
    (month.len() == 7)
        .then(|| format!("{month}-01").parse().ok())
        .flatten()
}

/// A day of the month before.
fn before(day: Date) -> Date {
    day.first_of_month().yesterday().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_read_and_written() {
        assert_eq!(first_of("2026-02"), Some(date(2026, 2, 1)));
        for wrong in [
            "2026-13",
            "2026-2",
            "2026",
            "26-11-0",
            "2026-11-01",
            "2026/11",
        ] {
            assert_eq!(first_of(wrong), None, "{wrong}");
        }
        assert_eq!(month_of(before(date(2026, 1, 31))), "2025-12");
    }

    #[test]
    fn the_dearest_comes_first() {
        let part = |usd, questions| Share { usd, questions };
        let parts = [
            ("a", part(0.0, 1)),
            ("b", part(0.5, 1)),
            ("c", part(0.0, 9)),
        ];
        let parts = parts.map(|(name, share)| (name.to_owned(), share)).into();
        let names: Vec<String> = shares(&parts).into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["b", "c", "a"]);
    }
}
