//! One client's live line: the first frame signs in, then commands go in and what changes comes out.
//!
//! Commands of one socket are done in the order in which they came; several may be on their way to the disk at once.
//! A frame that cannot be read is answered and the line stays open. Knows no rule of any command.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::{FutureExt as _, SinkExt as _};
use protocol::{
    ApiError, ClientFrame, CommandId, CommandResult, ErrorCode, FeedId, Outcome, ServerFrame, SubmitCommand,
};

use super::hub::{Subscription, encode};
use super::queue::Next;
use super::{Db, Lane, Pending, Server, Throttle, heads, system};
use crate::db::{Feeds as _, Memberships as _};
use crate::domain::{Actor, Failure, sessions};
use crate::metrics;

const FIRST_FRAME: Duration = Duration::from_secs(10);
/// A client that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// So long a line that closes waits for each answer that is still to come.
const LAST_ANSWER: Duration = Duration::from_secs(5);
/// Commands on their way to the disk; more wait in the network.
const IN_FLIGHT: usize = 64;
/// Frames that go out in one write, before the line listens again.
const TOGETHER: usize = 64;

/// Why a line ends without a word.
#[derive(Debug)]
struct Gone;

type Sent = Result<(), Gone>;

/// Puts a frame into the line's buffer; it is on its way with the next [`flush`].
async fn feed(socket: &mut WebSocket, frame: Utf8Bytes) -> Sent {
    in_time(socket.feed(Message::Text(frame))).await
}

async fn flush(socket: &mut WebSocket) -> Sent {
    in_time(socket.flush()).await
}

async fn in_time(sending: impl Future<Output = Result<(), axum::Error>>) -> Sent {
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Gone),
    }
}

/// Serves the line until either side ends it. `cookie` is the token that came with the upgrade, when the page that opened
/// the socket is ours.
pub(crate) async fn serve<D: Db>(server: Arc<Server<D>>, mut socket: WebSocket, cookie: Option<[u8; 32]>) {
    // Signing in is boxed: an idle line does not carry its room along.
    let signed_in = Box::pin(sign_in(&server, &mut socket, cookie)).await;
    match signed_in {
        Ok((actor, subscription)) => {
            let _counted = metrics::connection();
            let line = Line {
                frames: Throttle::new(20, 250),
                in_flight: VecDeque::new(),
                server,
                actor,
                subscription,
            };
            if line.run(&mut socket).await.is_ok() {
                let _ = socket.send(Message::Close(None)).await;
            }
        }
        Err(error) => {
            let _ = feed(&mut socket, encode(&ServerFrame::Ended { error })).await;
            let _ = socket.send(Message::Close(None)).await;
        }
    }
}

