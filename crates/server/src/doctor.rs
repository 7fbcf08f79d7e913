//! Whether a server's data is whole, and what to do when it is not.
//!
//! Owns the questions and the advice. Only reads: a doctor that repairs what it does not understand is a danger. The
//! checks of the database are in `doctor/database.rs`. Must not know the command line.

mod database;
mod due;
mod media;
mod rules;

use std::fmt;
use std::path::Path;

use crate::config::{Config, Database};
use crate::db::postgres::PgQuestions;
use crate::db::{DbError, sqlite};
use crate::hosted::DATABASE;

pub use database::{examine, examine_postgres};
pub use media::{Depth, media};

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, such as "numbers of feeds".
    pub what: String,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    /// What is wrong and what to do.
    Wrong {
        found: String,
        advice: String,
    },
}

impl Finding {
    pub fn fine(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict: Verdict::Fine,
        }
    }

    pub fn wrong(what: impl Into<String>, found: impl fmt::Display, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict: Verdict::Wrong {
                found: found.to_string(),
                advice: advice.into(),
            },
        }
    }

    pub fn is_fine(&self) -> bool {
        self.verdict == Verdict::Fine
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Fine => write!(f, "ok     {}", self.what),
            Verdict::Wrong { found, advice } => write!(f, "WRONG  {}: {found}\n       {advice}", self.what),
        }
    }
}

/// Whether the data folder can be written, by writing into it.
pub fn folder(data: &Path) -> Finding {
    let what = format!("data folder {}", data.display());
    let probe = data.join(".doctor");
    let tried = std::fs::write(&probe, b"ok").and_then(|()| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => Finding::fine(what),
        Err(error) => Finding::wrong(
            what,
            error,
            "Give the folder to the user that the server runs as, or name another one with --data.",
        ),
    }
}

/// Below this much free space it is time to do something: some two million messages, or a day's photos of a large practice.
const LITTLE: u64 = 1_000_000_000;

/// Whether the disk of the data folder has room left. A full one refuses every message.
pub fn room(data: &Path) -> Finding {
    match fs4::available_space(data).and_then(|free| Ok((free, fs4::total_space(data)?))) {
        Ok((free, total)) => judge_room(data, free, total),
        Err(error) => Finding::wrong(
            format!("free space for {}", data.display()),
            error,
            "Name the data folder with --data, and run the doctor as the user that the server runs as.",
        ),
    }
}

fn judge_room(data: &Path, free: u64, total: u64) -> Finding {
    let what = format!("free space for {}", data.display());
    if free >= LITTLE {
        return Finding::fine(what);
    }
    let megabytes = |bytes: u64| bytes / 1_000_000;
    Finding::wrong(
        what,
        format!("{} MB of {} MB are left", megabytes(free), megabytes(total)),
        "Make room, enlarge the disk, or move the data folder: a server whose disk is full refuses every message.",
    )
}

/// Everything about the rows and the media, wherever they are.
pub async fn everything(config: &Config, depth: Depth) -> Vec<Finding> {
    let (mut findings, practices) = match &config.database {
        Database::Embedded => {
            let findings = data(&config.data);
            (findings, practices_in(&config.data))
        }
        Database::Postgres { url, .. } => match PgQuestions::open(url.reveal()).await {
            Ok(questions) => {
                let findings = examine_postgres(&questions).await;
                (findings, questions.practices().await.ok())
            }
            Err(error) => (vec![unreachable(&error)], None),
        },
    };
    // Without knowing whose, nothing can be said about files.
    if let Some(practices) = practices {
        findings.extend(media(config, &practices.into_iter().collect(), depth).await);
    }
    findings
}

fn unreachable(error: &DbError) -> Finding {
    Finding::wrong(
        "PostgreSQL",
        error,
        "Check the setting database: host, port, user, password and name, and whether PostgreSQL is running.",
    )
}

fn practices_in(data: &Path) -> Option<Vec<String>> {
    let connection = sqlite::open_reader(&data.join(DATABASE)).ok()?;
    let mut statement = connection.prepare("SELECT id FROM workspaces").ok()?;
    let rows = statement.query_map([], |row| row.get(0).map(uuid::Uuid::from_bytes));
    let ids: Result<Vec<_>, _> = rows.ok()?.collect();
    Some(ids.ok()?.iter().map(ToString::to_string).collect())
}

/// Everything about the database in the data folder.
pub fn data(data: &Path) -> Vec<Finding> {
    let path = data.join(DATABASE);
    let what = format!("database {}", path.display());
    if !path.is_file() {
        return vec![Finding::wrong(
            what,
            "there is none",
            "Name the data folder with --data. `rapport-server serve` makes a new one.",
        )];
    }
    match sqlite::open_reader(&path) {
        Ok(connection) => examine(&connection),
        Err(error) => vec![Finding::wrong(
            what,
            error,
            "Run the doctor as the user that the server runs as, or restore the newest backup.",
        )],
    }
}

#[cfg(test)]
mod tests;
