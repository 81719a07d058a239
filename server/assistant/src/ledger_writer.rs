//! The *ledger writer* puts records into the ledger, many in one transaction when many are asked at once.
//!
//! An answer is acknowledged only after its record is durable. One task writes; records that arrive while a transaction is
//! being committed wait together for the next one, so a hundred answers cost about as much as one.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::store::{Ledger, Record, StoreError};

/// Most records in one transaction.
const GROUP: usize = 256;

type Waiting = (Record, oneshot::Sender<Result<(), StoreError>>);

/// Puts records into the ledger.
#[derive(Debug, Clone)]
pub(crate) struct LedgerWriter {
    queue: mpsc::UnboundedSender<Waiting>,
}

/// Word that a record will be durable.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<(), StoreError>>);

impl Receipt {
    /// A receipt for nothing: it settles as not written.
    pub(crate) fn void() -> Self {
        Self(oneshot::channel().1)
    }

    /// Waits until the record is durable.
    pub async fn settled(self) -> Result<(), StoreError> {
        self.0.await.unwrap_or_else(|_| {
            Err(StoreError::Unavailable(
                "the ledger writer has stopped".to_owned(),
            ))
        })
    }
}

impl LedgerWriter {
    /// Starts the writing task on the current runtime. It ends when the last handle is gone and everything is written.
    pub(crate) fn start(ledger: Arc<dyn Ledger>) -> Self {
        let (queue, mut waiting) = mpsc::unbounded_channel::<Waiting>();
        tokio::spawn(async move {
            let mut group: Vec<Waiting> = Vec::new();
            while waiting.recv_many(&mut group, GROUP).await > 0 {
                let (records, receipts): (Vec<Record>, Vec<_>) = group.drain(..).unzip();
                write(ledger.as_ref(), &records, receipts).await;
            }
        });
        Self { queue }
    }

    /// Hands a record over. Never waits.
    pub(crate) fn hand_over(&self, record: Record) -> Receipt {
        let (settle, settled) = oneshot::channel();
        // A stopped task drops the sender, which the receipt reports.
        let _ = self.queue.send((record, settle));
        Receipt(settled)
    }
}

/// Writes a group; if that fails, each record by itself, so that one bad record does not take others with it.
async fn write(
    ledger: &dyn Ledger,
    records: &[Record],
    receipts: Vec<oneshot::Sender<Result<(), StoreError>>>,
) {
    let together = ledger.record(records).await;
    for (record, receipt) in records.iter().zip(receipts) {
        let written = match &together {
            Err(_) if records.len() > 1 => ledger.record(std::slice::from_ref(record)).await,
            other => other.clone(),
        };
        if let Err(error) = &written {
            tracing::error!(query_id = %record.entry.id, %error, "the ledger could not be written");
        }
        // The asker may have gone away; the record is written all the same.
        let _ = receipt.send(written);
    }
}
