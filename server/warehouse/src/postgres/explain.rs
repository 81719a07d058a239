//! *Explaining* puts what PostgreSQL says into the words of the product.

use std::time::Duration;

use crate::engine::WarehouseError;
use crate::retry::Failed;

/// An error in words, and whether the same may go well the next time.
pub(super) fn explain(error: sqlx::Error, limit: Duration) -> Failed {
    let database = match error {
        sqlx::Error::Database(error) => error,
        sqlx::Error::Io(error) => {
            return Failed {
                error: WarehouseError::Unreachable(error.to_string()),
                transient: true,
            };
        }
        sqlx::Error::Protocol(text) => {
            return Failed {
                error: WarehouseError::Unreachable(text),
                transient: true,
            };
        }
        sqlx::Error::Tls(error) => {
            return WarehouseError::Unreachable(format!(
                "the encrypted connection failed: {error}; see sslmode and sslrootcert in the URL"
            ))
            .into();
        }
        other => {
            tracing::error!(error = %other, "the database driver failed");
            return WarehouseError::Engine(other.to_string()).into();
        }
    };
    let code = database.code().unwrap_or_default();
    spoken(&code, database.message(), limit)
}

/// What a SQLSTATE with its message means.
fn spoken(code: &str, message: &str, limit: Duration) -> Failed {
    let text = message.to_owned();
    let lasting = |error: WarehouseError| Failed::from(error);
    match code {
        "57014" if message.contains("statement timeout") => {
            lasting(WarehouseError::TimedOut { limit })
        }
        "57014" => lasting(WarehouseError::Execution(
            "it was cancelled in the database".into(),
        )),
        "42P01" => match message.split('"').nth(1) {
            Some(table) => lasting(WarehouseError::NoTable {
                table: table.to_owned(),
            }),
            None => lasting(WarehouseError::Invalid(text)),
        },
        "42501" => {
            let table = message
                .strip_prefix("permission denied for ")
                .and_then(|rest| rest.split_once(' '))
                .map_or("…", |(_, name)| name);
            lasting(WarehouseError::Denied {
                reason: text.clone(),
                mend: format!("GRANT SELECT ON {table} TO the account of data.warehouse;"),
            })
        }
        // Shutting down, starting, or too many connections; a deadlock, a conflict with replication.
        "57P01" | "57P02" | "57P03" | "53300" => Failed {
            error: WarehouseError::Unreachable(text),
            transient: true,
        },
        "40001" | "40P01" => Failed {
            error: WarehouseError::Execution(text),
            transient: true,
        },
        _ if code.starts_with("08") => Failed {
            error: WarehouseError::Unreachable(text),
            transient: true,
        },
        _ if code.starts_with("28") || code.starts_with("3D") => {
            lasting(WarehouseError::Unreachable(text))
        }
        _ if code.starts_with("42") || code.starts_with("0A") || code.starts_with("21") => {
            lasting(WarehouseError::Invalid(text))
        }
        _ if code.starts_with("22") || code.starts_with("25") || code.starts_with("55") => {
            lasting(WarehouseError::Execution(text))
        }
        _ => {
            tracing::error!(code, message, "the database failed");
            lasting(WarehouseError::Engine(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_words() {
        let limit = Duration::from_secs(2);
        let said = |code: &str, message: &str| {
            let failed = spoken(code, message, limit);
            (failed.error, failed.transient)
        };
        assert_eq!(
            said("57014", "canceling statement due to statement timeout"),
            (WarehouseError::TimedOut { limit }, false)
        );
        assert_eq!(
            said("42P01", "relation \"product\" does not exist"),
            (
                WarehouseError::NoTable {
                    table: "product".into()
                },
                false
            )
        );
        let (error, transient) = said("57P01", "terminating connection");
        assert!(matches!(error, WarehouseError::Unreachable(_)) && transient);
        let (error, transient) = said("22012", "division by zero");
        assert!(matches!(error, WarehouseError::Execution(_)) && !transient);
        let (error, _) = said("42501", "permission denied for table product");
        assert!(
            error.to_string().contains("GRANT SELECT ON product"),
            "{error}"
        );
    }
}
