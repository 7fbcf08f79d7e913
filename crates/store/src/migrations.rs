//! The schema, as steps that are numbered by their place and never edited once released.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{OpenError, open_error};

const STEPS: [&str; 5] = [
    include_str!("migrations/001.sql"),
    include_str!("migrations/002.sql"),
    include_str!("migrations/003.sql"),
    include_str!("migrations/004.sql"),
    include_str!("migrations/005.sql"),
];

/// Brings the file up to this version; each step is one transaction. `user_version` counts the steps done.
pub(crate) fn run(connection: &mut Connection) -> Result<(), OpenError> {
    let done: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(open_error)?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if done > known {
        return Err(OpenError::Newer { found: done, known });
    }
    for (number, step) in (1..).zip(STEPS).skip(done as usize) {
        apply(connection, number, step).map_err(open_error)?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, number: u32, step: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_the_golden_file() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        let mut statement = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let schema: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let schema = format!("{};\n", schema.join(";\n\n"));
        let golden = include_str!("../tests/schema.sql");
        assert_eq!(schema, golden, "the schema now:\n{schema}");
    }

    #[test]
    fn a_file_of_the_first_version_opens_with_all_that_is_in_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection, 1, STEPS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO messages (id, conversation, author, seq, rev, sent_at, text, deleted)
                    VALUES (x'00000000000000000000000000000001', x'000000000000000000000000000000c1',
                        x'000000000000000000000000000000b2', 1, 1, 5, 'kept', 0)",
            )
            .unwrap();
        run(&mut connection).unwrap();
        let kept = crate::messages::by_id(&connection, protocol::MessageId::from_number(1))
            .unwrap()
            .unwrap();
        assert_eq!(kept.body.text, "kept");
        assert!(!kept.forwarded && kept.pinned_by.is_none() && kept.card.is_none());
        assert!(kept.attachments.is_empty());
        assert!(!kept.staff_only && kept.event.is_none());
    }

    #[test]
    fn what_waited_in_composers_waits_on() {
        let mut connection = Connection::open_in_memory().unwrap();
        for (number, step) in (1..).zip(STEPS).take(3) {
            apply(&mut connection, number, step).unwrap();
        }
        let file = r#"{"id":"00000000-0000-0000-0000-000000000007","kind":"document","name":"plän.pdf",
            "media_type":"application/pdf","bytes":12}"#;
        let insert =
            "INSERT INTO composers (conversation, files) VALUES (x'000000000000000000000000000000c1', ?1)";
        connection.execute(insert, [format!("[{file}, {file}]")]).unwrap();
        run(&mut connection).unwrap();
        let composers = crate::composers::load(&connection).unwrap();
        let new: protocol::NewFile = serde_json::from_str(file).unwrap();
        let staged = engine::ui::KeptFile::Staged(new);
        let talk = protocol::ConversationId::from_number(0xc1);
        assert_eq!(composers, [(talk, vec![staged.clone(), staged])]);
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        let loose: u32 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND schema = 'main'
                    AND name NOT LIKE 'sqlite_%' AND strict = 0",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(loose, 0);
    }
}
