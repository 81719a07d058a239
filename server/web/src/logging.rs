//! *Logging* writes what the program does as JSON, one object a line: the app log, and the cost log beside it.

use std::io;
use std::path::Path;

use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Configuration;
use crate::output;

/// Target of the events that belong in the cost log.
const COST: &str = "cost";

/// Keeps the log's writers alive; dropping it writes what is left.
#[derive(Debug)]
pub struct Logging {
    _writers: Vec<WorkerGuard>,
}

/// Starts the logs. A folder that cannot be written is said on standard error, and the program goes on without.
pub(crate) fn start(configuration: &Configuration, serving: bool) -> Logging {
    let folder = &configuration.logging.directory;
    let mut writers = Vec::new();
    let mut open = |name: &str, keep: usize| match appender(folder, name, keep) {
        Ok((writer, guard)) => {
            writers.push(guard);
            Some(writer)
        }
        Err(reason) => {
            output::notice(&format!(
                "quartermaster: {name}.log cannot be written in {}: {reason}",
                folder.display()
            ));
            None
        }
    };
    // The configuration has checked the level already.
    let level = || {
        configuration
            .logging
            .level
            .parse::<Targets>()
            .unwrap_or_default()
            .with_target(COST, LevelFilter::OFF)
    };
    let app =
        open("app", configuration.logging.keep).map(|writer| json(writer).with_filter(level()));
    let cost = configuration
        .costs
        .log
        .then(|| open("cost", configuration.costs.keep))
        .flatten()
        .map(|writer| {
            json(writer).with_filter(Targets::new().with_target(COST, LevelFilter::INFO))
        });
    let stderr =
        (serving && configuration.logging.to_stderr).then(|| json(io::stderr).with_filter(level()));
    // Tests start several programs in one process; the first one's log serves them all.
    let _ = tracing_subscriber::registry()
        .with(app)
        .with(cost)
        .with(stderr)
        .try_init();
    Logging { _writers: writers }
}

fn appender(folder: &Path, name: &str, keep: usize) -> Result<(NonBlocking, WorkerGuard), String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(name)
        .filename_suffix("log")
        .max_log_files(keep)
        .build(folder)
        .map_err(|error| error.to_string())?;
    Ok(tracing_appender::non_blocking(file))
}

fn json<S, W>(writer: W) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_ansi(false)
        .with_writer(writer)
}
