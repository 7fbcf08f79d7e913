//! What happened in a group, in the names of today.

use protocol::{AccountId, ConversationId, GroupEvent, Message};

use crate::engine::Engine;
use crate::store::Store;
use crate::ui::EventLine;

impl<S: Store> Engine<S> {
    /// `None`: somebody said something.
    pub(super) fn event_line(&self, id: ConversationId, message: &Message) -> Option<Box<EventLine>> {
        let event = message.event.as_deref()?;
        let me = self.me.account.id;
        let named = named(event);
        let others = named.iter().filter(|account| **account != me);
        Some(Box::new(EventLine {
            event: event.clone(),
            author: self.name_of(id, message.author),
            own: message.author == me,
            names: others.map(|account| self.name_of(id, *account)).collect(),
            me: named.contains(&me),
        }))
    }
}

/// Those whom it happened to.
fn named(event: &GroupEvent) -> &[AccountId] {
    match event {
        GroupEvent::Added { accounts, .. } => accounts,
        GroupEvent::Removed { account }
        | GroupEvent::Role { account, .. }
        | GroupEvent::Posting { account, .. } => std::slice::from_ref(account),
        GroupEvent::Created
        | GroupEvent::Left
        | GroupEvent::Renamed { .. }
        | GroupEvent::Described
        | GroupEvent::Pictured
        | GroupEvent::Announcement { .. }
        | GroupEvent::Archived { .. }
        | GroupEvent::Unknown => &[],
    }
}
