//! A *stock row* is one product in one warehouse: what lies there, what is on its way, and when to order more.

use std::io;

use super::calendar::{Calendar, Day, HISTORY_DAYS};
use super::demand::{average_quantity, expected_level};
use super::places::{DEPOTS, Depot, MAIN_DEPOT, REGIONS};
use super::products::Product;
use super::random::Random;
use super::suppliers::SUPPLIERS;
use super::table::TableFile;

/// One product in one warehouse.
#[derive(Debug)]
pub(super) struct StockRow {
    pub(super) depot: usize,
    pub(super) product: usize,
    pub(super) on_hand: u64,
    /// Ordered from suppliers and not yet arrived.
    pub(super) on_order: u64,
    /// Promised to customers out of the next arrival.
    pub(super) owed: u64,
    pub(super) minimum: u64,
    pub(super) reorder_point: u64,
    pub(super) maximum: u64,
    /// Pieces in a supplier's package.
    pub(super) pack: u64,
    pub(super) lead_time: usize,
    pub(super) last_restock: Option<Day>,
    /// Nobody has reviewed it for the last weeks of the history.
    pub(super) neglected: bool,
    /// Pieces of an average order line, in thousandths.
    pub(super) line_quantity: u64,
    /// The warehouse's share of the company's order lines of this product, per million.
    pub(super) share: u64,
}

impl StockRow {
    /// An empty place on the shelf.
    pub(super) fn empty(depot: usize, product: usize, pack: u64) -> Self {
        Self {
            depot,
            product,
            on_hand: 0,
            on_order: 0,
            owed: 0,
            minimum: 0,
            reorder_point: 0,
            maximum: 0,
            pack,
            lead_time: 0,
            last_restock: None,
            neglected: false,
            line_quantity: 0,
            share: 0,
        }
    }

    /// What lies there and is on its way, less what is promised.
    pub(super) fn position(&self) -> u64 {
        (self.on_hand + self.on_order).saturating_sub(self.owed)
    }

    /// Takes in an arrival: `gone` pieces leave what is on order, `arrived` of them come to lie there.
    fn receive(&mut self, arrival: &Arrival, day: Day) {
        self.on_order = self.on_order.saturating_sub(arrival.gone);
        if arrival.arrived > 0 {
            let paid = self.owed.min(arrival.arrived);
            self.owed -= paid;
            self.on_hand += arrival.arrived - paid;
            self.last_restock = Some(day);
        }
    }

    /// Sets minimum, reorder point and maximum for the demand of the coming weeks (thousandths of a piece a day).
    fn plan(&mut self, daily: u64) {
        let line = self.line_quantity.div_ceil(1_000);
        let lead_time = self.lead_time as u64;
        let spare = (daily * (8 + lead_time / 2)).div_ceil(1_000);
        self.minimum = spare.max(line).max(2);
        self.reorder_point = self.minimum + (daily * lead_time).div_ceil(1_000).max(line);
        self.maximum = self.reorder_point
            + (daily * 38)
                .div_ceil(1_000)
                .max(3 * line)
                .max(2 * self.pack);
    }
}

/// A delivery on its way to a stock row.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) row: usize,
    /// Pieces no longer on order, whatever became of them.
    pub(super) gone: u64,
    /// Pieces that come to lie in the warehouse.
    pub(super) arrived: u64,
}

/// All stock rows and what is on its way to them.
#[derive(Debug)]
pub(super) struct Stock {
    pub(super) rows: Vec<StockRow>,
    /// The row of a product in a warehouse, by warehouse and product.
    places: Vec<Vec<Option<usize>>>,
    /// What arrives on each day up to the as-of date.
    arrivals: Vec<Vec<Arrival>>,
    lines: u64,
}

impl Stock {
    /// Decides which warehouse keeps what, and fills the shelves for the first day.
    pub(super) fn new(seed: u64, lines: u64, products: &[Product], calendar: &Calendar) -> Self {
        let mut random = Random::new(seed, "stock");
        let mut stock = Self {
            rows: Vec::new(),
            places: vec![vec![None; products.len()]; DEPOTS.len()],
            arrivals: (0..=Calendar::as_of()).map(|_| Vec::new()).collect(),
            lines,
        };
        for (place, product) in products.iter().enumerate() {
            let line_quantity = average_quantity(&mut random, product);
            let unwanted = product.popularity == 0 && random.chance(200);
            let pack = match line_quantity / 1_000 {
                0..2 => 1,
                2..5 => 4,
                5..12 => 10,
                12..30 => 25,
                _ => 50,
            };
            for (
                depot,
                Depot {
                    range, distance, ..
                },
            ) in DEPOTS.iter().enumerate()
            {
                // What sells is kept in more places; what nobody wants is in few or none.
                let wanted = match product.popularity {
                    0 => *range / 3,
                    1..40_000 => *range * 8 / 10,
                    _ => *range,
                };
                let kept = random.chance(wanted) || (depot == MAIN_DEPOT && product.popularity > 0);
                if !kept || unwanted {
                    continue;
                }
                stock.places[depot][place] = Some(stock.rows.len());
                let neglected = random.chance(15);
                // Nobody remembers when some of the oldest stock came.
                let known = if product.popularity == 0 { 400 } else { 880 };
                let counted = random
                    .chance(known)
                    .then(|| Calendar::first() - 1 - random.index(150));
                stock.rows.push(StockRow {
                    lead_time: SUPPLIERS[product.supplier].lead_time + distance,
                    last_restock: counted.filter(|day| *day >= product.created),
                    neglected,
                    line_quantity,
                    ..StockRow::empty(depot, place, pack)
                });
            }
        }
        stock.share_out(products);
        stock.plan(products, calendar, Calendar::first());
        for row in &mut stock.rows {
            if products[row.product].created < Calendar::first() {
                row.on_hand = random.between(row.minimum, row.maximum);
            }
        }
        stock
    }

