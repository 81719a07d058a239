//! *Shipping* is what the warehouse has done about a sales order by the as-of date.

use std::cmp::Ordering;

use super::calendar::{Calendar, Day};
use super::random::Random;
use super::stock::StockRow;

/// Where an order stands on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Pending,
    Processing,
    Shipped,
    Delivered,
    Cancelled,
}

impl Standing {
    /// The order's status in the table.
    pub(super) const fn status(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Processing => "Processing",
            Self::Shipped => "Shipped",
            Self::Delivered => "Delivered",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Where an order of one day that was promised for another stands, unless it was cancelled.
    pub(super) fn of(random: &mut Random, ordered: Day, promised: Day) -> Self {
        let today = Calendar::as_of();
        // Per mille of orders that are still pending, in processing, and shipped; the others are delivered.
        let [pending, processing, shipped] = match promised.cmp(&today) {
            Ordering::Less => match today - promised {
                1..=7 => [10, 50, 120],
                8..=30 => [6, 25, 40],
                31..=120 => [1, 3, 4],
                _ => [0, 0, 0],
            },
            Ordering::Equal => [20, 80, 550],
            Ordering::Greater => match today - ordered {
                0..=1 => [700, 300, 0],
                2..=4 => [150, 550, 300],
                _ => [50, 230, 720],
            },
        };
        match random.below(1_000) {
            drawn if drawn < pending => Self::Pending,
            drawn if drawn < pending + processing => Self::Processing,
            drawn if drawn < pending + processing + shipped => Self::Shipped,
            _ => Self::Delivered,
        }
    }
}

/// The day of delivery that a customer is promised: 2 to 14 days on, not on a weekend if that can be helped.
pub(super) fn promise(random: &mut Random, calendar: &Calendar, ordered: Day) -> Day {
    let days = 2 + random.index(7) + random.index(7);
    calendar.working_day(ordered + days).min(ordered + 14)
}

/// A line of an order that is being put together.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) product: usize,
    /// The stock row that it takes from.
    pub(super) row: usize,
    pub(super) quantity: u64,
    pub(super) fulfilled: u64,
    pub(super) status: &'static str,
}

impl Line {
    /// A line that nobody has looked at yet.
    pub(super) fn new(product: usize, row: usize, quantity: u64) -> Self {
        Self {
            product,
            row,
            quantity,
            fulfilled: 0,
            status: "Pending",
        }
    }

    /// Takes the line's pieces from its stock row as far as the order's standing says that they were taken.
    /// `must_bring`: a delivery that brought nothing would be none, and this line is the last that can bring something.
    pub(super) fn ship(
        &mut self,
        random: &mut Random,
        row: &mut StockRow,
        order: Standing,
        must_bring: bool,
    ) {
        let available = row.on_hand.min(self.quantity);
        let missing = self.quantity - available;
        let picked = match order {
            Standing::Cancelled => {
                self.status = "Cancelled";
                return;
            }
            // Nothing is reserved for a pending order; somebody may have seen that the shelf does not hold enough.
            Standing::Pending => {
                if missing > 0 && random.chance(350) {
                    self.status = "Backordered";
                    row.owed += missing;
                }
                return;
            }
            Standing::Processing => random.chance(600),
            Standing::Shipped | Standing::Delivered => true,
        };
        if !picked {
            return;
        }
        self.fulfilled = available;
        row.on_hand -= available;
        if order != Standing::Delivered {
            row.owed += missing;
        } else if missing > 0 {
            // Most of what was missing came in time for the delivery; the rest was left out for good.
            if must_bring && available == 0 || random.chance(700) {
                self.fulfilled = self.quantity;
                row.owed += missing;
            }
        }
        self.status = match self.fulfilled {
            0 => "Backordered",
            some if some < self.quantity => "Partial",
            _ => "Fulfilled",
        };
    }

    /// Finds the stock row empty, whatever it was thought to hold: all of the line has to wait.
    pub(super) fn wait(&mut self, row: &mut StockRow) {
        row.on_hand = 0;
        row.owed += self.quantity;
        self.status = "Backordered";
    }

    /// Loses a part of what was delivered in full: broken on the way, counted wrong.
    pub(super) fn lose(&mut self, random: &mut Random) {
        if self.quantity > 1 && self.fulfilled == self.quantity {
            self.fulfilled -= 1 + random.below(self.quantity / 2);
            self.status = "Partial";
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A shelf with so many pieces on it.
    fn shelf(on_hand: u64) -> StockRow {
        StockRow {
            on_hand,
            ..StockRow::empty(0, 0, 1)
        }
    }

    #[test]
    fn an_empty_shelf_leads_to_a_back_order_and_a_full_one_to_a_whole_line() {
        let mut random = Random::new(1, "test");
        for (on_hand, fulfilled, left, owed, status) in [
            (0, 0, 0, 5, "Backordered"),
            (3, 3, 0, 2, "Partial"),
            (5, 5, 0, 0, "Fulfilled"),
            (9, 5, 4, 0, "Fulfilled"),
        ] {
            let (mut row, mut line) = (shelf(on_hand), Line::new(0, 0, 5));
            line.ship(&mut random, &mut row, Standing::Shipped, false);
            assert_eq!(
                (line.fulfilled, row.on_hand, row.owed, line.status),
                (fulfilled, left, owed, status)
            );
        }
    }

    #[test]
    fn cancelled_and_pending_orders_take_nothing() {
        let mut random = Random::new(1, "test");
        for standing in [Standing::Cancelled, Standing::Pending] {
            let (mut row, mut line) = (shelf(9), Line::new(0, 0, 5));
            line.ship(&mut random, &mut row, standing, true);
            assert_eq!(
                (line.fulfilled, row.on_hand, line.status),
                (0, 9, standing.status())
            );
        }
    }

    #[test]
    fn a_delivery_brings_something() {
        let mut random = Random::new(1, "test");
        for _ in 0..100 {
            let (mut row, mut line) = (shelf(0), Line::new(0, 0, 5));
            line.ship(&mut random, &mut row, Standing::Delivered, true);
            assert_eq!((line.fulfilled, row.owed, line.status), (5, 5, "Fulfilled"));
        }
    }

    #[test]
    fn promises_lie_two_to_fourteen_days_ahead() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let mut random = Random::new(1, "test");
        let days: Vec<usize> = (0..2_000)
            .map(|drawn| promise(&mut random, &calendar, 4_000 + drawn % 7) - 4_000 - drawn % 7)
            .collect();
        assert_eq!(
            (days.iter().min(), days.iter().max()),
            (Some(&2), Some(&14))
        );
    }
}
