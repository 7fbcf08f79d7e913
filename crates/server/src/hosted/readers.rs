//! Reading without waiting for the writer: a few connections, each read in a transaction of its own, off the async
//! threads.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;

use crate::db::sqlite::{self, SqliteTx};
use crate::db::{DbError, ready};
use crate::domain::Failure;

const CONNECTIONS: usize = 4;

#[derive(Clone, Debug)]
pub(super) struct Readers {
    /// The idle ones. Only ever held to take one out or put one back.
    idle: Arc<Mutex<Vec<SqliteTx>>>,
    /// As many permits as there are connections.
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Self, DbError> {
        let connections = (0..CONNECTIONS)
            .map(|_| sqlite::open_reader(path).map(SqliteTx::on))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            idle: Arc::new(Mutex::new(connections)),
            permits: Arc::new(Semaphore::new(CONNECTIONS)),
        })
    }

    /// Reads one state of the database.
    pub(super) async fn read<R: Send + 'static>(
        &self,
        does: impl for<'t> FnOnce(&'t mut SqliteTx) -> BoxFuture<'t, Result<R, Failure>> + Send + 'static,
    ) -> Result<R, Failure> {
        let gone = || DbError::Failed("the readers are gone".into());
        let _permit = self.permits.acquire().await.map_err(|_| gone())?;
        let mut lent = Lent::take(&self.idle).ok_or_else(gone)?;
        let read = move || match &mut lent.tx {
            Some(tx) => in_transaction(tx, does),
            None => Err(gone().into()),
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| gone())?
    }
}

/// A connection on loan; goes back when dropped, also when the reading fails badly.
struct Lent {
    idle: Arc<Mutex<Vec<SqliteTx>>>,
    tx: Option<SqliteTx>,
}

impl Lent {
    fn take(idle: &Arc<Mutex<Vec<SqliteTx>>>) -> Option<Self> {
        let tx = idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self {
            idle: Arc::clone(idle),
            tx: Some(tx),
        })
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(tx) = self.tx.take() {
            // A reading that failed badly may have left its transaction open.
            if let Err(error) = tx.rollback() {
                tracing::error!(error = %error, "a reader could not end its transaction");
            }
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(tx);
        }
    }
}

fn in_transaction<R>(
    tx: &mut SqliteTx,
    does: impl for<'t> FnOnce(&'t mut SqliteTx) -> BoxFuture<'t, Result<R, Failure>>,
) -> Result<R, Failure> {
    tx.begin_read()?;
    let read = ready(does(tx));
    tx.rollback()?;
    read
}