async fn sign_in<D: Db>(
    server: &Arc<Server<D>>,
    socket: &mut WebSocket,
    cookie: Option<[u8; 32]>,
) -> Result<(Actor, Subscription), ApiError> {
    let needed = |message: &str| ApiError::new(ErrorCode::SignInNeeded, message);
    let first = tokio::time::timeout(FIRST_FRAME, socket.recv()).await;
    let Ok(Some(Ok(Message::Text(text)))) = first else {
        return Err(needed(
            "The first frame, within ten seconds, must be authenticate.",
        ));
    };
    let Ok(ClientFrame::Authenticate { token }) = serde_json::from_str(&text) else {
        return Err(needed("The first frame must be authenticate."));
    };
    let token = match token {
        Some(token) => crate::routes::parse_token(&token),
        None => cookie,
    };
    let token = token.ok_or_else(|| needed("Sign in first."))?;
    let ended = || ApiError::new(ErrorCode::SessionEnded, "This session is over. Sign in again.");
    let found = server
        .db
        .read(move |tx| async move { sessions::find(tx, &token, system::now()).await }.boxed())
        .await
        .map_err(Failure::into_api)?;
    let actor = found.ok_or_else(ended)?.actor;
    // Listening begins before the memberships are read, so that nothing falls between; and the session is looked at
    // again, because it may have ended before we listened.
    let subscription = server.hub.subscribe(actor);
    // Nor what other nodes do: it is known from when on this practice is watched.
    heads::watch(&server.db, &server.hub, actor.workspace)
        .await
        .map_err(Failure::into_api)?;
    let read = server.db.read(move |tx| {
        async move {
            let still = sessions::find(tx, &token, system::now()).await?;
            let conversations = tx.active_memberships(actor.workspace, actor.account).await?;
            let head = tx.head(actor.workspace, FeedId::Account(actor.account)).await?;
            Ok((still, head, conversations))
        }
        .boxed()
    });
    let (still, head, conversations) = read.await.map_err(Failure::into_api)?;
    if still.ok_or_else(ended)?.stale {
        let touch = server.db.note(Lane::Workspace(actor.workspace), move |desk| {
            async move { sessions::touch(&mut desk.tx, &actor, desk.now).await }.boxed()
        });
        touch.await.map_err(Failure::into_api)?;
    }
    subscription.follow(system::now(), head, conversations);
    subscription.in_force().await;
    let ready = ServerFrame::Ready {
        account: actor.account,
        limits: server.config.limits,
    };
    let _ = feed(socket, encode(&ready)).await;
    let _ = flush(socket).await;
    Ok((actor, subscription))
}

struct Line<D> {
    server: Arc<Server<D>>,
    actor: Actor,
    subscription: Subscription,
    /// Commands that are not yet on disk, oldest first.
    in_flight: VecDeque<(CommandId, Pending<Outcome>)>,
    /// For activities and pings.
    frames: Throttle<()>,
}

enum Event {
    Out(Next),
    Done(CommandId, Result<Outcome, Failure>),
    In(Option<Result<Message, axum::Error>>),
}

/// Whether the line goes on.
#[derive(PartialEq, Eq)]
enum Then {
    GoOn,
    Close,
}

impl<D: Db> Line<D> {
    /// `Ok` when a closing frame is in order.
    async fn run(mut self, socket: &mut WebSocket) -> Sent {
        loop {
            let mut event = self.wait(socket).await;
            // Whatever is there already goes out together: a burst costs few writes.
            for left in (0..TOGETHER).rev() {
                if self.handle(socket, event).await? == Then::Close {
                    return flush(socket).await;
                }
                // Nothing is taken that would not be handled.
                let next = if left > 0 { self.at_hand() } else { None };
                match next {
                    Some(next) => event = next,
                    None => break,
                }
            }
            flush(socket).await?;
        }
    }

    async fn wait(&mut self, socket: &mut WebSocket) -> Event {
        let waiting = self.in_flight.len();
        tokio::select! {
            next = self.subscription.queue.next() => Event::Out(next),
            (id, result) = next_done(&mut self.in_flight), if waiting > 0 => Event::Done(id, result),
            message = socket.recv(), if waiting < IN_FLIGHT => Event::In(message),
        }
    }

    /// What goes out without waiting.
    fn at_hand(&mut self) -> Option<Event> {
        let next = self.subscription.queue.take().map(Event::Out);
        next.or_else(|| {
            let (id, result) = next_done(&mut self.in_flight).now_or_never()?;
            Some(Event::Done(id, result))
        })
    }

    async fn handle(&mut self, socket: &mut WebSocket, event: Event) -> Result<Then, Gone> {
        let frame = match event {
            Event::Out(Next::Send(frame)) => {
                metrics::delivered();
                Some(frame)
            }
            Event::Out(Next::Resync) => {
                metrics::resync();
                Some(encode(&ServerFrame::Resync))
            }
            Event::Out(Next::End(error)) => {
                feed(socket, encode(&ServerFrame::Ended { error })).await?;
                return Ok(Then::Close);
            }
            Event::Out(Next::Close) => {
                self.finish(socket).await?;
                return Ok(Then::Close);
            }
            Event::Done(id, result) => {
                self.in_flight.pop_front();
                Some(encode(&answered(id, result)))
            }
            Event::In(Some(Ok(message))) => self.take(message).await?.map(|reply| encode(&reply)),
            Event::In(Some(Err(_)) | None) => return Err(Gone),
        };
        if let Some(frame) = frame {
            feed(socket, frame).await?;
        }
        Ok(Then::GoOn)
    }

