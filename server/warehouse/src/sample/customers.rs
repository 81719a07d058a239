//! A *customer* is a firm or a person that orders, from somewhere, for some time, often or seldom.

use std::collections::BTreeSet;

use super::calendar::{Calendar, Day, HISTORY_DAYS};
use super::countries::{COUNTRIES, Country, Postcode};
use super::places::{MAIN_DEPOT, REGIONS, Region};
use super::random::Random;

/// A customer of the sample company.
#[derive(Debug)]
pub(super) struct Customer {
    pub(super) code: String,
    pub(super) name: String,
    /// Where it has goods sent; firms have up to three addresses.
    pub(super) addresses: Vec<String>,
    /// `Region, Country`
    pub(super) area: String,
    /// The warehouse that usually serves it.
    pub(super) depot: usize,
    /// The discount that was agreed with it, per mille.
    pub(super) discount: u64,
    /// How often it orders, against the other customers of its kind.
    weight: u64,
    first_day: Day,
    last_day: Day,
}

/// All customers, and which of them order on a day.
#[derive(Debug)]
pub(super) struct Customers {
    pub(super) firms: Crowd,
    pub(super) people: Crowd,
}

/// Customers of one kind.
#[derive(Debug)]
pub(super) struct Crowd {
    customers: Vec<Customer>,
    running_totals: Vec<u64>,
}

impl Customers {
    /// The customers of a company with so many sales lines: 200 to 5,000, four in ten of them firms.
    pub(super) fn invent(seed: u64, lines: u64) -> Self {
        let mut random = Random::new(seed, "customers");
        let count = (200 + lines / 40).min(5_000);
        let firms = count * 4 / 10;
        let mut names = BTreeSet::new();
        Self {
            firms: Crowd::new(
                (0..firms)
                    .map(|rank| firm(&mut random, &mut names, rank))
                    .collect(),
            ),
            people: Crowd::new(
                (0..count - firms)
                    .map(|rank| person(&mut random, &mut names, rank))
                    .collect(),
            ),
        }
    }

    /// Lets those order who are customers on this day.
    pub(super) fn turn_to(&mut self, day: Day) {
        self.firms.turn_to(day);
        self.people.turn_to(day);
    }
}

impl Crowd {
    fn new(customers: Vec<Customer>) -> Self {
        Self {
            running_totals: vec![0; customers.len()],
            customers,
        }
    }

    fn turn_to(&mut self, day: Day) {
        let mut total = 0;
        for (customer, running) in self.customers.iter().zip(&mut self.running_totals) {
            if (customer.first_day..=customer.last_day).contains(&day) {
                total += customer.weight;
            }
            *running = total;
        }
    }

    /// Somebody who orders on this day; the first one of all where nobody does.
    pub(super) fn pick(&self, random: &mut Random) -> &Customer {
        &self.customers[random.weighted(&self.running_totals).unwrap_or(0)]
    }
}

fn firm(random: &mut Random, names: &mut BTreeSet<String>, rank: u64) -> Customer {
    let region = region(random);
    let country = &COUNTRIES[region.country];
    let (city, _) = random.pick(region.cities);
    let name = unique(names, |attempt| {
        let (stem, trade) = (
            random.pick_word(country.stems),
            random.pick_word(country.trades),
        );
        match attempt {
            0..3 => format!("{stem} {trade} {}", country.legal_form),
            3..20 => format!("{stem} {trade} {city} {}", country.legal_form),
            _ => format!(
                "{} & {} {trade} {}",
                random.pick_word(country.last_names),
                random.pick_word(country.last_names),
                country.legal_form
            ),
        }
    });
    let addresses = match random.below(10) {
        0..7 => 1,
        7..9 => 2,
        _ => 3,
    };
    Customer {
        code: format!("CF-{:04}", rank + 1),
        name,
        addresses: (0..addresses)
            .map(|_| address(random, region, country))
            .collect(),
        area: format!("{}, {}", region.name, country.name),
        depot: region.depot,
        discount: *random.pick(&[0, 0, 0, 0, 25, 25, 50, 50, 75]),
        // A few firms order much, many order little.
        weight: 400_000 / (rank + 10),
        first_day: joined(random, rank),
        last_day: left(random, rank),
    }
}

