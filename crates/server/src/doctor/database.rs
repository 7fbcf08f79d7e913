//! The questions to an SQLite database.
//!
//! Each is one statement that finds what must not be, so that nothing found is the good answer.

use rusqlite::Connection;

use super::Finding;
use crate::db::DbError;

const RESTORE: &str =
    "Stop the server, keep a copy of the data folder, and restore the newest backup that passes.";
const REPORT: &str =
    "The data is readable, but a rule was broken: keep a copy of the data folder, and report it.";

/// What must not be found, each as a statement that counts it.
const RULES: &[(&str, &str)] = &[
    (
        "numbers of conversations",
        "SELECT count(*) FROM (
             SELECT workspace, conversation, rev AS number FROM messages
             UNION ALL SELECT workspace, conversation, seq FROM messages
             UNION ALL SELECT workspace, conversation, rev FROM members
             UNION ALL SELECT workspace, id, rev FROM conversations
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 3 AND feeds.id = used.conversation
         WHERE feeds.head IS NULL OR used.number > feeds.head",
    ),
    (
        "numbers of receipts",
        "SELECT count(*) FROM receipts LEFT JOIN feeds
             ON feeds.workspace = receipts.workspace AND feeds.kind = 4 AND feeds.id = receipts.conversation
         WHERE feeds.head IS NULL OR receipts.rev > feeds.head",
    ),
    (
        "numbers of accounts",
        "SELECT count(*) FROM (
             SELECT workspace, account, rev FROM memberships UNION ALL SELECT workspace, account, rev FROM drafts
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 2 AND feeds.id = used.account
         WHERE feeds.head IS NULL OR used.rev > feeds.head",
    ),
    (
        "numbers of workspaces",
        "SELECT count(*) FROM (
             SELECT id AS workspace, rev FROM workspaces UNION ALL SELECT workspace, rev FROM accounts
         ) AS used LEFT JOIN feeds
             ON feeds.workspace = used.workspace AND feeds.kind = 1 AND feeds.id = used.workspace
         WHERE feeds.head IS NULL OR used.rev > feeds.head",
    ),
    (
        "a direct conversation for each client",
        "SELECT count(*) FROM accounts LEFT JOIN conversations
             ON conversations.workspace = accounts.workspace AND conversations.client = accounts.id
         WHERE accounts.kind = 'client' AND conversations.id IS NULL",
    ),
    (
        "an owner for each group that has people",
        "SELECT count(*) FROM conversations WHERE kind = 'group'
             AND EXISTS (SELECT 1 FROM members WHERE members.workspace = conversations.workspace
                 AND members.conversation = conversations.id AND members.active = 1)
             AND 1 <> (SELECT count(*) FROM members WHERE members.workspace = conversations.workspace
                 AND members.conversation = conversations.id AND members.active = 1 AND members.role = 2)",
    ),
    (
        "members and their memberships",
        "SELECT count(*) FROM members LEFT JOIN memberships
             ON memberships.workspace = members.workspace AND memberships.account = members.account
             AND memberships.conversation = members.conversation
         WHERE memberships.active IS NOT members.active",
    ),
    (
        "authors of messages",
        "SELECT count(*) FROM messages LEFT JOIN members
             ON members.workspace = messages.workspace AND members.conversation = messages.conversation
             AND members.account = messages.author
         WHERE members.account IS NULL",
    ),
    (
        "replies",
        "SELECT count(*) FROM messages AS reply LEFT JOIN messages AS target
             ON target.workspace = reply.workspace AND target.id = reply.reply_to
         WHERE reply.reply_to IS NOT NULL
             AND (target.id IS NULL OR target.conversation <> reply.conversation OR target.seq >= reply.seq)",
    ),
    (
        "deleted messages without words",
        "SELECT count(*) FROM messages WHERE deleted = 1 AND (text <> '' OR spans NOT IN ('', '[]'))",
    ),
    (
        "receipts within their conversation",
        "SELECT count(*) FROM receipts LEFT JOIN feeds
             ON feeds.workspace = receipts.workspace AND feeds.kind = 3 AND feeds.id = receipts.conversation
         WHERE receipts.read > receipts.delivered OR receipts.delivered > feeds.head",
    ),
];

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
    match count(connection, sql) {
        Ok(0) => Finding::fine(what),
        Ok(rows) => Finding::wrong(what, format!("{rows} rows break the rule"), REPORT),
        Err(error) => Finding::wrong(what, DbError::from(error), REPORT),
    }
}

fn count(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    connection.query_row(sql, [], |row| row.get(0))
}
