//! A *measurement* takes a parameter of a calculation from the data, with the asker's rights and along the way of any question:
//! a semantic query, compiled, checked by the guard, run.

use std::collections::{BTreeMap, BTreeSet};

use lambda_tools::inventory::SafetyStock;
use lambda_tools::quantity::OutOfRange;
use lambda_tools::{Calculate, Parameter};
use semantic::{
    AttributeId, Column, Form, Grain, Measure, MeasureUse, Predicate, SemanticQuery, Window,
};

use crate::calculation::Origin;
use crate::demand::{Demand, span};
use crate::inquiry::{Failure, Inquiry, Ran};
use crate::step::{StepName, Steps};
use crate::{caution, supply};

/// Metric that demand is.
const DEMAND: &str = "units_sold";
/// Dataset with one row for each product at a warehouse.
const STOCK: &str = "warehouse_product";
/// Days of the year that a yearly demand is measured over.
const YEAR_DAYS: i64 = 365;
/// Planned lead time of a stock row, days.
const LEAD_TIME: &str = "warehouse_product.lead_time_days";

/// A parameter's value with how it was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    pub value: f64,
    pub origin: Origin,
}

/// What came of looking for a parameter.
pub(crate) enum Finding {
    /// The data says it.
    Value(Measured),
    /// The data does not say it, or says several things.
    Ask {
        /// One sentence.
        question: String,
        /// Questions that would do.
        choices: Vec<String>,
    },
    /// The data has not what is needed; one sentence.
    Lacking(String),
    /// The query broke.
    Failed(Failure),
}

/// Takes parameters from the data; each query runs once.
pub(crate) struct Measurements<'a> {
    pub(crate) inquiry: &'a Inquiry<'a>,
    pub(crate) question: &'a str,
    pub(crate) filters: &'a [Predicate],
    given: BTreeMap<String, f64>,
    /// Told of each query, so that whoever waits for many rows sees how far it is.
    pub(crate) steps: &'a mut Steps,
    demand: Option<Demand>,
    lead_time: Option<Measured>,
    pub(crate) ran: Vec<(&'static str, String)>,
    read: BTreeSet<String>,
    pub(crate) noted: Vec<String>,
}

impl<'a> Measurements<'a> {
    pub(crate) fn new(
        inquiry: &'a Inquiry<'a>,
        question: &'a str,
        filters: &'a [Predicate],
        given: &BTreeMap<String, f64>,
        steps: &'a mut Steps,
    ) -> Self {
        Self {
            inquiry,
            question,
            filters,
            given: given.clone(),
            steps,
            demand: None,
            lead_time: None,
            ran: Vec::new(),
            read: BTreeSet::new(),
            noted: Vec::new(),
        }
    }

    /// The SQL that ran, each statement under what it measures.
    pub(crate) fn sql(&self) -> Option<String> {
        let statements: Vec<String> = self
            .ran
            .iter()
            .map(|(what, sql)| format!("-- {what}\n{sql}"))
            .collect();
        (!statements.is_empty()).then(|| statements.join(";\n\n"))
    }

