//! Table `receipts`: how far each member of a conversation has come.

use protocol::{AccountId, ConversationId, Receipt};
use rusqlite::{Connection, params};

use crate::column::{number, rows, run, seq, uuid};

pub(crate) fn put(connection: &Connection, receipt: &Receipt) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO receipts (conversation, account, delivered, read) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (conversation, account) DO UPDATE SET delivered = excluded.delivered, read = excluded.read",
        params![
            receipt.conversation.0.as_bytes(),
            receipt.account.0.as_bytes(),
            number(receipt.delivered),
            number(receipt.read),
        ],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM receipts WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Receipt>> {
    rows(
        connection,
        "SELECT conversation, account, delivered, read FROM receipts",
        [],
        |row| {
            Ok(Receipt {
                conversation: ConversationId(uuid(row, 0)?),
                account: AccountId(uuid(row, 1)?),
                delivered: seq(row, 2)?,
                read: seq(row, 3)?,
            })
        },
    )
}
