//! Table `accounts`. A client's direct conversation is looked up beside it, never kept twice.

use protocol::{Account, AccountId, AccountKind, ConversationId, Seq, Timestamp, Workspace, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, id, int, kind, kind_text, optional_id, optional_time, seq};
use crate::db::{AccountInWorkspace, Accounts, DbError};

const ACCOUNT: &str = "SELECT a.rev, a.id, a.kind, a.name, a.email, a.joined_at, c.id
    FROM accounts a LEFT JOIN conversations c ON c.workspace = a.workspace AND c.client = a.id";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(id(row, 1)?),
        kind: kind(row, 2)?,
        name: row.get(3)?,
        email: row.get(4)?,
        joined_at: optional_time(row, 5)?,
        direct: optional_id(row, 6)?.map(ConversationId),
    })
}

impl Accounts for SqliteTx {
    async fn insert_account(
        &mut self,
        ws: WorkspaceId,
        account: &Account,
        at: Timestamp,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO accounts (workspace, id, kind, name, email, joined_at, created_at, rev)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                blob(ws.0),
                blob(account.id.0),
                kind_text(account.kind),
                account.name,
                account.email,
                account.joined_at.map(|at| at.0),
                at.0,
                int(rev),
            ],
        )?;
        Ok(())
    }

    async fn account(&mut self, ws: WorkspaceId, of: AccountId) -> Result<Option<Account>, DbError> {
        self.one(
            &format!("{ACCOUNT} WHERE a.workspace = ?1 AND a.id = ?2"),
            params![blob(ws.0), blob(of.0)],
            account,
        )
    }

    async fn account_by_email(&mut self, ws: WorkspaceId, email: &str) -> Result<Option<Account>, DbError> {
        self.one(
            &format!("{ACCOUNT} WHERE a.workspace = ?1 AND a.email = ?2"),
            params![blob(ws.0), email],
            account,
        )
    }

    async fn accounts_of_kind(&mut self, ws: WorkspaceId, of: AccountKind) -> Result<Vec<Account>, DbError> {
        self.all(
            &format!("{ACCOUNT} WHERE a.workspace = ?1 AND a.kind = ?2 ORDER BY a.created_at, a.id"),
            params![blob(ws.0), kind_text(of)],
            account,
        )
    }

    async fn accounts_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Account)>, DbError> {
        self.all(
            &format!("{ACCOUNT} WHERE a.workspace = ?1 AND a.rev > ?2 ORDER BY a.rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 0)?, account(row)?)),
        )
    }

    async fn update_account(&mut self, ws: WorkspaceId, account: &Account, rev: Seq) -> Result<(), DbError> {
        self.run(
            "UPDATE accounts SET name = ?3, email = ?4, joined_at = ?5, rev = ?6
             WHERE workspace = ?1 AND id = ?2",
            params![
                blob(ws.0),
                blob(account.id.0),
                account.name,
                account.email,
                account.joined_at.map(|at| at.0),
                int(rev),
            ],
        )?;
        Ok(())
    }

    async fn accounts_with_email(&mut self, email: &str) -> Result<Vec<AccountInWorkspace>, DbError> {
        self.all(
            "SELECT a.rev, a.id, a.kind, a.name, a.email, a.joined_at, c.id, w.id, w.name, w.brand_hue
             FROM accounts a
             JOIN workspaces w ON w.id = a.workspace
             LEFT JOIN conversations c ON c.workspace = a.workspace AND c.client = a.id
             WHERE a.email = ?1 ORDER BY w.name, w.id",
            params![email],
            |row| {
                Ok(AccountInWorkspace {
                    account: account(row)?,
                    workspace: Workspace {
                        id: WorkspaceId(id(row, 7)?),
                        name: row.get(8)?,
                        brand_hue: row.get(9)?,
                        receipts: protocol::ReceiptPolicy::default(),
                    },
                })
            },
        )
    }
}
