//! Whole tables out of SQLite and into it, in the order and with the columns of `db::portable`.

use std::collections::HashSet;
use std::path::Path;

use protocol::{Timestamp, WorkspaceId};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use uuid::Uuid;

use super::{Place, open, open_reader};
use crate::db::DbError;
use crate::db::held::{IS_HELD, IS_LEAVING};
use crate::db::portable::{Column, Dump, Each, Kind, Load, Row, Table, Value};

/// One state of the database. The server goes on writing beside it.
#[derive(Debug)]
pub struct SqliteDump(Connection);

impl SqliteDump {
    /// Nothing is written here, so that the database of an earlier build can be backed up before it is brought up to date: what
    /// it does not have yet is empty.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        let connection = open_reader(path)?;
        connection.execute_batch("BEGIN")?;
        // The first look is what fixes the state that all further ones see.
        connection.query_row("SELECT count(*) FROM workspaces", [], |_| Ok(()))?;
        Ok(Self(connection))
    }
}

impl SqliteDump {
    /// Those that the table has in this file; none when there is no such table.
    fn columns(&self, table: &Table) -> rusqlite::Result<HashSet<String>> {
        let mut statement = self.0.prepare("SELECT name FROM pragma_table_info(?1)")?;
        statement.query_map([table.name], |row| row.get(0))?.collect()
    }
}

impl Dump for SqliteDump {
    async fn rows<E: From<DbError> + Send>(
        &mut self,
        table: &'static Table,
        of: Option<WorkspaceId>,
        each: Each<'_, E>,
    ) -> Result<(), E> {
        let failed = |error: rusqlite::Error| E::from(DbError::from(error));
        let whose = match (of, table.workspace) {
            (None, _) => String::new(),
            (Some(_), Some(column)) => format!("WHERE {column} = ?1"),
            (Some(_), None) => return Ok(()),
        };
        let present = self.columns(table).map_err(failed)?;
        if present.is_empty() {
            return Ok(());
        }
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|column| match column.nullable && !present.contains(column.name) {
                true => "NULL",
                false => column.name,
            })
            .collect();
        let sql = format!(
            "SELECT {} FROM {} {whose} ORDER BY {}",
            columns.join(", "),
            table.name,
            table.key_list()
        );
        let mut statement = self.0.prepare(&sql).map_err(failed)?;
        let bound: Vec<[u8; 16]> = of.iter().map(|id| id.0.into_bytes()).collect();
        let mut rows = statement
            .query(rusqlite::params_from_iter(bound))
            .map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let values: Result<Row, rusqlite::Error> = table
                .columns
                .iter()
                .enumerate()
                .map(|(place, column)| value(column, row.get_ref(place)?))
                .collect();
            each(values.map_err(failed)?)?;
        }
        Ok(())
    }
}

fn value(column: &Column, stored: ValueRef<'_>) -> rusqlite::Result<Value> {
    if stored == ValueRef::Null {
        return Ok(Value::Null);
    }
    Ok(match column.kind {
        Kind::Id => Value::Id(Uuid::from_slice(stored.as_blob()?).map_err(unreadable)?),
        Kind::Hash => Value::Hash(stored.as_blob()?.try_into().map_err(unreadable)?),
        Kind::Int => Value::Int(stored.as_i64()?),
        Kind::Flag => Value::Flag(stored.as_i64()? != 0),
        Kind::Text => Value::Text(stored.as_str()?.to_owned()),
    })
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::types::FromSqlError::other(error).into()
}

/// A database that takes rows in. The file and its tables are made when they are not there.
#[derive(Debug)]
pub struct SqliteLoad(Connection);

impl SqliteLoad {
    pub fn open(path: &Path) -> Result<Self, DbError> {
        open(&Place::File(path.to_owned())).map(Self)
    }
}

impl Load for SqliteLoad {
    async fn begin(&mut self) -> Result<(), DbError> {
        Ok(self.0.execute_batch("BEGIN IMMEDIATE")?)
    }

    async fn holds_anything(&mut self) -> Result<bool, DbError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM workspaces)";
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
    }

    async fn holds_workspace(&mut self, id: WorkspaceId) -> Result<bool, DbError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM workspaces WHERE id = ?1)";
        Ok(self.0.query_row(sql, [id.0.into_bytes()], |row| row.get(0))?)
    }

    async fn insert(&mut self, table: &'static Table, rows: Vec<Row>) -> Result<(), DbError> {
        let places: Vec<String> = (1..=table.columns.len())
            .map(|place| format!("?{place}"))
            .collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            table.name,
            table.column_list(),
            places.join(", ")
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        for row in rows {
            statement.execute(rusqlite::params_from_iter(row.iter().map(Bound)))?;
        }
        Ok(())
    }

    async fn let_unheld_go(&mut self, at: Timestamp) -> Result<(), DbError> {
        let sql = format!(
            "INSERT INTO jobs (workspace, kind, id, due_at, payload, attempts, claimed_until)
             SELECT f.workspace, 'drop_file', f.id, ?1, '', 0, 0 FROM files f WHERE NOT {IS_HELD} AND NOT {IS_LEAVING}"
        );
        self.0.execute(&sql, [at.0])?;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        Ok(self.0.execute_batch("COMMIT")?)
    }
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::Null => ValueRef::Null,
            Value::Id(id) => ValueRef::Blob(id.as_bytes()),
            Value::Hash(hash) => ValueRef::Blob(hash),
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Flag(flag) => ValueRef::Integer(i64::from(*flag)),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::portable::TABLES;

    #[test]
    fn the_description_names_every_table_and_column_of_the_schema() {
        let connection = open(&Place::Memory).unwrap();
        let texts = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let mut described: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        described.sort_unstable();
        assert_eq!(
            texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"),
            described
        );
        for table in TABLES {
            let mut columns: Vec<String> = table
                .columns
                .iter()
                .enumerate()
                .map(|(place, column)| {
                    let kind = match column.kind {
                        Kind::Id | Kind::Hash => "BLOB",
                        Kind::Int | Kind::Flag => "INTEGER",
                        Kind::Text => "TEXT",
                    };
                    let key = if place < table.key { place + 1 } else { 0 };
                    format!("{} {kind} {} {key}", column.name, u8::from(!column.nullable))
                })
                .collect();
            columns.sort();
            let sql = format!(
                "SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk AS line
                 FROM pragma_table_info('{}') ORDER BY line",
                table.name
            );
            assert_eq!(texts(&sql), columns, "{}", table.name);
        }
    }
}
