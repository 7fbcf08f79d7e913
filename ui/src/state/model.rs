//! All state of the interface, as signals: a screen is drawn again only when what it reads has changed.

use std::collections::HashMap;

use dioxus::prelude::*;
use engine::ui::{Connection, ConnectionState, ConversationDetails, StarredMessage, TimelineUpdate, Update};
use protocol::{Account, AccountId, AccountKind, ApiError, ConversationId, FileId, Limits, Me};

use super::attaching::Attaching;
use super::known::Known;
use super::library::Library;
use super::roster::Roster;
use super::rows::Rows;
use super::templates::Drafts;
use super::timeline::Timeline;
use super::toasts::Toasts;
use super::writing::{NoteDrafts, Writing};
use crate::format::clock::Clock;
use crate::format::files;

/// Whether somebody is signed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Phase {
    /// Not known yet.
    #[default]
    Starting,
    /// With the reason when a session has just ended.
    SignedOut(Option<ApiError>),
    SignedIn,
}

/// Totals over all conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub unread: u32,
    pub needs_reply: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Model {
    pub clock: Clock,
    pub phase: Signal<Phase>,
    pub me: Signal<Option<Me>>,
    pub rows: Signal<Rows>,
    /// The roster, by name; coaches only.
    pub people: Signal<Vec<Account>>,
    /// How clients are filed; coaches only.
    pub roster: Signal<Roster>,
    /// To be followed up first, then starred.
    pub starred: Signal<Vec<StarredMessage>>,
    /// Vault and templates; coaches only.
    pub library: Signal<Library>,
    /// Templates that are being written.
    pub drafts: Signal<Drafts>,
    pub connection: Signal<Connection>,
    pub counts: Signal<Counts>,
    pub timeline: Signal<Timeline>,
    pub details: Signal<Option<ConversationDetails>>,
    pub writing: Signal<Writing>,
    /// Half-written notes, of all conversations.
    pub notes: Signal<NoteDrafts>,
    /// Files that were chosen and are not in a composer yet.
    pub attaching: Signal<Attaching>,
    /// Bytes that the server has of files of the open conversation.
    pub progress: Signal<HashMap<FileId, u64>>,
    pub toasts: Signal<Toasts>,
    /// What a screen reader is told: a message that has just come.
    pub announcement: Signal<String>,
    /// The conversation that was left or lost, for the screen to leave it.
    pub closed: Signal<Option<ConversationId>>,
}

