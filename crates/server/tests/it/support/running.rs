//! A server in this process, on a port of its own and a folder that goes with it; mails are caught.

use std::sync::Arc;

use protocol::{Account, AccountId, Answer, ApiError, Call, WorkspaceId};
use server::config::{Config, Database, Secret};
use server::mail::{Mail, Mailer, Sending};
use server::with_admin;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::http;

/// Hands every mail to the scenario.
#[derive(Debug)]
struct Catcher(mpsc::UnboundedSender<Mail>);

impl Mailer for Catcher {
    fn send(&self, mail: Mail) -> Sending<'_> {
        let _ = self.0.send(mail);
        Box::pin(async { Ok(()) })
    }
}

pub(crate) struct Running {
    /// Such as `127.0.0.1:40123`.
    pub(crate) address: String,
    pub(crate) http: reqwest::Client,
    mails: Mutex<mpsc::UnboundedReceiver<Mail>>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<anyhow::Result<()>>,
    config: Config,
    /// The data folder, which goes with the value.
    _data: tempfile::TempDir,
}

/// The whole suite runs on either database: the environment says which.
async fn database() -> Database {
    match std::env::var("RAPPORT_TEST_DATABASE").as_deref() {
        Err(_) | Ok("embedded") => Database::Embedded,
        Ok("postgres") => {
            let made = tokio::task::spawn_blocking(|| backing::Postgres::shared()?.create_database());
            Database::Postgres {
                url: Secret::new(made.await.unwrap().unwrap()),
                connections: 8,
            }
        }
        Ok(other) => panic!("RAPPORT_TEST_DATABASE is embedded or postgres, not {other}"),
    }
}

impl Running {
    /// Anybody may open a practice, as often as a scenario likes.
    pub(crate) async fn start() -> Self {
        Self::with(|config| {
            config.sign_up_open = true;
            config.sign_ins_per_minute = 1_000_000;
        })
        .await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::new(data.path());
        config.database = database().await;
        config.link_cards = false;
        change(&mut config);
        let kept = config.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, mails) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let dashboard = server::dashboard::router(config.ui.clone());
        let task = tokio::spawn(server::run(
            listener,
            config,
            Arc::new(Catcher(sender)),
            dashboard,
            async {
                let _ = stopped.await;
            },
        ));
        Self {
            address,
            http: http(),
            mails: Mutex::new(mails),
            stop: Some(stop),
            task,
            config: kept,
            _data: data,
        }
    }

    /// A coach, made by the command line's hand on the same database while the server runs.
    pub(crate) async fn makes_coach(&self, practice: WorkspaceId, name: &str, email: &str) -> Account {
        let made =
            async { with_admin!(&self.config, admin => admin.create_coach(practice, name, email).await) };
        made.await.unwrap()
    }

    /// A code that signs somebody in, from the command line.
    pub(crate) async fn makes_code(&self, practice: WorkspaceId, account: AccountId) -> String {
        let made = async { with_admin!(&self.config, admin => admin.sign_in_code(practice, account).await) };
        made.await.unwrap().code
    }

    /// The next mail; fails when the server stopped instead.
    pub(crate) async fn mail(&self) -> Mail {
        self.mails.lock().await.recv().await.unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Makes a call as an app does.
    pub(crate) async fn call(&self, token: Option<&str>, call: &Call) -> Result<Answer, ApiError> {
        let (status, body) = self.raw(token, call).await;
        call.answer(status, &body)
    }

    pub(crate) async fn raw(&self, token: Option<&str>, call: &Call) -> (u16, String) {
        let request = call.request();
        let method = request.method.as_str().parse().unwrap();
        let mut sending = self.http.request(method, self.url(&request.path));
        if let Some(token) = token {
            sending = sending.bearer_auth(token);
        }
        if let Some(body) = request.body {
            sending = sending.header("content-type", "application/json").body(body);
        }
        let answer = sending.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Stops as on SIGTERM, and waits for it.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        drop(self.stop.take());
        (&mut self.task).await.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
