//! A *product* is one of the goods in one size or colour, with its code, its prices over time, and how it sells.

use super::calendar::{Calendar, Day};
use super::goods::{CodeScheme, Family, Group};
use super::money::{CENT, Money, scaled, shelf_price};
use super::random::Random;
use super::range::GROUPS;
use super::suppliers::SUPPLIERS;

/// A product of the sample company.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) code: String,
    pub(super) name: String,
    /// Its place in [`GROUPS`].
    pub(super) group: usize,
    /// Unit cost at the main supplier in each half-year of the history; the last one is today's.
    pub(super) costs: Vec<Money>,
    /// List price in each half-year of the history; the last one is today's.
    pub(super) prices: Vec<Money>,
    /// The main supplier's place in [`SUPPLIERS`].
    pub(super) supplier: usize,
    /// A second source, where there is one.
    pub(super) second_source: Option<usize>,
    pub(super) created: Day,
    pub(super) updated: Day,
    /// How many a trade customer usually orders.
    pub(super) lot: u64,
    /// How often it is ordered, against the other products; 0 for what nobody buys.
    pub(super) popularity: u64,
    /// Ordered in some weeks only, then in quantity.
    pub(super) intermittent: bool,
    /// The first day on which it can be ordered.
    pub(super) sold_from: Day,
    /// The day from which it is hardly asked for and no longer bought.
    pub(super) phased_out: Option<Day>,
}

impl Product {
    /// The list price on a day of the history.
    pub(super) fn price(&self, calendar: &Calendar, day: Day) -> Money {
        self.prices[calendar.half_year(day).min(self.prices.len() - 1)]
    }

    /// The unit cost on a day of the history at a supplier of the given cost level (per mille of the main one's).
    pub(super) fn cost(&self, calendar: &Calendar, day: Day, supplier: usize) -> Money {
        let cost = self.costs[calendar.half_year(day).min(self.costs.len() - 1)];
        scaled(
            cost,
            SUPPLIERS[supplier].cost_level,
            SUPPLIERS[self.supplier].cost_level,
        )
    }

    /// Today's unit cost and list price.
    pub(super) fn today(&self) -> (Money, Money) {
        (
            self.costs.last().copied().unwrap_or(0),
            self.prices.last().copied().unwrap_or(0),
        )
    }
}

/// How many products a company with so many sales lines has: 300 to 600.
pub(super) fn count(lines: u64) -> usize {
    300 + usize::try_from((lines.isqrt() * 3 / 10).min(300)).unwrap_or(300)
}

/// The products of a company, in order of group and code.
pub(super) fn invent(seed: u64, lines: u64, calendar: &Calendar) -> Vec<Product> {
    let mut random = Random::new(seed, "products");
    let mut products = Vec::new();
    for (group, runs) in share_out(&mut random, count(lines)).into_iter().enumerate() {
        let drift = PriceDrift::draw(&mut random, calendar);
        let mut number = 1_000 + random.below(40);
        for (brand, family) in runs {
            number += random.between(3, 12);
            let suppliers = suppliers_of(&mut random, &GROUPS[group]);
            for (place, (variant, suffix, level)) in family.variants.iter().enumerate() {
                let name = format!("{brand} {} {variant}", family.name);
                let mut product = Product {
                    code: code(group, number, place, suffix),
                    name: name.trim_end().to_owned(),
                    group,
                    costs: Vec::new(),
                    prices: Vec::new(),
                    supplier: suppliers.0,
                    second_source: suppliers.1,
                    created: 0,
                    updated: 0,
                    lot: family.lot,
                    popularity: 0,
                    intermittent: false,
                    sold_from: 0,
                    phased_out: None,
                };
                let level = level * SUPPLIERS[suppliers.0].cost_level / 1_000;
                let cost = scaled(
                    family.cost * CENT,
                    level * random.between(930, 1_080),
                    1_000_000,
                );
                let price = scaled(
                    cost,
                    GROUPS[group].markup * random.between(920, 1_090),
                    1_000_000,
                );
                product.costs = drift
                    .costs
                    .iter()
                    .map(|index| scaled(cost, *index, 1_000))
                    .collect();
                product.prices = drift
                    .prices
                    .iter()
                    .map(|index| shelf_price(scaled(price, *index, 1_000)))
                    .collect();
                products.push(product);
            }
            number += family.variants.len() as u64;
        }
    }
    give_lives(&mut random, &mut products, calendar);
    products
}

/// Deals the brands' families out to the groups, group by group in turn, until there are products enough.
fn share_out(random: &mut Random, wanted: usize) -> Vec<Vec<(&'static str, &'static Family)>> {
    let mut stacks: Vec<Vec<_>> = GROUPS
        .iter()
        .map(|group| {
            let mut stack: Vec<_> = group
                .families
                .iter()
                .flat_map(|family| group.brands.iter().map(move |brand| (*brand, family)))
                .collect();
            random.shuffle(&mut stack);
            stack
        })
        .collect();
    let mut dealt = vec![Vec::new(); GROUPS.len()];
    let mut missing = wanted;
    while missing > 0 && stacks.iter().any(|stack| !stack.is_empty()) {
        for (stack, runs) in stacks.iter_mut().zip(&mut dealt) {
            if let Some(run) = stack.pop().filter(|_| missing > 0) {
                let (_, family): (_, &Family) = run;
                missing = missing.saturating_sub(family.variants.len());
                runs.push(run);
            }
        }
    }
    dealt
}

fn code(group: usize, number: u64, place: usize, suffix: &str) -> String {
    let Group { letters, codes, .. } = &GROUPS[group];
    let single = number + place as u64;
    match codes {
        CodeScheme::Letters => format!("{letters}-{single}"),
        CodeScheme::Variant => format!("{letters}{number}-{suffix}"),
        CodeScheme::Digits => format!("7{group:02}{single}"),
        CodeScheme::LeadingZeros => format!("00{single}"),
    }
}

