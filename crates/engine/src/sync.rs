//! The connection and the catch-up: from the first attempt to "everything is here", whatever is lost on the way.

use protocol::{
    Answer, ApiError, Call, ClientFrame, ErrorCode, FeedCursor, FeedId, FileId, Limits, ServerFrame,
    SyncRequest, SyncResponse,
};

use crate::engine::Engine;
use crate::input::{CallId, Effect};
use crate::line::{PING_MS, READY_MS, SILENCE_MS, State, backoff_ms};
use crate::store::{Store, Write};
use crate::ui::Update;

/// Feeds in one catch-up request; the rest go with the next.
const FEEDS_PER_SYNC: usize = 1_000;

/// A call on its way, and what its answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    Sync,
    /// More of the open timeline; `opening` is that timeline's number, so that an answer which comes too late is kept but not shown.
    History {
        opening: u64,
    },
    /// As `History`, to show this message.
    Jump {
        opening: u64,
        message: protocol::MessageId,
    },
    /// Puts a file down, or asks how far it has come.
    Begin {
        file: FileId,
    },
    Piece {
        file: FileId,
    },
    /// What becomes of it does not matter.
    Nothing,
}

impl<S: Store> Engine<S> {
    pub(crate) fn start(&mut self) {
        if matches!(self.line.state, State::Down { .. }) {
            self.line.state = State::Connecting;
            self.effects.push(Effect::Connect);
        }
    }

    pub(crate) fn connected(&mut self) {
        if self.line.state == State::Connecting {
            self.line.state = State::Greeting {
                until: self.now.saturating_add(READY_MS),
            };
        }
    }

    /// The line is gone: try again, later each time.
    pub(crate) fn disconnected(&mut self) {
        if matches!(self.line.state, State::Down { .. } | State::Ended) {
            return;
        }
        let mut chance = [0; 2];
        self.entropy.fill(&mut chance);
        let wait = backoff_ms(self.line.attempts, u16::from_le_bytes(chance));
        self.line.state = State::Down {
            retry_at: self.now.saturating_add(wait),
        };
        self.line.attempts = self.line.attempts.saturating_add(1);
        self.line.offline_since.get_or_insert(self.now);
        self.line.caught_up = false;
        self.line.syncing = None;
        self.line.sync_retry_at = None;
        self.calls.clear();
        self.outbox.line_lost();
        self.transfers.line_lost();
        for state in self.conversations.values_mut() {
            state.busy.clear();
            state.told = None;
            state.seen.in_flight = None;
            state.draft.in_flight = None;
        }
        self.untold.extend(self.conversations.keys().copied());
        self.screen.dirty.extend(self.conversations.keys().copied());
        if let Some(open) = self.open.as_mut() {
            open.line_lost();
        }
    }

    /// Closes the line from this side.
    pub(crate) fn drop_line(&mut self) {
        if matches!(
            self.line.state,
            State::Connecting | State::Greeting { .. } | State::Up
        ) {
            self.effects.push(Effect::Disconnect);
            self.disconnected();
        }
    }

    /// After a sleep or a change of network nobody knows whether the line lives: ask, and do not wait long.
    pub(crate) fn resumed(&mut self) {
        match self.line.state {
            State::Down { .. } => self.start(),
            State::Up => {
                self.effects.push(Effect::Send(ClientFrame::Ping));
                self.line.silent_at = self.line.silent_at.min(self.now.saturating_add(PING_MS));
            }
            State::Connecting | State::Greeting { .. } | State::Ended => {}
        }
    }

