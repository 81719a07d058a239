//! How well and how fast demand is forecast: over generated demand of every class, and, where `AdventureWorks` lies in the
//! folder that `QUARTERMASTER_SHARED` names, over its monthly sales by product group.
//!
//! `cargo bench -p lambda_tools --bench forecast`

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints a table of small counts"
)]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use lambda_tools::forecast::{
    Forecast, ForecastInput, INTERMITTENT_FROM, Method, MethodChoice, Period, forecast,
};

const WEEKS: usize = 104;
const PRODUCTS: usize = 500;
/// First and last month of the sales by product group. The orders of stores end in April 2025; the two months after it
/// hold only what single customers bought, the last one not whole, so that both spans are shown.
const MONTHS: [[&str; 2]; 2] = [["2022-06", "2025-04"], ["2022-06", "2025-06"]];

fn main() -> Result<(), Box<dyn Error>> {
    generated();
    speed();
    match shared() {
        Some(folder) => {
            for span in MONTHS {
                product_groups(&folder, span)?;
            }
        }
        None => println!("left out: QUARTERMASTER_SHARED names no folder with data/adventureworks"),
    }
    Ok(())
}

fn shared() -> Option<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
    let folder = std::env::var_os("QUARTERMASTER_SHARED")
        .map_or_else(|| package.join("../../shared"), PathBuf::from)
        .join("data/adventureworks");
    folder.is_dir().then_some(folder)
}

/// The same numbers at every run (Knuth's linear congruential generator).
struct Numbers(u64);

impl Numbers {
    /// Between 0 and 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 40) as f64) / ((1_u64 << 24) as f64)
    }

    /// About normally distributed, mean 0 and deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// A kind of demand: its name, periods of a season and how it is made.
