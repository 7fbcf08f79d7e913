//! What the open timeline shows: each message with all that one did to it, here and elsewhere.

use std::collections::{BTreeMap, HashMap};

use protocol::rights::Standing;
use protocol::{Command, ConversationId, LinkCard, Message, MessageId, RichText, SpanKind, Star, Timestamp};

use super::media::sent_files;
use super::reactions::Reactions;
use super::status::Marks;
use crate::engine::Engine;
use crate::outbox::Overlay;
use crate::store::{OutboxEntry, Store, StoreError, names};
use crate::timeline::OpenTimeline;
use crate::ui::{Place, Status, TimelineItem};

/// What is looked up once for all items.
struct Around {
    id: ConversationId,
    standing: Option<Standing>,
    marks: Marks,
    marks_of_notes: Marks,
    overlays: HashMap<MessageId, Overlay>,
    stars: BTreeMap<MessageId, Star>,
    reactions: Reactions,
}

impl Around {
    fn marks(&self, message: &Message) -> &Marks {
        if message.staff_only {
            &self.marks_of_notes
        } else {
            &self.marks
        }
    }
}

impl<S: Store> Engine<S> {
    /// Everything in the window, and at its newest end what waits to be sent.
    pub(crate) fn timeline_items(&self, open: &OpenTimeline) -> Result<Vec<TimelineItem>, StoreError> {
        let id = open.conversation;
        let Some(state) = self.conversations.get(&id) else {
            return Ok(Vec::new());
        };
        let around = Around {
            id,
            standing: self.standing_in(state),
            marks: self.marks(state, false),
            marks_of_notes: self.marks(state, true),
            overlays: self.outbox.overlays(id),
            stars: self.stars_of(id),
            reactions: self.reactions_in(open)?,
        };
        let messages = open.window.messages.values();
        let mut items: Vec<_> = messages.map(|message| self.item(&around, message)).collect();
        if open.window.to.is_none() {
            for entry in self.outbox.of(id) {
                items.extend(self.waiting_item(&around, entry)?);
            }
        }
        Ok(items)
    }

    fn item(&self, around: &Around, message: &Message) -> TimelineItem {
        let id = around.id;
        let me = self.me.account.id;
        let own = message.author == me;
        let overlay = around.overlays.get(&message.id);
        let star = around.stars.get(&message.id);
        let deleted = message.deleted || overlay.is_some_and(|overlay| overlay.deleted);
        // Taken off here by who is not its author, and not yet told.
        let deleted_by = message
            .deleted_by
            .or((deleted && !message.deleted && !own).then_some(me));
        let event = self.event_line(id, message);
        let happened = event.is_some();
        let shared = TimelineItem {
            files: Vec::new(),
            played: false,
            id: message.id,
            place: Place::Sent(message.seq),
            author: message.author,
            author_name: self.name_of(id, message.author),
            own,
            body: RichText::default(),
            sent_at: Some(message.sent_at),
            status: (own && event.is_none()).then(|| around.marks(message).status(message)),
            reply: None,
            edited_at: None,
            deleted,
            failure: None,
            reactions: Vec::new(),
            pinned: false,
            starred: star.is_some_and(|star| star.starred),
            follow_up_at: star.and_then(|star| star.follow_up_at),
            forwarded: false,
            deleted_by: deleted_by.map(|account| self.name_of(id, account)),
            card: None,
            mentions_me: false,
            staff_only: message.staff_only,
            event,
            may: self.allowed(around.standing, message, deleted),
        };
        if deleted || happened {
            return shared;
        }
        let edited = overlay.and_then(|overlay| overlay.body.as_ref());
        let body = edited.unwrap_or(&message.body);
        let reactions = around.reactions.get(&message.id).map_or(&[][..], Vec::as_slice);
        let pinned = overlay.and_then(|overlay| overlay.pinned);
        TimelineItem {
            body: self.drawn(id, body),
            files: sent_files(&message.attachments),
            played: self.is_played(message),
            reply: message.reply_to.and_then(|quoted| self.quote(id, quoted)),
            edited_at: message.edited_at.or(edited.map(|_| Timestamp(self.now))),
            reactions: self.reaction_counts(id, reactions, overlay),
            pinned: pinned.unwrap_or(message.pinned_by.is_some()),
            forwarded: message.forwarded,
            card: message.card.clone().filter(|card| leads_to(body, card)),
            mentions_me: !own && names(&body.spans, me),
            ..shared
        }
    }

    /// A message in the outbox; `None` when it has arrived by the feed already, or is not one.
    fn waiting_item(&self, around: &Around, entry: &OutboxEntry) -> Result<Option<TimelineItem>, StoreError> {
        let Command::SendMessage {
            id: message,
            body,
            reply_to,
            forwarded,
            staff_only,
            ..
        } = &entry.command
        else {
            return Ok(None);
        };
        let id = around.id;
        let overlay = around.overlays.get(message);
        let withdrawn = overlay.is_some_and(|overlay| overlay.deleted);
        if withdrawn || self.store.message(*message)?.is_some() {
            return Ok(None);
        }
        let me = &self.me.account;
        let star = around.stars.get(message);
        let edited = overlay.and_then(|overlay| overlay.body.as_ref());
        let status = if entry.failure.is_some() {
            Status::Failed
        } else {
            Status::Waiting
        };
        Ok(Some(TimelineItem {
            files: self.waiting_files(&entry.files),
            played: false,
            id: *message,
            place: Place::Waiting(entry.order),
            author: me.id,
            author_name: me.name.clone(),
            own: true,
            body: self.drawn(id, edited.unwrap_or(body)),
            sent_at: None,
            status: Some(status),
            reply: reply_to.and_then(|quoted| self.quote(id, quoted)),
            edited_at: None,
            deleted: false,
            failure: entry.failure.clone(),
            reactions: self.reaction_counts(id, &[], overlay),
            pinned: false,
            starred: star.is_some_and(|star| star.starred),
            follow_up_at: star.and_then(|star| star.follow_up_at),
            forwarded: *forwarded,
            deleted_by: None,
            card: None,
            mentions_me: false,
            staff_only: *staff_only,
            event: None,
            may: self.allowed_unsent(&entry.files),
        }))
    }
}

/// Whether the card is still of a link in the text: an edit may be on its way.
fn leads_to(body: &RichText, card: &LinkCard) -> bool {
    let to_card = |kind: &SpanKind| matches!(kind, SpanKind::Link { url } if *url == card.url);
    body.spans.iter().any(|span| to_card(&span.kind))
}
