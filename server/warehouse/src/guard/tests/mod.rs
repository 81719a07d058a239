//! Tests of the guard.

mod admitted;
mod aws;
mod engine;
mod evasion;
mod limits;
mod mysql;
mod names;
mod postgres;
mod printing;
mod properties;
mod refused;
mod shared_cases;

use super::{Admitted, Dialect, Refusal, Rights, admit};

/// Rights of somebody who counts stock and sees no purchases.
fn rights() -> Rights {
    Rights::new([
        "product",
        "warehouse",
        "warehouse_product",
        "sales_order_line",
    ])
}

fn check(sql: &str) -> Result<Admitted, Refusal> {
    admit(sql, &rights(), Dialect::Embedded)
}

#[track_caller]
fn admitted(sql: &str) -> Admitted {
    match check(sql) {
        Ok(admitted) => admitted,
        Err(refusal) => panic!("{sql}\nrefused: {refusal}"),
    }
}

#[track_caller]
fn refused(sql: &str) -> Refusal {
    match check(sql) {
        Ok(admitted) => panic!("{sql}\nadmitted as: {}", admitted.sql()),
        Err(refusal) => refusal,
    }
}

/// The tables that a query reads, in order, with blanks between them.
#[track_caller]
fn reads(sql: &str) -> String {
    admitted(sql)
        .reads()
        .iter()
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}
