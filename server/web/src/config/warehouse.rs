//! A *warehouse* is configured as a folder of files, or as the URL of a database with what the program may use of it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use warehouse::database::{self, Excess};
use warehouse::{athena, redshift};

use super::aws;
use super::reader::Reader;

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum WarehouseConfig {
    /// A folder of CSV or Parquet files.
    Folder(PathBuf),
    /// PostgreSQL, MySQL or MariaDB.
    Database(DatabaseConfig),
    /// Amazon Redshift.
    Redshift(redshift::Settings),
    /// Amazon Athena.
    Athena(athena::Settings),
}

/// A database and what the program may use of it.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `postgres://…` or `mysql://…`; it may hold a password.
    pub url: SecretString,
    /// Namespace of the tables; the database's own default without one.
    pub schema: Option<String>,
    /// Connections at most.
    pub connections: u32,
    /// How long a question waits for a free one.
    pub wait: Duration,
    /// How often it is looked whether the data has changed.
    pub freshness: Duration,
    /// What to do when the account may do more than read.
    pub excess: Excess,
}

impl WarehouseConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let schema = reader.optional("data.schema").map(str::to_owned);
        let connections = reader.integer("data.connections", 1..=1_000);
        let wait = Duration::from_secs(reader.integer("data.wait_seconds", 1..=600));
        let freshness = Duration::from_secs(reader.integer("data.freshness_seconds", 1..=86_400));
        let excess = match reader.text("data.write_rights") {
            "warn" => Excess::Warn,
            "refuse" => Excess::Refuse,
            other => {
                let message = format!("`{other}` is neither warn nor refuse");
                reader.fault("data.write_rights", message);
                Excess::Refuse
            }
        };
        let place = reader.optional("data.warehouse")?;
        match place {
            "redshift" => return Some(Self::Redshift(aws::redshift(reader))),
            "athena" => return Some(Self::Athena(aws::athena(reader))),
            _ => {}
        }
        if !place.contains("://") {
            let folder = PathBuf::from(place);
            if !folder.is_dir() {
                let message = format!(
                    "{} is not a folder; name one that holds CSV or Parquet files, a database by its URL, redshift or athena",
                    folder.display()
                );
                reader.fault("data.warehouse", message);
            }
            return Some(Self::Folder(folder));
        }
        if !database::is_url(place) {
            let message =
                "must be a folder, redshift or athena, or begin with postgres:// or mysql://";
            reader.fault("data.warehouse", message);
        } else if has_password(place) && !reader.is_from_environment("data.warehouse") {
            let message = "holds a password; keep it in an environment variable and write ${NAME} in its place";
            reader.fault("data.warehouse", message);
        }
        Some(Self::Database(DatabaseConfig {
            url: SecretString::from(place.to_owned()),
            schema,
            connections,
            wait,
            freshness,
            excess,
        }))
    }
}

/// Whether a URL holds a password, before the host or among its parameters.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let account = authority.rsplit_once('@').map(|(account, _)| account);
    account.is_some_and(|account| account.contains(':')) || rest.contains("password=")
}

#[cfg(test)]
mod tests {
    use super::has_password;

    #[test]
    fn passwords_are_seen() {
        assert!(has_password("postgres://reader:secret@db/company"));
        assert!(has_password("postgres://db/company?password=secret"));
        assert!(!has_password("postgres://reader@db:5432/company"));
        assert!(!has_password("mysql://reader@db/company?ssl-mode=REQUIRED"));
    }
}