    pub(crate) fn frame(&mut self, frame: ServerFrame) {
        if !matches!(self.line.state, State::Greeting { .. } | State::Up) {
            return;
        }
        self.line.silent_at = self.now.saturating_add(SILENCE_MS);
        match frame {
            ServerFrame::Ready { account, limits } if account == self.me.account.id => self.ready(limits),
            ServerFrame::Ready { .. } => self.end(ApiError::new(
                ErrorCode::SessionEnded,
                "This device is signed in as somebody else. Sign in again.",
            )),
            ServerFrame::Result { id, result } => self.command_answered(id, result),
            ServerFrame::Feed(page) => self.live_page(page),
            ServerFrame::Activity {
                conversation,
                account,
                activity,
            } => self.others_activity(conversation, account, activity),
            ServerFrame::Heartbeat { heads } => {
                for cursor in heads {
                    if self.head(cursor.feed) < cursor.since && self.wants(cursor.feed) {
                        self.line.stale.insert(cursor.feed);
                    }
                }
            }
            ServerFrame::Resync => self.everything_is_stale(),
            ServerFrame::Ended { error } if is_over(&error) => self.end(error),
            // Another reason, such as a greeting that took too long on a slow line: the next attempt may go better.
            ServerFrame::Ended { .. } => self.drop_line(),
            ServerFrame::Error { .. } | ServerFrame::Pong | ServerFrame::Unknown => {}
        }
    }

    fn ready(&mut self, limits: Limits) {
        if self.me.limits != limits {
            self.me.limits = limits;
            self.write(Write::PutMe(self.me.clone()));
            // Who writes is told before they have done too much.
            self.screen.show_everything();
        }
        self.line.state = State::Up;
        self.line.attempts = 0;
        self.line.offline_since = None;
        self.line.caught_up = false;
        self.line.sync_failures = 0;
        self.outbox.due = true;
        self.everything_is_stale();
    }

    fn everything_is_stale(&mut self) {
        let own = [
            FeedId::Account(self.me.account.id),
            FeedId::Workspace(self.me.workspace.id),
        ];
        let active = self
            .conversations
            .iter()
            .filter(|(_, state)| state.active)
            .map(|(id, _)| *id);
        let feeds = active.flat_map(|id| [FeedId::Conversation(id), FeedId::Receipts(id)]);
        self.line.stale.extend(own.into_iter().chain(feeds));
    }

    /// Whether this client follows a feed.
    pub(crate) fn wants(&self, feed: FeedId) -> bool {
        match feed {
            FeedId::Workspace(id) => id == self.me.workspace.id,
            FeedId::Account(id) => id == self.me.account.id,
            FeedId::Conversation(id) | FeedId::Receipts(id) => {
                self.conversations.get(&id).is_some_and(|state| state.active)
            }
        }
    }

    /// The session is over. What was made here stays in the store for the next sign-in.
    fn end(&mut self, reason: ApiError) {
        self.effects.push(Effect::Disconnect);
        self.disconnected();
        self.line.state = State::Ended;
        self.tell(Update::SignedOut {
            reason: Some(reason.clone()),
        });
        self.effects.push(Effect::SignedOut { reason });
    }

    pub(crate) fn call(&mut self, call: Call, pending: Pending) -> CallId {
        let id = self.new_call(pending);
        self.effects.push(Effect::Call { id, call });
        id
    }

    pub(crate) fn new_call(&mut self, pending: Pending) -> CallId {
        let id = CallId(self.next_call);
        self.next_call = self.next_call.saturating_add(1);
        self.calls.insert(id, pending);
        id
    }

    pub(crate) fn called(&mut self, id: CallId, result: Result<Answer, ApiError>) {
        let Some(pending) = self.calls.remove(&id) else {
            return;
        };
        if let Err(error) = &result
            && is_over(error)
        {
            return self.end(error.clone());
        }
        match (pending, result) {
            (Pending::Sync, Ok(Answer::Sync(response))) => self.synced(response),
            (Pending::Sync, Ok(_)) => self.sync_failed(None),
            (Pending::Sync, Err(error)) => self.sync_failed(error.retry_after_ms),
            (Pending::Nothing, _) => {}
            (pending @ (Pending::Begin { .. } | Pending::Piece { .. }), Ok(Answer::File(state))) => {
                self.file_answered(pending, state);
            }
            (pending @ (Pending::Begin { .. } | Pending::Piece { .. }), result) => {
                let unreadable = ApiError::new(ErrorCode::Unavailable, "The server gave another answer.");
                self.file_refused(pending, &result.err().unwrap_or(unreadable));
            }
            (pending, Ok(Answer::History(page))) => self.history_arrived(pending, page),
            (pending, Ok(_)) => self.history_failed(pending, None),
            (pending, Err(error)) => self.history_failed(pending, Some(error)),
        }
    }

