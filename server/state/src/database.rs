//! A *database* is opened by URL, brought to the newest schema, and shared through a pool of connections.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, Executor};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// Connections to a SQLite file: readers do not block each other nor the one writer.
const SQLITE_CONNECTIONS: u32 = 4;
/// Connections to a `PostgreSQL` server.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a question waits for a connection, and SQLite for another process's write.
const PATIENCE: Duration = Duration::from_secs(10);

/// The application's own database.
#[derive(Debug, Clone)]
pub struct State {
    pub(crate) pool: AnyPool,
}

/// Why the database cannot be opened. No message holds a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite:` nor `postgres:`.
    #[error(
        "the state database's URL begins with {0:?}; it has to be sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME"
    )]
    Scheme(String),
    /// The folder or file cannot be made.
    #[error("{} cannot be made: {source}", path.display())]
    File {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// No connection.
    #[error("the state database cannot be reached: {0}")]
    Connect(sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the state database cannot be migrated: {0}")]
    Migrate(sqlx::migrate::MigrateError),
}

impl State {
    /// Opens a database by URL: `sqlite://FILE`, `sqlite::memory:` or `postgres://USER:PASSWORD@HOST/NAME`. A SQLite file
    /// and its folder are made when they are not there.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        match url.split_once(':') {
            Some(("sqlite", ":memory:" | "//:memory:")) => Self::memory().await,
            Some(("sqlite", file)) => {
                let file = file.strip_prefix("//").unwrap_or(file);
                let file = file.split_once('?').map_or(file, |(path, _)| path);
                Self::file(Path::new(file)).await
            }
            Some(("postgres" | "postgresql", _)) => Self::postgres(url).await,
            _ => Err(OpenError::Scheme(
                url.split(':').next().unwrap_or_default().to_owned(),
            )),
        }
    }

    /// Opens a SQLite file, made with rights for its owner alone when it is not there.
    pub async fn file(path: &Path) -> Result<Self, OpenError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| OpenError::File { path, source }
        };
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        create_private(path).map_err(failed(path))?;
        let url = format!("sqlite://{}", escaped(&path.to_string_lossy()));
        let pool = connect(&url, SQLITE_CONNECTIONS, true).await?;
        SQLITE.run(&pool).await.map_err(OpenError::Migrate)?;
        Ok(Self { pool })
    }

    /// Opens a database that lives as long as the process: for single questions on the command line.
    pub async fn memory() -> Result<Self, OpenError> {
        // Each connection to memory is a database of its own; so there is one, and it never rests.
        let pool = connect("sqlite::memory:", 1, true).await?;
        SQLITE.run(&pool).await.map_err(OpenError::Migrate)?;
        Ok(Self { pool })
    }

    async fn postgres(url: &str) -> Result<Self, OpenError> {
        let pool = connect(url, POSTGRES_CONNECTIONS, false).await?;
        POSTGRES.run(&pool).await.map_err(OpenError::Migrate)?;
        Ok(Self { pool })
    }

    /// Whether the database answers.
    pub async fn is_reachable(&self) -> bool {
        self.pool.execute("SELECT 1").await.is_ok()
    }

    /// Closes all connections; a SQLite file is left without its write-ahead log.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn connect(url: &str, connections: u32, sqlite: bool) -> Result<AnyPool, OpenError> {
    static DRIVERS: Once = Once::new();
    DRIVERS.call_once(install_default_drivers);
    let options = AnyConnectOptions::from_str(url).map_err(OpenError::Connect)?;
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if sqlite {
                    // FULL: a commit is on disk, not only in the log's cache, before it is acknowledged.
                    connection
                        .execute(
                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; \
                             PRAGMA foreign_keys = ON;",
                        )
                        .await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(OpenError::Connect)
}

/// Makes the file, readable and writable by its owner alone, when it is not there.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}

/// A path as part of a URL.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
        .replace(' ', "%20")
}
