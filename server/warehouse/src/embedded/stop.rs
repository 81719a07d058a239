//! A *stop sign* ends a query that is being computed.
//!
//! The engine's tasks can be aborted only where they pause, and they pause only after so many batches were read from a
//! table. A join that turns a few batches into billions of pairs would compute until it is done. So the stop sign is
//! looked at in two places of each join: at each batch that it puts out, and, for pairs that it drops without putting
//! anything out, in its condition.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use datafusion::common::JoinType;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::lit;
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, HashJoinExecBuilder, NestedLoopJoinExec,
    NestedLoopJoinExecBuilder, SortMergeJoinExec, utils::JoinFilter,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

/// Tells a query to stop. All copies are the same sign.
#[derive(Debug, Clone, Default)]
pub(super) struct StopSign(Arc<AtomicBool>);

impl StopSign {
    /// Fails when the sign is up.
    fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) {
            return Err(DataFusionError::Execution(
                "the query was stopped".to_owned(),
            ));
        }
        Ok(())
    }

    /// Something that puts the sign up when it is dropped.
    pub(super) fn up_when_dropped(&self) -> PutUp {
        PutUp(self.clone())
    }
}

/// Puts a stop sign up when it is dropped.
pub(super) struct PutUp(StopSign);

impl Drop for PutUp {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// The same plan, which stops soon after the sign goes up.
pub(super) fn stoppable(
    plan: Arc<dyn ExecutionPlan>,
    sign: &StopSign,
) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|node| {
        let join: Arc<dyn ExecutionPlan> = if let Some(join) = node.downcast_ref::<HashJoinExec>() {
            let filter = if join.null_aware {
                None
            } else {
                watching(join.filter.as_ref(), join.join_type, sign)
            };
            if filter.is_some() {
                Arc::new(
                    HashJoinExecBuilder::from(join)
                        .with_filter(filter)
                        .build()?,
                )
            } else {
                node
            }
        } else if let Some(join) = node.downcast_ref::<NestedLoopJoinExec>() {
            let filter = watching(join.filter(), *join.join_type(), sign);
            if filter.is_some() {
                Arc::new(
                    NestedLoopJoinExecBuilder::from(join)
                        .with_filter(filter)
                        .build()?,
                )
            } else {
                node
            }
        } else if node.is::<CrossJoinExec>() || node.is::<SortMergeJoinExec>() {
            node
        } else {
            return Ok(Transformed::no(node));
        };
        Ok(Transformed::yes(Arc::new(WatchedExec {
            input: join,
            sign: sign.clone(),
        })))
    })
    .data()
}

/// A join's condition, watching the sign. A join without a condition gets one if it drops pairs all the same, because it
/// only asks whether there are any.
fn watching(
    filter: Option<&JoinFilter>,
    join_type: JoinType,
    sign: &StopSign,
) -> Option<JoinFilter> {
    let watch = |inner| {
        Arc::new(Watching {
            inner,
            sign: sign.clone(),
        })
    };
    match (filter, join_type) {
        (Some(filter), _) => Some(JoinFilter::new(
            watch(filter.expression().clone()),
            filter.column_indices().to_vec(),
            filter.schema().clone(),
        )),
        (None, JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full) => None,
        (None, _) => Some(JoinFilter::new(
            watch(lit(true)),
            Vec::new(),
            Arc::new(Schema::empty()),
        )),
    }
}

/// Passes batches on until the stop sign is up, and pauses now and then so that other queries get their turn.
#[derive(Debug)]
struct WatchedExec {
    input: Arc<dyn ExecutionPlan>,
    sign: StopSign,
}

impl DisplayAs for WatchedExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WatchedExec")
    }
}

impl ExecutionPlan for WatchedExec {
    fn name(&self) -> &'static str {
        "WatchedExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.pop().unwrap_or_else(|| self.input.clone());
        Ok(Arc::new(Self {
            input,
            sign: self.sign.clone(),
        }))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let batches = self.input.execute(partition, context)?;
        let sign = self.sign.clone();
        let watched = batches.then(move |batch| {
            let checked = sign.check();
            async move {
                tokio::task::coop::consume_budget().await;
                checked?;
                batch
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(
            self.schema(),
            watched,
        )))
    }
}

/// A condition that fails when the stop sign is up.
#[derive(Debug)]
struct Watching {
    inner: Arc<dyn PhysicalExpr>,
    sign: StopSign,
}

impl PartialEq for Watching {
    fn eq(&self, other: &Self) -> bool {
        self.inner.eq(&other.inner)
    }
}

impl Eq for Watching {}

impl Hash for Watching {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl fmt::Display for Watching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl PhysicalExpr for Watching {
    fn data_type(&self, input_schema: &Schema) -> Result<DataType> {
        self.inner.data_type(input_schema)
    }

    fn nullable(&self, input_schema: &Schema) -> Result<bool> {
        self.inner.nullable(input_schema)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        self.sign.check()?;
        self.inner.evaluate(batch)
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.inner]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let inner = children.pop().unwrap_or_else(|| self.inner.clone());
        Ok(Arc::new(Self {
            inner,
            sign: self.sign.clone(),
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt_sql(f)
    }
}
