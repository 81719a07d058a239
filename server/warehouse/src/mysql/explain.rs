//! *Explaining* puts what MySQL and MariaDB say into the words of the product.

use std::time::Duration;

use sqlx::mysql::MySqlDatabaseError;

use crate::engine::WarehouseError;
use crate::retry::Failed;

/// An error in words, and whether the same may go well the next time.
pub(super) fn explain(error: sqlx::Error, limit: Duration) -> Failed {
    let passing = |text: String| Failed {
        error: WarehouseError::Unreachable(text),
        transient: true,
    };
    match error {
        sqlx::Error::Database(error) => {
            let number = error
                .try_downcast_ref::<MySqlDatabaseError>()
                .map_or(0, MySqlDatabaseError::number);
            spoken(number, error.message(), limit)
        }
        sqlx::Error::Io(error) => passing(error.to_string()),
        sqlx::Error::Protocol(text) => passing(text),
        sqlx::Error::Tls(error) => WarehouseError::Unreachable(format!(
            "the encrypted connection failed: {error}; see ssl-mode and ssl-ca in the URL"
        ))
        .into(),
        other => {
            tracing::error!(error = %other, "the database driver failed");
            WarehouseError::Engine(other.to_string()).into()
        }
    }
}

/// What an error number with its message means.
fn spoken(number: u16, message: &str, limit: Duration) -> Failed {
    let text = message.to_owned();
    match number {
        // max_statement_time of MariaDB, max_execution_time of MySQL.
        1969 | 3024 => WarehouseError::TimedOut { limit }.into(),
        1317 => WarehouseError::Execution("it was cancelled in the database".into()).into(),
        1146 => {
            let quoted = message.split('\'').nth(1).unwrap_or_default();
            let table = quoted.rsplit('.').next().unwrap_or_default().to_owned();
            WarehouseError::NoTable { table }.into()
        }
        1142 | 1143 => WarehouseError::Denied {
            reason: text,
            mend: "GRANT SELECT ON the table TO the account of data.warehouse;".to_owned(),
        }
        .into(),
        // Too many connections, shutting down, killed.
        1040 | 1053 | 1203 | 1226 | 1927 | 1077..=1080 => Failed {
            error: WarehouseError::Unreachable(text),
            transient: true,
        },
        // A lock that was waited for too long, a deadlock.
        1205 | 1213 => Failed {
            error: WarehouseError::Execution(text),
            transient: true,
        },
        1044 | 1045 | 1049 | 1130 | 1698 => WarehouseError::Unreachable(text).into(),
        1264 | 1292 | 1365 | 1366 | 1690 | 1411 | 1242 => WarehouseError::Execution(text).into(),
        1005..=1999 | 3000..=4999 => WarehouseError::Invalid(text).into(),
        _ => {
            tracing::error!(number, message, "the database failed");
            WarehouseError::Engine(text).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_words() {
        let limit = Duration::from_secs(2);
        let said = |number: u16, message: &str| {
            let failed = spoken(number, message, limit);
            (failed.error, failed.transient)
        };
        assert_eq!(
            said(1969, "Query execution was interrupted"),
            (WarehouseError::TimedOut { limit }, false)
        );
        assert_eq!(
            said(1146, "Table 'company.product' doesn't exist"),
            (
                WarehouseError::NoTable {
                    table: "product".into()
                },
                false
            )
        );
        let (error, transient) = said(1040, "Too many connections");
        assert!(matches!(error, WarehouseError::Unreachable(_)) && transient);
        let (error, transient) = said(1054, "Unknown column 'x'");
        assert!(matches!(error, WarehouseError::Invalid(_)) && !transient);
    }
}
