//! What the command line does to a database that it has at hand: open a practice, bring people in, make codes, fill in a
//! story.
//!
//! A running server on the embedded database does not hear of changes made here until its clients catch up; on PostgreSQL it
//! hears of them within seconds.
//! Asks for no rights: whoever can open the file has them all.

mod seed;

use futures_util::FutureExt as _;
use protocol::{Account, AccountId, ConversationId, ErrorCode, Limits, Timestamp, Workspace, WorkspaceId};

use crate::db::{AccountInWorkspace, Accounts as _, Workspaces as _};
use crate::domain::invites::{NewInvite, hand_code, redeem};
use crate::domain::{self, Failure, NewClient, NewPerson, Rules, Work, refuse, sessions};
use crate::hosted::{Db, Desk, Lane, system};
use crate::routes::{join_link, new_invite, new_session};

pub use seed::{
    Gesture, Planted, Seed, SeedCohort, SeedConversation, SeedDraft, SeedGesture, SeedMessage, SeedNote,
    SeedPerson, SeedPlace, SeedSeen, SeedTag, SeedTemplate,
};

/// A database, opened for a command or two.
#[derive(Debug)]
pub struct Admin<D> {
    db: D,
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

impl<D: Db> Admin<D> {
    pub fn on(db: D) -> Self {
        Self { db }
    }

    /// Finishes what was begun.
    pub async fn close(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.db.close().await, "the database did not close well");
        Ok(())
    }

    /// All practices, by name.
    pub async fn workspaces(&self) -> anyhow::Result<Vec<Workspace>> {
        let read = self.db.read(|tx| async { Ok(tx.workspaces().await?) }.boxed());
        read.await.map_err(said)
    }

    /// Everybody with this address, in whatever practice.
    pub async fn find(&self, email: &str) -> anyhow::Result<Vec<AccountInWorkspace>> {
        let email = domain::sign_in::normal_email(email).map_err(said)?;
        let read = self
            .db
            .read(move |tx| async move { Ok(tx.accounts_with_email(&email).await?) }.boxed());
        read.await.map_err(said)
    }

    /// A practice with its first coach.
    pub async fn create_workspace(
        &self,
        name: &str,
        brand_hue: u16,
        coach_name: &str,
        email: &str,
    ) -> anyhow::Result<(Workspace, Account)> {
        let coach = Person::new(coach_name, Some(email));
        let (id, name) = (new_workspace_id(), name.to_owned());
        let made = self.db.write(Lane::Workspace(id), move |desk| {
            async move {
                let coach = coach.at(desk);
                let mut work = Work::new(&mut desk.tx, id, rules(desk.now));
                let workspace = domain::create_workspace(&mut work, &name, brand_hue).await?;
                let coach = domain::create_coach(&mut work, coach).await?;
                Ok(((workspace, coach), work.finish()))
            }
            .boxed()
        });
        made.await.map_err(said)
    }

    pub async fn create_coach(&self, ws: WorkspaceId, name: &str, email: &str) -> anyhow::Result<Account> {
        let coach = Person::new(name, Some(email));
        let made = self.db.write(Lane::Workspace(ws), move |desk| {
            async move {
                let coach = coach.at(desk);
                let mut work = Work::new(&mut desk.tx, ws, rules(desk.now));
                let coach = domain::create_coach(&mut work, coach).await?;
                Ok((coach, work.finish()))
            }
            .boxed()
        });
        made.await.map_err(said)
    }

    /// A client with the direct conversation, and the code by which they join.
    pub async fn invite_client(
        &self,
        ws: WorkspaceId,
        name: &str,
        email: Option<&str>,
    ) -> anyhow::Result<(Account, HandedCode)> {
        let client = Person::new(name, email);
        let made = self.db.write(Lane::Workspace(ws), move |desk| {
            async move {
                let person = client.at(desk);
                let direct = ConversationId(desk.entropy.uuid(desk.now));
                let new = new_invite(desk);
                let mut work = Work::new(&mut desk.tx, ws, rules(desk.now));
                let client = domain::create_client(&mut work, NewClient { person, direct }).await?;
                let invite = hand_code(&mut work, &client, &new).await?;
                Ok(((client, handed(new, invite.expires_at)), work.finish()))
            }
            .boxed()
        });
        made.await.map_err(said)
    }

    /// A code that signs in somebody who exists, coach or client. The code before it stops working.
    pub async fn sign_in_code(&self, ws: WorkspaceId, account: AccountId) -> anyhow::Result<HandedCode> {
        let made = self.db.write(Lane::Workspace(ws), move |desk| {
            async move {
                let new = new_invite(desk);
                let Some(account) = desk.tx.account(ws, account).await? else {
                    return Err(refuse(ErrorCode::NotFound, "There is no such account."));
                };
                let mut work = Work::new(&mut desk.tx, ws, rules(desk.now));
                let invite = hand_code(&mut work, &account, &new).await?;
                Ok((handed(new, invite.expires_at), work.finish()))
            }
            .boxed()
        });
        made.await.map_err(said)
    }

    /// A session of whoever has this code: its token.
    pub(crate) async fn redeem(&self, code: String, device_name: &str) -> anyhow::Result<[u8; 32]> {
        let device_name = device_name.to_owned();
        let begun = self.db.write(Lane::Apart, move |desk| {
            async move {
                let session = new_session(desk, device_name);
                let at = rules(desk.now);
                let (_, publications) = redeem(&mut desk.tx, at, &code, &session).await?;
                Ok((session.token, publications))
            }
            .boxed()
        });
        begun.await.map_err(said)
    }

    /// Whether a token still signs somebody in.
    pub(crate) async fn holds(&self, token: [u8; 32]) -> anyhow::Result<bool> {
        let found = self
            .db
            .read(move |tx| async move { sessions::find(tx, &token, system::now()).await }.boxed());
        Ok(found.await.map_err(said)?.is_some())
    }
}

/// Somebody who is to be made.
struct Person {
    name: String,
    email: Option<String>,
}

impl Person {
    fn new(name: &str, email: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            email: email.map(str::to_owned),
        }
    }

    fn at<T>(self, desk: &mut Desk<T>) -> NewPerson {
        NewPerson {
            id: AccountId(desk.entropy.uuid(desk.now)),
            name: self.name,
            email: self.email,
            joined_at: None,
        }
    }
}

fn new_workspace_id() -> WorkspaceId {
    WorkspaceId(system::entropy().uuid(system::now()))
}

fn rules(now: Timestamp) -> Rules {
    Rules {
        now,
        limits: Limits::default(),
    }
}

/// What went wrong, in the words that clients are told too.
fn said(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Database(error) => error.into(),
        failure => failure.into_api().into(),
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
