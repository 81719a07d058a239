//! `sample` writes the data of an invented company.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use warehouse::sample::{self, SampleOptions};

use super::Ended;
use crate::output;

/// Write the data of an invented company.
#[derive(Debug, Args)]
pub(super) struct Sample {
    /// Folder to write to; it is made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Sales order lines.
    #[arg(long, default_value_t = 50_000)]
    lines: u64,
    /// Where the random numbers begin; the same seed gives the same bytes.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Last day of the company's history.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl Sample {
    pub(super) fn run(self) -> anyhow::Result<Ended> {
        let mut options = SampleOptions {
            lines: self.lines,
            seed: self.seed,
            ..SampleOptions::default()
        };
        if let Some(day) = self.today {
            options.as_of = day;
        }
        let report = sample::write(&options, &self.out)?;
        output::line(&format!(
            "{}: {} products, {} stock rows, {} sales orders with {} lines, {} purchase orders with {} lines, from {} to {}",
            self.out.display(),
            report.products,
            report.stock_rows,
            report.sales_orders,
            report.sales_lines,
            report.purchase_orders,
            report.purchase_lines,
            report.first_day,
            options.as_of,
        ));
        Ok(Ended::Done)
    }
}
