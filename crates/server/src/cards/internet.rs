//! The way out: asking for the addresses of a name, and connecting to one of them.
//!
//! Owns the two questions, so that tests can answer them. Must not decide anything: what may be asked and where to connect is
//! decided in `fetch`, for the real internet and for a scripted one alike.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::net::TcpStream;

pub(crate) trait Internet: std::fmt::Debug + Send + Sync + 'static {
    /// All addresses of a name, in the order in which to try them.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
    /// Connects to exactly this address.
    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The one that the machine is on.
#[derive(Debug)]
pub(crate) struct Machine;

impl Internet for Machine {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        async move {
            // With a dot at its end a name is complete: the machine's own domain is not tried behind it.
            let complete = format!("{name}.");
            let found = tokio::net::lookup_host((complete.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        }
        .boxed()
    }

    fn connect(&self, address: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        TcpStream::connect(address).boxed()
    }
}
