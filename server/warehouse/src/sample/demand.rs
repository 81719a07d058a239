//! *Demand* is how much is asked for: on each day, of each product, in one order.

use super::calendar::{Calendar, Day, HISTORY_DAYS};
use super::products::Product;
use super::random::Random;
use super::range::GROUPS;

/// Sales lines from which on each of the last days has some, so that every status occurs.
const LIVELY_FROM: u64 = 2_000;
/// How many of the last days those are.
const LIVELY_DAYS: usize = 10;
/// Firms' share of the order lines, per mille, for what a product sells on average.
const FIRMS_SHARE: u64 = 800;

/// A product group at a lower price for some days.
#[derive(Debug)]
struct Promotion {
    group: usize,
    days: std::ops::RangeInclusive<Day>,
    /// Per mille off the list price.
    discount: u64,
    /// Demand during the promotion, per mille of the usual.
    uplift: u64,
}

/// The demand that the sample company meets.
#[derive(Debug)]
pub(super) struct Demand {
    promotions: Vec<Promotion>,
    /// Each group's share of the order lines, by the popularity of its products.
    shares: Vec<u64>,
    /// Sets the weeks in which an intermittent product is asked for.
    seed: u64,
}

impl Demand {
    pub(super) fn new(seed: u64, products: &[Product]) -> Self {
        let mut random = Random::new(seed, "promotions");
        let mut promotions = Vec::new();
        for quarter in 0..HISTORY_DAYS / 91 {
            for _ in 0..3 {
                let start = Calendar::first() + quarter * 91 + random.index(70);
                promotions.push(Promotion {
                    group: random.index(GROUPS.len()),
                    days: start..=start + 9 + random.index(12),
                    discount: *random.pick(&[100, 150, 150, 200]),
                    uplift: random.between(1_350, 2_300),
                });
            }
        }
        let mut shares = vec![0; GROUPS.len()];
        for product in products {
            shares[product.group] += product.popularity;
        }
        Self {
            promotions,
            shares,
            seed,
        }
    }

    /// The promotion discount of a group on a day, per mille; 0 on most days.
    pub(super) fn discount(&self, group: usize, day: Day) -> u64 {
        self.promotion(group, day)
            .map_or(0, |promotion| promotion.discount)
    }

    fn promotion(&self, group: usize, day: Day) -> Option<&Promotion> {
        self.promotions
            .iter()
            .find(|promotion| promotion.group == group && promotion.days.contains(&day))
    }

    /// How much of each group is asked for on a day by season, trend and promotion, per mille of its average at the
    /// beginning of the history.
    pub(super) fn levels(&self, calendar: &Calendar, day: Day) -> Vec<u64> {
        (0..GROUPS.len())
            .map(|group| {
                let uplift = self
                    .promotion(group, day)
                    .map_or(1_000, |promotion| promotion.uplift);
                expected_level(calendar, group, day) * uplift / 1_000
            })
            .collect()
    }

    /// How many of the company's order lines each day of the history has; they add up to `lines`.
    pub(super) fn lines_by_day(&self, calendar: &Calendar, lines: u64) -> Vec<u64> {
        let mut random = Random::new(self.seed, "days");
        let mut running = 0_u64;
        let running_totals: Vec<u64> = (Calendar::first()..=Calendar::as_of())
            .map(|day| {
                let levels = self.levels(calendar, day);
                let weighted: u64 = levels
                    .iter()
                    .zip(&self.shares)
                    .map(|(level, share)| level * (share / 100))
                    .sum();
                running += weighted / 1_000 * calendar.rhythm(day) / 1_000
                    * random.between(800, 1_200)
                    / 1_000;
                running
            })
            .collect();
        let mut given = 0;
        let mut by_day: Vec<u64> = running_totals
            .iter()
            .map(|so_far| {
                let due = proportion(lines, *so_far, running);
                let today = due - given;
                given = due;
                today
            })
            .collect();
        if lines >= LIVELY_FROM {
            enliven(&mut by_day);
        }
        by_day
    }

    /// How often a product is asked for on a day, against the others; `levels` are those of its day.
    pub(super) fn weight(&self, product: &Product, place: usize, day: Day, levels: &[u64]) -> u64 {
        if day < product.sold_from {
            return 0;
        }
        let mut weight = product.popularity * levels[product.group] / 1_000;
        if product.phased_out.is_some_and(|gone| day >= gone) {
            weight /= 40;
        }
        if product.intermittent {
            let week = (day / 7) as u64;
            let mut coin = Random::new(self.seed ^ (week << 32) ^ place as u64, "intermittent");
            weight = if coin.chance(166) { weight * 2 } else { 0 };
        }
        // A new product becomes known within three months.
        match day - product.sold_from {
            age @ 0..90 => weight * (300 + age as u64 * 700 / 90) / 1_000,
            _ => weight,
        }
    }
}

