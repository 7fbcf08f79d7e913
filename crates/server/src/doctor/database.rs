//! Asking a database: SQLite about its file and its rows, PostgreSQL about its rows.

use rusqlite::Connection;

use super::rules::RULES;
use super::{Finding, due};
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
        findings.push(match waiting(connection) {
            Ok((waiting, given_up)) => due::line(waiting, &given_up),
            Err(error) => unreadable(&error.into()),
        });
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

fn waiting(connection: &Connection) -> rusqlite::Result<(i64, Vec<(String, i64)>)> {
    let waiting = count(connection, due::WAITING)?;
    let mut statement = connection.prepare(due::GIVEN_UP)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((waiting, rows.collect::<Result<_, _>>()?))
}

fn unreadable(error: &DbError) -> Finding {
    Finding::wrong(due::WHAT, error, REPORT)
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
    let waiting = async {
        Ok((
            questions.count(due::WAITING).await?,
            questions.counts(due::GIVEN_UP).await?,
        ))
    };
    findings.push(match waiting.await {
        Ok((waiting, given_up)) => due::line(waiting, &given_up),
        Err(error) => unreadable(&error),
    });
    findings
}

fn count(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    connection.query_row(sql, [], |row| row.get(0))
}
