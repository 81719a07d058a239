//! *ABC classes* say how much a product sells, *XYZ classes* how steadily.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Balance, Factor, Fraction, Money};
use crate::rows::columns::{PRODUCT, PRODUCT_NAME};
use crate::rows::{Code, counted, dollars, how_many, share};
use crate::table::{Column, Table};

/// Fewest periods over which a variation says anything.
const PERIODS: usize = 3;

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: AbcXyz::TOOL,
        label: "ABC/XYZ classes",
        description: "Sorts products by their share of sales and by the steadiness of their demand. ABC: by falling sales, A until a_share of the total \
                      is reached (80 % unless given), B until b_share (95 %), C the rest; the product that crosses a cut-off still belongs to the \
                      better class. XYZ: by the coefficient of variation of the demand of the periods, X up to x_cv (0.5), Y up to y_cv (1), Z above; \
                      without demand in the periods there is no XYZ class.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<AbcXyz>()],
    }
}

/// What classes are computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbcXyz {
    /// Share of all sales up to which products are A.
    #[serde(default = "a_share")]
    #[schemars(title = "A up to")]
    pub a_share: Fraction,
    /// Share of all sales up to which products are A or B.
    #[serde(default = "b_share")]
    #[schemars(title = "B up to")]
    pub b_share: Fraction,
    /// Coefficient of variation up to which demand is X.
    #[serde(default = "x_cv")]
    #[schemars(title = "X up to")]
    pub x_cv: Factor,
    /// Coefficient of variation up to which demand is X or Y.
    #[serde(default = "y_cv")]
    #[schemars(title = "Y up to")]
    pub y_cv: Factor,
    /// The products.
    pub products: Vec<SalesOfProduct>,
}

fn a_share() -> Fraction {
    Fraction::FOUR_FIFTHS
}

fn b_share() -> Fraction {
    Fraction::NINETEEN_TWENTIETHS
}

fn x_cv() -> Factor {
    Factor::HALF
}

fn y_cv() -> Factor {
    Factor::ONE
}

/// What a product sold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesOfProduct {
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Sales over all periods.
    pub sales: Money,
    /// Units of each period, those without demand as 0; without it the product gets no XYZ class.
    #[serde(default)]
    pub units_by_period: Vec<Balance>,
}

impl SalesOfProduct {
    /// Sample standard deviation ÷ mean of the periods' units; none over too few periods or without demand.
    fn variation(&self) -> Option<f64> {
        let units: Vec<f64> = self
            .units_by_period
            .iter()
            .map(|units| units.get())
            .collect();
        if units.len() < PERIODS {
            return None;
        }
        let count = how_many(units.len());
        let mean = units.iter().sum::<f64>() / count;
        let squares: f64 = units.iter().map(|units| (units - mean).powi(2)).sum();
        share((squares / (count - 1.0)).sqrt(), mean)
    }
}

impl Calculate for AbcXyz {
    const TOOL: &'static str = "classify_abc_xyz";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        if self.b_share < self.a_share {
            return Err(ToolError::Contradiction {
                greater: "b_share",
                lesser: "a_share",
            });
        }
        if self.y_cv < self.x_cv {
            return Err(ToolError::Contradiction {
                greater: "y_cv",
                lesser: "x_cv",
            });
        }
        let mut products: Vec<&SalesOfProduct> = self.products.iter().collect();
        products.sort_by(|a, b| {
            let sales = b.sales.get().total_cmp(&a.sales.get());
            sales.then_with(|| a.product_code.cmp(&b.product_code))
        });
        // What was returned on balance sold nothing.
        let total: f64 = products.iter().map(|p| p.sales.get().max(0.0)).sum();
        let mut table = Table::new(
            "classes",
            "ABC/XYZ classes",
            &[
                PRODUCT,
                PRODUCT_NAME,
                Column::text("abc_class", "ABC"),
                Column::text("xyz_class", "XYZ"),
                Column::number("sales", "Sales", "USD"),
                Column::number("share", "Share", "fraction"),
                Column::number("cumulative_share", "Cumulative share", "fraction"),
                Column::number("coefficient_of_variation", "Coefficient of variation", ""),
            ],
        );
        let mut matrix = [[(0_usize, 0.0); 4]; 3];
        let mut before = 0.0;
        for product in products {
            let sales = product.sales.get();
            let sold = sales.max(0.0);
            let reached = before / total;
            let abc = match () {
                () if sold <= 0.0 => 2,
                () if reached < self.a_share.get() => 0,
                () if reached < self.b_share.get() => 1,
                () => 2,
            };
            before += sold;
            let variation = product.variation();
            let xyz = variation.map_or(3, |variation| match variation {
                v if v <= self.x_cv.get() => 0,
                v if v <= self.y_cv.get() => 1,
                _ => 2,
            });
            matrix[abc][xyz].0 += 1;
            matrix[abc][xyz].1 += sales;
            table.push([
                (&product.product_code).into(),
                product.product_name.as_ref().into(),
                ABC[abc].into(),
                XYZ[xyz].into(),
                dollars(sales).into(),
                share(sold, total).into(),
                share(before, total).into(),
                variation.into(),
            ]);
        }
        let count = |abc: usize| matrix[abc].iter().map(|(count, _)| count).sum::<usize>();
        let unclassed: usize = matrix.iter().map(|row| row[3].0).sum();
        let worked = format!(
            "{} A, {} B, {} C of {} USD",
            count(0),
            count(1),
            count(2),
            written(dollars(total))
        );
        let cut_offs = format!(
            "Cut-offs: A up to {} and B up to {} of sales; X up to {} and Y up to {} in variation.",
            written(self.a_share.get()),
            written(self.b_share.get()),
            written(self.x_cv.get()),
            written(self.y_cv.get())
        );
        Ok(Calculation::listing("ABC/XYZ classes")
            .by(
                "ABC by the share of sales that better sellers leave; XYZ by standard deviation ÷ mean of the periods' units",
                worked,
            )
            .figure("a_count", "A", how_many(count(0)), "count")
            .figure("b_count", "B", how_many(count(1)), "count")
            .figure("c_count", "C", how_many(count(2)), "count")
            .table(table)
            .table(matrix_table(&matrix))
            .caveat(cut_offs)
            .caveat_if(
                unclassed > 0,
                format!("{} no XYZ class: without demand, or over fewer than {PERIODS} periods, variation says nothing.", counted(unclassed, "product has", "products have")),
            ))
    }
}

