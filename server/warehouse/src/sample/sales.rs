//! A *sale* is a customer's order: who asks for what, where it is sent, and what it costs.

use std::io;

use super::calendar::{Calendar, Day};
use super::company::Company;
use super::customers::Customer;
use super::demand::quantity;
use super::money::line_total;
use super::places::{DEPOTS, MAIN_DEPOT};
use super::random::{OneInEach, Random};
use super::shipping::{Line, Standing, promise};
use super::stock::Stock;
use super::table::TableFile;

/// Orders that firms place, per mille of all orders.
const FIRMS: u64 = 580;
/// Orders that another warehouse than the customer's usual one ships, per mille.
const DETOURS: u64 = 60;
/// Pieces of one product from which on a firm gets a better price.
const BULK: u64 = 40;
/// What that better price is, per mille off.
const BULK_DISCOUNT: u64 = 100;
/// The age in days of the order that waits for goods and is overdue in any case.
const OVERDUE_AGE: usize = 9;

/// Series of order numbers, each with its own prefix.
#[derive(Debug)]
struct Series {
    prefix: &'static str,
    number: u64,
}

/// An order without its lines.
#[derive(Debug)]
struct Order<'a> {
    customer: &'a Customer,
    firm: bool,
    depot: usize,
    ordered: Day,
    promised: Day,
    standing: Standing,
}

/// The sales office: it takes orders and ships them.
#[derive(Debug)]
pub(super) struct Sales {
    random: Random,
    /// Orders of firms, and orders that people place in the web shop.
    series: [Series; 2],
    orders: TableFile,
    lines: TableFile,
    cancelled: OneInEach,
    lost: OneInEach,
    /// Running totals of how often each product is asked for today, by warehouse.
    running_totals: Vec<Vec<u64>>,
    basket: Vec<Line>,
}

impl Sales {
    pub(super) fn new(seed: u64, orders: TableFile, lines: TableFile) -> Self {
        Self {
            random: Random::new(seed, "sales"),
            series: ["SO", "WEB"].map(|prefix| Series {
                prefix,
                number: 100_000,
            }),
            orders,
            lines,
            cancelled: OneInEach::new(40),
            lost: OneInEach::new(150),
            running_totals: vec![Vec::new(); DEPOTS.len()],
            basket: Vec::new(),
        }
    }

    /// One day of the sales office: so many order lines come in.
    pub(super) fn take_orders(
        &mut self,
        lines: u64,
        company: &Company<'_>,
        stock: &mut Stock,
        day: Day,
    ) -> io::Result<()> {
        if lines == 0 {
            return Ok(());
        }
        self.weigh_products(company, stock, day);
        let mut left = lines;
        while left > 0 {
            let firm = self.random.chance(FIRMS);
            let wanted = if firm {
                self.random.between(1, 4) * self.random.between(1, 3)
            } else {
                self.random.between(1, 3)
            };
            left -= self.take_order(wanted.min(left), firm, left == lines, company, stock, day)?;
        }
        Ok(())
    }

    fn weigh_products(&mut self, company: &Company<'_>, stock: &Stock, day: Day) {
        let levels = company.demand.levels(company.calendar, day);
        let mut totals = vec![0; DEPOTS.len()];
        for running in &mut self.running_totals {
            running.clear();
        }
        for (place, product) in company.products.iter().enumerate() {
            let weight = company.demand.weight(product, place, day, &levels);
            for (depot, running) in self.running_totals.iter_mut().enumerate() {
                if stock.place(depot, place).is_some() {
                    totals[depot] += weight;
                }
                running.push(totals[depot]);
            }
        }
    }

    /// Takes one order; returns how many lines it has.
    fn take_order(
        &mut self,
        wanted: u64,
        firm: bool,
        first_of_day: bool,
        company: &Company<'_>,
        stock: &mut Stock,
        day: Day,
    ) -> io::Result<u64> {
        let customers = &company.customers;
        let customer = if firm {
            &customers.firms
        } else {
            &customers.people
        }
        .pick(&mut self.random);
        let depot = self.depot(customer);
        self.basket.clear();
        self.fill_basket(wanted, firm, depot, company, stock);
        let (promised, standing) = self.standing(company.calendar, day, first_of_day);
        let mut order = Order {
            customer,
            firm,
            depot,
            ordered: day,
            promised,
            standing,
        };
        let mut brought = false;
        let last = self.basket.len().saturating_sub(1);
        let waits = first_of_day && Calendar::as_of() - day == OVERDUE_AGE;
        for (place, line) in self.basket.iter_mut().enumerate() {
            let row = &mut stock.rows[line.row];
            if waits {
                line.wait(row);
                continue;
            }
            line.ship(&mut self.random, row, standing, place == last && !brought);
            brought |= line.fulfilled > 0;
            if self.lost.hit(&mut self.random) && standing == Standing::Delivered {
                line.lose(&mut self.random);
            }
        }
        if standing == Standing::Shipped && !brought {
            // Nothing was there to be shipped.
            order.standing = Standing::Processing;
        }
        self.write(&order, company)?;
        Ok(self.basket.len() as u64)
    }

