//! The nodes and what they stand on, each of which can be taken away and given back.

use std::path::PathBuf;

use backing::{Nats, Postgres};

use crate::support::program::{Program, run, value};

pub(super) struct Cluster {
    nodes: [Option<Program>; 3],
    /// In an option only while a thread of its own has it.
    postgres: Option<Postgres>,
    nats: Option<Nats>,
    database: String,
    network: String,
    /// Of the coach, who made the practice.
    first_code: String,
    data: tempfile::TempDir,
}

impl Cluster {
    pub(super) async fn start() -> Self {
        let started = tokio::task::spawn_blocking(|| {
            let postgres = Postgres::start()?;
            let database = postgres.create_database()?;
            Ok::<_, backing::Error>((postgres, database, Nats::start()?))
        });
        let (postgres, database, nats) = started.await.unwrap().unwrap();
        let mut cluster = Self {
            nodes: [const { None }; 3],
            postgres: Some(postgres),
            network: nats.url(),
            nats: Some(nats),
            database,
            first_code: String::new(),
            data: tempfile::tempdir().unwrap(),
        };
        let out = cluster
            .tell(&[
                "workspace",
                "create",
                "--name",
                "Fit with Ana",
                "--coach",
                "Ana",
                "--email",
                "ana@fit.example",
            ])
            .await;
        cluster.first_code = value(&out, "code").to_owned();
        for node in 0..3 {
            cluster.start_node(node).await;
        }
        cluster
    }

    fn folder(&self, node: usize) -> PathBuf {
        self.data.path().join(node.to_string())
    }

    /// The command line, on the database that all nodes share.
    async fn tell(&self, arguments: &[&str]) -> String {
        let arguments = [arguments, &["--database", &self.database]].concat();
        let (code, out, error) = run(&arguments, &self.folder(0)).await;
        assert_eq!(code, Some(0), "{error}");
        out
    }

    /// By which somebody signs in; the first is the coach.
    pub(super) async fn code(&self, number: u128) -> String {
        if number == 1 {
            return self.first_code.clone();
        }
        value(&self.tell(&["invite", "--name", "Client"]).await, "code").to_owned()
    }

    async fn start_node(&mut self, node: usize) {
        let command = [
            "serve",
            "--database",
            &self.database,
            "--database-connections",
            "6",
            "--nats",
            &self.network,
            "--drain-seconds",
            "1",
        ];
        self.nodes[node] = Some(Program::start(&command, &self.folder(node)).await);
    }

    /// Those that run.
    pub(super) fn addresses(&self) -> Vec<String> {
        let running = self.nodes.iter().flatten();
        running.map(|node| node.address.clone()).collect()
    }

    pub(super) async fn kill(&mut self, node: usize) {
        self.nodes[node].take().unwrap().kill().await;
    }

    pub(super) async fn start_again(&mut self, node: usize) {
        self.start_node(node).await;
    }

    /// As an operator stops it: it ends by itself, and well.
    pub(super) async fn terminate(&mut self, node: usize) {
        let program = self.nodes[node].take().unwrap();
        let sent = tokio::process::Command::new("kill")
            .args(["-s", "TERM", &program.id().to_string()])
            .status()
            .await;
        assert!(sent.unwrap().success());
        assert!(program.ended().await.success());
    }

    pub(super) async fn nats(
        &mut self,
        does: impl FnOnce(&mut Nats) -> Result<(), backing::Error> + Send + 'static,
    ) {
        let mut nats = self.nats.take().unwrap();
        let done = tokio::task::spawn_blocking(move || does(&mut nats).map(|()| nats));
        self.nats = Some(done.await.unwrap().unwrap());
    }

    pub(super) async fn postgres(
        &mut self,
        does: impl FnOnce(&mut Postgres) -> Result<(), backing::Error> + Send + 'static,
    ) {
        let mut postgres = self.postgres.take().unwrap();
        let done = tokio::task::spawn_blocking(move || does(&mut postgres).map(|()| postgres));
        self.postgres = Some(done.await.unwrap().unwrap());
    }
}
