//! A *purchase* is an order to a supplier for stock rows that have come down to their reorder point.

use std::collections::BTreeSet;
use std::io;

use super::calendar::{Calendar, Day};
use super::company::Company;
use super::delivery::{Fate, Fates, Receipt};
use super::money::{line_total, scaled};
use super::places::DEPOTS;
use super::products::Product;
use super::random::Random;
use super::stock::{Arrival, Stock, StockRow};
use super::suppliers::SUPPLIERS;
use super::table::TableFile;

/// Lines on one purchase order at most.
const MOST_LINES: usize = 14;
/// Days at the end of the history on which something is bought in any case, so that every status occurs.
const LIVELY_DAYS: usize = 12;
/// Days for which a neglected row has not been reviewed.
const NEGLECTED_DAYS: usize = 55;
/// The prefix of all purchase orders.
const PREFIX: &str = "PO";

/// What a supplier is to be asked for.
#[derive(Debug)]
struct Wish {
    supplier: usize,
    depot: usize,
    row: usize,
    quantity: u64,
}

/// The buyers: they review the stock rows and write purchase orders.
#[derive(Debug)]
pub(super) struct Purchases {
    random: Random,
    number: u64,
    orders: TableFile,
    lines: TableFile,
    fates: Fates,
}

impl Purchases {
    pub(super) fn new(seed: u64, orders: TableFile, lines: TableFile) -> Self {
        Self {
            random: Random::new(seed, "purchases"),
            number: 500_000,
            orders,
            lines,
            fates: Fates::new(),
        }
    }

    /// One day of the buyers: they order what has come down to its reorder point.
    pub(super) fn review(
        &mut self,
        company: &Company<'_>,
        stock: &mut Stock,
        day: Day,
    ) -> io::Result<()> {
        let lively = day + LIVELY_DAYS > Calendar::as_of();
        if company.calendar.is_weekend(day) && !lively {
            return Ok(());
        }
        let mut wishes = self.wishes(company, stock, day);
        if wishes.is_empty() && lively {
            wishes.extend(self.next_due(company, stock, day));
        }
        if wishes.is_empty() {
            return Ok(());
        }
        top_up(&mut wishes, company, stock, day);
        wishes.sort_by_key(|wish| (wish.supplier, wish.depot, wish.row));
        let same = |left: &Wish, right: &Wish| {
            (left.supplier, left.depot) == (right.supplier, right.depot)
        };
        let mut first_of_day = true;
        for orders in wishes.chunk_by(same) {
            for wishes in orders.chunks(MOST_LINES) {
                self.order(wishes, first_of_day, company, stock, day)?;
                first_of_day = false;
            }
        }
        Ok(())
    }