    fn synced(&mut self, response: SyncResponse) {
        let asked = self
            .line
            .syncing
            .take()
            .map(|(_, feeds)| feeds)
            .unwrap_or_default();
        self.line.sync_failures = 0;
        for feed in &asked {
            self.line.afresh.remove(feed);
        }
        for page in response.pages {
            let (feed, more) = (page.feed, page.more);
            let progress = self.synced_page(page);
            if more && progress {
                self.line.stale.insert(feed);
            }
        }
        self.policy_caught_up(&asked);
        self.taken_caught_up(&asked);
        for feed in response.gone {
            if let FeedId::Conversation(id) = feed {
                self.forget(id);
            }
        }
    }

    /// Fetches a feed from its beginning: what is held of it is not what this person may know now.
    pub(crate) fn fetch_afresh(&mut self, feed: FeedId) {
        self.feeds.remove(&feed);
        self.write(Write::PutFeed(feed, 0));
        self.line.stale.insert(feed);
        self.line.afresh.insert(feed);
    }

    /// The answer to the catch-up on its way counts no more; it is asked anew.
    pub(crate) fn abandon_sync(&mut self) {
        if let Some((call, feeds)) = self.line.syncing.take() {
            self.calls.remove(&call);
            self.line.stale.extend(feeds);
        }
    }

    fn sync_failed(&mut self, retry_after_ms: Option<u64>) {
        let asked = self
            .line
            .syncing
            .take()
            .map(|(_, feeds)| feeds)
            .unwrap_or_default();
        self.line.stale.extend(asked);
        let mut chance = [0; 2];
        self.entropy.fill(&mut chance);
        let wait = match retry_after_ms {
            Some(ms) => i64::try_from(ms).unwrap_or(i64::MAX),
            None => backoff_ms(self.line.sync_failures, u16::from_le_bytes(chance)),
        };
        self.line.sync_failures = self.line.sync_failures.saturating_add(1);
        self.line.sync_retry_at = Some(self.now.saturating_add(wait));
    }

    /// Everything that waits for the clock or for the line.
    pub(crate) fn do_what_is_due(&mut self) {
        match self.line.state {
            State::Down { retry_at } if retry_at <= self.now => self.start(),
            State::Greeting { until } if until <= self.now => self.drop_line(),
            State::Up if self.line.silent_at <= self.now => self.drop_line(),
            _ => {}
        }
        self.expire_activity();
        if !self.line.is_up() {
            return;
        }
        self.sync_if_stale();
        self.bring_files_up();
        let transfers = &self.transfers;
        let ready = self.outbox.take_ready(self.now, |file| transfers.is_there(file));
        for (id, command) in ready {
            self.effects
                .push(Effect::Send(ClientFrame::Command { id, command }));
        }
        self.tell_seen_and_drafts();
    }

    fn sync_if_stale(&mut self) {
        if self.line.syncing.is_some() || self.line.sync_retry_at.is_some_and(|at| self.now < at) {
            return;
        }
        self.line.sync_retry_at = None;
        let feeds: Vec<FeedId> = self
            .line
            .stale
            .iter()
            .copied()
            .filter(|feed| self.wants(*feed))
            .take(FEEDS_PER_SYNC)
            .collect();
        if feeds.is_empty() {
            self.line.stale.clear();
            self.line.caught_up = true;
            return;
        }
        for feed in &feeds {
            self.line.stale.remove(feed);
        }
        let cursors = feeds
            .iter()
            .map(|feed| FeedCursor {
                feed: *feed,
                since: self.head(*feed),
            })
            .collect();
        let id = self.call(
            Call::Sync(SyncRequest {
                feeds: cursors,
                window: self.window,
            }),
            Pending::Sync,
        );
        self.line.syncing = Some((id, feeds));
    }
}

/// Nobody is signed in with what this device holds: there is no use in trying again.
fn is_over(error: &ApiError) -> bool {
    matches!(error.code, ErrorCode::SessionEnded | ErrorCode::SignInNeeded)
}
