//! Works out what the UI draws: rows, quotes, status, details; more in the files beside.

mod events;
mod items;
mod media;
mod reactions;
mod rights;
mod starred;
mod status;

use std::collections::BTreeMap;

use protocol::{
    AccountId, AccountKind, Command, ConversationId, ConversationKind, Message, MessageId, RichText,
};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::{OutboxEntry, Store, StoreError};
use crate::ui::{ConversationDetails, ConversationRow, Media, Preview, Quote, Status, TypingPerson};
use media::media;
pub(crate) use media::media_words;
pub(crate) use starred::sort as sort_starred;

/// The badge says 99+ from here on.
const UNREAD_LIMIT: u32 = 100;
const PREVIEW_CHARS: usize = 140;
const QUOTE_CHARS: usize = 200;

impl<S: Store> Engine<S> {
    pub(crate) fn row(
        &self,
        id: ConversationId,
        state: &ConversationState,
    ) -> Result<Option<ConversationRow>, StoreError> {
        let Some(meta) = self.meta_shown(state).filter(|_| state.is_listed()) else {
            return Ok(None);
        };
        let me = self.me.account.id;
        let is_open = self.open.as_ref().is_some_and(|open| open.conversation == id);
        let own_entries = || self.outbox.of(id);
        let draft = markup::one_line(&state.draft.draft.text, PREVIEW_CHARS);
        let files = u32::try_from(state.composer.len()).unwrap_or(u32::MAX);
        let filing = self.filing_of(id);
        let read = state.read(me);
        let unread = self.store.count_unread(id, read, me, UNREAD_LIMIT)?;
        let mut stars = self.stars_of(id).into_values();
        Ok(Some(ConversationRow {
            picture: meta.settings.picture.clone(),
            announcement: meta.settings.announcement,
            id,
            kind: meta.kind,
            title: self.title_of(id),
            client: meta.client,
            preview: self.preview(id, state),
            pending: own_entries().any(|entry| entry.failure.is_none() && is_message(entry)),
            activity_at: state.said.map_or(meta.created_at, |said| said.sent_at),
            unread,
            needs_reply: self.needs_reply(state),
            draft: (!is_open && (!draft.is_empty() || !state.composer.is_empty())).then_some(draft),
            draft_files: if is_open { 0 } else { files },
            typing: self.typing(id, state),
            failed: own_entries().any(|entry| entry.failure.is_some()),
            archived: meta.archived,
            members: self.count_members(state),
            pinned: filing.pinned,
            put_away: self.is_put_away(&filing, state.said.map(|said| said.seq)),
            muted_until: self.muted_until(&filing),
            marked_unread: filing.unread,
            mentioned: unread > 0 && self.store.unread_names(id, read, me, UNREAD_LIMIT)?,
            follow_up: stars.any(|star| star.follow_up_at.is_some_and(|at| at.0 <= self.now)),
            may_post: self.may_post(state),
        }))
    }

    /// A client wrote last in a direct conversation, and a coach looks at it. A note among coaches is no answer.
    fn needs_reply(&self, state: &ConversationState) -> bool {
        let by_client = state.heard.is_some_and(|said| {
            let author = state.members.get(&said.author);
            !said.deleted && author.is_some_and(|member| member.kind == AccountKind::Client)
        });
        self.me.account.kind == AccountKind::Coach && state.is_direct() && by_client
    }

    pub(crate) fn title_of(&self, id: ConversationId) -> String {
        let Some((state, meta)) = self
            .conversations
            .get(&id)
            .and_then(|state| Some((state, self.meta_shown(state)?)))
        else {
            return String::new();
        };
        match (meta.kind, meta.client) {
            (ConversationKind::Direct, Some(client)) if client != self.me.account.id => {
                self.name_of(id, client)
            }
            (ConversationKind::Direct, _) => {
                // A client sees the coach who leads the practice, or the practice when several share it.
                let mut coaches = state
                    .members
                    .values()
                    .filter(|m| m.active && m.kind == AccountKind::Coach);
                match (coaches.next(), coaches.next()) {
                    (Some(only), None) => only.name.clone(),
                    _ => self.me.workspace.name.clone(),
                }
            }
            (ConversationKind::Group, _) => meta.into_owned().name,
        }
    }

    fn typing(&self, id: ConversationId, state: &ConversationState) -> Vec<TypingPerson> {
        let busy = state.busy.iter();
        busy.map(|(account, (activity, _))| TypingPerson {
            name: self.name_of(id, *account),
            activity: *activity,
        })
        .collect()
    }

