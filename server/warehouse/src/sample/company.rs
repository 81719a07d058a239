//! A *company* is what a day of the sample is played with, apart from its stock, which changes all day.

use super::SampleOptions;
use super::calendar::Calendar;
use super::customers::Customers;
use super::demand::Demand;
use super::products::Product;

/// The sample company.
#[derive(Debug)]
pub(super) struct Company<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) products: Vec<Product>,
    pub(super) demand: Demand,
    pub(super) customers: Customers,
}

impl<'a> Company<'a> {
    /// Founds the company.
    pub(super) fn found(options: &SampleOptions, calendar: &'a Calendar) -> Self {
        let &SampleOptions { lines, seed, .. } = options;
        let products = super::products::invent(seed, lines, calendar);
        Self {
            calendar,
            demand: Demand::new(seed, &products),
            customers: Customers::invent(seed, lines),
            products,
        }
    }
}
