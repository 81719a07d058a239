//! A *calculator* makes the calculations of the catalogue: in this process, or in AWS Lambda, with the same results.

mod lambda;

use async_trait::async_trait;
use lambda_tools::{Calculation, Tool, ToolError};
use serde_json::{Map, Value};

use crate::assistant::Assistant;
use crate::breaker::CircuitStatus;
use crate::cost::Spending;

pub use lambda::{Functions, Lambda, LambdaSettings};

/// Makes calculations.
#[async_trait]
pub trait Calculator: Send + Sync {
    /// Makes one over a JSON object of its parameters, for the question of that id. A calculator that cannot be reached is
    /// no fault of it: the calculation is then made here, with a warning.
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        query_id: &str,
    ) -> Calculated;

    /// How the circuit before it stands; none when it is no outside service.
    fn circuit(&self) -> Option<CircuitStatus> {
        None
    }
}

/// A calculation, with what making it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Calculated {
    /// The calculation, or what is wrong with the parameters.
    pub calculation: Result<Calculation, ToolError>,
    /// Why it was not made where it should have been, in a sentence.
    pub warning: Option<String>,
    /// Requests that AWS Lambda charges for: those that started a function, whatever came of it. Where no reply came it is
    /// taken for started.
    pub lambda_requests: u64,
    /// Lambda memory × billed time, gigabyte-seconds.
    pub lambda_gigabyte_seconds: f64,
}

impl Calculated {
    fn here(calculation: Result<Calculation, ToolError>) -> Self {
        Self {
            calculation,
            warning: None,
            lambda_requests: 0,
            lambda_gigabyte_seconds: 0.0,
        }
    }
}

impl Assistant {
    /// Makes a calculation where calculations are made, and charges for it; what nobody asked is made here, for nothing.
    pub(crate) async fn make(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        query_id: &str,
        spending: &Spending,
    ) -> Calculated {
        if spending.is_nobodys() {
            return InProcess.calculate(tool, parameters, query_id).await;
        }
        let made = self.calculator.calculate(tool, parameters, query_id).await;
        spending.calculated(made.lambda_requests, made.lambda_gigabyte_seconds);
        made
    }
}

/// Makes calculations in this process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InProcess;

#[async_trait]
impl Calculator for InProcess {
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        _query_id: &str,
    ) -> Calculated {
        Calculated::here(tool.run(parameters))
    }
}
