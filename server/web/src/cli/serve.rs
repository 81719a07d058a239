//! `serve` serves the pages until it is asked to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use assistant::SystemClock;
use clap::Args;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::Ended;
use crate::accounts::UsersFile;
use crate::config::{self, Configuration, Overrides};
use crate::logging;
use crate::output;
use crate::routes::{self, WebState};
use crate::serving;
use crate::wiring::{Application, Source};

/// How often files are looked at for changes.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Why the demo accounts are not enough.
const NOT_FOR_OTHERS: &str = "other machines reach the pages by server.address or server.public_url, but there are only the demo accounts, whose passwords everybody knows; make accounts with `quartermaster users add`, or listen on 127.0.0.1 without a public_url";

/// Serve the pages.
#[derive(Debug, Default, Args)]
pub(super) struct Serve {
    /// Port, in place of the configured one.
    #[arg(long)]
    port: Option<u16>,
    /// Folder of CSV or Parquet files named after the tables.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let mut configuration = config::load(&Overrides {
            file: config,
            data: self.data,
            today: None,
        })?;
        if let Some(port) = self.port {
            configuration.server.port = port;
        }
        let users = UsersFile::read(&configuration.security.users_file)?;
        if users.is_example && !configuration.server.is_local_only() {
            anyhow::bail!("{NOT_FOR_OTHERS}");
        }
        // Held until the end, when it writes what is left.
        let _logging = logging::start(&configuration, true);
        // The port first: when it is taken, nothing else needs to be done.
        let listener = listen(&configuration).await?;
        let address = listener.local_addr()?;
        if matches!(Source::of(&configuration), Source::Sample(folder) if !folder.is_dir()) {
            output::notice(&format!(
                "Making the sample company ({} sales lines) …",
                configuration.data.sample_lines
            ));
        }
        let application = Arc::new(Application::open_to_serve(configuration).await?);
        let stores = application
            .stores
            .clone()
            .context("the state database is not open")?;
        let state = WebState::new(&application, stores, Arc::new(SystemClock));
        state.take_over(&users, Timestamp::now()).await?;
        // Whoever reads that it serves may ask it to stop.
        let asked_to_stop = asked_to_stop();
        announce(&application, &users, address);
        let (stop, stopped) = watch::channel(false);
        let watching = tokio::spawn(watch_files(
            Arc::clone(&application),
            state.clone(),
            stopped.clone(),
        ));
        let warming = application.configuration.cache.warm.then(|| {
            let assistant = Arc::clone(&application.assistant);
            tokio::spawn(async move {
                let answers = assistant.warm().await;
                tracing::info!(answers, "suggestions are ready");
            })
        });
        let settings = application.configuration.server.clone();
        let connections = state.connections.clone();
        let router = routes::router(state);
        let mut server = tokio::spawn(async move {
            serving::serve(listener, router, &settings, connections, stopped).await
        });
        tokio::select! {
            () = asked_to_stop => {}
            ended = &mut server => {
                ended.context("the server stopped unexpectedly")?;
                anyhow::bail!("the server stopped unexpectedly");
            }
        }
        tracing::info!("stopping");
        let _ = stop.send(true);
        if let Some(warming) = warming {
            warming.abort();
        }
        if !server.await.context("the server stopped unexpectedly")? {
            tracing::warn!("some requests did not finish in time");
        }
        watching.abort();
        Ok(Ended::Done)
    }
}

async fn listen(configuration: &Configuration) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::new(configuration.server.address, configuration.server.port);
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {} on {} is taken by another program; stop that one, or choose another port with --port or server.port",
            address.port(),
            address.ip()
        ),
        std::io::ErrorKind::PermissionDenied => anyhow::anyhow!(
            "port {} needs rights that this account does not have; choose one from 1024 with --port or server.port",
            address.port()
        ),
        std::io::ErrorKind::AddrNotAvailable => {
            anyhow::anyhow!("this machine has no address {}; correct server.address", address.ip())
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    })
}

fn announce(application: &Application, users: &UsersFile, address: SocketAddr) {
    let url = application
        .configuration
        .server
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    let data = &application.source;
    tracing::info!(%address, url, data = %data, as_of = %application.assistant.today(), "serving");
    output::notice(&format!("Quartermaster is at {url}, over {data}."));
    if !application.knows_data() {
        output::notice(
            "The data does not answer; what is kept can be read meanwhile, and it is tried again.",
        );
    }
    if users.is_example {
        output::notice(&format!(
            "There is no {}: the demo accounts of the login page hold, on this machine only.",
            users.path.display()
        ));
    }
}

/// Takes changed accounts and changed data over, and forgets sessions that are over.
async fn watch_files(
    application: Arc<Application>,
    state: WebState,
    mut stopped: watch::Receiver<bool>,
) {
    let users_file = application.configuration.security.users_file.clone();
    let modified = || {
        std::fs::metadata(&users_file)
            .and_then(|m| m.modified())
            .ok()
    };
    let mut seen = modified();
    let mut compared: Option<Instant> = None;
    loop {
        if let Some(catalogue) = &application.catalogue
            && compared.is_none_or(|at| at.elapsed() >= warehouse::glue::KEPT)
        {
            compared = Some(Instant::now());
            let catalogue = Arc::clone(catalogue);
            let assistant = Arc::clone(&application.assistant);
            tokio::spawn(async move {
                catalogue.say().await;
                assistant.catalogued(catalogue.take_requests());
            });
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopped.changed() => return,
        }
        let now = modified();
        if now != seen {
            seen = now;
            let taken = match UsersFile::read(&users_file) {
                Ok(file)
                    if file.is_example && !application.configuration.server.is_local_only() =>
                {
                    Err(NOT_FOR_OTHERS.to_owned())
                }
                Ok(file) => state
                    .take_over(&file, Timestamp::now())
                    .await
                    .map_err(|e| e.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match taken {
                Ok(done) => tracing::info!(
                    added = done.added,
                    changed = done.changed,
                    "accounts read again"
                ),
                Err(error) => tracing::error!(
                    error,
                    "the users file was not taken over; the accounts stay as they were"
                ),
            }
        }
        match application.reload().await {
            Ok(true) => tracing::info!("the data has changed and was read again"),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the data cannot be read; what was known of it stays");
            }
        }
        if let Err(error) = state.sessions.forget(Timestamp::now()).await {
            tracing::warn!(%error, "sessions that are over were not forgotten");
        }
    }
}

/// Listens, from this call on, for the interrupt key and the supervisor's signal; the future ends with the first of them.
fn asked_to_stop() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())
    };
    async move {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        match terminate {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupted => {}
                    _ = terminate.recv() => {}
                }
                return;
            }
            Err(error) => tracing::warn!(%error, "the supervisor's signal cannot be listened to"),
        }
        let _ = interrupted.await;
    }
}