/// What season and trend make of a group's demand on a day, per mille of its average at the beginning.
pub(super) fn expected_level(calendar: &Calendar, group: usize, day: Day) -> u64 {
    let group = &GROUPS[group];
    let years = (day.saturating_sub(Calendar::first())) as u64 * 1_000 / 365;
    let trend = (1_000_000 + group.growth * years).saturating_sub(1_000 * years) / 1_000;
    calendar.season(&group.season, day) * trend / 1_000
}

/// How many pieces one order line asks for.
pub(super) fn quantity(random: &mut Random, product: &Product, firm: bool) -> u64 {
    if !firm {
        return 1 + random.below(product.lot.div_ceil(6)) + u64::from(random.chance(120));
    }
    let mut pieces = 1 + random.below(product.lot * 2 - 1);
    if random.chance(60) {
        pieces *= 3;
    }
    if product.intermittent {
        pieces *= 2;
    }
    // Trade customers order larger numbers in fives.
    if pieces > 20 {
        pieces.div_ceil(5) * 5
    } else {
        pieces
    }
}

/// How many pieces an order line asks for on average, in thousandths of a piece.
pub(super) fn average_quantity(random: &mut Random, product: &Product) -> u64 {
    const DRAWS: u64 = 250;
    let drawn: u64 = (0..DRAWS)
        .map(|_| {
            let firm = random.chance(FIRMS_SHARE);
            quantity(random, product, firm)
        })
        .sum();
    drawn * 1_000 / DRAWS
}

/// `whole × part ÷ total`, rounded down; `whole` where the part is the total.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the part is at most the total, so the result is at most the whole"
)]
fn proportion(whole: u64, part: u64, total: u64) -> u64 {
    if part == total {
        return whole;
    }
    (u128::from(whole) * u128::from(part) / u128::from(total)) as u64
}

/// Sees to it that each of the last days has two order lines, by taking from the busiest days before.
fn enliven(by_day: &mut [u64]) {
    let (earlier, last) = by_day.split_at_mut(HISTORY_DAYS - LIVELY_DAYS);
    for today in last {
        while *today < 2 {
            let Some(busiest) = earlier.iter_mut().max() else {
                return;
            };
            *busiest -= 1;
            *today += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::products;
    use super::*;

    #[test]
    fn the_days_share_out_every_line() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        for lines in [1, 10, 1_999, 2_000, 50_000, 50_000_000] {
            let demand = Demand::new(1, &products::invent(1, lines, &calendar));
            let by_day = demand.lines_by_day(&calendar, lines);
            assert_eq!(by_day.len(), HISTORY_DAYS);
            assert_eq!(by_day.iter().sum::<u64>(), lines);
            if lines >= LIVELY_FROM {
                assert!(
                    by_day
                        .iter()
                        .rev()
                        .take(LIVELY_DAYS)
                        .all(|today| *today >= 2),
                    "{lines}"
                );
            }
        }
    }

    #[test]
    fn weekends_are_quiet_and_hoses_sell_in_summer() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let demand = Demand::new(1, &products::invent(1, 200_000, &calendar));
        let by_day = demand.lines_by_day(&calendar, 200_000);
        let (mut weekend, mut week) = (0, 0);
        for (day, lines) in (Calendar::first()..).zip(&by_day) {
            *if calendar.is_weekend(day) {
                &mut weekend
            } else {
                &mut week
            } += lines;
        }
        // Two quiet days against five ordinary ones: (0.24 + 0.11) ÷ 5.27 of the week's lines, holidays aside.
        assert!(weekend * 10 < week, "{weekend} {week}");

        let hoses = GROUPS
            .iter()
            .position(|group| group.letters == "GH")
            .unwrap();
        let january = (Calendar::first()..=Calendar::as_of())
            .find(|day| calendar.date(*day).month() == 1)
            .unwrap();
        let june = (january..=Calendar::as_of())
            .find(|day| calendar.date(*day).month() == 6)
            .unwrap();
        assert!(
            expected_level(&calendar, hoses, june) > 8 * expected_level(&calendar, hoses, january)
        );
    }

    #[test]
    fn a_trend_adds_up_year_by_year() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let power_tools = GROUPS
            .iter()
            .position(|group| group.letters == "PT")
            .unwrap();
        let start = expected_level(&calendar, power_tools, Calendar::first());
        let two_years_on = expected_level(&calendar, power_tools, Calendar::first() + 730);
        // 11 % a year of the first level: 1.22 after two years. The season is two days of a leap year off at most.
        assert!(
            (1_200..1_240).contains(&(two_years_on * 1_000 / start)),
            "{two_years_on} {start}"
        );
    }
}
