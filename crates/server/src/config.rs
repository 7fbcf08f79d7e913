//! What a server runs on, after flags, environment and file have been put together.
//!
//! Owns the defaults and what the values mean. Must not know where a value came from: `cli/settings.rs` does.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use protocol::Limits;

/// Everything that an operator may decide. Plain data; `Config::new` gives the defaults.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen. The port that was really taken is on the first line of stdout.
    pub listen: SocketAddr,
    /// Folder of the embedded database, the outbox of unsent mails, and the media unless they are elsewhere.
    pub data: PathBuf,
    /// How people reach this server, such as `https://chat.example.com`, without a slash at the end. Links in mails
    /// and invites begin with it, and browsers may come from this origin besides the one that they asked for. Without
    /// it: `http://` and the address that is listened on.
    pub public_url: Option<String>,
    /// Whether anybody with an e-mail address may open a new practice. Otherwise only the command line can.
    pub sign_up_open: bool,
    /// Whether a reverse proxy of ours stands in front, so that `X-Forwarded-For` may be believed for rate limits.
    pub behind_proxy: bool,
    /// How many attempts to sign in one network address has in a minute, over all accounts. Offices and phone networks
    /// share addresses, so this is not a person's limit.
    pub sign_ins_per_minute: u32,
    /// What messages and requests may measure; told to every client.
    pub limits: Limits,
    /// Folder of the built web dashboard.
    pub ui: Option<PathBuf>,
    pub mail: MailConfig,
    /// Where the rows are.
    pub database: Database,
    /// `nats://host:4222`, which tells the other nodes at once what happened on this one. Without it a node is on its
    /// own, or learns of the others a few seconds later from the database.
    pub nats: Option<Secret>,
    /// Where photos, files and voice notes are.
    pub media: MediaPlace,
    /// Where `/metrics` listens: an address of its own, so that no proxy passes it on by accident. Off without it.
    pub metrics: Option<SocketAddr>,
    /// How long a server that is told to stop takes to send its clients elsewhere. Only of use where there is another node.
    pub drain: Duration,
    /// Whether links in messages are looked at, so that messages show what they lead to. The server then fetches pages from the
    /// internet; without it, it goes nowhere by itself.
    pub link_cards: bool,
    /// Pages besides our own that may call, as browsers write their origin. They use a token, never the cookie.
    pub allowed_origins: Vec<String>,
}

/// Where the rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite in the data folder: nothing else has to run.
    Embedded,
    Postgres {
        /// `postgres://user:password@host:5432/name`, as libpq takes it.
        url: Secret,
        /// How many connections this node opens at most.
        connections: u32,
    },
}

/// Where photos, files and voice notes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaPlace {
    Folder(PathBuf),
    S3(S3Place),
}

/// A bucket of S3, or of a server that speaks like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Place {
    pub bucket: String,
    /// What every name begins with, without slashes at its ends; empty for the whole bucket.
    pub prefix: String,
    /// `https://host:port` of a server other than Amazon's.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: Secret,
    pub secret_key: Secret,
}

/// Text that must not reach a log: passwords, and addresses that may hold one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to be handed to whom it is for and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How mails leave.
#[derive(Clone)]
pub struct MailConfig {
    /// `smtps://user:password@host:465` or `smtp://host:25`. Without it, mails are written into `outbox/` in the
    /// data folder and their codes to the log.
    pub smtp: Option<String>,
    /// The sender, as in `Northstar Coaching <hello@example.com>`.
    pub from: String,
}

/// The address may hold a password, which must not reach a log.
impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailConfig")
            .field("smtp", &self.smtp.as_ref().map(|_| ".."))
            .field("from", &self.from)
            .finish()
    }
}

impl Config {
    pub const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
    pub const DEFAULT_DATA: &str = "rapport-data";
    pub const DEFAULT_MAIL_FROM: &str = "Rapport <rapport@localhost>";
    pub const DEFAULT_SIGN_INS_PER_MINUTE: u32 = 60;
    pub const DEFAULT_DATABASE_CONNECTIONS: u32 = 16;
    pub const DEFAULT_S3_REGION: &str = "us-east-1";
    /// The folder of media below the data folder.
    pub const MEDIA: &str = "media";

    /// The defaults, on this data folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self {
            listen: Self::DEFAULT_LISTEN,
            media: MediaPlace::Folder(data.join(Self::MEDIA)),
            data,
            public_url: None,
            sign_up_open: false,
            behind_proxy: false,
            sign_ins_per_minute: Self::DEFAULT_SIGN_INS_PER_MINUTE,
            limits: Limits::default(),
            ui: None,
            mail: MailConfig {
                smtp: None,
                from: Self::DEFAULT_MAIL_FROM.to_owned(),
            },
            database: Database::Embedded,
            nats: None,
            metrics: None,
            drain: Duration::ZERO,
            link_cards: true,
            allowed_origins: Vec::new(),
        }
    }
}
