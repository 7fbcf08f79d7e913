//! Table `cohorts`: the rules of groups.

use protocol::{Cohort, ConversationId, Seq, WorkspaceId};
use tokio_postgres::Row;

use super::tx::PgTx;
use super::values::{from_json, id, int, seq, to_json};
use crate::db::{Cohorts, DbError};

const COHORT: &str = "SELECT conversation, rule, rev FROM cohorts";

fn cohort(row: &Row) -> Result<Cohort, DbError> {
    Ok(Cohort {
        conversation: ConversationId(id(row, 0)?),
        rule: match row.try_get::<_, Option<&str>>(1)? {
            Some(_) => Some(from_json(row, 1)?),
            None => None,
        },
        rev: seq(row, 2)?,
    })
}

impl Cohorts for PgTx {
    async fn cohort(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<Option<Cohort>, DbError> {
        self.one(
            &format!("{COHORT} WHERE workspace = $1 AND conversation = $2"),
            &[&ws.0, &of.0],
            cohort,
        )
        .await
    }

    async fn put_cohort(&mut self, ws: WorkspaceId, cohort: &Cohort) -> Result<(), DbError> {
        self.run(
            "INSERT INTO cohorts (workspace, conversation, rule, rev) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace, conversation) DO UPDATE SET rule = excluded.rule, rev = excluded.rev",
            &[
                &ws.0,
                &cohort.conversation.0,
                &cohort.rule.as_ref().map(to_json).transpose()?,
                &int(cohort.rev),
            ],
        )
        .await?;
        Ok(())
    }

    async fn cohorts_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Cohort)>, DbError> {
        self.all(
            &format!("{COHORT} WHERE workspace = $1 AND rev > $2 ORDER BY rev LIMIT $3"),
            &[&ws.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 2)?, cohort(row)?)),
        )
        .await
    }
}
