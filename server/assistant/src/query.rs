//! A *query* on its way to the engine passes the purse and the circuit breaker, and is charged for afterwards.

use std::time::Instant;

use warehouse::guard::Admitted;
use warehouse::{Limits, QueryResult};

use crate::inquiry::{Failure, Inquiry};

impl Inquiry<'_> {
    /// Runs an admitted statement: not when it would cost more than may be spent without a word, nor while the data
    /// service is left alone.
    pub(crate) async fn query(
        &self,
        admitted: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, Failure> {
        let assistant = self.assistant;
        let warehouse = assistant.warehouse.as_ref();
        let estimate = self.spending.estimate(warehouse.billing());
        let objection = self
            .spending
            .objection(assistant.ledger.as_ref(), estimate.usd)
            .await?;
        if let Some(objection) = objection {
            return Err(Failure::Spending(objection));
        }
        let permit = if warehouse.is_outside() {
            Some(assistant.data_breaker.admit(Instant::now())?)
        } else {
            None
        };
        let ran = warehouse.run(admitted, limits).await;
        match (&ran, permit) {
            (Err(error), Some(permit)) if error.is_outage() => permit.failed(Instant::now()),
            // Refusing a statement is an answer, too.
            (_, Some(permit)) => permit.succeeded(),
            (_, None) => {}
        }
        let result = ran?;
        self.spending.queried(result.usage);
        Ok(result)
    }

    /// What is said of a statement that was checked: that it may run, and what that will cost when it costs anything.
    pub(crate) fn checked(&self) -> String {
        let checked = "Reads only, and only what may be read.";
        let billing = self.assistant.warehouse.billing();
        match self.spending.estimate(billing).said() {
            Some(estimate) => format!("{checked} {estimate}"),
            None => checked.to_owned(),
        }
    }
}
