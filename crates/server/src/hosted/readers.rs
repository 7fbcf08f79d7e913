//! Reading without waiting for the writer: a few connections, each read in a transaction of its own, off the async
//! threads.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::db::DbError;
use crate::db::sqlite::{self, SqliteTx};
use crate::domain::Failure;

const CONNECTIONS: usize = 4;

#[derive(Clone, Debug)]
pub(crate) struct Readers {
    /// The idle ones. Only ever held to take one out or put one back.
    idle: Arc<Mutex<Vec<Connection>>>,
    /// As many permits as there are connections.
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn open(path: &Path) -> Result<Self, DbError> {
        let connections = (0..CONNECTIONS)
            .map(|_| sqlite::open_reader(path))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            idle: Arc::new(Mutex::new(connections)),
            permits: Arc::new(Semaphore::new(CONNECTIONS)),
        })
    }

    /// Reads one state of the database.
    pub(crate) async fn read<R: Send + 'static>(
        &self,
        does: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, Failure> + Send + 'static,
    ) -> Result<R, Failure> {
        let gone = || DbError::Failed("the readers are gone".into());
        let _permit = self.permits.acquire().await.map_err(|_| gone())?;
        let lent = Lent::take(&self.idle).ok_or_else(gone)?;
        let read = move || match &lent.connection {
            Some(connection) => in_transaction(connection, does),
            None => Err(gone().into()),
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| gone())?
    }
}

/// A connection on loan; goes back when dropped, also when the reading fails badly.
struct Lent {
    idle: Arc<Mutex<Vec<Connection>>>,
    connection: Option<Connection>,
}

impl Lent {
    fn take(idle: &Arc<Mutex<Vec<Connection>>>) -> Option<Self> {
        let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self {
            idle: Arc::clone(idle),
            connection: Some(connection),
        })
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        }
    }
}

fn in_transaction<R>(
    connection: &Connection,
    does: impl FnOnce(&mut SqliteTx<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    let transaction = connection.unchecked_transaction().map_err(DbError::from)?;
    does(&mut SqliteTx::inside(&transaction))
}
