//! What the UI has been told, so that it is told only what differs.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{ConversationId, Me, Workspace};

use crate::engine::Engine;
use crate::store::{Store, StoreError};
use crate::timeline::OpenTimeline;
use crate::ui::{
    Connection, ConversationDetails, ConversationRow, Library, Roster, Snapshot, StarredMessage, Update,
};
use crate::views::sort_starred as sort;

#[derive(Debug, Default)]
pub(crate) struct Screen {
    /// A UI is listening.
    pub attached: bool,
    /// It has yet to get its snapshot.
    fresh: bool,
    /// Conversations that may look different now.
    pub dirty: BTreeSet<ConversationId>,
    /// How clients are filed may look different now.
    pub roster_stale: bool,
    roster: Roster,
    rows: BTreeMap<ConversationId, ConversationRow>,
    /// By conversation, none where there are none.
    starred: BTreeMap<ConversationId, Vec<StarredMessage>>,
    workspace: Option<Workspace>,
    /// The library may look different now.
    pub library_dirty: bool,
    pub library: Library,
    counts: (u32, u32),
    connection: Option<Connection>,
    pub details: Option<ConversationDetails>,
    openings: u64,
}

impl Screen {
    pub(crate) fn attach(&mut self) {
        self.attached = true;
        self.show_everything();
    }

    /// The UI gets a new snapshot at the end of the step.
    pub(crate) fn show_everything(&mut self) {
        self.fresh = true;
        self.rows.clear();
        self.starred.clear();
        self.details = None;
    }

    pub(crate) fn next_opening(&mut self) -> u64 {
        self.openings = self.openings.saturating_add(1);
        self.openings
    }
}

impl<S: Store> Engine<S> {
    /// The last part of a step: tells the UI what has changed for it.
    pub(crate) fn refresh_screen(&mut self) -> Result<(), StoreError> {
        if !self.screen.attached {
            // Whoever attaches later starts from a snapshot.
            self.screen.dirty.clear();
            self.screen.roster_stale = false;
            return Ok(());
        }
        let connection = Connection {
            state: self.line.shown(),
            waiting: self.outbox.waiting(),
        };
        let line_changed = self.screen.connection.replace(connection) != Some(connection);
        if self.screen.fresh {
            self.screen.fresh = false;
            return self.show_snapshot(connection);
        }
        if line_changed {
            self.tell(Update::Connection(connection));
        }
        self.refresh_workspace();
        self.refresh_library();
        self.refresh_roster();
        let dirty = std::mem::take(&mut self.screen.dirty);
        self.refresh_rows(&dirty)?;
        self.refresh_starred(&dirty)?;
        self.settle_open();
        let Some(open) = &self.open else { return Ok(()) };
        let busy = open.target.is_some() || open.want_older || open.want_newer;
        if busy || line_changed || dirty.contains(&open.conversation) {
            self.refresh_details()?;
            self.refresh_timeline()?;
        }
        Ok(())
    }

    /// A conversation that was opened before it had arrived: it is here now, or will not come.
    fn settle_open(&mut self) {
        let Some(open) = self.open.as_ref().filter(|open| !open.is_here) else {
            return;
        };
        let (id, opening) = (open.conversation, open.opening);
        match self.conversations.get(&id).filter(|state| state.is_listed()) {
            Some(state) => {
                let read = state.read(self.me.account.id);
                self.open = Some(OpenTimeline::new(id, opening, read, true));
                self.show_composer(id);
            }
            None if self.line.caught_up => {
                self.open = None;
                self.tell(Update::Closed { conversation: id });
            }
            None => {}
        }
    }

