//! A *calculator* makes the calculations of the catalogue: in this process, or in AWS Lambda, with the same results.

mod lambda;

use async_trait::async_trait;
use lambda_tools::{Calculation, Tool, ToolError};
use serde_json::{Map, Value};

pub use lambda::{Functions, Lambda, LambdaSettings};

/// Makes calculations.
#[async_trait]
pub trait Calculator: Send + Sync {
    /// Makes one over a JSON object of its parameters, for the question of that id.
    ///
    /// # Errors
    /// What is wrong with the parameters. That a calculator cannot be reached is no error: the calculation is then made
    /// here, with a warning.
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        query_id: &str,
    ) -> Result<Calculated, ToolError>;
}

/// A calculation, with what making it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Calculated {
    /// The calculation.
    pub calculation: Calculation,
    /// Why it was not made where it should have been, in a sentence.
    pub warning: Option<String>,
    /// Requests to AWS Lambda, failed ones included.
    pub lambda_requests: u64,
    /// Lambda memory × billed time, gigabyte-seconds.
    pub lambda_gigabyte_seconds: f64,
}

impl Calculated {
    fn here(calculation: Calculation) -> Self {
        Self {
            calculation,
            warning: None,
            lambda_requests: 0,
            lambda_gigabyte_seconds: 0.0,
        }
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
    ) -> Result<Calculated, ToolError> {
        tool.run(parameters).map(Calculated::here)
    }
}