    /// The row of a product in a warehouse, where the warehouse keeps it.
    pub(super) fn place(&self, depot: usize, product: usize) -> Option<usize> {
        self.places[depot][product]
    }

    /// Notes what will arrive on a day of the history.
    pub(super) fn expect(&mut self, day: Day, arrival: Arrival) {
        self.arrivals[day].push(arrival);
    }

    /// Begins a day: takes in what arrives, and on the first of a month sets the reorder points anew.
    pub(super) fn open(&mut self, products: &[Product], calendar: &Calendar, day: Day) {
        if calendar.begins_month(day) {
            self.plan(products, calendar, day);
        }
        for arrival in std::mem::take(&mut self.arrivals[day]) {
            self.rows[arrival.row].receive(&arrival, day);
        }
    }

    /// Each warehouse's share of the lines of each product: by the customers it serves, over what it keeps.
    fn share_out(&mut self, products: &[Product]) {
        let customers: u64 = REGIONS.iter().map(|region| region.weight).sum();
        for (depot, places) in self.places.iter().enumerate() {
            let served: u64 = REGIONS
                .iter()
                .filter(|region| region.depot == depot)
                .map(|region| region.weight)
                .sum();
            let kept: u64 = places
                .iter()
                .zip(products)
                .filter(|(row, _)| row.is_some())
                .map(|(_, product)| product.popularity)
                .sum();
            for (row, product) in places.iter().zip(products) {
                if let Some(row) = *row {
                    self.rows[row].share =
                        served * product.popularity * 1_000_000 / kept.max(1) / customers;
                }
            }
        }
    }

    /// Sets minimum, reorder point and maximum of all rows for the weeks after a day.
    fn plan(&mut self, products: &[Product], calendar: &Calendar, day: Day) {
        for row in &mut self.rows {
            let product = &products[row.product];
            let level = expected_level(calendar, product.group, (day + 25).min(Calendar::last()));
            let level = if product.phased_out.is_some_and(|gone| day >= gone) {
                level / 10
            } else {
                level
            };
            // lines a day in all × share per million × level per mille × thousandths of a piece a line
            let daily = self.lines * row.share / 1_000 * level / HISTORY_DAYS as u64
                * row.line_quantity
                / 1_000
                / 1_000;
            row.plan(daily);
        }
    }

    /// Counts the shelves once more at the end, which brings to light what no plan foresees: empty shelves, rows far
    /// above their maximum, and some exactly at the reorder point.
    pub(super) fn count(&mut self, seed: u64, products: &[Product]) {
        let mut random = Random::new(seed, "count");
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        random.shuffle(&mut order);
        let launched = order
            .into_iter()
            .filter(|row| products[self.rows[*row].product].sold_from < Calendar::as_of());
        for (rank, row) in launched.collect::<Vec<_>>().into_iter().enumerate() {
            let row = &mut self.rows[row];
            match rank % 64 {
                0 => row.on_hand = 0,
                1 => row.on_hand = row.reorder_point,
                2 => row.on_hand = row.maximum + 1 + random.below(row.maximum),
                3 => row.on_hand = 1 + random.below(row.minimum - 1),
                // A planner's slip: the reorder point below the minimum.
                4 if random.chance(400) => std::mem::swap(&mut row.minimum, &mut row.reorder_point),
                _ => {}
            }
        }
    }

    pub(super) fn write(
        &self,
        table: &mut TableFile,
        products: &[Product],
        calendar: &Calendar,
    ) -> io::Result<()> {
        for (depot, places) in self.places.iter().enumerate() {
            for row in places.iter().flatten().map(|row| &self.rows[*row]) {
                table
                    .plain(DEPOTS[depot].code)
                    .plain(&products[row.product].code);
                table
                    .number(row.on_hand)
                    .number(row.minimum)
                    .number(row.maximum)
                    .number(row.reorder_point);
                table.number(row.lead_time as u64);
                table
                    .plain(row.last_restock.map_or(&b""[..], |day| calendar.text(day)))
                    .end()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrival_pays_what_is_owed_first() {
        let mut row = StockRow {
            on_hand: 0,
            on_order: 30,
            owed: 4,
            ..StockRow::empty(0, 0, 1)
        };
        row.receive(
            &Arrival {
                row: 0,
                gone: 20,
                arrived: 18,
            },
            4_100,
        );
        assert_eq!((row.on_hand, row.on_order, row.owed), (14, 10, 0));
        assert_eq!((row.position(), row.last_restock), (24, Some(4_100)));
        row.receive(
            &Arrival {
                row: 0,
                gone: 10,
                arrived: 0,
            },
            4_200,
        );
        assert_eq!(
            (row.on_hand, row.on_order, row.last_restock),
            (14, 0, Some(4_100)),
            "goods sent back restock nothing"
        );
    }

    #[test]
    fn a_plan_covers_the_lead_time() {
        // 2.5 pieces a day, 10 days of lead time, 4 pieces a line, packages of 10:
        // spare 2.5 × (8 + 10 ÷ 2) = 32.5, lead time 25, cycle 2.5 × 38 = 95.
        let mut row = StockRow {
            lead_time: 10,
            line_quantity: 4_000,
            ..StockRow::empty(0, 0, 10)
        };
        row.plan(2_500);
        assert_eq!((row.minimum, row.reorder_point, row.maximum), (33, 58, 153));
        // What hardly sells is kept for one order: 4, another 4, and 20 for two packages.
        row.plan(1);
        assert_eq!((row.minimum, row.reorder_point, row.maximum), (4, 8, 28));
    }
}
