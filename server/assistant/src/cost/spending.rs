//! *Spending* is what one question has cost so far, and the word that has to be had before it costs more.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use language_model::{Provider, Role, Usage};
use warehouse::Billing;

use super::capacity::Capacity;
use super::consulted::Consulted;
use super::limit::{Objection, SpendingLimits, Spent, dollars};
use super::price::{PriceList, PricedUnit};
use crate::answer::Cost;
use crate::store::{Ledger, StoreError};

/// Measured queries that the next one is estimated from.
const MEASURED: usize = 20;
/// Athena charges for whole megabytes, and for ten at least.
const MEGABYTE: u64 = 1 << 20;
const LEAST_MEGABYTES: u64 = 10;
/// Bytes of what Athena's price is for.
const TERABYTE: f64 = 1_099_511_627_776.0;
const MILLION: f64 = 1e6;

/// What is charged, how it is estimated, and how much may be spent.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendingSettings {
    /// What services charge.
    pub prices: PriceList,
    /// Base capacity of the Redshift Serverless workgroup, in RPUs.
    pub redshift_rpus: f64,
    /// How long a query is expected to take before any was measured.
    pub assumed_time: Duration,
    /// How many bytes a query is expected to scan before any was measured.
    pub assumed_scan: u64,
    /// How much may be spent.
    pub limits: SpendingLimits,
}

impl Default for SpendingSettings {
    fn default() -> Self {
        Self {
            prices: PriceList::default(),
            redshift_rpus: 8.0,
            assumed_time: Duration::from_secs(5),
            assumed_scan: 100 * MEGABYTE,
            limits: SpendingLimits::default(),
        }
    }
}

/// What a query is expected to cost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Estimate {
    /// US dollars.
    pub usd: f64,
    /// What it rests on, for people; empty when it costs nothing.
    pub basis: String,
}

/// Measures what queries take, for all questions.
#[derive(Debug)]
pub(crate) struct Meter {
    settings: SpendingSettings,
    measured: Mutex<Measured>,
    /// Requests to Glue that no question has been charged for yet.
    catalogued: AtomicU64,
}

#[derive(Debug, Default)]
struct Measured {
    capacity: Capacity,
    consulted: Consulted,
    times: VecDeque<Duration>,
    scans: VecDeque<u64>,
}

/// What one question has cost so far. Whatever is dropped half way has been spent all the same.
#[derive(Debug, Clone)]
pub struct Spending {
    meter: Arc<Meter>,
    day: Date,
    user: String,
    confirmed: bool,
    cost: Arc<Mutex<Cost>>,
}

impl Meter {
    pub(crate) fn new(settings: SpendingSettings) -> Self {
        Self {
            settings,
            measured: Mutex::default(),
            catalogued: AtomicU64::new(0),
        }
    }

    /// Glue was asked so many times, for nobody's question.
    pub(crate) fn catalogued(&self, requests: u64) {
        self.catalogued.fetch_add(requests, Ordering::Relaxed);
    }

    /// What the next query of an engine that bills like this is expected to cost.
    fn estimate(&self, billing: Billing, day: Date, now: Instant) -> Estimate {
        let SpendingSettings {
            prices,
            redshift_rpus,
            assumed_time,
            assumed_scan,
            ..
        } = &self.settings;
        let measured = lock(&self.measured);
        match billing {
            Billing::Free => Estimate {
                usd: 0.0,
                basis: String::new(),
            },
            Billing::Time => {
                let known = measured.times.len();
                let mean = mean(measured.times.iter().map(Duration::as_secs_f64));
                let time = mean.map_or(*assumed_time, Duration::from_secs_f64);
                let charged = measured.capacity.expected(time, now).time;
                let usd = capacity_usd(prices, day, *redshift_rpus, charged);
                Estimate {
                    usd,
                    basis: format!(
                        "{:.1} s of {redshift_rpus} RPUs for a query of {:.1} s, {}",
                        charged.as_secs_f64(),
                        time.as_secs_f64(),
                        learned(known)
                    ),
                }
            }
            Billing::Scan => {
                let known = measured.scans.len();
                let mean = mean(measured.scans.iter().map(|bytes| count(*bytes)));
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a mean of counts is a count"
                )]
                let bytes = mean.map_or(*assumed_scan, |mean| mean.round() as u64);
                Estimate {
                    usd: scan_usd(prices, day, bytes),
                    basis: format!("{} MB scanned, {}", megabytes(bytes), learned(known)),
                }
            }
        }
    }
}

