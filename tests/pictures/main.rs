//! *Pictures* of the pages: those of the README, or every page in every look.
//!
//! `cargo run -p quartermaster-tests --bin pictures` writes the README's pictures beside this file;
//! `… --bin pictures -- --all DIR` writes every page at 1280 and 360 pixels, light and dark, for looking at. The program
//! must be built (`cargo build`), or be named with `--server PATH`.

mod all;
mod readme;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use quartermaster_tests::data;
use quartermaster_tests::person::Person;
use quartermaster_tests::program::Home;
use quartermaster_tests::stage::Stage;

/// Takes pictures of the pages over the sample company.
#[derive(Parser)]
struct Arguments {
    /// Write every page at 1280 and 360 pixels, light and dark, into this folder
    #[arg(long, value_name = "DIR")]
    all: Option<PathBuf>,
    /// The program; the one that cargo built otherwise
    #[arg(long, value_name = "PATH")]
    server: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let home = match &arguments.server {
        Some(program) => Home::of(program)?,
        None => Home::new()?,
    };
    let sample = home.path().join("sample");
    data::write_sample(&sample, 50_000, 7)?;
    let stage = Stage::over(home, Some(&sample))
        .await?
        .context("a browser")?;
    if let Some(folder) = &arguments.all {
        all::take(&stage, folder).await?;
    } else {
        let folder = data::package().join("pictures");
        readme::take(&stage, &folder).await?;
    }
    stage.close().await
}

/// What is on the screen, as a file in the folder.
async fn keep(person: &Person, folder: &Path, name: &str) -> anyhow::Result<()> {
    write(folder, name, &person.picture().await?)
}

#[expect(clippy::print_stdout, reason = "says what it writes")]
fn write(folder: &Path, name: &str, picture: &[u8]) -> anyhow::Result<()> {
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, picture).with_context(|| file.display().to_string())?;
    println!("{}", file.display());
    Ok(())
}
