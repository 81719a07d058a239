//! What a question *gives* for a formula: its amounts as the formula's parameters, in the formula's units.

use std::collections::BTreeMap;

use super::amounts::{Amount, Unit, periodic};
use super::assign::{Assignment, Role, assign};
use super::formulas::{Formula, Need, POISSON, SETTLED};
use super::phrases::{Break, Words};
use super::quantities::Quantity as Q;
use super::quantities::Statistic::{Average, Deviation, Maximum};
use super::quantities::{Quantity, Statistic};

/// What a question gives for a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    /// By the names of the tool, in its units.
    pub(super) arguments: BTreeMap<String, f64>,
    /// Nothing is missing.
    pub(super) complete: bool,
    /// Words of amounts that are no parameter.
    pub(super) unused: Vec<String>,
    /// Another reading of the amounts is nearly as likely.
    pub(super) doubtful: bool,
    /// What was taken for granted, each a sentence.
    pub(super) assumptions: Vec<String>,
    /// How far the names stand from the numbers, on average.
    pub(super) strain: f64,
}

/// What the amounts of a question are for a formula.
pub(super) fn given(words: &Words<'_>, amounts: &[Amount], formula: &Formula) -> Option<Given> {
    let amounts: Vec<Amount> = amounts.iter().filter(|a| !a.window).cloned().collect();
    let assignment = assign(words, &amounts, formula)?;
    let values = Values {
        words,
        formula,
        amounts: &amounts,
        assignment: &assignment,
    };
    let need = formula.needs.iter().find(|need| values.fit(need));
    let arguments = values.arguments(need.copied());
    let unused = amounts.iter().zip(&assignment.roles);
    let unused: Vec<String> = unused
        .filter(|(_, role)| role.is_none())
        .map(|(amount, _)| values.said(amount))
        .collect();
    let count = u32::try_from(amounts.len().max(1)).unwrap_or(u32::MAX);
    Some(Given {
        arguments,
        complete: need.is_some() && unused.is_empty(),
        doubtful: assignment.doubtful && !amounts.is_empty(),
        assumptions: values.assumptions(),
        strain: assignment.cost / f64::from(count),
        unused,
    })
}

struct Values<'a> {
    words: &'a Words<'a>,
    formula: &'a Formula,
    amounts: &'a [Amount],
    assignment: &'a Assignment,
}

