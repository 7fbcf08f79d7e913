//! What waiting commands will make of what is held: shown at once, and gone again when the server refuses.

use std::collections::{BTreeSet, HashMap};

use protocol::{Command, ConversationId, FilingSwitch, MessageId, ReceiptPolicy, RichText, Star};

use super::Outbox;
use crate::store::OutboxEntry;

/// Of one message. Of several commands for the same thing the last one counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    pub body: Option<RichText>,
    pub deleted: bool,
    pub pinned: Option<bool>,
    /// One's own emojis, set and taken back, in the order of doing.
    reactions: Vec<(String, bool)>,
}

impl Overlay {
    /// One's own reactions, from those that the server knows.
    pub(crate) fn react(&self, emojis: &mut Vec<String>) {
        for (emoji, on) in &self.reactions {
            match (emojis.iter().position(|known| known == emoji), on) {
                (None, true) => emojis.push(emoji.clone()),
                (Some(at), false) => {
                    emojis.remove(at);
                }
                _ => {}
            }
        }
    }
}

impl Outbox {
    fn waiting_of(&self, conversation: ConversationId) -> impl Iterator<Item = &OutboxEntry> {
        self.of(conversation).filter(|entry| entry.failure.is_none())
    }

    /// How waiting commands of a conversation change its messages.
    pub(crate) fn overlays(&self, conversation: ConversationId) -> HashMap<MessageId, Overlay> {
        let mut overlays: HashMap<MessageId, Overlay> = HashMap::new();
        for entry in self.waiting_of(conversation) {
            match &entry.command {
                Command::EditMessage { message, body, .. } => {
                    overlays.entry(*message).or_default().body = Some(body.clone());
                }
                Command::DeleteMessage { message, .. } => {
                    overlays.entry(*message).or_default().deleted = true;
                }
                Command::PinMessage { message, pinned, .. } => {
                    overlays.entry(*message).or_default().pinned = Some(*pinned);
                }
                Command::React {
                    message, emoji, on, ..
                } => {
                    let overlay = overlays.entry(*message).or_default();
                    overlay.reactions.push((emoji.clone(), *on));
                }
                _ => {}
            }
        }
        overlays
    }

    /// Waiting stars of a conversation, in the order of doing.
    pub(crate) fn stars(&self, conversation: ConversationId) -> impl Iterator<Item = Star> {
        self.waiting_of(conversation)
            .filter_map(|entry| match entry.command {
                Command::StarMessage {
                    conversation,
                    message,
                    starred,
                    follow_up_at,
                } => Some(Star {
                    conversation,
                    message,
                    starred,
                    follow_up_at,
                    rev: 0,
                }),
                _ => None,
            })
    }

    /// How a conversation will be filed, one switch after the other.
    pub(crate) fn switches(&self, conversation: ConversationId) -> impl Iterator<Item = FilingSwitch> {
        self.waiting_of(conversation)
            .filter_map(|entry| match entry.command {
                Command::FileConversation { switch, .. } => Some(switch),
                _ => None,
            })
    }

    /// What the practice's policy will be.
    pub(crate) fn receipt_policy(&self) -> Option<ReceiptPolicy> {
        let waiting = self.entries().filter_map(|entry| match entry.command {
            Command::SetReceiptPolicy { policy } => Some(policy),
            _ => None,
        });
        waiting.last()
    }

    /// Conversations with waiting stars or filings.
    pub(crate) fn personal(&self) -> BTreeSet<ConversationId> {
        let personal = self.entries().filter_map(|entry| match entry.command {
            Command::StarMessage { conversation, .. } | Command::FileConversation { conversation, .. } => {
                Some(conversation)
            }
            _ => None,
        });
        personal.collect()
    }
}

#[cfg(test)]
mod tests {
    use protocol::CommandId;

    use super::*;

    const GROUP: ConversationId = ConversationId::from_number(1);
    const MESSAGE: MessageId = MessageId::from_number(7);

    #[test]
    fn of_several_waiting_toggles_the_last_one_shows() {
        let mut outbox = Outbox::default();
        for (number, (emoji, on)) in [("👍", true), ("👍", false), ("🎉", true), ("👍", true)]
            .into_iter()
            .enumerate()
        {
            outbox.push(
                CommandId::from_number(number as u128),
                Command::React {
                    conversation: GROUP,
                    message: MESSAGE,
                    emoji: emoji.into(),
                    on,
                },
            );
        }
        let overlays = outbox.overlays(GROUP);
        let mut emojis = vec!["❤️".to_owned(), "👍".to_owned()];
        overlays[&MESSAGE].react(&mut emojis);
        assert_eq!(emojis, ["❤️", "🎉", "👍"]);
    }
}
