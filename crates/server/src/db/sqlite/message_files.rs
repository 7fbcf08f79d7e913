//! Table `message_files`: which messages have a file. What a conversation has of one sort is found here, and links in the messages.

use protocol::{ConversationId, FileId, FileSort, Message, Seq, WorkspaceId};
use rusqlite::params;

use super::SqliteTx;
use super::messages::{MESSAGE, message};
use super::values::{blob, int};
use crate::db::{DbError, MessageFiles, Sight};

impl MessageFiles for SqliteTx {
    async fn insert_message_file(
        &mut self,
        ws: WorkspaceId,
        file: FileId,
        message: &Message,
        sort: FileSort,
    ) -> Result<(), DbError> {
        self.run(
            "INSERT INTO message_files (workspace, file, conversation, seq, sort) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                blob(ws.0),
                blob(file.0),
                blob(message.conversation.0),
                int(message.seq),
                sort.as_str()
            ],
        )?;
        Ok(())
    }

    async fn delete_message_files(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        seq: Seq,
    ) -> Result<(), DbError> {
        self.run(
            "DELETE FROM message_files WHERE workspace = ?1 AND conversation = ?2 AND seq = ?3",
            params![blob(ws.0), blob(of.0), int(seq)],
        )?;
        Ok(())
    }

    async fn messages_with(
        &mut self,
        ws: WorkspaceId,
        of: ConversationId,
        sight: Sight,
        sort: FileSort,
        before: Seq,
        limit: u32,
    ) -> Result<Vec<Message>, DbError> {
        let place = "workspace = ?1 AND conversation = ?2 AND seq < ?3 AND seq >= ?5";
        if sort == FileSort::Links {
            // In the words of the index.
            return self.all(
                &format!(
                    "{MESSAGE} WHERE {place} AND instr(lower(spans), '\"url\":\"http') > 0
                        AND (?6 OR staff_only IS NULL)
                     ORDER BY seq DESC LIMIT ?4"
                ),
                params![
                    blob(ws.0),
                    blob(of.0),
                    int(before),
                    limit,
                    int(sight.since),
                    sight.notes
                ],
                message,
            );
        }
        self.all(
            &format!(
                "{MESSAGE} WHERE workspace = ?1 AND conversation = ?2 AND seq IN
                    (SELECT DISTINCT seq FROM message_files h WHERE {place} AND sort = ?7
                        AND (?6 OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace = h.workspace
                            AND m.conversation = h.conversation AND m.seq = h.seq AND m.staff_only IS NULL))
                     ORDER BY seq DESC LIMIT ?4)
                 ORDER BY seq DESC"
            ),
            params![
                blob(ws.0),
                blob(of.0),
                int(before),
                limit,
                int(sight.since),
                sight.notes,
                sort.as_str()
            ],
            message,
        )
    }
}
