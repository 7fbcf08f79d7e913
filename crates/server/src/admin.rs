//! What the command line does to a database that it has at hand: open a practice, bring people in, make codes, fill in a
//! story.
//!
//! A running server keeps its own connections and does not hear of changes made here until its clients catch up.
//! Asks for no rights: whoever can open the file has them all.

mod seed;

use anyhow::Context as _;
use protocol::{Account, AccountId, ConversationId, InviteId, Timestamp, Workspace, WorkspaceId};

use crate::config::Config;
use crate::db::{AccountInWorkspace, Accounts as _, Workspaces as _, ready};
use crate::domain::invites::{NewInvite, hand_code};
use crate::domain::{self, Failure, NewClient, NewPerson};
use crate::entropy::Entropy;
use crate::hosted::{DATABASE, system};
use crate::local::LocalServer;
use crate::routes::join_link;

pub use seed::{Planted, Seed, SeedConversation, SeedDraft, SeedMessage, SeedPerson, SeedPlace, SeedSeen};

/// A database file, opened for a command or two.
#[derive(Debug)]
pub struct Admin {
    server: LocalServer,
    entropy: Entropy,
}

/// A code that signs a person in, once, for 48 hours.
#[derive(Clone)]
pub struct HandedCode {
    pub code: String,
    pub expires_at: Timestamp,
}

/// Holds the code.
impl std::fmt::Debug for HandedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HandedCode(..)")
    }
}

impl HandedCode {
    /// Opens the app or the web dashboard and signs in.
    pub fn link(&self, public_url: &str) -> String {
        join_link(public_url, &self.code)
    }
}

impl Admin {
    /// Makes the data folder and the database when they are not there.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
        let path = config.data.join(DATABASE);
        let server = LocalServer::open(&path, system::entropy())
            .with_context(|| format!("cannot open the database {}", path.display()))?;
        Ok(Self {
            server,
            entropy: system::entropy(),
        })
    }

    /// All practices, by name.
    pub fn workspaces(&self) -> anyhow::Result<Vec<Workspace>> {
        Ok(self
            .server
            .look(|tx| ready(async { Ok(tx.workspaces().await?) }))?)
    }

    /// Everybody with this address, in whatever practice.
    pub fn find(&self, email: &str) -> anyhow::Result<Vec<AccountInWorkspace>> {
        let email = domain::sign_in::normal_email(email).map_err(Failure::into_api)?;
        Ok(self
            .server
            .look(|tx| ready(async { Ok(tx.accounts_with_email(&email).await?) }))?)
    }

    /// A practice with its first coach.
    pub fn create_workspace(
        &mut self,
        name: &str,
        brand_hue: u16,
        coach_name: &str,
        email: &str,
    ) -> anyhow::Result<(Workspace, Account)> {
        let now = system::now();
        let id = WorkspaceId(self.entropy.uuid(now));
        let coach = self.person(now, coach_name, Some(email));
        let (made, _) = self.server.work(now, id, async |work| {
            let workspace = domain::create_workspace(work, name, brand_hue).await?;
            Ok((workspace, domain::create_coach(work, coach).await?))
        })?;
        Ok(made)
    }

    pub fn create_coach(&mut self, ws: WorkspaceId, name: &str, email: &str) -> anyhow::Result<Account> {
        let now = system::now();
        let coach = self.person(now, name, Some(email));
        let (coach, _) = self
            .server
            .work(now, ws, async |work| domain::create_coach(work, coach).await)?;
        Ok(coach)
    }

    /// A client with the direct conversation, and the code by which they join.
    pub fn invite_client(
        &mut self,
        ws: WorkspaceId,
        name: &str,
        email: Option<&str>,
    ) -> anyhow::Result<(Account, HandedCode)> {
        let now = system::now();
        let client = NewClient {
            person: self.person(now, name, email),
            direct: ConversationId(self.entropy.uuid(now)),
        };
        let new = self.new_invite(now);
        let (made, _) = self.server.work(now, ws, async |work| {
            let client = domain::create_client(work, client).await?;
            let invite = hand_code(work, &client, &new).await?;
            Ok((client, invite.expires_at))
        })?;
        Ok((made.0, handed(new, made.1)))
    }

    /// A code that signs in somebody who exists, coach or client. The code before it stops working.
    pub fn sign_in_code(&mut self, ws: WorkspaceId, account: AccountId) -> anyhow::Result<HandedCode> {
        let now = system::now();
        let new = self.new_invite(now);
        let account = self
            .server
            .look(|tx| ready(async { Ok(tx.account(ws, account).await?) }))?;
        let account = account.context("there is no such account")?;
        let (invite, _) = self
            .server
            .work(now, ws, async |work| hand_code(work, &account, &new).await)?;
        Ok(handed(new, invite.expires_at))
    }

    fn person(&mut self, now: Timestamp, name: &str, email: Option<&str>) -> NewPerson {
        NewPerson {
            id: AccountId(self.entropy.uuid(now)),
            name: name.to_owned(),
            email: email.map(str::to_owned),
            joined_at: None,
        }
    }

    fn new_invite(&mut self, now: Timestamp) -> NewInvite {
        NewInvite {
            id: InviteId(self.entropy.uuid(now)),
            code: self.entropy.invite_code(),
            account: AccountId(self.entropy.uuid(now)),
            direct: ConversationId(self.entropy.uuid(now)),
        }
    }
}

fn handed(new: NewInvite, expires_at: Timestamp) -> HandedCode {
    HandedCode {
        code: new.code,
        expires_at,
    }
}

#[cfg(test)]
mod tests;
