//! Many people at once, in several tables: each is one statement, which takes its rows out of one JSON text.

use protocol::{AccountId, ConversationId, FeedId, Member, Receipt, Seq, WorkspaceId};
use rusqlite::params;

use super::SqliteTx;
use super::members::{MEMBER, member};
use super::values::{blob, feed_key, hex, id, int, role_number, seq, to_json};
use crate::db::{Crowds, DbError, Mark};

impl Crowds for SqliteTx {
    async fn crowd(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        only: Option<AccountId>,
    ) -> Result<Vec<(Member, Option<Mark>)>, DbError> {
        // The mark is a column behind those of every member.
        let crowd = MEMBER.replacen("coalesce(m.since, 0)", "coalesce(m.since, 0), m.cohort", 1);
        self.all(
            &format!(
                "{crowd} WHERE m.workspace = ?1 AND m.conversation = ?2 AND (?3 IS NULL OR m.account = ?3)
                 ORDER BY m.account"
            ),
            params![blob(ws.0), blob(of.0), only.map(|account| blob(account.0))],
            |row| {
                let mark = row.get_ref(9)?.as_str_or_null()?.and_then(Mark::from_name);
                Ok((member(row, 1)?, mark))
            },
        )
    }

    async fn put_members(&mut self, ws: WorkspaceId, members: &[(Member, Seq)]) -> Result<(), DbError> {
        let rows: Vec<_> = members
            .iter()
            .map(|(member, rev)| {
                (
                    hex(member.conversation.0),
                    hex(member.account.0),
                    role_number(member.role),
                    member.can_post,
                    member.active,
                    int(*rev),
                    (member.since > 0).then(|| int(member.since)),
                )
            })
            .collect();
        self.run(
            "INSERT INTO members (workspace, conversation, account, role, can_post, active, joined, rev, since)
             SELECT ?1, unhex(value->>0), unhex(value->>1), value->>2, value->>3, value->>4, value->>5, value->>5,
                value->>6
             FROM json_each(?2) WHERE true
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET role = excluded.role,
                can_post = excluded.can_post, active = excluded.active, rev = excluded.rev,
                since = excluded.since,
                joined = CASE WHEN members.active THEN members.joined ELSE excluded.joined END",
            params![blob(ws.0), to_json(&rows)?],
        )?;
        Ok(())
    }

    async fn mark_members(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        accounts: &[AccountId],
        mark: Option<Mark>,
    ) -> Result<(), DbError> {
        self.run(
            "UPDATE members SET cohort = ?3 WHERE workspace = ?1 AND conversation = ?2
                AND account IN (SELECT unhex(value) FROM json_each(?4))",
            params![blob(ws.0), blob(of.0), mark.map(Mark::name), ids_json(accounts)?],
        )?;
        Ok(())
    }

    async fn put_memberships(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        active: bool,
        accounts: &[(AccountId, Seq)],
    ) -> Result<(), DbError> {
        let rows: Vec<_> = accounts
            .iter()
            .map(|(account, rev)| (hex(account.0), int(*rev)))
            .collect();
        self.run(
            "INSERT INTO memberships (workspace, account, conversation, active, rev)
             SELECT ?1, unhex(value->>0), ?2, ?3, value->>1 FROM json_each(?4) WHERE true
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET active = excluded.active,
                rev = excluded.rev",
            params![blob(ws.0), blob(of.0), active, to_json(&rows)?],
        )?;
        Ok(())
    }

    async fn put_receipts(&mut self, ws: WorkspaceId, receipts: &[(Receipt, Seq)]) -> Result<(), DbError> {
        let rows: Vec<_> = receipts
            .iter()
            .map(|(receipt, rev)| {
                (
                    hex(receipt.conversation.0),
                    hex(receipt.account.0),
                    int(receipt.delivered),
                    int(receipt.read),
                    int(*rev),
                )
            })
            .collect();
        self.run(
            "INSERT INTO receipts (workspace, conversation, account, delivered, read, rev)
             SELECT ?1, unhex(value->>0), unhex(value->>1), value->>2, value->>3, value->>4
             FROM json_each(?2) WHERE true
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET delivered = excluded.delivered,
                read = excluded.read, rev = excluded.rev",
            params![blob(ws.0), to_json(&rows)?],
        )?;
        Ok(())
    }

    async fn keepers(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<Vec<AccountId>, DbError> {
        self.all(
            "SELECT account FROM drafts WHERE workspace = ?1 AND conversation = ?2
                AND (text <> '' OR reply_to IS NOT NULL)
             UNION SELECT account FROM stars WHERE workspace = ?1 AND conversation = ?2
                AND (starred OR follow_up_at IS NOT NULL)
             UNION SELECT account FROM filings WHERE workspace = ?1 AND conversation = ?2
             ORDER BY account",
            params![blob(ws.0), blob(of.0)],
            |row| id(row, 0).map(AccountId),
        )
    }

    async fn raise_by(&mut self, ws: WorkspaceId, feed: FeedId, count: u64) -> Result<Seq, DbError> {
        let (kind, id) = feed_key(feed);
        let head = self.one(
            "INSERT INTO feeds (workspace, kind, id, head) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (workspace, kind, id) DO UPDATE SET head = head + excluded.head RETURNING head",
            params![blob(ws.0), kind, id, int(count)],
            |row| seq(row, 0),
        )?;
        Ok(head.unwrap_or(0))
    }

    async fn raise_accounts(
        &mut self,
        ws: WorkspaceId,
        accounts: &[AccountId],
    ) -> Result<Vec<(AccountId, Seq)>, DbError> {
        let (kind, _) = feed_key(FeedId::Account(AccountId::from_number(0)));
        self.all(
            "INSERT INTO feeds (workspace, kind, id, head)
             SELECT ?1, ?2, unhex(value), 1 FROM json_each(?3) WHERE true
             ON CONFLICT (workspace, kind, id) DO UPDATE SET head = head + 1 RETURNING id, head",
            params![blob(ws.0), kind, ids_json(accounts)?],
            |row| Ok((AccountId(id(row, 0)?), seq(row, 1)?)),
        )
    }
}

fn ids_json(accounts: &[AccountId]) -> Result<String, DbError> {
    let ids: Vec<String> = accounts.iter().map(|account| hex(account.0)).collect();
    to_json(&ids)
}
