//! Table `played`: who has listened to which voice note.

use protocol::{AccountId, ConversationId, Message, MessageId, Played, Seq, WorkspaceId};
use rusqlite::params;

use super::SqliteTx;
use super::values::{blob, id, int, seq};
use crate::db::{DbError, PlayedNotes, Sight};

impl PlayedNotes for SqliteTx {
    async fn insert_played(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
        rev: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO played (workspace, conversation, seq, account, rev) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                blob(ws.0),
                blob(message.conversation.0),
                int(message.seq),
                blob(account.0),
                int(rev)
            ],
        )?;
        Ok(())
    }

    async fn has_played(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
    ) -> Result<bool, DbError> {
        let played = self.one(
            "SELECT 1 FROM played WHERE workspace = ?1 AND conversation = ?2 AND seq = ?3 AND account = ?4",
            params![
                blob(ws.0),
                blob(message.conversation.0),
                int(message.seq),
                blob(account.0)
            ],
            |_| Ok(()),
        )?;
        Ok(played.is_some())
    }

    async fn played_changed(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, Played)>, DbError> {
        self.all(
            "SELECT p.rev, m.id, p.account FROM played p
             JOIN messages m ON m.workspace = p.workspace AND m.conversation = p.conversation AND m.seq = p.seq
             WHERE p.workspace = ?1 AND p.conversation = ?2 AND p.rev > ?3
                AND p.seq >= ?5 AND (?6 OR m.staff_only IS NULL)
             ORDER BY p.rev LIMIT ?4",
            params![blob(ws.0), blob(of.0), int(since), limit, int(sight.since), sight.notes],
            |row| {
                let played = Played {
                    conversation: of,
                    message: MessageId(id(row, 1)?),
                    account: AccountId(id(row, 2)?),
                };
                Ok((seq(row, 0)?, played))
            },
        )
    }

    async fn delete_played(&mut self, ws: WorkspaceId, of: ConversationId, seq: Seq) -> Result<(), DbError> {
        self.run(
            "DELETE FROM played WHERE workspace = ?1 AND conversation = ?2 AND seq = ?3",
            params![blob(ws.0), blob(of.0), int(seq)],
        )?;
        Ok(())
    }
}
