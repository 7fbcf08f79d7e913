//! How the words of the protocol stand in PostgreSQL's columns.

use protocol::{
    AccountId, AccountKind, ConversationId, ConversationKind, FeedId, ReceiptPolicy, Role, Seq, Timestamp,
    WorkspaceId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::DbError;

pub(super) fn id(row: &Row, column: usize) -> Result<Uuid, DbError> {
    Ok(row.try_get(column)?)
}

pub(super) fn optional_id(row: &Row, column: usize) -> Result<Option<Uuid>, DbError> {
    Ok(row.try_get(column)?)
}

pub(super) fn time(row: &Row, column: usize) -> Result<Timestamp, DbError> {
    Ok(Timestamp(row.try_get(column)?))
}

pub(super) fn optional_time(row: &Row, column: usize) -> Result<Option<Timestamp>, DbError> {
    Ok(row.try_get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// A bigint counts to 2^63 - 1: more than any feed will see, but not more than a client can ask for.
pub(super) fn int(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

pub(super) fn seq(row: &Row, column: usize) -> Result<Seq, DbError> {
    Ok(row.try_get::<_, i64>(column)?.unsigned_abs())
}

pub(super) fn optional_seq(row: &Row, column: usize) -> Result<Option<Seq>, DbError> {
    Ok(row.try_get::<_, Option<i64>>(column)?.map(i64::unsigned_abs))
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Failed(Box::new(error)))
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T, DbError> {
    serde_json::from_str(row.try_get(column)?).map_err(|error| DbError::Failed(Box::new(error)))
}

/// NULL: from before there was a choice.
pub(super) fn receipt_policy(row: &Row, column: usize) -> Result<ReceiptPolicy, DbError> {
    Ok(match row.try_get(column)? {
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

/// A number whose type in the program is narrower than its column.
pub(super) fn narrow<N: TryFrom<i64>>(row: &Row, column: usize) -> Result<N, DbError> {
    let number: i64 = row.try_get(column)?;
    N::try_from(number).map_err(|_| DbError::Failed("a number is larger than it can be".into()))
}

pub(super) fn hash(row: &Row, column: usize) -> Result<[u8; 32], DbError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes
        .try_into()
        .map_err(|_| DbError::Failed("a hash has another length than it had".into()))
}

pub(super) fn optional_hash(row: &Row, column: usize) -> Result<Option<[u8; 32]>, DbError> {
    match row.try_get::<_, Option<&[u8]>>(column)? {
        Some(_) => hash(row, column).map(Some),
        None => Ok(None),
    }
}

pub(super) fn kind_text(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Coach => "coach",
        AccountKind::Client => "client",
    }
}

/// The schema allows only the two.
pub(super) fn kind(row: &Row, column: usize) -> Result<AccountKind, DbError> {
    Ok(match row.try_get(column)? {
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

pub(super) fn conversation_kind(row: &Row, column: usize) -> Result<ConversationKind, DbError> {
    Ok(match row.try_get(column)? {
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

pub(super) fn role(row: &Row, column: usize) -> Result<Role, DbError> {
    Ok(match row.try_get::<_, i64>(column)? {
        2 => Role::Owner,
        1 => Role::Admin,
        _ => Role::Member,
    })
}

/// A feed as the two columns of its key.
pub(super) fn feed_key(feed: FeedId) -> (i64, Uuid) {
    match feed {
        FeedId::Workspace(id) => (1, id.0),
        FeedId::Account(id) => (2, id.0),
        FeedId::Conversation(id) => (3, id.0),
        FeedId::Receipts(id) => (4, id.0),
    }
}

/// The schema allows only the four.
pub(super) fn feed(kind: i64, id: Uuid) -> FeedId {
    match kind {
        1 => FeedId::Workspace(WorkspaceId(id)),
        2 => FeedId::Account(AccountId(id)),
        3 => FeedId::Conversation(ConversationId(id)),
        _ => FeedId::Receipts(ConversationId(id)),
    }
}
