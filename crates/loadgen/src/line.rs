//! One socket, signed in.

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use protocol::{ClientFrame, ServerFrame};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub(crate) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    /// Connects, gives the token and waits until the server is ready.
    pub(crate) async fn open(address: &str, token: &str) -> anyhow::Result<Self> {
        let url = format!("ws://{address}/api/socket");
        let (socket, _) = tokio_tungstenite::connect_async(url).await?;
        let mut line = Self(socket);
        let token = Some(token.to_owned());
        line.send(&ClientFrame::Authenticate { token }).await?;
        loop {
            match serde_json::from_str(&line.text().await?)? {
                ServerFrame::Ready { .. } => return Ok(line),
                ServerFrame::Ended { error } => bail!("the server refused the line: {error}"),
                _ => {}
            }
        }
    }

    pub(crate) async fn send(&mut self, frame: &ClientFrame) -> anyhow::Result<()> {
        Ok(self.0.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    /// The next frame of the server, not yet understood.
    pub(crate) async fn text(&mut self) -> anyhow::Result<String> {
        loop {
            match self.0.next().await.context("the server closed the line")?? {
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(_) => bail!("the server closed the line"),
                _ => {}
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> anyhow::Result<ServerFrame> {
        Ok(serde_json::from_str(&self.text().await?)?)
    }
}