    /// What was begun is answered; what takes longer is asked for again on the next line.
    async fn finish(&mut self, socket: &mut WebSocket) -> Sent {
        while let Some((id, pending)) = self.in_flight.front_mut() {
            let (id, answer) = (*id, tokio::time::timeout(LAST_ANSWER, pending.answer()).await);
            let Ok(result) = answer else {
                break;
            };
            self.in_flight.pop_front();
            feed(socket, encode(&answered(id, result))).await?;
        }
        Ok(())
    }

    async fn take(&mut self, message: Message) -> Result<Option<ServerFrame>, Gone> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Ok(Some(unreadable("Frames are text."))),
            Message::Ping(_) | Message::Pong(_) => return Ok(None),
            Message::Close(_) => return Err(Gone),
        };
        let limit = self.server.config.limits.frame_bytes;
        if text.len() > limit as usize {
            let message = format!("A frame may have {limit} bytes at most.");
            let error = ApiError::new(ErrorCode::TooLong, message).with("limit", limit);
            return Ok(Some(ServerFrame::Error { error }));
        }
        Ok(match serde_json::from_str(&text) {
            Ok(ClientFrame::Command { id, command }) => {
                let submit = SubmitCommand { id, command };
                let pending = self.server.submit(self.actor, submit).await;
                self.in_flight.push_back((id, pending));
                None
            }
            Ok(ClientFrame::Activity {
                conversation,
                activity,
            }) => {
                if self.frames.take((), system::now()).is_ok() {
                    self.subscription.act(conversation, activity);
                }
                None
            }
            Ok(ClientFrame::Ping) => Some(ServerFrame::Pong),
            Ok(ClientFrame::Authenticate { .. }) => Some(unreadable("This line is signed in already.")),
            Err(_) => Some(refused(&text)),
        })
    }
}

/// May be dropped and called again: the answer is taken from the queue by the caller.
async fn next_done(
    in_flight: &mut VecDeque<(CommandId, Pending<Outcome>)>,
) -> (CommandId, Result<Outcome, Failure>) {
    match in_flight.front_mut() {
        Some((id, pending)) => (*id, pending.answer().await),
        None => std::future::pending().await,
    }
}

pub(crate) fn command_result(result: Result<Outcome, Failure>) -> CommandResult {
    let result = match result {
        Ok(outcome) => CommandResult::Ok(outcome),
        Err(failure) => {
            if let Failure::Database(error) = &failure {
                tracing::error!(error = %error, "a command could not be done");
            }
            CommandResult::Error(failure.into_api())
        }
    };
    metrics::command(&result);
    result
}

fn answered(id: CommandId, result: Result<Outcome, Failure>) -> ServerFrame {
    ServerFrame::Result {
        id,
        result: command_result(result),
    }
}

fn unreadable(message: &str) -> ServerFrame {
    ServerFrame::Error {
        error: ApiError::new(ErrorCode::Invalid, message),
    }
}

/// A command that cannot be read is answered by its id, when that can be: its sender must not wait for ever.
fn refused(text: &str) -> ServerFrame {
    #[derive(serde::Deserialize)]
    struct Head {
        #[serde(rename = "type")]
        kind: String,
        id: CommandId,
    }
    match serde_json::from_str::<Head>(text) {
        Ok(head) if head.kind == "command" => ServerFrame::Result {
            id: head.id,
            result: CommandResult::Error(ApiError::new(
                ErrorCode::Invalid,
                "This server does not know such a command.",
            )),
        },
        _ => unreadable("This frame could not be read."),
    }
}
