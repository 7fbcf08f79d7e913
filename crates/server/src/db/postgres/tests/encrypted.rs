//! TLS: to the server that it says it is, or not at all.

use backing::Postgres as Backing;

use crate::db::postgres::Postgres;

async fn is_encrypted(database: &Postgres) -> Option<bool> {
    let mut tx = database.begin_read().await.unwrap();
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let encrypted = tx.one(sql, &[], |row| Ok(row.try_get(0)?)).await.unwrap();
    tx.rollback().await.unwrap();
    encrypted
}

#[tokio::test]
async fn tls_is_for_a_server_that_is_known() {
    let server = Backing::start_with_tls().unwrap();
    let url = server.create_database().unwrap();
    let root = server.certificate();
    let root = root.display();

    for mode in ["require", "verify-full"] {
        let url = format!("{url}?sslmode={mode}&sslrootcert={root}");
        let database = Postgres::connect(&url, 1).await.unwrap();
        assert_eq!(is_encrypted(&database).await, Some(true), "{mode}");
    }
    // Nothing is encrypted to somebody unknown, nor to a known one under another name.
    for (url, says) in [
        (format!("{url}?sslmode=require"), "UnknownIssuer"),
        (
            format!("{url}?sslmode=require&sslrootcert={root}").replace("127.0.0.1", "localhost"),
            "localhost",
        ),
    ] {
        let error = Postgres::connect(&url, 1).await.unwrap_err().to_string();
        assert!(error.contains("certificate") && error.contains(says), "{error}");
    }
    let plain = Postgres::connect(&url, 1).await.unwrap();
    assert_eq!(is_encrypted(&plain).await, Some(false));
}
