//! Getting a page or a picture from somewhere on the internet that a message names.
//!
//! Owns what protects the server's own network: a name is resolved once, every address that it has must be public, and the
//! connection is made to one of exactly those; a redirect begins all over again. Owns what protects the server itself: sizes
//! and the number of redirects; the time is limited around it. It sends no cookie and no referrer, knows no proxy, and asks for
//! nothing compressed, so that a small answer cannot become a large one. Must not know what a page says.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use super::address::is_public;
use super::failure::NoCard;
use super::internet::Internet;
use super::link::{self, Destination, Place};

const REDIRECTS: usize = 5;
/// Of a name's addresses so many are tried, each for so long.
const ADDRESSES: usize = 3;
const CONNECTING: Duration = Duration::from_secs(3);
/// Head of an answer, in bytes.
const HEAD: usize = 64 * 1024;
/// What a page says of itself stands in its first bytes.
const PAGE: usize = 512 * 1024;
const PICTURE: usize = 5 * 1024 * 1024;

const USER_AGENT: &str = concat!("Rapport/", env!("CARGO_PKG_VERSION"), " (link preview)");

/// Something that was fetched.
pub(super) struct Fetched {
    /// Where it was in the end.
    pub(super) url: Url,
    /// As the answer said.
    pub(super) content_type: String,
    pub(super) bytes: Vec<u8>,
}

/// What is wanted: how it is asked for, and how much of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Up to the end of its head.
    Page,
    Picture,
}

/// One answer.
enum Answer {
    Moved(String),
    Here { content_type: String, bytes: Vec<u8> },
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) struct Fetcher {
    internet: Arc<dyn Internet>,
    tls: TlsConnector,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher")
            .field("internet", &self.internet)
            .finish_non_exhaustive()
    }
}

impl Fetcher {
    pub(super) fn new(internet: Arc<dyn Internet>, tls: Arc<rustls::ClientConfig>) -> Self {
        Self {
            internet,
            tls: TlsConnector::from(tls),
        }
    }

    pub(super) async fn page(&self, at: Destination) -> Result<Fetched, NoCard> {
        self.fetch(at, Wanted::Page).await
    }

    pub(super) async fn picture(&self, at: Destination) -> Result<Fetched, NoCard> {
        self.fetch(at, Wanted::Picture).await
    }

    async fn fetch(&self, mut at: Destination, wanted: Wanted) -> Result<Fetched, NoCard> {
        for _ in 0..=REDIRECTS {
            let stream = self.connect(&at).await?;
            match exchange(stream, request(&at, wanted)?, wanted).await? {
                Answer::Here { content_type, bytes } => {
                    return Ok(Fetched {
                        url: at.url,
                        content_type,
                        bytes,
                    });
                }
                Answer::Moved(to) => at = link::relative(&at.url, &to).ok_or(NoCard::NotPublic)?,
            }
        }
        Err(NoCard::Redirects)
    }

    async fn connect(&self, to: &Destination) -> Result<Box<dyn Stream>, NoCard> {
        let addresses = self.addresses(&to.place).await?;
        let stream = self.reach(&addresses, to.port).await?;
        if !to.encrypted {
            return Ok(Box::new(stream));
        }
        let name = match &to.place {
            Place::Name(name) => ServerName::try_from(name.clone()).map_err(|_| NoCard::NotPublic)?,
            Place::Address(address) => ServerName::IpAddress((*address).into()),
        };
        let encrypted = self.tls.connect(name, stream).await;
        Ok(Box::new(encrypted.map_err(|_| NoCard::Unreachable)?))
    }

    /// All of them public, or none: a name that also leads inside is a trap or a mistake.
    async fn addresses(&self, place: &Place) -> Result<Vec<IpAddr>, NoCard> {
        let found = match place {
            Place::Address(address) => vec![*address],
            Place::Name(name) => self
                .internet
                .resolve(name)
                .await
                .map_err(|_| NoCard::Unresolved)?,
        };
        if found.is_empty() {
            return Err(NoCard::Unresolved);
        }
        if found.iter().all(|address| is_public(*address)) {
            Ok(found)
        } else {
            Err(NoCard::NotPublic)
        }
    }

