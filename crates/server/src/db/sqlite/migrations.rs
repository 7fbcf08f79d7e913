//! Brings a database file to the schema of this build: numbered steps, each in a transaction of its own.

use rusqlite::Connection;

use crate::db::DbError;

/// Never edited once released; only added to.
const STEPS: &[&str] = &[
    include_str!("schema_0001.sql"),
    include_str!("schema_0002.sql"),
    include_str!("schema_0003.sql"),
    include_str!("schema_0004.sql"),
    include_str!("schema_0005.sql"),
    include_str!("schema_0006.sql"),
    include_str!("schema_0007.sql"),
    include_str!("schema_0008.sql"),
];

/// The file was made by a newer build.
#[derive(Debug, thiserror::Error)]
#[error("the database has schema {found}, this server knows up to {known}: use a newer rapport-server")]
struct TooNew {
    found: u32,
    known: u32,
}

pub(super) fn run(connection: &mut Connection) -> Result<(), DbError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut step = 0;
    for sql in STEPS {
        step += 1;
        if step > found {
            let tx = connection.transaction()?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", step)?;
            tx.commit()?;
        }
    }
    if found > step {
        return Err(DbError::Failed(Box::new(TooNew { found, known: step })));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_the_golden_one_and_runs_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        run(&mut connection).unwrap();
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
            .unwrap();
        let schema: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        insta::assert_snapshot!("schema", schema.join("\n\n"));
    }

    #[test]
    fn a_file_of_any_earlier_build_ends_like_a_new_one() {
        let schema = |connection: &Connection| -> String {
            let sql = "SELECT group_concat(sql, char(10)) FROM
                (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let mut new = Connection::open_in_memory().unwrap();
        run(&mut new).unwrap();
        for version in 0..STEPS.len() {
            let mut earlier = Connection::open_in_memory().unwrap();
            for sql in &STEPS[..version] {
                earlier.execute_batch(sql).unwrap();
            }
            earlier
                .pragma_update(None, "user_version", version as u32)
                .unwrap();
            run(&mut earlier).unwrap();
            assert_eq!(schema(&earlier), schema(&new), "from {version}");
        }
    }

    #[test]
    fn a_file_of_a_newer_build_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        assert!(run(&mut connection).unwrap_err().to_string().contains("newer"));
    }
}
