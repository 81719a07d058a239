//! *Money* is a whole number of ten-thousandths of the currency unit: 12.95 is 129,500. No binary floats are involved.

/// An amount or a price, in 1/10,000 of the currency unit.
pub(super) type Money = u64;

/// One hundredth of the currency unit.
pub(super) const CENT: Money = 100;

/// `amount × numerator ÷ denominator`, rounded half up to the nearest 1/10,000. The denominator must not be 0.
pub(super) const fn scaled(amount: Money, numerator: u64, denominator: u64) -> Money {
    (amount * numerator + denominator / 2) / denominator
}

/// The value of a line: quantity × unit price less a discount (per mille), rounded half up to four decimals.
pub(super) const fn line_total(quantity: u64, unit_price: Money, discount: u64) -> Money {
    scaled(quantity * unit_price, 1_000 - discount, 1_000)
}

/// The nearest price of the kind that shops like: …9.95, …4.50, …0.90.
pub(super) const fn shelf_price(price: Money) -> Money {
    let step = match price {
        0..50_000 => 10 * CENT,
        50_000..500_000 => 50 * CENT,
        500_000..2_000_000 => 500 * CENT,
        _ => 1_000 * CENT,
    };
    let rounded = (price + step / 2) / step * step;
    let rounded = if rounded < step { step } else { rounded };
    match price {
        0..50_000 => rounded - CENT,
        _ => rounded - 5 * CENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_totals_round_half_up() {
        // 3 × 12.95 × 0.975 = 37.87875
        assert_eq!(line_total(3, 129_500, 25), 378_788);
        // 7 × 4.99 without a discount = 34.93
        assert_eq!(line_total(7, 49_900, 0), 349_300);
        // 1 × 0.0003 × 0.5 = 0.00015
        assert_eq!(line_total(1, 3, 500), 2);
        // 1 × 0.0001 × 0.25 = 0.000025
        assert_eq!(line_total(1, 1, 750), 0);
    }

    #[test]
    fn shelf_prices_end_as_in_shops() {
        assert_eq!(shelf_price(31_234), 30_900);
        assert_eq!(shelf_price(129_400), 129_500);
        assert_eq!(shelf_price(873_000), 849_500);
        assert_eq!(shelf_price(3), 900);
    }
}
