//! How the words of the protocol stand in SQLite's columns.

use protocol::{AccountKind, ConversationKind, FeedId, ReceiptPolicy, Role, Seq, Timestamp};
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::db::DbError;

/// An id as its 16 bytes.
pub(super) fn blob(id: Uuid) -> [u8; 16] {
    id.into_bytes()
}

/// An id as it stands in a JSON text, for `unhex`.
pub(super) fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(row.get(column)?))
}

pub(super) fn optional_id(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
}

pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp)
}

pub(super) fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// SQLite counts to 2^63 - 1: more than any feed will see, but not more than a client can ask for.
pub(super) fn int(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

pub(super) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

pub(super) fn optional_seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Seq>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(i64::unsigned_abs))
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Failed(Box::new(error)))
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, FromSqlError::other(error).into())
    })
}

/// NULL: from before there was a choice.
pub(super) fn receipt_policy(row: &Row<'_>, column: usize) -> rusqlite::Result<ReceiptPolicy> {
    Ok(match row.get_ref(column)?.as_str_or_null()? {
        Some("staff") => ReceiptPolicy::Staff,
        Some("off") => ReceiptPolicy::Off,
        _ => ReceiptPolicy::Everyone,
    })
}

pub(super) fn receipt_policy_text(policy: ReceiptPolicy) -> &'static str {
    match policy {
        ReceiptPolicy::Everyone => "everyone",
        ReceiptPolicy::Staff => "staff",
        ReceiptPolicy::Off => "off",
    }
}

pub(super) fn kind_text(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Coach => "coach",
        AccountKind::Client => "client",
    }
}

/// The schema allows only the two.
pub(super) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<AccountKind> {
    Ok(match row.get_ref(column)?.as_str()? {
        "coach" => AccountKind::Coach,
        _ => AccountKind::Client,
    })
}

pub(super) fn conversation_kind_text(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Direct => "direct",
        ConversationKind::Group => "group",
    }
}

pub(super) fn conversation_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<ConversationKind> {
    Ok(match row.get_ref(column)?.as_str()? {
        "direct" => ConversationKind::Direct,
        _ => ConversationKind::Group,
    })
}

pub(super) fn role_number(role: Role) -> i64 {
    match role {
        Role::Member => 0,
        Role::Admin => 1,
        Role::Owner => 2,
    }
}

pub(super) fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    Ok(match row.get::<_, i64>(column)? {
        2 => Role::Owner,
        1 => Role::Admin,
        _ => Role::Member,
    })
}

/// A feed as the two columns of its key.
pub(super) fn feed_key(feed: FeedId) -> (i64, [u8; 16]) {
    match feed {
        FeedId::Workspace(id) => (1, blob(id.0)),
        FeedId::Account(id) => (2, blob(id.0)),
        FeedId::Conversation(id) => (3, blob(id.0)),
        FeedId::Receipts(id) => (4, blob(id.0)),
    }
}
