//! Table `client_files`: how each client is filed.

use protocol::{AccountId, ClientFile, Seq, WorkspaceId};
use rusqlite::{Row, params};

use super::SqliteTx;
use super::values::{blob, from_json, hex, id, int, optional_id, seq, to_json};
use crate::db::{ClientFiles, DbError};

const CLIENT_FILE: &str = "SELECT account, tags, coach, rev FROM client_files";

fn client_file(row: &Row<'_>) -> rusqlite::Result<ClientFile> {
    Ok(ClientFile {
        account: AccountId(id(row, 0)?),
        tags: from_json(row, 1)?,
        coach: optional_id(row, 2)?.map(AccountId),
        rev: seq(row, 3)?,
    })
}

impl ClientFiles for SqliteTx {
    async fn client_file(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<ClientFile>, DbError> {
        self.one(
            &format!("{CLIENT_FILE} WHERE workspace = ?1 AND account = ?2"),
            params![blob(ws.0), blob(account.0)],
            client_file,
        )
    }

    async fn put_client_files(&mut self, ws: WorkspaceId, files: &[ClientFile]) -> Result<(), DbError> {
        let mut rows = Vec::with_capacity(files.len());
        for file in files {
            let coach = file.coach.map(|coach| hex(coach.0));
            rows.push((hex(file.account.0), to_json(&file.tags)?, coach, int(file.rev)));
        }
        self.run(
            "INSERT INTO client_files (workspace, account, tags, coach, rev)
             SELECT ?1, unhex(value->>0), value->>1, unhex(value->>2), value->>3 FROM json_each(?2) WHERE true
             ON CONFLICT (workspace, account) DO UPDATE SET tags = excluded.tags, coach = excluded.coach,
                rev = excluded.rev",
            params![blob(ws.0), to_json(&rows)?],
        )?;
        Ok(())
    }

    async fn client_files_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, ClientFile)>, DbError> {
        self.all(
            &format!("{CLIENT_FILE} WHERE workspace = ?1 AND rev > ?2 ORDER BY rev LIMIT ?3"),
            params![blob(ws.0), int(since), limit],
            |row| Ok((seq(row, 3)?, client_file(row)?)),
        )
    }
}
