//! A *row* is what the data says about one thing. Its fields are named as the tables have them, so that whoever calls can
//! fetch them; a field that a tool does not need may be left out, and null says that the data does not know.

mod code;
pub(crate) mod columns;
mod purchases;
mod sales;
mod stock;

pub use code::Code;
pub use purchases::{PurchaseLineRow, PurchaseOrderRow};
pub use sales::{SalesLineRow, SalesOrderRow};
pub use stock::{DemandRow, StockRow};

pub(crate) use sales::days_between;
pub(crate) use stock::{DailyDemand, at};

/// Whether a status is one of those, in whatever case it is written.
pub(crate) fn is_one_of(status: &str, of: &[&str]) -> bool {
    of.iter().any(|one| status.trim().eq_ignore_ascii_case(one))
}

/// A sum of money without what binary fractions add: exact to a hundredth of a cent.
pub(crate) fn dollars(sum: f64) -> f64 {
    const PLACES: f64 = 1e4;
    let rounded = (sum * PLACES).round() / PLACES;
    if rounded.is_finite() { rounded } else { sum }
}

/// "1 row", "12 rows".
pub(crate) fn counted(number: usize, one: &str, several: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {several}"),
    }
}

/// How many, as a figure.
#[expect(
    clippy::cast_precision_loss,
    reason = "nobody has 2^53 rows, and a count is not money"
)]
pub(crate) fn how_many(number: usize) -> f64 {
    number as f64
}

/// The quotient, where there is one.
pub(crate) fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_summed_to_the_hundredth_of_a_cent() {
        let sum: f64 = std::iter::repeat_n(0.1, 1_000).sum();
        assert!((sum - 100.0).abs() > 0.0);
        assert!((dollars(sum) - 100.0).abs() < f64::MIN_POSITIVE);
        assert!((dollars(1e300) - 1e300).abs() < 1.0);
    }

    #[test]
    fn statuses_are_compared_without_case() {
        assert!(is_one_of(" cancelled", &["Cancelled", "Rejected"]));
        assert!(!is_one_of("Approved", &["Cancelled", "Rejected"]));
    }
}