impl Spending {
    /// Nothing is spent yet.
    pub(crate) fn begin(meter: &Arc<Meter>, user: &str, at: Timestamp, confirmed: bool) -> Self {
        Self {
            meter: Arc::clone(meter),
            day: at.to_zoned(TimeZone::UTC).date(),
            user: user.to_owned(),
            confirmed,
            cost: Arc::default(),
        }
    }

    /// Nobody asked, so nobody can be charged.
    pub(crate) fn is_nobodys(&self) -> bool {
        self.user.is_empty()
    }

    /// What has been spent.
    pub(crate) fn cost(&self) -> Cost {
        *lock(&self.cost)
    }

    /// What a query of an engine that bills like this is expected to cost.
    pub(crate) fn estimate(&self, billing: Billing) -> Estimate {
        self.meter.estimate(billing, self.day, Instant::now())
    }

    /// Why `estimate` US dollars more need a word of the person; none when they may be spent.
    pub(crate) async fn objection(
        &self,
        ledger: &dyn Ledger,
        estimate: f64,
    ) -> Result<Option<Objection>, StoreError> {
        let limits = &self.meter.settings.limits;
        if estimate <= 0.0 || limits.is_empty() {
            return Ok(None);
        }
        let tomorrow = self.day.tomorrow().unwrap_or(self.day);
        let spent =
            |rows: Vec<crate::store::CostRow>| rows.iter().map(|row| row.cost.total_usd).sum();
        let user_day = match limits.user_day {
            Some(_) => spent(ledger.costs(self.day, tomorrow, Some(&self.user)).await?),
            None => 0.0,
        };
        let month = match limits.month {
            Some(_) => spent(
                ledger
                    .costs(self.day.first_of_month(), tomorrow, None)
                    .await?,
            ),
            None => 0.0,
        };
        let spent = Spent {
            question: self.cost().total_usd,
            user_day,
            month,
        };
        Ok(limits.objection(estimate, spent, self.confirmed))
    }

    /// A query has run.
    pub(crate) fn queried(&self, usage: warehouse::Usage) {
        let settings = &self.meter.settings;
        match usage {
            warehouse::Usage::Free => {}
            warehouse::Usage::Time(took) => {
                let charged = {
                    let mut measured = lock(&self.meter.measured);
                    remember(&mut measured.times, took);
                    measured.capacity.charge(took, Instant::now())
                };
                let usd =
                    |time| capacity_usd(&settings.prices, self.day, settings.redshift_rpus, time);
                self.add(|cost| {
                    cost.redshift_usd += usd(charged.time);
                    cost.allocated_usd += usd(charged.allocated);
                });
            }
            warehouse::Usage::Scanned(bytes) => {
                remember(&mut lock(&self.meter.measured).scans, bytes);
                let usd = scan_usd(&settings.prices, self.day, bytes);
                self.add(|cost| cost.athena_usd += usd);
            }
        }
    }

    /// What a request of so many bytes to the model of a role is expected to cost.
    pub(crate) fn estimate_request(&self, role: &Role, bytes: u64) -> Estimate {
        lock(&self.meter.measured).consulted.estimate(role, bytes)
    }

    /// The model of a role has replied to a request of so many bytes.
    pub(crate) fn consulted(&self, provider: Provider, role: &Role, bytes: u64, usage: &Usage) {
        lock(&self.meter.measured)
            .consulted
            .took(role, bytes, usage);
        let usd = role.prices.cost(usage);
        self.add(|cost| {
            match provider {
                Provider::Bedrock => cost.bedrock_usd += usd,
                Provider::OpenAi => cost.language_model_usd += usd,
            }
            cost.input_tokens += usage.input_tokens;
            cost.output_tokens += usage.output_tokens;
            cost.cache_read_tokens += usage.cache_read_tokens;
            cost.cache_write_tokens += usage.cache_write_tokens;
        });
    }

    /// Lambda was asked so many times, and computed for so many gigabyte-seconds.
    pub(crate) fn calculated(&self, requests: u64, gigabyte_seconds: f64) {
        let price = |unit| self.meter.settings.prices.usd(self.day, unit);
        let usd = count(requests) / MILLION * price(PricedUnit::LambdaMillionRequests)
            + gigabyte_seconds * price(PricedUnit::LambdaGigabyteSecond);
        self.add(|cost| cost.lambda_usd += usd);
    }