impl Values<'_> {
    fn of(&self, role: Role) -> Option<&Amount> {
        let place = self
            .assignment
            .roles
            .iter()
            .position(|own| *own == Some(role))?;
        self.amounts.get(place)
    }

    /// What a phrase says of it without a number.
    fn settled(&self, (quantity, statistic): Role) -> Option<f64> {
        let taken = self
            .formula
            .slots
            .iter()
            .any(|slot| slot.quantity == quantity);
        let said = SETTLED.iter().find(|(q, s, phrases, _)| {
            (*q, *s) == (quantity, statistic) && self.words.has(phrases)
        });
        let said = said.map(|(.., value)| *value);
        let none = quantity == Quantity::SafetyStock && self.keeps_none();
        said.or(none.then_some(0.0)).filter(|_| taken)
    }

    /// "I don't want to keep any safety stock".
    fn keeps_none(&self) -> bool {
        let any = self
            .words
            .find("any safety stock|any buffer|any reserve|a safety stock");
        any.iter().any(|any| {
            let before = any.start.saturating_sub(6)..any.start;
            let mut before = before
                .rev()
                .take_while(|at| self.words.break_before(at + 1) == Break::None);
            before.any(|at| self.words.is(at, "not|dont|never|without|no|wont|doesnt"))
        })
    }

    fn has(&self, role: Role) -> bool {
        let level = role == (Quantity::ServiceLevel, None)
            && self.of((Quantity::StockoutRisk, None)).is_some();
        level || self.of(role).is_some() || self.settled(role).is_some()
    }

    /// Everything that is needed is there, and nothing else was said.
    fn fit(&self, need: &Need) -> bool {
        let wanted = |role: Role| {
            let risk = role == (Quantity::StockoutRisk, None);
            need.contains(&role) || risk && need.contains(&(Quantity::ServiceLevel, None))
        };
        let poisson = need.contains(&(Quantity::Season, Some(Statistic::Average)))
            && !need.contains(&(Quantity::Season, Some(Statistic::Deviation)));
        let counted = !poisson || self.words.has(POISSON);
        let given = self.assignment.roles.iter().flatten();
        counted && need.iter().all(|role| self.has(*role)) && given.into_iter().all(|r| wanted(*r))
    }

    fn arguments(&self, need: Option<Need>) -> BTreeMap<String, f64> {
        let mut arguments = BTreeMap::new();
        let mut put = |name: &str, value: Option<f64>| {
            if let Some(value) = value {
                arguments.insert(name.to_owned(), tidy(value));
            }
        };
        let reorder = self.formula.tool == "calculate_reorder_point";
        let yearly =
            self.formula.tool == "calculate_eoq" || self.formula.tool == "calculate_order_policy";
        let wants = |role: Role| need.is_some_and(|need| need.contains(&role));
        match self.formula.tool {
            "calculate_reorder_point" | "calculate_safety_stock" => {
                put("max_daily_demand", self.daily(Maximum));
                put("demand_std_dev", self.daily(Deviation));
                let lead = if reorder {
                    "lead_time_days"
                } else {
                    "avg_lead_time_days"
                };
                put(lead, self.days(Some(Average)));
                put("max_lead_time_days", self.days(Some(Maximum)));
                let level = self.level();
                let spread = self.daily(Deviation).filter(|_| !reorder);
                let certain = self.settled((Q::LeadTime, Some(Deviation))).filter(|_| {
                    let by_level = level.is_some() || spread.is_some();
                    by_level || wants((Q::LeadTime, Some(Deviation)))
                });
                // Where the lead time never varies, how large the demand is makes no difference to the safety stock.
                let any = spread
                    .and(certain)
                    .filter(|_| self.days(Some(Deviation)).is_none());
                put("avg_daily_demand", self.daily(Average).or(any));
                put("lead_time_std_dev", self.days(Some(Deviation)).or(certain));
                put("service_level", level);
                put("z", self.plain(Q::Factor));
                let none = self.settled((Q::SafetyStock, None));
                put("safety_stock", self.plain(Q::SafetyStock).or(none));
            }
            "calculate_supplier_score" => {
                put("fill_rate", self.share(Q::FillRate));
                put("on_time_rate", self.share(Q::OnTimeRate));
                put("quality_rate", self.share(Q::QualityRate));
                put("cost_competitiveness", self.share(Q::CostCompetitiveness));
            }
            "calculate_newsvendor" => {
                let (buy, sell) = (self.plain(Q::PurchasePrice), self.plain(Q::SalesPrice));
                let lost = buy.zip(sell).map(|(buy, sell)| sell - buy);
                let left = buy
                    .zip(self.plain(Q::Salvage))
                    .map(|(buy, back)| buy - back);
                put("underage_cost", self.plain(Q::Underage).or(lost));
                put("overage_cost", self.plain(Q::Overage).or(left));
                let season = |statistic| self.of((Q::Season, Some(statistic))).map(|a| a.value);
                put("demand_mean", season(Average));
                put("demand_std_dev", season(Deviation));
            }
            "plan_lot_sizes" => {
                put("fixed_cost", self.plain(Q::FixedCost));
                put("holding_cost", self.plain(Q::HoldingCost));
            }
            _ if yearly => {
                put("fixed_cost", self.plain(Q::FixedCost));
                let rate = self.of((Q::HoldingRate, None)).map(|a| a.value);
                let of_price = rate
                    .zip(self.plain(Q::UnitPrice))
                    .map(|(rate, price)| rate * price);
                put(
                    "holding_cost",
                    self.yearly((Q::HoldingCost, None)).or(of_price),
                );
                let demand = self.yearly((Q::Demand, None));
                put(
                    "annual_demand",
                    demand.or(self.yearly((Q::Demand, Some(Average)))),
                );
                put(
                    "annual_demand_std_dev",
                    self.yearly((Q::Demand, Some(Deviation))),
                );
                put("production_rate", self.yearly((Q::ProductionRate, None)));
                put("stockout_cost", self.yearly((Q::StockoutCost, None)));
                put("lead_time_days", self.days(None));
            }
            _ => {}
        }
        arguments
    }

    fn plain(&self, quantity: Quantity) -> Option<f64> {
        self.of((quantity, None)).map(|amount| amount.value)
    }

    /// A fraction; people say 95 for 95 %.
    fn share(&self, quantity: Quantity) -> Option<f64> {
        let amount = self.of((quantity, None))?;
        let hundredths = amount.unit == Unit::Plain && (20.0..=100.0).contains(&amount.value);
        Some(if hundredths {
            amount.value / 100.0
        } else {
            amount.value
        })
    }

    fn level(&self) -> Option<f64> {
        let risk = self.of((Quantity::StockoutRisk, None));
        self.share(Quantity::ServiceLevel)
            .or(risk.map(|risk| 1.0 - risk.value))
    }

    /// Units a day. What varies independently from day to day varies over n days by √n times as much.
    fn daily(&self, statistic: Statistic) -> Option<f64> {
        let amount = self.of((Quantity::Demand, Some(statistic)))?;
        let days = self.period(amount);
        Some(match statistic {
            Statistic::Deviation => amount.value / days.sqrt(),
            _ => amount.value / days,
        })
    }

    /// Days of the period that a demand is of: its own, that of the other demand that was said, that of the name
    /// ("weekly demand"), or the usual one of the formula.
    fn period(&self, amount: &Amount) -> f64 {
        let own = |amount: &Amount| match amount.unit {
            Unit::Rate(days) => Some(days),
            _ => None,
        };
        let roles = self.amounts.iter().zip(&self.assignment.roles);
        let others = roles
            .filter(|(_, role)| role.is_some_and(|(quantity, _)| quantity == Quantity::Demand))
            .find_map(|(amount, _)| own(amount));
        let places = 0..self.words.len();
        let named = places
            .filter(|place| {
                !self
                    .amounts
                    .iter()
                    .any(|a| a.tokens.contains(place) || a.marker.contains(place))
            })
            .find_map(|place| periodic(self.words.at(place)));
        own(amount)
            .or(others)
            .or(named)
            .unwrap_or(self.formula.period)
    }

    fn days(&self, statistic: Option<Statistic>) -> Option<f64> {
        let own = |amount: &Amount| match amount.unit {
            Unit::Time(days) => Some(days),
            _ => None,
        };
        let amount = self.of((Quantity::LeadTime, statistic))?;
        let other = self
            .of((Quantity::LeadTime, Some(Statistic::Average)))
            .and_then(own);
        Some(amount.value * own(amount).or(other).unwrap_or(1.0))
    }

    /// A year's, or for a year.
    fn yearly(&self, role: Role) -> Option<f64> {
        let amount = self.of(role)?;
        let periods = match (amount.unit, role.0) {
            (Unit::Rate(days), _) => periods_of_a_year(days),
            (_, Quantity::Demand) => periods_of_a_year(self.period(amount)),
            _ => 1.0,
        };
        Some(match role.1 {
            Some(Statistic::Deviation) => amount.value * periods.sqrt(),
            _ => amount.value * periods,
        })
    }

    fn said(&self, amount: &Amount) -> String {
        let tokens = self
            .words
            .tokens
            .get(amount.tokens.clone())
            .unwrap_or_default();
        let text: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        text.join(" ")
    }

    fn assumptions(&self) -> Vec<String> {
        let mut said = Vec::new();
        let deviation = self.of((Quantity::Demand, Some(Statistic::Deviation)));
        if let Some(amount) = deviation.filter(|_| self.formula.period <= 1.0) {
            let days = self.period(amount);
            if days > 1.0 {
                said.push(format!(
                    "The deviation of demand is that of {} days; a day's is taken as it ÷ √{}.",
                    written(days),
                    written(days)
                ));
            }
        }
        let demand = self.of((Quantity::Demand, None));
        let demand = demand.filter(|a| a.unit == Unit::Plain && self.formula.period > 1.0);
        if let Some(amount) = demand.filter(|amount| self.period(amount) >= 365.0) {
            said.push(format!(
                "The demand of {} is taken as a year's.",
                written(amount.value)
            ));
        }
        said
    }
}

/// Periods of a year: twelve months, 52 weeks, 365 days.
fn periods_of_a_year(days: f64) -> f64 {
    const KNOWN: [(f64, f64); 6] = [
        (1.0, 365.0),
        (7.0, 52.0),
        (14.0, 26.0),
        (30.0, 12.0),
        (91.25, 4.0),
        (365.0, 1.0),
    ];
    let known = KNOWN.iter().find(|(own, _)| (own - days).abs() < 0.1);
    known.map_or(365.0 / days, |(_, periods)| *periods)
}

/// What the base two of the machine adds to a number is nothing that somebody said.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e12).round() / 1e12;
    if rounded.is_finite() && (rounded - value).abs() < 1e-12 * value.abs().max(1e-3) {
        rounded
    } else {
        value
    }
}

fn written(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
