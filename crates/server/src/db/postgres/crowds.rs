//! Many people at once, in several tables: each is one statement, which takes its rows out of arrays.

use protocol::{AccountId, ConversationId, FeedId, Member, Receipt, Seq, WorkspaceId};
use uuid::Uuid;

use super::members::{MEMBER, member};
use super::tx::PgTx;
use super::values::{feed_key, id, int, role_number, seq};
use crate::db::{Crowds, DbError, Mark};

impl Crowds for PgTx {
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
                "{crowd} WHERE m.workspace = $1 AND m.conversation = $2 AND ($3::uuid IS NULL OR m.account = $3)
                 ORDER BY m.account"
            ),
            &[&ws.0, &of.0, &only.map(|account| account.0)],
            |row| {
                let mark = row.try_get::<_, Option<&str>>(9)?.and_then(Mark::from_name);
                Ok((member(row, 1)?, mark))
            },
        )
        .await
    }

    async fn put_members(&mut self, ws: WorkspaceId, members: &[(Member, Seq)]) -> Result<(), DbError> {
        let each = || members.iter().map(|(member, _)| member);
        let conversations: Vec<Uuid> = each().map(|member| member.conversation.0).collect();
        let accounts: Vec<Uuid> = each().map(|member| member.account.0).collect();
        let roles: Vec<i64> = each().map(|member| role_number(member.role)).collect();
        let can_post: Vec<bool> = each().map(|member| member.can_post).collect();
        let active: Vec<bool> = each().map(|member| member.active).collect();
        let revs: Vec<i64> = members.iter().map(|(_, rev)| int(*rev)).collect();
        let since: Vec<Option<i64>> = each()
            .map(|member| (member.since > 0).then(|| int(member.since)))
            .collect();
        self.run(
            "INSERT INTO members (workspace, conversation, account, role, can_post, active, joined, rev, since)
             SELECT $1, conversation, account, role, can_post, active, rev, rev, since
             FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::boolean[], $6::boolean[], $7::bigint[], $8::bigint[])
                AS new (conversation, account, role, can_post, active, rev, since)
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET role = excluded.role,
                can_post = excluded.can_post, active = excluded.active, rev = excluded.rev,
                since = excluded.since,
                joined = CASE WHEN members.active THEN members.joined ELSE excluded.joined END",
            &[
                &ws.0,
                &conversations,
                &accounts,
                &roles,
                &can_post,
                &active,
                &revs,
                &since,
            ],
        )
        .await?;
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
            "UPDATE members SET cohort = $3 WHERE workspace = $1 AND conversation = $2 AND account = ANY ($4)",
            &[&ws.0, &of.0, &mark.map(Mark::name), &ids(accounts)],
        )
        .await?;
        Ok(())
    }

    async fn put_memberships(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        active: bool,
        accounts: &[(AccountId, Seq)],
    ) -> Result<(), DbError> {
        let (accounts, revs): (Vec<Uuid>, Vec<i64>) = accounts
            .iter()
            .map(|(account, rev)| (account.0, int(*rev)))
            .unzip();
        self.run(
            "INSERT INTO memberships (workspace, account, conversation, active, rev)
             SELECT $1, account, $2, $3, rev FROM unnest($4::uuid[], $5::bigint[]) AS new (account, rev)
             ON CONFLICT (workspace, account, conversation) DO UPDATE SET active = excluded.active,
                rev = excluded.rev",
            &[&ws.0, &of.0, &active, &accounts, &revs],
        )
        .await?;
        Ok(())
    }

    async fn put_receipts(&mut self, ws: WorkspaceId, receipts: &[(Receipt, Seq)]) -> Result<(), DbError> {
        let each = || receipts.iter().map(|(receipt, _)| receipt);
        let conversations: Vec<Uuid> = each().map(|receipt| receipt.conversation.0).collect();
        let accounts: Vec<Uuid> = each().map(|receipt| receipt.account.0).collect();
        let delivered: Vec<i64> = each().map(|receipt| int(receipt.delivered)).collect();
        let read: Vec<i64> = each().map(|receipt| int(receipt.read)).collect();
        let revs: Vec<i64> = receipts.iter().map(|(_, rev)| int(*rev)).collect();
        self.run(
            "INSERT INTO receipts (workspace, conversation, account, delivered, read, rev)
             SELECT $1, conversation, account, delivered, read, rev
             FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[])
                AS new (conversation, account, delivered, read, rev)
             ON CONFLICT (workspace, conversation, account) DO UPDATE SET delivered = excluded.delivered,
                read = excluded.read, rev = excluded.rev",
            &[&ws.0, &conversations, &accounts, &delivered, &read, &revs],
        )
        .await?;
        Ok(())
    }

    async fn keepers(&mut self, ws: WorkspaceId, of: ConversationId) -> Result<Vec<AccountId>, DbError> {
        self.all(
            "SELECT account FROM drafts WHERE workspace = $1 AND conversation = $2
                AND (text <> '' OR reply_to IS NOT NULL)
             UNION SELECT account FROM stars WHERE workspace = $1 AND conversation = $2
                AND (starred OR follow_up_at IS NOT NULL)
             UNION SELECT account FROM filings WHERE workspace = $1 AND conversation = $2
             ORDER BY account",
            &[&ws.0, &of.0],
            |row| id(row, 0).map(AccountId),
        )
        .await
    }

    async fn raise_by(&mut self, ws: WorkspaceId, feed: FeedId, count: u64) -> Result<Seq, DbError> {
        let tick = self.lock(ws).await?;
        let (kind, id) = feed_key(feed);
        let head = self
            .one(
                "INSERT INTO feeds (workspace, kind, id, head, tick) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (workspace, kind, id) DO UPDATE SET head = feeds.head + excluded.head,
                    tick = excluded.tick
                 RETURNING head",
                &[&ws.0, &kind, &id, &int(count), &tick],
                |row| seq(row, 0),
            )
            .await?;
        Ok(head.unwrap_or(0))
    }

    async fn raise_accounts(
        &mut self,
        ws: WorkspaceId,
        accounts: &[AccountId],
    ) -> Result<Vec<(AccountId, Seq)>, DbError> {
        let tick = self.lock(ws).await?;
        let (kind, _) = feed_key(FeedId::Account(AccountId::from_number(0)));
        self.all(
            "INSERT INTO feeds (workspace, kind, id, head, tick)
             SELECT $1, $2, account, 1, $4 FROM unnest($3::uuid[]) AS new (account)
             ON CONFLICT (workspace, kind, id) DO UPDATE SET head = feeds.head + 1, tick = excluded.tick
             RETURNING id, head",
            &[&ws.0, &kind, &ids(accounts), &tick],
            |row| Ok((AccountId(id(row, 0)?), seq(row, 1)?)),
        )
        .await
    }
}

fn ids(accounts: &[AccountId]) -> Vec<Uuid> {
    accounts.iter().map(|account| account.0).collect()
}
