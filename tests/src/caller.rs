//! A client without a screen: the calls and the live line of the API, as the protocol says them, for what is checked
//! behind people's backs.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use protocol::{
    Answer, Call, ClientFrame, Command, CommandId, CommandResult, ConversationId, CreateWorkspace, FileId,
    FileVariant, HistoryQuery, LinksQuery, Me, Message, Method, Seq, ServerFrame, Session, SignedIn,
    StartSignIn, Variant,
};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Packet;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::server::Server;
use crate::wait::PATIENCE;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub me: Me,
    pub token: String,
    server: String,
    http: reqwest::Client,
}

impl Caller {
    /// Opens a practice with a mailed code, as its coach.
    pub async fn opens_practice(server: &Server, name: &str, address: &str) -> Result<Self> {
        let http = client()?;
        let start = Call::StartSignIn(StartSignIn {
            email: address.into(),
        });
        send(&http, &server.url, None, &start).await?;
        let create = CreateWorkspace {
            workspace_name: format!("{name}'s practice"),
            your_name: name.into(),
            email: address.into(),
            code: server.mailed_code(address).await?,
            device_name: "a test".into(),
            wants_token: true,
        };
        let answer = send(&http, &server.url, None, &Call::CreateWorkspace(create)).await?;
        let Answer::SignedIn(SignedIn::Session(Session {
            token: Some(token),
            me,
        })) = answer
        else {
            bail!("no session with a token after opening a practice")
        };
        Ok(Self {
            me,
            token,
            server: server.url.clone(),
            http,
        })
    }

    pub async fn call(&self, call: &Call) -> Result<Answer> {
        send(&self.http, &self.server, Some(&self.token), call).await
    }

    /// The newest messages of a conversation, newest last.
    pub async fn newest(&self, conversation: ConversationId) -> Result<Vec<Message>> {
        let query = HistoryQuery {
            before: Some(Seq::MAX),
            after: None,
            around: None,
            limit: 50,
        };
        match self.call(&Call::History(conversation, query)).await? {
            Answer::History(page) => Ok(page.messages),
            other => bail!("no history: {other:?}"),
        }
    }

    /// Where a file can be had; `None`: it is not there for this person.
    pub async fn link(&self, file: FileId, variant: Variant) -> Result<Option<String>> {
        let files = vec![FileVariant { file, variant }];
        match self.call(&Call::Links(LinksQuery { files })).await? {
            Answer::Links(links) => Ok(links.first().map(|link| format!("{}{}", self.server, link.path))),
            other => bail!("no links: {other:?}"),
        }
    }

    /// The bytes behind an address of [`Caller::link`], asked for by nobody in particular; `None` when there are none.
    pub async fn bytes(&self, link: &str) -> Result<Option<Vec<u8>>> {
        let response = self.http.get(link).send().await?;
        if !response.status().is_success() {
            return Ok(None);
        }
        Ok(Some(response.bytes().await?.to_vec()))
    }

    /// The live line, signed in.
    pub async fn line(&self) -> Result<Line> {
        let url = format!("{}/api/socket", self.server.replacen("http", "ws", 1));
        let (socket, _) = tokio_tungstenite::connect_async(url).await.context("no socket")?;
        let mut line = Line { socket };
        line.say(&ClientFrame::Authenticate {
            token: Some(self.token.clone()),
        })
        .await?;
        match line.hear().await? {
            Some(ServerFrame::Ready { .. }) => Ok(line),
            other => bail!("not ready: {other:?}"),
        }
    }
}

/// An open socket.
#[derive(Debug)]
pub struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Line {
    /// Sends a command without waiting for its result.
    pub async fn command(&mut self, id: CommandId, command: Command) -> Result<()> {
        self.say(&ClientFrame::Command { id, command }).await
    }

    /// The next result; `None` when the line is dead.
    pub async fn result(&mut self) -> Result<Option<(CommandId, CommandResult)>> {
        loop {
            match self.hear().await? {
                None => return Ok(None),
                Some(ServerFrame::Result { id, result }) => return Ok(Some((id, result))),
                Some(_) => {}
            }
        }
    }

    async fn say(&mut self, frame: &ClientFrame) -> Result<()> {
        Ok(self
            .socket
            .send(Packet::text(serde_json::to_string(frame)?))
            .await?)
    }

    async fn hear(&mut self) -> Result<Option<ServerFrame>> {
        loop {
            let packet = tokio::time::timeout(PATIENCE, self.socket.next())
                .await
                .context("the line is silent")?;
            match packet {
                None | Some(Err(_) | Ok(Packet::Close(_))) => return Ok(None),
                Some(Ok(Packet::Text(text))) => return Ok(Some(serde_json::from_str(&text)?)),
                Some(Ok(_)) => {}
            }
        }
    }
}

fn client() -> Result<reqwest::Client> {
    // The first to come installs it; the server under test speaks plain HTTP, but the client is made for both.
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().timeout(PATIENCE).build()?)
}

async fn send(http: &reqwest::Client, server: &str, token: Option<&str>, call: &Call) -> Result<Answer> {
    let request = call.request();
    let url = format!("{server}{}", request.path);
    let mut builder = match request.method {
        Method::Get => http.get(url),
        Method::Post => http.post(url).header("content-type", "application/json"),
        Method::Delete => http.delete(url),
    };
    if let Some(token) = token {
        builder = builder.bearer_auth(token);
    }
    if let Some(body) = request.body {
        builder = builder.body(body);
    }
    let response = builder.send().await?;
    let status = response.status().as_u16();
    let body = response.text().await?;
    call.answer(status, &body)
        .with_context(|| format!("{} answered {status}", request.path))
}
