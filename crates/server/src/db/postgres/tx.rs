//! One transaction, which owns its connection. Whatever becomes of it, a connection with an open transaction is never
//! handed on.

use deadpool_postgres::Object;
use futures_util::future::join;
use protocol::WorkspaceId;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::db::{DbError, Steps, Tx};

pub(super) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

const STEP: &str = "SAVEPOINT step;";

/// A transaction. Ends by [`PgTx::commit`] or [`PgTx::rollback`]; dropped without either, its connection is closed, and
/// PostgreSQL takes back what was begun.
pub struct PgTx {
    /// None: ended.
    connection: Option<Object>,
    writes: bool,
    /// The workspace that no other transaction writes to until the end of this one, and its tick.
    locked: Option<(WorkspaceId, i64)>,
    /// What was locked when the step began.
    locked_before: Option<(WorkspaceId, i64)>,
    /// What is to be sent together with the next statement, so that steps cost no round trips of their own.
    ahead: String,
    /// A statement has failed: PostgreSQL refuses everything up to the next rollback, and answers a COMMIT with a ROLLBACK
    /// that looks like success.
    broken: bool,
}

impl PgTx {
    pub(super) async fn begin_read(connection: Object) -> Result<Self, DbError> {
        let mut tx = Self::new(connection, false);
        tx.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        Ok(tx)
    }

    /// Makes this the only transaction that writes to the workspace, if there is one by this id.
    pub(super) async fn begin(connection: Object, workspace: Option<WorkspaceId>) -> Result<Self, DbError> {
        let mut tx = Self::new(connection, true);
        // Each statement sees what was committed before it, so after the lock everything that its last holder has done.
        tx.command("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;")
            .await?;
        if let Some(workspace) = workspace {
            tx.lock(workspace).await?;
        }
        Ok(tx)
    }

    fn new(connection: Object, writes: bool) -> Self {
        Self {
            connection: Some(connection),
            writes,
            locked: None,
            locked_before: None,
            ahead: String::new(),
            broken: false,
        }
    }

    /// On failure nothing of it has happened, but for one case: when the connection is lost while the commit is on its way,
    /// it may have.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if self.broken {
            self.rollback().await?;
            return Err(DbError::Failed(
                "a statement of the transaction had failed".into(),
            ));
        }
        self.command("COMMIT").await?;
        self.hand_on();
        Ok(())
    }

    pub async fn rollback(mut self) -> Result<(), DbError> {
        self.command("ROLLBACK").await?;
        self.hand_on();
        Ok(())
    }

    /// Raises the workspace's tick, unless this transaction has done it already, and gives it back. 0: there is no such
    /// workspace.
    pub(super) async fn lock(&mut self, workspace: WorkspaceId) -> Result<i64, DbError> {
        if let Some((locked, tick)) = self.locked
            && locked == workspace
        {
            return Ok(tick);
        }
        let raised = self
            .one(
                "UPDATE workspaces SET tick = tick + 1 WHERE id = $1 RETURNING tick",
                &[&workspace.0],
                |row| Ok(row.try_get(0)?),
            )
            .await?;
        self.locked = raised.map(|tick| (workspace, tick));
        Ok(raised.unwrap_or(0))
    }

    /// For a row that is read in order to be changed and belongs to no workspace that could be locked.
    pub(super) fn for_update(&self) -> &'static str {
        if self.writes { " FOR UPDATE" } else { "" }
    }

    pub(super) async fn run(&mut self, sql: &str, params: Params<'_>) -> Result<u64, DbError> {
        let ahead = std::mem::take(&mut self.ahead);
        let connection = self.open()?;
        let done = after(connection, &ahead, async {
            let statement = connection.prepare_cached(sql).await?;
            connection.execute(&statement, params).await
        });
        let done = done.await;
        self.note(done)
    }

    /// An INSERT that does nothing when the row is there: an index that refuses would end the whole transaction.
    pub(super) async fn insert(&mut self, sql: &str, params: Params<'_>) -> Result<(), DbError> {
        match self.run(sql, params).await? {
            0 => Err(DbError::Conflict),
            _ => Ok(()),
        }
    }

    pub(super) async fn one<T>(
        &mut self,
        sql: &str,
        params: Params<'_>,
        read: impl FnOnce(&Row) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let rows = self.query(sql, params).await?;
        rows.first().map(read).transpose()
    }

    pub(super) async fn all<T>(
        &mut self,
        sql: &str,
        params: Params<'_>,
        read: impl FnMut(&Row) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let rows = self.query(sql, params).await?;
        rows.iter().map(read).collect()
    }

    async fn query(&mut self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, DbError> {
        let ahead = std::mem::take(&mut self.ahead);
        let connection = self.open()?;
        let rows = after(connection, &ahead, async {
            let statement = connection.prepare_cached(sql).await?;
            connection.query(&statement, params).await
        });
        let rows = rows.await;
        self.note(rows)
    }

    async fn command(&mut self, sql: &str) -> Result<(), DbError> {
        let done = self.open()?.batch_execute(sql).await;
        self.note(done)
    }

    fn open(&self) -> Result<&Object, DbError> {
        self.connection
            .as_ref()
            .ok_or_else(|| DbError::Failed("the transaction has ended".into()))
    }

    fn note<T>(&mut self, result: Result<T, tokio_postgres::Error>) -> Result<T, DbError> {
        self.broken |= result.is_err();
        Ok(result?)
    }

    /// No transaction is open on it any more: back to the pool.
    fn hand_on(&mut self) {
        drop(self.connection.take());
    }
}

/// Does the work, and what is to be done before it, in one round trip: PostgreSQL does things in the order in which they
/// are sent, and `join` begins with the first.
async fn after<T>(
    connection: &Object,
    ahead: &str,
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, tokio_postgres::Error> {
    if ahead.is_empty() {
        return work.await;
    }
    let (done, worked) = join(connection.batch_execute(ahead), work).await;
    done.and(worked)
}

impl Drop for PgTx {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl Tx for PgTx {}

impl Steps for PgTx {
    async fn begin_step(&mut self) -> Result<(), DbError> {
        self.ahead.push_str(STEP);
        self.locked_before = self.locked;
        Ok(())
    }

    async fn undo_step(&mut self) -> Result<(), DbError> {
        if self.ahead.ends_with(STEP) {
            // Nothing was sent since it began.
            return Ok(());
        }
        self.command("ROLLBACK TO SAVEPOINT step").await?;
        // A lock that was taken since is gone too.
        self.locked = self.locked_before;
        self.broken = false;
        Ok(())
    }

    async fn end_step(&mut self) -> Result<(), DbError> {
        match self.ahead.strip_suffix(STEP) {
            Some(before) => self.ahead.truncate(before.len()),
            // The end of the transaction does it as well, so that the last step's is never sent.
            None => self.ahead.push_str("RELEASE SAVEPOINT step;"),
        }
        Ok(())
    }
}

impl std::fmt::Debug for PgTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PgTx")
            .field("writes", &self.writes)
            .field("locked", &self.locked)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
