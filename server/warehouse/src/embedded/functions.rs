//! A *scalar function* is one that whoever opens the engine hands over: from numbers of a row to a number. The guard's
//! function list has to name it as well, else nobody may call it.

use std::sync::Arc;

use arrow::array::{Array, Float64Array, as_primitive_array};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};

/// Computes a number from as many as the function has arguments, or says what is wrong with them.
pub type Compute = Arc<dyn Fn(&[f64]) -> std::result::Result<f64, String> + Send + Sync>;

/// A function from numbers to a number that reads nothing else and always answers alike. Where an argument is NULL, so is
/// the result; what it refuses fails the query.
#[derive(Clone)]
pub struct ScalarFunction {
    /// Name in SQL, in lower case.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arguments: usize,
    /// The function.
    pub compute: Compute,
}

impl std::fmt::Debug for ScalarFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScalarFunction")
            .field("name", &self.name)
            .field("arguments", &self.arguments)
            .finish_non_exhaustive()
    }
}

impl ScalarFunction {
    /// As the engine knows functions; whole numbers and decimals are converted for it.
    pub(super) fn registered(self) -> Arc<ScalarUDF> {
        let types = vec![DataType::Float64; self.arguments];
        let name = self.name;
        let call = move |arguments: &[ColumnarValue]| self.over(arguments);
        Arc::new(create_udf(
            name,
            types,
            DataType::Float64,
            Volatility::Immutable,
            Arc::new(call),
        ))
    }

    fn over(&self, arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(arguments)?;
        let columns: Vec<&Float64Array> = arrays
            .iter()
            .map(|array| as_primitive_array::<Float64Type>(array))
            .collect();
        let rows = columns.first().copied().map_or(0, Array::len);
        let mut values = vec![0.0; columns.len()];
        let results = (0..rows).map(|row| {
            for (value, column) in values.iter_mut().zip(&columns) {
                if column.is_null(row) {
                    return Ok(None);
                }
                *value = column.value(row);
            }
            let result = (self.compute)(&values);
            result
                .map(Some)
                .map_err(|reason| DataFusionError::Execution(format!("{}: {reason}", self.name)))
        });
        let results = results.collect::<Result<Float64Array>>()?;
        Ok(ColumnarValue::Array(Arc::new(results)))
    }
}
