//! The reactions under a message, one's own waiting ones among them.

use std::collections::HashMap;

use protocol::{AccountId, ConversationId, MessageId, Reaction};

use crate::engine::Engine;
use crate::outbox::Overlay;
use crate::store::{Store, StoreError};
use crate::timeline::OpenTimeline;
use crate::ui::ReactionCount;

/// Names under one emoji.
const NAMES: usize = 20;

/// By message, those of a message in the order of their changes.
pub(super) type Reactions = HashMap<MessageId, Vec<Reaction>>;

impl<S: Store> Engine<S> {
    pub(super) fn reactions_in(&self, open: &OpenTimeline) -> Result<Reactions, StoreError> {
        let mut reactions = Reactions::new();
        let messages = &open.window.messages;
        if let (Some((from, _)), Some((to, _))) = (messages.first_key_value(), messages.last_key_value()) {
            for reaction in self.store.reactions(open.conversation, *from, *to)? {
                reactions.entry(reaction.message).or_default().push(reaction);
            }
        }
        Ok(reactions)
    }

    pub(super) fn reaction_counts(
        &self,
        id: ConversationId,
        reactions: &[Reaction],
        overlay: Option<&Overlay>,
    ) -> Vec<ReactionCount> {
        let me = self.me.account.id;
        let mut all: Vec<(AccountId, Vec<String>)> = reactions
            .iter()
            .map(|reaction| (reaction.account, reaction.emojis.clone()))
            .collect();
        if let Some(overlay) = overlay {
            match all.iter_mut().find(|(account, _)| *account == me) {
                Some((_, emojis)) => overlay.react(emojis),
                None => {
                    let mut emojis = Vec::new();
                    overlay.react(&mut emojis);
                    all.push((me, emojis));
                }
            }
        }
        let mut counts: Vec<ReactionCount> = Vec::new();
        for (account, emojis) in all {
            for emoji in emojis {
                let at = counts.iter().position(|count| count.emoji == emoji);
                let at = at.unwrap_or_else(|| {
                    counts.push(ReactionCount {
                        emoji,
                        count: 0,
                        own: false,
                        names: Vec::new(),
                    });
                    counts.len().saturating_sub(1)
                });
                let Some(count) = counts.get_mut(at) else { continue };
                count.count = count.count.saturating_add(1);
                if account == me {
                    count.own = true;
                } else if count.names.len() < NAMES {
                    count.names.push(self.name_of(id, account));
                }
            }
        }
        counts
    }
}
