//! Asking a database: SQLite about its file and its rows, PostgreSQL about its rows.

use rusqlite::Connection;

use super::Finding;
use super::rules::RULES;
use crate::db::DbError;
use crate::db::postgres::PgQuestions;

const RESTORE: &str =
    "Stop the server, keep a copy of the data folder, and restore the newest backup that passes.";
const REPORT: &str =
    "The data is readable, but a rule was broken: keep a copy of the data folder, and report it.";

/// Asks everything. A database that cannot be asked is a finding too.
pub fn examine(connection: &Connection) -> Vec<Finding> {
    let mut findings = vec![integrity(connection), foreign_keys(connection)];
    if findings.iter().all(Finding::is_fine) {
        findings.extend(RULES.iter().map(|(what, sql)| rule(connection, what, sql)));
    }
    findings
}

fn integrity(connection: &Connection) -> Finding {
    let what = "integrity of the database file";
    let asked: Result<Vec<String>, rusqlite::Error> = (|| {
        let mut statement = connection.prepare("PRAGMA integrity_check(5)")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    })();
    match asked {
        Ok(lines) if lines == ["ok"] => Finding::fine(what),
        Ok(lines) => Finding::wrong(what, lines.join("; "), RESTORE),
        Err(error) => Finding::wrong(what, DbError::from(error), RESTORE),
    }
}

fn foreign_keys(connection: &Connection) -> Finding {
    let what = "rows that refer to others";
    match count(connection, "SELECT count(*) FROM pragma_foreign_key_check") {
        Ok(0) => Finding::fine(what),
        Ok(rows) => Finding::wrong(what, format!("{rows} refer to nothing"), RESTORE),
        Err(error) => Finding::wrong(what, DbError::from(error), RESTORE),
    }
}

fn rule(connection: &Connection, what: &str, sql: &str) -> Finding {
    judge(what, count(connection, sql).map_err(DbError::from))
}

fn judge(what: &str, counted: Result<i64, DbError>) -> Finding {
    match counted {
        Ok(0) => Finding::fine(what),
        Ok(rows) => Finding::wrong(what, format!("{rows} rows break the rule"), REPORT),
        Err(error) => Finding::wrong(what, error, REPORT),
    }
}

/// Everything about the rows of a PostgreSQL database, all of one moment.
pub async fn examine_postgres(questions: &PgQuestions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (what, sql) in RULES {
        findings.push(judge(what, questions.count(sql).await));
    }
    findings
}

fn count(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    connection.query_row(sql, [], |row| row.get(0))
}
