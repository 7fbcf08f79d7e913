//! Table `members`. Name and kind are the account's, looked up beside it.

use protocol::{AccountId, ConversationId, Member, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::conversations::conversation;
use super::values::{blob, id, int, kind, role, role_number, seq};
use crate::db::{DbError, Members, Place};

pub(super) const MEMBER: &str =
    "SELECT m.rev, m.conversation, m.account, a.name, a.kind, m.role, m.can_post, m.active,
        coalesce(m.since, 0)
    FROM members m JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account";

pub(super) fn member(row: &Row<'_>, first: usize) -> rusqlite::Result<Member> {
    Ok(Member {
        conversation: ConversationId(id(row, first)?),
        account: AccountId(id(row, first + 1)?),
        name: row.get(first + 2)?,
        kind: kind(row, first + 3)?,
        role: role(row, first + 4)?,
        can_post: row.get(first + 5)?,
        active: row.get(first + 6)?,
        since: seq(row, first + 7)?,
    })
}

impl Members for SqliteTx {
    async fn place(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
    ) -> Result<Option<Place>, DbError> {
        self.one(
            "SELECT m.conversation, m.account, a.name, a.kind, m.role, m.can_post, m.active,
                    coalesce(m.since, 0),
                    c.id, c.kind, c.name, c.client, c.archived, c.created_at, c.settings
             FROM members m
             JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account
             JOIN conversations c ON c.workspace = m.workspace AND c.id = m.conversation
             WHERE m.workspace = ?1 AND m.conversation = ?2 AND m.account = ?3",
            params![blob(ws.0), blob(of.0), blob(account.0)],
            |row| {
                Ok(Place {
                    member: member(row, 0)?,
                    conversation: conversation(row, 8)?,
                })
            },
        )
    }

    async fn member(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
    ) -> Result<Option<Member>, DbError> {
        self.one(
            &format!("{MEMBER} WHERE m.workspace = ?1 AND m.conversation = ?2 AND m.account = ?3"),
            params![blob(ws.0), blob(of.0), blob(account.0)],
            |row| member(row, 1),
        )
    }

    async fn put_member(
        &mut self,
        ws: WorkspaceId,
        member: &Member,
        joined: Seq,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO members (workspace, conversation, account, role, can_post, active, joined, rev, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET role = excluded.role,
                can_post = excluded.can_post, active = excluded.active, rev = excluded.rev,
                since = excluded.since,
                joined = CASE WHEN members.active THEN members.joined ELSE excluded.joined END",
            params![
                blob(ws.0),
                blob(member.conversation.0),
                blob(member.account.0),
                role_number(member.role),
                member.can_post,
                member.active,
                int(joined),
                int(rev),
                (member.since > 0).then(|| int(member.since)),
            ],
        )?;
        Ok(())
    }

    async fn members_changed(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Member)>, DbError> {
        self.all(
            &format!(
                "{MEMBER} WHERE m.workspace = ?1 AND m.conversation = ?2 AND m.rev > ?3
                 ORDER BY m.rev LIMIT ?4"
            ),
            params![blob(ws.0), blob(of.0), int(since), limit],
            |row| Ok((seq(row, 0)?, member(row, 1)?)),
        )
    }

    async fn member_rows_of(&mut self, ws: WorkspaceId, account: AccountId) -> Result<Vec<Member>, DbError> {
        self.all(
            &format!("{MEMBER} WHERE m.workspace = ?1 AND m.account = ?2 ORDER BY m.conversation"),
            params![blob(ws.0), blob(account.0)],
            |row| member(row, 1),
        )
    }

    async fn touch_member(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE members SET rev = ?4 WHERE workspace = ?1 AND conversation = ?2 AND account = ?3",
            params![blob(ws.0), blob(of.0), blob(account.0), int(rev)],
        )?;
        Ok(())
    }

    async fn active_members(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
    ) -> Result<Vec<AccountId>, DbError> {
        self.all(
            "SELECT account FROM members WHERE workspace = ?1 AND conversation = ?2 AND active",
            params![blob(ws.0), blob(of.0)],
            |row| id(row, 0).map(AccountId),
        )
    }

    async fn members_after(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        place: Seq,
    ) -> Result<Vec<AccountId>, DbError> {
        self.all(
            "SELECT account FROM members WHERE workspace = ?1 AND conversation = ?2 AND since > ?3 AND active
             ORDER BY account",
            params![blob(ws.0), blob(of.0), int(place)],
            |row| id(row, 0).map(AccountId),
        )
    }

    async fn leaders(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<Vec<AccountId>, DbError> {
        self.all(
            "SELECT account FROM members WHERE workspace = ?1 AND conversation = ?2 AND role > 0 AND active
             ORDER BY account",
            params![blob(ws.0), blob(of.0)],
            |row| id(row, 0).map(AccountId),
        )
    }

    async fn joined(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        account: AccountId,
    ) -> Result<Option<Seq>, DbError> {
        self.one(
            "SELECT joined FROM members WHERE workspace = ?1 AND conversation = ?2 AND account = ?3",
            params![blob(ws.0), blob(of.0), blob(account.0)],
            |row| seq(row, 0),
        )
    }

    async fn count_active_members(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<u32, DbError> {
        let count = self.one(
            "SELECT count(*) FROM members WHERE workspace = ?1 AND conversation = ?2 AND active",
            params![blob(ws.0), blob(of.0)],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or(0))
    }

    async fn successor(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        leaving: AccountId,
    ) -> Result<Option<AccountId>, DbError> {
        self.one(
            "SELECT m.account
             FROM members m JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account
             WHERE m.workspace = ?1 AND m.conversation = ?2 AND m.account <> ?3 AND m.active
             ORDER BY m.role DESC, a.kind = 'coach' DESC, m.joined LIMIT 1",
            params![blob(ws.0), blob(of.0), blob(leaving.0)],
            |row| id(row, 0).map(AccountId),
        )
    }
}
