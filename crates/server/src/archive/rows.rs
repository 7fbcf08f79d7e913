//! A row as a line of JSON: an object with the columns' names. Ids as UUIDs, hashes in hexadecimal digits.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::db::portable::{Column, Kind, Row, Table, Value};

pub(super) fn line(table: &Table, row: Row) -> Vec<u8> {
    let fields: Map<String, Json> = table
        .columns
        .iter()
        .zip(row)
        .map(|(column, value)| (column.name.to_owned(), json(value)))
        .collect();
    let mut line = Json::Object(fields).to_string().into_bytes();
    line.push(b'\n');
    line
}

fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Id(id) => Json::String(id.to_string()),
        Value::Hash(hash) => Json::String(blake3::Hash::from(hash).to_hex().to_string()),
        Value::Int(number) => Json::from(number),
        Value::Flag(flag) => Json::Bool(flag),
        Value::Text(text) => Json::String(text),
    }
}

/// Gives back the name of the column that does not fit. The line itself may hold people's words: it is not repeated.
pub(super) fn row(table: &Table, line: &[u8]) -> Result<Row, &'static str> {
    let Ok(Json::Object(mut fields)) = serde_json::from_slice(line) else {
        return Err("(the line)");
    };
    let row: Result<Row, &'static str> = table
        .columns
        .iter()
        .map(|column| value(column, fields.remove(column.name)).ok_or(column.name))
        .collect();
    if fields.is_empty() {
        row
    } else {
        Err("(one that is not known)")
    }
}

/// A column that an older archive does not have is empty, if it may be.
fn value(column: &Column, json: Option<Json>) -> Option<Value> {
    let json = match json {
        None | Some(Json::Null) => return column.nullable.then_some(Value::Null),
        Some(json) => json,
    };
    Some(match (column.kind, json) {
        (Kind::Id, Json::String(text)) => Value::Id(Uuid::parse_str(&text).ok()?),
        (Kind::Hash, Json::String(text)) => Value::Hash(blake3::Hash::from_hex(text).ok()?.into()),
        (Kind::Int, Json::Number(number)) => Value::Int(number.as_i64()?),
        (Kind::Flag, Json::Bool(flag)) => Value::Flag(flag),
        (Kind::Text, Json::String(text)) => Value::Text(text),
        _ => return None,
    })
}
