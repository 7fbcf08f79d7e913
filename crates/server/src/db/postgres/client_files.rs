//! Table `client_files`: how each client is filed.

use protocol::{AccountId, ClientFile, Seq, WorkspaceId};
use tokio_postgres::Row;
use uuid::Uuid;

use super::tx::PgTx;
use super::values::{from_json, id, int, optional_id, seq, to_json};
use crate::db::{ClientFiles, DbError};

const CLIENT_FILE: &str = "SELECT account, tags, coach, rev FROM client_files";

fn client_file(row: &Row) -> Result<ClientFile, DbError> {
    Ok(ClientFile {
        account: AccountId(id(row, 0)?),
        tags: from_json(row, 1)?,
        coach: optional_id(row, 2)?.map(AccountId),
        rev: seq(row, 3)?,
    })
}

impl ClientFiles for PgTx {
    async fn client_file(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> Result<Option<ClientFile>, DbError> {
        self.one(
            &format!("{CLIENT_FILE} WHERE workspace = $1 AND account = $2"),
            &[&ws.0, &account.0],
            client_file,
        )
        .await
    }

    async fn put_client_files(&mut self, ws: WorkspaceId, files: &[ClientFile]) -> Result<(), DbError> {
        let accounts: Vec<Uuid> = files.iter().map(|file| file.account.0).collect();
        let tags: Vec<String> = files
            .iter()
            .map(|file| to_json(&file.tags))
            .collect::<Result<_, _>>()?;
        let coaches: Vec<Option<Uuid>> = files.iter().map(|file| file.coach.map(|coach| coach.0)).collect();
        let revs: Vec<i64> = files.iter().map(|file| int(file.rev)).collect();
        self.run(
            "INSERT INTO client_files (workspace, account, tags, coach, rev)
             SELECT $1, account, tags, coach, rev
             FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::bigint[]) AS new (account, tags, coach, rev)
             ON CONFLICT (workspace, account) DO UPDATE SET tags = excluded.tags, coach = excluded.coach,
                rev = excluded.rev",
            &[&ws.0, &accounts, &tags, &coaches, &revs],
        )
        .await?;
        Ok(())
    }

    async fn client_files_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> Result<Vec<(Seq, ClientFile)>, DbError> {
        self.all(
            &format!("{CLIENT_FILE} WHERE workspace = $1 AND rev > $2 ORDER BY rev LIMIT $3"),
            &[&ws.0, &int(since), &i64::from(limit)],
            |row| Ok((seq(row, 3)?, client_file(row)?)),
        )
        .await
    }
}