impl Model {
    /// Call inside the component that lives as long as the page.
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            phase: Signal::new(Phase::Starting),
            me: Signal::new(None),
            rows: Signal::new(Rows::default()),
            people: Signal::new(Vec::new()),
            roster: Signal::new(Roster::default()),
            starred: Signal::new(Vec::new()),
            library: Signal::new(Library::default()),
            drafts: Signal::new(Drafts::default()),
            connection: Signal::new(Connection {
                state: ConnectionState::Connecting,
                waiting: 0,
            }),
            counts: Signal::new(Counts::default()),
            timeline: Signal::new(Timeline::default()),
            details: Signal::new(None),
            writing: Signal::new(Writing::default()),
            notes: Signal::new(NoteDrafts::default()),
            attaching: Signal::new(Attaching::default()),
            progress: Signal::new(HashMap::new()),
            toasts: Signal::new(Toasts::default()),
            announcement: Signal::new(String::new()),
            closed: Signal::new(None),
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.me.read().as_ref().map(|me| me.limits).unwrap_or_default()
    }

    /// One's own account.
    pub(crate) fn my_id(&self) -> Option<AccountId> {
        self.me.read().as_ref().map(|me| me.account.id)
    }

    pub(crate) fn is_coach(&self) -> bool {
        self.me
            .read()
            .as_ref()
            .is_some_and(|me| me.account.kind == AccountKind::Coach)
    }

    pub(crate) fn apply(&mut self, update: Update) {
        match update {
            Update::SignedOut { reason } => {
                self.forget();
                self.phase.set(Phase::SignedOut(reason));
            }
            Update::Reset(snapshot) => {
                self.rows.set(Rows::new(snapshot.rows));
                self.people.set(by_name(snapshot.people));
                self.roster.set(Roster::new(snapshot.roster));
                self.starred.set(snapshot.starred);
                self.library.set(Library::new(snapshot.library));
                self.connection.set(snapshot.connection);
                self.counts.set(Counts {
                    unread: snapshot.unread,
                    needs_reply: snapshot.needs_reply,
                });
                self.me.set(Some(snapshot.me));
                self.phase.set(Phase::SignedIn);
            }
            Update::Rows { upsert, remove } => self.rows.write().apply(upsert, &remove),
            Update::People { upsert } => {
                let mut people = self.people.peek().clone();
                people.retain(|known| upsert.iter().all(|new| new.id != known.id));
                people.extend(upsert);
                self.people.set(by_name(people));
            }
            Update::Workspace { workspace } => {
                if let Some(me) = self.me.write().as_mut() {
                    me.workspace = workspace;
                }
            }
            Update::Me { account } => {
                if let Some(me) = self.me.write().as_mut() {
                    me.account = account;
                }
            }
            Update::Connection(connection) => self.connection.set(connection),
            Update::Counts { unread, needs_reply } => self.counts.set(Counts { unread, needs_reply }),
            Update::Timeline(update) => {
                self.announce(&update);
                self.timeline.write().apply(update);
            }
            Update::Details { details } => {
                let me = self.me.peek().as_ref().map(|me| me.account.id);
                let known = Known::new(&details, me);
                if self.writing.peek().known != known {
                    self.writing.write().known = known;
                }
                self.details.set(Some(details));
            }
            Update::Composer {
                conversation,
                text,
                reply_to,
                files,
                files_only,
            } => {
                let mut writing = self.writing.write();
                if files_only {
                    writing.fill_files(conversation, files);
                } else {
                    let opens = writing.conversation != Some(conversation);
                    writing.fill(conversation, text, reply_to, files);
                    if opens {
                        writing.take_up(&self.notes.peek());
                    }
                }
            }
            Update::Progress { file, sent, .. } | Update::Uploading { file, sent } => {
                self.progress.write().insert(file, sent);
            }
            Update::Roster(roster) => self.roster.write().apply(roster),
            Update::Library(told) => self.library.write().apply(told),
            Update::Starred { messages } => self.starred.set(messages),
            Update::Closed { conversation } => self.closed.set(Some(conversation)),
            Update::Trouble { message } => {
                self.toasts.write().show(message, None);
            }
        }
    }

    /// No conversation is shown (until the next one opens).
    pub(crate) fn close_conversation(&mut self) {
        self.timeline.write().close();
        self.details.set(None);
        self.writing.write().close();
        if !self.progress.peek().is_empty() {
            self.progress.write().clear();
        }
    }

    fn forget(&mut self) {
        self.close_conversation();
        self.me.set(None);
        self.rows.set(Rows::default());
        self.people.set(Vec::new());
        self.roster.set(Roster::default());
        self.starred.set(Vec::new());
        self.library.set(Library::default());
        self.drafts.set(Drafts::default());
        self.counts.set(Counts::default());
        self.attaching.set(Attaching::default());
        self.notes.set(NoteDrafts::default());
        // Another person may sign in here: they are not told what this one was.
        self.toasts.write().clear();
        self.announcement.set(String::new());
    }

    /// Says a message that has just come.
    fn announce(&mut self, update: &TimelineUpdate) {
        let arrived = self.timeline.peek().arrival(update);
        let words = arrived.map(|item| match item.event {
            Some(_) => files::message(item),
            None => format!("{}: {}", item.author_name, files::message(item)),
        });
        if let Some(mut words) = words {
            // The same words again are said again: a space that nobody hears makes them new.
            if *self.announcement.peek() == words {
                words.push('\u{a0}');
            }
            self.announcement.set(words);
        }
    }
}

fn by_name(mut people: Vec<Account>) -> Vec<Account> {
    people.sort_by_cached_key(|account| (crate::format::fold::fold(&account.name), account.id));
    people
}
