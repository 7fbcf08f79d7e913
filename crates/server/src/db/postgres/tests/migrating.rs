//! Nodes that start: at once, on a newer schema, at the wrong door.

use futures_util::future::join_all;
use tokio_postgres::NoTls;

use crate::db::conformance::{empty_postgres, empty_url};
use crate::db::postgres::Postgres;

/// Runs one statement beside the pool.
async fn sql(url: &str, sql: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let rows = client.query(sql, &[]).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn refusal(url: &str) -> String {
    let error = Postgres::connect(url, 1).await.unwrap_err();
    format!("{error} {error:?}")
}

#[tokio::test]
async fn the_schema_is_the_golden_one() {
    let url = empty_url();
    Postgres::connect(&url, 1).await.unwrap();
    let columns = "SELECT table_name || '.' || column_name || ' ' || data_type
            || CASE is_nullable WHEN 'YES' THEN ' or null' ELSE '' END
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'refinery_schema_history'
        ORDER BY table_name, ordinal_position";
    let keys = "SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 'refinery_schema_history'::regclass ORDER BY 1";
    let indexes = "SELECT indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'refinery_schema_history' ORDER BY 1";
    let mut schema = Vec::new();
    for question in [columns, keys, indexes] {
        schema.push(sql(&url, question).await.join("\n"));
    }
    insta::assert_snapshot!("schema", schema.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_may_start_at_once_and_again() {
    let url = empty_url();
    let started = join_all((0..6).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { Postgres::connect(&url, 2).await })
    }))
    .await;
    for node in started {
        node.unwrap().unwrap();
    }
    Postgres::connect(&url, 2).await.unwrap();
    let steps = sql(&url, "SELECT version || ' ' || name FROM refinery_schema_history").await;
    assert_eq!(
        steps,
        [
            "1 first",
            "2 old_answers",
            "3 messages",
            "4 jobs",
            "5 files",
            "6 library",
            "7 groups",
            "8 people"
        ]
    );
}

#[tokio::test]
async fn a_database_of_a_newer_build_is_refused() {
    let url = empty_url();
    Postgres::connect(&url, 1).await.unwrap();
    sql(
        &url,
        "INSERT INTO refinery_schema_history VALUES (999, 'later', '2099-01-01T00:00:00Z', '1')",
    )
    .await;
    let told = refusal(&url).await;
    assert!(told.contains("schema 999") && told.contains("newer"), "{told}");
}

#[tokio::test]
async fn a_database_without_unicode_is_refused() {
    let url = empty_url();
    sql(
        &url,
        "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0",
    )
    .await;
    let (server, _) = url.rsplit_once('/').unwrap();
    let told = refusal(&format!("{server}/ascii")).await;
    assert!(told.contains("SQL_ASCII") && told.contains("UTF8"), "{told}");
}

#[tokio::test]
async fn a_wrong_door_is_told_and_the_password_is_not() {
    let url = empty_url();
    for (wrong, says) in [
        (url.replace("/test_", "/nothing_"), "does not exist"),
        (url.replacen("://rapport:", "://rapport:guessed", 1), "password"),
        (format!("{url}?sslmode=require"), "TLS"),
        (
            format!("{url}?sslmode=verify-full&sslrootcert=/nowhere/root.pem"),
            "/nowhere/root.pem",
        ),
        ("postgres://rapport:guessed@127.0.0.1:1/x".to_owned(), "refused"),
    ] {
        let told = refusal(&wrong).await;
        assert!(told.contains(says), "{told}");
        let password = wrong.split(['@', ':']).nth(2).unwrap().to_owned();
        assert!(!told.contains(&password), "{told}");
    }
    let database = empty_postgres().await;
    assert!(!format!("{database:?}").contains("@"), "{database:?}");
}

#[tokio::test]
async fn the_url_may_set_what_the_server_sets() {
    let url = format!(
        "{}?options=-c%20statement_timeout%3D7s&application_name=node-1",
        empty_url()
    );
    let database = Postgres::connect(&url, 1).await.unwrap();
    let mut tx = database.begin_read().await.unwrap();
    for (name, value) in [
        ("statement_timeout", "7s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("application_name", "node-1"),
        ("transaction_isolation", "repeatable read"),
        ("transaction_read_only", "on"),
    ] {
        let found: Option<String> = tx
            .one("SELECT current_setting($1)", &[&name], |row| Ok(row.try_get(0)?))
            .await
            .unwrap();
        assert_eq!(found.as_deref(), Some(value), "{name}");
    }
    tx.rollback().await.unwrap();
}
