//! PostgreSQL, with a database for whoever asks for one.

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::folder::Folder;
use crate::program::{folder_of, is_root, not_as_root, run};
use crate::service::{Service, Signal};
use crate::{Error, free_port, while_doing};

const NAME: &str = "postgres";
const PACKAGE: &str = "postgresql";
/// Owns the databases, and is no superuser: what a server may do here, it may do anywhere. It may make databases of its own.
const ROLE: &str = "rapport";

/// A PostgreSQL server of one's own.
pub struct Postgres {
    /// None: stopped. Stands before the folder, so that it is dropped first.
    service: Option<Service>,
    folder: Folder,
    programs: PathBuf,
    /// Who runs it when we are root.
    user: Option<&'static str>,
    port: u16,
    /// Nobody else on this machine is to get in as its superuser, who may run programs.
    password: String,
    /// Settings beside those that every one has, as `name=value`.
    settings: &'static [&'static str],
    databases: AtomicU32,
}

/// For the settings of a server that need not outlive its machine.
const FORGETFUL: &[&str] = &["fsync=off", "full_page_writes=off"];
const WITH_TLS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "ssl=on",
    "ssl_cert_file=../server.crt",
    "ssl_key_file=../server.key",
];
/// A certificate for 127.0.0.1 that has signed itself.
const CERTIFICATE: &str = "[req]\ndistinguished_name=name\nx509_extensions=extensions\nprompt=no\n[name]\nCN=a test\n\
    [extensions]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n";

impl Postgres {
    /// Fast and forgetful: what is committed survives the end of its processes, but not that of the machine.
    pub fn start() -> Result<Self, Error> {
        Self::start_with(FORGETFUL)
    }

    /// What is committed is on disk: for measuring.
    pub fn start_durable() -> Result<Self, Error> {
        Self::start_with(&[])
    }

    /// As [`Postgres::start`], and speaks TLS to whoever asks for it, with a certificate of its own: see [`Postgres::certificate`].
    pub fn start_with_tls() -> Result<Self, Error> {
        Self::start_with(WITH_TLS)
    }

    /// The file with the certificate by which to know this server, if it has one.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("server.crt")
    }

    /// One for all tests of this process; a test takes a database of its own. Gone when the process ends.
    pub fn shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Result<Postgres, Error>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref().map_err(Clone::clone)
    }

    fn start_with(settings: &'static [&'static str]) -> Result<Self, Error> {
        let programs = folder_of(&["initdb", "postgres", "psql"], versions(), PACKAGE)?;
        let user = is_root()?.then_some("postgres");
        let folder = Folder::new(NAME)?;
        if let Some(user) = user {
            folder.give_to(user)?;
        }
        let mut server = Self {
            service: None,
            folder,
            programs,
            user,
            port: 0,
            password: format!("{:016x}", RandomState::new().hash_one(NAME)),
            settings,
            databases: AtomicU32::new(0),
        };
        let password = server.folder.path().join("password");
        std::fs::write(&password, &server.password).map_err(while_doing("cannot write a password"))?;
        run(
            server
                .program("initdb")
                .args(["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=password"])
                .args(["--username=postgres", "--pgdata"])
                .arg(server.folder.path().join("data"))
                .arg("--pwfile")
                .arg(password),
            NAME,
            "could not make its folder",
        )?;
        if settings.contains(&"ssl=on") {
            server.make_certificate()?;
        }
        server.port = free_port()?;
        server.start_again()?;
        server.sql(&format!(
            "CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{}'",
            server.password
        ))?;
        Ok(server)
    }

    /// A new, empty database, as the URL by which to connect to it.
    pub fn create_database(&self) -> Result<String, Error> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name} OWNER {ROLE}"))?;
        let Self { password, port, .. } = self;
        Ok(format!("postgres://{ROLE}:{password}@127.0.0.1:{port}/{name}"))
    }

    /// What its processes call themselves, to find them among others.
    pub fn cluster_name(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// Ends the sessions and stops. Its data stay.
    pub fn stop(&mut self) -> Result<(), Error> {
        self.end(Signal::Interrupt)
    }

    /// As in a crash: nothing is written any more, and the next start recovers.
    pub fn kill(&mut self) -> Result<(), Error> {
        self.end(Signal::Quit)
    }

    /// On the same port, with the same data.
    pub fn start_again(&mut self) -> Result<(), Error> {
        if self.service.is_some() {
            return Ok(());
        }
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.folder.path().join("data"));
        let mut settings = vec![
            format!("port={}", self.port),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "max_connections=200".to_owned(),
            "log_checkpoints=off".to_owned(),
            // Shown by `ps`, and to whoever asks: whose server this is.
            format!("cluster_name={}", self.cluster_name()),
        ];
        settings.extend(self.settings.iter().copied().map(str::to_owned));
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        let (service, ()) = Service::start(NAME, &self.folder, &command, Signal::Quit, |line| {
            line.contains("ready to accept connections").then_some(())
        })?;
        self.service = Some(service);
        Ok(())
    }

    fn make_certificate(&self) -> Result<(), Error> {
        let folder = self.folder.path();
        let wanted = folder.join("certificate.cnf");
        std::fs::write(&wanted, CERTIFICATE)
            .map_err(while_doing("cannot write what a certificate is to say"))?;
        let program = folder_of(&["openssl"], [], "openssl")?.join("openssl");
        run(
            not_as_root(&program, self.user)
                .args(["req", "-x509", "-days", "2", "-nodes", "-newkey", "ec"])
                .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
                .arg("-config")
                .arg(wanted)
                .arg("-keyout")
                .arg(folder.join("server.key"))
                .arg("-out")
                .arg(self.certificate())
                .current_dir(folder),
            "openssl",
            "could not make a certificate",
        )
    }

    fn end(&mut self, signal: Signal) -> Result<(), Error> {
        match self.service.take() {
            Some(mut service) => service.end(signal),
            None => Ok(()),
        }
    }

    /// As the superuser.
    fn sql(&self, sql: &str) -> Result<(), Error> {
        run(
            Command::new(self.programs.join("psql"))
                .args([
                    "--no-psqlrc",
                    "--quiet",
                    "--set=ON_ERROR_STOP=1",
                    "--command",
                    sql,
                ])
                .args(["--host=127.0.0.1", "--username=postgres", "--dbname=postgres"])
                .arg(format!("--port={}", self.port))
                .env("PGPASSWORD", &self.password),
            NAME,
            "did not do what it was told",
        )
    }

    fn program(&self, name: &str) -> Command {
        let mut command = not_as_root(&self.programs.join(name), self.user);
        // The folder where the tests run may not be one for that user.
        command.current_dir(self.folder.path());
        command
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("service", &self.service)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// Where Debian and its kin keep the programs, newest version first: they are not on the PATH.
fn versions() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, path)| path).collect()
}
