//! How values of the protocol become columns and come back.

use protocol::{AccountKind, ConversationKind, Role, Seq};
use rusqlite::types::{Type, ValueRef};
use rusqlite::{Connection, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A UUID of 16 bytes.
pub(crate) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

pub(crate) fn optional_uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
}

/// SQLite's integers are signed. No feed comes near the difference; "from the end" is asked for with the greatest.
pub(crate) fn number(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

pub(crate) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

pub(crate) fn optional_seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Seq>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => seq(row, column).map(Some),
    }
}

/// JSON, or nothing.
pub(crate) fn optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => from_json(row, column).map(Some),
    }
}

pub(crate) fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let json = row.get_ref(column)?.as_str()?;
    serde_json::from_str(json)
        .map_err(|_| unreadable(column, "JSON of another shape than this version writes"))
}

/// Runs a statement that answers nothing.
pub(crate) fn run(connection: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(params).map(drop)
}

/// Reads all rows.
pub(crate) fn rows<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, read)?.collect()
}

pub(crate) fn account_kind_name(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Coach => "coach",
        AccountKind::Client => "client",
    }
}

pub(crate) fn account_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<AccountKind> {
    match row.get_ref(column)?.as_str()? {
        "coach" => Ok(AccountKind::Coach),
        "client" => Ok(AccountKind::Client),
        _ => Err(unreadable(column, "unknown kind of account")),
    }
}

pub(crate) fn conversation_kind_name(kind: ConversationKind) -> &'static str {
    match kind {
        ConversationKind::Direct => "direct",
        ConversationKind::Group => "group",
    }
}

pub(crate) fn conversation_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<ConversationKind> {
    match row.get_ref(column)?.as_str()? {
        "direct" => Ok(ConversationKind::Direct),
        "group" => Ok(ConversationKind::Group),
        _ => Err(unreadable(column, "unknown kind of conversation")),
    }
}

pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Admin => "admin",
        Role::Owner => "owner",
    }
}

pub(crate) fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    match row.get_ref(column)?.as_str()? {
        "member" => Ok(Role::Member),
        "admin" => Ok(Role::Admin),
        "owner" => Ok(Role::Owner),
        _ => Err(unreadable(column, "unknown role")),
    }
}

/// `what` must hold nothing that a person wrote.
fn unreadable(column: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, what.into())
}
