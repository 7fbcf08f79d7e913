//! NATS comes back on its port, and shows who listens.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use backing::Nats;

#[test]
fn it_shows_who_listens_and_comes_back_on_its_port() {
    let mut nats = Nats::start().unwrap();
    let url = nats.url();
    let address = url.strip_prefix("nats://").unwrap().to_owned();
    assert_eq!(nats.subjects().unwrap(), [""; 0]);

    let mut line = TcpStream::connect(&address).unwrap();
    line.write_all(b"CONNECT {\"verbose\":false}\r\nSUB some.subject 1\r\nPING\r\n")
        .unwrap();
    let mut answers = BufReader::new(line.try_clone().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(answers.any(|answer| answer == "PONG"));
    assert_eq!(nats.subjects().unwrap(), ["some.subject"]);

    nats.stop().unwrap();
    assert!(TcpStream::connect(&address).is_err());
    nats.start_again().unwrap();
    assert_eq!(nats.url(), url);
    TcpStream::connect(&address).unwrap();
}

#[test]
fn its_settings_are_its_own() {
    let nats = Nats::start_with("authorization { user: ana, password: sesame }").unwrap();
    let address = nats.url().replace("nats://", "");
    let mut line = TcpStream::connect(address).unwrap();
    line.write_all(b"CONNECT {\"verbose\":false}\r\nPING\r\n")
        .unwrap();
    let mut answers = BufReader::new(line).lines().map(Result::unwrap);
    assert!(answers.any(|answer| answer.starts_with("-ERR 'Authorization Violation'")));
}
