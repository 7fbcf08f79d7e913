//! What a server runs on, after flags, environment and file have been put together.
//!
//! Owns the defaults and what the values mean. Must not know where a value came from: `cli/settings.rs` does.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use protocol::Limits;

/// Everything that an operator may decide. Plain data; `Config::new` gives the defaults.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen. The port that was really taken is on the first line of stdout.
    pub listen: SocketAddr,
    /// Folder of the database, the outbox of unsent mails, and later the media.
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

    /// The defaults, on this data folder.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: Self::DEFAULT_LISTEN,
            data: data.into(),
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
        }
    }
}
