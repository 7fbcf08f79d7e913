//! Everything one does to a message besides writing it: reactions, pins, stars, filing, forwarding, taking down words of others.

use engine::store::Store;
use engine::ui::Request;
use protocol::{ConversationId, FilingSwitch, MessageId, ReceiptPolicy, Seq, Timestamp};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::world::World;

const EMOJIS: [&str; 8] = ["👍", "❤️", "🎉", "💪", "😂", "🙏", "🔥", "👀"];

impl World {
    /// Now and then somebody is named.
    pub(super) fn perhaps_a_name(&mut self) -> String {
        let named = self.random.random_bool(0.2);
        let name = ["Ana", "Ben", "Cleo", "everyone"].choose(&mut self.random);
        name.filter(|_| named)
            .map(|name| format!(" @{name}"))
            .unwrap_or_default()
    }

    pub(super) fn do_to_a_message(&mut self, at: usize, conversation: ConversationId) {
        let roll = self.random.random_range(0..100);
        match roll {
            70..86 => return self.file(at, conversation),
            86..90 => return self.set_policy(at),
            _ => {}
        }
        let Some(message) = self.some_message(at, conversation) else {
            return;
        };
        let on = self.random.random_bool(0.7);
        match roll {
            0..30 => {
                let emoji = EMOJIS.choose(&mut self.random).copied().unwrap_or("👍");
                self.ask(
                    at,
                    Request::React {
                        conversation,
                        message,
                        emoji: emoji.into(),
                        on,
                    },
                );
            }
            30..44 => self.ask(
                at,
                Request::PinMessage {
                    conversation,
                    message,
                    pinned: on,
                },
            ),
            44..58 => {
                let later = self.now + self.random.random_range(-60_000..900_000);
                let follow_up_at = self.random.random_bool(0.3).then_some(Timestamp(later));
                self.ask(
                    at,
                    Request::StarMessage {
                        conversation,
                        message,
                        starred: on,
                        follow_up_at,
                    },
                );
            }
            58..64 => self.forward(at, conversation, message),
            _ => {
                let Some(message) = self.of_somebody_else(at, conversation) else {
                    return;
                };
                self.ask(
                    at,
                    Request::Delete {
                        conversation,
                        message,
                    },
                );
                if matches!(self.devices[at].last_reply.take(), Some(Ok(_))) {
                    self.deleted.insert(message);
                }
            }
        }
    }

    /// One of the latest that the device holds, or one of its own that waits.
    fn some_message(&mut self, at: usize, conversation: ConversationId) -> Option<MessageId> {
        let store = self.devices[at].engine.as_ref()?.store();
        let held = store.messages_before(conversation, Seq::MAX, 25).ok()?;
        let own = self.promises.iter().rev().take(5);
        let waiting = own.filter(|promise| promise.device == at && promise.conversation == conversation);
        let ids: Vec<_> = held
            .iter()
            .map(|message| message.id)
            .chain(waiting.map(|promise| promise.message))
            .collect();
        ids.choose(&mut self.random).copied()
    }

    fn of_somebody_else(&mut self, at: usize, conversation: ConversationId) -> Option<MessageId> {
        let me = self.devices[at].actor.account;
        let store = self.devices[at].engine.as_ref()?.store();
        let held = store.messages_before(conversation, Seq::MAX, 25).ok()?;
        let others: Vec<_> = held.iter().filter(|message| message.author != me).collect();
        others.choose(&mut self.random).map(|message| message.id)
    }

    fn file(&mut self, at: usize, conversation: ConversationId) {
        let on = self.random.random_bool(0.7);
        let engine = self.devices[at].engine.as_ref();
        let head = engine.map_or(0, |engine| {
            engine.head(protocol::FeedId::Conversation(conversation))
        });
        let until = Timestamp(self.now + self.random.random_range(-60_000..900_000));
        let switch = match self.random.random_range(0..4) {
            0 => FilingSwitch::Pinned(on),
            1 => FilingSwitch::Archived(on.then_some(head)),
            2 => FilingSwitch::Muted(on.then_some(until)),
            _ => FilingSwitch::Unread(on),
        };
        self.ask(at, Request::File { conversation, switch });
    }

    fn forward(&mut self, at: usize, conversation: ConversationId, message: MessageId) {
        let rows: Vec<_> = self.devices[at].screen.rows.keys().copied().collect();
        let to = rows.choose_multiple(&mut self.random, 2).copied().collect();
        self.ask(
            at,
            Request::Forward {
                conversation,
                message,
                to,
            },
        );
    }

    fn set_policy(&mut self, at: usize) {
        let policies = [ReceiptPolicy::Everyone, ReceiptPolicy::Staff, ReceiptPolicy::Off];
        if let Some(policy) = policies.choose(&mut self.random).copied() {
            self.ask(at, Request::SetReceiptPolicy { policy });
        }
    }
}
