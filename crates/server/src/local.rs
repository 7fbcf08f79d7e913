//! The real server without a network: the domain and the catch-up on SQLite, in one thread, with no clock, no random source
//! and no runtime. For the simulation and for tests; the hosted server is built from the same parts.
//!
//! A crash is dropping it: what was answered is committed, what was not has never happened.

mod shelf;

use std::cell::RefCell;
use std::path::Path;

use protocol::{
    Account, AccountId, ApiError, ConversationId, FeedCursor, HistoryPage, HistoryQuery, Limits, Message,
    MessageId, Outcome, SeenBy, SubmitCommand, SyncRequest, SyncResponse, Timestamp, Version, Workspace,
    WorkspaceId,
};

use crate::db::sqlite::{self, Place, SqliteTx};
use crate::db::{DbError, Messages, Sight, ready};
use crate::domain::{self, Actor, Failure, NewClient, NewPerson, Publication, Rules, Work};
use crate::entropy::Entropy;
use crate::sync;
use shelf::Shelf;

/// A server in one thread.
#[derive(Debug)]
pub struct LocalServer {
    /// Borrowed for one call at a time.
    tx: RefCell<SqliteTx>,
    entropy: Entropy,
    limits: Limits,
    /// The bytes of files; they are lost with the server.
    shelf: Shelf,
}

impl LocalServer {
    /// Gone when dropped.
    pub fn open_in_memory(entropy: Entropy) -> Result<Self, DbError> {
        Self::open_at(&Place::Memory, entropy)
    }

    /// Kept in a file; opening it again goes on from what was committed.
    pub fn open(path: &Path, entropy: Entropy) -> Result<Self, DbError> {
        Self::open_at(&Place::File(path.to_owned()), entropy)
    }

    fn open_at(place: &Place, entropy: Entropy) -> Result<Self, DbError> {
        Ok(Self {
            tx: RefCell::new(SqliteTx::on(sqlite::open(place)?)),
            entropy,
            limits: Limits::default(),
            shelf: Shelf::default(),
        })
    }

