//! What is *held* of the tables: whoever asks how the program is asks for them again and again, and must neither wait for
//! the service nor have it paid for each time.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::engine::{TableStatus, WarehouseError};

/// A version of the data, and the tables as they were then.
type Known = (String, Vec<TableStatus>);

/// Tables as they were at a version of the data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    known: Arc<RwLock<Option<Known>>>,
    /// One reading at a time.
    reading: Arc<Mutex<()>>,
}

impl Held {
    /// The tables at a version of the data. Those of an older version are told at once and read again behind the asker's
    /// back; only the first asker waits.
    pub(crate) async fn tables(
        &self,
        version: String,
        read: impl Future<Output = Result<Vec<TableStatus>, WarehouseError>> + Send + 'static,
    ) -> Result<Vec<TableStatus>, WarehouseError> {
        match self.known() {
            Some((known, tables)) if known == version => Ok(tables),
            Some((_, tables)) => {
                if let Ok(one) = Arc::clone(&self.reading).try_lock_owned() {
                    let held = self.clone();
                    tokio::spawn(async move {
                        let _one = one;
                        match read.await {
                            Ok(tables) => held.keep(version, tables),
                            Err(error) => tracing::warn!(%error, "the tables were not read again"),
                        }
                    });
                }
                Ok(tables)
            }
            None => {
                let tables = read.await?;
                self.keep(version, tables.clone());
                Ok(tables)
            }
        }
    }

    fn known(&self) -> Option<(String, Vec<TableStatus>)> {
        let known = self.known.read();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, version: String, tables: Vec<TableStatus>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((version, tables));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: u64) -> Vec<TableStatus> {
        vec![TableStatus {
            name: "t".into(),
            rows: Some(rows),
            missing_columns: Vec::new(),
            extra_columns: Vec::new(),
            source: None,
            modified: None,
        }]
    }

    #[tokio::test]
    async fn an_older_version_is_told_while_the_newer_one_is_read() {
        let held = Held::default();
        let failing = async { Err(WarehouseError::Engine("no".into())) };
        assert!(held.tables("1".into(), failing).await.is_err());
        let first = held.tables("1".into(), async { Ok(table(1)) }).await;
        assert_eq!(first, Ok(table(1)));
        let same = held.tables("1".into(), async { Ok(table(9)) }).await;
        assert_eq!(same, Ok(table(1)));
        let older = held.tables("2".into(), async { Ok(table(2)) }).await;
        assert_eq!(older, Ok(table(1)));
        while held.known() != Some(("2".into(), table(2))) {
            tokio::task::yield_now().await;
        }
        // What cannot be read again leaves what is known.
        let failing = async { Err(WarehouseError::Engine("no".into())) };
        assert_eq!(held.tables("3".into(), failing).await, Ok(table(2)));
    }
}