    /// This question is the one that is charged for what Glue was asked since the last one that was.
    pub(crate) fn catalogued(&self) {
        let requests = self.meter.catalogued.swap(0, Ordering::Relaxed);
        if requests == 0 {
            return;
        }
        let price = self
            .meter
            .settings
            .prices
            .usd(self.day, PricedUnit::GlueMillionRequests);
        self.add(|cost| cost.glue_usd += count(requests) / MILLION * price);
    }

    fn add(&self, change: impl FnOnce(&mut Cost)) {
        let mut cost = lock(&self.cost);
        change(&mut cost);
        cost.total_usd = cost.by_service().map(|(_, usd)| usd).iter().sum();
    }
}

impl Estimate {
    /// In words, when it costs anything.
    pub(crate) fn said(&self) -> Option<String> {
        (self.usd > 0.0).then(|| format!("Expected to cost {}: {}.", dollars(self.usd), self.basis))
    }
}

fn capacity_usd(prices: &PriceList, day: Date, rpus: f64, time: Duration) -> f64 {
    rpus * time.as_secs_f64() / 3600.0 * prices.usd(day, PricedUnit::RedshiftRpuHour)
}

/// Bytes are rounded up to whole megabytes, of which ten are charged for at least.
fn scan_usd(prices: &PriceList, day: Date, bytes: u64) -> f64 {
    let charged = megabytes(bytes).saturating_mul(MEGABYTE);
    count(charged) / TERABYTE * prices.usd(day, PricedUnit::AthenaTerabyte)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(MEGABYTE).max(LEAST_MEGABYTES)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts that are charged for are far below 2^52"
)]
pub(super) fn count(count: u64) -> f64 {
    count as f64
}

pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let number = values.len() as u64;
    (number > 0).then(|| values.sum::<f64>() / count(number))
}

pub(super) fn learned(measured: usize) -> String {
    match measured {
        0 => "assumed because none was measured yet".to_owned(),
        1 => "as the last one took".to_owned(),
        several => format!("the mean of the last {several}"),
    }
}

pub(super) fn remember<T>(measured: &mut VecDeque<T>, value: T) {
    measured.truncate(MEASURED - 1);
    measured.push_front(value);
}

