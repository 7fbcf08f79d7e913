//! A server on a port of its own, a mailbox, and callers who speak the protocol.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::{
    Answer, ApiError, Call, ClientFrame, Command, CommandId, CommandResult, ConversationId, CreateInvite,
    CreateWorkspace, FeedId, FeedPage, Invite, Me, MessageId, Method, RedeemCode, RichText, ServerFrame,
    SignedIn, StartSignIn,
};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::cards::scripted::Scripted;
use crate::config::Config;
use crate::mail::{Letter, Mail, Mailer, Sending};

#[derive(Debug)]
struct Mailbox(mpsc::UnboundedSender<Mail>);

impl Mailer for Mailbox {
    fn send(&self, mail: Mail) -> Sending<'_> {
        let _ = self.0.send(mail);
        Box::pin(async { Ok(()) })
    }
}

pub(super) struct Running {
    pub(super) base: String,
    pub(super) http: reqwest::Client,
    mails: mpsc::UnboundedReceiver<Mail>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<anyhow::Result<()>>,
    _data: TempDir,
}

impl Running {
    pub(super) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(Scripted::default(), change).await
    }

    pub(super) async fn on(internet: Scripted, change: impl FnOnce(&mut Config)) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::new(data.path());
        config.sign_ins_per_minute = 1_000;
        // A test that wants cards has an internet of its own.
        config.link_cards = false;
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (sender, mails) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let mailer = Arc::new(Mailbox(sender));
        let task = tokio::spawn(crate::hosted::run_on(
            Arc::new(internet),
            listener,
            config,
            mailer,
            axum::Router::new(),
            shutdown,
        ));
        Self {
            base,
            http: reqwest::Client::new(),
            mails,
            stop: Some(stop),
            task,
            _data: data,
        }
    }

    pub(super) async fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.task.await.unwrap().unwrap();
    }

    pub(super) async fn letter(&mut self) -> Letter {
        self.mails.recv().await.unwrap().letter
    }

    pub(super) async fn call(&self, token: Option<&str>, call: Call) -> Result<Answer, ApiError> {
        let request = call.request();
        let url = format!("{}{}", self.base, request.path);
        let mut builder = match request.method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url),
            Method::Delete => self.http.delete(url),
        };
        if let Some(body) = request.body {
            builder = builder.header("content-type", "application/json").body(body);
        }
        if let Some(token) = token {
            builder = builder.bearer_auth(token);
        }
        let response = builder.send().await.unwrap();
        let status = response.status().as_u16();
        call.answer(status, &response.text().await.unwrap())
    }

    /// Mails the address a code.
    pub(super) async fn code_for(&mut self, email: &str) -> String {
        let start = StartSignIn { email: email.into() };
        self.call(None, Call::StartSignIn(start)).await.unwrap();
        match self.letter().await {
            Letter::SignInCode { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    /// Ana opens her practice; answers her token.
    pub(super) async fn ana(&mut self) -> Person {
        let code = self.code_for("ana@fit.example").await;
        let create = CreateWorkspace {
            workspace_name: "Fit with Ana".into(),
            your_name: "Ana".into(),
            email: "Ana@Fit.example".into(),
            code,
            device_name: "Laptop".into(),
            wants_token: true,
        };
        person(self.call(None, Call::CreateWorkspace(create)).await.unwrap())
    }

    pub(super) async fn invite(&self, by: &Person, name: &str) -> Invite {
        let create = CreateInvite {
            name: name.into(),
            email: None,
            account: None,
            send_email: false,
        };
        match self
            .call(Some(&by.token), Call::CreateInvite(create))
            .await
            .unwrap()
        {
            Answer::Invite(invite) => invite,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn redeem(&self, code: &str) -> Result<Person, ApiError> {
        let redeem = RedeemCode {
            code: code.into(),
            device_name: "Phone".into(),
            wants_token: true,
        };
        self.call(None, Call::RedeemCode(redeem)).await.map(person)
    }

    /// Invited by ana and joined.
    pub(super) async fn client(&self, ana: &Person, name: &str) -> Person {
        let invite = self.invite(ana, name).await;
        self.redeem(&invite.code.unwrap()).await.unwrap()
    }

    pub(super) async fn line(&self) -> Line {
        let url = self.base.replace("http://", "ws://") + "/api/socket";
        Line(tokio_tungstenite::connect_async(url).await.unwrap().0)
    }

    pub(super) async fn signed_in_line(&self, person: &Person) -> Line {
        let mut line = self.line().await;
        line.authenticate(&person.token).await;
        let first = line.next().await;
        assert!(matches!(first, ServerFrame::Ready { .. }), "{first:?}");
        line
    }
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) token: String,
    pub(super) me: Me,
}

pub(super) fn person(answer: Answer) -> Person {
    match answer {
        Answer::SignedIn(SignedIn::Session(session)) => Person {
            token: session.token.unwrap(),
            me: session.me,
        },
        other => panic!("{other:?}"),
    }
}

pub(super) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    pub(super) async fn raw(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub(super) async fn send(&mut self, frame: &ClientFrame) {
        self.raw(&serde_json::to_string(frame).unwrap()).await;
    }

    pub(super) async fn authenticate(&mut self, token: &str) {
        let token = Some(token.to_owned());
        self.send(&ClientFrame::Authenticate { token }).await;
    }

    /// The next frame that is not a heartbeat.
    pub(super) async fn next(&mut self) -> ServerFrame {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => match serde_json::from_str(&text).unwrap() {
                    ServerFrame::Heartbeat { .. } => {}
                    frame => return frame,
                },
                other => panic!("{other:?}"),
            }
        }
    }

    pub(super) async fn is_closed(&mut self) -> bool {
        matches!(self.0.next().await, None | Some(Ok(Message::Close(_)) | Err(_)))
    }

    pub(super) async fn command(&mut self, number: u128, command: Command) {
        let id = CommandId::from_number(number);
        self.send(&ClientFrame::Command { id, command }).await;
    }

    /// The next frame that is not of a feed: earlier changes may still be on their way.
    pub(super) async fn reply(&mut self) -> ServerFrame {
        loop {
            match self.next().await {
                ServerFrame::Feed(_) => {}
                frame => return frame,
            }
        }
    }

    /// The next page of this feed.
    pub(super) async fn page(&mut self, feed: FeedId) -> FeedPage {
        loop {
            match self.next().await {
                ServerFrame::Feed(page) if page.feed == feed => return page,
                ServerFrame::Feed(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(super) async fn result(&mut self) -> (CommandId, CommandResult) {
        match self.reply().await {
            ServerFrame::Result { id, result } => (id, result),
            other => panic!("{other:?}"),
        }
    }
}

pub(super) fn says(number: u128, conversation: ConversationId, text: &str) -> Command {
    Command::SendMessage {
        attachments: Vec::new(),
        id: MessageId::from_number(number),
        conversation,
        body: RichText::plain(text),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}
