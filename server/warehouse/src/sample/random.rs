//! A *random stream* is an endless row of numbers that a seed and a subject determine, the same on every machine.
//!
//! The generator is `SplitMix64` (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014). It is
//! spelled out here, in whole numbers only, because the bytes of the sample must not change with a dependency.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

impl Random {
    /// The stream of one subject, such as `"products"`. Subjects have streams of their own, so that a change in how
    /// products are drawn leaves the customers as they were.
    pub(super) fn new(seed: u64, subject: &str) -> Self {
        // FNV-1a spreads the subject over all 64 bits.
        let label = subject
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let mut mixed = Self { state: seed };
        Self {
            state: mixed.next() ^ label,
        }
    }

    /// The next number, all 64 bits of it.
    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 where the bound is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A place in a list of `length` things.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the place is below a length that is a usize"
    )]
    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// One of the things in a list, which must not be empty.
    pub(super) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.index(things.len())]
    }

    /// One of the words in a list that commas separate.
    pub(super) fn pick_word(&mut self, words: &'static str) -> &'static str {
        let words: Vec<&str> = words.split(", ").collect();
        words[self.index(words.len())]
    }

    /// True in `per_mille` of 1,000 cases.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// Brings a list into a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.index(last + 1);
            things.swap(last, other);
        }
    }

    /// A place in a list of running totals: each place as likely as its own share. `None` where the total is 0.
    pub(super) fn weighted(&mut self, running_totals: &[u64]) -> Option<usize> {
        let total = *running_totals.last()?;
        if total == 0 {
            return None;
        }
        let drawn = self.below(total);
        Some(running_totals.partition_point(|&running| running <= drawn))
    }
}

/// One case in each block of cases, at a random place of the block: rare cases that are sure to turn up.
#[derive(Debug)]
pub(super) struct OneInEach {
    size: u64,
    seen: u64,
    chosen: u64,
}

impl OneInEach {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            seen: 0,
            chosen: 0,
        }
    }

    /// Whether this case is the chosen one of its block.
    pub(super) fn hit(&mut self, random: &mut Random) -> bool {
        let place = self.seen % self.size;
        if place == 0 {
            self.chosen = random.below(self.size);
        }
        self.seen += 1;
        place == self.chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published outputs of `SplitMix64` for the seed 1234567.
    #[test]
    fn follows_the_published_sequence() {
        let mut random = Random { state: 1_234_567 };
        let drawn: Vec<u64> = (0..5).map(|_| random.next()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn stays_within_bounds_and_reaches_them() {
        let mut random = Random::new(3, "test");
        let drawn: Vec<u64> = (0..1_000).map(|_| random.between(2, 5)).collect();
        assert_eq!(drawn.iter().min(), Some(&2));
        assert_eq!(drawn.iter().max(), Some(&5));
        assert_eq!(random.below(0), 0);
        assert_eq!(random.weighted(&[]), None);
        assert_eq!(random.weighted(&[0, 0]), None);
        assert!((0..200).all(|_| {
            random
                .weighted(&[0, 3, 3, 8])
                .is_some_and(|place| place == 1 || place == 3)
        }));
    }

    #[test]
    fn subjects_and_seeds_have_streams_of_their_own() {
        assert_ne!(
            Random::new(1, "products").next(),
            Random::new(1, "customers").next()
        );
        assert_ne!(
            Random::new(1, "products").next(),
            Random::new(2, "products").next()
        );
    }

    #[test]
    fn hits_once_in_each_block() {
        let mut random = Random::new(1, "test");
        let mut rare = OneInEach::new(10);
        for _ in 0..5 {
            assert_eq!((0..10).filter(|_| rare.hit(&mut random)).count(), 1);
        }
    }
}
