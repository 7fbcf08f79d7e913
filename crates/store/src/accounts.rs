//! Table `accounts`: the people of the practice, on a coach's device.

use protocol::{Account, AccountId, ConversationId, Timestamp};
use rusqlite::{Connection, Row, params};

use crate::column::{account_kind, account_kind_name, optional_uuid, rows, run, uuid};

pub(crate) fn put(connection: &Connection, account: &Account) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO accounts (id, kind, name, email, joined_at, direct) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, email = excluded.email,
                joined_at = excluded.joined_at, direct = excluded.direct",
        params![
            account.id.0.as_bytes(),
            account_kind_name(account.kind),
            account.name,
            account.email,
            account.joined_at.map(|at| at.0),
            account.direct.as_ref().map(|id| id.0.as_bytes()),
        ],
    )
}

pub(crate) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "DELETE FROM accounts", [])
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Account>> {
    rows(
        connection,
        "SELECT id, kind, name, email, joined_at, direct FROM accounts",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(uuid(row, 0)?),
        kind: account_kind(row, 1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        joined_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        direct: optional_uuid(row, 5)?.map(ConversationId),
    })
}
