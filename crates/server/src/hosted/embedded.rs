//! The embedded database: one file, one thread that writes, a few connections that read. Nobody else writes to it while a server
//! runs, so that nothing moves unheard.

use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::Context as _;
use futures_util::future::BoxFuture;
use protocol::WorkspaceId;

use super::database::{Db, Lane, Published, Publisher};
use super::jobs::Job;
use super::readers::Readers;
use super::writer::Writer;
use crate::config::Config;
use crate::db::sqlite::{self, Place, SqliteTx};
use crate::db::{DbError, Moved};
use crate::domain::Failure;

/// The database's file in the data folder.
pub(crate) const DATABASE: &str = "rapport.db";

/// A database file at work.
#[derive(Debug)]
pub struct Embedded {
    /// `None` once it is closed.
    writer: Mutex<Option<(Writer, JoinHandle<()>)>>,
    readers: Readers,
}

impl Embedded {
    /// Makes the data folder and the database when they are not there.
    pub fn open(config: &Config) -> anyhow::Result<(Self, Published)> {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
        let path = config.data.join(DATABASE);
        let connection = sqlite::open(&Place::File(path.clone()))
            .with_context(|| format!("cannot open the database {}", path.display()))?;
        let readers = Readers::open(&path).context("cannot open the database for reading")?;
        let (publisher, published) = Publisher::channel();
        let writer = Writer::start(SqliteTx::on(connection), publisher)?;
        let database = Self {
            writer: Mutex::new(Some(writer)),
            readers,
        };
        Ok((database, published))
    }

    fn writer(&self) -> Option<Writer> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.as_ref().map(|(writer, _)| writer.clone())
    }
}

impl Db for Embedded {
    type Tx = SqliteTx;

    async fn read<R: Send + 'static>(
        &self,
        does: impl for<'t> FnOnce(&'t mut SqliteTx) -> BoxFuture<'t, Result<R, Failure>> + Send + 'static,
    ) -> Result<R, Failure> {
        self.readers.read(does).await
    }

    /// There is one order for everything.
    async fn enqueue(&self, _: Lane, job: Box<dyn Job<SqliteTx>>) {
        if let Some(writer) = self.writer() {
            writer.queue(job).await;
        }
    }

    async fn moved(&self, _: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, DbError> {
        Ok(Vec::new())
    }

    async fn close(&self) -> bool {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((writer, thread)) = writer else {
            return true;
        };
        // With the last sender gone, the thread does what is queued and ends.
        drop(writer);
        let joined = tokio::task::spawn_blocking(move || thread.join().is_ok());
        joined.await.unwrap_or(false)
    }
}