const ABC: [&str; 3] = ["A", "B", "C"];
const XYZ: [Option<&str>; 4] = [Some("X"), Some("Y"), Some("Z"), None];

fn matrix_table(matrix: &[[(usize, f64); 4]; 3]) -> Table {
    let mut table = Table::new(
        "matrix",
        "Products in each class",
        &[
            Column::text("abc_class", "ABC"),
            Column::text("xyz_class", "XYZ"),
            Column::count("products", "Products", "count"),
            Column::number("sales", "Sales", "USD"),
        ],
    );
    for (abc, row) in ABC.iter().zip(matrix) {
        for (xyz, (count, sales)) in XYZ.iter().zip(row).filter(|(_, (count, _))| *count > 0) {
            table.push([
                (*abc).into(),
                (*xyz).into(),
                (*count).into(),
                dollars(*sales).into(),
            ]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn products() -> Value {
        json!([
            {"product_code": "P4", "sales": 4, "units_by_period": [0, 0, 8, 0]},
            {"product_code": "P1", "sales": 70, "units_by_period": [10, 10, 10, 10]},
            {"product_code": "P3", "sales": 11, "units_by_period": [1, 2, 3]},
            {"product_code": "P2", "sales": 15, "units_by_period": [2, 6, 2, 6]},
            {"product_code": "P5", "sales": 0, "units_by_period": [0, 0, 0]},
            {"product_code": "P6", "sales": -5, "units_by_period": [4, 4]}
        ])
    }

    #[test]
    fn cut_offs_fall_where_they_are_said() {
        let done = run(AbcXyz::TOOL, &json!({"products": products()})).unwrap();
        let table = &done.tables[0];
        let column = |name: &str| -> Vec<&Value> {
            (0..table.rows.len())
                .map(|row| table.cell(row, name).unwrap())
                .collect()
        };
        assert_eq!(column("product_code"), ["P1", "P2", "P3", "P4", "P5", "P6"]);
        // Of 100: 70; 85, which crosses 80; 96, which crosses 95; 100.
        assert_eq!(column("abc_class"), ["A", "A", "B", "C", "C", "C"]);
        assert_eq!(column("cumulative_share")[1], &json!(0.85));
        // 0; √(16 ÷ 3) ÷ 4 = 0.577; 1 ÷ 2 = 0.5; √(48 ÷ 3) ÷ 2 = 2; no demand; two periods only.
        let xyz = column("xyz_class");
        assert_eq!(xyz[..4], ["X", "Y", "X", "Z"]);
        assert!(xyz[4].is_null() && xyz[5].is_null());
        let variation = column("coefficient_of_variation")[1].as_f64().unwrap();
        assert!((variation - 0.577_350_27).abs() < 1e-8);
        assert_eq!(done.worked, "2 A, 1 B, 3 C of 100 USD");
        let matrix = &done.tables[1].rows;
        assert_eq!(matrix[0], [json!("A"), json!("X"), json!(1), json!(70)]);
        assert_eq!(
            matrix.last().unwrap()[..],
            [json!("C"), Value::Null, json!(2), json!(-5)]
        );
    }

    #[test]
    fn cut_offs_that_cross_are_refused() {
        let given = json!({"a_share": 0.9, "b_share": 0.8, "products": products()});
        let refusal = run(AbcXyz::TOOL, &given).unwrap_err().to_string();
        assert_eq!(refusal, "b_share must not be below a_share");
    }

    #[test]
    fn nothing_sold_is_all_c() {
        let given = json!({"products": [{"product_code": "P", "sales": 0}]});
        let done = run(AbcXyz::TOOL, &given).unwrap();
        assert_eq!(done.tables[0].cell(0, "abc_class"), Some(&json!("C")));
        assert_eq!(done.tables[0].cell(0, "share"), Some(&Value::Null));
    }
}