    async fn reach(&self, addresses: &[IpAddr], port: u16) -> Result<TcpStream, NoCard> {
        for address in addresses.iter().take(ADDRESSES) {
            let connecting = self.internet.connect(SocketAddr::new(*address, port));
            if let Ok(Ok(stream)) = timeout(CONNECTING, connecting).await {
                return Ok(stream);
            }
        }
        Err(NoCard::Unreachable)
    }
}

fn request(at: &Destination, wanted: Wanted) -> Result<Request<Empty<Bytes>>, NoCard> {
    let host = at.url.host_str().ok_or(NoCard::NotPublic)?;
    let host = match at.url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let path = match at.url.query() {
        Some(query) => format!("{}?{query}", at.url.path()),
        None => at.url.path().to_owned(),
    };
    let accept = match wanted {
        Wanted::Page => "text/html",
        Wanted::Picture => "image/jpeg, image/png, image/webp, image/gif",
    };
    Request::get(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::ACCEPT, accept)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close")
        .body(Empty::new())
        .map_err(|_| NoCard::NotPublic)
}

/// Asks once. The connection lives as long as this does.
async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Empty<Bytes>>,
    wanted: Wanted,
) -> Result<Answer, NoCard> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| NoCard::Unreachable)?;
    let asking = async {
        let response = sender.send_request(request).await;
        answer(response.map_err(|_| NoCard::Unreachable)?, wanted).await
    };
    match select(std::pin::pin!(asking), std::pin::pin!(connection)).await {
        Either::Left((answered, _)) => answered,
        // Everything has arrived, though not all of it has been read.
        Either::Right((_, asking)) => asking.await,
    }
}

async fn answer(response: Response<Incoming>, wanted: Wanted) -> Result<Answer, NoCard> {
    let text = |name: header::HeaderName| {
        let value = response.headers().get(name)?;
        Some(value.to_str().ok()?.trim().to_owned())
    };
    match response.status() {
        StatusCode::OK => {}
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::SEE_OTHER
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => {
            return text(header::LOCATION).map(Answer::Moved).ok_or(NoCard::NotHere);
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => return Err(NoCard::Busy),
        status if status.is_server_error() => return Err(NoCard::Busy),
        _ => return Err(NoCard::NotHere),
    }
    if text(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(NoCard::NotAPage);
    }
    let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
    if wanted == Wanted::Page && !is_html(&content_type) {
        return Err(NoCard::NotAPage);
    }
    let bytes = read(response.into_body(), wanted).await?;
    Ok(Answer::Here { content_type, bytes })
}

fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("text/html")
}

async fn read(mut body: Incoming, wanted: Wanted) -> Result<Vec<u8>, NoCard> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            // Of a page that breaks off, what has come may be enough.
            return match wanted {
                Wanted::Page if !bytes.is_empty() => Ok(bytes),
                _ => Err(NoCard::Unreachable),
            };
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        let seen = bytes.len();
        bytes.extend_from_slice(data);
        match wanted {
            Wanted::Page if has_whole_head(&bytes, seen) => break,
            Wanted::Page if bytes.len() >= PAGE => {
                bytes.truncate(PAGE);
                break;
            }
            Wanted::Picture if bytes.len() > PICTURE => return Err(NoCard::TooLarge),
            _ => {}
        }
    }
    Ok(bytes)
}

const END_OF_HEAD: &[u8] = b"</head";

/// Whether the end of the head is there, where it was not in the first `seen` bytes.
fn has_whole_head(bytes: &[u8], seen: usize) -> bool {
    let new = bytes
        .get(seen.saturating_sub(END_OF_HEAD.len() - 1)..)
        .unwrap_or_default();
    new.windows(END_OF_HEAD.len())
        .any(|window| window.eq_ignore_ascii_case(END_OF_HEAD))
}
