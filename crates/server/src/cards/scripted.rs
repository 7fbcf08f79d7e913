//! An internet for tests: names have the addresses that a test gives them, and the sites at those addresses are listeners on
//! this machine. What is decided about names and addresses is decided as on the real one.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Internet;

/// An address that is public, and nobody's in a test.
pub(crate) const HERE: &str = "93.184.216.34";

#[derive(Debug, Default)]
struct State {
    /// What a name is answered, question after question; the last answer stays.
    names: HashMap<String, VecDeque<Vec<IpAddr>>>,
    sites: HashMap<SocketAddr, SocketAddr>,
    /// What was done, in words.
    log: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Scripted(Arc<Mutex<State>>);

impl Scripted {
    /// `answers`: one for each question, each with spaces between its addresses.
    pub(crate) fn name(&self, name: &str, answers: &[&str]) {
        let parsed = |answer: &&str| {
            answer
                .split_whitespace()
                .map(|address| address.parse().unwrap())
                .collect()
        };
        let answers = answers.iter().map(parsed).collect();
        self.0.lock().unwrap().names.insert(name.into(), answers);
    }

    /// Everything that is asked of this address goes to the listener.
    pub(crate) fn site(&self, address: &str, listener: &TcpListener) {
        let here = listener.local_addr().unwrap();
        self.0
            .lock()
            .unwrap()
            .sites
            .insert(address.parse().unwrap(), here);
    }

    /// A site at `HERE` under this name, over http.
    pub(crate) async fn page(&self, name: &str, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) {
        let listener = listener().await;
        self.name(name, &[HERE]);
        self.site(&format!("{HERE}:80"), &listener);
        self.serve(listener, answer);
    }

    /// Answers each request by its head, and closes. Ends with the runtime.
    pub(crate) fn serve(
        &self,
        listener: TcpListener,
        answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) {
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Who asked may have gone away already.
                let _ = answered(stream, &answer).await;
            }
        });
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.0.lock().unwrap().log.clone()
    }
}

async fn answered(mut stream: TcpStream, answer: &impl Fn(&str) -> Vec<u8>) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    stream.write_all(&answer(&String::from_utf8_lossy(&head))).await?;
    stream.shutdown().await
}

pub(crate) async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// An answer with its head.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let headers: String = headers
        .lines()
        .map(|line| format!("{}\r\n", line.trim()))
        .collect();
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(crate) fn html(body: &str) -> Vec<u8> {
    answer("200 OK", "content-type: text/html", body.as_bytes())
}

pub(crate) fn moved(to: &str) -> Vec<u8> {
    answer("302 Found", &format!("location: {to}"), b"")
}

impl Internet for Scripted {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        async move {
            let mut state = self.0.lock().unwrap();
            state.log.push(format!("resolve {name}"));
            let answers = state.names.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
            Ok(if answers.len() > 1 {
                answers.pop_front()
            } else {
                answers.front().cloned()
            }
            .unwrap_or_default())
        }
        .boxed()
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        let site = {
            let mut state = self.0.lock().unwrap();
            state.log.push(format!("connect {address}"));
            state.sites.get(&address).copied()
        };
        async move { TcpStream::connect(site.ok_or(io::ErrorKind::ConnectionRefused)?).await }.boxed()
    }
}
