//! Table `cohorts`: the rules of groups.

use protocol::{Cohort, ConversationId, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, from_json, id, int, seq, to_json};
use crate::db::{Cohorts, DbError};

const COHORT: &str = "SELECT conversation, rule, rev FROM cohorts";

fn cohort(row: &Row<'_>) -> rusqlite::Result<Cohort> {
    Ok(Cohort {
        conversation: ConversationId(id(row, 0)?),
        rule: match row.get_ref(1)?.as_str_or_null()? {
            Some(_) => Some(from_json(row, 1)?),
            None => None,
        },
        rev: seq(row, 2)?,
    })
}

impl Cohorts for SqliteTx {
    async fn cohort(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<Option<Cohort>, DbError> {
        self.one(
            &format!("{COHORT} WHERE workspace = ?1 AND conversation = ?2"),
            params![blob(ws.0), blob(of.0)],
            cohort,
        )
    }

    async fn put_cohort(&mut self, ws: WorkspaceId, cohort: &Cohort) -> Result<(), DbError> {
        self.run(
            "INSERT INTO cohorts (workspace, conversation, rule, rev) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (workspace, conversation) DO UPDATE SET rule = excluded.rule, rev = excluded.rev",
            params![
                blob(ws.0),
                blob(cohort.conversation.0),
                cohort.rule.as_ref().map(to_json).transpose()?,
                int(cohort.rev),
            ],
        )?;
        Ok(())
    }

    async fn cohorts_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Cohort)>, DbError> {
        self.all(
            &format!("{COHORT} WHERE workspace = ?1 AND rev > ?2 ORDER BY rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 2)?, cohort(row)?)),
        )
    }
}