fn person(random: &mut Random, names: &mut BTreeSet<String>, rank: u64) -> Customer {
    let region = region(random);
    let country = &COUNTRIES[region.country];
    let name = unique(names, |attempt| {
        let (first, last) = (
            random.pick_word(country.first_names),
            random.pick_word(country.last_names),
        );
        if attempt < 2 {
            format!("{first} {last}")
        } else if attempt < 6 {
            format!(
                "{first} {} {last}",
                random.pick(&[
                    "A.", "B.", "E.", "H.", "J.", "K.", "L.", "M.", "R.", "S.", "T."
                ])
            )
        } else {
            format!(
                "{first} {}-{last}",
                random
                    .pick_word(country.last_names)
                    .rsplit(' ')
                    .next()
                    .unwrap_or_default()
            )
        }
    });
    Customer {
        code: format!("CP-{:05}", rank + 1),
        name,
        addresses: vec![address(random, region, country)],
        area: format!("{}, {}", region.name, country.name),
        depot: region.depot,
        discount: 0,
        weight: random.between(2, 20),
        first_day: joined(random, rank),
        last_day: left(random, rank),
    }
}

/// The first name that nobody has yet; `propose` hears how many times it was asked before.
fn unique(names: &mut BTreeSet<String>, mut propose: impl FnMut(u64) -> String) -> String {
    let mut attempt = 0;
    loop {
        let mut name = propose(attempt);
        if attempt > 200 {
            // The words of one country are used up: numbers go on for ever.
            name = format!("{name} {}", attempt - 200);
        }
        attempt += 1;
        if names.insert(name.clone()) {
            return name;
        }
    }
}

fn region(random: &mut Random) -> &'static Region {
    let mut left = random.below(REGIONS.iter().map(|region| region.weight).sum());
    for region in &REGIONS {
        if left < region.weight {
            return region;
        }
        left -= region.weight;
    }
    &REGIONS[MAIN_DEPOT]
}

/// `Street 12, City, Postcode`
fn address(random: &mut Random, region: &Region, country: &Country) -> String {
    let street = random.pick_word(country.streets);
    let house = random.between(1, 148);
    let (city, lowest) = random.pick(region.cities);
    let postcode = lowest + random.below(60);
    let postcode = match country.postcode {
        Postcode::Four => format!("{postcode:04}"),
        Postcode::Five => format!("{postcode:05}"),
        Postcode::ThreeAndTwo => format!("{:03} {:02}", postcode / 100, postcode % 100),
        Postcode::FourAndLetters => {
            let letters = *random.pick(b"ABCDEGHJKLMNPRSTVWXZ");
            format!(
                "{postcode:04} {}{}",
                char::from(letters),
                char::from(*random.pick(b"ABCDEGHJKLMNPRSTVWXZ"))
            )
        }
    };
    format!("{street} {house}, {city}, {postcode}")
}

/// Two thirds were customers before the history begins; the largest all were.
fn joined(random: &mut Random, rank: u64) -> Day {
    if rank < 5 || random.chance(660) {
        Calendar::first()
    } else {
        Calendar::first() + random.index(HISTORY_DAYS - 20)
    }
}

/// One in eight has stopped ordering, in the second half of the history.
fn left(random: &mut Random, rank: u64) -> Day {
    if rank < 5 || !random.chance(125) {
        Calendar::as_of()
    } else {
        Calendar::as_of() - random.index(HISTORY_DAYS / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_are_unique_at_every_size() {
        for lines in [1, 50_000, 50_000_000] {
            let customers = Customers::invent(7, lines);
            let all = || {
                customers
                    .firms
                    .customers
                    .iter()
                    .chain(&customers.people.customers)
            };
            let names: BTreeSet<_> = all().map(|customer| &customer.name).collect();
            let codes: BTreeSet<_> = all().map(|customer| &customer.code).collect();
            assert_eq!(names.len(), all().count());
            assert_eq!(codes.len(), all().count());
            assert!(all().count() >= 200);
            assert!(all().all(|customer| customer.area.split(", ").count() == 2));
            assert!(all().all(|customer| {
                customer
                    .addresses
                    .iter()
                    .all(|address| address.split(", ").count() == 3)
            }));
        }
    }

    #[test]
    fn somebody_orders_on_every_day() {
        let mut customers = Customers::invent(7, 1);
        for day in [Calendar::first(), Calendar::as_of()] {
            customers.turn_to(day);
            assert!(
                customers
                    .firms
                    .running_totals
                    .last()
                    .is_some_and(|total| *total > 0)
            );
            assert!(
                customers
                    .people
                    .running_totals
                    .last()
                    .is_some_and(|total| *total > 0)
            );
        }
    }
}
