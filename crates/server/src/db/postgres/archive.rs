//! Whole tables out of PostgreSQL and into it, in the order and with the columns of `db::portable`.

use std::error::Error;
use std::pin::pin;

use bytes::BytesMut;
use deadpool_postgres::{ClientWrapper, Object};
use futures_util::TryStreamExt;
use protocol::{Timestamp, WorkspaceId};
use tokio_postgres::binary_copy::BinaryCopyInWriter;

use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::Postgres;
use crate::db::DbError;
use crate::db::held::{IS_HELD, IS_LEAVING};
use crate::db::portable::{Column, Dump, Each, Kind, Load, Row, Table, Value};

/// Of the advisory lock: "archive" in ASCII.
const LOCK: i64 = 0x0061_7263_6869_7665;

/// A large table takes longer than any question of the server's may.
const PATIENT: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// What is no data and begins anew: the feed was last raised before anybody looked.
const NO_DATA: (&str, &str) = ("feeds", "tick");

/// One state of the database. The nodes go on writing beside it.
pub struct PgDump(ClientWrapper);

impl std::fmt::Debug for PgDump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PgDump(..)")
    }
}

impl PgDump {
    /// The connection is closed with the value.
    pub async fn open(postgres: &Postgres) -> Result<Self, DbError> {
        let client = Object::take(postgres.pool.get().await?);
        client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        client.batch_execute(PATIENT).await?;
        // The first look is what fixes the state that all further ones see.
        client
            .query_one("SELECT EXISTS (SELECT 1 FROM workspaces)", &[])
            .await?;
        Ok(Self(client))
    }
}

impl Dump for PgDump {
    async fn rows<E: From<DbError> + Send>(
        &mut self,
        table: &'static Table,
        of: Option<WorkspaceId>,
        each: Each<'_, E>,
    ) -> Result<(), E> {
        let whose = match (of, table.workspace) {
            (None, _) => String::new(),
            (Some(_), Some(column)) => format!("WHERE {column} = $1"),
            (Some(_), None) => return Ok(()),
        };
        let sql = format!(
            "SELECT {} FROM {} {whose} ORDER BY {}",
            table.column_list(),
            table.name,
            table.key_list()
        );
        let bound: Vec<Uuid> = of.iter().map(|id| id.0).collect();
        let rows = self.0.query_raw(&sql, &bound).await.map_err(DbError::from)?;
        let mut rows = pin!(rows);
        while let Some(row) = rows.try_next().await.map_err(DbError::from)? {
            let values: Result<Row, DbError> = table
                .columns
                .iter()
                .enumerate()
                .map(|(place, column)| value(column, &row, place))
                .collect();
            each(values?)?;
        }
        Ok(())
    }
}

fn value(column: &Column, row: &tokio_postgres::Row, place: usize) -> Result<Value, DbError> {
    let value = match column.kind {
        Kind::Id => row.try_get::<_, Option<Uuid>>(place)?.map(Value::Id),
        Kind::Int => row.try_get::<_, Option<i64>>(place)?.map(Value::Int),
        Kind::Flag => row.try_get::<_, Option<bool>>(place)?.map(Value::Flag),
        Kind::Text => row.try_get::<_, Option<String>>(place)?.map(Value::Text),
        Kind::Hash => {
            let bytes: Option<&[u8]> = row.try_get(place)?;
            let hash = bytes.map(<[u8; 32]>::try_from).transpose();
            hash.map_err(|error| DbError::Failed(Box::new(error)))?
                .map(Value::Hash)
        }
    };
    Ok(value.unwrap_or(Value::Null))
}

/// A database that takes rows in. The connection is closed with the value, and what was not committed with it.
pub struct PgLoad(ClientWrapper);

impl std::fmt::Debug for PgLoad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PgLoad(..)")
    }
}

impl PgLoad {
    pub async fn open(postgres: &Postgres) -> Result<Self, DbError> {
        Ok(Self(Object::take(postgres.pool.get().await?)))
    }
}