type Kind = (&'static str, Period, usize, fn(usize, &mut Numbers) -> f64);

const KINDS: [Kind; 6] = [
    ("level, weekly", Period::Week, WEEKS, |_, n| {
        (100.0 + 15.0 * n.normal()).max(0.0).round()
    }),
    ("trend, weekly", Period::Week, WEEKS, |at, n| {
        (50.0 + at as f64 + 10.0 * n.normal()).max(0.0).round()
    }),
    ("season, monthly", Period::Month, 48, |at, n| {
        let month = (at % 12) as f64 / 12.0 * std::f64::consts::TAU;
        (200.0 + 80.0 * month.sin() + 2.0 * at as f64 + 15.0 * n.normal())
            .max(0.0)
            .round()
    }),
    ("weekdays, daily", Period::Day, 180, |at, n| {
        let open = if at % 7 < 5 { 30.0 } else { 6.0 };
        (open + 4.0 * n.normal()).max(0.0).round()
    }),
    ("intermittent, weekly", Period::Week, WEEKS, |_, n| {
        if n.uniform() < 0.3 {
            (5.0 + n.normal()).max(1.0).round()
        } else {
            0.0
        }
    }),
    ("lumpy, weekly", Period::Week, WEEKS, |_, n| {
        if n.uniform() < 0.25 {
            (2.0 * n.normal())
                .exp()
                .mul_add(4.0, 1.0)
                .min(200.0)
                .round()
        } else {
            0.0
        }
    }),
];

fn made(kind: &Kind, seed: u64) -> Vec<f64> {
    let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
    (0..kind.2).map(|at| (kind.3)(at, &mut numbers)).collect()
}

fn asked(history: &[f64], period: Period, periods: u32) -> ForecastInput {
    ForecastInput {
        history: history.to_vec(),
        periods,
        method: MethodChoice::Auto,
        period: Some(period),
        first_period: None,
        season_length: None,
        level: None,
        stockouts: Vec::new(),
        smoothing: None,
    }
}

/// Errors of the method chosen and of the benchmark.
struct Row {
    mase: f64,
    benchmark: f64,
}

fn row(forecast: &Forecast) -> Option<Row> {
    let of = |method: Method| {
        forecast
            .backtest
            .candidates
            .iter()
            .find(|candidate| candidate.method == method)
            .and_then(|candidate| candidate.errors?.mase)
    };
    Some(Row {
        mase: of(forecast.method)?,
        benchmark: of(forecast.backtest.candidates.first()?.method)?,
    })
}

/// Error over periods that nobody saw when the method was chosen, ÷ that of the seasonal naive forecast: the mean absolute
/// one, where demand has gaps the root mean squared one.
fn unseen(history: &[f64], period: Period, periods: usize) -> Option<f64> {
    let known = history.len() - periods;
    let made = forecast(&asked(
        &history[..known],
        period,
        u32::try_from(periods).ok()?,
    ))
    .ok()?;
    let season = made.backtest.benchmark_season;
    let gaps = made
        .classified
        .average_demand_interval
        .is_some_and(|gap| gap >= INTERMITTENT_FROM);
    let measure = |error: f64| if gaps { error * error } else { error.abs() };
    let (mut ours, mut naive) = (0.0, 0.0);
    for (step, point) in made.points.iter().enumerate() {
        let before = history[known - season + step % season];
        ours += measure(point.demand - history[known + step]);
        naive += measure(before - history[known + step]);
    }
    (naive > 0.0).then(|| {
        if gaps {
            (ours / naive).sqrt()
        } else {
            ours / naive
        }
    })
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len().max(1) as f64
}

fn generated() {
    println!("\nGenerated demand, 20 series each; MASE of the backtest, seasonal naive beside it;");
    println!(
        "then the error over 4 periods nobody saw ÷ that of seasonal naive (squared where demand has gaps)"
    );
    println!(
        "| demand | MASE | seasonal naive | unseen ÷ naive | held by the 90 % interval | methods chosen |"
    );
    println!("|---|---|---|---|---|---|");
    for kind in &KINDS {
        let (mut mase, mut naive, mut later) = (Vec::new(), Vec::new(), Vec::new());
        let mut methods: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut held, mut compared) = (0_usize, 0_usize);
        for seed in 0..20 {
            let history = made(kind, seed);
            let Ok(whole) = forecast(&asked(&history, kind.1, 4)) else {
                continue;
            };
            *methods.entry(whole.method_label).or_default() += 1;
            if let Some(row) = row(&whole) {
                mase.push(row.mase);
                naive.push(row.benchmark);
            }
            later.extend(unseen(&history, kind.1, 4));
            if let Ok(earlier) = forecast(&asked(&history[..history.len() - 4], kind.1, 4)) {
                for (point, came) in earlier.points.iter().zip(&history[history.len() - 4..]) {
                    compared += 1;
                    held += usize::from((point.lower..=point.upper).contains(came));
                }
            }
        }
        println!(
            "| {} | {:.3} | {:.3} | {:.3} | {:.0} % | {} |",
            kind.0,
            mean(&mase),
            mean(&naive),
            mean(&later),
            100.0 * held as f64 / compared.max(1) as f64,
            methods
                .iter()
                .map(|(method, count)| format!("{method} {count}"))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
}

fn speed() {
    let histories: Vec<Vec<f64>> = (0..PRODUCTS)
        .map(|product| {
            let kinds = [&KINDS[0], &KINDS[1], &KINDS[4], &KINDS[5]];
            made(kinds[product % kinds.len()], product as u64)
        })
        .collect();
    let began = Instant::now();
    let done = histories
        .iter()
        .filter(|history| forecast(&asked(history, Period::Week, 8)).is_ok())
        .count();
    let one = began.elapsed().as_secs_f64();
    println!("\n{done} products × {WEEKS} weeks on one core: {one:.2} s (bound on two cores: 5 s)");
}

/// Units of each month by product group, from the first month with a sale on.
fn monthly_sales(
    folder: &Path,
    months_shown: [&str; 2],
) -> Result<BTreeMap<String, Vec<f64>>, Box<dyn Error>> {
    let read = |name: &str, columns: &[&str]| -> Result<Vec<Vec<String>>, Box<dyn Error>> {
        let mut reader = csv::Reader::from_path(folder.join(name))?;
        let headers = reader.headers()?.clone();
        let places: Vec<usize> = columns
            .iter()
            .filter_map(|column| headers.iter().position(|header| header == *column))
            .collect();
        reader
            .records()
            .map(|record| {
                let record = record?;
                Ok(places
                    .iter()
                    .map(|place| record[*place].to_owned())
                    .collect())
            })
            .collect()
    };
    let groups: HashMap<String, String> = read("product.csv", &["product_code", "product_group"])?
        .into_iter()
        .map(|mut row| (row.remove(0), row.remove(0)))
        .collect();
    let months: HashMap<(String, String), String> = read(
        "sales_order_header.csv",
        &[
            "sales_order_prefix",
            "sales_order_number",
            "order_date",
            "status",
        ],
    )?
    .into_iter()
    .filter(|row| row[3] != "Cancelled")
    .map(|row| ((row[0].clone(), row[1].clone()), row[2][..7].to_owned()))
    .collect();
    let span: Vec<String> = (2022..=2025)
        .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
        .filter(|month| (months_shown[0]..=months_shown[1]).contains(&month.as_str()))
        .collect();
    let mut sales: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in read(
        "sales_order_line.csv",
        &[
            "sales_order_prefix",
            "sales_order_number",
            "product_code",
            "order_quantity",
        ],
    )? {
        let Some(month) = months.get(&(row[0].clone(), row[1].clone())) else {
            continue;
        };
        let (Some(group), Ok(at)) = (groups.get(&row[2]), span.binary_search(month)) else {
            continue;
        };
        sales
            .entry(group.clone())
            .or_insert_with(|| vec![0.0; span.len()])[at] += row[3].parse::<f64>()?;
    }
    Ok(sales)
}

fn product_groups(folder: &Path, span: [&str; 2]) -> Result<(), Box<dyn Error>> {
    println!(
        "\nAdventureWorks, units a month by product group, {} to {}, 3 months ahead",
        span[0], span[1]
    );
    println!("| group | months | class | method | MASE | naive | against |");
    println!("|---|---|---|---|---|---|---|");
    let (mut mase, mut naive, mut later) = (Vec::new(), Vec::new(), Vec::new());
    let mut sold = Vec::new();
    for (group, history) in monthly_sales(folder, span)? {
        let made = match forecast(&asked(&history, Period::Month, 3)) {
            Ok(made) => made,
            Err(error) => {
                println!("| {group} | {} | | {error} | | | |", history.len());
                continue;
            }
        };
        let months = made.history.iter().filter(|p| !p.before_sale).count();
        let Some(row) = row(&made) else {
            println!(
                "| {group} | {months} | {} | {} | none: nothing was sold in the months compared | | |",
                made.classified.class.label(),
                made.method_label
            );
            continue;
        };
        println!(
            "| {group} | {months} | {} | {} | {:.3} | {:.3} | season of {} |",
            made.classified.class.label(),
            made.method_label,
            row.mase,
            row.benchmark,
            made.backtest.benchmark_season
        );
        if history.iter().rev().take(3).any(|units| *units > 0.0) {
            sold.push(row.mase);
        }
        mase.push(row.mase);
        naive.push(row.benchmark);
        later.extend(unseen(&history, Period::Month, 3));
    }
    println!(
        "mean MASE {:.3} ({:.3} over the {} groups still sold), seasonal naive {:.3}; over the last 3 months, unseen: {:.3} × the error of seasonal naive",
        mean(&mase),
        mean(&sold),
        sold.len(),
        mean(&naive),
        mean(&later)
    );
    Ok(())
}