    /// What has to be known about the measurements.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.noted.clone()
    }

    /// Tables that were read.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.read.iter().cloned().collect()
    }

    /// Date by which a metric is dated; none when the persona cannot read it.
    pub(crate) fn time_of(&self, metric: &str) -> Option<AttributeId> {
        let model = &self.inquiry.desk.model;
        let metric = model.metric(metric)?;
        let semantic::MetricKind::Aggregate { dataset, .. } = &metric.kind else {
            return None;
        };
        metric
            .time
            .clone()
            .or_else(|| model.dataset(dataset)?.default_time.clone())
    }

    /// Looks for a parameter.
    pub(crate) async fn find(&mut self, parameter: &Parameter) -> Finding {
        let found = match parameter.name.as_str() {
            "avg_daily_demand" => self.demand(parameter).await.map(|d| Measured {
                value: d.average(),
                origin: Origin::Measured(format!("units sold ÷ {} days, {}", d.length, d.span)),
            }),
            "max_daily_demand" => self.demand(parameter).await.map(|d| Measured {
                value: d.largest(),
                origin: Origin::Measured(format!("largest total of one day, {}", d.span)),
            }),
            "demand_std_dev" => self.demand(parameter).await.map(|d| Measured {
                value: d.deviation(),
                origin: Origin::Measured(format!(
                    "standard deviation of the daily totals, {}; days without orders count as zero",
                    d.span
                )),
            }),
            "lead_time_days" | "avg_lead_time_days" => self.lead_time(parameter).await,
            "max_lead_time_days" => self.longest_lead_time(parameter).await,
            "lead_time_std_dev" => self.lead_time_deviation(parameter).await,
            "annual_demand" => self.annual_demand(parameter).await,
            "safety_stock" => self.safety_stock(parameter).await,
            "fill_rate" | "on_time_rate" | "quality_rate" | "cost_competitiveness" => {
                supply::rate(self, parameter).await
            }
            _ => Err(self.ask(parameter)),
        };
        match found {
            Ok(measured) => Finding::Value(measured),
            Err(finding) => finding,
        }
    }

    /// A question back for a parameter that nothing says.
    pub(crate) fn ask(&self, parameter: &Parameter) -> Finding {
        let label = parameter.label.to_lowercase();
        let unit = match parameter.unit.as_str() {
            "fraction" => "a fraction between 0 and 1",
            unit => unit,
        };
        let question = self.question.trim_end_matches(['?', '.', ' ']);
        let choices = match parameter.name.as_str() {
            "safety_stock" => vec![format!("{question}, safety stock 0")],
            "lead_time_std_dev" => vec![format!("{question}, the lead time never varies")],
            _ => Vec::new(),
        };
        Finding::Ask {
            question: format!("What is the {label} ({unit})? The data does not say it."),
            choices,
        }
    }

    /// Runs a query and keeps its SQL.
    pub(crate) async fn run(
        &mut self,
        what: &'static str,
        query: &SemanticQuery,
    ) -> Result<Ran, Finding> {
        self.looked_at(what, query)?;
        let ran = self.inquiry.run(query).await.map_err(Finding::Failed)?;
        Ok(self.kept(what, query, ran))
    }

    /// The same for rows that a calculation is made over: all of them, or none.
    pub(crate) async fn run_all(
        &mut self,
        what: &'static str,
        query: &SemanticQuery,
    ) -> Result<Ran, Finding> {
        self.looked_at(what, query)?;
        let ran = self.inquiry.run_all(query).await;
        let ran = ran.map_err(Finding::Failed)?;
        if ran.truncated {
            return Err(Finding::Lacking(format!(
                "There are more than {} rows of {what}, too many to compute with at once. Narrow the question, to a warehouse or a window in time.",
                ran.rows.len()
            )));
        }
        Ok(self.kept(what, query, ran))
    }

    /// Whether the data can say it at all.
    fn looked_at(&self, what: &'static str, query: &SemanticQuery) -> Result<(), Finding> {
        let compiled = match self.inquiry.compile(query) {
            Ok(compiled) => compiled,
            Err(error) => return Err(Finding::Failed(error.into())),
        };
        let lacks = caution::lacks(
            &self.inquiry.knowledge.profile,
            &self.inquiry.desk.model,
            query,
            &compiled.tables,
        );
        if let Some(reason) = lacks.fatal {
            return Err(Finding::Ask {
                question: format!("{reason} What is the {what}?"),
                choices: Vec::new(),
            });
        }
        Ok(())
    }

    fn kept(&mut self, what: &'static str, query: &SemanticQuery, ran: Ran) -> Ran {
        self.read.extend(ran.compiled.tables.iter().cloned());
        self.ran.push((what, ran.compiled.sql.clone()));
        let rows = match ran.rows.len() {
            1 => "1 row".to_owned(),
            #[expect(
                clippy::cast_precision_loss,
                reason = "rows that fit in memory are counted exactly"
            )]
            rows => format!("{} rows", insight::written(rows as f64, None)),
        };
        self.steps.done(StepName::Ran, format!("{what}: {rows}"));
        let ends = caution::ends_early(
            &self.inquiry.knowledge.profile,
            &self.inquiry.desk.model,
            query,
            self.inquiry.today,
        );
        if let Some(end) = ends
            && !self.noted.contains(&end)
        {
            self.noted.push(end);
        }
        ran
    }

    /// Conditions without the window in time.
    pub(crate) fn things(&self) -> Vec<Predicate> {
        self.filters
            .iter()
            .filter(|f| !matches!(f, Predicate::Within { .. }))
            .cloned()
            .collect()
    }

    /// The window that the question names, if it does.
    pub(crate) fn named_window(&self) -> Option<Window> {
        self.filters.iter().find_map(|f| match f {
            Predicate::Within { window, .. } => Some(*window),
            _ => None,
        })
    }

    async fn demand(&mut self, parameter: &Parameter) -> Result<Demand, Finding> {
        if let Some(demand) = &self.demand {
            return Ok(demand.clone());
        }
        let demand = self.demand_within(self.named_window(), parameter).await?;
        self.demand = Some(demand.clone());
        Ok(demand)
    }

    /// Units of a year: those sold in the last 365 days, or at the rate of the window that the question names.
    async fn annual_demand(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        let year = self.inquiry.today.tomorrow().ok().and_then(|until| {
            let from = until.checked_sub(jiff::Span::new().days(YEAR_DAYS)).ok()?;
            Some(Window {
                from: Some(from),
                until: Some(until),
            })
        });
        let demand = self
            .demand_within(self.named_window().or(year), parameter)
            .await?;
        #[expect(clippy::cast_precision_loss, reason = "a year has few days")]
        let days = YEAR_DAYS as f64;
        Ok(Measured {
            value: demand.average() * days,
            origin: Origin::Measured(format!(
                "units sold ÷ {} days × 365, {}",
                demand.length, demand.span
            )),
        })
    }

    async fn demand_within(
        &mut self,
        named: Option<Window>,
        parameter: &Parameter,
    ) -> Result<Demand, Finding> {
        let things = self.things();
        let dated = self.time_of(DEMAND);
        // Without the metric the persona cannot read sales; without a thing it would be the demand of everything.
        let (Some(time), false) = (dated, things.is_empty()) else {
            return Err(self.ask(parameter));
        };
        let Some((window, from, last)) = span(named, self.inquiry.today) else {
            return Err(self.ask(parameter));
        };
        let mut filters = things;
        filters.push(Predicate::Within {
            attribute: None,
            window,
        });
        let query = SemanticQuery {
            form: Form::Groups {
                dataset: None,
                keep_empty: false,
            },
            columns: vec![
                Column::Time {
                    attribute: time,
                    grain: Grain::Day,
                },
                Column::Measure(MeasureUse {
                    measure: Measure::Metric(DEMAND.to_owned()),
                    filters: Vec::new(),
                    label: None,
                }),
            ],
            filters,
            having: Vec::new(),
            order: Vec::new(),
            limit: None,
            counted: None,
        };
        let ran = self.run("daily demand", &query).await?;
        if ran.truncated {
            return Err(self.ask(parameter));
        }
        let days: Vec<f64> = ran
            .rows
            .iter()
            .filter_map(|row| insight::number(row.get(1)?))
            .collect();
        if days.is_empty() {
            self.noted.push(format!(
                "Nothing was sold from {from} to {last}, so demand counts as zero."
            ));
        }
        let length = f64::from(from.until(last).map_or(0, |s| s.get_days()) + 1);
        Ok(Demand {
            days,
            length,
            span: format!("{from} to {last}"),
        })
    }

    async fn lead_time(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        // A lead time that the question gives for the formula holds for its parts, too.
        if let Some(value) = self
            .given
            .get("lead_time_days")
            .or_else(|| self.given.get("avg_lead_time_days"))
        {
            return Ok(Measured {
                value: *value,
                origin: Origin::Computed("the lead time that is given".to_owned()),
            });
        }
        self.lead_time_on_file(parameter).await
    }

    async fn lead_time_on_file(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        if let Some(known) = &self.lead_time {
            return Ok(known.clone());
        }
        let model = &self.inquiry.desk.model;
        let filters = self.things();
        if filters.is_empty() || model.dataset(STOCK).is_none() {
            return Err(self.ask(parameter));
        }
        let names = ["warehouse_code", "product_code", "product_name", LEAD_TIME];
        let query = SemanticQuery {
            form: Form::Rows {
                dataset: STOCK.to_owned(),
            },
            columns: names
                .iter()
                .map(|name| Column::Attribute(AttributeId::new(*name)))
                .collect(),
            filters,
            having: Vec::new(),
            order: Vec::new(),
            limit: None,
            counted: None,
        };
        let ran = self.run("planned lead time", &query).await?;
        let text = |row: &Vec<serde_json::Value>, at: usize| {
            row.get(at)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let mut products: Vec<String> = ran.rows.iter().map(|row| text(row, 2)).collect();
        products.sort();
        products.dedup();
        if products.len() > 1 {
            let question = format!(
                "That covers {} products. Which one is meant?",
                products.len()
            );
            return Err(Finding::Ask {
                question,
                choices: self.narrowed("for", &products),
            });
        }
        let mut found: Vec<(f64, String)> = ran
            .rows
            .iter()
            .filter_map(|row| Some((insight::number(row.get(3)?)?, text(row, 0))))
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            return Err(self.ask(parameter));
        };
        if first.0.total_cmp(&last.0).is_ne() {
            let question = format!(
                "The lead time differs between warehouses, from {} to {} days. Which warehouse is meant?",
                first.0, last.0
            );
            let warehouses: Vec<String> = found
                .iter()
                .map(|(_, warehouse)| warehouse.clone())
                .collect();
            return Err(Finding::Ask {
                question,
                choices: self.narrowed("at", &warehouses),
            });
        }
        let warehouses = found
            .iter()
            .map(|(_, w)| w.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let measured = Measured {
            value: first.0,
            origin: Origin::OnFile(format!("planned lead time on file at {warehouses}")),
        };
        self.lead_time = Some(measured.clone());
        Ok(measured)
    }

    /// The longest lead time: one on file is the longest and the average at once.
    async fn longest_lead_time(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        let found = self.lead_time(parameter).await?;
        if matches!(found.origin, Origin::OnFile(_)) {
            self.note("One lead time is on file, so its maximum and its average are the same.");
        }
        Ok(found)
    }

    /// The deviation of the lead time: none of a single one on file.
    async fn lead_time_deviation(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        let Ok(Measured {
            origin: Origin::OnFile(where_),
            ..
        }) = self.lead_time_on_file(parameter).await
        else {
            return Err(self.ask(parameter));
        };
        self.note(
            "One lead time is on file, so how much it varies is not known: it is taken as certain.",
        );
        Ok(Measured {
            value: 0.0,
            origin: Origin::OnFile(format!("one {where_}; it is taken as certain")),
        })
    }

    fn note(&mut self, note: &str) {
        if self.noted.iter().all(|noted| noted != note) {
            self.noted.push(note.to_owned());
        }
    }

    /// Safety stock by the max–avg method from measured demand and lead time; where one lead time is on file, its maximum
    /// and average are the same (the glossary, "Calculations").
    async fn safety_stock(&mut self, parameter: &Parameter) -> Result<Measured, Finding> {
        let Ok(demand) = self.demand(parameter).await else {
            return Err(self.ask(parameter));
        };
        let lead = self.lead_time(parameter).await?;
        let Ok(Ok(done)) = max_avg(&demand, lead.value).map(|stock| stock.calculate()) else {
            return Err(self.ask(parameter));
        };
        self.noted.push("The safety stock was not given; it was computed by the max–avg method, a heuristic without a service level.".to_owned());
        Ok(Measured {
            value: done.result.unwrap_or_default(),
            origin: Origin::Computed(format!("max–avg method: {}; {}", done.worked, demand.span)),
        })
    }

    /// The question, narrowed to each of the first three things.
    pub(crate) fn narrowed(&self, word: &str, things: &[String]) -> Vec<String> {
        let question = self.question.trim_end_matches(['?', '.', ' ']);
        things
            .iter()
            .take(3)
            .map(|thing| format!("{question} {word} {thing}"))
            .collect()
    }
}

/// Safety stock by the max–avg method where one lead time, in days, is on file.
fn max_avg(demand: &Demand, lead_time: f64) -> Result<SafetyStock, OutOfRange> {
    Ok(SafetyStock {
        max_daily_demand: demand.largest().try_into()?,
        avg_daily_demand: demand.average().try_into()?,
        max_lead_time_days: lead_time.try_into()?,
        avg_lead_time_days: lead_time.try_into()?,
    })
}