impl Load for PgLoad {
    /// One archive at a time. Nobody else is kept waiting: the workspaces that come in are seen by nobody before the end, and
    /// if somebody else makes one with the same id, one of the two is refused.
    async fn begin(&mut self) -> Result<(), DbError> {
        self.0
            .batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            .await?;
        self.0.batch_execute(PATIENT).await?;
        self.0.batch_execute("SET LOCAL lock_timeout = 0").await?;
        self.0
            .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
            .await?;
        Ok(())
    }

    async fn holds_anything(&mut self) -> Result<bool, DbError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM workspaces)";
        Ok(self.0.query_one(sql, &[]).await?.try_get(0)?)
    }

    async fn holds_workspace(&mut self, id: WorkspaceId) -> Result<bool, DbError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM workspaces WHERE id = $1)";
        Ok(self.0.query_one(sql, &[&id.0]).await?.try_get(0)?)
    }

    async fn insert(&mut self, table: &'static Table, rows: Vec<Row>) -> Result<(), DbError> {
        let begins_anew = table.name == NO_DATA.0;
        let mut columns = table.column_list();
        let mut types: Vec<Type> = table.columns.iter().map(|column| kind(column.kind)).collect();
        if begins_anew {
            columns.push_str(", ");
            columns.push_str(NO_DATA.1);
            types.push(Type::INT8);
        }
        let sql = format!("COPY {} ({columns}) FROM STDIN BINARY", table.name);
        let sink = self.0.copy_in(&sql).await?;
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
        for mut row in rows {
            if begins_anew {
                row.push(Value::Int(0));
            }
            let bound: Vec<Bound<'_>> = row.iter().map(Bound).collect();
            writer.as_mut().write_raw(&bound).await?;
        }
        writer.finish().await?;
        Ok(())
    }

    async fn let_unheld_go(&mut self, at: Timestamp) -> Result<(), DbError> {
        let sql = format!(
            "INSERT INTO jobs (workspace, kind, id, due_at, payload, attempts, claimed_until)
             SELECT f.workspace, 'drop_file', f.id, $1, '', 0, 0 FROM files f WHERE NOT {IS_HELD} AND NOT {IS_LEAVING}"
        );
        self.0.execute(&sql, &[&at.0]).await?;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        Ok(self.0.batch_execute("COMMIT").await?)
    }
}

fn kind(kind: Kind) -> Type {
    match kind {
        Kind::Id => Type::UUID,
        Kind::Hash => Type::BYTEA,
        Kind::Int => Type::INT8,
        Kind::Flag => Type::BOOL,
        Kind::Text => Type::TEXT,
    }
}

struct Bound<'a>(&'a Value);

impl std::fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bound(..)")
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Id(id) => id.to_sql(ty, out),
            Value::Hash(hash) => hash.as_slice().to_sql(ty, out),
            Value::Int(number) => number.to_sql(ty, out),
            Value::Flag(flag) => flag.to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::UUID, Type::BYTEA, Type::INT8, Type::BOOL, Type::TEXT].contains(ty)
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::portable::TABLES;

    #[tokio::test]
    async fn the_description_names_every_table_and_column_of_the_schema() {
        let url = backing::Postgres::shared().unwrap().create_database().unwrap();
        let postgres = Postgres::connect(&url, 2).await.unwrap();
        let client = postgres.pool.get().await.unwrap();
        let sql = "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
             FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name NOT LIKE 'refinery%' AND column_name <> 'tick'";
        let rows = client.query(sql, &[]).await.unwrap();
        let mut found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        found.sort();
        let mut described: Vec<String> = TABLES
            .iter()
            .flat_map(|table| {
                table.columns.iter().map(|column| {
                    let kind = match column.kind {
                        Kind::Id => "uuid",
                        Kind::Hash => "bytea",
                        Kind::Int => "bigint",
                        Kind::Flag => "boolean",
                        Kind::Text => "text",
                    };
                    let nullable = if column.nullable { "YES" } else { "NO" };
                    format!("{} {} {kind} {nullable}", table.name, column.name)
                })
            })
            .collect();
        described.sort();
        assert_eq!(found, described);
    }
}