    fn show_snapshot(&mut self, connection: Connection) -> Result<(), StoreError> {
        self.screen.dirty.clear();
        let mut rows = BTreeMap::new();
        for (id, state) in &self.conversations {
            if let Some(row) = self.row(*id, state)? {
                rows.insert(*id, row);
            }
        }
        let all: BTreeSet<_> = self.conversations.keys().copied().collect();
        self.look_at_stars(&all)?;
        self.screen.rows = rows.clone();
        let (unread, needs_reply) = self.counts();
        self.screen.counts = (unread, needs_reply);
        let workspace = self.workspace_shown();
        self.screen.workspace = Some(workspace.clone());
        self.screen.library_dirty = false;
        self.screen.library = self.library_shown();
        self.screen.roster_stale = false;
        self.screen.roster = self.roster_shown();
        self.tell(Update::Reset(Box::new(Snapshot {
            roster: self.screen.roster.clone(),
            library: self.screen.library.clone(),
            starred: self.all_starred(),
            me: Me {
                workspace,
                ..self.me.clone()
            },
            rows: rows.into_values().collect(),
            people: self.people.values().cloned().collect(),
            connection,
            unread,
            needs_reply,
        })));
        self.settle_open();
        if self.open.as_ref().is_some_and(|open| open.is_here) {
            self.refresh_details()?;
            self.refresh_timeline()?;
        }
        Ok(())
    }

    fn refresh_workspace(&mut self) {
        let workspace = self.workspace_shown();
        if self.screen.workspace.as_ref() != Some(&workspace) {
            self.screen.workspace = Some(workspace.clone());
            self.tell(Update::Workspace { workspace });
        }
    }

    fn refresh_roster(&mut self) {
        if !std::mem::take(&mut self.screen.roster_stale) {
            return;
        }
        let now = self.roster_shown();
        let news = now.since(&self.screen.roster);
        self.screen.roster = now;
        if news != Roster::default() {
            self.tell(Update::Roster(news));
        }
    }

    fn refresh_rows(&mut self, dirty: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        let (mut upsert, mut remove) = (Vec::new(), Vec::new());
        for id in dirty {
            let row = match self.conversations.get(id) {
                Some(state) => self.row(*id, state)?,
                None => None,
            };
            match row {
                Some(row) if self.screen.rows.get(id) != Some(&row) => {
                    self.screen.rows.insert(*id, row.clone());
                    upsert.push(row);
                }
                Some(_) => {}
                None => remove.extend(self.screen.rows.remove(id).map(|row| row.id)),
            }
        }
        if upsert.is_empty() && remove.is_empty() {
            return Ok(());
        }
        self.tell(Update::Rows { upsert, remove });
        let counts = self.counts();
        if std::mem::replace(&mut self.screen.counts, counts) != counts {
            self.tell(Update::Counts {
                unread: counts.0,
                needs_reply: counts.1,
            });
        }
        Ok(())
    }

    fn refresh_starred(&mut self, dirty: &BTreeSet<ConversationId>) -> Result<(), StoreError> {
        if self.look_at_stars(dirty)? {
            let messages = self.all_starred();
            self.tell(Update::Starred { messages });
        }
        Ok(())
    }

    /// Whether any of these differ from what was last told.
    fn look_at_stars(&mut self, dirty: &BTreeSet<ConversationId>) -> Result<bool, StoreError> {
        let mut differs = false;
        for id in dirty {
            let starred = self.starred_in(*id)?;
            if self.screen.starred.get(id).map_or(&[][..], Vec::as_slice) == starred {
                continue;
            }
            differs = true;
            if starred.is_empty() {
                self.screen.starred.remove(id);
            } else {
                self.screen.starred.insert(*id, starred);
            }
        }
        Ok(differs)
    }

    fn all_starred(&self) -> Vec<StarredMessage> {
        let mut all: Vec<_> = self.screen.starred.values().flatten().cloned().collect();
        sort(&mut all);
        all
    }

    /// Unread messages (each conversation counts up to 100) and conversations that need a reply. What was put away or is muted
    /// does not count, as in other chats: the total is what asks for attention now.
    fn counts(&self) -> (u32, u32) {
        let quiet = |row: &ConversationRow| row.archived || row.put_away || row.muted_until.is_some();
        let live = || self.screen.rows.values().filter(|row| !quiet(row));
        let needs_reply = live().filter(|row| row.needs_reply).count();
        (
            live().map(|row| row.unread).sum(),
            u32::try_from(needs_reply).unwrap_or(u32::MAX),
        )
    }

    fn refresh_details(&mut self) -> Result<(), StoreError> {
        let Some(open) = &self.open else { return Ok(()) };
        let details = self.details(open.conversation)?;
        if let Some(details) = details
            && self.screen.details.as_ref() != Some(&details)
        {
            self.screen.details = Some(details.clone());
            self.tell(Update::Details { details });
        }
        Ok(())
    }
}
