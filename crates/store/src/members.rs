//! Table `members`: who is, or was, in a conversation.

use protocol::{AccountId, ConversationId, Member};
use rusqlite::{Connection, Row, params};

use crate::column::{account_kind, account_kind_name, number, role, role_name, rows, run, seq, uuid};

pub(crate) fn put(connection: &Connection, member: &Member) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT INTO members (conversation, account, name, kind, role, can_post, active, since)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (conversation, account) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                role = excluded.role, can_post = excluded.can_post, active = excluded.active,
                since = excluded.since",
        params![
            member.conversation.0.as_bytes(),
            member.account.0.as_bytes(),
            member.name,
            account_kind_name(member.kind),
            role_name(member.role),
            member.can_post,
            member.active,
            number(member.since),
        ],
    )
}

pub(crate) fn clear(connection: &Connection, conversation: ConversationId) -> rusqlite::Result<()> {
    run(
        connection,
        "DELETE FROM members WHERE conversation = ?1",
        params![conversation.0.as_bytes()],
    )
}

pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Vec<Member>> {
    rows(
        connection,
        "SELECT conversation, account, name, kind, role, can_post, active, since FROM members",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        conversation: ConversationId(uuid(row, 0)?),
        account: AccountId(uuid(row, 1)?),
        name: row.get(2)?,
        kind: account_kind(row, 3)?,
        role: role(row, 4)?,
        can_post: row.get(5)?,
        active: row.get(6)?,
        since: seq(row, 7)?,
    })
}