    /// Which warehouse ships an order: the customer's, or the main one where that steps in.
    fn depot(&mut self, customer: &Customer) -> usize {
        let sells_nothing = self.running_totals[customer.depot]
            .last()
            .is_none_or(|total| *total == 0);
        if self.random.chance(DETOURS) || sells_nothing {
            MAIN_DEPOT
        } else {
            customer.depot
        }
    }

    /// Puts up to so many different products that the warehouse keeps into the basket, one at least: the most popular
    /// product is old, and the main warehouse keeps it.
    fn fill_basket(
        &mut self,
        wanted: u64,
        firm: bool,
        depot: usize,
        company: &Company<'_>,
        stock: &Stock,
    ) {
        for _ in 0..wanted {
            // Where a few tries only find products that the order has already, it is complete.
            let running = &self.running_totals[depot];
            let drawn = (0..12).find_map(|_| {
                let product = self.random.weighted(running)?;
                self.basket
                    .iter()
                    .all(|line| line.product != product)
                    .then_some(product)
            });
            let Some(product) = drawn else { return };
            let Some(row) = stock.place(depot, product) else {
                return;
            };
            let quantity = quantity(&mut self.random, &company.products[product], firm);
            self.basket.push(Line::new(product, row, quantity));
        }
    }

    /// When an order is promised and where it stands. The first order of some of the last days makes sure of a
    /// standing that a small company might not have otherwise.
    fn standing(&mut self, calendar: &Calendar, day: Day, first_of_day: bool) -> (Day, Standing) {
        let promised = promise(&mut self.random, calendar, day);
        let cancelled = self.cancelled.hit(&mut self.random);
        let tomorrow = Calendar::as_of() + 1;
        match Calendar::as_of() - day {
            0 if first_of_day => (promised, Standing::Pending),
            1 if first_of_day => (promised.max(tomorrow), Standing::Processing),
            2 if first_of_day => (promised.max(tomorrow), Standing::Shipped),
            OVERDUE_AGE if first_of_day => (day + 3, Standing::Processing),
            _ if cancelled => (promised, Standing::Cancelled),
            _ => (promised, Standing::of(&mut self.random, day, promised)),
        }
    }

    fn write(&mut self, order: &Order<'_>, company: &Company<'_>) -> io::Result<()> {
        let &Order {
            customer,
            firm,
            ordered,
            promised,
            ..
        } = order;
        let calendar = company.calendar;
        let Series { prefix, number } = &mut self.series[usize::from(!firm)];
        *number += 1;
        let address: &String = self.random.pick(&customer.addresses);
        let table = &mut self.orders;
        table
            .plain(*prefix)
            .number(*number)
            .plain(calendar.text(ordered))
            .plain(&customer.code)
            .text(&customer.name);
        table
            .plain(DEPOTS[order.depot].code)
            .text(address)
            .text(&customer.area)
            .plain(calendar.text(promised));
        table.plain(order.standing.status()).end()?;
        for (place, line) in (1..).zip(&self.basket) {
            let product = &company.products[line.product];
            let price = product.price(calendar, ordered);
            let bulk = if firm && line.quantity >= BULK {
                BULK_DISCOUNT
            } else {
                0
            };
            let promotion = company.demand.discount(product.group, ordered);
            let total = line_total(
                line.quantity,
                price,
                customer.discount.max(bulk).max(promotion),
            );
            let table = &mut self.lines;
            table
                .plain(*prefix)
                .number(*number)
                .number(place)
                .plain(&product.code)
                .number(line.quantity);
            table
                .number(line.fulfilled)
                .money(price)
                .money(total)
                .plain(line.status)
                .end()?;
        }
        Ok(())
    }

    /// Hands the tables back.
    pub(super) fn into_tables(self) -> [TableFile; 2] {
        [self.orders, self.lines]
    }
}
