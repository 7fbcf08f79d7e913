//! The line: a WebSocket that says who it is first, then carries frames both ways.

use std::sync::Arc;
use std::time::Duration;

use engine::Input;
use futures_util::{SinkExt, StreamExt};
use protocol::{ClientFrame, ServerFrame};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use super::{Access, Listener};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const CONNECT: Duration = Duration::from_secs(10);
/// Far above what a server sends at once: catch-up goes over HTTP.
const LONGEST_FRAME: usize = 16 * 1024 * 1024;

/// Runs until the line is lost, which is the last thing that it tells.
pub(super) async fn serve(
    access: Access,
    tls: Arc<rustls::ClientConfig>,
    mut frames: mpsc::Receiver<ClientFrame>,
    listener: Listener,
) {
    let reason = match timeout(CONNECT, open(&access, tls)).await {
        Err(_) => "timeout".to_owned(),
        Ok(Err(error)) => describe(&error),
        Ok(Ok(socket)) => {
            if !listener.tell(Input::Connected).await {
                return;
            }
            match talk(socket, &mut frames, &listener).await {
                Ok(()) => "closed".to_owned(),
                Err(error) => describe(&error),
            }
        }
    };
    tracing::debug!(server = %access.server, reason, "line.lost");
    listener.tell(Input::Disconnected).await;
}

async fn open(access: &Access, tls: Arc<rustls::ClientConfig>) -> Result<Socket, tungstenite::Error> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LONGEST_FRAME))
        .max_frame_size(Some(LONGEST_FRAME));
    let connector = Some(Connector::Rustls(tls));
    let (mut socket, _) =
        connect_async_tls_with_config(access.server.socket(), Some(config), true, connector).await?;
    let hello = ClientFrame::Authenticate {
        token: access.token.clone(),
    };
    socket.send(encode(&hello)).await?;
    Ok(socket)
}

async fn talk(
    socket: Socket,
    frames: &mut mpsc::Receiver<ClientFrame>,
    listener: &Listener,
) -> Result<(), tungstenite::Error> {
    let (mut sink, mut stream) = socket.split();
    loop {
        tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => sink.send(encode(&frame)).await?,
                None => return sink.close().await,
            },
            message = stream.next() => match message {
                None | Some(Ok(Message::Close(_))) => return Ok(()),
                Some(Err(error)) => return Err(error),
                Some(Ok(Message::Text(text))) => match serde_json::from_str::<ServerFrame>(&text) {
                    Ok(frame) => {
                        if !listener.tell(Input::Frame(frame)).await {
                            return Ok(());
                        }
                    }
                    Err(error) => tracing::warn!(line = error.line(), column = error.column(), "frame.unreadable"),
                },
                Some(Ok(_)) => {}
            },
        }
    }
}

fn encode(frame: &ClientFrame) -> Message {
    // Our own types always serialize: string keys only, no failing implementation.
    Message::text(serde_json::to_string(frame).unwrap_or_default())
}

/// Says what kind of failure it was; a handshake's answer may hold anything and stays out.
fn describe(error: &tungstenite::Error) -> String {
    match error {
        tungstenite::Error::Http(response) => format!("refused with {}", response.status()),
        other => other.to_string(),
    }
}
