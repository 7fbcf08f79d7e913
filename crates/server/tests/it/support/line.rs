//! The live line, from a client's side.

use futures_util::{SinkExt, StreamExt};
use protocol::{Change, ClientFrame, Command, CommandId, CommandResult, FeedPage, Message, ServerFrame};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message as Frame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub(crate) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    /// Opens the socket without saying anything; with the headers of a browser, if any.
    pub(crate) async fn open(
        address: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{address}/api/socket")
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self(socket))
    }

    pub(crate) async fn signed_in(address: &str, token: &str) -> Self {
        let mut line = Self::open(address, &[]).await.unwrap();
        let token = Some(token.to_owned());
        line.send(&ClientFrame::Authenticate { token }).await;
        match line.next().await {
            Some(ServerFrame::Ready { .. }) => line,
            other => panic!("not ready: {other:?}"),
        }
    }

    pub(crate) async fn send(&mut self, frame: &ClientFrame) {
        self.send_text(serde_json::to_string(frame).unwrap()).await;
    }

    pub(crate) async fn send_text(&mut self, text: impl Into<tungstenite::Utf8Bytes>) {
        self.0.send(Frame::Text(text.into())).await.unwrap();
    }

    /// Whatever a socket can carry; an error when the line is closed.
    pub(crate) async fn send_raw(&mut self, frame: Frame) -> Result<(), tungstenite::Error> {
        self.0.send(frame).await
    }

    /// The next frame; `None` when the line is closed.
    pub(crate) async fn next(&mut self) -> Option<ServerFrame> {
        loop {
            match self.0.next().await? {
                Ok(Frame::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Frame::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// All bytes of text up to the frame with these words, as they came.
    pub(crate) async fn raw_until(&mut self, words: &str) -> String {
        let mut heard = String::new();
        while !heard.contains(words) {
            match self.0.next().await.expect("the line was closed").unwrap() {
                Frame::Text(text) => heard.push_str(&text),
                Frame::Close(_) => panic!("the line was closed"),
                _ => {}
            }
        }
        heard
    }

    /// The first frame that is wanted; others are passed over.
    pub(crate) async fn wait<T>(&mut self, mut wanted: impl FnMut(ServerFrame) -> Option<T>) -> T {
        loop {
            let frame = self.next().await.expect("the line was closed");
            if let Some(found) = wanted(frame) {
                return found;
            }
        }
    }

    /// Gives a command and waits for its answer.
    pub(crate) async fn does(&mut self, id: CommandId, command: Command) -> CommandResult {
        self.send(&ClientFrame::Command { id, command }).await;
        self.wait(|frame| match frame {
            ServerFrame::Result { id: answered, result } if answered == id => Some(result),
            _ => None,
        })
        .await
    }

    pub(crate) async fn message(&mut self) -> Message {
        self.wait(|frame| match frame {
            ServerFrame::Feed(page) => messages(page).into_iter().next(),
            _ => None,
        })
        .await
    }

    /// Everything that was sent to this line before, as it came.
    pub(crate) async fn heard(&mut self) -> String {
        self.send(&ClientFrame::Ping).await;
        let mut heard = String::new();
        loop {
            match self.0.next().await.expect("the line was closed").unwrap() {
                Frame::Text(text) => {
                    heard.push_str(&text);
                    if matches!(serde_json::from_str(&text), Ok(ServerFrame::Pong)) {
                        return heard;
                    }
                }
                Frame::Close(_) => panic!("the line was closed"),
                _ => {}
            }
        }
    }

    /// Waits until everything that was sent to this line before has come.
    pub(crate) async fn pong(&mut self) {
        self.send(&ClientFrame::Ping).await;
        self.wait(|frame| matches!(frame, ServerFrame::Pong).then_some(()))
            .await;
    }
}

pub(crate) fn messages(page: FeedPage) -> Vec<Message> {
    page.changes
        .into_iter()
        .filter_map(|change| match change {
            Change::Message(message) => Some(message),
            _ => None,
        })
        .collect()
}
