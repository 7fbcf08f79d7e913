//! The messages that this person keeps at hand.

use protocol::ConversationId;

use crate::engine::Engine;
use crate::store::{Store, StoreError};
use crate::ui::StarredMessage;

impl<S: Store> Engine<S> {
    /// Those of one conversation. What is starred and not held is on its way.
    pub(crate) fn starred_in(&self, id: ConversationId) -> Result<Vec<StarredMessage>, StoreError> {
        if !self.conversations.get(&id).is_some_and(|state| state.is_listed()) {
            return Ok(Vec::new());
        }
        let mut starred = Vec::new();
        for star in self.stars_of(id).into_values() {
            let Some(quote) = self.quote(id, star.message) else {
                continue;
            };
            let message = self.store.message(star.message)?;
            starred.push(StarredMessage {
                conversation: id,
                title: self.title_of(id),
                quote,
                sent_at: message.map(|message| message.sent_at),
                starred: star.starred,
                follow_up_at: star.follow_up_at,
            });
        }
        Ok(starred)
    }
}

/// Those to be followed up first, soonest first, then the newest; what waits to be sent is the newest.
pub(crate) fn sort(starred: &mut [StarredMessage]) {
    starred.sort_by_key(|star| {
        (
            star.follow_up_at.is_none(),
            star.follow_up_at,
            star.sent_at.is_some(),
            std::cmp::Reverse(star.sent_at),
            star.quote.message,
        )
    });
}
