//! *Figures* of the pages as people feel them, measured in a real browser against a release build.
//!
//! `cargo run --release -p quartermaster-tests --bin figures -- [--server PATH] [--data DIR]` prints a table. The
//! reference is the page that this one replaces: Streamlit 1.67 with DuckDB, measured the same way on the same machine.

mod browser;
mod memory;
mod table;

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use quartermaster_tests::stage::Stage;

use table::Figure;

/// Order lines of the sample company that is measured over when no other data is given.
const LINES: u64 = 50_000;

/// Measures the pages in a real browser.
#[derive(Parser)]
struct Arguments {
    /// The program [default: release/quartermaster in cargo's target folder]
    #[arg(long, value_name = "PATH")]
    server: Option<PathBuf>,
    /// Folder of data to ask about [default: the sample company]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How often each time is measured; the median is shown
    #[arg(long, default_value_t = 11)]
    rounds: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let program = match arguments.server {
        Some(program) => program,
        None => released()?,
    };
    let home = Home::of(&program)?;
    let folder = if let Some(folder) = arguments.data {
        folder.canonicalize()?
    } else {
        let sample = home.path().join("sample");
        data::write_sample(&sample, LINES, 7)?;
        sample
    };
    let stage = Stage::over(home, Some(&folder))
        .await?
        .context("a browser")?;
    let figures = [
        Figure::new(
            "open the page → usable input",
            "s",
            browser::usable_input(&stage, arguments.rounds).await?,
        )
        .against(1.47),
        Figure::new(
            "Enter → table, question not asked before",
            "s",
            browser::table(&stage, arguments.rounds).await?,
        )
        .against(0.105),
        Figure::new(
            "first visit, transferred",
            "MB",
            browser::first_visit(&stage).await?,
        )
        .against(4.56),
        Figure::new(
            "memory of the server with five sessions",
            "MB",
            memory::five_sessions(&stage).await?,
        )
        .against(231.0),
        Figure::new(
            "first contentful paint, processor 4 × slower",
            "s",
            browser::first_paint(&stage, arguments.rounds).await?,
        ),
        Figure::new(
            "layout shift, worst of the pages",
            "",
            browser::layout_shift(&stage).await?,
        ),
    ];
    table::print(&program, &figures);
    stage.close().await
}

/// The release build in the folder in which this program stands, too.
fn released() -> anyhow::Result<PathBuf> {
    let running = std::env::current_exe()?;
    let target = running.ancestors().nth(2).context("a target folder")?;
    let program = target.join("release").join("quartermaster");
    anyhow::ensure!(
        program.is_file(),
        "{} is not there; `cargo build --release` makes it, --server names another",
        program.display()
    );
    Ok(program)
}