/// The main supplier and, for a third of the products, a second source.
fn suppliers_of(random: &mut Random, group: &Group) -> (usize, Option<usize>) {
    let mut able: Vec<usize> = (0..SUPPLIERS.len())
        .filter(|place| SUPPLIERS[*place].groups.contains(&group.letters))
        .collect();
    random.shuffle(&mut able);
    let second = able.get(1).copied().filter(|_| random.chance(330));
    (able[0], second)
}

/// How a group's costs and prices moved, per mille of today's, for each half-year of the history.
struct PriceDrift {
    costs: Vec<u64>,
    prices: Vec<u64>,
}

impl PriceDrift {
    fn draw(random: &mut Random, calendar: &Calendar) -> Self {
        let mut drift = Self {
            costs: vec![1_000],
            prices: vec![1_000],
        };
        for _ in 0..calendar.half_year(Calendar::as_of()) {
            // Backwards in time: mostly cheaper, now and then dearer. Prices follow costs, half of the time at once.
            let step = if random.chance(180) {
                random.between(1_004, 1_025)
            } else {
                random.between(955, 1_000)
            };
            let last = drift.costs.last().copied().unwrap_or(1_000);
            drift.costs.push(scaled(last, step, 1_000));
            let price = drift.prices.last().copied().unwrap_or(1_000);
            drift.prices.push(if random.chance(500) {
                scaled(last, step, 1_000)
            } else {
                price
            });
        }
        drift.costs.reverse();
        drift.prices.reverse();
        drift
    }
}

/// Decides which products are bought often, seldom or never, which are new and which are on their way out.
fn give_lives(random: &mut Random, products: &mut [Product], calendar: &Calendar) {
    let mut order: Vec<usize> = (0..products.len()).collect();
    random.shuffle(&mut order);
    let count = order.len() as u64;
    for (rank, &place) in (0_u64..).zip(&order) {
        let product = &mut products[place];
        // Zipf's law: the second most popular product sells half as often as the first, flattened at the top.
        product.popularity = 10_000_000 / (rank + 8);
        product.intermittent = rank * 100 >= count * 70 && random.chance(600);
        let established =
            Calendar::first() - usize::try_from(random.between(60, 3_900)).unwrap_or(60);
        if rank * 100 >= count * 96 {
            product.popularity = 0;
            product.created = established;
        } else if rank > 0 && random.chance(100) {
            // Never the most popular one: there is something to be sold from the first day on.
            let age = usize::try_from(random.between(1, 1_000)).unwrap_or(1);
            product.created = Calendar::as_of() - age;
        } else {
            product.created = established;
        }
        product.sold_from = product.created + 30;
        if product.created < Calendar::first() && random.chance(50) {
            product.phased_out =
                Some(Calendar::as_of() - usize::try_from(random.between(40, 700)).unwrap_or(40));
        }
        let changed = last_change(product, calendar).max(product.created);
        // Names and suppliers are put right at other times than prices.
        product.updated = if random.chance(450) {
            changed + random.index(Calendar::as_of() - changed + 1)
        } else {
            changed
        };
    }
}

/// The day of the last change of price, or the first day of the history where the price never changed.
fn last_change(product: &Product, calendar: &Calendar) -> Day {
    let current = calendar.half_year(Calendar::as_of());
    let changed = (1..=current).rev().find(|half| {
        product.prices[*half] != product.prices[half - 1]
            || product.costs[*half] != product.costs[half - 1]
    });
    (Calendar::first()..=Calendar::as_of())
        .find(|day| changed.is_some_and(|half| calendar.half_year(*day) == half))
        .unwrap_or(Calendar::first())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn counts_grow_from_three_to_six_hundred() {
        assert_eq!(count(1), 300);
        assert_eq!(count(50_000), 366);
        assert_eq!(count(1_000_000), 600);
        assert_eq!(count(50_000_000), 600);
    }

    #[test]
    fn codes_and_names_are_unique_and_prices_cover_costs() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        for (seed, lines) in [(1, 1), (2, 50_000), (3, 1_000_000)] {
            let products = invent(seed, lines, &calendar);
            assert!(
                (count(lines)..count(lines) + 4).contains(&products.len()),
                "{}",
                products.len()
            );
            let codes: BTreeSet<_> = products.iter().map(|product| &product.code).collect();
            let names: BTreeSet<_> = products.iter().map(|product| &product.name).collect();
            assert_eq!((codes.len(), names.len()), (products.len(), products.len()));
            for product in &products {
                let (cost, price) = product.today();
                assert!(cost > 0 && price > cost, "{}: {cost} {price}", product.name);
                assert!(
                    product.created <= product.updated && product.updated <= Calendar::as_of(),
                    "{}",
                    product.name
                );
                assert_eq!(
                    product.prices.len(),
                    calendar.half_year(Calendar::as_of()) + 1
                );
            }
            assert!(
                products
                    .iter()
                    .any(|product| product.prices.first() != product.prices.last())
            );
        }
    }

    #[test]
    fn a_fifth_of_the_products_sells_half_of_the_lines() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let mut popularity: Vec<u64> = invent(1, 50_000, &calendar)
            .iter()
            .map(|product| product.popularity)
            .collect();
        popularity.sort_unstable_by(|left, right| right.cmp(left));
        let fifth: u64 = popularity[..popularity.len() / 5].iter().sum();
        assert!(fifth * 2 > popularity.iter().sum::<u64>());
        assert!(popularity.ends_with(&[0, 0, 0]));
    }
}
