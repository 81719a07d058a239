//! Queries put together at random: whatever they ask, compiling answers with SQL that parses or with an error.

use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use super::*;
use crate::query::Aggregate;

/// A small generator of pseudo-random numbers (xorshift), so that a failing seed can be run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn some<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.roll(most + 1)).map(|_| make(self)).collect()
    }

    /// Once in a while something that does not fit at all.
    fn slips(&mut self) -> bool {
        self.roll(40) == 0
    }

    fn attribute(&mut self) -> AttributeId {
        match self.roll(3) {
            0 => self.number(),
            1 => self.day(),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> AttributeId {
        if self.slips() {
            return id("nowhere");
        }
        id(self.pick(&[
            "product_code",
            "product_group",
            "warehouse_code",
            "customer_code",
            "status",
            "delivery_country",
        ]))
    }

    fn number(&mut self) -> AttributeId {
        id(self.pick(&[
            "number",
            "stock.on_hand",
            "sales_line.quantity",
            "product.unit_cost",
            "sales_line.total",
        ]))
    }

    fn day(&mut self) -> AttributeId {
        id(self.pick(&[
            "order_date",
            "order_date",
            "sales_header.delivery_date",
            "product.changed_at",
            "purchase_header.received_date",
        ]))
    }

    fn dataset(&mut self) -> String {
        if self.slips() {
            return "nowhere".into();
        }
        self.pick(&[
            "product",
            "stock",
            "sales_header",
            "sales_line",
            "sales_line",
            "purchase_line",
        ])
        .into()
    }

    fn literal(&mut self) -> Literal {
        match self.roll(5) {
            0 => Literal::Number("12.5".into()),
            1 => Literal::Date(date(2025, 1, 31)),
            2 => Literal::Boolean(true),
            3 => Literal::Number("x".into()),
            _ => Literal::Text("O'Brien".into()),
        }
    }

    fn comparison(&mut self) -> Predicate {
        let (left, right) = match self.roll(4) {
            0 => (
                Operand::DaysBetween {
                    from: self.day(),
                    to: self.day(),
                },
                Operand::Literal(Literal::Number("7".into())),
            ),
            1 => (
                Operand::DifferenceOf {
                    left: self.number(),
                    right: self.number(),
                },
                Operand::Scaled {
                    attribute: self.number(),
                    factor: "2".into(),
                },
            ),
            2 => (
                Operand::Attribute(self.attribute()),
                Operand::Literal(self.literal()),
            ),
            _ => (
                Operand::Attribute(self.number()),
                Operand::Literal(Literal::Number("40".into())),
            ),
        };
        Predicate::Compare {
            left,
            comparator: self.comparator(),
            right,
        }
    }

    fn comparator(&mut self) -> Comparator {
        self.pick(&[
            Comparator::Equal,
            Comparator::NotEqual,
            Comparator::Less,
            Comparator::AtLeast,
        ])
    }

    fn predicate(&mut self, depth: usize) -> Predicate {
        let negated = self.roll(3) == 0;
        match self.roll(if depth == 0 { 6 } else { 8 }) {
            0 => self.comparison(),
            1 => {
                let values = self.some(3, |dice| {
                    Literal::Text(dice.pick(&["a", "O'Neil", "W1"]).into())
                });
                Predicate::In {
                    attribute: self.text(),
                    values,
                    negated,
                }
            }
            2 => Predicate::Contains {
                attribute: self.text(),
                text: "a%".into(),
                negated,
            },
            3 => Predicate::Missing {
                attribute: self.attribute(),
                negated,
            },
            4 => {
                let attribute = if self.roll(2) == 0 {
                    None
                } else {
                    Some(self.day())
                };
                let ends = [
                    None,
                    Some(Date::MIN),
                    Some(date(2025, 1, 1)),
                    Some(Date::MAX),
                ];
                Predicate::Within {
                    attribute,
                    window: Window {
                        from: self.pick(&ends),
                        until: self.pick(&ends),
                    },
                }
            }
            5 => {
                let filter = self
                    .pick(&["low_stock", "not_cancelled", "overdue", "urgent"])
                    .into();
                Predicate::Named { filter, negated }
            }
            6 => Predicate::Related {
                dataset: self.dataset(),
                on: vec![id(self.pick(&[
                    "product_code",
                    "warehouse_code",
                    "customer_code",
                ]))],
                filters: self.some(2, |dice| dice.predicate(depth - 1)),
                negated,
            },
            _ => Predicate::Any(self.some(3, |dice| dice.predicate(depth - 1))),
        }
    }

    fn measure(&mut self) -> Column {
        let measure = match self.roll(6) {
            0 => Measure::Aggregate {
                function: self.pick(&[
                    Aggregate::Sum,
                    Aggregate::Average,
                    Aggregate::Minimum,
                    Aggregate::CountDistinct,
                    Aggregate::Median,
                ]),
                attribute: self.attribute(),
                dataset: self.dataset(),
            },
            1 => Measure::Rows {
                dataset: self.dataset(),
            },
            2 => Measure::Entities {
                entity: self
                    .pick(&["product", "customer", "sales_order", "supplier"])
                    .into(),
                dataset: self.dataset(),
            },
            _ => Measure::Metric(
                self.pick(&[
                    "on_hand",
                    "stock_value",
                    "shortage",
                    "sales",
                    "units_sold",
                    "order_count",
                    "spend",
                    "lead_time",
                    "days_of_cover",
                    "cash_flow",
                    "circle",
                    "average_price",
                ])
                .into(),
            ),
        };
        super::measure(measure, self.some(2, |dice| dice.predicate(1)), None)
    }

    fn column(&mut self, listed: bool, columns: usize) -> Column {
        if listed && self.roll(4) == 0 {
            return match self.roll(3) {
                0 => Column::DaysSince(self.day()),
                1 => Column::DaysBetween {
                    from: self.day(),
                    to: self.day(),
                },
                _ => Column::DifferenceOf {
                    left: self.number(),
                    right: self.number(),
                },
            };
        }
        match self.roll(12) {
            0 => Column::Difference {
                later: self.roll(columns),
                earlier: self.roll(columns),
            },
            1 => Column::Change {
                later: self.roll(columns),
                earlier: self.roll(columns),
            },
            2 => Column::Ratio {
                numerator: self.roll(columns),
                denominator: self.roll(columns),
            },
            3 => Column::Share {
                of: self.roll(columns),
                within: self.some(1, |dice| dice.roll(columns)),
            },
            4 if self.roll(2) == 0 => Column::Previous {
                of: self.roll(columns),
            },
            4 => Column::RunningTotal {
                of: self.roll(columns),
            },
            5 => Column::Time {
                attribute: self.day(),
                grain: self.pick(&[Grain::Week, Grain::Quarter]),
            },
            6 | 7 => Column::Attribute(self.text()),
            _ => self.measure(),
        }
    }

    fn query(&mut self) -> SemanticQuery {
        let listed = self.roll(3) == 0;
        let form = if listed {
            Form::Rows {
                dataset: self.dataset(),
            }
        } else {
            Form::Groups {
                dataset: if self.roll(4) == 0 {
                    Some(self.dataset())
                } else {
                    None
                },
                keep_empty: self.roll(4) == 0,
            }
        };
        let most = 1 + self.roll(5);
        let mut columns = vec![Column::Attribute(self.text())];
        columns.extend((1..most).map(|position| self.column(listed, position)));
        SemanticQuery {
            form,
            columns,
            filters: self.some(2, |dice| dice.predicate(2)),
            having: self.some(1, |dice| Having {
                column: dice.roll(most),
                comparator: dice.comparator(),
                value: match dice.roll(3) {
                    0 => HavingValue::Average,
                    1 => HavingValue::Column(dice.roll(most)),
                    _ => HavingValue::Number("3".into()),
                },
            }),
            order: self.some(2, |dice| OrderBy {
                column: dice.roll(most),
                descending: dice.roll(2) == 0,
            }),
            limit: self
                .some(1, |dice| Limit {
                    count: dice.pick(&[0, 3, 5]),
                    with_ties: dice.roll(2) == 0,
                    per: dice.some(1, |dice| dice.roll(most)),
                    together: false,
                })
                .pop(),
            counted: None,
        }
    }
}

#[test]
fn random_queries_give_sql_that_parses_or_an_error() {
    let model = fixture::model();
    let mut written = 0;
    for seed in 1..=4_000_u64 {
        let query = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)).query();
        let today = match seed % 20 {
            0 => Date::MIN,
            1 => Date::MAX,
            _ => TODAY,
        };
        if let Ok(compiled) = compile(&model, &query, Dialect::Embedded, today) {
            written += 1;
            let parsed = Parser::parse_sql(&GenericDialect {}, &compiled.sql);
            assert!(parsed.is_ok(), "seed {seed}: {parsed:?}\n{}", compiled.sql);
            assert_eq!(compiled.columns.len(), query.columns.len(), "seed {seed}");
        }
    }
    assert!(written > 300, "only {written} queries could be written");
}

#[test]
fn deep_nesting_is_refused() {
    let mut nested = one_of("status", &["Pending"]);
    for _ in 0..500 {
        nested = Predicate::Any(vec![nested]);
    }
    let query = groups(vec![metric("order_count")]).filtered(vec![nested]);
    assert!(matches!(try_compile(&query), Err(CompileError::Invalid(_))));
}

#[test]
fn columns_that_build_on_each_other_stay_small() {
    let mut columns = vec![metric("sales")];
    columns.extend((0..60).map(|earlier| Column::Difference {
        later: earlier,
        earlier,
    }));
    assert!(try_compile(&groups(columns)).is_err());
}
