//! A server of one's own: it is there, comes back with its data, and is gone afterwards, also after a `kill -9`.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use backing::Postgres;

/// What `psql` answers, or what it complains of.
fn ask(url: &str, sql: &str) -> Result<String, String> {
    let output = Command::new("psql")
        .args(["-X", "-t", "-A", "-c", sql, url])
        .output()
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

/// `127.0.0.1:port` of a URL.
fn address(url: &str) -> String {
    let (_, rest) = url.split_once('@').unwrap();
    rest.split_once('/').unwrap().0.to_owned()
}

#[test]
fn it_comes_back_with_its_data_after_a_stop_and_after_a_crash() {
    let mut postgres = Postgres::start().unwrap();
    let url = postgres.create_database().unwrap();
    ask(&url, "CREATE TABLE kept (n int)").unwrap();

    postgres.stop().unwrap();
    assert!(TcpStream::connect(address(&url)).is_err());
    postgres.start_again().unwrap();
    ask(&url, "INSERT INTO kept VALUES (1)").unwrap();

    postgres.kill().unwrap();
    assert!(TcpStream::connect(address(&url)).is_err());
    postgres.start_again().unwrap();
    ask(&url, "INSERT INTO kept VALUES (2)").unwrap();
    assert_eq!(ask(&url, "SELECT sum(n) FROM kept").unwrap(), "3");
}

#[test]
fn each_asker_has_a_database_of_their_own_and_nobody_enters_without_the_password() {
    let postgres = Postgres::shared().unwrap();
    let (anas, bens) = (
        postgres.create_database().unwrap(),
        postgres.create_database().unwrap(),
    );
    ask(&anas, "CREATE TABLE t (n int)").unwrap();
    assert!(
        ask(&bens, "SELECT * FROM t")
            .unwrap_err()
            .contains("does not exist")
    );

    let without = format!("postgres://postgres:wrong@{}/postgres", address(&anas));
    assert!(
        ask(&without, "SELECT 1")
            .unwrap_err()
            .contains("authentication failed")
    );
}

#[test]
fn it_dies_with_whoever_started_it() {
    let mut holder = Command::new(env!("CARGO_BIN_EXE_backing-postgres"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(holder.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    let url = url.trim();
    let folder = ask(url, "SELECT current_setting('cluster_name')").unwrap();
    assert!(std::path::Path::new(&folder).is_dir(), "{folder}");

    // No chance to clean up.
    holder.kill().unwrap();
    holder.wait().unwrap();
    // The remover of the folder has the same stderr, and is the last to end.
    holder
        .stderr
        .take()
        .unwrap()
        .read_to_end(&mut Vec::new())
        .unwrap();
    assert!(TcpStream::connect(address(url)).is_err());
    assert!(!std::path::Path::new(&folder).exists());
}
