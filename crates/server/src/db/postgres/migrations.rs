//! Brings a database to the schema of this build. Several nodes may start at once: one does it, the others wait for it.

use refinery::{Migration, Runner};
use tokio_postgres::Client;

use crate::db::DbError;

/// Never edited once released; only added to.
const STEPS: &[(&str, &str)] = &[
    ("V1__first", include_str!("migrations/V1__first.sql")),
    ("V2__old_answers", include_str!("migrations/V2__old_answers.sql")),
    ("V3__messages", include_str!("migrations/V3__messages.sql")),
    ("V4__jobs", include_str!("migrations/V4__jobs.sql")),
    ("V5__files", include_str!("migrations/V5__files.sql")),
    ("V6__library", include_str!("migrations/V6__library.sql")),
    ("V7__groups", include_str!("migrations/V7__groups.sql")),
    ("V8__people", include_str!("migrations/V8__people.sql")),
];

/// Of the advisory lock: "rapport" in ASCII.
const LOCK: i64 = 0x0072_6170_706f_7274;

/// The database was brought up to date by a newer build.
#[derive(Debug, thiserror::Error)]
#[error("the database has schema {found}, this server knows up to {known}: use a newer rapport-server")]
struct TooNew {
    found: i32,
    known: i32,
}

#[derive(Debug, thiserror::Error)]
#[error("the database's encoding is {0}, and has to be UTF8: create it anew with ENCODING 'UTF8'")]
struct NotUnicode(String);

/// On a connection that is closed afterwards, whatever comes of it: that is what frees the lock.
pub(super) async fn run(client: &mut Client) -> Result<(), DbError> {
    let encoding: String = client.query_one("SHOW server_encoding", &[]).await?.try_get(0)?;
    if encoding != "UTF8" {
        return Err(failed(NotUnicode(encoding)));
    }
    client
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")
        .await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let runner = runner()?;
    let known = runner.get_migrations().iter().map(Migration::version).max();
    let (found, known) = (version(client).await?, known.unwrap_or(0));
    if found > known {
        return Err(failed(TooNew { found, known }));
    }
    // Nothing to do needs no right to create tables.
    if found < known {
        runner.run_async(client).await.map_err(failed)?;
    }
    Ok(())
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> DbError {
    DbError::Failed(Box::new(error))
}

fn runner() -> Result<Runner, DbError> {
    let steps: Vec<Migration> = STEPS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    Ok(Runner::new(&steps))
}

/// 0: it is empty.
async fn version(client: &Client) -> Result<i32, DbError> {
    let table = "SELECT to_regclass('refinery_schema_history') IS NOT NULL";
    if !client.query_one(table, &[]).await?.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    let newest = "SELECT max(version) FROM refinery_schema_history";
    let version: Option<i32> = client.query_one(newest, &[]).await?.try_get(0)?;
    Ok(version.unwrap_or(0))
}