    /// Other limits than those of every server, such as small pieces.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub fn create_workspace(&mut self, now: Timestamp, name: &str) -> Result<Workspace, ApiError> {
        let id = WorkspaceId(self.entropy.uuid(now));
        self.work(now, id, async |work| {
            domain::create_workspace(work, name, 200).await
        })
        .map(|(workspace, _)| workspace)
    }

    /// A coach who has joined. Also answers what the other people learn of it.
    pub fn create_coach(
        &mut self,
        now: Timestamp,
        workspace: WorkspaceId,
        name: &str,
        email: Option<&str>,
    ) -> Result<(Account, Vec<Publication>), ApiError> {
        let person = self.person(now, name, email);
        self.work(now, workspace, async |work| {
            domain::create_coach(work, person).await
        })
    }

    /// A client who has joined, with the direct conversation. Also answers what the other people learn of it.
    pub fn create_client(
        &mut self,
        now: Timestamp,
        workspace: WorkspaceId,
        name: &str,
        email: Option<&str>,
    ) -> Result<(Account, Vec<Publication>), ApiError> {
        let client = NewClient {
            person: self.person(now, name, email),
            direct: ConversationId(self.entropy.uuid(now)),
        };
        self.work(now, workspace, async |work| {
            domain::create_client(work, client).await
        })
    }

    /// Does a command: either it is committed when this returns, or nothing of it has happened.
    pub fn submit(
        &mut self,
        now: Timestamp,
        actor: &Actor,
        submit: SubmitCommand,
    ) -> (Result<Outcome, ApiError>, Vec<Publication>) {
        let rules = Rules {
            now,
            limits: self.limits,
        };
        let command_id = submit.id;
        let done = self.write(|tx| ready(domain::execute(tx, actor, rules, submit)));
        match done {
            Ok((outcome, publications)) => (Ok(outcome), publications),
            Err(failure) => {
                let remembered =
                    self.write(|tx| ready(domain::remember_refusal(tx, actor, now, command_id, &failure)));
                (Err(remembered.err().unwrap_or(failure).into_api()), Vec::new())
            }
        }
    }

    pub fn sync(&self, actor: &Actor, request: &SyncRequest) -> Result<SyncResponse, ApiError> {
        self.look(|tx| ready(sync::sync(tx, actor, request)))
    }

    pub fn history(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        query: HistoryQuery,
    ) -> Result<HistoryPage, ApiError> {
        self.look(|tx| ready(sync::history(tx, actor, conversation, query, self.limits)))
    }

    /// What a message said before.
    pub fn versions(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<Vec<Version>, ApiError> {
        self.look(|tx| ready(domain::versions(tx, actor, conversation, message)))
    }

    /// How far a message has come.
    pub fn seen(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<Vec<SeenBy>, ApiError> {
        self.look(|tx| ready(domain::seen(tx, actor, conversation, message)))
    }

    /// The heads of all feeds that the actor may read.
    pub fn heads(&self, actor: &Actor) -> Result<Vec<FeedCursor>, ApiError> {
        self.look(|tx| ready(sync::heads(tx, actor)))
    }

    /// Who receives a publication; what each of them gets says [`Publication::page_for`]. Ask before the next change: it answers for the present.
    pub fn audience(&self, publication: &Publication) -> Result<Vec<AccountId>, ApiError> {
        self.look(|tx| ready(domain::audience(tx, publication)))
    }

    /// Every message of a conversation in its order, past all rights: for checks.
    pub fn all_messages(
        &self,
        workspace: WorkspaceId,
        conversation: ConversationId,
    ) -> Result<Vec<Message>, ApiError> {
        self.look(|tx| {
            ready(async {
                Ok(tx
                    .messages_after(workspace, conversation, Sight::ALL, 0, u32::MAX)
                    .await?)
            })
        })
    }

    fn person(&mut self, now: Timestamp, name: &str, email: Option<&str>) -> NewPerson {
        NewPerson {
            id: AccountId(self.entropy.uuid(now)),
            name: name.to_owned(),
            email: email.map(str::to_owned),
            joined_at: Some(now),
        }
    }

    fn rules(&self, now: Timestamp) -> Rules {
        Rules {
            now,
            limits: self.limits,
        }
    }

    pub(crate) fn work<R>(
        &mut self,
        now: Timestamp,
        workspace: WorkspaceId,
        does: impl AsyncFnOnce(&mut Work<'_, SqliteTx>) -> Result<R, Failure>,
    ) -> Result<(R, Vec<Publication>), ApiError> {
        let rules = Rules {
            now,
            limits: self.limits,
        };
        let done = self.write(|tx| {
            let mut work = Work::new(tx, workspace, rules);
            let done = ready(does(&mut work))?;
            Ok((done, work.finish()))
        });
        done.map_err(Failure::into_api)
    }

    pub(crate) fn write<R>(
        &mut self,
        does: impl FnOnce(&mut SqliteTx) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        let tx = self.tx.get_mut();
        tx.begin()?;
        let done = does(tx).and_then(|done| {
            tx.commit()?;
            Ok(done)
        });
        if done.is_err() {
            tx.rollback()?;
        }
        done
    }

    pub(crate) fn look<R>(
        &self,
        does: impl FnOnce(&mut SqliteTx) -> Result<R, Failure>,
    ) -> Result<R, ApiError> {
        let mut tx = self.tx.borrow_mut();
        let failed = |error| Failure::from(error).into_api();
        tx.begin_read().map_err(failed)?;
        let seen = does(&mut tx);
        // Nothing was written.
        tx.rollback().map_err(failed)?;
        seen.map_err(Failure::into_api)
    }
}

#[cfg(test)]
mod tests;
