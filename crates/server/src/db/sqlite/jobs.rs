//! Table `jobs`: what is due later.

use protocol::{Timestamp, WorkspaceId};
use rusqlite::params;
use uuid::Uuid;

use super::SqliteTx;
use super::values::{blob, id};
use crate::db::{ClaimedJob, DbError, JobKind, Jobs};

impl SqliteTx {
    /// Changes a job as long as the claim holds.
    fn change_job(&self, sql: &str, job: &ClaimedJob, at: i64, error: &str) -> Result<bool, DbError> {
        let sql = format!("{sql} WHERE workspace = ?1 AND kind = ?2 AND id = ?3 AND claimed_until = ?4");
        let changed = self.run(
            &sql,
            params![
                blob(job.workspace.0),
                job.kind.name(),
                blob(job.id),
                job.claimed_until.0,
                at,
                error
            ],
        )?;
        Ok(changed > 0)
    }
}

impl Jobs for SqliteTx {
    async fn put_job(
        &mut self,
        ws: WorkspaceId,
        kind: JobKind,
        about: Uuid,
        due_at: Timestamp,
        payload: &str,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO jobs (workspace, kind, id, due_at, payload, attempts, claimed_until)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)
             ON CONFLICT (workspace, kind, id) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,
                attempts = 0, last_error = NULL, claimed_until = 0, given_up_at = NULL",
            params![blob(ws.0), kind.name(), blob(about), due_at.0, payload],
        )?;
        Ok(())
    }

    async fn delete_job(&mut self, ws: WorkspaceId, kind: JobKind, about: Uuid) -> Result<(), DbError> {
        self.run(
            "DELETE FROM jobs WHERE workspace = ?1 AND kind = ?2 AND id = ?3",
            params![blob(ws.0), kind.name(), blob(about)],
        )?;
        Ok(())
    }

    async fn withdraw_job(
        &mut self,
        ws: WorkspaceId,
        kind: JobKind,
        about: Uuid,
        now: Timestamp,
    ) -> Result<bool, DbError> {
        self.run(
            "DELETE FROM jobs WHERE workspace = ?1 AND kind = ?2 AND id = ?3 AND claimed_until <= ?4",
            params![blob(ws.0), kind.name(), blob(about), now.0],
        )?;
        let left = self.one(
            "SELECT 1 FROM jobs WHERE workspace = ?1 AND kind = ?2 AND id = ?3",
            params![blob(ws.0), kind.name(), blob(about)],
            |_| Ok(()),
        )?;
        Ok(left.is_none())
    }

    async fn is_job_due(&mut self, kind: JobKind, now: Timestamp) -> Result<bool, DbError> {
        let due = self.one(
            "SELECT 1 FROM jobs WHERE given_up_at IS NULL AND kind = ?1 AND due_at <= ?2 AND claimed_until <= ?2
             LIMIT 1",
            params![kind.name(), now.0],
            |_| Ok(()),
        )?;
        Ok(due.is_some())
    }

    async fn claim_job(
        &mut self,
        kind: JobKind,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<ClaimedJob>, DbError> {
        self.one(
            "UPDATE jobs SET claimed_until = ?3, attempts = attempts + 1
             WHERE (workspace, kind, id) =
                (SELECT workspace, kind, id FROM jobs
                 WHERE given_up_at IS NULL AND kind = ?1 AND due_at <= ?2 AND claimed_until <= ?2
                 ORDER BY due_at LIMIT 1)
             RETURNING workspace, id, payload, attempts",
            params![kind.name(), now.0, until.0],
            |row| {
                Ok(ClaimedJob {
                    workspace: WorkspaceId(id(row, 0)?),
                    kind,
                    id: id(row, 1)?,
                    payload: row.get(2)?,
                    attempts: row.get(3)?,
                    claimed_until: until,
                })
            },
        )
    }

    async fn finish_job(&mut self, job: &ClaimedJob) -> Result<bool, DbError> {
        let finished = self.run(
            "DELETE FROM jobs WHERE workspace = ?1 AND kind = ?2 AND id = ?3 AND claimed_until = ?4",
            params![
                blob(job.workspace.0),
                job.kind.name(),
                blob(job.id),
                job.claimed_until.0
            ],
        )?;
        Ok(finished > 0)
    }

    async fn postpone_job(
        &mut self,
        job: &ClaimedJob,
        due_at: Timestamp,
        error: &str,
    ) -> Result<bool, DbError> {
        let sql = "UPDATE jobs SET due_at = ?5, last_error = ?6, claimed_until = 0";
        self.change_job(sql, job, due_at.0, error)
    }

    async fn give_up_job(&mut self, job: &ClaimedJob, at: Timestamp, error: &str) -> Result<bool, DbError> {
        let sql = "UPDATE jobs SET given_up_at = ?5, last_error = ?6, payload = '', claimed_until = 0";
        self.change_job(sql, job, at.0, error)
    }

    async fn forget_jobs(&mut self, before: Timestamp, limit: u32) -> Result<u32, DbError> {
        let gone = self.run(
            "DELETE FROM jobs WHERE (workspace, kind, id) IN
                (SELECT workspace, kind, id FROM jobs WHERE given_up_at IS NOT NULL AND given_up_at < ?1
                 ORDER BY given_up_at LIMIT ?2)",
            params![before.0, limit],
        )?;
        Ok(u32::try_from(gone).unwrap_or(limit))
    }
}