    fn preview(&self, id: ConversationId, state: &ConversationState) -> Option<Preview> {
        let waiting = self.outbox.of(id).filter(|entry| is_message(entry)).last();
        if let Some(OutboxEntry {
            command: Command::SendMessage { body, staff_only, .. },
            failure,
            files,
            ..
        }) = waiting
        {
            let status = if failure.is_some() {
                Status::Failed
            } else {
                Status::Waiting
            };
            return Some(Preview {
                media: media(files.iter().map(|file| &file.file)),
                author: None,
                own: true,
                text: markup::one_line(&self.drawn(id, body).text, PREVIEW_CHARS),
                deleted: false,
                status: Some(status),
                event: None,
                staff_only: *staff_only,
            });
        }
        let message = state.newest.as_ref()?;
        let own = message.author == self.me.account.id;
        if let Some(event) = self.event_line(id, message) {
            return Some(Preview {
                media: None,
                author: None,
                own,
                deleted: false,
                text: String::new(),
                status: None,
                event: Some(event),
                staff_only: false,
            });
        }
        let body = self.body_now(id, message);
        let text = body
            .as_ref()
            .map(|body| markup::one_line(&self.drawn(id, body).text, PREVIEW_CHARS));
        Some(Preview {
            media: media(message.attachments.iter()).filter(|_| text.is_some()),
            author: (!own && self.names_authors(state, message.author))
                .then(|| self.name_of(id, message.author)),
            own,
            deleted: text.is_none(),
            text: text.unwrap_or_default(),
            status: own.then(|| self.marks(state, message.staff_only).status(message)),
            event: None,
            staff_only: message.staff_only,
        })
    }

    /// Whether a message needs its author's name: in groups, and where another coach of the practice wrote.
    fn names_authors(&self, state: &ConversationState, author: AccountId) -> bool {
        let by_coach = state
            .members
            .get(&author)
            .is_some_and(|member| member.kind == AccountKind::Coach);
        !state.is_direct() || (by_coach && self.me.account.kind == AccountKind::Coach)
    }

    /// What a message says with this device's waiting edits; `None` when deleted.
    fn body_now(&self, id: ConversationId, message: &Message) -> Option<RichText> {
        let overlay = self.outbox.overlays(id).remove(&message.id).unwrap_or_default();
        if message.deleted || overlay.deleted {
            return None;
        }
        Some(overlay.body.unwrap_or_else(|| message.body.clone()))
    }

    pub(crate) fn quote(&self, id: ConversationId, quoted: MessageId) -> Option<Quote> {
        let quote = |author: AccountId, body: Option<RichText>, media: Option<Media>| Quote {
            media: media.filter(|_| body.is_some()),
            message: quoted,
            author: self.name_of(id, author),
            own: author == self.me.account.id,
            deleted: body.is_none(),
            text: body
                .map(|body| markup::excerpt(&self.drawn(id, &body), QUOTE_CHARS))
                .unwrap_or_default(),
        };
        if let Ok(Some(message)) = self.message(quoted) {
            let files = media(message.attachments.iter());
            let here = message.conversation == id;
            return here.then(|| quote(message.author, self.body_now(id, &message), files));
        }
        let entry = self.outbox.sending(quoted)?;
        match &entry.command {
            Command::SendMessage { body, .. } => {
                let files = media(entry.files.iter().map(|file| &file.file));
                Some(quote(self.me.account.id, Some(body.clone()), files))
            }
            _ => None,
        }
    }

    pub(crate) fn details(&self, id: ConversationId) -> Result<Option<ConversationDetails>, StoreError> {
        let Some((state, meta)) = self
            .conversations
            .get(&id)
            .and_then(|state| Some((state, self.meta_shown(state)?)))
        else {
            return Ok(None);
        };
        let mut members = self.members_shown(state);
        members.sort_by(|a, b| {
            b.role
                .cmp(&a.role)
                .then_with(|| a.name.cmp(&b.name))
                .then(a.account.cmp(&b.account))
        });
        let group = meta.kind == ConversationKind::Group;
        Ok(Some(ConversationDetails {
            settings: meta.settings.clone(),
            id,
            kind: meta.kind,
            title: self.title_of(id),
            client: meta.client,
            may_post: self.may_post(state),
            may_manage: group && self.manages(state),
            may_leave: group && !state.local,
            archived: meta.archived,
            members,
            pinned: self.pinned(id)?,
            may_mention_everyone: self.may_mention_everyone(state),
        }))
    }

    /// Pinned messages with what waits to be pinned or taken off, newest first.
    fn pinned(&self, id: ConversationId) -> Result<Vec<Quote>, StoreError> {
        let mut pinned = BTreeMap::new();
        for message in self.store.pinned(id)? {
            pinned.insert(message.seq, message.id);
        }
        for (message, overlay) in self.outbox.overlays(id) {
            let Some(message) = self.store.message(message)? else {
                continue;
            };
            if overlay.deleted || overlay.pinned == Some(false) {
                pinned.remove(&message.seq);
            } else if overlay.pinned == Some(true) && !message.deleted {
                pinned.insert(message.seq, message.id);
            }
        }
        let newest_first = pinned.into_values().rev();
        Ok(newest_first
            .filter_map(|message| self.quote(id, message))
            .collect())
    }
}

fn is_message(entry: &OutboxEntry) -> bool {
    matches!(entry.command, Command::SendMessage { .. })
}
