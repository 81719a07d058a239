//! A *sample* is the data of an invented company, a distributor of garden, workshop and household goods, written as the
//! six tables in CSV.
//!
//! The company is played through day by day for three years: customers order, warehouses ship what they have, buyers
//! order what has come down to its reorder point, suppliers deliver on time or late. So the tables fit together:
//! back orders stand where the shelf was empty, and cover, lead times and fill rates come out of the same story.
//!
//! The same options give the same bytes on every machine: numbers are whole numbers, random numbers are our own, and
//! nothing depends on a clock, a locale or the order of a hash table.
//!
//! - Unit prices on sales lines are list prices of the day; `line_total` is quantity × unit price less the line's
//!   discount (2.5 to 20 %), rounded half up to four decimals. On purchase lines there is no discount.
//! - Goods of a received purchase order that fail inspection have receipt status Rejected and count as received; lines
//!   of a purchase order that was itself rejected have received nothing.

mod calendar;
mod company;
mod countries;
mod customers;
mod delivery;
mod demand;
mod folder;
mod goods;
mod money;
mod places;
mod products;
mod purchases;
mod random;
mod range;
mod sales;
mod shipping;
mod stock;
mod suppliers;
mod table;
#[cfg(test)]
mod tests;

use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use thiserror::Error;

use calendar::Calendar;
use company::Company;
use folder::Staging;
use products::Product;
use purchases::Purchases;
use sales::Sales;
use stock::Stock;
use suppliers::SUPPLIERS;
use table::{PRODUCT, PURCHASE_LINE, PURCHASE_ORDER, SALES_LINE, SALES_ORDER, STOCK, TableFile};

/// How many sales order lines a sample can have.
pub const LINES: RangeInclusive<u64> = 1..=50_000_000;

/// Which as-of dates a sample can have.
pub const AS_OF: RangeInclusive<Date> = date(1990, 1, 1)..=date(2200, 12, 31);

/// What the sample is to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOptions {
    /// Sales order lines, within [`LINES`].
    pub lines: u64,
    /// Where the random numbers begin: another seed, another company history.
    pub seed: u64,
    /// The last day of the history, within [`AS_OF`]; the newest orders are of this day.
    pub as_of: Date,
}

impl SampleOptions {
    /// Whether there can be such a sample; [`write`] asks this first.
    pub fn check(&self) -> Result<(), SampleError> {
        let &Self { lines, as_of, .. } = self;
        if !LINES.contains(&lines) {
            return Err(SampleError::Lines { lines });
        }
        if !AS_OF.contains(&as_of) {
            return Err(SampleError::AsOf { as_of });
        }
        Ok(())
    }
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            lines: 50_000,
            seed: 1,
            as_of: date(2025, 6, 30),
        }
    }
}

/// What was written. Rows are counted without the header row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleReport {
    /// Rows of `product`.
    pub products: u64,
    /// Rows of `warehouse_product`.
    pub stock_rows: u64,
    /// Rows of `sales_order_header`.
    pub sales_orders: u64,
    /// Rows of `sales_order_line`.
    pub sales_lines: u64,
    /// Rows of `purchase_order_header`.
    pub purchase_orders: u64,
    /// Rows of `purchase_order_line`.
    pub purchase_lines: u64,
    /// Size of the six files together, bytes.
    pub bytes: u64,
    /// The first day on which orders can stand; the last one is the as-of date.
    pub first_day: Date,
}

/// Why there is no sample. In all cases the target folder is as it was before.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SampleError {
    /// The number of lines is outside [`LINES`].
    #[error("a sample has {} to {} sales order lines, not {lines}", LINES.start(), LINES.end())]
    Lines {
        /// What was asked for.
        lines: u64,
    },
    /// The as-of date is outside [`AS_OF`].
    #[error("the as-of date of a sample lies between {} and {}, not on {as_of}", AS_OF.start(), AS_OF.end())]
    AsOf {
        /// What was asked for.
        as_of: Date,
    },
    /// The target exists and is no folder.
    #[error("{} is not a folder; name a folder that is empty or does not exist yet", path.display())]
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target holds something else than an earlier sample.
    #[error("{} holds other files, such as {example}; name a folder that is empty, does not exist yet, or holds nothing but the six tables", path.display())]
    FolderInUse {
        /// The target.
        path: PathBuf,
        /// The first of the other files by name.
        example: String,
    },
    /// A file or folder could not be read or written.
    #[error("could not write the sample to {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl SampleError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// Writes a sample into the folder `out`, which is created, or replaced when it holds an earlier sample.
///
/// Nothing is visible in `out` before all six tables are complete.
pub fn write(options: &SampleOptions, out: &Path) -> Result<SampleReport, SampleError> {
    options.check()?;
    let as_of = options.as_of;
    let calendar = Calendar::new(as_of).map_err(|_| SampleError::AsOf { as_of })?;
    let staging = Staging::prepare(out)?;
    let report = play(options, &calendar, staging.path())
        .map_err(|source| SampleError::io(staging.path(), source))?;
    staging.publish()?;
    Ok(report)
}

/// Plays the company through its history and writes the six tables into a folder.
fn play(options: &SampleOptions, calendar: &Calendar, folder: &Path) -> io::Result<SampleReport> {
    let &SampleOptions { lines, seed, .. } = options;
    let mut company = Company::found(options, calendar);
    let mut stock = Stock::new(seed, lines, &company.products, calendar);
    let create = |table| TableFile::create(folder, table);
    let mut sales = Sales::new(seed, create(SALES_ORDER)?, create(SALES_LINE)?);
    let mut purchases = Purchases::new(seed, create(PURCHASE_ORDER)?, create(PURCHASE_LINE)?);

    let by_day = company.demand.lines_by_day(calendar, lines);
    for (day, lines) in (Calendar::first()..).zip(by_day) {
        company.customers.turn_to(day);
        stock.open(&company.products, calendar, day);
        sales.take_orders(lines, &company, &mut stock, day)?;
        purchases.review(&company, &mut stock, day)?;
    }
    stock.count(seed, &company.products);

    let mut product_table = create(PRODUCT)?;
    write_products(&mut product_table, &company.products, calendar)?;
    let mut stock_table = create(STOCK)?;
    stock.write(&mut stock_table, &company.products, calendar)?;

    let mut bytes = 0;
    let mut finish = |table: TableFile| {
        table.finish().map(|(rows, size)| {
            bytes += size;
            rows
        })
    };
    let [sales_orders, sales_lines] = sales.into_tables();
    let [purchase_orders, purchase_lines] = purchases.into_tables();
    Ok(SampleReport {
        products: finish(product_table)?,
        stock_rows: finish(stock_table)?,
        sales_orders: finish(sales_orders)?,
        sales_lines: finish(sales_lines)?,
        purchase_orders: finish(purchase_orders)?,
        purchase_lines: finish(purchase_lines)?,
        bytes,
        first_day: calendar.date(Calendar::first()),
    })
}

fn write_products(
    table: &mut TableFile,
    products: &[Product],
    calendar: &Calendar,
) -> io::Result<()> {
    for product in products {
        let (cost, price) = product.today();
        let supplier = &SUPPLIERS[product.supplier];
        table
            .plain(&product.code)
            .text(&product.name)
            .text(range::GROUPS[product.group].name)
            .money(cost)
            .money(price);
        table
            .plain(supplier.code)
            .text(supplier.name)
            .plain(calendar.text(product.created));
        table.plain(calendar.text(product.updated)).end()?;
    }
    Ok(())
}
