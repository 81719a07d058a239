//! A *command* is what the program is started to do; each has a module of its own.

mod ask;
mod calculate;
mod check;
mod evaluate;
mod import;
mod model;
mod sample;
mod serve;
mod sql;
mod tokens;
mod users;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::config::Overrides;
use crate::output;

/// Account under which the ledger keeps what is asked on the command line.
const COMMAND_LINE_USER: &str = "command line";

/// Asks a company's supply-chain data in plain language.
#[derive(Debug, Parser)]
#[command(name = "quartermaster", version)]
pub struct Arguments {
    /// Configuration file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages (what happens without a command).
    Serve(serve::Serve),
    /// Ask a question.
    Ask(ask::Ask),
    /// Run SQL through the guard.
    Sql(sql::Sql),
    /// Ask a bank of questions and say how many were answered right.
    Eval(evaluate::Evaluate),
    /// Write the data of an invented company.
    Sample(sample::Sample),
    /// Take over a folder of CSV or Parquet files.
    Import(import::Import),
    /// Derive a semantic model from tables.
    Model(model::Model),
    /// Make a calculation.
    Tool(calculate::Calculate),
    /// Manage accounts and their tokens.
    Users(users::Users),
    /// Say what is configured and what is wrong.
    Check(check::Check),
}

/// Data and day of a question.
#[derive(Debug, Args)]
struct DataArguments {
    /// Folder of CSV or Parquet files named after the tables.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Day that counts as today.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl DataArguments {
    fn overrides(&self, config: Option<PathBuf>) -> Overrides {
        Overrides {
            file: config,
            data: self.data.clone(),
            today: self.today.map(|day| day.to_string()),
        }
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// It did what it was asked.
    Done,
    /// It could not, or was not allowed to; it has said why.
    Failed,
    /// It was asked in a way that it does not understand; it has said why.
    Misused,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let Arguments { config, command } = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output::notice(&format!(
                "quartermaster: the program cannot start its threads: {error}"
            ));
            return ExitCode::from(1);
        }
    };
    let ended = runtime.block_on(async {
        match command.unwrap_or(Command::Serve(serve::Serve::default())) {
            Command::Serve(command) => command.run(config).await,
            Command::Ask(command) => command.run(config).await,
            Command::Sql(command) => command.run(config).await,
            Command::Eval(command) => command.run(config).await,
            Command::Sample(command) => command.run(),
            Command::Import(command) => command.run(config),
            Command::Model(command) => command.run(config).await,
            Command::Tool(command) => command.run(config).await,
            Command::Users(command) => command.run(config).await,
            Command::Check(command) => command.run(config).await,
        }
    });
    // Queries that were stopped may still be letting go; nobody waits for them.
    runtime.shutdown_background();
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Failed) => ExitCode::from(1),
        Ok(Ended::Misused) => ExitCode::from(2),
        Err(error) => {
            output::notice(&format!("quartermaster: {error:#}"));
            ExitCode::from(1)
        }
    }
}