    /// What has come down to its reorder point, of what is reviewed today.
    fn wishes(&mut self, company: &Company<'_>, stock: &Stock, day: Day) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for (place, row) in stock.rows.iter().enumerate() {
            let product = &company.products[row.product];
            if row.position() <= row.reorder_point && is_reviewed(row, product, day) {
                wishes.push(self.wish(place, row, product));
            }
        }
        wishes
    }

    /// What comes down to its reorder point next: the buyers use a quiet day for it.
    fn next_due(&mut self, company: &Company<'_>, stock: &Stock, day: Day) -> Option<Wish> {
        let bought = |row: &StockRow| is_bought(&company.products[row.product], day);
        let rows = stock.rows.iter().enumerate().filter(|(_, row)| bought(row));
        let (place, row) =
            rows.min_by_key(|(_, row)| row.position() * 100 / row.reorder_point.max(1))?;
        Some(self.wish(place, row, &company.products[row.product]))
    }

    fn wish(&mut self, place: usize, row: &StockRow, product: &Product) -> Wish {
        let supplier = match product.second_source {
            Some(second) if self.random.chance(220) => second,
            _ => product.supplier,
        };
        // Now and then somebody buys too much for a better price.
        let times = if self.random.chance(12) { 3 } else { 1 };
        Wish {
            supplier,
            depot: row.depot,
            row: place,
            quantity: lacking(row) * times,
        }
    }

    /// Writes one order for one supplier and warehouse.
    fn order(
        &mut self,
        wishes: &[Wish],
        first_of_day: bool,
        company: &Company<'_>,
        stock: &mut Stock,
        day: Day,
    ) -> io::Result<()> {
        let Company {
            calendar, products, ..
        } = company;
        let Self {
            random,
            orders,
            lines,
            ..
        } = self;
        let Some(&Wish {
            supplier, depot, ..
        }) = wishes.first()
        else {
            return Ok(());
        };
        let seller = &SUPPLIERS[supplier];
        let expected = calendar.working_day(day + seller.lead_time + DEPOTS[depot].distance);
        let fate = self.fates.of_order(
            random,
            calendar,
            [day, expected],
            seller.manner,
            first_of_day,
        );
        let received = if let Fate::Received(received) = fate {
            calendar.text(received)
        } else {
            b""
        };
        self.number += 1;
        orders
            .plain(PREFIX)
            .number(self.number)
            .plain(calendar.text(day))
            .plain(seller.code)
            .text(seller.name);
        orders
            .plain(DEPOTS[depot].code)
            .plain(calendar.text(expected))
            .plain(received)
            .plain(fate.status())
            .end()?;

        for (place, wish) in (1..).zip(wishes) {
            let product = &products[stock.rows[wish.row].product];
            // What was agreed differs a little from the list.
            let cost = scaled(
                product.cost(calendar, day, supplier),
                random.between(985, 1_015),
                1_000,
            );
            let receipt = self
                .fates
                .of_line(random, fate, seller.manner, wish.quantity);
            let Receipt {
                status,
                received,
                accepted,
            } = receipt;
            lines
                .plain(PREFIX)
                .number(self.number)
                .number(place)
                .plain(&product.code)
                .number(wish.quantity);
            lines
                .number(received)
                .money(cost)
                .money(line_total(wish.quantity, cost, 0))
                .plain(status)
                .end()?;

            let (arrives, gone) = match fate {
                Fate::Cancelled | Fate::Rejected => continue,
                // What a supplier leaves out of a delivery does not come later.
                Fate::Received(actual) => (actual, wish.quantity),
                Fate::Pending | Fate::Approved { .. } => (expected + 1, received),
            };
            stock.rows[wish.row].on_order += wish.quantity;
            if gone > 0 {
                stock.expect(
                    arrives,
                    Arrival {
                        row: wish.row,
                        gone,
                        arrived: accepted,
                    },
                );
            }
        }
        Ok(())
    }

    /// Hands the tables back.
    pub(super) fn into_tables(self) -> [TableFile; 2] {
        [self.orders, self.lines]
    }
}

/// Adds what the suppliers that get an order anyway would soon be asked for.
fn top_up(wishes: &mut Vec<Wish>, company: &Company<'_>, stock: &Stock, day: Day) {
    let orders: BTreeSet<_> = wishes
        .iter()
        .map(|wish| (wish.supplier, wish.depot))
        .collect();
    let rows: BTreeSet<_> = wishes.iter().map(|wish| wish.row).collect();
    for (place, row) in stock.rows.iter().enumerate() {
        let product = &company.products[row.product];
        let soon = row.reorder_point + row.maximum.saturating_sub(row.reorder_point) * 4 / 10;
        if row.position() <= soon
            && is_maintained(row, product, day)
            && orders.contains(&(product.supplier, row.depot))
            && !rows.contains(&place)
        {
            wishes.push(Wish {
                supplier: product.supplier,
                depot: row.depot,
                row: place,
                quantity: lacking(row),
            });
        }
    }
}

/// What a row lacks to its maximum, in full packages that do not exceed it, one package at least.
fn lacking(row: &StockRow) -> u64 {
    let packages = row.maximum.saturating_sub(row.position()) / row.pack;
    packages.max(1) * row.pack
}

/// Whether a product can be bought on a day.
fn is_bought(product: &Product, day: Day) -> bool {
    day > product.created && product.phased_out.is_none_or(|gone| day < gone)
}

/// Whether somebody looks after a row.
fn is_maintained(row: &StockRow, product: &Product, day: Day) -> bool {
    is_bought(product, day) && !(row.neglected && day + NEGLECTED_DAYS > Calendar::as_of())
}

/// Whether the buyers look at a row on a day: each supplier and warehouse has its turn every week or two.
fn is_reviewed(row: &StockRow, product: &Product, day: Day) -> bool {
    // No cycle is a multiple of seven days, which might always fall on a weekend.
    let cycle = [5, 6, 8, 9, 10][product.supplier % 5];
    (day + product.supplier * 3 + row.depot).is_multiple_of(cycle)
        && is_maintained(row, product, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_fill_up_to_the_maximum_in_full_packages() {
        let row = |on_hand, on_order, owed| StockRow {
            on_hand,
            on_order,
            owed,
            maximum: 100,
            ..StockRow::empty(0, 0, 10)
        };
        assert_eq!(lacking(&row(15, 0, 0)), 80);
        assert_eq!(lacking(&row(15, 60, 0)), 20);
        assert_eq!(lacking(&row(15, 60, 20)), 40);
        assert_eq!(lacking(&row(99, 0, 0)), 10);
        assert_eq!(lacking(&row(300, 0, 0)), 10);
    }
}
