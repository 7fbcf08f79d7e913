//! Works out what the UI draws: rows, timeline items, quotes, status, details.

use protocol::{
    AccountId, AccountKind, Command, ConversationId, ConversationKind, Message, MessageId, RichText, Role,
    Timestamp,
};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::outbox::Overlay;
use crate::store::{OutboxEntry, Store, StoreError};
use crate::timeline::OpenTimeline;
use crate::ui::{
    Allowed, ConversationDetails, ConversationRow, Place, Preview, Quote, Status, TimelineItem, TypingPerson,
};

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
        let Some(meta) = state.meta.as_ref().filter(|_| state.is_listed()) else {
            return Ok(None);
        };
        let me = self.me.account.id;
        let is_open = self.open.as_ref().is_some_and(|open| open.conversation == id);
        let own_entries = || self.outbox.of(id);
        let draft = markup::one_line(&state.draft.draft.text, PREVIEW_CHARS);
        Ok(Some(ConversationRow {
            id,
            kind: meta.kind,
            title: self.title_of(id),
            client: meta.client,
            preview: self.preview(id, state),
            pending: own_entries().any(|entry| entry.failure.is_none() && is_message(entry)),
            activity_at: state
                .newest
                .as_ref()
                .map_or(meta.created_at, |message| message.sent_at),
            unread: self.store.count_unread(id, state.read(me), me, UNREAD_LIMIT)?,
            needs_reply: self.needs_reply(state),
            draft: (!is_open && !draft.is_empty()).then_some(draft),
            typing: self.typing(id, state),
            failed: own_entries().any(|entry| entry.failure.is_some()),
            archived: meta.archived,
            members: u32::try_from(state.members.values().filter(|member| member.active).count())
                .unwrap_or(u32::MAX),
            pinned: false,
            put_away: false,
            muted_until: None,
            marked_unread: false,
            mentioned: false,
            follow_up: false,
        }))
    }

    /// A client wrote last in a direct conversation, and a coach looks at it.
    fn needs_reply(&self, state: &ConversationState) -> bool {
        let by_client = state.newest.as_ref().is_some_and(|message| {
            let author = state.members.get(&message.author);
            !message.deleted && author.is_some_and(|member| member.kind == AccountKind::Client)
        });
        self.me.account.kind == AccountKind::Coach && state.is_direct() && by_client
    }

    pub(crate) fn title_of(&self, id: ConversationId) -> String {
        let Some((state, meta)) = self
            .conversations
            .get(&id)
            .and_then(|state| Some((state, state.meta.as_ref()?)))
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
            (ConversationKind::Group, _) => meta.name.clone(),
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
            command: Command::SendMessage { body, .. },
            failure,
            ..
        }) = waiting
        {
            let status = if failure.is_some() {
                Status::Failed
            } else {
                Status::Waiting
            };
            return Some(Preview {
                author: None,
                own: true,
                text: markup::one_line(&body.text, PREVIEW_CHARS),
                deleted: false,
                status: Some(status),
            });
        }
        let message = state.newest.as_ref()?;
        let own = message.author == self.me.account.id;
        let body = self.body_now(id, message);
        let text = body
            .as_ref()
            .map(|body| markup::one_line(&body.text, PREVIEW_CHARS));
        Some(Preview {
            author: (!own && self.names_authors(state, message.author))
                .then(|| self.name_of(id, message.author)),
            own,
            deleted: text.is_none(),
            text: text.unwrap_or_default(),
            status: own.then(|| self.status(state, message)),
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
        match self.outbox.overlays(id).remove(&message.id) {
            _ if message.deleted => None,
            Some(Overlay::Deleted) => None,
            Some(Overlay::Edited(body)) => Some(body),
            None => Some(message.body.clone()),
        }
    }

    /// How far an own message has come: in a direct conversation by the other side (the client, or any coach); in a group by all.
    pub(crate) fn status(&self, state: &ConversationState, message: &Message) -> Status {
        let me = self.me.account.id;
        let others = state
            .members
            .values()
            .filter(|member| member.active && member.account != me);
        let marks = |kind: Option<AccountKind>| {
            let of_kind = others
                .clone()
                .filter(move |member| kind.is_none_or(|kind| member.kind == kind));
            of_kind.map(|member| {
                state
                    .receipts
                    .get(&member.account)
                    .map_or((0, 0), |receipt| (receipt.delivered, receipt.read))
            })
        };
        let (delivered, read) = if state.is_direct() {
            let other = match self.me.account.kind {
                AccountKind::Coach => AccountKind::Client,
                AccountKind::Client => AccountKind::Coach,
            };
            marks(Some(other)).fold((0, 0), |(d, r), (delivered, read)| {
                (d.max(delivered), r.max(read))
            })
        } else {
            let all = marks(None).reduce(|(d, r), (delivered, read)| (d.min(delivered), r.min(read)));
            all.unwrap_or((0, 0))
        };
        if message.seq <= read {
            Status::Read
        } else if message.seq <= delivered {
            Status::Delivered
        } else {
            Status::Sent
        }
    }

    pub(crate) fn quote(&self, id: ConversationId, quoted: MessageId) -> Option<Quote> {
        let quote = |author: AccountId, body: Option<RichText>| Quote {
            message: quoted,
            author: self.name_of(id, author),
            own: author == self.me.account.id,
            deleted: body.is_none(),
            text: body
                .map(|body| markup::excerpt(&body, QUOTE_CHARS))
                .unwrap_or_default(),
        };
        if let Ok(Some(message)) = self.message(quoted) {
            return (message.conversation == id).then(|| quote(message.author, self.body_now(id, &message)));
        }
        match &self.outbox.sending(quoted)?.command {
            Command::SendMessage { body, .. } => Some(quote(self.me.account.id, Some(body.clone()))),
            _ => None,
        }
    }

    /// Everything in the window, and at its newest end what waits to be sent.
    pub(crate) fn timeline_items(&self, open: &OpenTimeline) -> Result<Vec<TimelineItem>, StoreError> {
        let id = open.conversation;
        let Some(state) = self.conversations.get(&id) else {
            return Ok(Vec::new());
        };
        let me = self.me.account.id;
        let overlays = self.outbox.overlays(id);
        let mut items = Vec::with_capacity(open.window.messages.len());
        for message in open.window.messages.values() {
            let own = message.author == me;
            let (body, deleted) = match overlays.get(&message.id) {
                _ if message.deleted => (RichText::default(), true),
                Some(Overlay::Deleted) => (RichText::default(), true),
                Some(Overlay::Edited(body)) => (body.clone(), false),
                None => (message.body.clone(), false),
            };
            items.push(TimelineItem {
                id: message.id,
                place: Place::Sent(message.seq),
                author: message.author,
                author_name: self.name_of(id, message.author),
                own,
                body,
                sent_at: Some(message.sent_at),
                status: own.then(|| self.status(state, message)),
                reply: message
                    .reply_to
                    .filter(|_| !deleted)
                    .and_then(|quoted| self.quote(id, quoted)),
                edited_at: message
                    .edited_at
                    .or_else(|| self.edited_here(&overlays, message.id))
                    .filter(|_| !deleted),
                deleted,
                failure: None,
                reactions: Vec::new(),
                pinned: message.pinned_by.is_some(),
                starred: false,
                follow_up_at: None,
                forwarded: message.forwarded,
                deleted_by: message.deleted_by.map(|account| self.name_of(id, account)),
                card: message.card.clone(),
                mentions_me: false,
                may: Allowed::default(),
            });
        }
        if open.window.to.is_none() {
            for entry in self.outbox.of(id) {
                items.extend(self.waiting_item(id, entry, overlays.get(&id_of(entry)))?);
            }
        }
        Ok(items)
    }

    fn edited_here(
        &self,
        overlays: &std::collections::HashMap<MessageId, Overlay>,
        id: MessageId,
    ) -> Option<Timestamp> {
        matches!(overlays.get(&id), Some(Overlay::Edited(_))).then_some(Timestamp(self.now))
    }

    /// A message in the outbox; `None` when it has arrived by the feed already, or is not one.
    fn waiting_item(
        &self,
        id: ConversationId,
        entry: &OutboxEntry,
        overlay: Option<&Overlay>,
    ) -> Result<Option<TimelineItem>, StoreError> {
        let Command::SendMessage {
            id: message,
            body,
            reply_to,
            forwarded,
            ..
        } = &entry.command
        else {
            return Ok(None);
        };
        if matches!(overlay, Some(Overlay::Deleted)) || self.store.message(*message)?.is_some() {
            return Ok(None);
        }
        let me = &self.me.account;
        let body = match overlay {
            Some(Overlay::Edited(edited)) => edited.clone(),
            _ => body.clone(),
        };
        let status = if entry.failure.is_some() {
            Status::Failed
        } else {
            Status::Waiting
        };
        Ok(Some(TimelineItem {
            id: *message,
            place: Place::Waiting(entry.order),
            author: me.id,
            author_name: me.name.clone(),
            own: true,
            body,
            sent_at: None,
            status: Some(status),
            reply: reply_to.and_then(|quoted| self.quote(id, quoted)),
            edited_at: None,
            deleted: false,
            failure: entry.failure.clone(),
            reactions: Vec::new(),
            pinned: false,
            starred: false,
            follow_up_at: None,
            forwarded: *forwarded,
            deleted_by: None,
            card: None,
            mentions_me: false,
            may: Allowed::default(),
        }))
    }

    pub(crate) fn details(&self, id: ConversationId) -> Option<ConversationDetails> {
        let state = self.conversations.get(&id)?;
        let meta = state.meta.as_ref()?;
        let mine = state.members.get(&self.me.account.id);
        let mut members: Vec<_> = state
            .members
            .values()
            .filter(|member| member.active)
            .cloned()
            .collect();
        members.sort_by(|a, b| {
            b.role
                .cmp(&a.role)
                .then_with(|| a.name.cmp(&b.name))
                .then(a.account.cmp(&b.account))
        });
        let group = meta.kind == ConversationKind::Group;
        Some(ConversationDetails {
            id,
            kind: meta.kind,
            title: self.title_of(id),
            client: meta.client,
            may_post: !meta.archived && mine.is_none_or(protocol::Member::may_post),
            may_manage: group && mine.is_some_and(|mine| mine.active && mine.role >= Role::Admin),
            may_leave: group && !state.local,
            archived: meta.archived,
            members,
            pinned: Vec::new(),
            may_mention_everyone: false,
        })
    }
}

fn is_message(entry: &OutboxEntry) -> bool {
    matches!(entry.command, Command::SendMessage { .. })
}

fn id_of(entry: &OutboxEntry) -> MessageId {
    match &entry.command {
        Command::SendMessage { id, .. } => *id,
        _ => MessageId::from_number(0),
    }
}