/// Sums are whole after every change, so a panic elsewhere leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use language_model::Prices;

    use super::super::price::Price;
    use super::*;

    const DAY: Date = date(2025, 6, 30);

    fn settings() -> SpendingSettings {
        let price = |unit, usd, from| Price {
            unit,
            usd,
            from,
            read_on: Some(from),
            source: String::new(),
        };
        let since = date(2025, 1, 1);
        let prices = vec![
            price(PricedUnit::RedshiftRpuHour, 0.36, since),
            price(PricedUnit::RedshiftRpuHour, 0.72, date(2025, 7, 1)),
            price(PricedUnit::AthenaTerabyte, 5.0, since),
            price(PricedUnit::LambdaMillionRequests, 0.2, since),
            price(PricedUnit::LambdaGigabyteSecond, 0.000_016_666_7, since),
            price(PricedUnit::GlueMillionRequests, 1.0, since),
        ];
        SpendingSettings {
            prices: PriceList::new(prices).unwrap(),
            ..SpendingSettings::default()
        }
    }

    fn spending(day: &str) -> Spending {
        let meter = Arc::new(Meter::new(settings()));
        Spending::begin(&meter, "anna", day.parse().unwrap(), false)
    }

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    #[test]
    fn each_service_is_charged_as_its_price_list_says() {
        let spending = spending("2025-06-30T23:59:59Z");
        // 20 s of 8 RPUs; 60 s are charged: 480 RPU-s = 0.1333 RPU-h × $0.36 = $0.048, of which 40 s are the rest of the minimum.
        spending.queried(warehouse::Usage::Time(Duration::from_secs(20)));
        // 10 MB at least, whole megabytes: 11 MB for 10 MB and a byte. 2^40 bytes are 1,048,576 MB for $5.
        spending.queried(warehouse::Usage::Scanned(10 * MEGABYTE + 1));
        let role = Role {
            model: "m".to_owned(),
            temperature: None,
            max_tokens: 100,
            prices: Prices {
                input: 3.0,
                output: 15.0,
                cache_read: 0.3,
                cache_write: 3.75,
                read_on: None,
            },
        };
        // 1,200 × 3 + 340 × 15 + 5,000 × 0.3 + 800 × 3.75 = 13,200 millionths.
        let tokens = Usage {
            input_tokens: 1_200,
            output_tokens: 340,
            cache_read_tokens: 5_000,
            cache_write_tokens: 800,
        };
        spending.consulted(Provider::Bedrock, &role, 20_000, &tokens);
        // 2,000 × 3 + 74 × 15 = 7,110 millionths, which Bedrock has nothing to do with.
        let tokens = Usage {
            input_tokens: 2_000,
            output_tokens: 74,
            ..Usage::default()
        };
        spending.consulted(Provider::OpenAi, &role, 20_000, &tokens);
        // 2 requests at $0.20 a million, 0.5 GB-s.
        spending.calculated(2, 0.5);
        spending.meter.catalogued(3);
        spending.catalogued();
        // They are charged once.
        spending.catalogued();
        let cost = spending.cost();
        assert!(close(cost.redshift_usd, 0.048));
        assert!(close(cost.allocated_usd, 0.032));
        assert!(close(cost.athena_usd, 11.0 * 5.0 / 1_048_576.0));
        assert!(close(cost.bedrock_usd, 0.0132));
        assert!(close(cost.language_model_usd, 0.007_11));
        assert_eq!(
            (
                cost.input_tokens,
                cost.output_tokens,
                cost.cache_read_tokens,
                cost.cache_write_tokens
            ),
            (3_200, 414, 5_000, 800)
        );
        assert!(close(cost.lambda_usd, 0.000_000_4 + 0.000_008_333_35));
        assert!(close(cost.glue_usd, 0.000_003));
        let sum = 0.048 + 55.0 / 1_048_576.0 + 0.0132 + 0.007_11 + 0.000_008_733_35 + 0.000_003;
        assert!(close(cost.total_usd, sum), "{}", cost.total_usd);
    }

    #[test]
    fn the_price_is_that_of_the_day_on_which_it_is_asked() {
        for (at, usd) in [
            ("2025-06-30T23:59:59Z", 0.048),
            ("2025-07-01T00:00:00Z", 0.096),
        ] {
            let spending = spending(at);
            spending.queried(warehouse::Usage::Time(Duration::from_secs(1)));
            assert!(close(spending.cost().redshift_usd, usd), "{at}");
        }
    }

    #[test]
    fn ten_megabytes_are_the_least_that_is_scanned() {
        let prices = settings().prices;
        let ten = 10.0 * 5.0 / 1_048_576.0;
        for bytes in [0, 1, 10 * MEGABYTE - 1, 10 * MEGABYTE] {
            assert!(close(scan_usd(&prices, DAY, bytes), ten), "{bytes}");
        }
        assert!(close(scan_usd(&prices, DAY, 10 * MEGABYTE + 1), 1.1 * ten));
        assert!(close(scan_usd(&prices, DAY, 1 << 40), 5.0));
    }

    #[test]
    fn estimates_begin_with_what_is_assumed_and_go_on_with_what_was_measured() {
        let meter = Meter::new(settings());
        let now = Instant::now();
        let free = meter.estimate(Billing::Free, DAY, now);
        assert!(close(free.usd, 0.0) && free.said().is_none());
        // 100 MB assumed.
        let assumed = meter.estimate(Billing::Scan, DAY, now);
        assert!(close(assumed.usd, 500.0 / 1_048_576.0));
        assert!(
            assumed
                .basis
                .ends_with("assumed because none was measured yet")
        );
        for megabytes in [20, 40] {
            remember(&mut lock(&meter.measured).scans, megabytes * MEGABYTE);
        }
        let measured = meter.estimate(Billing::Scan, DAY, now);
        assert!(close(measured.usd, 150.0 / 1_048_576.0)); // 30 MB
        assert_eq!(measured.basis, "30 MB scanned, the mean of the last 2");
        // 5 s are assumed; a service that sleeps charges a minute for them.
        let asleep = meter.estimate(Billing::Time, DAY, now);
        assert!(close(asleep.usd, 0.048));
        assert_eq!(
            asleep.said().unwrap(),
            "Expected to cost $0.0480: 60.0 s of 8 RPUs for a query of 5.0 s, assumed because none was measured yet."
        );
        for n in 0..=MEASURED as u64 {
            remember(
                &mut lock(&meter.measured).times,
                Duration::from_secs(80 + 2 * n),
            );
        }
        // The first of the 21 is forgotten: 82 to 120 s, on average 101 s of 8 RPUs.
        let awake = meter.estimate(Billing::Time, DAY, now);
        assert!(close(awake.usd, 101.0 * 8.0 / 3600.0 * 0.36), "{awake:?}");
    }
}
