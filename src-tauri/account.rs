//! Who is signed in on this installation, and where: a small file without secrets.

use std::path::Path;
use std::{fs, io};

use protocol::Me;
use serde::{Deserialize, Serialize};

use crate::places::write_private;
use crate::server_url::ServerUrl;

/// Kept from the sign-in to the sign-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedAccount {
    server: String,
    pub(crate) me: Me,
}

impl SavedAccount {
    pub(crate) fn new(server: &ServerUrl, me: Me) -> Self {
        Self {
            server: server.to_string(),
            me,
        }
    }

    /// `None` when nobody is signed in or the file says nothing that makes sense.
    pub(crate) fn load(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        match serde_json::from_str(&text) {
            Ok(account) => Some(account),
            Err(_) => {
                tracing::warn!("account.unreadable");
                None
            }
        }
    }

    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        write_private(path, &serde_json::to_vec(self)?)
    }

    pub(crate) fn server(&self) -> Option<ServerUrl> {
        self.server.parse().ok()
    }

    /// Under which the keychain keeps the token.
    pub(crate) fn token_name(&self) -> String {
        format!("{} at {}", self.me.account.id, self.server)
    }
}

/// A session that was given from outside.
#[derive(Deserialize)]
pub(crate) struct GivenSession {
    pub(crate) server: String,
    pub(crate) token: String,
}

/// The token must not reach a log.
impl std::fmt::Debug for GivenSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GivenSession({})", self.server)
    }
}
